"""HealthChart: the layers from top to bottom, three histograms and the neurons of each."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.numbers import cut
from app.kit.plain_text import show_tooltip
from app.kit.spoken import Chart
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.views.panels.health.reading import GOOD, UPDATES, Histogram, LayerReading, about_neuron

CAPTIONS = ("outputs", "|gradient|", "update / weight")
TIPS = (
    "How often the neurons of the layer give which output, over the samples trained on",
    "How large the gradients of its parameters are, from 1e-9 to 100; the number is the middle one",
    "By which share of it the last update moved each parameter, from 1e-7 to 1; the band is the "
    "usual region around 0.001. The number is that of the layer",
)
# Pixels at the usual size of text: lines of names and of numbers, histograms, neurons, gaps.
LINE, SMALL, BARS, CELL, LAYER_GAP, COLUMN_GAP = 19, 16, 26, 13, 12, 10
# What a layer takes beside its histograms, and the height to which these grow.
ROOM, HIGHEST = LINE + SMALL + CELL + LAYER_GAP, 110
# Captions and numbers are smaller than names, in pixels of the font.
SMALL_FONT = 11
MARGIN = 2

Place = tuple[int, int]


class HealthChart(QWidget):
    """Draws readings of layers; `chosen(layer, neuron)` comes with a click or a key.

    place: the layer and the neuron that are marked, counted from 0; None for none.
    `shown` comes whenever the chart comes to be seen.
    """

    spoken = Chart

    chosen = Signal(int, int)
    shown = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.readings: list[LayerReading] = []
        self.place: Place | None = None
        describe(self, "health_chart", "Health of the layers")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        appearance.changed.connect(self.update)

    def show_readings(self, readings: Sequence[LayerReading]) -> None:
        """Draw these layers; screen readers read them out."""
        has_other_size = len(readings) != len(self.readings)
        self.readings = list(readings)
        self.setAccessibleDescription(" ".join(each.spoken for each in readings))
        if has_other_size:
            self.updateGeometry()
        self.update()

    def mark(self, place: Place | None) -> None:
        """Mark a neuron."""
        if place != self.place:
            self.place = place
            self.update()

    # Geometry.

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(SMALL) + len(self.readings) * (px(ROOM) + px(BARS)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), self.sizeHint().height())

    def _top(self, layer: int) -> int:
        return px(SMALL) + layer * (px(ROOM) + self._bars)

    @property
    def _bars(self) -> int:
        """The height of the histograms, which take the room that there is."""
        each = (self.height() - px(SMALL)) // max(1, len(self.readings)) - px(ROOM)
        return min(max(each, px(BARS)), px(HIGHEST))

    def _columns(self) -> list[tuple[float, float]]:
        """The left edge and the width of each column."""
        gap = px(COLUMN_GAP)
        width = (self.width() - 2 * MARGIN - 2 * gap) / 3
        return [(MARGIN + i * (width + gap), width) for i in range(3)]

    def neuron_rect(self, layer: int, neuron: int) -> QRectF:
        """The square of a neuron, smaller where there are many."""
        count = len(self.readings[layer].marks)
        step = min(px(CELL) + 2.0, (self.width() - 2 * MARGIN) / count)
        top = self._top(layer) + px(LINE + SMALL) + self._bars
        return QRectF(MARGIN + neuron * step, top, max(2.0, step - 2.0), px(CELL) - 1.0)

    def _neuron_at(self, point: QPointF) -> Place | None:
        for layer, reading in enumerate(self.readings):
            for neuron in range(len(reading.marks)):
                if self.neuron_rect(layer, neuron).adjusted(-1, -2, 1, 2).contains(point):
                    return layer, neuron
        return None

    # Screen to state.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._neuron_at(event.position())
        if place and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*place)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        moves = {
            keys.Key_Left: (0, -1),
            keys.Key_Right: (0, 1),
            keys.Key_Up: (-1, 0),
            keys.Key_Down: (1, 0),
        }
        move = moves.get(keys(event.key()))
        if move is None or not self.readings:
            super().keyPressEvent(event)
            return
        layer, neuron = self.place or (0, -1 if move == (0, 1) else 0)
        layer = min(max(layer + move[0], 0), len(self.readings) - 1)
        neuron = min(max(neuron + move[1], 0), len(self.readings[layer].marks) - 1)
        self.chosen.emit(layer, neuron)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tooltip(event.globalPos(), self._tip_at(QPointF(event.pos())))
            return True
        return super().event(event)

    def _tip_at(self, point: QPointF) -> str:
        if place := self._neuron_at(point):
            return about_neuron(*place, self.readings[place[0]].marks[place[1]])
        return next(
            (
                tip
                for (x, width), tip in zip(self._columns(), TIPS, strict=True)
                if point.x() < x + width
            ),
            TIPS[-1],
        )

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (x, width), caption in zip(self._columns(), CAPTIONS, strict=True):
            self._write(painter, QRectF(x, 0, width, px(SMALL)), caption, "quiet", is_small=True)
        for layer, reading in enumerate(self.readings):
            self._paint_layer(painter, layer, reading)
        if self.hasFocus():
            painter.setPen(self._appearance.theme.color("accent_text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _write(
        self,
        painter: QPainter,
        place: QRectF,
        text: str,
        color: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        is_small: bool = False,
    ) -> None:
        painter.setPen(self._appearance.theme.color(color))
        font = QFont(self.font())
        if is_small:
            font.setPixelSize(px(SMALL_FONT))
        painter.setFont(font)
        shown = cut(text, place.width() + 1, QFontMetricsF(font).horizontalAdvance)
        painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_layer(self, painter: QPainter, layer: int, reading: LayerReading) -> None:
        top, line = self._top(layer), px(LINE)
        room = QRectF(MARGIN, top, self.width() - 2 * MARGIN, line)
        self._write(painter, room, reading.title, "text")
        title = QFontMetricsF(self.font()).horizontalAdvance(reading.title) + px(12)
        state = room.adjusted(title, 0, 0, 0)
        color = "warning" if "dead" in reading.marks else "accent_text"
        self._write(painter, state, reading.state, color, Qt.AlignmentFlag.AlignRight)
        colors = ("data_positive", "grad_positive", "accent")
        columns = zip(self._columns(), reading.histograms, colors, strict=True)
        for i, ((x, width), histogram, color) in enumerate(columns):
            place = QRectF(x, top + line, width, self._bars)
            self._paint_bars(painter, place, histogram, color, has_band=i == 2)
            below = QRectF(x, place.bottom(), width, px(SMALL))
            self._write(painter, below, histogram.text, "quiet", is_small=True)
        for neuron, mark in enumerate(reading.marks):
            self._paint_neuron(painter, layer, neuron, mark)

    def _paint_bars(
        self, painter: QPainter, place: QRectF, histogram: Histogram, color: str, has_band: bool
    ) -> None:
        theme = self._appearance.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(place, theme.color("field"))
        if has_band:
            self._paint_band(painter, place)
        each = place.width() / max(1, len(histogram.shares))
        for i, share in enumerate(histogram.shares):
            if share:
                height = max(1.5, share * (place.height() - 2))
                bar = QRectF(place.left() + i * each, place.bottom() - height, each - 0.5, height)
                painter.fillRect(bar, theme.color(color))

    def _paint_band(self, painter: QPainter, place: QRectF) -> None:
        """The good region, and its middle."""
        theme, (low, high) = self._appearance.theme, UPDATES
        begin, end = ((each - low) / (high - low) * place.width() for each in GOOD)
        band = QColor(theme.color("grad_positive"))
        band.setAlphaF(0.22)
        painter.fillRect(
            QRectF(place.left() + begin, place.top(), end - begin, place.height()), band
        )
        middle = place.left() + (begin + end) / 2
        painter.setPen(QPen(theme.color("grad_positive"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(middle, place.top()), QPointF(middle, place.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_neuron(self, painter: QPainter, layer: int, neuron: int, mark: str) -> None:
        theme = self._appearance.theme
        place = self.neuron_rect(layer, neuron).adjusted(0.5, 0.5, -0.5, -0.5)
        border = {"dead": "warning", "saturated": "accent", "off": "disabled"}.get(mark, "quiet")
        is_here = self.place == (layer, neuron)
        dashes = Qt.PenStyle.DashLine if mark == "off" else Qt.PenStyle.SolidLine
        painter.setPen(
            QPen(theme.color("text" if is_here else border), 2 if is_here else 1, dashes)
        )
        painter.setBrush(
            theme.color(border) if mark in ("dead", "saturated") else Qt.BrushStyle.NoBrush
        )
        painter.drawRoundedRect(place, 2, 2)
        if mark == "dead":
            # A shape of its own tells it from a saturated one without colours.
            painter.setPen(QPen(theme.color("surface"), 1.5))
            painter.drawLine(place.topLeft(), place.bottomRight())
            painter.drawLine(place.topRight(), place.bottomLeft())
