"""MEASURED: tables of measured numbers that come with the library, a row each.

`tables/README.md` says who measured them.
"""

from pathlib import Path
from typing import NamedTuple

from micrograd.data.csv_samples import read_csv
from micrograd.data.dataset import Dataset

FOLDER = Path(__file__).parent / "tables"


class Table(NamedTuple):
    """One row. about: what was measured, in a sentence."""

    name: str
    title: str
    about: str

    def dataset(self) -> Dataset:
        """The samples of the table, which are called like it."""
        dataset = read_csv(FOLDER / f"{self.name}.csv")
        names, classes = dataset.column_names(), dataset.classes
        return Dataset(dataset.xs, dataset.ys, self.name, names, (), classes)


_ROWS = (
    Table(
        "iris",
        "Iris",
        "Sepals and petals of 150 flowers in cm (Fisher, 1936); the classes are Iris setosa, "
        "versicolor and virginica.",
    ),
    Table(
        "indomethacin",
        "Indomethacin",
        "Hours after an injection, and the concentration of the drug in the blood of six people "
        "in µg/ml (Kwan, 1976).",
    ),
)
MEASURED = {row.name: row for row in _ROWS}
