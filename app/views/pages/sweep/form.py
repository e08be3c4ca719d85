"""The form of a sweep: its fields make a plan, or a message at the field that is wrong."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.widgets.fields import CountField, describe
from app.kit.widgets.message_room import MessageArea, ShortMessage
from app.kit.widgets.parts import fill, named_label
from app.session.session import Session
from app.views.contract import ViewChoice, number_choice
from app.views.pages.sweep.axis_field import AxisField
from app.views.pages.sweep.field_names import FIELDS
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.plan import MOST_STEPS, USUAL_STEPS, PlanError
from micrograd.sweeps.plan import SweepPlan

# The fields that follow the network until one of them is changed.
OF_NETWORK = ("shapes", "hidden", "output")
# The shares of the width of the three columns.
STRETCHES = (5, 3, 2)


class SweepForm(QWidget):
    """The fields of a sweep. plan: the plan that they make, None while one of them is wrong.

    `changed` comes with every change of the plan, `submitted` with Enter in a field. A mistake is
    shown when typing is done, and hidden as soon as it is corrected. Shapes and activations follow
    the network until the person changes one of them. What is typed belongs to the experiment.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.plan: SweepPlan | None = None
        self._follows_network = True
        self.fields = {name: AxisField(session, name, setting) for name, setting in FIELDS.items()}
        self.steps = CountField(1, MOST_STEPS)
        self.steps.setGroupSeparatorShown(True)
        self.steps.setValue(USUAL_STEPS)
        describe(self.steps, "sweep_steps", "Steps of each run", "How many steps each run trains")
        self.hidden = _activation("hidden", "all layers but the last")
        self.output = _activation("output", "the last layer")
        self._steps_message = ShortMessage("sweep_steps_message")
        self._runs_message = ShortMessage("sweep_runs_message")
        self._texts = self._text_choices()
        self._first = {name: choice.read() for name, choice in self._texts.items()}
        self._is_showing = False
        self._lay_out()
        self._connect()
        self.show_typed()

    def _text_choices(self) -> dict[str, ViewChoice]:
        """Every field as text, by the name that it has in a file."""
        fields = {}
        for name, field in self.fields.items():
            # A setting comes before what is typed for it.
            fields[f"{name}_setting"] = ViewChoice(field.choice.currentData, field.show_setting)
            fields[name] = ViewChoice(field.text, field.setText)
        combos = {"hidden": self.hidden, "output": self.output}
        choices = {
            name: ViewChoice(combo.currentText, combo.setCurrentText)
            for name, combo in combos.items()
        }
        return {**fields, "steps": number_choice(self.steps), **choices}

    def _lay_out(self) -> None:
        rates, seeds, shapes = self.fields.values()
        activations = ("hidden activation", self.hidden), ("output activation", self.output)
        steps = "steps of each run", self.steps
        above = _row((rates.choice, rates), (seeds.choice, seeds), steps)
        below = _row((shapes.choice, shapes), *activations)
        above_messages = MessageArea(rates.message, seeds.message, self._steps_message)
        below_messages = MessageArea(shapes.message, self._runs_message)
        self._areas = above_messages, below_messages
        fill(QVBoxLayout(self), above, above_messages, below, below_messages, spacing=2)

    def be_low(self, is_low: bool) -> None:
        """Keep no room for messages: a low page gives all of it to the results."""
        for area in self._areas:
            area.keep_line(not is_low)

    def _connect(self) -> None:
        for field in self.fields.values():
            field.textChanged.connect(self._read)
            field.committed.connect(self.show_mistakes)
            field.returnPressed.connect(self.submitted)
            field.textEdited.connect(self._note_edit)
            field.setting_chosen.connect(self._take_setting)
        self.steps.valueChanged.connect(self._note_typed)
        self.steps.valueChanged.connect(self._read)
        self.steps.refused.connect(self._steps_message.say)
        self.steps.lineEdit().returnPressed.connect(self.submitted)
        for combo in (self.hidden, self.output):
            combo.activated.connect(self._stop_following)
            combo.currentIndexChanged.connect(self._read)
        cursor = self._session.cursor
        connect_all(self._follow_network, cursor.network_rebuilt, cursor.dataset_changed)
        self._session.opened.connect(self.show_typed)

    # State to screen.

    def show_typed(self) -> None:
        """Show what was typed for a sweep of this experiment; the other fields as at first."""
        texts = self._session.experiment.sweep
        self._is_showing = True
        self._follows_network = not any(name in texts for name in OF_NETWORK)
        for name, choice in self._texts.items():
            choice.choose(texts.get(name, self._first[name]))
        self._is_showing = False
        self._follow_network()

    def _follow_network(self) -> None:
        """Show the present network, or check what was typed against it."""
        if self._follows_network:
            recipe = self._session.cursor.recipe
            for field in self.fields.values():
                if field.setting == "layers":
                    field.show_first()
            self.hidden.setCurrentText(recipe.activations[0])
            self.output.setCurrentText(recipe.activations[-1])
        self._read()
        self.show_mistakes()

    def show_mistakes(self) -> None:
        """Show a message at each field that is wrong."""
        for field in self.fields.values():
            field.show_error()

    def focus_mistake(self) -> None:
        """Put the focus into the first wrong field, if there is one."""
        wrong = [field for field in self.fields.values() if field.error]
        if wrong:
            wrong[0].setFocus()

    # Screen to state.

    def _take_setting(self) -> None:
        self._note_typed()
        self._read()
        self.show_mistakes()

    def _note_edit(self) -> None:
        fields = self.fields.values()
        if any(field.setting == "layers" and field.isModified() for field in fields):
            self._follows_network = False
        self._note_typed()

    def _stop_following(self) -> None:
        self._follows_network = False
        self._note_typed()
        self._read()

    def _note_typed(self) -> None:
        """Keep what differs from the first texts, and what no longer follows the network."""
        if self._is_showing:
            return
        texts = {name: choice.read() for name, choice in self._texts.items()}
        follows = OF_NETWORK if self._follows_network else ()
        self._session.plan_sweep(
            {
                name: text
                for name, text in texts.items()
                if name not in follows and (name in OF_NETWORK or text != self._first[name])
            }
        )

    def _read(self) -> None:
        recipe, axes = self._shared(), dict[str, Sequence[Any]]()
        for field in self.fields.values():
            values = field.read(recipe, axes.keys())
            axes.setdefault(field.setting, values)
        self.plan, too_many = None, ""
        if not any(field.error for field in self.fields.values()):
            try:
                self.plan = SweepPlan(recipe, axes, steps=self.steps.value())
            except PlanError as error:
                too_many = self._told(error)
        for field in self.fields.values():
            if not field.error:
                field.show_error()
        # Half-typed text never makes too many runs, so this message comes at once.
        self._runs_message.say(too_many)
        self.changed.emit()

    def _shared(self) -> Recipe:
        """What all runs share: the settings of the session, and the activations of the form."""
        recipe = self._session.cursor.recipe
        hidden, output = self.hidden.currentText(), self.output.currentText()
        if any(field.setting == "layers" for field in self.fields.values()):
            layers: tuple[int, ...] = (1, recipe.dataset.nout)
        elif self._follows_network:
            return recipe
        else:
            layers = recipe.layers
        activations = (*[hidden] * (len(layers) - 1), output)
        return recipe.changed(layers=layers, activations=activations)

    def _told(self, error: PlanError) -> str:
        """A message about the whole plan; one about an axis goes to its field."""
        for field in self.fields.values():
            if field.setting == error.part:
                field.error = str(error)
                return ""
        return f"{error}."


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


def _row(*cells: tuple[str | QWidget, QWidget]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(1)
    for column, (text, field) in enumerate(cells):
        caption = text if isinstance(text, QWidget) else _caption(text, field)
        hold(field, least_width=104)
        grid.addWidget(caption, 0, column)
        grid.addWidget(field, 1, column)
        grid.setColumnStretch(column, STRETCHES[column])
    return grid


def _caption(text: str, field: QWidget) -> QWidget:
    caption = named_label(f"{field.objectName()}_caption", "caption", text)
    caption.setBuddy(field)
    return caption
