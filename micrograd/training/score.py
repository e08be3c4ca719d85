"""Score: how well the predictions do the task of a dataset, in a number that any loss can share.

Accuracy where the targets are classes: the share of samples whose class is answered. Elsewhere the
coefficient of determination, R² = 1 - Σ(ŷ - y)² / Σ(y - mean of y)², of several targets the mean
of theirs, as scikit-learn's `r2_score` has it; a target that never changes has none.
"""

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Any, NamedTuple, TypeVar

from micrograd.data.class_names import class_names
from micrograd.data.dataset import Dataset
from micrograd.data.tasks import classes_of
from micrograd.recipe.losses import Loss

Row = TypeVar("Row")
Outputs = Sequence[Sequence[float]]
ACCURACY, R_SQUARED = "accuracy", "R²"
# The decimals of an R², and the figures of one that is too far from 0 for them.
DECIMALS, FIGURES = Decimal("0.0001"), 4
LARGE = 1000
# A task counts as done from this score on; a loss counts as small that is this share of the first.
DONE, SMALL_LOSS = 0.99, 0.01


class Score(NamedTuple):
    """The score of some samples.

    name: `accuracy` or `R²`. value: from 0 to 1, an R² is below 0 where the mean of the targets is
    nearer to them; None where it is not defined. right: the number of samples whose class is
    answered, of all `samples`. why: why it is not defined.
    """

    name: str
    value: float | None
    samples: int
    right: int = 0
    why: str = ""

    @property
    def text(self) -> str:
        """`98 of 100`, `0.9486`, `not defined`; no R² is rounded up."""
        if self.value is None:
            return "not defined"
        if self.name == ACCURACY:
            return f"{self.right:,} of {self.samples:,}"
        if abs(self.value) < LARGE:
            return str(Decimal(repr(self.value)).quantize(DECIMALS, ROUND_FLOOR))
        rounded = Context(FIGURES, ROUND_FLOOR).create_decimal(repr(self.value))
        mantissa, _, exponent = f"{float(rounded):.{FIGURES - 1}e}".partition("e")
        return f"{mantissa}e{int(exponent)}"

    @property
    def is_done(self) -> bool:
        """True where the task counts as done."""
        return self.value is not None and self.value >= DONE

    @property
    def percent(self) -> str:
        """An accuracy as `98.2 %`, never rounded up to 100 %; an R² as its text."""
        if self.name != ACCURACY or self.value is None:
            return self.text
        whole, tenths = divmod(1000 * self.right // self.samples, 10)
        is_whole = 100 * self.right % self.samples == 0
        return f"{whole} %" if is_whole else f"{whole}.{tenths} %"

    def __str__(self) -> str:
        """`accuracy 98 of 100`, `R² 0.9486`."""
        return f"{self.name} {self.text}"


def is_solved(score: Any, loss: Any, first: Any) -> Any:
    """True where the task is done, or hardly anything is left of the loss that a run began with.

    Numbers, or arrays of them; a score is nan where there is none.
    """
    return (score >= DONE) | (loss <= SMALL_LOSS * first)


class Scorer:
    """Scores predictions for a dataset, or for the samples of it that `rows` lists.

    name: of its scores, see `Score`. boundary: a single output above it answers the second class.
    """

    def __init__(
        self,
        dataset: Dataset,
        loss: Loss,
        rows: Iterable[int] | None = None,
        targets: Outputs | None = None,
    ) -> None:
        """targets: what the outputs are compared with, where that is scaled."""
        task, targets = dataset.task, targets or dataset.targets
        self._rows: Any = None if rows is None else self._places_of(rows)
        self._loss = loss
        self._targets: Any = self._chosen(targets)
        self.name = ACCURACY if task.classes else R_SQUARED
        self._classes = classes_of(targets) if task.classes else []
        self._wanted: Any = self._chosen(self._classes) if task.classes else []
        # A single output above the boundary answers the second class.
        self._is_single = task.targets == 1
        self.boundary = 0.0 if loss.of_classes or not task.classes else self._middle_of(targets)
        self._names = class_names(dataset)
        self._columns = [] if task.classes else self._varied_columns()

    @property
    def about(self) -> str:
        """What the score counts, in a sentence without its full stop."""
        if self.name == R_SQUARED:
            return (
                "R² = 1 − Σ(ŷ − y)² / Σ(y − mean of y)²: 1 where every prediction is its target, "
                "0 where the mean of the targets is as good"
            )
        second = f"“{self._names[1]}”" if self._names else "the second one"
        how = f"an output above {self.boundary:g} answers {second}"
        if not self._is_single:
            names = f" of {', '.join(self._names)}" if self._names else ""
            how = f"the largest output{names} answers its own"
        return f"The samples whose class is answered: {how}"

    # What an array does in another way.

    def _places_of(self, rows: Iterable[int]) -> Sequence[int]:
        return list(rows)

    def _chosen(self, of_all: Sequence[Row]) -> Sequence[Row]:
        return of_all if self._rows is None else [of_all[i] for i in self._rows]

    def _middle_of(self, targets: Outputs) -> float:
        return middle(targets)

    def _count_right(self, outputs: Outputs) -> int:
        return sum(map(self._answers, outputs, self._wanted))

    def _left_of(self, outputs: Outputs, i: int, column: Sequence[float]) -> float:
        """The sum of squares that the outputs leave of a column."""
        return _sum_of_squares([row[i] for row in outputs], column)

    def _varied_columns(self) -> list[tuple[int, list[float], float]]:
        """The targets that are not always the same: which, their numbers, their Σ(y - mean)²."""
        columns = []
        for i, column in enumerate(zip(*self._targets, strict=True)):
            if len(set(column)) > 1:
                mean = exact_sum(column) / len(column)
                columns.append((i, list(column), _sum_of_squares(column, [mean] * len(column))))
        return columns

    def score(self, predictions: Outputs) -> Score:
        """The score of the outputs for all samples of the dataset, one row for each."""
        outputs = self._chosen(predictions)
        if self.name == ACCURACY:
            right = self._count_right(outputs)
            return Score(ACCURACY, right / len(outputs), len(outputs), right)
        if self._loss.of_classes:
            why = f"{self._loss.title} answers classes, and the targets are none"
        elif not self._columns:
            why = "all targets are the same"
        elif not all(math.isfinite(total) for _, _, total in self._columns):
            why = "the targets are too large"
        else:
            return self._r_squared(outputs)
        return Score(R_SQUARED, None, len(outputs), why=why)

    def _r_squared(self, outputs: Outputs) -> Score:
        left = [self._left_of(outputs, i, column) / total for i, column, total in self._columns]
        value = 1.0 - exact_sum(left) / len(left)
        if not math.isfinite(value):
            why = "the outputs are too far from the targets"
            return Score(R_SQUARED, None, len(outputs), why=why)
        return Score(R_SQUARED, value, len(outputs))

    def is_right(self, sample: int, outputs: Sequence[float]) -> bool | None:
        """True where the class of a sample of the dataset is answered; None for numbers."""
        return self._answers(outputs, self._classes[sample]) if self._classes else None

    def answer(self, outputs: Sequence[float]) -> str:
        """The name of the class that outputs answer; "" where there is none."""
        chosen = (name for i, name in enumerate(self._names) if self._answers(outputs, i))
        return next(chosen, "")

    def _answers(self, outputs: Sequence[float], wanted: int) -> bool:
        """True where the outputs answer this class; one that is not a number answers none."""
        if self._is_single:
            return outputs[0] > self.boundary if wanted else outputs[0] <= self.boundary
        is_largest = outputs.index(max(outputs)) == wanted
        return is_largest and not any(map(math.isnan, outputs))


def middle(targets: Outputs) -> float:
    """The number in the middle between the targets of two classes."""
    codes = {y for row in targets for y in row}
    return sum(codes) / len(codes)


def _sum_of_squares(numbers: Sequence[float], others: Sequence[float]) -> float:
    differences = map(float.__sub__, numbers, others)
    return exact_sum([difference * difference for difference in differences])


def exact_sum(numbers: Iterable[float]) -> float:
    """The sum, rounded once: the same on every computer; infinite where it is too large."""
    try:
        return math.fsum(numbers)
    except OverflowError:
        return math.inf
