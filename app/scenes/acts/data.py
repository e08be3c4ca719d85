"""Acts that edit the samples: one of them, or the whole table. All can be undone."""

from collections.abc import Mapping

from app.scenes.acts.acts import Act
from app.scenes.acts.edits import Called, EditAct, MovingEdit, Place, check_table
from app.scenes.parts.form import ScriptError, try_edit
from app.scenes.parts.samples import StoredSamples
from app.scenes.parts.targets import StoredTarget
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.playground.playground import Playground
from micrograd.files.table_schema import SampleTable
from micrograd.files.tables import read_tables


class ChangeSample(MovingEdit, tag="sample"):
    """Other numbers for a sample: its inputs, then its targets. Computed inputs follow."""

    sample: Place
    to: list[float]
    called: Called = ""

    def numbers(self, playground: Playground) -> tuple[Mapping[int, float], dict[int, float]]:
        before = playground.sample(self.sample)
        if len(self.to) != len(before):
            has, gets = f"{len(before):,} numbers", f"{len(self.to):,}"
            raise ScriptError(f"sample {self.sample:,} has {has}, inputs and targets, not {gets}")
        return dict(enumerate(before)), dict(enumerate(self.to))

    def put(self, playground: Playground, numbers: Mapping[int, float]) -> None:
        session, row = playground.session, [*numbers.values()]
        moved = session.cursor.dataset.with_samples({self.sample - 1: row})
        session.edits.set_dataset(moved, self.told, self._number(playground))

    @property
    def told(self) -> str:
        return self.called or f"move sample {self.sample:,}"

    @property
    def shown_at(self) -> StoredTarget:
        return StoredTarget(sample=self.sample)


class AddSample(Act, tag="add_sample"):
    """One sample more, the last one: its inputs, then its targets."""

    inputs: list[float]
    targets: list[float]

    def perform(self, playground: Playground) -> None:
        add = playground.session.sample_edits.add
        try_edit(lambda: add(self.inputs, self.targets), "a sample is added")


class RemoveSample(Act, tag="remove_sample"):
    """One sample less."""

    sample: Place

    def perform(self, playground: Playground) -> None:
        remove = playground.session.sample_edits.remove
        playground.sample(self.sample)
        try_edit(lambda: remove(self.sample - 1), f"sample {self.sample} is removed")

    @property
    def shown_at(self) -> StoredTarget:
        return StoredTarget(sample=self.sample)


class UseSamples(Act, tag="data"):
    """Other samples, in the place of all that were there."""

    samples: StoredSamples

    def check(self, vocabulary: Vocabulary) -> None:
        self.samples.check("samples")

    def perform(self, playground: Playground) -> None:
        dataset = self.samples.dataset()
        playground.session.edits.set_dataset(dataset, f"use {dataset.name or 'other samples'}")


class ChangeData(EditAct, tag="table"):
    """Another table of samples, as experiment files have them."""

    table: SampleTable
    called: Called

    def check(self, vocabulary: Vocabulary) -> None:
        check_table(self.table)

    def perform(self, playground: Playground) -> None:
        (dataset,) = read_tables([self.table])
        edits, number = playground.session.edits, self._number(playground)
        try_edit(lambda: edits.set_dataset(dataset, self.called, number), self.called)
