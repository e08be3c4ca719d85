"""NeuronLens: the map of one node, large, with axes, samples, its range and its formula."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.kit.even_colors import image_of, signed_scale
from app.kit.numbers import compact, cut, significant
from app.kit.painter_fonts import PainterFonts
from app.kit.spoken import Whole, in_speech
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.network.faces import CURVE_SHARE, draw_curve
from app.views.pages.network.layout import Node
from app.views.pages.network.maps import ColumnMaps, NeuronMaps
from app.views.pages.network.reading import name_of
from app.views.surface.frame import BELOW, LEFT, draw_axes
from app.views.surface.marks import MOST_SAMPLES, draw_samples
from app.views.surface.painter import draw_line
from app.views.surface.sight import Sight
from micrograd.analysis.answers import Line
from micrograd.analysis.contours import contour

# The side of the map, the room around the lens' content and the height of a line, in pixels.
SIDE, AROUND, LINE = 210, 10, 18
# The lens keeps this far from its node.
GAP = 10
# Formulas of more inputs are written with vectors.
FEW_INPUTS = 3


class Shown(NamedTuple):
    """What the lens shows of a step: a node and the maps of its column."""

    node: Node
    maps: ColumnMaps


class NeuronLens(QWidget):
    """Floats over the diagram beside the node that it shows; the mouse goes through it."""

    spoken = Whole

    def __init__(
        self, session: Session, appearance: Appearance, maps: NeuronMaps, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("neuron_lens")
        self._session, self._appearance, self._maps = session, appearance, maps
        self._diagram = parent
        self.shown: Shown | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_node(self, shown: Shown | None) -> None:
        """Show a node, or nothing."""
        is_new = shown is None or self.shown is None or shown.node is not self.shown.node
        self.shown = shown
        if shown is None:
            self.hide()
            return
        if is_new:
            self._place(shown.node)
            self.setAccessibleName(
                in_speech(f"{name_of(self._session, shown.node)}: {self.formula}")
            )
        self.show()
        self.update()

    def _place(self, node: Node) -> None:
        """Stand beside a node, where there is most room, within the diagram."""
        around = self._diagram.rect()
        beside = QSize(px(LEFT) + 2 * px(AROUND), px(BELOW) + 3 * px(LINE) + 2 * px(AROUND))
        side = min(px(SIDE), around.width() - beside.width(), around.height() - beside.height())
        size = beside + QSize(1, 1) * max(1, side)
        gap = node.radius + px(GAP)
        right, left = node.center.x() + gap, node.center.x() - gap - size.width()
        x = right if right + size.width() <= around.width() or left < 0 else left
        x = max(0.0, min(x, around.width() - size.width()))
        y = node.center.y() - size.height() / 2
        y = max(0.0, min(y, around.height() - size.height()))
        self.setGeometry(round(x), round(y), size.width(), size.height())

    # In words.

    @property
    def formula(self) -> str:
        """`tanh(0.73 x1 − 1.2 x2 + 0.31)`, of many inputs `tanh(w·x + b)`; an input has none."""
        if self.shown is None or self.shown.node.bias is None:
            return "an input, as the network sees it"
        node = self.shown.node
        neuron = self._session.cursor.model.layers[node.column - 1].neurons[node.row]
        names = self._session.cursor.dataset.input_names()
        if node.column > 1:
            inside = f"w·h + b), h: layer {node.column - 1}"
        elif len(names) > FEW_INPUTS:
            inside = "w·x + b)"
        else:
            pairs = zip(neuron.w, names, strict=True)
            terms = [f"{compact(weight.data, 2)} {name}" for weight, name in pairs]
            inside = " ".join([*terms, compact(neuron.b.data, 2)]).removeprefix("+") + ")"
        name = "" if neuron.activation == "linear" else neuron.activation
        return f"{name}({inside}"

    @property
    def range_text(self) -> str:
        """`−0.98 to 0.99 · sample 3: +0.42`."""
        assert self.shown is not None
        node = self.shown.node
        numbers = self.shown.maps.numbers[node.row]
        known = numbers[np.isfinite(numbers)]
        low, high = (known.min(), known.max()) if known.size else (np.nan, np.nan)
        sample = self._session.selection.sample
        inputs = self._session.cursor.trainer.samples.scaled.xs[sample]
        columns = [inputs, *self._session.cursor.model.plain()(inputs)]
        here = compact(columns[node.column][node.row], 2)
        ends = f"{significant(low, 3)} to {significant(high, 3)}"
        return f"{ends} · sample {sample + 1:,}: {here}"

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            if self.shown is not None:
                self._draw(painter, self.shown)
        finally:
            painter.end()

    def _draw(self, painter: QPainter, shown: Shown) -> None:
        theme, around = self._appearance.theme, px(AROUND)
        painter.setPen(QPen(theme.color("quiet"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        fonts = PainterFonts(painter)
        line = QRectF(around, around, self.width() - 2 * around, px(LINE))
        fonts.use(13, bold=True)
        self._write(painter, line, name_of(self._session, shown.node), "text")
        fonts.use(12)
        line.translate(0, px(LINE))
        self._write(painter, line, self.formula, "quiet")
        line.translate(0, px(LINE))
        self._write(painter, line, self.range_text, "quiet")
        top = line.bottom() + px(4)
        left, bottom = around + px(LEFT), self.height() - px(BELOW) - around
        self._draw_map(
            painter, QRectF(left, top, self.width() - left - around, bottom - top), shown
        )

    def _write(self, painter: QPainter, box: QRectF, text: str, color: str) -> None:
        painter.setPen(self._appearance.theme.color(color))
        shown = cut(text, box.width(), painter.fontMetrics().horizontalAdvance)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _draw_map(self, painter: QPainter, room: QRectF, shown: Shown) -> None:
        theme, plane = self._appearance.theme, self._maps.plane
        row, names = shown.node.row, self._session.cursor.dataset.input_names()
        if len(plane.axes) == 1:
            low, high = shown.maps.ends[row]
            middle, reach = (low + high) / 2, (high - low) / 2 / (2 * CURVE_SHARE)
            sight = Sight(room, plane.ranges[0], (middle - reach, middle + reach))
            draw_curve(painter, room, shown.maps.levels[row, 0], theme)
            draw_axes(painter, sight, (names[plane.axes[0]], "output"), theme)
            return
        sight = Sight(room, *plane.ranges)
        painter.save()
        painter.setClipRect(room)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        levels = shown.maps.levels[row]
        source = QRectF(0.5, 0.5, levels.shape[1] - 1, levels.shape[0] - 1)
        painter.drawImage(room, image_of(signed_scale(theme)[levels]), source)
        self._draw_border(painter, room, shown)
        painter.restore()
        marks = self._maps.marks(theme, MOST_SAMPLES)
        draw_samples(painter, sight, marks, (), self._session.selection.sample, theme)
        draw_axes(painter, sight, [names[axis] for axis in plane.axes], theme)

    def _draw_border(self, painter: QPainter, room: QRectF, shown: Shown) -> None:
        """Draw where the weighted sum of a neuron is zero."""
        node, sums = shown.node, shown.maps.sums
        if sums is None or node.bias in self._session.switches.off:
            return
        line = Line(0.0, contour(sums[node.row], 0.0), is_border=True)
        draw_line(painter, room, line, sums.shape[1:], self._appearance.theme)
