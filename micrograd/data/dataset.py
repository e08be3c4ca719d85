"""Dataset: samples with their targets; also the four samples."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from functools import cached_property

from micrograd.data.columns import distinct_names, own_names, whole_classes, whole_names
from micrograd.data.computed import (
    computed_rows,
    following,
    name_for,
    recognised,
    rules_of,
    with_names,
    without_place,
)
from micrograd.data.given import check_finite, checked_rows, in_rows, listed, ys_like, ys_of
from micrograd.data.rows import (
    Rows,
    changed_rows,
    in_array,
    joined,
    split_at,
    taken_rows,
    with_width,
    without_column,
)
from micrograd.data.tasks import Task, task_of
from micrograd.data.typed import parse_number as parse_number

Target = float | Sequence[float]
# The end of the name of a dataset whose numbers are not those that it is named after any more.
EDITED = ", edited"


class Dataset:
    """Samples and their targets. A dataset never changes: an edit makes a new one.

    xs: one list of inputs per sample, all of the same length.
    ys: one target per sample; a list where the network has several outputs.
    Both may be given as arrays, as those of NumPy, and have whole numbers; the dataset has many
    samples in arrays and few in lists, see `rows.py`.
    name: where the numbers came from. columns: a name for each input, then for each target, all
    of them different; an empty one is the usual one, see `column_names`. formulas: of each input
    that is computed from others, see `computed.py`; empty for one that is typed. classes: the names
    of the two classes of a single target, that of the smaller number first; of several targets each
    class is called like its column, see `class_names.py`.
    Datasets of the same numbers are equal, as they train a network in the same way; see `is_same`.
    Raises ValueError where a row is missing, too short or too long, or not finite, for names that
    can't be told apart, and for formulas that can't be computed.
    """

    def __init__(
        self,
        xs: Sequence[Sequence[float]],
        ys: Sequence[Target],
        name: str = "",
        columns: Sequence[str] = (),
        formulas: Sequence[str] = (),
        classes: Sequence[str] = (),
    ) -> None:
        self.name = name
        xs, ys = listed(xs), listed(ys)
        if len(xs) != len(ys):
            raise ValueError(f"{len(xs)} samples need as many targets, but there are {len(ys)}")
        if not xs:
            raise ValueError("a dataset needs at least one sample")
        self.xs = checked_rows(xs, "input")
        self.targets = checked_rows(in_rows(ys), "target")
        self.ys = ys_like(ys, self.targets)
        self._columns = whole_names(columns, self.nin, self.nout)
        self._own_names = own_names(self._columns, self.nin, self.nout)
        self.formulas = [" ".join(text.split()) for text in formulas] or [""] * self.nin
        rules_of(self.formulas, self.input_names())
        self.classes = whole_classes(classes, self.nout)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dataset) and (self.xs, self.targets) == (other.xs, other.targets)

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self.xs)

    def __repr__(self) -> str:
        return f"Dataset({len(self)} samples, {self.nin} inputs, {self.nout} targets)"

    @classmethod
    def from_rows(
        cls,
        rows: Sequence[Sequence[float]],
        nout: int = 1,
        name: str = "",
        columns: Sequence[str] = (),
        formulas: Sequence[str] = (),
        classes: Sequence[str] = (),
    ) -> "Dataset":
        """A dataset of rows of numbers: the inputs, then `nout` targets."""
        xs, targets = split_at(in_array(rows) or rows, nout)
        return cls(xs, ys_of(targets, nout > 1), name, columns, formulas, classes)

    def rows(self) -> list[list[float]]:
        """Each sample as one row of numbers: its inputs, then its targets."""
        return [*joined(self.xs, self.targets)]

    def is_same(self, other: "Dataset") -> bool:
        """True for a dataset whose numbers, names and formulas are the same."""
        ours, theirs = ((x._columns, x.formulas, x.classes) for x in (self, other))
        return self == other and ours == theirs

    def with_targets(self, nout: int) -> "Dataset":
        """The same with `nout` targets: the last ones are dropped, or new ones of 0 are added."""
        columns = [*self.own_names()[: self.nin + nout], *[""] * max(0, nout - self.nout)]
        return self._of_columns(self.xs, with_width(self.targets, nout), columns, self.formulas)

    def with_input(self, formula: str = "") -> "Dataset":
        """The same with one more input: 0 in every sample, or computed by a formula.

        It is called like its formula. Raises ValueError where that can't be computed.
        """
        nin, names = self.nin, self.own_names()
        columns = [*names[:nin], name_for(formula, self._columns), *names[nin:]]
        xs, formulas = with_width(self.xs, nin + 1), [*self.formulas, formula]
        return self._of_columns(xs, self.targets, columns, formulas, first=nin)

    def with_formula(self, place: int, formula: str) -> "Dataset":
        """The same with another formula for an input that is computed.

        Raises ValueError where it can't be computed.
        """
        columns, formulas = self.own_names(), [*self.formulas]
        if columns[place] == formulas[place]:
            columns[place] = name_for(formula, self._columns[:place] + self._columns[place + 1 :])
        formulas[place] = formula
        return self._of_columns(self.xs, self.targets, columns, formulas, first=place)

    def renamed(self, place: int, name: str) -> "Dataset":
        """The same with another name for a column, an empty one for the usual name.

        Formulas go on reading the columns that they read. Raises ValueError for a name that
        another column has.
        """
        columns = self.own_names()
        columns[place] = name
        others = whole_names(columns, self.nin, self.nout)[: self.nin]
        formulas = with_names(self.formulas, self.input_names(), others)
        columns = following(columns, self.formulas, formulas)
        return Dataset(self.xs, self.ys, self.name, columns, formulas, self.classes)

    def recognised(self) -> "Dataset":
        """The same, with each input computed that is headed by a formula and has its numbers.

        This is how a table tells what `headings` wrote into it.
        """
        found = recognised(self.input_names(), self.xs)
        formulas = [formula for _, formula in found]
        if not any(formulas):
            return self
        names = distinct_names([name for name, _ in found] + self._columns[self.nin :])
        return Dataset(self.xs, self.ys, self.name, names, formulas, self.classes)

    def without_input(self, place: int) -> "Dataset":
        """The same without an input. Raises ValueError where others are computed from it."""
        before, columns = [*self.formulas], self.own_names()
        del before[place], columns[place]
        others = whole_names(columns, len(before), self.nout)[: len(before)]
        formulas = without_place(self.formulas, self.input_names(), others, place)
        columns = following(columns, before, formulas)
        return self._of_columns(without_column(self.xs, place), self.targets, columns, formulas)

    def _of_columns(
        self,
        xs: Rows,
        targets: Rows,
        columns: Sequence[str],
        formulas: Sequence[str],
        first: int | None = None,
    ) -> "Dataset":
        """A dataset of other columns, named as edited.

        first: the inputs from this one on are computed anew; None where each has its numbers.
        Raises ValueError where one can't be computed.
        """
        nin, nout = len(xs[0]), len(targets[0])
        if first is not None and any(formulas[first:]):
            rules = rules_of(formulas, whole_names(columns, nin, nout)[:nin])
            xs = computed_rows(xs, [rule for rule in rules if rule[0] >= first])
        classes = self.classes if nout == self.nout else ()
        ys = ys_of(targets, nout > 1)
        return Dataset(xs, ys, self._edited_name, columns, formulas, classes)

    def with_samples(
        self, changed: Mapping[int, Sequence[float]], removed: Collection[int] = ()
    ) -> "Dataset":
        """The same with other numbers in some samples, and without others; named as edited.

        changed: the numbers of a sample by its place; those from the end on are added. Only these
        are checked and computed anew: ValueError where that can't be done, or nothing is left.
        """
        rules, rows = rules_of(self.formulas, self.input_names()), {}
        for place, row in changed.items():
            (whole,) = computed_rows([list(row)], rules, place + 1)
            check_finite(place + 1, whole)
            rows[place] = [float(number) for number in whole]
        xs, targets = (
            changed_rows(before, {i: row[part] for i, row in rows.items()}, removed)
            for before, part in ((self.xs, slice(self.nin)), (self.targets, slice(self.nin, None)))
        )
        if not len(xs):
            raise ValueError("a dataset needs at least one sample")
        made = self.with_numbers(xs, targets)
        made.name = self._edited_name
        return made

    @property
    def _edited_name(self) -> str:
        return self.name and self.name.removesuffix(EDITED) + EDITED

    def edited(
        self,
        rows: Sequence[Sequence[float]],
        nout: int,
        columns: Sequence[str] = (),
        formulas: Sequence[str] = (),
    ) -> "Dataset":
        """A dataset of other rows with `nout` targets, whose name says that it was edited.

        columns, formulas: those of its columns; without them they stay if there are as many.
        Computed inputs are computed anew; raises ValueError where one can't be.
        """
        if not columns and (len(rows[0]), nout) == (self.nin + self.nout, self.nout):
            columns, formulas = self._columns, self.formulas
        if any(formulas):
            inputs = whole_names(columns, len(formulas), nout)[: len(formulas)]
            rows = computed_rows(rows, rules_of(formulas, inputs))
        classes = self.classes if nout == self.nout else ()
        return Dataset.from_rows(rows, nout, self._edited_name, columns, formulas, classes)

    def rows_taken(self, rows: Sequence[int]) -> "Dataset":
        """The samples of some rows, in this order."""
        return self.with_numbers(taken_rows(self.xs, rows), taken_rows(self.targets, rows))

    def with_numbers(self, xs: Rows, targets: Rows) -> "Dataset":
        """The dataset with other numbers, which are finite and in as many columns: unchecked."""
        made = copy(self)
        made.xs, made.targets = xs, targets
        made.ys = ys_of(targets, isinstance(self.ys[0], Sequence))
        if targets is not self.targets:
            made.__dict__.pop("task", None)
        return made

    def check_fit(self, inputs: int, outputs: int) -> None:
        """Raise ValueError unless a network of these inputs and outputs can be trained on it."""
        if self.nin != inputs:
            raise ValueError(f"the samples have {self.nin} inputs, but the network takes {inputs}")
        if self.nout != outputs:
            raise ValueError(
                f"the samples have {self.nout} targets, but the network has {outputs} outputs"
            )

    def column_names(self) -> list[str]:
        """The names of inputs and targets: usually x1, x2, …, then y, or y1, y2, … of several."""
        return [*self._columns]

    def headings(self) -> list[str]:
        """The names of the columns, with the formulas of those that are computed: `a = x1*x2`."""
        told = [*self.formulas, *[""] * self.nout]
        pairs = zip(self._columns, told, strict=True)
        return [name if text in ("", name) else f"{name} = {text}" for name, text in pairs]

    def input_names(self) -> list[str]:
        """The names of the inputs."""
        return self._columns[: self.nin]

    def own_names(self) -> list[str]:
        """The names of the columns, with an empty text for each that has its usual name."""
        return [*self._own_names]

    @cached_property
    def task(self) -> Task:
        """What the targets ask for."""
        return task_of(self.targets)

    @property
    def nin(self) -> int:
        """The number of inputs of a sample."""
        return len(self.xs[0])

    @property
    def nout(self) -> int:
        """The number of targets of a sample."""
        return len(self.targets[0])


def four_samples() -> Dataset:
    """The four samples of the specification: three inputs, one target of 1 or -1."""
    return Dataset(
        xs=[[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]],
        ys=[1.0, -1.0, -1.0, 1.0],
    )
