"""Proposals: what to train with, where the loss or the last activation does not suit the data."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.data.tasks import Task
from micrograd.recipe.losses import LOSSES, SQUARED_ERRORS
from micrograd.recipe.recipe import Recipe

# With more samples than these a sum of errors needs another rate for each dataset.
FEW_SAMPLES = 10
# No smaller rate is proposed, whatever the numbers.
SMALLEST_RATE = 1e-9
MEANS_OF_ERRORS = ("mean-squared", "mean-absolute", "huber")


class Proposal(NamedTuple):
    """A row for each task. suited: the losses that need no proposal. rate: for inputs around 1."""

    loss: str
    suited: tuple[str, ...]
    rate: float


FOR_NUMBERS = Proposal("mean-squared", MEANS_OF_ERRORS, 0.1)
FOR_TWO_CLASSES = Proposal(
    "binary-cross-entropy", (*MEANS_OF_ERRORS, "hinge", "binary-cross-entropy"), 0.5
)
FOR_CLASSES = Proposal("cross-entropy", (*FOR_TWO_CLASSES.suited, "cross-entropy"), 0.5)


def proposal_for(task: Task) -> Proposal:
    """The row of a task."""
    if not task.classes:
        return FOR_NUMBERS
    return FOR_TWO_CLASSES if task.targets == 1 else FOR_CLASSES


def proposed(recipe: Recipe) -> dict[str, Any]:
    """The settings of a recipe that should have other values, with those; empty if all is well.

    A loss that suits the task is kept, with its rate; the last activation may not belong to it.
    """
    dataset = recipe.dataset
    row = proposal_for(dataset.task)
    if recipe.loss == SQUARED_ERRORS.name and _is_small(dataset):
        return {}
    values: dict[str, Any] = {}
    loss, last = recipe.loss, recipe.activations[-1]
    if loss not in row.suited:
        loss, last = row.loss, "linear"
        values = {"loss": loss, "learning_rate": _rate(row.rate, dataset)}
    last = LOSSES[loss].last_activation or last
    values["activations"] = (*recipe.activations[:-1], last)
    return {name: value for name, value in values.items() if value != getattr(recipe, name)}


def _is_small(dataset: Dataset) -> bool:
    """True for a few samples whose targets tanh comes to: the default settings train them."""
    few = dataset.targets[: FEW_SAMPLES + 1]
    return len(few) <= FEW_SAMPLES and all(abs(y) <= 1 for row in few for y in row)


def _rate(rate: float, dataset: Dataset) -> float:
    """A rate for the size of the numbers, with one digit: large ones make the slopes steep."""
    sizes = max(1.0, _size(dataset.xs)) * max(1.0, _size(dataset.targets))
    return float(f"{max(SMALLEST_RATE, rate / sizes):.1g}")


def _size(rows: Sequence[Sequence[float]]) -> float:
    """The root of the mean square of all numbers, also where the squares would be infinite."""
    numbers = [number for row in rows for number in row]
    return math.hypot(*numbers) / math.sqrt(len(numbers))


def in_words(recipe: Recipe, values: dict[str, Any]) -> str:
    """A proposal as a text: `for two classes: hinge loss, linear output, rate 0.1`."""
    parts = []
    if "loss" in values:
        parts.append(LOSSES[values["loss"]].title)
    if "activations" in values:
        parts.append(f"{values['activations'][-1]} output")
    if "learning_rate" in values:
        parts.append(f"rate {values['learning_rate']:g}")
    return f"for {recipe.dataset.task.text}: {', '.join(parts)}"
