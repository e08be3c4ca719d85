"""The items of the map: the loss in colour and contours, and the path walked over it."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from app.kit.theme import Theme
from app.kit.widgets.loss_colors import hatching, loss_color
from app.views.pages.landscape.asking import Drawing, Rect, Walk
from app.views.pages.landscape.scale import LandscapeScale, pixels
from micrograd.analysis.contours import contours
from micrograd.analysis.landscape.field import Floats

# The opacity of contour lines, of 255, and that of the path where it is farthest from the plane.
LINE_OPACITY, FAINTEST = 120, 0.15
# The steps of colour and of opacity that dots are drawn in.
COLORS, FADES = 40, 8
# The diameters of a step's dot, of its mark, and of the present point, in pixels.
DOT, MARK, NOW = 7, 15, 15


class LossMap(pg.GraphicsObject):
    """The losses over a part of a plane; drawn again only when they, or what is visible, change."""

    def __init__(self) -> None:
        super().__init__()
        self._image, self._place = QImage(), QRectF()
        self._lines: list[QLineF] = []
        self._pen, self._hatching = QPen(), hatching(Theme("dark"))
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self.setZValue(-10)

    def show_losses(self, grid: Floats, view: Rect, scale: LandscapeScale, theme: Theme) -> None:
        """Draw losses, shape (rows, columns), the first row below."""
        self.prepareGeometryChange()
        shares = scale.shares(grid)
        colors = np.ascontiguousarray(pixels(theme, shares))
        rows, columns = grid.shape
        form = QImage.Format.Format_RGBA8888
        # The image refers to the memory of its pixels, and a copy owns its own.
        self._image = QImage(colors.tobytes(), columns, rows, 4 * columns, form).copy()
        # The middles of the outer pixels are the ends of the grid.
        step = np.array([view.right - view.left, view.top - view.bottom]) / (columns - 1)
        x, y = np.array([view.left, view.bottom]) - step / 2
        self._place = QRectF(x, y, columns * step[0], rows * step[1])
        # Along a logarithmic scale, lines between two points of the grid are straighter.
        ends = contours(shares, scale.shares(np.array(scale.levels())).tolist())
        pieces = np.concatenate(ends) if ends else np.empty((0, 4))
        places = pieces * np.tile(step, 2) + np.tile([view.left, view.bottom], 2)
        self._lines = [QLineF(*piece) for piece in places.tolist()]
        color = QColor(theme.color("quiet"))
        color.setAlpha(LINE_OPACITY)
        self._pen, self._hatching = pg.mkPen(color, width=1), hatching(theme)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._place

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, *_: object) -> None:
        if self._image.isNull():
            return
        painter.save()
        brush = self._hatching
        brush.setTransform(painter.transform().inverted()[0])
        painter.fillRect(self._place, brush)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._place, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.drawLines(self._lines)
        painter.restore()


class Trail:
    """The path over a map: a line through its steps, and a dot for each in its true colour."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self.casing = pg.PlotCurveItem()
        self.line = pg.PlotCurveItem()
        self.later = pg.PlotCurveItem()
        self.update_line = pg.PlotCurveItem()
        self.dots = pg.ScatterPlotItem(size=DOT)
        self.marks = pg.ScatterPlotItem(size=MARK)
        self.start = pg.ScatterPlotItem(size=11, symbol="s")
        self.now = pg.ScatterPlotItem(size=NOW)
        self.ends = pg.ScatterPlotItem(size=11, symbol="d")
        self.names = [pg.TextItem(anchor=(0.5, 1.2)) for _ in range(3)]
        self.items = (
            *(self.ends, *self.names, self.casing, self.line, self.later, self.dots, self.marks),
            *(self.start, self.update_line, self.now),
        )
        for item in self.items:
            plot.addItem(item, ignoreBounds=True)
        self._plot = plot
        # The places and the look of what is drawn: most of a path stays from picture to picture.
        self._drawn: dict[object, tuple[Floats, object]] = {}

    def show(self, drawing: Drawing, scale: LandscapeScale, theme: Theme) -> None:
        """Draw the path of a drawing; `show_now` draws the present point."""
        walk, step = drawing.walk, drawing.asked.step
        until = int(np.searchsorted(walk.steps, step, side="right"))
        places = np.concatenate([walk.places[:until], drawing.here[None]])
        for curve, color, width in ((self.casing, "surface", 4.0), (self.line, "text", 1.2)):
            self._show_curve(curve, places, self._pen(theme, color, width))
        pen = self._pen(theme, "quiet", 1.0, Qt.PenStyle.DotLine)
        later = np.concatenate([drawing.here[None], walk.places[until:]])
        self._show_curve(self.later, later, pen)
        self._show_dots(walk, drawing, scale, theme)
        self._show_update(drawing, theme)
        self._show_ends(drawing, theme)

    def show_now(self, place: Floats, theme: Theme, has_focus: bool = False) -> None:
        """Draw the present point, also while it is dragged."""
        token = "text" if has_focus else "surface"
        pen = pg.mkPen(theme[token], width=2.5)
        options = {"brush": theme.color("accent"), "pen": pen}
        self._show_spots(self.now, place[None], (theme.name, token), **options)

    def _show_curve(self, curve: pg.PlotCurveItem, places: Floats, pen: QPen) -> None:
        if self._is_new(curve, places, pen):
            curve.setPen(pen)
            curve.setData(*places.T)

    def _show_spots(
        self, spots: pg.ScatterPlotItem, places: Floats, look: object, **options: object
    ) -> None:
        """Draw spots at places of shape (spots, 2). look: what the options depend on."""
        if self._is_new(spots, places, look):
            spots.setData(*places.T, **options)

    def _is_new(self, item: object, places: Floats, look: object) -> bool:
        """True where an item would look different; it is noted as drawn then.

        What moves by less than half a pixel would look the same.
        """
        look = look, self._plot.viewRange()
        before, before_look = self._drawn.get(item, (places, None))
        if before_look == look and before.shape == places.shape:
            half = np.array(self._plot.getViewBox().viewPixelSize()) / 2
            if (np.abs(places - before) < half).all():
                return False
        self._drawn[item] = places, look
        return True

    def _pen(
        self, theme: Theme, color: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine
    ) -> QPen:
        return pg.mkPen(theme[color], width=width * self._plot.devicePixelRatioF(), style=style)

    def _show_dots(self, walk: Walk, drawing: Drawing, scale: LandscapeScale, theme: Theme) -> None:
        shares = np.rint(np.nan_to_num(scale.shares(walk.losses)) * COLORS).astype(int).tolist()
        fades = np.rint(_fades(walk, drawing.extent, drawing) * FADES).astype(int).tolist()
        looks = [_dot_look(theme, *pair) for pair in zip(shares, fades, strict=True)]
        brushes, pens = ([look[i] for look in looks] for i in (0, 1))
        look = theme.name, shares, fades
        self._show_spots(self.dots, walk.places, look, brush=brushes, pen=pens)
        pixel = (drawing.view.right - drawing.view.left) / max(1, self._plot.width())
        misled = walk.places[apart(walk.places, walk.misled, 1.5 * MARK * pixel)]
        pen = pg.mkPen(theme["warning"], width=2)
        self._show_spots(self.marks, misled, theme.name, brush=None, pen=pen)
        options = {"brush": theme.color("text"), "pen": pg.mkPen(theme["surface"], width=2)}
        self._show_spots(self.start, walk.places[:1], theme.name, **options)

    def _show_ends(self, drawing: Drawing, theme: Theme) -> None:
        """Mark the ends of runs that the plane goes through, with their names."""
        ends = drawing.asked.ends
        places = np.empty((0, 2))
        if ends:
            places = drawing.plane.places(np.array([point for _, point in ends]))
        options = {"brush": theme.color("text"), "pen": pg.mkPen(theme["surface"], width=2)}
        self._show_spots(self.ends, places, theme.name, **options)
        for i, text in enumerate(self.names):
            text.setVisible(i < len(ends))
            if i < len(ends):
                text.setText(ends[i][0], theme.color("text"))
                text.fill = pg.mkBrush(theme.color("surface"))
                text.setPos(*places[i].tolist())

    def _show_update(self, drawing: Drawing, theme: Theme) -> None:
        """Draw the last update, or dotted the one to come."""
        curve = drawing.curve
        style, ends = Qt.PenStyle.SolidLine, np.empty((0, 2))
        if curve is not None and np.isfinite(curve.move.after).all():
            style = Qt.PenStyle.DotLine if curve.move.is_to_come else Qt.PenStyle.SolidLine
            ends = drawing.plane.places(np.array([curve.move.before, curve.move.after]))
        self._show_curve(self.update_line, ends, self._pen(theme, "accent", 2.5, style))


