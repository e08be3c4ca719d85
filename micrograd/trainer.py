"""The training loop as one sequence of operations, to be taken in steps of any size."""

import math
from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

from micrograd.data import Dataset
from micrograd.engine import Value, topological_order
from micrograd.losses import squared_errors, sum_of_squared_errors
from micrograd.nn import MLP


class Phase(Enum):
    """The four phases of a training step, in their order."""

    FORWARD = "forward pass"
    ZERO_GRAD = "zero grad"
    BACKWARD = "backward pass"
    UPDATE = "update"


class Evaluation(NamedTuple):
    """What the network makes of a dataset, with its parameters as they are.

    predictions: one list per sample, one number per output.
    squared_errors: one number per sample, summed over its outputs.
    loss: the sum of squared errors, in the order of the training loop.
    """

    predictions: list[list[float]]
    squared_errors: list[float]
    loss: float


class DivergenceError(ArithmeticError):
    """The loss or a parameter stopped being finite.

    step: the step it happened at. name: "loss", or the label of the first parameter that
    was not finite. value: what it became. had_finite_loss: False where not even the first loss
    since the last edit was finite, so that no learning rate would help.
    """

    def __init__(self, step: int, name: str, value: float, had_finite_loss: bool = True) -> None:
        advice = (
            "the last finite parameters are kept, try a smaller learning rate"
            if had_finite_loss
            else "samples or parameters are too large for any learning rate"
        )
        super().__init__(f"training diverged at step {step}: {name} became {value}; {advice}")
        self.step, self.name, self.value = step, name, value
        self.had_finite_loss = had_finite_loss


class _Checkpoint(NamedTuple):
    """The last parameters whose loss is known to be finite, and the step they belong to."""

    steps: int
    data: list[float]


class _LossGraph:
    """The loss as one graph, and the nodes that each phase goes through, in its order."""

    def __init__(self, model: MLP, dataset: Dataset) -> None:
        predictions = [_as_list(model(x)) for x in dataset.xs]
        self.loss = sum_of_squared_errors(predictions, dataset.targets)
        order = topological_order(self.loss)
        operations = [node for node in order if node._prev]
        parameters = model.parameters()
        is_parameter = set(parameters)
        self._others = [node for node in order if node not in is_parameter]
        self.schedule = {
            Phase.FORWARD: operations,
            Phase.ZERO_GRAD: parameters,
            Phase.BACKWARD: operations[::-1],
            Phase.UPDATE: parameters,
        }

    def seed(self) -> None:
        """The backward pass starts at the loss, whose derivative by itself is 1."""
        for node in self._others:
            node.grad = 0.0
        self.loss.grad = 1.0


