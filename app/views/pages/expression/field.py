"""The field for a leaf of an expression: typed, dragged, or changed with the arrow keys."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.kit.numbers import MINUS, shortest
from app.kit.plain_text import set_tooltip
from app.kit.text_size import hold
from app.kit.theme import Appearance, Theme
from app.kit.widgets.fields import NumberField, describe
from app.session.undo import new_gesture
from app.walking.expression_walk import ExpressionWalk
from micrograd.data.typed import parse_number
from micrograd.system.quoting import LONGEST_QUOTE, shortened

# A press becomes a drag when the mouse moves at least this far.
DRAG_PX = 4
# The narrowest and the widest field.
FIELD_PX, WIDEST_PX = 50, 120
# An arrow key changes the number as much as a drag of this many pixels.
KEY_STEPS = 10


class LeafField(NumberField):
    """A leaf's number, to be typed, or dragged left and right; a bar below it shows its size.

    The field that gets the focus chooses the leaf in the graph.
    """

    def __init__(
        self, walk: ExpressionWalk, appearance: Appearance, leaf: str, object_name: str
    ) -> None:
        super().__init__()
        self._walk, self._appearance, self._leaf = walk, appearance, leaf
        self._name = shortened(leaf, LONGEST_QUOTE)
        self.number, self._reach, self._gesture = 0.0, 1.0, -1
        self._pressed: QPointF | None = None
        self._from = 0.0
        self._is_dragging = False
        describe(self, object_name, f"Data of {self._name}")
        hold(self, least_width=FIELD_PX, most_width=WIDEST_PX)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.committed.connect(self._take)
        self.reverted.connect(self._revert)

    def show_data(self, data: float, reach: float) -> None:
        """Show the number. reach: the absolute number whose bar fills half of the field."""
        self.number, self._reach = data, reach
        text = shortest(data).replace("-", MINUS)
        if self.text() != text:
            self.show_number(text)
            if not self.hasFocus():
                self.setCursorPosition(0)
        step = step_of(data) * KEY_STEPS
        set_tooltip(
            self,
            f"{self._name} = {text}: drag left or right, or type; up and down change it by "
            f"{step:g}, with Shift by {step * 10:g}",
        )
        theme = self._appearance.theme
        color = theme.signed("data", data, text=True).name()
        tint(self, theme, color, "min-height: 17px;")
        self.update()

    # Screen to state.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.isModified() or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._pressed, self._from = event.position(), self.number
        self._gesture, self._is_dragging = new_gesture(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        offset = event.position().x() - self._pressed.x()
        self._is_dragging = self._is_dragging or abs(offset) >= DRAG_PX
        if self._is_dragging:
            faster = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._change(self._from, int(offset) * faster)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        if not self._is_dragging:
            self.selectAll()
        self._pressed = None

    def _change(self, start: float, steps: int) -> None:
        data = moved(start, steps)
        if data != self.number:
            self._walk.set_leaf(self._leaf, data, self._gesture)

    def _take(self, text: str) -> None:
        try:
            self._walk.set_leaf(self._leaf, parse_number(text))
        except ValueError as error:
            self._walk.refuse_leaf(self._leaf, str(error))
        self._revert()

    def _revert(self) -> None:
        self.show_number(shortest(self.number).replace("-", MINUS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        undoes = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if direction is not None:
            self._nudge(direction, event)
        elif not self.isModified() and any(event.matches(key) for key in undoes):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _nudge(self, direction: int, event: QKeyEvent) -> None:
        if self.isModified():
            self.editingFinished.emit()
        if not event.isAutoRepeat():
            self._gesture = new_gesture()
        faster = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._change(self.number, direction * KEY_STEPS * faster)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Leaving the editor may have made a graph without this leaf.
        value = self._walk.expression.leaves.get(self._leaf)
        node = None if value is None else self._walk.index.get(value)
        if node is not None and node != self._walk.chosen:
            self._walk.choose(node)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._appearance.theme
        painter = QPainter(self)
        area = QRectF(6, self.height() - 4, self.width() - 12, 2)
        painter.fillRect(area, theme.color("border"))
        half = area.width() / 2
        bar = QRectF(area.center().x(), area.top(), half * self.number / self._reach, 2)
        painter.fillRect(bar.normalized(), theme.signed("data", self.number))
        painter.end()


def tint(widget: QWidget, theme: Theme, color: str, more: str = "") -> None:
    """Give the text of a widget a colour while the widget is enabled. more: more CSS."""
    kind = type(widget).__name__
    style = f"{kind} {{ color: {color}; {more} }} {kind}:disabled {{ color: {theme['disabled']}; }}"
    if style != widget.styleSheet():
        widget.setStyleSheet(style)


def exponent_of_step(data: float) -> int:
    """The power of ten by which a drag of one pixel changes a number."""
    size = math.floor(math.log10(abs(data))) if data else 0
    return -2 if -2 <= size <= 0 else max(size - 2, -300)


def step_of(data: float) -> float:
    """The change of a number by one pixel: a hundredth from 0.01 to 10, else in proportion."""
    return 10.0 ** exponent_of_step(data)


def moved(start: float, steps: int) -> float:
    """Move a number by steps, with no more decimals than a step has."""
    exponent = exponent_of_step(start)
    data = start + steps * 10.0**exponent
    if not steps or not math.isfinite(data):
        return start
    try:
        # Adding 0.0 removes the sign of a negative zero.
        return round(data, -exponent) + 0.0
    except OverflowError:
        return start
