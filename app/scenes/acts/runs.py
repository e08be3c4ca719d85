"""Acts on the runs of the experiment: going to a step or run, names, the list, another experiment.

A run is named as in the list; where several have the name, `#2` is the second one of the list.
"""

from typing import Annotated, Any, ClassVar

from msgspec import Meta, field

from app.scenes.acts.acts import Act
from app.scenes.acts.edits import check_table
from app.scenes.parts.checking import check_setting
from app.scenes.parts.form import MistakeError, ScriptError, one_of, try_edit
from app.scenes.parts.reading_experiment import experiment_in
from app.scenes.parts.targets import StoredTarget
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.playground.opened_run import OpenedRun
from app.scenes.playground.playground import Playground
from app.session.run_list import LONGEST_NAME
from app.views.pages.sweep.field_names import TEXTS
from micrograd.files.errors import FileError
from micrograd.files.kept_maps import map_of
from micrograd.files.map_schema import StoredMap
from micrograd.files.table_schema import SampleTable
from micrograd.files.tables import read_tables
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.plan import MOST_STEPS

RunNames = Annotated[tuple[str, ...], Meta(min_length=1)]


class GoTo(Act, tag="go"):
    """Another step of the current run, or of the run of this name.

    Within a run the steps go by during the seconds of the act.
    """

    step: Annotated[int, Meta(ge=0)]
    run: str = ""

    def advance(self, playground: Playground, was: float, share: float) -> None:
        here, step = playground.session.cursor.steps, self.step
        playground.run_with(step, self.run)
        if share < 1.0:
            if self.run:
                return
            step = round(here + (step - here) * (share - was) / (1 - was))
        if share == 1.0 or step != here:
            playground.go_to(step, self.run)

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control="timeline")


class RenameRun(Act, tag="rename_run"):
    """Another name for a run."""

    run: str
    to: str

    def perform(self, playground: Playground) -> None:
        rename, run = playground.session.runs.rename, playground.run(self.run)
        try_edit(lambda: rename(run, self.to), f"{self.run} is called {self.to}")


class HideRuns(Act, tag="hide_runs"):
    """The curves of runs are drawn no more, or again."""

    runs: RunNames
    hidden: bool = True

    def perform(self, playground: Playground) -> None:
        playground.session.runs.set_hidden([*map(playground.run, self.runs)], self.hidden)


class DuplicateRun(Act, tag="duplicate_run"):
    """A copy of a run, which becomes the current one."""

    run: str

    def perform(self, playground: Playground) -> None:
        playground.session.runs.duplicate(playground.run(self.run))


class OpenRun(Act, tag="open_run"):
    """A run that is trained from weights drawn anew, as one of a sweep; it becomes the current one.

    settings: where they differ from those of the current run. table: its samples, where it has
    others.
    """

    # A step may take milliseconds where it can't be compiled.
    first_slice: ClassVar[int] = 1

    name: Annotated[str, Meta(max_length=LONGEST_NAME)]
    steps: Annotated[int, Meta(ge=0, le=MOST_STEPS)]
    settings: dict[str, str] = field(default_factory=dict)
    table: SampleTable | None = None

    def check(self, vocabulary: Vocabulary) -> None:
        for name, text in self.settings.items():
            check_setting(name, text, "settings", f"settings.{name}")
        if self.table is not None:
            check_table(self.table)

    @property
    def count(self) -> int:
        return max(1, self.steps)

    def advance(self, playground: Playground, was: float, share: float) -> None:
        def open_further() -> None:
            if was == 0.0 or not playground.opened_run:
                playground.opened_run = OpenedRun(self._recipe(playground), self.steps)
            playground.opened_run.train_to(round(self.steps * share))
            if share == 1.0:
                playground.opened_run.list_in(playground.session, self.name)
                playground.opened_run = None

        try_edit(open_further, self.name)

    def _recipe(self, playground: Playground) -> Recipe:
        values = {name: SETTINGS[name].read(text) for name, text in self.settings.items()}
        if self.table is not None:
            (values["dataset"],) = read_tables([self.table])
        return playground.session.cursor.recipe.changed(**values)


class DeleteRuns(Act, tag="delete_runs"):
    """Runs leave the list."""

    runs: RunNames

    def perform(self, playground: Playground) -> None:
        runs, listed = [*map(playground.run, self.runs)], playground.session.runs
        if not listed.can_delete(*runs):
            raise ScriptError("the last run can't be deleted: one has to be left")
        listed.delete(*runs)


class PlanSweep(Act, tag="sweep"):
    """What is typed for a sweep, by the names of the fields."""

    fields: dict[str, str]

    def check(self, vocabulary: Vocabulary) -> None:
        for name in self.fields:
            one_of(f"fields.{name}", name, TEXTS, "field of a sweep")

    def perform(self, playground: Playground) -> None:
        playground.plan_sweep(self.fields)


class KeepMap(Act, tag="map"):
    """What is seen of the map, as experiment files have it."""

    map: StoredMap | None

    def check(self, vocabulary: Vocabulary) -> None:
        try:
            map_of(self.map, "map")
        except FileError as error:
            raise MistakeError("map", str(error)) from None

    def perform(self, playground: Playground) -> None:
        playground.keep_map(map_of(self.map, "map"))


class OpenExperiment(Act, tag="experiment"):
    """Another experiment, as its file has it; nothing from before can be undone after it."""

    content: dict[str, Any]

    def check(self, vocabulary: Vocabulary) -> None:
        try:
            experiment_in(self.content)
        except FileError as error:
            raise MistakeError("content", str(error)) from None

    def perform(self, playground: Playground) -> None:
        playground.session.open(experiment_in(self.content))
