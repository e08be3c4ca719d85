"""What a network makes of a dataset, without a graph: for looking on."""

from collections.abc import Sequence
from typing import NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import squared_errors


class Evaluation(NamedTuple):
    """What the network makes of a dataset, with its parameters as they are.

    predictions: one list per sample, one number per output.
    squared_errors: one number per sample, summed over its outputs.
    loss: the sum of squared errors, in the order of the training loop.
    """

    predictions: list[list[float]]
    squared_errors: list[float]
    loss: float


def evaluate(model: MLP, dataset: Dataset) -> Evaluation:
    """Predictions and errors with the parameters as they are; changes nothing."""
    predictions = [model.activations(x)[-1] for x in dataset.xs]
    pairs = zip(predictions, dataset.targets, strict=True)
    errors = [squared_errors(outputs, target) for outputs, target in pairs]
    loss = _total([error for sample in errors for error in sample])
    return Evaluation(predictions, [_total(sample) for sample in errors], loss)


def _total(numbers: Sequence[float]) -> float:
    """The sum from left to right; the built-in one rounds otherwise since Python 3.12."""
    total = 0.0
    for number in numbers:
        total += number
    return total
