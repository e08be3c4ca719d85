"""Acts: everything that a scene can do in the window, a class for each.

A new act is a class here and its name in `ANY_ACT`; the format of scripts and the player follow.
"""

from typing import Annotated, Any

from msgspec import Meta

from app.scenes.form import MistakeError, Part, one_of
from app.scenes.playground import Playground
from app.scenes.samples import StoredSamples
from app.scenes.targets import StoredTarget
from app.scenes.vocabulary import Vocabulary
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.settings import SETTINGS

Seconds = Annotated[float, Meta(ge=0, le=3600)]
Count = Annotated[int, Meta(ge=1, le=10**9)]


class Act(Part, tag_field="do", kw_only=True):
    """One thing that is done. at: seconds after the scene began. seconds: how long it takes."""

    at: Seconds = 0.0
    seconds: Seconds = 0.0

    def check(self, vocabulary: Vocabulary) -> None:
        """Raise MistakeError where the act can't be done in any window."""

    def advance(self, playground: Playground, was: float, share: float) -> None:
        """Go on from one share of the act's time to another one, 0 to 1. Raises ScriptError."""
        if share == 1.0:
            self.perform(playground)

    def perform(self, playground: Playground) -> None:
        """Do all of it at once."""
        raise NotImplementedError

    @property
    def shown_at(self) -> StoredTarget | None:
        """Where the pointer of a film goes for it."""
        return None

    def keys(self, playground: Playground) -> str:
        """The keys that a film shows for it."""
        return ""


class TriggerAction(Act, tag="action"):
    """An action of the menus."""

    name: str

    def check(self, vocabulary: Vocabulary) -> None:
        one_of("name", self.name, vocabulary.actions, "action")

    def perform(self, playground: Playground) -> None:
        playground.trigger(self.name)

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=f"{self.name}_button")

    def keys(self, playground: Playground) -> str:
        return playground.keys_of(self.name)


class UseControl(Act, tag="control"):
    """A control: `to` is typed into a field, or chosen; a button without it is pressed."""

    name: str
    to: str = ""

    def perform(self, playground: Playground) -> None:
        playground.use(self.name, self.to)

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.name)


class ChangeSetting(Act, tag="set"):
    """A setting of the training, as a person types its value."""

    setting: str
    to: str

    def check(self, vocabulary: Vocabulary) -> None:
        check_setting(self.setting, self.to, "setting", "to")

    def perform(self, playground: Playground) -> None:
        value = SETTINGS[self.setting].read(self.to)
        try:
            playground.session.edits.change_setting(self.setting, value)
        except SettingError as error:
            raise playground.refusal(f"{self.setting} = {self.to}: {error}") from None

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.setting)


class UseSamples(Act, tag="data"):
    """Other samples, in the place of all that were there."""

    samples: StoredSamples

    def check(self, vocabulary: Vocabulary) -> None:
        self.samples.check()

    def perform(self, playground: Playground) -> None:
        dataset = self.samples.dataset()
        playground.session.edits.set_dataset(dataset, f"use {dataset.name or 'other samples'}")


class ChangeParameter(Act, tag="parameter"):
    """Another number for a parameter, such as 1.2.w3."""

    parameter: str
    to: float

    def check(self, vocabulary: Vocabulary) -> None:
        self.shown_at.check("")

    def perform(self, playground: Playground) -> None:
        index = playground.parameter(self.parameter)
        playground.session.edits.set_parameter(index, self.to)

    @property
    def shown_at(self) -> StoredTarget:
        return StoredTarget(parameter=self.parameter)


class Train(Act, tag="train"):
    """So many steps, spread over the seconds of the act."""

    steps: Count

    def advance(self, playground: Playground, was: float, share: float) -> None:
        playground.train(_of(self.steps, share) - _of(self.steps, was))

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control="run_button")


class Walk(Act, tag="walk"):
    """So many operations on the page that is shown, spread over the seconds of the act.

    A negative number takes operations back.
    """

    operations: Annotated[int, Meta(ge=-(10**6), le=10**6)]

    def advance(self, playground: Playground, was: float, share: float) -> None:
        playground.walk(_of(self.operations, share) - _of(self.operations, was))

    @property
    def shown_at(self) -> StoredTarget | None:
        name = "step_operation" if self.operations > 0 else "step_operation_back"
        return StoredTarget(control=f"{name}_button")


class GoTo(Act, tag="go"):
    """Another step of the current run, or of the run of this name."""

    step: Annotated[int, Meta(ge=0)]
    run: str = ""

    def perform(self, playground: Playground) -> None:
        playground.go_to(self.step, self.run)

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control="timeline")


class Choose(Act, tag="choose"):
    """A parameter, a sample, or a node of the expression becomes the chosen one."""

    target: StoredTarget

    def check(self, vocabulary: Vocabulary) -> None:
        self.target.check("target")
        if self.target.kind not in ("parameter", "sample", "node"):
            raise MistakeError("target", "a parameter, a sample or a node can be chosen")

    def perform(self, playground: Playground) -> None:
        playground.choose(self.target)

    @property
    def shown_at(self) -> StoredTarget:
        return self.target


class Show(Act, tag="show"):
    """A choice of a view, such as `nodes` to `maps`."""

    what: str
    to: str

    def perform(self, playground: Playground) -> None:
        playground.show({self.what: self.to})


class Turn(Act, tag="page"):
    """Another page of the stage."""

    name: str

    def check(self, vocabulary: Vocabulary) -> None:
        one_of("name", self.name, vocabulary.pages, "page")

    def perform(self, playground: Playground) -> None:
        playground.turn_to(self.name)

    @property
    def shown_at(self) -> StoredTarget:
        return StoredTarget(control=f"{self.name}_tab")


def check_setting(name: str, text: str, name_place: str, text_place: str) -> None:
    """Raise MistakeError where there is no such setting, or the text is no value of it.

    Samples are no setting here: typed as a path, they would be read from any file.
    """
    names = [each for each in SETTINGS if each != "dataset"]
    one_of(name_place, name, names, "setting")
    try:
        SETTINGS[name].read(text)
    except ValueError as error:
        raise MistakeError(text_place, str(error)) from None


def _of(count: int, share: float) -> int:
    """How many of them are done at a share of the time."""
    return round(count * share)


AnyAct: Any = (
    TriggerAction
    | UseControl
    | ChangeSetting
    | UseSamples
    | ChangeParameter
    | Train
    | Walk
    | GoTo
    | Choose
    | Show
    | Turn
)
