"""The slope plot: its point is dragged, or moved with the arrow keys."""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from app.kit.theme import Appearance
from app.session.session import Session
from app.session.undo import new_gesture
from app.views.pages.gradient.slope_picture import SlopePicture

# The reach of the mouse around the point, in pixels.
GRAB = 14


class SlopePlot(SlopePicture):
    """A slope picture whose point changes the parameter; one drag is one edit."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self._grabbed_at = 0.0
        self._key_gesture = new_gesture()

    def _is_near(self, position: QPointF) -> bool:
        reading = self._marked
        if reading is None or not reading.is_finite:
            return False
        point = self.getViewBox().mapViewToScene(QPointF(reading.x, reading.loss))
        away = self.mapFromScene(point) - position.toPoint()
        return math.hypot(away.x(), away.y()) <= GRAB

    def _x_at(self, position: QPointF) -> float:
        scene = self.mapToScene(position.toPoint())
        return float(self.getViewBox().mapSceneToView(scene).x())

    def _set(self, x: float, gesture: int) -> None:
        """Set the parameter, if the drawn value is still the chosen one."""
        reading = self.reading
        if reading is None or reading.parameter is None:
            return
        if self._session.cursor.chosen_value is reading.tape.nodes[reading.node]:
            self._session.edits.set_parameter(reading.parameter, x, gesture)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.can_drag and self._is_near(event.position()):
            assert self.reading is not None
            self._gesture = new_gesture()
            self._grabbed_at = self.reading.x - self._x_at(event.position())
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None:
            # The point stays within the visible range.
            (left, right), _ = self.getViewBox().viewRange()
            x = self._x_at(event.position()) + self._grabbed_at
            self._set(min(max(x, left), right), self._gesture)
            return
        self._show_cursor(event.position())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None and event.button() == Qt.MouseButton.LeftButton:
            self._gesture = None
            self._show_cursor(event.position())
            return
        super().mouseReleaseEvent(event)

    def _show_cursor(self, position: QPointF) -> None:
        shapes = Qt.CursorShape
        near = shapes.OpenHandCursor if self.can_drag else shapes.ForbiddenCursor
        self.viewport().setCursor(near if self._is_near(position) else shapes.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(event, 1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.getViewBox().scaleBy(x=0.8 if key == Qt.Key.Key_Plus else 1.25)
        elif key == Qt.Key.Key_Home:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _step(self, event: QKeyEvent, sign: int) -> None:
        """Move by one step; a key held down is one edit."""
        reading = self.reading
        if reading is None:
            return
        (left, right), _ = self.getViewBox().viewRange()
        step = 10.0 ** round(math.log10((right - left) / 200))
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step *= 10
        if not event.isAutoRepeat():
            self._key_gesture = new_gesture()
        # The data is read from the node, because keys may come faster than readings.
        now = reading.tape.nodes[reading.node].data
        self._set(now + sign * step, self._key_gesture)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._draw_marks()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._draw_marks()
