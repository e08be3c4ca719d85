"""The layers in a row, small, with a slider from the inputs to the output below them."""

from collections import defaultdict

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.numbers import cut
from app.kit.painter_fonts import PainterFonts
from app.kit.spoken import Track, announce
from app.kit.text_size import hold, px, scaled
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.fields import describe
from app.views.pages.representation.painter import draw_grid, frame_at, on_screen, sight_of
from app.views.pages.representation.shown import ShownSpaces
from app.views.surface.sight import Sight
from micrograd.analysis.representation import at_place

# The height of the strip at most and at least, of the names below its pictures and of the slider,
# in pixels; and its share of the page.
HIGHEST, LOWEST, NAME, SLIDER, SHARE = 140, 92, 16, 22, 0.2
KEYS = "Left and right move between the layers, page up and down go from layer to layer"
# In a page lower than this the strip has names and slider alone.
PICTURES_FROM = 290
# The widest picture; the gap between two of them; where the track begins and ends at least.
WIDEST, GAP, MARGIN = 130.0, 8.0, 8.0
# The diameter of a sample in a small picture, and the radius of the handle.
DOT, HANDLE = 3.2, 7.0
# The least time between two drawings while training goes on, in milliseconds.
STRIP_MS = 150
# A small picture has at most this many samples, and each second line of the grid.
MOST_DOTS, EVERY = 300, 2


class LayerStrip(QWidget):
    """A small picture of each space: a click goes there, a drag anywhere between two of them."""

    spoken = Track

    def __init__(self, appearance: Appearance, shown: ShownSpaces) -> None:
        super().__init__()
        self._appearance, self._shown = appearance, shown
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fit_into(0)
        about = "Drag from the inputs to the output, or click a layer"
        describe(self, "layer_strip", "Place between the layers", about, KEYS)
        # The small pictures of a step follow more slowly than the large one.
        self._soon = Throttle(STRIP_MS, self.update, self)
        shown.stepped.connect(self._soon.request)
        shown.changed.connect(self._show_place)

    def _show_place(self) -> None:
        self.setAccessibleDescription(f"{self.words}. {KEYS}")
        self.update()

    @property
    def words(self) -> str:
        """The place in words, as `layer 1` or `38 % of the way from layer 1 to layer 2`."""
        space, share = divmod(self._shown.place, 1)
        name = self._shown.name_of(int(space))
        if not share:
            return name
        return f"{share:.0%} of the way from {name} to {self._shown.name_of(int(space) + 1)}"

    def minimumSizeHint(self) -> QSize:
        return QSize(200, px(NAME + SLIDER))

    def fit_into(self, height: float) -> None:
        """Be as high as a page of this height, in pixels at 100 %, has room for."""
        with_pictures = round(min(max(SHARE * height, LOWEST), HIGHEST))
        hold(self, height=with_pictures if height >= PICTURES_FROM else NAME + SLIDER)

    # Places.

    def station_x(self, place: float) -> float:
        """The distance of a place between the layers from the left, in pixels."""
        side = self._box(0).width() / 2 + scaled(MARGIN)
        return side + (self.width() - 2 * side) * place / self._shown.layers

    def _box(self, space: int) -> QRectF:
        """The room of a small picture."""
        count = self._shown.layers + 1
        room = (self.width() - 2 * scaled(MARGIN)) / count - scaled(GAP)
        width = max(8.0, min(scaled(WIDEST), room))
        height = self.height() - px(NAME) - px(SLIDER)
        box = QRectF(0, 2, width, min(height - 4, max(width, 24.0)))
        left = scaled(MARGIN) + (self.width() - 2 * scaled(MARGIN) - width) * space / (count - 1)
        box.moveLeft(left)
        box.moveBottom(height - 2)
        return box

    def _place_at(self, point: QPointF) -> float:
        """The place under a point: a layer where a small picture is, else between two."""
        slider = self.height() - px(SLIDER)
        if point.y() < slider:
            for space in range(self._shown.layers + 1):
                if self._box(space).adjusted(-2, 0, 2, px(NAME)).contains(point):
                    return float(space)
        first, last = self.station_x(0), self.station_x(self._shown.layers)
        return (point.x() - first) / max(1.0, last - first) * self._shown.layers

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._appearance.theme
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        PainterFonts(painter).use(11)
        try:
            for space in range(self._shown.layers + 1):
                self._draw_small(painter, space)
            self._draw_slider(painter)
        finally:
            painter.end()

    def _draw_small(self, painter: QPainter, space: int) -> None:
        box, theme, is_here = self._box(space), self._appearance.theme, self._shown.place == space
        if box.height() > 0:
            self._draw_picture(painter, space, box)
        painter.setPen(theme.color("text" if is_here else "quiet"))
        name = QRectF(
            box.left() - scaled(GAP) / 2, box.bottom(), box.width() + scaled(GAP), px(NAME)
        )
        text = self._shown.name_of(space)
        advance = painter.fontMetrics().horizontalAdvance
        if advance(text) > name.width():
            is_between = 0 < space < self._shown.layers
            text = str(space) if is_between else cut(text, name.width(), advance)
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_picture(self, painter: QPainter, space: int, box: QRectF) -> None:
        theme, shown = self._appearance.theme, self._shown
        is_here = shown.place == space
        painter.fillRect(box, theme.color("field"))
        sight = sight_of(frame_at(shown.sights, space), box)
        painter.save()
        painter.setClipRect(box)
        draw_grid(painter, sight, shown.sights, space, theme, EVERY)
        self._draw_dots(painter, sight, space)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent" if is_here else "border"), 2 if is_here else 1))
        painter.drawRoundedRect(box, 3, 3)

    def _draw_dots(self, painter: QPainter, sight: Sight, space: int) -> None:
        """Draw the samples, those of one colour at once."""
        sights = self._shown.sights
        xs, ys = on_screen(sight, at_place(sights.samples, sights.planes, space))
        step, dots = -(-len(xs) // MOST_DOTS), defaultdict[int, list[QPointF]](list)
        for x, y, color in list(zip(xs.tolist(), ys.tolist(), self._shown.colors, strict=True))[
            ::step
        ]:
            dots[color.rgb()].append(QPointF(x, y))
        for rgb, points in dots.items():
            painter.setPen(QPen(QColor(rgb), scaled(DOT), c=Qt.PenCapStyle.RoundCap))
            painter.drawPoints(points)

    def _draw_slider(self, painter: QPainter) -> None:
        theme, shown = self._appearance.theme, self._shown
        y = self.height() - px(SLIDER) / 2
        first, last, here = map(self.station_x, (0, shown.layers, shown.place))
        for end, color in ((last, theme.color("border")), (here, theme.color("accent"))):
            pen = QPen(color, 3, c=Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(QLineF(first, y, end, y))
        painter.setPen(Qt.PenStyle.NoPen)
        for space in range(shown.layers + 1):
            painter.setBrush(theme.color("accent" if space <= shown.place else "quiet"))
            painter.drawEllipse(QPointF(self.station_x(space), y), scaled(3), scaled(3))
        ring = QColor(theme.color("text")) if self.hasFocus() else theme.color("surface")
        painter.setPen(QPen(ring, 2))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QPointF(here, y), scaled(HANDLE), scaled(HANDLE))

    # What Qt asks for.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._shown.go_to(self._place_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            # A drag that began on a small picture goes on along the slider.
            self._shown.go_to(self._place_at(QPointF(event.position().x(), self.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._shown.press(event.key()):
            announce(self, self.words)
        else:
            super().keyPressEvent(event)
