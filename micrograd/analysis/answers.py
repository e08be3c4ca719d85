"""Answers: what the outputs of a network say, as its score reads them: numbers or classes."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.analysis.contours import borders, contours, round_levels
from micrograd.data.class_names import class_names
from micrograd.data.dataset import Dataset
from micrograd.data.rows import array_of
from micrograd.data.typed import shortest
from micrograd.training.measuring import scorers_of
from micrograd.training.trainer import Trainer

Floats = npt.NDArray[np.float64]
# An output that speaks for a class above 0 and against it below is shown from minus this on to
# this: farther from 0 the class is all but certain, exp(3) to 1.
CERTAIN = 3.0


class Line(NamedTuple):
    """The pieces of a contour, see `contours.contour`. is_border: answers change across it."""

    level: float
    pieces: Floats
    is_border: bool = False


class Answers:
    """How the outputs of a network for a dataset are read.

    classes: the number of classes, 0 where the outputs are numbers. names: of the classes, as
    people call them or as the numbers that stand for them. boundary: a single output above it
    answers the second class; None elsewhere. has_chances: the outputs are compared as softmax does.
    """

    def __init__(self, dataset: Dataset, boundary: float | None, has_chances: bool) -> None:
        self._dataset = dataset
        self.classes = dataset.task.classes
        self.boundary = boundary if self.classes == 2 and dataset.nout == 1 else None
        self.has_chances = has_chances
        self.names = class_names(dataset) or self._numbers_of_classes()

    def _numbers_of_classes(self) -> list[str]:
        if not self.classes or self._dataset.nout > 1:
            return self._dataset.column_names()[self._dataset.nin :] if self.classes else []
        codes = np.unique(array_of(self._dataset.targets)).tolist()
        return [shortest(code).replace("-", "−") for code in codes]

    @cached_property
    def ranges(self) -> list[tuple[float, float]]:
        """For each output the numbers that a scale of colours begins and ends with."""
        targets = array_of(self._dataset.targets)
        lows, highs = targets.min(axis=0).tolist(), targets.max(axis=0).tolist()
        if self.classes:
            low, high = (-CERTAIN, CERTAIN) if self.has_chances else (0.0, 1.0)
            if self.boundary is not None and not self.has_chances:
                (low,), (high,) = lows, highs
            return [(low, high)] * self._dataset.nout
        return [_with_width(*bounds) for bounds in zip(lows, highs, strict=True)]

    def lines(self, outputs: Floats, which: int | None) -> list[Line]:
        """The contours of one output over a plane, and the border between two classes.

        outputs: shape (outputs, rows, columns). which: the output; None for all classes, between
        which there are borders only.
        """
        if which is None:
            return [Line(0.0, borders(outputs), True)]
        levels = [level for level in self.levels(which) if level != self.boundary]
        if self.boundary is not None:
            levels.append(self.boundary)
        pieces = contours(outputs[which], levels)
        return [Line(*each, each[0] == self.boundary) for each in zip(levels, pieces, strict=True)]

    def levels(self, which: int) -> list[float]:
        """Round numbers within the scale of an output, at which there are contours."""
        low, high = self.ranges[which]
        levels = round_levels(low, high, 4 if self.classes else 8)
        return [level for level in levels if low < level < high]

    def answered(self, outputs: Floats) -> npt.NDArray[np.int64]:
        """The class that is answered at each place, -1 where an output is not a number.

        outputs: one row for each output; the class has the shape of a row.
        """
        answers = (
            outputs[0] > self.boundary if self.boundary is not None else outputs.argmax(axis=0)
        )
        return np.where(np.isnan(outputs).any(axis=0), -1, answers)

    def confidence(self, outputs: Floats) -> Floats:
        """How far the largest of several outputs is above the next one, from 0 to 1.

        Of their softmax where outputs speak for classes, else of the numbers themselves.
        """
        with np.errstate(invalid="ignore", over="ignore"):
            if self.has_chances:
                outputs = softmax(outputs)
            second, first = np.partition(outputs, -2, axis=0)[-2:]
            lead: Floats = np.clip(first - second, 0.0, 1.0)
        return lead


def answers_of(trainer: Trainer) -> Answers:
    """How the outputs of a trainer's network are read."""
    loss, scorer = trainer.objective.loss, scorers_of(trainer).trained
    return Answers(trainer.samples.dataset, scorer.boundary, loss.of_classes)


def softmax(outputs: Floats) -> Floats:
    """exp(ŷ) / Σ exp(ŷ) over the first axis; the largest is subtracted before."""
    with np.errstate(invalid="ignore", over="ignore"):
        powers = np.exp(outputs - outputs.max(axis=0))
        shares: Floats = powers / powers.sum(axis=0)
    return shares


def _with_width(low: float, high: float) -> tuple[float, float]:
    """A scale needs two different ends."""
    room = 0.0 if high > low else max(1.0, abs(low) / 10)
    return low - room, high + room
