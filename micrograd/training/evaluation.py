"""Evaluation: what a network makes of a dataset, computed without a graph."""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.objective import PLAIN, Objective


class Evaluation(NamedTuple):
    """The outputs and losses of a network on a dataset, with its parameters as they are.

    predictions: one list per sample, one number per output.
    sample_losses: one number per sample, the sum of its terms.
    loss: what training makes small, added in the order of the training loop.
    """

    predictions: list[list[float]]
    sample_losses: list[float]
    loss: float


def evaluate(model: MLP, dataset: Dataset, objective: Objective = PLAIN) -> Evaluation:
    """Predictions and losses with the parameters as they are; changes nothing."""
    forward = model.plain()
    predictions = [forward(x)[-1] for x in dataset.xs]
    pairs = zip(predictions, dataset.targets, strict=True)
    terms = [objective.terms(outputs, target) for outputs, target in pairs]
    all_terms = [term for sample in terms for term in sample]
    total = objective.of_samples(_sum(all_terms), len(all_terms))
    if weights := objective.penalized(model):
        penalty = _sum(objective.penalties(weight.data for weight in weights))
        total = objective.with_penalty(total, penalty, objective.strength)
    return Evaluation(predictions, [_sum(sample) for sample in terms], total)


def _sum(numbers: Sequence[float]) -> float:
    """The sum from left to right; the built-in one rounds otherwise since Python 3.12."""
    return reduce(add, numbers, 0.0)
