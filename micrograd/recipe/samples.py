"""Samples: the kind of a setting whose values are datasets."""

from dataclasses import dataclass
from pathlib import Path

from micrograd.data.csv_samples import settled_table
from micrograd.data.dataset import EDITED, Dataset
from micrograd.data.named import NAMED
from micrograd.data.table.choices import Choices
from micrograd.data.table.table import Table
from micrograd.recipe.kinds import Kind, counted


@dataclass(frozen=True)
class Samples(Kind):
    """Samples with at most `most_targets` targets; typed as a name or as a CSV file's path."""

    most_targets: int

    def check(self, value: Dataset) -> None:
        if value.nout > self.most_targets:
            raise ValueError(
                f"{value.nout} targets, but a layer has at most {self.most_targets} neurons"
            )

    def parsed(self, text: str) -> Dataset:
        if text in NAMED:
            return NAMED[text].dataset()
        return self.table(text).dataset(Path(text).name)

    def table(self, path: str, choices: Choices = Choices()) -> Table:  # noqa: B008
        """Understand a file. Raises ValueError where something is wrong or left open."""
        try:
            return settled_table(path, choices)
        except OSError as error:
            advice = "give the path of a CSV file that you can read, or one of " + ", ".join(NAMED)
            raise ValueError(f"{path}: {error.strerror}; {advice}") from None
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    def text(self, value: Dataset) -> str:
        return value.name or counted(len(value), "sample")

    def is_same(self, value: Dataset, other: Dataset) -> bool:
        return value.is_same(other)

    def contrast(self, value: Dataset, other: Dataset) -> str:
        """The name, or the numbers of inputs and samples that differ; else `data`."""
        if value.name != other.name and value.name and value != other:
            return value.name
        inputs = counted(value.nin, "input") if value.nin != other.nin else ""
        samples = counted(len(value), "sample") if len(value) != len(other) else ""
        is_other = value is not other and value != other
        return ", ".join(filter(None, (inputs, samples))) or ("data" if is_other else "")


def has_same_origin(dataset: Dataset, other: Dataset) -> bool:
    """True where one is the other, or came from it by edits."""
    return dataset.name.removesuffix(EDITED) == other.name.removesuffix(EDITED)
