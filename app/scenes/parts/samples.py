"""The samples of a script: drawn by a rule that has a name, or row by row in the script itself.

A script never names a file: whoever opens one does not know what it would read.
"""

from typing import Annotated

from msgspec import Meta

from app.scenes.parts.form import MistakeError, Part, one_of
from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.data.named import NAMED

MOST_ROWS = 10_000
Row = Annotated[tuple[float, ...], Meta(min_length=2, max_length=256)]


class StoredSamples(Part):
    """`name` of a rule, as after --data; or `rows` of inputs, then `targets` of them at the end."""

    name: str = ""
    samples: Annotated[int, Meta(ge=1, le=MOST_ROWS)] | None = None
    noise: Annotated[float, Meta(ge=0, lt=1000)] | None = None
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    rows: Annotated[tuple[Row, ...], Meta(max_length=MOST_ROWS)] = ()
    targets: Annotated[int, Meta(ge=1, le=32)] = 1
    title: Annotated[str, Meta(max_length=80, description="What rows are called.")] = ""

    def check(self, place: str) -> None:
        """Raise MistakeError where they are no samples. place: of them."""
        if bool(self.name) == bool(self.rows):
            raise MistakeError(f"{place}.name", "give the name of a rule, or rows")
        if self.name:
            one_of(f"{place}.name", self.name, NAMED, "rule for samples")
        if self.name not in GENERATORS and (self.samples or self.noise or self.seed):
            raise MistakeError(
                f"{place}.samples", f"{self.name or 'rows'} can't be drawn otherwise"
            )
        if len({len(row) for row in self.rows}) > 1:
            raise MistakeError(f"{place}.rows", "all rows must have as many numbers as the first")
        if self.rows and len(self.rows[0]) <= self.targets:
            raise MistakeError(f"{place}.targets", "a row has inputs before its targets")

    def dataset(self) -> Dataset:
        """The samples as a dataset."""
        if self.name in GENERATORS:
            return GENERATORS[self.name].dataset(self.samples, self.noise, self.seed)
        if self.name:
            return NAMED[self.name].dataset()
        return Dataset.from_rows(self.rows, self.targets, self.title)
