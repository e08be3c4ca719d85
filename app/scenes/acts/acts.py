"""Acts: what a scene can do in the window, a class for each; see `any_act` for all of them."""

from math import ceil
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from app.scenes.parts.form import Part, one_of
from app.scenes.parts.scrolled import Line, Scrolled
from app.scenes.parts.targets import StoredTarget
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.playground.playground import Playground

MOST_SECONDS, MOST_STEPS, MOST_OPERATIONS = 3600, 10**8, 100_000
Seconds = Annotated[float, Meta(ge=0, le=MOST_SECONDS)]


class Act(Part, tag_field="do", kw_only=True):
    """One thing that is done. at: seconds after the scene began. seconds: how long it takes."""

    # The steps or operations that are done before their time is measured.
    first_slice: ClassVar[int] = 128
    # Whether the pointer of a film clicks where the act happens.
    is_click: ClassVar[bool] = True

    at: Seconds = 0.0
    seconds: Seconds = 0.0

    def check(self, vocabulary: Vocabulary) -> None:
        """Raise MistakeError where the act can't be done in any window."""

    @property
    def count(self) -> int:
        """How many steps or operations it is, between which it can be cut; 1 where it can't."""
        return 1

    def advance(self, playground: Playground, was: float, share: float) -> None:
        """Go on from one share of the act's time to another one, 0 to 1. Raises ScriptError."""
        if share == 1.0:
            self.perform(playground)

    def perform(self, playground: Playground) -> None:
        """Do all of it at once."""
        raise NotImplementedError

    @property
    def steps_per_s(self) -> float:
        """How fast it trains; 0 for what does not, or does it at once."""
        return 0.0

    @property
    def shown_at(self) -> StoredTarget | None:
        """The place to which the pointer of a film goes for the act; None for no place."""
        return None

    def keys(self, playground: Playground) -> str:
        """The keys that a film shows for it where that is not in sight."""
        return ""

    def typed(self, playground: Playground) -> str:
        """The text that is typed for the act; empty where the pointer only clicks."""
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

    def check(self, vocabulary: Vocabulary) -> None:
        vocabulary.check_control("name", self.name)

    def perform(self, playground: Playground) -> None:
        playground.use(self.name, self.to)

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.name)

    def typed(self, playground: Playground) -> str:
        return self.to if playground.is_typed(self.name) else ""


class Type(Act, tag="type"):
    """Types a text into a field, key by key in the seconds of the act; or gives up what was typed.

    Enter is not pressed: the field does not take the text yet.
    """

    name: str
    text: str = ""
    gives_up: Annotated[bool, Meta(description="As Escape does.")] = False

    def check(self, vocabulary: Vocabulary) -> None:
        vocabulary.check_control("name", self.name)

    def advance(self, playground: Playground, was: float, share: float) -> None:
        if not self.gives_up:
            count = max(ceil(len(self.text) * share), self.kept(playground))
            playground.texts.type(self.name, self.text[:count])
        elif share == 1.0:
            playground.texts.type(self.name, None)

    def kept(self, playground: Playground) -> int:
        """How many characters the field has already, where it goes on with them or deletes some."""
        shown = playground.text_of(self.name)
        count = min(len(shown), len(self.text))
        return count if shown[:count] == self.text[:count] else 0

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.name)

    def typed(self, playground: Playground) -> str:
        return self.text


class TypeIntoCell(Act, tag="cell"):
    """Types a text into a cell of a table, and presses Enter."""

    name: str
    row: Line
    column: Line
    to: str

    def check(self, vocabulary: Vocabulary) -> None:
        vocabulary.check_control("name", self.name)

    def perform(self, playground: Playground) -> None:
        playground.texts.type_into_cell(self.name, self.row, self.column, self.to)

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.name)

    def typed(self, playground: Playground) -> str:
        return self.to


class Train(Act, tag="train"):
    """Trains steps, spread over the seconds of the act; 0 steps only begin a branch there."""

    steps: Annotated[int, Meta(ge=0, le=MOST_STEPS)]
    operations: Annotated[
        int, Meta(ge=0, le=MOST_STEPS, description="Of one more step, which is left unfinished.")
    ] = 0

    @property
    def count(self) -> int:
        return max(1, self.steps)

    @property
    def steps_per_s(self) -> float:
        return self.steps / self.seconds if self.seconds else 0.0

    def advance(self, playground: Playground, was: float, share: float) -> None:
        steps = _of(self.steps, share) - _of(self.steps, was)
        playground.train(steps, self.operations if share == 1.0 else 0)

    @property
    def shown_at(self) -> StoredTarget | None:
        is_step = self.steps == 1 and not (self.seconds or self.operations)
        return StoredTarget(control="step_button" if is_step else "run_button")


class Walk(Act, tag="walk"):
    """Walks operations on the page that is shown, spread over the seconds of the act.

    A negative number takes operations back.
    """

    # More than a step of the first network has: whole steps are done at once.
    first_slice: ClassVar[int] = 1024

    operations: Annotated[int, Meta(ge=-MOST_OPERATIONS, le=MOST_OPERATIONS)]
    of: Annotated[
        Literal["page", "training"],
        Meta(description="Of the graph of the page, or of training whatever the page is."),
    ] = "page"
    sample: Annotated[
        int, Meta(ge=0, description="Chosen in the end; 0 for that of the last operation.")
    ] = 0

    @property
    def count(self) -> int:
        return max(1, abs(self.operations))

    def advance(self, playground: Playground, was: float, share: float) -> None:
        count = _of(self.operations, share) - _of(self.operations, was)
        playground.walk(count, of_training=self.of == "training")
        if share == 1.0 and self.sample:
            playground.choose(StoredTarget(sample=self.sample))

    @property
    def shown_at(self) -> StoredTarget | None:
        name = "step_operation" if self.operations > 0 else "step_operation_back"
        return StoredTarget(control=f"{name}_button")


class Show(Act, tag="show"):
    """A choice of a view, such as `nodes` to `maps`."""

    what: str
    to: str
    by: Annotated[str, Meta(description="The control that makes it, where the pointer goes.")] = ""

    def check(self, vocabulary: Vocabulary) -> None:
        one_of("what", self.what, vocabulary.choices, "choice in a view")
        vocabulary.check_choice("to", self.what, self.to)

    def perform(self, playground: Playground) -> None:
        playground.show({self.what: self.to})

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.by) if self.by else None


class Scroll(Act, tag="scroll"):
    """Scrolls a table, a list, a panel or a page, which moves there in the seconds of the act."""

    is_click: ClassVar[bool] = False

    to: Scrolled

    def check(self, vocabulary: Vocabulary) -> None:
        self.to.check("to", vocabulary)

    def advance(self, playground: Playground, was: float, share: float) -> None:
        playground.scrolling.scroll(self.to, (share - was) / (1 - was))

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.to.area)


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


def _of(count: int, share: float) -> int:
    """How many of them are done at a share of the time."""
    return round(count * share)
