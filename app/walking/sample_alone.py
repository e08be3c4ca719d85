"""One sample of a step whose whole graph is too large to be built."""

from contextlib import suppress
from functools import cached_property

from app.session.cursor import Cursor
from app.walking.both_passes import BothPasses
from micrograd.data.dataset import Dataset
from micrograd.engine import Value
from micrograd.recipe.penalties import NO_PENALTY
from micrograd.training.loss_graph import LossGraph, NodeAddress
from micrograd.training.state import LiveState
from micrograd.training.wrong_backward import backward_pass


class SampleAlone:
    """The part of the loss that belongs to one sample, on parameters of its own.

    Its operations are those of the step for this sample, in their order and with their numbers; a
    parameter's gradient is the sample's share of it. A penalty is of no sample, and is not in it.
    sample: counted from 0.
    """

    def __init__(self, cursor: Cursor, sample: int) -> None:
        self._cursor, self.sample = cursor, sample
        objective = cursor.trainer.objective._replace(penalty=NO_PENALTY)
        self.graph = LossGraph(cursor.owner.start.model(), self._own(), objective, rows=[sample])
        leaves = [node for node in self.graph.order if not node._prev]
        trainer, parameters = cursor.trainer, self.graph.parameters
        made_with = trainer.fault, parameters, lambda: trainer.scheduled_rate
        self.passes = BothPasses(
            self.graph.order, backward_pass(self.graph.order, leaves, *made_with)
        )
        self.follow()

    def follow(self) -> None:
        """Compute both passes with the parameters as they are now, as far as they are defined."""
        self.passes.restart()
        if self._cursor.trainer.fault.targets:
            # Another batch may have another target for it.
            self.graph.take(self._own(), [self.sample])
        self.graph.be_part_of(self._samples_of_step)
        shown = self._cursor.trainer.parameters
        LiveState(self.graph.parameters).put([parameter.data for parameter in shown])
        with suppress(ArithmeticError, ValueError):
            self.passes.finish()

    def _own(self) -> Dataset:
        """The sample as the step has it, with the target of another one where a fault says so."""
        trainer = self._cursor.trainer
        rows = trainer.rows_of(trainer.steps)
        if trainer.fault.targets and self.sample in rows:
            return trainer.taken(rows).rows_taken([list(rows).index(self.sample)])
        return trainer.samples.scaled.rows_taken([self.sample])

    @property
    def _samples_of_step(self) -> int:
        """How many samples the step has that it is a part of, or one would have with it."""
        trainer = self._cursor.trainer
        rows = trainer.rows_of(trainer.steps)
        return len(rows) if self.sample in rows else trainer.samples.batch_size

    @cached_property
    def addresses(self) -> list[NodeAddress]:
        """The address of each node; all but the parameters belong to the sample."""
        parameters = set(self.graph.parameters)
        return [
            address if node in parameters else address._replace(sample=self.sample)
            for node, address in zip(self.graph.order, self.graph.addresses, strict=True)
        ]

    @property
    def place_in_step(self) -> tuple[int, int] | None:
        """The number of the last operation in the pass over all samples, and how many it has.

        None where the step to come does not train on the sample.
        """
        trainer = self._cursor.trainer
        rows = trainer.rows_of(trainer.steps)
        if self.sample not in rows:
            return None
        number = rows.index(self.sample)
        current, objective = self.passes.last, self._cursor.trainer.objective
        # What all samples share: the mean, and a penalty, with a term and a sum for each weight.
        mean = int(objective.loss.is_mean)
        weights = len(objective.penalized(self._cursor.trainer.model))
        penalty = 2 * weights + 2 if weights else 0
        each, place = len(current) - mean, current.position
        if current is self.passes.forward:
            # The mean follows the last sample.
            before = number if place <= each else len(rows) - 1
        else:
            # The backward pass comes to the last sample first, after the penalty and the mean.
            before = len(rows) - 1 - number if place > mean else 0
            place += penalty
        return before * each + place, len(rows) * each + mean + penalty

    def parameter_of(self, value: Value) -> int | None:
        """The index of a node among the parameters; None for any other node."""
        parameters = self.graph.parameters
        return parameters.index(value) if value in parameters else None
