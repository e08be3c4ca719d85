"""The legend of a sweep's pictures: the meaning of colours, and the look of a diverged run."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.theme import Appearance, Theme, mixed
from app.kit.widgets.plots import LABEL_FONT_PX

# Sizes in pixels.
BAR, SWATCH, GAP, HEIGHT = 96, 18, 6, 16
# The share of the warning colour in a hatching, small because many hatched cells are no alarm.
HATCHED = 0.6
Shade = Callable[[Theme, float], QColor]


class Legend(QWidget):
    """`final loss 7.3 ▒▓█ 1e−05   ▨ diverged`, at the right end.

    shade: the colour at a place of the bar, 0 to 1, in a theme.
    """

    def __init__(self, name: str, appearance: Appearance, shade: Shade) -> None:
        super().__init__()
        self._appearance, self._shade = appearance, shade
        self._texts = ("", "", "")
        self._blocks = 0
        self.setObjectName(name)
        self.setAccessibleName("Legend")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPixelSize(LABEL_FONT_PX)
        self.setFont(font)
        appearance.changed.connect(self.update)

    def show_bar(self, first: str, last: str, blocks: int, has_diverged: bool = False) -> None:
        """Show a bar of `blocks` colours with a text at each end, or no bar if `blocks` is 0."""
        self._texts = (first, last, "diverged" if has_diverged else "")
        self._blocks = blocks
        self.setAccessibleDescription(" ".join(text for text in self._texts if text))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        first, last, diverged = self._texts
        x = float(self.width())
        if diverged:
            x = self._draw_text(painter, theme, x, diverged) - SWATCH
            draw_diverged(painter, QRectF(x, 2, SWATCH, HEIGHT - 4), theme)
            x -= 2 * GAP
        if self._blocks:
            x = self._draw_text(painter, theme, x, last) - BAR
            width = BAR / self._blocks
            for i in range(self._blocks):
                color = self._shade(theme, i / max(1, self._blocks - 1))
                painter.fillRect(QRectF(x + i * width, 2, width + 0.5, HEIGHT - 4), color)
            self._draw_text(painter, theme, x - GAP, first)
        painter.end()

    def _draw_text(self, painter: QPainter, theme: Theme, right: float, text: str) -> float:
        """Write a text that ends at `right`; return where the next thing to the left may end."""
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.setPen(theme.color("quiet"))
        place = QRectF(right - width, 0, width + 1, HEIGHT)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        return right - width - GAP


def draw_diverged(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """Draw a hatched cell, which is recognised without its colour."""
    color = mixed(theme.color("surface"), theme.color("warning"), HATCHED)
    painter.fillRect(place, theme.color("surface"))
    painter.fillRect(place, QBrush(color, Qt.BrushStyle.BDiagPattern))
    painter.setPen(color)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
