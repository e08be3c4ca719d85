"""The legend of a map: its two scales, which meet at the boundary, in the measure's units."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.plots import LABEL_FONT_PX
from micrograd.maps.colors import Legend, Stop

HEIGHT, BAR = 148, 16
# Between the two scales, and between what stands side by side.
GAP, BESIDE = 6, 8
# The room of a number.
NUMBER = 58
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MapLegend(QWidget):
    """The runs that learned above, from the farthest one down to the boundary; below the others."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        describe(self, "map_legend", "Legend of the map")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._appearance = appearance
        self._sides: tuple[Legend, ...] = ()
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def show_legend(self, sides: tuple[Legend, ...]) -> None:
        """Show the legend of a scale; none without a picture."""
        if sides != self._sides:
            self._sides = sides
            told = (
                f"{side.words}: {_percent(side.share)}, {_first_and_last(side.stops)}"
                for side in sides
                if side.stops
            )
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
        if stops:
            gradient = QLinearGradient(bar.topLeft(), bar.bottomLeft())
            for i, stop in enumerate(stops):
                gradient.setColorAt(i / max(1, len(stops) - 1), QColor(stop.color))
            painter.fillRect(bar, gradient)
        else:
            painter.fillRect(bar, theme.color("field"))
        font = QFont(self.font())
        font.setPixelSize(px(LABEL_FONT_PX))
        painter.setFont(font)
        painter.setPen(theme.color("quiet"))
        # Neighbours with the same text are written once.
        written = ""
        for i, stop in enumerate(stops):
            center = bar.top() + line / 2 + i / max(1, len(stops) - 1) * (bar.height() - line)
            if stop.text != written:
                left = bar.right() + px(BESIDE)
                text = QRectF(left, center - line / 2, place.width(), line)
                painter.drawText(text, LEFT, stop.text)
            written = stop.text
        left = bar.right() + px(2 * BESIDE + NUMBER)
        words = QRectF(left, bar.center().y() - line, place.width() - left, line)
        painter.setPen(theme.color("text" if stops else "quiet"))
        painter.drawText(words, LEFT, side.words)
        painter.setPen(theme.color("quiet"))
        painter.drawText(words.translated(0, line), LEFT, _percent(side.share))


def _percent(share: float) -> str:
    if 0 < share < 0.001:
        return "under 0.1 %"
    return f"{100 * share:.1f} %"


def _first_and_last(stops: Sequence[Stop]) -> str:
    return f"{stops[0].text} to {stops[-1].text}"