def apart(places: Floats, marked: npt.NDArray[np.bool_], least: float) -> list[int]:
    """The steps to mark: of a crowd of rings one is drawn, which hides nothing of the path."""
    kept: list[int] = []
    for i in np.flatnonzero(marked).tolist():
        if not kept or np.hypot(*(places[kept] - places[i]).T).min() >= least:
            kept.append(i)
    return kept


def _fades(walk: Walk, extent: Rect, drawing: Drawing) -> Floats:
    """The opacity of each step: less where it is farther from the plane.

    A distance as long as half of the map is the farthest that is told apart.
    """
    corners = np.array([[extent.left, extent.bottom], [extent.right, extent.top]])
    span = float(np.linalg.norm((corners[1] - corners[0]) @ drawing.plane.directions)) or 1.0
    share = np.clip(2 * walk.distances / span, 0.0, 1.0)
    return np.asarray(1 - (1 - FAINTEST) * np.sqrt(share), float)


@lru_cache(maxsize=2048)
def _dot_look(theme: Theme, share: int, fade: int) -> tuple[QBrush, QPen]:
    """The brush and the pen of a dot, which pyqtgraph draws once for all dots that have them."""
    color, opacity = loss_color(theme, share / COLORS), fade / FADES
    return (
        pg.mkBrush(_faded(color, opacity)),
        pg.mkPen(_faded(theme.color("text"), opacity), width=1),
    )


def _faded(color: QColor, opacity: float) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(opacity)
    return faded
