"""What networks of one form make of points and parameters of one's own; changes nothing."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

import numpy as np
import numpy.typing as npt

from micrograd.data.sampling import Samples
from micrograd.nn import MLP
from micrograd.recipe.objective import Objective
from micrograd.training.evaluation import evaluate
from micrograd.training.step_engine import Probe
from micrograd.training.trainer import Trainer

Floats = npt.NDArray[np.float64]


def probe_of(trainer: Trainer) -> Probe:
    """A probe for networks of the trainer's form and for its samples, as fast as there is one."""
    parts = trainer.model, trainer.samples, trainer.objective
    return trainer.engine.probe(*parts) or PlainProbe(*parts)


class PlainProbe:
    """The readable probe: a copy of the network, asked point by point."""

    is_compiled = False

    def __init__(self, model: MLP, samples: Samples, objective: Objective) -> None:
        self._model, self._objective = deepcopy(model), objective
        self._parameters = self._model.parameters()
        self._samples = samples.scaled.rows_taken(samples.training)

    def layer_outputs(self, parameters: Sequence[float], points: Floats) -> list[Floats]:
        """The outputs of each layer, arrays of shape (neurons, points)."""
        self._take(parameters)
        forward = self._model.plain()
        of_points = [forward(point) for point in points.tolist()]
        return [np.array(layer, float).T for layer in zip(*of_points, strict=True)]

    def outputs(self, parameters: Sequence[float], points: Floats) -> Floats:
        """The outputs of the last layer, shape (outputs, points)."""
        return self.layer_outputs(parameters, points)[-1]

    def losses(self, parameters: Floats) -> Floats:
        """The loss of all samples trained on, for each row of shape (networks, parameters)."""
        return np.fromiter(self._losses(parameters.tolist()), float, len(parameters))

    def _losses(self, parameters: Sequence[Sequence[float]]) -> Iterator[float]:
        for numbers in parameters:
            self._take(numbers)
            try:
                yield evaluate(self._model, self._samples, self._objective).loss
            except ValueError:
                # The logarithm of zero, or of less.
                yield np.nan

    def _take(self, numbers: Sequence[float]) -> None:
        for parameter, number in zip(self._parameters, numbers, strict=True):
            parameter.data = number
