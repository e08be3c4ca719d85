"""The form of a sweep: what is typed becomes a plan, or a message at its field."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.kit.widgets.fields import CountField, MessageLine, NumberField, describe
from app.session.session import Session
from app.views.pages.sweep.parsing import parse_rates, parse_seeds, parse_shapes
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.recipe import Recipe
from micrograd.sweeps.plan import (
    MOST_STEPS,
    SweepPlan,
    check_axis,
    shape_text,
)

LONGEST_TEXT = 8000
# name: setting, caption, what is typed at first, how it may be typed.
TEXTS = {
    "rates": (
        "learning_rate",
        "learning rates",
        "0.01 to 1, 7 values",
        "Numbers separated by commas, or a range in equal factors: 0.01 to 1, 7 values",
    ),
    "seeds": ("seed", "seeds", "0-9", "Seeds of the starting weights: 0-9, or 1, 5, 7"),
    "shapes": (
        "layers",
        "layer shapes",
        "",
        "The neurons of each layer; a semicolon separates two networks: 4,4,1; 8,8,1",
    ),
}
FIRST_STEPS = 1000
STRETCHES = (5, 3, 2)


class SweepForm(QWidget):
    """The fields. plan: what they say, None where that can't be carried out.

    `changed` comes with every change of it; `submitted` with Enter in a field. A mistake is said
    when typing is done, and no more as soon as it is put right. Until somebody types a shape or
    chooses an activation, these are those of the network.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.plan: SweepPlan | None = None
        self._errors: dict[str, str] = {}
        self._follows_network = True
        self.fields = {name: _text_field(name) for name in TEXTS}
        self.steps = CountField(1, MOST_STEPS)
        self.steps.setGroupSeparatorShown(True)
        self.steps.setValue(FIRST_STEPS)
        describe(self.steps, "sweep_steps", "Steps of each run", "How many steps each run trains")
        self.hidden = _activation("hidden", "all layers but the last")
        self.output = _activation("output", "the last layer")
        self.messages = {
            name: MessageLine(f"sweep_{name}_message") for name in (*TEXTS, "steps", "runs")
        }
        self._lay_out()
        self._connect()
        self._follow_network()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        fields, messages = self.fields, self.messages
        column.addLayout(
            _row(
                (TEXTS["rates"][1], fields["rates"]),
                (TEXTS["seeds"][1], fields["seeds"]),
                ("steps of each run", self.steps),
            )
        )
        column.addWidget(_below(messages[name] for name in ("rates", "seeds", "steps")))
        column.addLayout(
            _row(
                (TEXTS["shapes"][1], fields["shapes"]),
                ("hidden activation", self.hidden),
                ("output activation", self.output),
            )
        )
        column.addWidget(_below(messages[name] for name in ("shapes", "runs")))

    def _connect(self) -> None:
        for field in self.fields.values():
            field.textChanged.connect(self._read)
            field.committed.connect(self.show_mistakes)
            field.returnPressed.connect(self.submitted)
        self.fields["shapes"].textEdited.connect(self._stop_following)
        self.steps.valueChanged.connect(self._read)
        self.steps.refused.connect(self._refuse_steps)
        self.steps.lineEdit().returnPressed.connect(self.submitted)
        for combo in (self.hidden, self.output):
            combo.activated.connect(self._stop_following)
            combo.currentIndexChanged.connect(self._read)
        for signal in (self._session.cursor.network_rebuilt, self._session.cursor.dataset_changed):
            signal.connect(self._follow_network)

    # State to screen.

    def _follow_network(self) -> None:
        """Show the network that is there, or find out whether what was typed still fits."""
        if self._follows_network:
            recipe = self._session.cursor.recipe
            self.fields["shapes"].setText(shape_text(recipe.layers))
            self.hidden.setCurrentText(recipe.activations[0])
            self.output.setCurrentText(recipe.activations[-1])
        self._read()
        self.show_mistakes()

    def show_mistakes(self) -> None:
        """Say what is wrong, at each field that something is wrong with."""
        for name, error in self._errors.items():
            self._say(name, error)

    def focus_mistake(self) -> None:
        """Go to the first field that something is wrong with, if there is one."""
        for name, field in self.fields.items():
            if name in self._errors:
                field.setFocus()
                return

    def _say(self, name: str, error: str) -> None:
        title = TEXTS[name][1].capitalize() + ": " if name in TEXTS else ""
        self.messages[name].say(f"{title}{error}." if error else "")
        if name in self.fields:
            self.fields[name].set_wrong(bool(error))

    def _refuse_steps(self, reason: str) -> None:
        self.messages["steps"].say(reason)

    # Screen to state.

    def _stop_following(self) -> None:
        self._follows_network = False

    def _read(self) -> None:
        self._errors = {}
        recipe = self._recipe()
        axes = {
            TEXTS[name][0]: self._parsed(recipe, name, parse)
            for name, parse in (
                ("rates", parse_rates),
                ("seeds", parse_seeds),
                ("shapes", parse_shapes),
            )
        }
        self.plan = None
        if all(axes.values()):
            try:
                self.plan = SweepPlan(recipe, axes, self.steps.value())
            except SettingError as error:
                self._errors[error.setting] = str(error)
        for name in (*TEXTS, "runs"):
            if name not in self._errors:
                self._say(name, "")
        if "runs" in self._errors:
            # That is no half-typed number: it is said at once.
            self._say("runs", self._errors["runs"])
        self.changed.emit()

    def _recipe(self) -> Recipe:
        """That of the session, with the activations that are chosen here."""
        recipe = self._session.cursor.recipe
        activations = (self.hidden.currentText(), self.output.currentText())
        return recipe.changed(layers=(1, recipe.dataset.nout), activations=activations)

    def _parsed(
        self, recipe: Recipe, name: str, parse: Callable[[str], Sequence[Any]]
    ) -> Sequence[Any]:
        try:
            parsed = parse(self.fields[name].text())
            check_axis(recipe, TEXTS[name][0], parsed)
        except ValueError as error:
            self._errors[name] = str(error)
            return ()
        return parsed


def _text_field(name: str) -> NumberField:
    _, caption, text, tooltip = TEXTS[name]
    field = NumberField()
    describe(field, f"sweep_{name}", f"{caption.capitalize()} of the sweep", tooltip)
    field.setMaxLength(LONGEST_TEXT)
    field.setText(text)
    return field


def _activation(name: str, layers: str) -> QComboBox:
    combo = QComboBox()
    combo.addItems(list(ACTIVATIONS))
    describe(
        combo,
        f"sweep_{name}",
        f"{name.capitalize()} activation of the sweep",
        f"The function that each neuron of {layers} applies last, in every run",
    )
    return combo


def _below(messages: Iterable[MessageLine]) -> QWidget:
    """The messages of a row. There is always room for one line, so that nothing jumps."""
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for message in messages:
        column.addWidget(message)
    column.addStretch()
    place.setMinimumHeight(place.fontMetrics().height())
    return place


def _row(*cells: tuple[str, QWidget]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(1)
    for column, (text, field) in enumerate(cells):
        caption = QLabel(text)
        caption.setProperty("role", "caption")
        caption.setBuddy(field)
        field.setMinimumWidth(104)
        grid.addWidget(caption, 0, column)
        grid.addWidget(field, 1, column)
        grid.setColumnStretch(column, STRETCHES[column])
    return grid
