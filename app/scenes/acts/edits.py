"""Acts that edit what is trained: settings, parameters, samples, layers. All can be undone."""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType, field

from app.scenes.acts.acts import Act
from app.scenes.parts.checking import check_setting
from app.scenes.parts.form import MistakeError, ScriptError, one_of, try_edit
from app.scenes.parts.targets import StoredTarget
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.playground.playground import Playground
from micrograd.files.errors import FileError
from micrograd.files.table_schema import SampleTable
from micrograd.files.tables import read_tables
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.settings import SETTINGS

Called = Annotated[str, Meta(max_length=1000, description="What Undo and the run call it.")]
Place = Annotated[int, Meta(ge=1, le=10**9, description="Counted from 1.")]


def check_table(table: SampleTable) -> None:
    """Raise MistakeError for a table that does not fit itself."""
    try:
        read_tables([table])
    except FileError as error:
        raise MistakeError("table", str(error)) from None


class EditAct(Act, kw_only=True):
    """An edit. gesture: edits with the same number are one for Undo; 0 for one by itself."""

    gesture: Annotated[int, Meta(ge=0)] = 0

    def _number(self, playground: Playground) -> int:
        """The gesture of this edit, as the session counts them."""
        if not (self.gesture or self.seconds):
            return -1
        return playground.gesture(self.gesture or -id(self))


class MovingEdit(EditAct, kw_only=True):
    """An edit of numbers, which move to their new values during the seconds of the act."""

    def advance(self, playground: Playground, was: float, share: float) -> None:
        before, after = self.numbers(playground)
        if share < 1.0:
            part = (share - was) / (1 - was)
            after = {i: before[i] + (after[i] - before[i]) * part for i in after}
        try_edit(lambda: self.put(playground, after), self.told, is_tried=share < 1.0)

    def numbers(self, playground: Playground) -> tuple[Mapping[int, float], dict[int, float]]:
        """The numbers as they are now, and as they will be, by index."""
        raise NotImplementedError

    def put(self, playground: Playground, numbers: Mapping[int, float]) -> None:
        """Put numbers in their place, as a part of the gesture."""
        raise NotImplementedError

    @property
    def told(self) -> str:
        """What an error says of it."""
        raise NotImplementedError


class ChangeSetting(EditAct, tag="set"):
    """A setting of the training, as a person types its value."""

    setting: str
    to: str

    def check(self, vocabulary: Vocabulary) -> None:
        check_setting(self.setting, self.to, "setting", "to")

    def perform(self, playground: Playground) -> None:
        value = SETTINGS[self.setting].read(self.to)
        change, number = playground.session.edits.change_setting, self._number(playground)
        try_edit(lambda: change(self.setting, value, number), f"{self.setting} = {self.to}")

    @property
    def shown_at(self) -> StoredTarget | None:
        return StoredTarget(control=self.setting)

    def typed(self, playground: Playground) -> str:
        return self.to if playground.is_typed(self.setting) else ""


class _Settings(Act, kw_only=True):
    """Several settings. called: what it is called where Undo and the run tell of it."""

    settings: dict[str, str] = field(default_factory=dict)
    called: Called

    def check(self, vocabulary: Vocabulary) -> None:
        for name, text in self.settings.items():
            check_setting(name, text, "settings", f"settings.{name}")

    @property
    def _values(self) -> dict[str, Any]:
        return {name: SETTINGS[name].read(text) for name, text in self.settings.items()}


class ChangeSettings(_Settings, tag="change"):
    """Several settings at once, with the weights that fit."""

    def perform(self, playground: Playground) -> None:
        edits, values = playground.session.edits, self._values
        try_edit(lambda: edits.apply(values, self.called), self.called)


class BeginAgain(_Settings, tag="begin"):
    """A run from step 0 with weights drawn anew, and with other values of these settings.

    table: another table of samples, as experiment files have them.
    """

    table: SampleTable | None = None

    def check(self, vocabulary: Vocabulary) -> None:
        super().check(vocabulary)
        if self.table is not None:
            check_table(self.table)

    def perform(self, playground: Playground) -> None:
        edits, values = playground.session.edits, self._values
        if self.table is not None:
            (values["dataset"],) = read_tables([self.table])
        try_edit(lambda: edits.start_again(self.called, **values), self.called)


