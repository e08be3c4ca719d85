"""The picture of a map with its axes; the mouse and the keys move and zoom it."""

import math
from enum import Enum

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.views.pages.map.choice import MapChoice, pixels_of
from app.views.pages.map.developing import Drawing
from app.views.pages.map.painting import CanvasPainter, Scene
from app.views.pages.map.viewing import EndOfNumbersError, Extent, moved, part, zoomed
from micrograd.maps.axes import Axis

# The room of the numbers at the left and below, and at the other sides, in pixels.
LEFT, BELOW, AROUND = 62, 38, 10
# One notch of the wheel, and a key, show this part of what was seen; Qt counts 120 for a notch.
ZOOM, NOTCH = 0.8, 120
# A key moves the view by this share, with Shift the point by so many pixels.
PAN, FAR = 0.1, 10
# A press becomes a drag after so many pixels; the reach of the mouse around the mark.
DRAG, GRAB = 4, 12
SMALLEST, USUAL = QSize(220, 180), QSize(520, 480)
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
ZOOMS = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Equal: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM}

Drag = Enum("Drag", "NONE PRESSED PAN BOX MARK")
Values = tuple[float, float]


class MapCanvas(QWidget):
    """Shows a drawing in the view of a choice, scaled until a better one comes.

    choice: what is seen. drawing: the newest picture. point: the values of the chosen pixel.
    pointer: the pixel under the mouse, as fractions of the screen from the left and from below.

    `view_wanted(x, y, gesture)` comes with other axes; those of one gesture are one view to go back
    from. `ended` comes where the numbers of the machine end. `hovered` comes with another pointer,
    `chosen` with another point, `opened` with Enter or a double click on it.
    here: the values of the current run, whose mark is dragged: `grabbed`, `mark_moved(values)`,
    then `let_go`, or `taken_back` with Escape.
    """

    view_wanted = Signal(object, object, str)
    ended = Signal()
    hovered = Signal()
    chosen = Signal()
    opened = Signal()
    grabbed = Signal()
    mark_moved = Signal(object)
    let_go = Signal()
    taken_back = Signal()
    whole_wanted = Signal()
    resized = Signal()

    def __init__(self, appearance: Appearance, choice: MapChoice) -> None:
        super().__init__()
        describe(
            self, "map_canvas", "The map: every pixel is a training run",
            description="Arrows choose a pixel, plus and minus zoom, Ctrl and arrows move the map",
        )  # fmt: skip
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.choice = choice
        self.drawing: Drawing | None = None
        self.point: Values | None = None
        self.here: Values | None = None
        self.pointer: tuple[float, float] | None = None
        self._painter = CanvasPainter(self, appearance)
        self._drag, self._from = Drag.NONE, QPointF()
        self._dragged = choice
        self._box = QRectF()
        appearance.changed.connect(self.update)

    # State to screen.

    def minimumSizeHint(self) -> QSize:
        return QSize(px(SMALLEST.width()), px(SMALLEST.height()))

    def sizeHint(self) -> QSize:
        return QSize(px(USUAL.width()), px(USUAL.height()))

    @property
    def plot(self) -> QRectF:
        """The place of the picture, in whole pixels."""
        left, below, around = px(LEFT), px(BELOW), px(AROUND)
        return QRectF(self.rect().adjusted(left, around, -around, -below))

    @property
    def room(self) -> tuple[int, int]:
        """The pixels of the screen, from left to right and from below."""
        scale, plot = self.devicePixelRatioF(), self.plot
        return max(2, round(plot.width() * scale)), max(2, round(plot.height() * scale))

    @property
    def extents(self) -> tuple[Extent, Extent]:
        """The axes with their pixels."""
        x, y = self.choice.x, self.choice.y
        return Extent(x, pixels_of(x, self.room[0])), Extent(y, pixels_of(y, self.room[1]))

    def show_choice(self, choice: MapChoice) -> None:
        """See another part of the map, or another map: then what was drawn is gone."""
        if not choice.is_same_picture(self.choice):
            self.drawing = None
            if (choice.x.name, choice.y.name) != (self.choice.x.name, self.choice.y.name):
                self.point = None
        self.choice = choice
        self.update()

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Show what has been developed."""
        self.drawing = drawing
        self.update()

    def show_here(self, values: Values | None) -> None:
        """Mark where the current run stands."""
        if values != self.here:
            self.here = values
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        point = None if self.point is None else self._on_screen(self.point)
        here = None if self.here is None else self._on_screen(self.here)
        self._painter.paint(Scene(self.plot, self.extents, self.drawing, point, here, self._box))

    def _on_screen(self, values: Values) -> QPointF:
        """The place of values on the screen: the middle of their pixel."""
        plot, (x, y) = self.plot, self.extents
        across, up = x.fraction(values[0]), y.fraction(values[1])
        across, up = (min(max(each, -9.0), 9.0) for each in (across, up))
        return QPointF(plot.left() + across * plot.width(), plot.bottom() - up * plot.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # Screen to state.

    def values_at(self, fractions: tuple[float, float]) -> Values:
        """The values of the pixel at these fractions of the screen."""
        x, y = self.extents
        return x.value(x.pixel(fractions[0])), y.value(y.pixel(fractions[1]))

    @property
    def pixel(self) -> Values | None:
        """The values of the pixel to tell of: under the mouse, else the chosen, else the run's."""
        if self.pointer is not None and self._drag is not Drag.MARK:
            return self.values_at(self.pointer)
        return self.point or self.here

    def choose(self, values: Values | None) -> None:
        """Choose a pixel by its values, or none."""
        if values != self.point:
            self.point = values
            self.update()
            self.chosen.emit()

    def _fractions(self, position: QPointF) -> tuple[float, float]:
        plot = self.plot
        across = (position.x() - plot.left()) / plot.width()
        return across, (plot.bottom() - position.y()) / plot.height()

    def _show_view(self, view: tuple[Axis, Axis], gesture: str) -> None:
        if view != (self.choice.x, self.choice.y):
            self.view_wanted.emit(*view, gesture)

    def zoom(self, factor: float, fractions: tuple[float, float], gesture: str) -> None:
        """Show so many times the extent; what is at these fractions of the screen stays there."""
        try:
            axes, room = (self.choice.x, self.choice.y), self.room
            x, y = (zoomed(axes[i], room[i], fractions[i], factor) for i in (0, 1))
        except EndOfNumbersError:
            self.ended.emit()
            return
        self._show_view((x, y), gesture)

    def _move(self, begun: MapChoice, across: float, up: float, gesture: str) -> None:
        try:
            view = moved(begun.x, self.room[0], across), moved(begun.y, self.room[1], up)
        except EndOfNumbersError:
            self.ended.emit()
            return
        self._show_view(view, gesture)

    def _zoom_into_box(self) -> None:
        box, (x, y) = self._box, self.extents
        self._box = QRectF()
        self.update()
        if min(box.width(), box.height()) < DRAG:
            return
        left, low = self._fractions(box.bottomLeft())
        right, high = self._fractions(box.topRight())
        try:
            view = (
                part(x.axis, self.room[0], x.share(left), x.share(right)),
                part(y.axis, self.room[1], y.share(low), y.share(high)),
            )
        except EndOfNumbersError:
            self.ended.emit()
            return
        self._show_view(view, "")

    # The mouse.

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / NOTCH
        if notches:
            self.zoom(ZOOM**notches, self._fractions(event.position()), "wheel")
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        buttons = Qt.MouseButton
        if event.button() not in (buttons.LeftButton, buttons.RightButton):
            return
        self._from, self._dragged = event.position(), self.choice
        has_shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.button() == buttons.RightButton or has_shift:
            self._drag = Drag.BOX
        elif self._is_on_mark(event.position()):
            self._drag = Drag.MARK
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.grabbed.emit()
        else:
            self._drag = Drag.PRESSED

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        away = event.position() - self._from
        if self._drag is Drag.MARK:
            self.mark_moved.emit(self.values_at(self._fractions(event.position())))
            return
        if self._drag is Drag.BOX:
            self._box = QRectF(self._from, event.position()).normalized() & self.plot
            self.update()
            return
        if self._drag is Drag.PRESSED and math.hypot(away.x(), away.y()) >= DRAG:
            self._drag = Drag.PAN
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._drag is Drag.PAN:
            across, up = -away.x() / self.plot.width(), away.y() / self.plot.height()
            self._move(self._dragged, across, up, "drag")
            return
        self._point_at(event.position())

    def _point_at(self, position: QPointF) -> None:
        is_inside = self.plot.contains(position)
        self.pointer = self._fractions(position) if is_inside else None
        shapes = Qt.CursorShape
        over = shapes.OpenHandCursor if self._is_on_mark(position) else shapes.CrossCursor
        self.setCursor(over if is_inside else shapes.ArrowCursor)
        self.hovered.emit()

    def _is_on_mark(self, position: QPointF) -> bool:
        if self.here is None or not self.plot.contains(position):
            return False
        away = self._on_screen(self.here) - position
        return math.hypot(away.x(), away.y()) <= GRAB

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, Drag.NONE
        if drag is Drag.BOX:
            self._zoom_into_box()
        elif drag is Drag.MARK:
            self.let_go.emit()
        elif drag is Drag.PRESSED and self.plot.contains(event.position()):
            self.choose(self.values_at(self._fractions(event.position())))
        self._point_at(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._drag = Drag.NONE
        if event.button() == Qt.MouseButton.LeftButton and self.plot.contains(event.position()):
            self.choose(self.values_at(self._fractions(event.position())))
            self.opened.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointer = None
        self.hovered.emit()

    # The keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if key in ARROWS:
            across, up = ARROWS[Qt.Key(key)]
            if modifiers & Qt.KeyboardModifier.ControlModifier:
                self._move(self.choice, PAN * across, PAN * up, "keys")
            else:
                far = FAR if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
                self._move_point(far * across, far * up)
        elif key in ZOOMS:
            self.zoom(ZOOMS[Qt.Key(key)], self._middle, "keys")
        elif key == Qt.Key.Key_Home:
            self.whole_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.point is not None:
            self.opened.emit()
        elif key == Qt.Key.Key_Escape and self._drag is Drag.MARK:
            self._drag = Drag.NONE
            self.taken_back.emit()
        elif key == Qt.Key.Key_Escape and (self.point or self._drag is not Drag.NONE):
            self._drag, self._box = Drag.NONE, QRectF()
            self.choose(None)
            self.update()
        else:
            super().keyPressEvent(event)

    @property
    def _middle(self) -> tuple[float, float]:
        """What keys zoom around: the chosen point while it is in sight, else the middle."""
        if self.point is not None:
            x, y = self.extents
            fractions = x.fraction(self.point[0]), y.fraction(self.point[1])
            if all(0 <= each <= 1 for each in fractions):
                return fractions
        return 0.5, 0.5

    def _move_point(self, across: int, up: int) -> None:
        """Choose a neighbour of the point, at first the pixel in the middle."""
        x, y = self.extents
        fractions = self._middle
        column, row = x.pixel(fractions[0]), y.pixel(fractions[1])
        if self.point is not None:
            column, row = column + across, row + up
        column, row = min(max(column, 0), x.pixels - 1), min(max(row, 0), y.pixels - 1)
        self.choose((x.value(column), y.value(row)))

    def position_of(self, values: Values) -> QPoint:
        """The place of a pixel on this widget, for whoever points at it."""
        return self._on_screen(values).toPoint()
