"""The picture of a map with its axes: what is seen of it, and where its pixels stand."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.spoken import Canvas
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.views.pages.map.developing import Drawing
from app.views.pages.map.painting import CanvasPainter, Scene
from app.views.pages.map.viewing import EndOfNumbersError, Extent, moved, part, zoomed
from micrograd.maps.axes import Axis
from micrograd.maps.seen import MapChoice, pixels_of

# The room of the numbers at the left and below, and at the other sides, in pixels.
LEFT, BELOW, AROUND = 62, 38, 10
SMALLEST, USUAL = QSize(220, 100), QSize(520, 480)

Values = tuple[float, float]


class MapCanvas(QWidget):
    """Shows a drawing in the view of a choice, scaled until a better one comes.

    choice: what is seen. drawing: the newest picture. point: the values of the chosen pixel.
    pointer: the pixel under the mouse, as fractions of the screen from the left and from below.

    `view_wanted(x, y, gesture)` comes with other axes; those of one gesture are one view to go back
    from. `ended` comes where the numbers of the machine end. `hovered` comes with another pointer,
    `chosen` with another point, `opened` with Enter or a double click on it.
    here: the values of the current run. is_mark_held: whether its mark is dragged, which `grabbed`
    begins; `mark_moved(values)` follows, then `let_go`, or `taken_back` with Escape.
    box: the rectangle that is being drawn to zoom into it, empty for none.

    `CanvasMouse` and `CanvasKeys` do with it what a person does.
    """

    spoken = Canvas

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
        self.box = QRectF()
        self.is_mark_held = False
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
        point = None if self.point is None else self.on_screen(self.point)
        here = None if self.here is None else self.on_screen(self.here)
        self._painter.paint(Scene(self.plot, self.extents, self.drawing, point, here, self.box))

    def on_screen(self, values: Values) -> QPointF:
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
        if self.pointer is not None and not self.is_mark_held:
            return self.values_at(self.pointer)
        return self.point or self.here

    def choose(self, values: Values | None) -> None:
        """Choose a pixel by its values, or none."""
        if values != self.point:
            self.point = values
            self.update()
            self.chosen.emit()

    def fractions(self, position: QPointF) -> tuple[float, float]:
        """A place on this widget as fractions of the screen, from the left and from below."""
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

    def pan(self, begun: MapChoice, across: float, up: float, gesture: str) -> None:
        """Show what lies so many screens to the right of, and above, a view."""
        try:
            view = moved(begun.x, self.room[0], across), moved(begun.y, self.room[1], up)
        except EndOfNumbersError:
            self.ended.emit()
            return
        self._show_view(view, gesture)

    def show_box(self, box: QRectF) -> None:
        """Show what is to be zoomed into."""
        self.box = box
        self.update()

    def zoom_into_box(self) -> None:
        """Show what is in the box, and no box any more."""
        box, (x, y) = self.box, self.extents
        self.show_box(QRectF())
        left, low = self.fractions(box.bottomLeft())
        right, high = self.fractions(box.topRight())
        try:
            view = (
                part(x.axis, self.room[0], x.share(left), x.share(right)),
                part(y.axis, self.room[1], y.share(low), y.share(high)),
            )
        except EndOfNumbersError:
            self.ended.emit()
            return
        self._show_view(view, "")

    @property
    def middle(self) -> tuple[float, float]:
        """What keys zoom around: the chosen point while it is in sight, else the middle."""
        if self.point is not None:
            x, y = self.extents
            fractions = x.fraction(self.point[0]), y.fraction(self.point[1])
            if all(0 <= each <= 1 for each in fractions):
                return fractions
        return 0.5, 0.5

    def move_point(self, across: int, up: int) -> None:
        """Choose a neighbour of the point, at first the pixel in the middle."""
        x, y = self.extents
        fractions = self.middle
        column, row = x.pixel(fractions[0]), y.pixel(fractions[1])
        if self.point is not None:
            column, row = column + across, row + up
        column, row = min(max(column, 0), x.pixels - 1), min(max(row, 0), y.pixels - 1)
        self.choose((x.value(column), y.value(row)))

    def position_of(self, values: Values) -> QPoint:
        """The place of a pixel on this widget, for whoever points at it."""
        return self.on_screen(values).toPoint()