class HideFault(Act, tag="hide_fault"):
    """A run from step 0 with this line of the training loop wrong, which the person is to find."""

    fault: str

    def check(self, vocabulary: Vocabulary) -> None:
        one_of("fault", self.fault, [row.name for row in FAULTS.values() if row.is_any], "fault")

    def perform(self, playground: Playground) -> None:
        hide = playground.session.sabotage.hide
        try_edit(lambda: hide(self.fault), f"a fault is hidden: {self.fault}")


class ChangeParameter(MovingEdit, tag="parameter"):
    """Another number for a parameter, such as 1.2.w3."""

    parameter: str
    to: float

    def check(self, vocabulary: Vocabulary) -> None:
        self.shown_at.check("")

    def numbers(self, playground: Playground) -> tuple[Mapping[int, float], dict[int, float]]:
        return _parameters(playground, {self.parameter: self.to})

    def put(self, playground: Playground, numbers: Mapping[int, float]) -> None:
        playground.session.edits.set_parameters(numbers, self._number(playground))

    @property
    def told(self) -> str:
        return f"{self.parameter} = {self.to:g}"

    @property
    def shown_at(self) -> StoredTarget:
        return StoredTarget(parameter=self.parameter)

    def typed(self, playground: Playground) -> str:
        # A number that changes for a while is dragged.
        return "" if self.seconds else f"{self.to:g}"


class ChangeParameters(MovingEdit, tag="parameters"):
    """Other numbers for several parameters, as one edit."""

    to: Annotated[dict[str, float], Meta(min_length=1, description="By the names of parameters.")]

    def check(self, vocabulary: Vocabulary) -> None:
        for name in self.to:
            StoredTarget(parameter=name).check("to")

    def numbers(self, playground: Playground) -> tuple[Mapping[int, float], dict[int, float]]:
        return _parameters(playground, self.to)

    def put(self, playground: Playground, numbers: Mapping[int, float]) -> None:
        playground.session.edits.set_parameters(numbers, self._number(playground))

    @property
    def told(self) -> str:
        return ", ".join(f"{name} = {data:g}" for name, data in self.to.items())

    @property
    def shown_at(self) -> StoredTarget:
        return StoredTarget(parameter=next(iter(self.to)))


def _parameters(
    playground: Playground, to: Mapping[str, float]
) -> tuple[Mapping[int, float], dict[int, float]]:
    after = {playground.parameter(name): data for name, data in to.items()}
    parameters = playground.session.cursor.trainer.parameters
    return {index: parameters[index].data for index in after}, after


class ChangeLayer(EditAct, tag="layer"):
    """Another number of neurons for a layer, or another activation."""

    layer: Place
    neurons: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    activation: str | UnsetType = UNSET

    def check(self, vocabulary: Vocabulary) -> None:
        if isinstance(self.activation, str):
            one_of("activation", self.activation, ACTIVATIONS, "activation")

    def perform(self, playground: Playground) -> None:
        index, edits = playground.layer(self.layer), playground.session.edits
        neurons, activation, number = self.neurons, self.activation, self._number(playground)
        if isinstance(neurons, int):
            told = f"{neurons} neurons in layer {self.layer}"
            try_edit(lambda: edits.resize_layer(index, neurons, number), told)
        if isinstance(activation, str):
            try_edit(lambda: edits.set_activation(index, activation), activation)

    @property
    def shown_at(self) -> StoredTarget:
        return StoredTarget(neuron=f"{self.layer}.1")


class RemoveLayer(Act, tag="remove_layer"):
    """A hidden layer less."""

    layer: Place

    def perform(self, playground: Playground) -> None:
        index = playground.layer(self.layer)
        if index == len(playground.session.cursor.recipe.layers) - 1:
            raise ScriptError(
                f"layer {self.layer} is the output: only hidden layers can be removed"
            )
        playground.session.edits.remove_layer(index)


class Undo(Act, tag="undo"):
    """The last edit of the experiment is taken back."""

    def perform(self, playground: Playground) -> None:
        playground.session.edits.undo()

    def keys(self, playground: Playground) -> str:
        return playground.keys_of("undo")


class Redo(Act, tag="redo"):
    """The edit that was taken back last is repeated."""

    def perform(self, playground: Playground) -> None:
        playground.session.edits.redo()

    def keys(self, playground: Playground) -> str:
        return playground.keys_of("redo")
