"""The slope plot: its point is dragged, or moved with the arrow keys."""

import math
from functools import partial

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from app.kit.theme import Appearance
from app.session.gesture import Gesture
from app.session.session import Session
from app.views.pages.gradient.slope_picture import SlopePicture

# The reach of the mouse around the point, in pixels.
GRAB = 14


class SlopePlot(SlopePicture):
    """A slope picture whose point changes the parameter; one drag is one edit."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self._grabbed_at = 0.0
        self._gesture = Gesture(session, self)

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

    def _set(self, x: float) -> None:
        """Set the parameter, if the drawn value is still the chosen one."""
        reading = self.reading
        if reading is None or reading.parameter is None:
            return
        if self._session.cursor.chosen_value is reading.tape.nodes[reading.node]:
            edit = partial(self._session.edits.set_parameter, reading.parameter, x)
            self._gesture.change(edit)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.can_drag and self._is_near(event.position()):
            assert self.reading is not None
            self._is_dragged = True
            self._gesture.begin()
            self._grabbed_at = self.reading.x - self._x_at(event.position())
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_dragged:
            # The point stays within the visible range.
            (left, right), _ = self.getViewBox().viewRange()
            x = self._x_at(event.position()) + self._grabbed_at
            self._set(min(max(x, left), right))
            return
        self._show_cursor(event.position())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._gesture.end()
        if self._is_dragged and event.button() == Qt.MouseButton.LeftButton:
            self._is_dragged = False
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
            self._note_sight()
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
            self._gesture.end()
        # The data is read from the node, because keys may come faster than readings.
        now = reading.tape.nodes[reading.node].data
        self._set(now + sign * step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._draw_marks()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._draw_marks()