class Trainer:
    """Full-batch gradient descent on the sum of squared errors.

    One step is a sequence of operations: each node's forward computation, each parameter's
    zero grad, each node's backward rule, each parameter's update. `step_operation`,
    `step_phase`, `step` and `run` all advance along this one sequence.

    steps: how many updates are done. phase: the phase of the last operation done, None
    before the first. loss: the loss that the last forward pass found, None before it.
    Raises ValueError where network and dataset do not fit, or for a bad learning rate.
    """

    def __init__(self, model: MLP, dataset: Dataset, learning_rate: float = 0.1) -> None:
        self.model = model
        self.parameters = model.parameters()
        self.steps = 0
        self.phase: Phase | None = None
        self.loss: float | None = None
        self.learning_rate = learning_rate
        self._checkpoint: _Checkpoint | None = None
        self._next_phase, self._position = Phase.FORWARD, 0
        self.dataset = dataset

    @property
    def learning_rate(self) -> float:
        """The factor of the gradient in the update; above zero, finite."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        if not (math.isfinite(rate) and rate > 0):
            raise ValueError(f"the learning rate must be a finite number above 0, not {rate!r}")
        self._learning_rate = float(rate)

    @property
    def dataset(self) -> Dataset:
        """The samples trained on. A new one restarts the step that is under way."""
        return self._dataset

    @dataset.setter
    def dataset(self, dataset: Dataset) -> None:
        if dataset.nin != self.model.nin:
            raise ValueError(
                f"the samples have {dataset.nin} inputs, but the network takes {self.model.nin}"
            )
        if dataset.nout != self.model.nouts[-1]:
            raise ValueError(
                f"the samples have {dataset.nout} targets, but the network has "
                f"{self.model.nouts[-1]} outputs"
            )
        self._dataset = dataset
        self._built: _LossGraph | None = None
        self.restart_step()

    @property
    def _graph(self) -> "_LossGraph":
        """The graph of the loss, built at the first operation and computed anew in each step."""
        if self._built is None:
            self._built = _LossGraph(self.model, self.dataset)
        return self._built

    def restart_step(self) -> None:
        """Go back to the start of the step under way, as before an edit of a parameter.

        An update that was half done is taken back.
        """
        if self._next_phase is Phase.UPDATE and self._position and self._checkpoint:
            self._restore(self._checkpoint)
        if not self.is_between_steps:
            self.phase = None
        self._next_phase = Phase.FORWARD
        self._position = 0
        # What was changed by hand is not taken back by a divergence.
        self._checkpoint = None

    @property
    def is_between_steps(self) -> bool:
        """True where the next operation is the first one of a step."""
        return self._next_phase is Phase.FORWARD and self._position == 0

    @property
    def phase_length(self) -> int:
        """How many operations the phase under way has in all."""
        return len(self._graph.schedule[self._next_phase])

    @property
    def is_between_phases(self) -> bool:
        """True where the next operation is the first one of a phase."""
        return self._position == 0

    @property
    def data_before_update(self) -> list[float]:
        """The data of all parameters before the last update: what the last loss is of."""
        assert self._checkpoint is not None
        return self._checkpoint.data

    def advance(self, operations: int) -> bool:
        """Do at most so many operations, not past the phase. True if that ended a step.

        Raises DivergenceError where the loss or a parameter is not finite any more.
        """
        phase = self._next_phase
        nodes = self._graph.schedule[phase]
        end = min(self._position + operations, len(nodes))
        if phase is Phase.BACKWARD and self._position == 0:
            self._graph.seed()
        self._perform(phase, nodes[self._position : end])
        self._position = end
        self.phase = phase
        return end == len(nodes) and self._finish_phase(phase)

    def step_operation(self) -> bool:
        """Do the next operation. True if it was the last one of a step."""
        return self.advance(1)

    def step_phase(self) -> Phase:
        """Finish the phase under way, and return it."""
        phase = self._next_phase
        self.advance(self.phase_length)
        return phase

    def step(self) -> float:
        """Finish the step under way, and return its loss (before the update)."""
        while self.step_phase() is not Phase.UPDATE:
            pass
        assert self.loss is not None
        return self.loss

    def run(self, n: int) -> list[float]:
        """Do `n` steps, and return the loss of each."""
        return [self.step() for _ in range(n)]

    def evaluate(self) -> Evaluation:
        """Look at predictions and errors with the parameters as they are; changes nothing."""
        predictions = [self.model.activations(x)[-1] for x in self.dataset.xs]
        errors = [
            squared_errors(outputs, target)
            for outputs, target in zip(predictions, self.dataset.targets, strict=True)
        ]
        loss = 0.0
        for sample in errors:
            for error in sample:
                loss += error
        return Evaluation(predictions, [_total(sample) for sample in errors], loss)

    def _perform(self, phase: Phase, nodes: Sequence[Value]) -> None:
        if phase is Phase.FORWARD:
            for node in nodes:
                node._forward()
        elif phase is Phase.ZERO_GRAD:
            for parameter in nodes:
                parameter.grad = 0.0
        elif phase is Phase.BACKWARD:
            for node in nodes:
                node._backward()
        else:
            for parameter in nodes:
                parameter.data += -self._learning_rate * parameter.grad

    def _finish_phase(self, phase: Phase) -> bool:
        """Go on to the next phase; True where that is a new step."""
        if phase is Phase.FORWARD:
            self._check_loss()
        elif phase is Phase.UPDATE:
            self._check_parameters()
            self.steps += 1
        phases = list(Phase)
        self._next_phase = phases[(phases.index(phase) + 1) % len(phases)]
        self._position = 0
        return phase is Phase.UPDATE

    def _check_loss(self) -> None:
        self.loss = self._graph.loss.data
        if not math.isfinite(self.loss):
            self._diverge("loss", self.loss)
        self._checkpoint = _Checkpoint(self.steps, [p.data for p in self.parameters])

    def _check_parameters(self) -> None:
        for parameter in self.parameters:
            if not math.isfinite(parameter.data):
                self._diverge(parameter.label, parameter.data)

    def _restore(self, checkpoint: _Checkpoint) -> None:
        self.steps = checkpoint.steps
        for parameter, data in zip(self.parameters, checkpoint.data, strict=True):
            parameter.data = data

    def _diverge(self, name: str, value: float) -> None:
        """Go back to the last parameters whose loss was finite, and say what happened."""
        diverged_at = self.steps
        if self._checkpoint:
            self._restore(self._checkpoint)
        had_finite_loss = self._checkpoint is not None
        self.restart_step()
        raise DivergenceError(diverged_at, name, value, had_finite_loss)


def _as_list(outputs: Any) -> list[Value]:
    return outputs if isinstance(outputs, list) else [outputs]


def _total(numbers: Sequence[float]) -> float:
    """The sum from left to right; the built-in one rounds otherwise since Python 3.12."""
    total = 0.0
    for number in numbers:
        total += number
    return total
