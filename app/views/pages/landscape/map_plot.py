"""The map: the loss over a plane, whose point is dragged, or moved with the arrow keys."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import yielding
from app.kit.widgets.plot_axes import PlotAxis
from app.kit.widgets.plots import Plot
from app.views.pages.landscape.asking import Drawing, Rect
from app.views.pages.landscape.map_items import LossMap, Trail
from app.views.pages.landscape.scale import LandscapeScale
from micrograd.analysis.landscape.field import Floats

# The reach of the mouse around the point, and around a step of the path, in pixels.
GRAB, NEAR = 14, 12
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
ZOOMS = {Qt.Key.Key_Plus: 0.8, Qt.Key.Key_Equal: 0.8, Qt.Key.Key_Minus: 1.25}
# A key moves the point by this share of the map, with Shift by ten times as much. With Ctrl it
# moves the map by PAN of it.
KEY_STEP, PAN = 1 / 200, 0.1


class LandscapePlot(Plot):
    """The map of a drawing.

    `grabbed`, `moved(dx, dy)` and `let_go` tell of a drag of the point, in places of the plane
    from where it began; an arrow key is such a drag that takes no time: `nudged(dx, dy)`.
    `view_changed` comes when the person has zoomed or panned. `hovered(place)` comes with the place
    under the mouse, None where there is none.
    """

    grabbed = Signal()
    moved = Signal(float, float)
    let_go = Signal()
    nudged = Signal(float, float)
    view_changed = Signal()
    hovered = Signal(object)
    fit_wanted = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, PlotAxis, y="", x="")
        describe(self, "landscape_map", "The loss over a plane through the parameters")
        yielding(self, both_ways=True)
        self.drawing: Drawing | None = None
        self.scale_of_losses = LandscapeScale(np.empty((0, 0)), np.empty(0), True)
        self.is_log = True
        self._dragged_from: QPointF | None = None
        self.losses = LossMap()
        self.addItem(self.losses, ignoreBounds=True)
        self.trail = Trail(self)
        self.setMouseTracking(True)
        self.getViewBox().sigRangeChangedManually.connect(self.view_changed)
        self.apply_theme()

    # State to screen.

    def apply_theme(self) -> None:
        super().apply_theme()
        self.showGrid(x=False, y=False)
        self.getAxis("bottom").setHeight(px(34))
        self._draw_map()

    def show_drawing(self, drawing: Drawing) -> None:
        """Draw the map, the path and the present point."""
        before, self.drawing = self.drawing, drawing
        is_same = before is not None and before.grid is drawing.grid
        if before is None or before.plane is not drawing.plane:
            for side, name in zip(("bottom", "left"), drawing.plane.axes, strict=True):
                self.name_axis(side, name)
        if is_same:
            self._draw_path()
        else:
            self._draw_map()

    def choose_scale(self, is_log: bool) -> None:
        """Colour losses by their logarithm, or by themselves."""
        self.is_log = is_log
        self._draw_map()

    def show_view(self, view: Rect) -> None:
        """Show a part of the plane."""
        self.setRange(xRange=(view.left, view.right), yRange=(view.bottom, view.top), padding=0)

    @property
    def view(self) -> Rect:
        """The visible part of the plane."""
        (left, right), (bottom, top) = self.getViewBox().viewRange()
        return Rect(left, bottom, right, top)

    def _draw_map(self) -> None:
        drawing = self.drawing
        if drawing is None:
            return
        path = np.append(drawing.walk.losses, drawing.loss)
        self.scale_of_losses = LandscapeScale(drawing.grid, path, self.is_log)
        theme = self._appearance.theme
        self.losses.show_losses(drawing.grid, drawing.view, self.scale_of_losses, theme)
        self._draw_path()

    def _draw_path(self) -> None:
        if self.drawing is not None:
            self.trail.show(self.drawing, self.scale_of_losses, self._appearance.theme)
            self._draw_now()

    def _draw_now(self) -> None:
        if self.drawing is not None and not self.is_dragged:
            self.trail.show_now(self.drawing.here, self._appearance.theme, self.hasFocus())

    def show_now(self, place: Floats) -> None:
        """Draw the present point where it is dragged to."""
        self.trail.show_now(place, self._appearance.theme, has_focus=True)

    @property
    def is_dragged(self) -> bool:
        """True while the point is held."""
        return self._dragged_from is not None

    def loss_at(self, place: Floats) -> float | None:
        """The loss that the map shows at a place, None outside of it."""
        drawing = self.drawing
        if drawing is None or not drawing.view.holds(place):
            return None
        view, grid = drawing.view, drawing.grid
        rows, columns = grid.shape
        x = (place[0] - view.left) / (view.right - view.left) * (columns - 1)
        y = (place[1] - view.bottom) / (view.top - view.bottom) * (rows - 1)
        i, j = min(int(y), rows - 2), min(int(x), columns - 2)
        up, right = y - i, x - j
        low = grid[i, j] * (1 - right) + grid[i, j + 1] * right
        high = grid[i + 1, j] * (1 - right) + grid[i + 1, j + 1] * right
        return float(low * (1 - up) + high * up)

    def step_near(self, place: Floats) -> int | None:
        """The index of the step of the path under the mouse."""
        if self.drawing is None or not len(self.drawing.walk.steps):
            return None
        pixel = np.array(self.getViewBox().viewPixelSize())
        away = np.hypot(*((self.drawing.walk.places - place) / pixel).T)
        nearest = int(away.argmin())
        return nearest if away[nearest] <= NEAR else None

    # Screen to state.

    def _place(self, position: QPointF) -> QPointF:
        return self.getViewBox().mapSceneToView(self.mapToScene(position.toPoint()))

    def _is_near(self, position: QPointF) -> bool:
        if self.drawing is None:
            return False
        here = self.getViewBox().mapViewToScene(QPointF(*self.drawing.here.tolist()))
        away = self.mapFromScene(here) - position.toPoint()
        return math.hypot(away.x(), away.y()) <= GRAB

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._is_near(event.position()):
            self._dragged_from = self._place(event.position())
            self.grabbed.emit()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position())
        if self._dragged_from is not None:
            away = place - self._dragged_from
            self.moved.emit(away.x(), away.y())
            return
        shapes = Qt.CursorShape
        is_near = self._is_near(event.position())
        self.viewport().setCursor(shapes.OpenHandCursor if is_near else shapes.CrossCursor)
        self.hovered.emit(np.array([place.x(), place.y()]))
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None and event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = None
            self.let_go.emit()
            self._draw_now()
            return
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, view = event.key(), self.view
        if key in ARROWS:
            right, up = ARROWS[Qt.Key(key)]
            width, height = view.right - view.left, view.top - view.bottom
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.getViewBox().translateBy(x=PAN * right * width, y=PAN * up * height)
                self.view_changed.emit()
                return
            is_far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            share = KEY_STEP * (10 if is_far else 1)
            self.nudged.emit(share * right * width, share * up * height)
        elif key in ZOOMS:
            factor = ZOOMS[Qt.Key(key)]
            self.getViewBox().scaleBy((factor, factor))
            self.view_changed.emit()
        elif key == Qt.Key.Key_Home:
            self.fit_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._draw_now()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._draw_now()
