"""What the mouse does on the canvas of a map: zoom, move, choose, draw a box, drag the mark."""

import math
from collections.abc import Callable
from enum import Enum
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from app.views.pages.map.canvas import MapCanvas

# One notch of the wheel shows this part of what was seen; Qt counts 120 for a notch.
ZOOM, NOTCH = 0.8, 120
# A press becomes a drag after so many pixels; the reach of the mouse around the mark.
DRAG, GRAB = 4, 12

Drag = Enum("Drag", "NONE PRESSED PAN BOX MARK")


class CanvasMouse(QObject):
    """Lets the mouse act on a canvas."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._drag, self._from = Drag.NONE, QPointF()
        self._dragged = canvas.choice
        kinds = QEvent.Type
        self._acts: dict[QEvent.Type, Callable[[Any], None]] = {
            kinds.Wheel: self._turn,
            kinds.MouseButtonPress: self._press,
            kinds.MouseMove: self._move,
            kinds.MouseButtonRelease: self._release,
            kinds.MouseButtonDblClick: self._open,
            kinds.Leave: self._leave,
        }
        canvas.setMouseTracking(True)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        act = self._acts.get(event.type())
        if act is None:
            return super().eventFilter(watched, event)
        act(event)
        return True

    def stop(self) -> bool:
        """Leave the drag that is under way; returns False where there is none."""
        if self._drag is Drag.NONE:
            return False
        self._drag = Drag.NONE
        if self._canvas.is_mark_held:
            self._canvas.is_mark_held = False
            self._canvas.taken_back.emit()
        self._canvas.show_box(QRectF())
        return True

    def _turn(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / NOTCH
        if notches:
            fractions = self._canvas.fractions(event.position())
            self._canvas.zoom(ZOOM**notches, fractions, "wheel")

    def _press(self, event: QMouseEvent) -> None:
        buttons, canvas = Qt.MouseButton, self._canvas
        if event.button() not in (buttons.LeftButton, buttons.RightButton):
            return
        self._from, self._dragged = event.position(), canvas.choice
        has_shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.button() == buttons.RightButton or has_shift:
            self._drag = Drag.BOX
        elif self._is_on_mark(event.position()):
            self._drag, canvas.is_mark_held = Drag.MARK, True
            canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
            canvas.grabbed.emit()
        else:
            self._drag = Drag.PRESSED

    def _move(self, event: QMouseEvent) -> None:
        away, canvas = event.position() - self._from, self._canvas
        if self._drag is Drag.MARK:
            canvas.mark_moved.emit(canvas.values_at(canvas.fractions(event.position())))
            return
        if self._drag is Drag.BOX:
            canvas.show_box(QRectF(self._from, event.position()).normalized() & canvas.plot)
            return
        if self._drag is Drag.PRESSED and math.hypot(away.x(), away.y()) >= DRAG:
            self._drag = Drag.PAN
            canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._drag is Drag.PAN:
            across, up = -away.x() / canvas.plot.width(), away.y() / canvas.plot.height()
            canvas.pan(self._dragged, across, up, "drag")
            return
        self._point_at(event.position())

    def _point_at(self, position: QPointF) -> None:
        canvas, shapes = self._canvas, Qt.CursorShape
        is_inside = canvas.plot.contains(position)
        canvas.pointer = canvas.fractions(position) if is_inside else None
        over = shapes.OpenHandCursor if self._is_on_mark(position) else shapes.CrossCursor
        canvas.setCursor(over if is_inside else shapes.ArrowCursor)
        canvas.hovered.emit()

    def _is_on_mark(self, position: QPointF) -> bool:
        canvas = self._canvas
        if canvas.here is None or not canvas.plot.contains(position):
            return False
        away = canvas.on_screen(canvas.here) - position
        return math.hypot(away.x(), away.y()) <= GRAB

    def _release(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, Drag.NONE
        canvas = self._canvas
        if drag is Drag.BOX:
            is_large = min(canvas.box.width(), canvas.box.height()) >= DRAG
            canvas.zoom_into_box() if is_large else canvas.show_box(QRectF())
        elif drag is Drag.MARK:
            canvas.is_mark_held = False
            canvas.let_go.emit()
        elif drag is Drag.PRESSED and canvas.plot.contains(event.position()):
            canvas.choose(canvas.values_at(canvas.fractions(event.position())))
        self._point_at(event.position())

    def _open(self, event: QMouseEvent) -> None:
        self._drag, canvas = Drag.NONE, self._canvas
        if event.button() == Qt.MouseButton.LeftButton and canvas.plot.contains(event.position()):
            canvas.choose(canvas.values_at(canvas.fractions(event.position())))
            canvas.opened.emit()

    def _leave(self, _: QEvent) -> None:
        self._canvas.pointer = None
        self._canvas.hovered.emit()
