"""Tables of samples in an experiment file: written and read, large ones by what an edit changed."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
import numpy as np

from micrograd.data.columns import whole_classes, whole_names
from micrograd.data.computed import rules_of
from micrograd.data.dataset import Dataset
from micrograd.data.rows import ArrayRows, array_of, is_many, joined
from micrograd.expression.text import LONGEST_TEXT as LONGEST_FORMULA
from micrograd.files import table_schema as form
from micrograd.files.errors import FileError
from micrograd.files.json_text import encoded_rows, stored_text
from micrograd.files.limits import check_numbers
from micrograd.files.stretches import Bits, Stretch, stretches_of

# Tables with fewer samples are written as a whole, which is easier to read.
FEWEST_SHARED = 50
Checked = TypeVar("Checked")


# Written.


def bases_of(datasets: Sequence[Dataset]) -> list[int | None]:
    """For each dataset the place of an earlier one that it may have its samples from, if any."""
    last: dict[tuple[int, int], int] = {}
    bases = []
    for place, dataset in enumerate(datasets):
        shape = dataset.nin, dataset.nout
        bases.append(last.get(shape))
        if len(dataset) >= FEWEST_SHARED:
            last[shape] = place
    return bases


def stored_table(dataset: Dataset, base: Dataset | None, place: int | None) -> form.SampleTable:
    """The stored form of a dataset. base: an earlier one that is like it, at `place`."""
    names = dataset.own_names()
    formulas = [stored_text(each, LONGEST_FORMULA) for each in dataset.formulas]
    stretches = None if base is None else shared_with(base, dataset)
    samples: Any = [] if stretches else msgspec.Raw(encoded_rows(dataset))
    return form.SampleTable(
        dataset.nin,
        dataset.nout,
        samples,
        place if stretches else None,
        [_stored_stretch(each, dataset) for each in stretches or ()],
        stored_text(dataset.name),
        names if any(names) else [],
        formulas if any(formulas) else [],
        dataset.classes,
    )


def shared_with(base: Dataset, dataset: Dataset) -> list[Stretch] | None:
    """What a dataset has of an earlier one; None where it is to be stored as a whole."""
    return stretches_of(_bits_of(base), _bits_of(dataset))


def _bits_of(dataset: Dataset) -> Bits:
    rows = joined(dataset.xs, dataset.targets)
    bits: Bits = np.ascontiguousarray(array_of(rows)).view(np.int64)
    return bits


def _stored_stretch(stretch: Stretch, dataset: Dataset) -> form.StoredStretch:
    own = slice(stretch.begin, stretch.end)
    pairs = zip(dataset.xs[own], dataset.targets[own], strict=True)
    return form.StoredStretch(stretch.first, stretch.shared, [[*x, *y] for x, y in pairs])


# Read.


def read_tables(tables: Sequence[form.SampleTable]) -> list[Dataset]:
    """The datasets of a file. Raises FileError where a table does not fit itself or another one."""
    datasets: list[Dataset] = []
    numbers = 0
    for i, table in enumerate(tables):
        count = len(table.samples) + sum(each.count + len(each.then) for each in table.stretches)
        numbers += count * (table.inputs + table.targets)
        check_numbers(numbers)
        datasets.append(_dataset(table, datasets, f"datasets[{i}]"))
    return datasets


def _dataset(table: form.SampleTable, earlier: Sequence[Dataset], place: str) -> Dataset:
    rows: Sequence[Sequence[float]] = table.samples
    _check_widths(rows, table, f"{place}.samples")
    if table.like is not None:
        rows = _shared_rows(table, earlier, place)
    elif table.stretches:
        raise FileError("there is no other table that they are of", f"{place}.stretches")
    if not rows:
        raise FileError("there is no sample", place)
    names = _checked(
        lambda: whole_names(table.columns, table.inputs, table.targets), f"{place}.columns"
    )
    if table.formulas:
        _checked(lambda: rules_of(table.formulas, names[: table.inputs]), f"{place}.formulas")
    classes = _checked(lambda: whole_classes(table.classes, table.targets), f"{place}.classes")
    return Dataset.from_rows(
        rows, table.targets, table.name, table.columns, table.formulas, classes
    )


def _shared_rows(
    table: form.SampleTable, earlier: Sequence[Dataset], place: str
) -> Sequence[Sequence[float]]:
    """The samples of a table that has some of those of an earlier one."""
    assert table.like is not None
    if table.samples:
        raise FileError("there are stretches of another table, too", f"{place}.samples")
    if table.like >= len(earlier):
        raise FileError(f"{table.like} is no table before this one", f"{place}.like")
    base = earlier[table.like]
    if (base.nin, base.nout) != (table.inputs, table.targets):
        raise FileError("that table has other inputs and targets", f"{place}.like")
    known = array_of(joined(base.xs, base.targets))
    parts = []
    for i, (first, end, then) in enumerate(
        (each.first, each.first + each.count, each.then) for each in table.stretches
    ):
        if end > len(base):
            where = f"{place}.stretches[{i}].count"
            raise FileError(f"that table has {len(base):,} samples", where)
        parts.append(known[first:end])
        if then:
            _check_widths(then, table, f"{place}.stretches[{i}].then")
            parts.append(np.array(then, dtype=float))
    rows = np.concatenate([known[:0], *parts])
    return ArrayRows(rows) if is_many(len(rows)) else rows.tolist()


def _check_widths(rows: Sequence[Sequence[float]], table: form.SampleTable, place: str) -> None:
    width = table.inputs + table.targets
    for i, row in enumerate(rows):
        if len(row) != width:
            raise FileError(
                f"{len(row)} numbers, but {table.inputs} inputs and {table.targets} targets "
                f"are {width}",
                f"{place}[{i}]",
            )


def _checked(check: Callable[[], Checked], place: str) -> Checked:
    try:
        return check()
    except ValueError as error:
        raise FileError(str(error), place) from None
