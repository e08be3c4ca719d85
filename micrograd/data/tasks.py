"""Tasks: what the targets of a dataset ask for, known from the targets alone."""

from collections.abc import Sequence
from typing import NamedTuple

from micrograd.data.rows import ArrayRows, Rows


class Task(NamedTuple):
    """What a network is to learn.

    classes: the number of classes, 0 where numbers are to be hit. targets: the columns for them.
    """

    classes: int
    targets: int = 1

    @property
    def text(self) -> str:
        """`regression`, `two classes`, `3 classes`."""
        if self.classes == 2:
            return "two classes"
        return f"{self.classes} classes" if self.classes else "regression"


REGRESSION, TWO_CLASSES = Task(0), Task(2)
# The two numbers that one target can have for two classes.
CODES = ({-1.0, 1.0}, {0.0, 1.0})


def task_of(targets: Sequence[Sequence[float]]) -> Task:
    """The task of the targets, one row for each sample.

    Two classes are one target of -1 and 1, or of 0 and 1. k classes are k targets, of which each
    sample has one 1 and otherwise 0. Everything else is a regression.
    """
    count = len(targets[0])
    if count == 1:
        return TWO_CLASSES if _few_numbers(targets) in CODES else REGRESSION
    return Task(count, count) if _are_one_hot(targets, count) else Task(0, count)


def _few_numbers(targets: Rows) -> set[float]:
    """The numbers of the only target; where more than two are different, some of them or none."""
    if isinstance(targets, ArrayRows):
        low, high = float(targets.array.min()), float(targets.array.max())
        is_at_end = (targets.array == low) | (targets.array == high)
        return {low, high} if is_at_end.all() else set()
    return {y for (y,) in targets}


def _are_one_hot(targets: Rows, count: int) -> bool:
    if isinstance(targets, ArrayRows):
        ones, zeros = targets.array == 1.0, targets.array == 0.0
        return bool((ones | zeros).all() and (ones.sum(axis=1) == 1).all())
    one_hot = [0.0] * (count - 1) + [1.0]
    return all(sorted(row) == one_hot for row in targets)


def classes_of(targets: Rows) -> Sequence[int]:
    """The class of each sample, counted from 0, where the task has classes."""
    if isinstance(targets, ArrayRows):
        array = targets.array
        return ArrayRows(array.argmax(axis=1) if array.shape[1] > 1 else (array[:, 0] > 0) * 1)
    return list(map(class_of, targets))


def class_of(targets: Sequence[float]) -> int:
    """The class of one sample."""
    return targets.index(max(targets)) if len(targets) > 1 else int(targets[0] > 0)
