"""LossField: the loss and its gradient for any parameters, of a bounded share of the samples."""

import math
from collections.abc import Sequence
from copy import copy, deepcopy

import numpy as np
import numpy.typing as npt

from micrograd.analysis.probe import PlainProbe
from micrograd.analysis.tape import Tape
from micrograd.data.rows import taken_rows
from micrograd.data.sampling import Samples
from micrograd.recipe.optimizers import GRADIENT_DESCENT
from micrograd.recipe.parts import parameters_in, without_effect
from micrograd.recipe.settings import TRAINING
from micrograd.training.loss_graph import LossGraph
from micrograd.training.state import StepStart
from micrograd.training.step_engine import Probe, StepEngine, StepMachine
from micrograd.training.trainer import Trainer

Floats = npt.NDArray[np.float64]

# Samples times parameters of a loss: what the compiled loop computes in about 50 µs, and the
# readable engine in about 2 ms. A network with more parameters than that has FEWEST samples.
MOST_COMPILED, MOST_READABLE, FEWEST = 100_000, 1_000, 100
# The share is drawn by this seed, so that the same samples give the same picture.
SEED = 0
# Numbers of networks that are computed at once: 2 MB of parameters.
NUMBERS_AT_A_TIME = 250_000


class LossField:
    """The loss of one form of network as a function of its parameters; changes nothing.

    One thread at a time may use it, beside training.

    rows: the samples that the loss is of, all that are trained on or a share of them that is drawn.
    is_compiled: True where it takes as long as compiled steps. free: shape (parameters), True for
    each that updates can move: not frozen, and with an effect. widths: of the network.
    """

    def __init__(self, trainer: Trainer, rows: Sequence[int] | None = None) -> None:
        """rows: of the dataset; None for what is trained on."""
        model, objective = trainer.model, trainer.objective
        self.is_compiled = trainer.engine.is_compiled
        self.widths = (model.nin, *model.nouts)
        count = len(trainer.parameters)
        wanted = trainer.all_rows() if rows is None else rows
        places = _share_of(range(len(wanted)), trainer.engine, count, self.is_compiled)
        self.rows = list(taken_rows(wanted, places))
        self.is_whole = len(self.rows) == len(wanted)
        # With a fault a sample may have the target of another one of the wanted.
        few = Samples(trainer.taken(wanted).rows_taken(places))
        # The engine of the trainer keeps the machine of the trainer.
        engine = copy(trainer.engine)
        compiled = engine.probe(model, few, objective) if self.is_compiled else None
        self._probe: Probe = compiled or PlainProbe(model, few, objective)
        machine = engine.machine(model, few, objective, GRADIENT_DESCENT) if compiled else None
        self._gradients = (
            MachineGradients(machine) if machine else TapeGradients(model, few, objective)
        )
        moved = np.ones(count, bool)
        settings = trainer.settings
        still = parameters_in(settings["frozen"], self.widths)
        moved[[*still, *without_effect(settings["off"], self.widths)]] = False
        self.free = moved

    def losses(self, parameters: Floats) -> Floats:
        """The loss for each row of shape (networks, parameters); NaN where it is not defined."""
        losses = np.empty(len(parameters))
        few = max(1, NUMBERS_AT_A_TIME // max(1, parameters.shape[1]))
        for first in range(0, len(parameters), few):
            losses[first : first + few] = self._probe.losses(parameters[first : first + few])
        return losses

    def gradient(self, parameters: Floats) -> Floats:
        """The gradient of the loss, shape (parameters); NaN where the loss is not finite.

        It is that of the engine, by backpropagation, with 0 for what updates can't move.
        """
        return np.where(self.free, self._gradients.at(parameters), 0.0)


class MachineGradients:
    """Gradients of a compiled machine: what it leaves after one step."""

    def __init__(self, machine: StepMachine) -> None:
        self._machine = machine

    def at(self, parameters: Floats) -> Floats:
        """The gradient, NaN where the loss is not finite."""
        start = StepStart(0, parameters.tolist(), [0.0] * len(parameters), TRAINING)
        self._machine.load(start)
        trained = self._machine.train(start, 1, 1, 1)
        if trained.failed and trained.failed.grads is None:
            return np.full(len(parameters), np.nan)
        return np.array(trained.failed.grads if trained.failed else trained.grads)


class TapeGradients:
    """Gradients of the readable engine, of a copy of the network."""

    def __init__(self, model: object, samples: Samples, objective: object) -> None:
        own = deepcopy(model)
        self._parameters = own.parameters()  # type: ignore[attr-defined]
        graph = LossGraph(own, samples.scaled, objective)  # type: ignore[arg-type]
        self._tape = Tape(graph.loss, graph.order)
        self._places = [self._tape.index_of(parameter) for parameter in self._parameters]

    def at(self, parameters: Floats) -> Floats:
        """The gradient, NaN where the loss is not finite."""
        for parameter, number in zip(self._parameters, parameters.tolist(), strict=True):
            parameter.data = number
        try:
            numbers = self._tape.forward()
            if not math.isfinite(numbers[-1]):
                raise ArithmeticError
            grads = self._tape.gradients(numbers)
        except (ValueError, ArithmeticError):
            return np.full(len(parameters), np.nan)
        return np.array([grads[place] for place in self._places])


def _share_of(
    rows: Sequence[int], engine: StepEngine, parameters: int, is_compiled: bool
) -> Sequence[int]:
    most = MOST_COMPILED if is_compiled else MOST_READABLE
    count = max(FEWEST if is_compiled else 1, most // max(1, parameters))
    if len(rows) <= count:
        return rows
    return sorted(taken_rows(rows, engine.shuffled(len(rows), SEED, 0)[:count]))
