"""The fields of an axis: what changes along it, from where to where, and how."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.text_size import hold
from app.kit.widgets.fields import NumberField, describe
from app.kit.widgets.message_room import ShortMessage
from app.kit.widgets.parts import NarrowChoice, fill, named_label
from app.views.pages.map.choice import usual_axis
from micrograd.data.typed import parse_number, shortest
from micrograd.maps.axes import AXIS_SETTINGS, LINEAR, LOG, Axis, AxisError
from micrograd.recipe.parts import parameter_names
from micrograd.recipe.recipe import Recipe

# The most names that are listed of a large network or dataset.
MOST_LISTED = 250
DIRECTIONS = {"x": "from left to right", "y": "from below"}


class AxisFields(QWidget):
    """The fields of one axis. axis: what they make, None while something is wrong in them.

    `changed` comes when another axis was typed or chosen. A mistake is said below, when typing is
    done.
    """

    changed = Signal()

    def __init__(self, name: str, axis: Axis) -> None:
        super().__init__()
        self.axis: Axis | None = axis
        self.choice = NarrowChoice(11)
        about = f"What changes {DIRECTIONS[name]}, from pixel to pixel"
        describe(self.choice, f"map_{name}", f"{name.upper()} axis of the map", about)
        self.first, self.last = NumberField(), NumberField()
        for field, words in ((self.first, "first"), (self.last, "last")):
            title = f"{words.capitalize()} value of the {name} axis"
            describe(field, f"map_{name}_{words}", title, f"{title}; zooming changes it, too")
            hold(field, least_width=56, most_width=150)
            field.committed.connect(self._read)
            field.reverted.connect(self._show)
        self.scale = QComboBox()
        self.scale.addItems([LINEAR, LOG])
        how = "Equal distances, or equal factors, from pixel to pixel"
        describe(self.scale, f"map_{name}_scale", f"Scale of the {name} axis", how)
        self.message = ShortMessage(f"map_{name}_message")
        caption = named_label(f"map_{name}_caption", "caption", name)
        # Both axes begin at the same place, however wide their letters are.
        hold(caption, width=9)
        caption.setBuddy(self.choice)
        to = named_label(f"map_{name}_to", "caption", "to")
        line = fill(
            QHBoxLayout(),
            *(caption, (self.choice, 2), 4, (self.first, 1), to, (self.last, 1), 4, self.scale),
        )
        fill(QVBoxLayout(self), line)
        self._shown = axis
        self.show_axis(axis)
        self.scale.activated.connect(self._read)
        self.choice.activated.connect(self._choose)

    # State to screen.

    def list_names(self, recipe: Recipe) -> None:
        """Offer the settings that training depends on, and the numbers of this experiment."""
        names = [name for name, row in AXIS_SETTINGS.items() if recipe.acts(row.name)]
        items = [(usual_axis(name).title, name) for name in names]
        parameters = parameter_names(recipe.widths)[:MOST_LISTED]
        items += [(f"{name} at the start", name) for name in parameters]
        items += [(f"sample {place}", f"data.{place}") for place in _cells(recipe)[:MOST_LISTED]]
        with QSignalBlocker(self.choice):
            self.choice.clear()
            for text, name in items:
                self.choice.addItem(text, name)
            self._show_name()

    def show_axis(self, axis: Axis) -> None:
        """Show another axis, such as another part of it."""
        self._shown = self.axis = axis
        self._show()

    def _show(self) -> None:
        axis = self._shown
        self.scale.setCurrentText(LOG if axis.is_log else LINEAR)
        self._show_name()
        for field, value in ((self.first, axis.first), (self.last, axis.last)):
            field.setText(shortest(value))
            field.setCursorPosition(0)
        self.show_mistake("")

    def _show_name(self) -> None:
        name = self._shown.name
        if self.choice.findData(name) < 0:
            self.choice.addItem(self._shown.title, name)
        self.choice.setCurrentIndex(self.choice.findData(name))

    def show_mistake(self, text: str) -> None:
        """Say what is wrong with the axis, or take back what was said."""
        self.message.tell(text)
        for field in (self.first, self.last):
            field.set_wrong(bool(text))

    # Screen to state.

    def _choose(self) -> None:
        """Have another setting along it, in the range that is usual for that."""
        self.show_axis(usual_axis(self.choice.currentData()))
        self.changed.emit()

    def _read(self) -> None:
        self.axis = None
        try:
            first, last = (parse_number(field.text()) for field in (self.first, self.last))
            is_log = self.scale.currentText() == LOG
            axis = Axis(self._shown.name, first, last, is_log)
        except (AxisError, ValueError) as error:
            self.show_mistake(str(error))
            self.changed.emit()
            return
        self.show_axis(axis)
        self.changed.emit()


def _cells(recipe: Recipe) -> list[str]:
    """The names of the numbers of the data, the first samples first."""
    data = recipe.dataset
    columns = [f"x{i + 1}" for i in range(data.nin)] + [f"y{i + 1}" for i in range(data.nout)]
    samples = min(len(data), -(-MOST_LISTED // len(columns)))
    return [f"{sample + 1}.{column}" for sample in range(samples) for column in columns]
