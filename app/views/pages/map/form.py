"""The form of a map: its axes, its measure and its steps, or a message at what is wrong."""

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.widgets.fields import CountField, NumberField, describe
from app.kit.widgets.message_room import MessageArea, ShortMessage
from app.kit.widgets.parts import NarrowChoice, fill, in_box, named_label
from app.views.pages.map.axis_fields import AxisFields
from micrograd.data.typed import parse_number, shortest
from micrograd.maps.seen import MapChoice
from micrograd.recipe.kinds import Number
from micrograd.recipe.recipe import Recipe
from micrograd.runs.plan import MOST_STEPS, PlanError
from micrograd.training.measures import MEASURES

TARGET = Number(above=0)
# The least width of the choice of a measure, in characters.
CHARACTERS = 8
# Between axes and measure: beside each other, and below each other; in pixels.
GAP, BELOW_PX = 14, 4


class MapForm(QWidget):
    """The fields of a map. `changed` comes with another choice of the person, or a wrong one."""

    changed = Signal()

    def __init__(self, choice: MapChoice) -> None:
        super().__init__()
        self._choice: MapChoice | None = choice
        self.axes = {"x": AxisFields("x", choice.x), "y": AxisFields("y", choice.y)}
        self.measure = NarrowChoice(CHARACTERS)
        for row in MEASURES.values():
            self.measure.addItem(row.title, row.name)
        self.steps = CountField(1, MOST_STEPS)
        self.steps.setGroupSeparatorShown(True)
        self.steps.setStepType(CountField.StepType.AdaptiveDecimalStepType)
        describe(self.steps, "map_steps", "Steps of each run", "How many steps each pixel trains")
        hold(self.steps, least_width=84)
        self.target = NumberField()
        words = "The loss that a run has to come to"
        describe(self.target, "map_target_loss", "Loss to come to", words)
        hold(self.target, width=72)
        self.message = ShortMessage("map_message")
        self._lay_out()
        self.show_choice(choice)
        connect_all(self._read, *(fields.changed for fields in self.axes.values()))
        self.measure.activated.connect(self._read)
        self.steps.valueChanged.connect(self._read)
        self.steps.refused.connect(self.message.say)
        self.target.committed.connect(self._read)
        self.target.reverted.connect(self._show)

    def _lay_out(self) -> None:
        captions = []
        for text, field in (
            ("colour", self.measure), ("steps", self.steps), ("to", self.target),
        ):  # fmt: skip
            caption = named_label(f"map_{text}_caption", "caption", text)
            caption.setBuddy(field)
            captions.append(caption)
        color, steps, self._to = captions
        for caption in (color, steps):
            hold(caption, least_width=36)
        measured = fill(QHBoxLayout(), color, (self.measure, 1), self._to, self.target)
        trained = fill(QHBoxLayout(), steps, (self.steps, 1))
        others = in_box(fill(QVBoxLayout(), measured, trained, None))
        axes = in_box(fill(QVBoxLayout(), *self.axes.values(), None))
        self._halves = axes, others
        along = QBoxLayout.Direction.LeftToRight
        self._line = fill(QBoxLayout(along), (axes, 5), (others, 2), spacing=GAP)
        messages = *(fields.message for fields in self.axes.values()), self.message
        fill(QVBoxLayout(self), self._line, MessageArea(*messages), spacing=2)

    def minimumSizeHint(self) -> QSize:
        # One half stands below the other where both have no room.
        width = max(half.minimumSizeHint().width() for half in self._halves)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = GAP + sum(half.minimumSizeHint().width() for half in self._halves)
        directions, is_wide = QBoxLayout.Direction, self.width() >= needed
        self._line.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._line.setSpacing(GAP if is_wide else BELOW_PX)

    @property
    def choice(self) -> MapChoice | None:
        """What the fields make, None while one of them is wrong."""
        is_wrong = any(fields.axis is None for fields in self.axes.values())
        return None if is_wrong else self._choice

    # State to screen.

    def show_choice(self, choice: MapChoice) -> None:
        """Show another choice, such as another part of the map."""
        self._choice = self._shown = choice
        self._show()

    def _show(self) -> None:
        choice = self._shown
        self.axes["x"].show_axis(choice.x)
        self.axes["y"].show_axis(choice.y)
        row = MEASURES[choice.measure]
        with QSignalBlocker(self.measure):
            self.measure.setCurrentIndex(self.measure.findData(row.name))
        describe(self.measure, "map_measure", "Measure of the map", row.words)
        self.steps.show_value(choice.steps)
        self.target.setText(shortest(choice.target_loss))
        self.target.set_wrong(False)
        for widget in (self._to, self.target):
            widget.setVisible(choice.measure == "steps-to-loss")
        self.message.say("")

    def list_names(self, recipe: Recipe) -> None:
        """Offer what can change from pixel to pixel in this experiment."""
        for fields in self.axes.values():
            fields.list_names(recipe)

    def show_mistake(self, error: PlanError | None) -> None:
        """Say what is wrong where it was typed; None takes back what was said."""
        for name, fields in self.axes.items():
            fields.show_mistake(str(error) if error and error.part == name else "")
        is_other = error is not None and error.part not in self.axes
        self.message.tell(str(error) if is_other else "")

    # Screen to state.

    def _read(self) -> None:
        x, y = self.axes["x"].axis, self.axes["y"].axis
        self._choice = None
        try:
            target = parse_number(self.target.text())
            TARGET.check(target)
        except ValueError as error:
            self.target.set_wrong(True)
            self.message.tell(str(error))
            x = None
        if x is not None and y is not None:
            measure = str(self.measure.currentData())
            self.show_choice(MapChoice(x, y, measure, self.steps.value(), target))
        self.changed.emit()
