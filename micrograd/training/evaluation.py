"""Evaluation: what a network makes of a dataset, computed without a graph."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.data.rows import Rows, taken_rows
from micrograd.nn import MLP
from micrograd.recipe.objective import PLAIN, Objective


class Evaluation(NamedTuple):
    """The outputs and losses of a network on a dataset, with its parameters as they are.

    predictions: one list per sample, one number per output.
    sample_losses: one number per sample, the sum of its terms.
    Both are lists, or arrays in `ArrayRows` where a machine has looked.
    loss: what training makes small, added in the order of the training loop.
    test_loss: the loss of the samples that are held out, without a penalty; None without any.
    """

    predictions: Rows
    sample_losses: Sequence[float]
    loss: float
    test_loss: float | None = None


def evaluate(
    model: MLP, dataset: Dataset, objective: Objective = PLAIN, held_out: Sequence[int] = ()
) -> Evaluation:
    """Predictions and losses with the parameters as they are; changes nothing.

    held_out: the samples that the loss is not of.
    """
    forward = model.plain()
    predictions = [forward(x)[-1] for x in dataset.xs]
    pairs = zip(predictions, dataset.targets, strict=True)
    terms = [objective.terms(outputs, target) for outputs, target in pairs]
    apart = set(held_out)
    total = _loss_of(objective, (each for i, each in enumerate(terms) if i not in apart))
    total = _with_penalty(total, model, objective)
    test_loss = _loss_of(objective, (terms[i] for i in held_out)) if held_out else None
    return Evaluation(predictions, [_sum(sample) for sample in terms], total, test_loss)


def loss_of_rows(
    found: Evaluation, rows: Sequence[int], model: MLP, dataset: Dataset, objective: Objective
) -> float:
    """The loss of some samples of an evaluation, up to rounding."""
    terms = len(objective.terms(found.predictions[0], dataset.targets[0]))
    loss: float = objective.of_samples(
        _sum(list(taken_rows(found.sample_losses, rows))), terms * len(rows)
    )
    return _with_penalty(loss, model, objective)


def _with_penalty(loss: float, model: MLP, objective: Objective) -> float:
    if weights := objective.penalized(model):
        penalty = _sum(objective.penalties(weight.data for weight in weights))
        loss = objective.with_penalty(loss, penalty, objective.strength)
    return loss


def _loss_of(objective: Objective, terms: Iterable[Sequence[float]]) -> float:
    """The loss of some samples, by the terms of each."""
    in_a_row = [term for sample in terms for term in sample]
    loss: float = objective.of_samples(_sum(in_a_row), len(in_a_row))
    return loss


def _sum(numbers: Sequence[float]) -> float:
    """The sum from left to right; the built-in one rounds otherwise since Python 3.12."""
    return reduce(add, numbers, 0.0)
