"""The numbers of a map as a table for a spreadsheet, or for `pandas.read_csv(…, index_col=0)`."""

import csv
from collections.abc import Iterator
from pathlib import Path

from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.system.saving import SaveError, replacement


def write_table(path: Path, plan: MapPlan, values: Floats) -> Iterator[int]:
    """Write a row for each value of y, the first one first; yields how many rows are written.

    The head has the values of x, the first column those of y; no number is rounded. The corner says
    `convergence: output-rate by hidden-rate`. Raises SaveError.
    """
    try:
        with (
            replacement(path) as temporary,
            open(temporary, "w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow([f"{plan.measure}: {plan.y.name} by {plan.x.name}", *plan.xs.tolist()])
            for i, (y, row) in enumerate(zip(plan.ys.tolist(), values, strict=True), 1):
                writer.writerow([y, *row.tolist()])
                yield i
    except OSError as error:
        raise SaveError(path, error) from error
