"""The legend of a map: its two scales, which meet at the boundary, in the measure's units."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.numbers import MINUS
from app.kit.spoken import Whole
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.plots import LABEL_FONT_PX
from micrograd.scales.colors import Legend, Stop

HEIGHT, LOWEST, BAR = 148, 92, 16
# Between the two scales, and between what stands side by side.
GAP, BESIDE = 6, 8
# The room of a number.
NUMBER = 58
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MapLegend(QWidget):
    """The runs that learned above, from the farthest one down to the boundary; below the others."""

    spoken = Whole

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        describe(self, "map_legend", "Legend of the map")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._appearance = appearance
        self._sides: tuple[Legend, ...] = ()
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, px(LOWEST))

    def show_legend(self, sides: tuple[Legend, ...]) -> None:
        """Show the legend of a scale; none without a picture."""
        if sides != self._sides:
            self._sides = sides
            told = (_told(side) for side in sides if side.stops)
            self.setAccessibleDescription("; ".join(told))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._sides:
            return
        painter = QPainter(self)
        line = px(LABEL_FONT_PX) + 3
        half = (self.height() - px(GAP)) / 2
        for side, top, is_upper in zip(
            self._sides, (0.0, half + px(GAP)), (True, False), strict=True
        ):
            stops = side.stops[::-1] if is_upper else side.stops
            self._draw_side(painter, QRectF(0, top, self.width(), half), side, stops, line)
        painter.end()

    def _draw_side(
        self, painter: QPainter, place: QRectF, side: Legend, stops: Sequence[Stop], line: float
    ) -> None:
        theme = self._appearance.theme
        bar = QRectF(place.left(), place.top(), px(BAR), place.height())
        self._fill(painter, bar, stops, side.is_named)
        font = QFont(self.font())
        font.setPixelSize(px(LABEL_FONT_PX))
        painter.setFont(font)
        painter.setPen(theme.color("quiet"))
        # Neighbours with the same text are written once.
        written, fits = "", len(stops) if side.is_named else max(2, int(bar.height() // line))
        labelled = spread(len(stops), fits)
        for i, stop in enumerate(stops):
            if i not in labelled:
                continue
            if side.is_named:
                center = bar.top() + (i + 0.5) / len(stops) * bar.height()
            else:
                center = bar.top() + line / 2 + i / max(1, len(stops) - 1) * (bar.height() - line)
            if stop.text != written:
                left = bar.right() + px(BESIDE)
                text = QRectF(left, center - line / 2, place.width(), line)
                painter.drawText(text, LEFT, stop.text.replace("-", MINUS))
            written = stop.text
        left = bar.right() + px(2 * BESIDE + NUMBER)
        words = QRectF(left, bar.center().y() - line, place.width() - left, line)
        painter.setPen(theme.color("text" if stops else "quiet"))
        if side.is_named:
            words.translate(0, -line / 2)
        else:
            painter.drawText(words, LEFT, side.words)
        painter.setPen(theme.color("quiet"))
        painter.drawText(words.translated(0, line), LEFT, _percent(side.share))

    def _fill(self, painter: QPainter, bar: QRectF, stops: Sequence[Stop], is_named: bool) -> None:
        """Fill the bar of a side: shades that pass into each other, or a block for each name."""
        if is_named:
            height = bar.height() / len(stops)
            for i, stop in enumerate(stops):
                block = QRectF(bar.left(), bar.top() + i * height, bar.width(), height)
                painter.fillRect(block, QColor(stop.color))
        elif stops:
            gradient = QLinearGradient(bar.topLeft(), bar.bottomLeft())
            for i, stop in enumerate(stops):
                gradient.setColorAt(i / max(1, len(stops) - 1), QColor(stop.color))
            painter.fillRect(bar, gradient)
        else:
            painter.fillRect(bar, self._appearance.theme.color("field"))


def spread(count: int, most: int) -> set[int]:
    """At most so many of `count` places, evenly, with both ends."""
    if count <= most:
        return set(range(count))
    return {round(i * (count - 1) / (most - 1)) for i in range(most)}


def _percent(share: float) -> str:
    if 0 < share < 0.001:
        return "under 0.1 %"
    return f"{100 * share:.1f} %"


def _told(side: Legend) -> str:
    """`converged: 54.2 %, −9 to −1`, or the names of its shades."""
    stops = side.stops
    if side.is_named:
        return f"{', '.join(stop.text for stop in stops)}: {_percent(side.share)}"
    return f"{side.words}: {_percent(side.share)}, {stops[0].text} to {stops[-1].text}"
