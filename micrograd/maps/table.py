"""The numbers of a map as a table for a spreadsheet, or for `pandas.read_csv(…, index_col=0)`."""

import csv
from collections.abc import Iterator
from pathlib import Path

from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.system.saving import SaveError, replacement


def table_rows(plan: MapPlan, values: Floats) -> Iterator[list[str | float]]:
    """The head with the values of x, and a row for each value of y, the first one first.

    The first column has the values of y; no number is rounded. The corner says
    `convergence: output-rate by hidden-rate`.
    """
    yield [f"{plan.measure}: {plan.y.name} by {plan.x.name}", *plan.xs.tolist()]
    for y, row in zip(plan.ys.tolist(), values, strict=True):
        yield [y, *row.tolist()]


def write_table(path: Path, plan: MapPlan, values: Floats) -> Iterator[int]:
    """Write `table_rows`; yields how many of them are written. Raises SaveError."""
    try:
        with (
            replacement(path) as temporary,
            open(temporary, "w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.writer(file)
            for i, row in enumerate(table_rows(plan, values)):
                writer.writerow(row)
                yield i
    except OSError as error:
        raise SaveError(path, error) from error
