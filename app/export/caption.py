"""The bar below a film: some numbers, and at its end what the film is of.

Below a run these are the step, the loss and the learning rate, and which run it is; in the place of
the run stands what was just changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.kit.application import interface_font
from app.kit.numbers import cut, fitted, loss_text, shortest
from app.kit.plain_text import one_line
from app.kit.theme import Theme

# The font grows with the film, but is never smaller.
SMALLEST_PX = 12
# The longest loss and learning rate: the bar keeps room for them, so that nothing moves.
WIDEST_LOSS, WIDEST_RATE = "0.000e−000", "0.0000000"
# The gap behind each number and the margin of the bar, in sizes of the font.
GAP, MARGIN = 1.8, 1.0
# The height of the line above the bar, in sizes of the font.
LINE = 0.1


@dataclass(frozen=True)
class Moment:
    """What the bar shows. share: of the film that has gone by, 0 to 1. event: what was changed."""

    step: int
    loss: float
    learning_rate: float
    share: float
    event: str = ""


class NumbersBar:
    """Draws numbers with their names; each keeps its place.

    width, height: of the film, in pixels. widest: the longest text of each number, by its name.
    title: what stands at the end while there is no news.
    """

    def __init__(
        self, width: float, height: float, theme: Theme, widest: Mapping[str, str], title: str = ""
    ) -> None:
        self._theme, self._width, self._title = theme, width, title
        self._font = interface_font()
        pixels = round(min(width / 60, height / 36))
        self._font.setPixelSize(max(SMALLEST_PX, pixels))
        self._number_font = QFont(self._font)
        self._number_font.setWeight(QFont.Weight.DemiBold)
        self._em = float(self._font.pixelSize())
        self._line = max(2.0, round(LINE * self._em))
        self._widths = {name: self._width_of(name, text) for name, text in widest.items()}
        # Numbers that do not fit side by side stand one below the other, the news last.
        self._is_narrow = sum(self._widths.values()) + 2 * MARGIN * self._em > width
        lines = len(self._widths) + 1 if self._is_narrow else 1
        self._line_height = round(1.6 * self._em)
        self.height = round(lines * self._line_height + 0.9 * self._em)

    def _width_of(self, name: str, number: str) -> float:
        label = QFontMetricsF(self._font).horizontalAdvance(f"{name} ")
        return label + QFontMetricsF(self._number_font).horizontalAdvance(number) + GAP * self._em

    def draw_numbers(
        self,
        painter: QPainter,
        top: float,
        numbers: Mapping[str, str],
        share: float,
        news: str = "",
    ) -> None:
        """Draw numbers into the bar, whose upper edge is at `top`.

        share: of the film that has gone by, 0 to 1. news: what stands in the place of the title.
        """
        theme, em = self._theme, self._em
        painter.fillRect(QRectF(0, top, self._width, self.height), theme.color("background"))
        painter.fillRect(QRectF(0, top, self._width, self._line), theme.color("border"))
        done = QRectF(0, top, round(self._width * share), self._line)
        painter.fillRect(done, theme.color("accent"))
        left, y = MARGIN * em, top + self._line + (self.height - self._line) / 2
        if self._is_narrow:
            y -= len(numbers) * self._line_height / 2
        advance = QFontMetricsF(self._number_font).horizontalAdvance
        for name, number in numbers.items():
            end = self._write(painter, left, y, f"{name} ", self._font, theme.color("quiet"))
            gap = MARGIN if self._is_narrow else GAP
            room = (self._width if self._is_narrow else left + self._widths[name]) - end - gap * em
            shown = fitted(number, room + 1, advance)
            self._write(painter, end, y, shown, self._number_font, theme.color("text"))
            if self._is_narrow:
                y += self._line_height
            else:
                left += self._widths[name]
        self._write_news(painter, left, y, news)

    def _write(
        self, painter: QPainter, x: float, y: float, text: str, font: QFont, color: QColor
    ) -> float:
        """Write a text with its middle at the height y, and return where it ends."""
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(color)
        width = metrics.horizontalAdvance(text)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(x, y - self._em, width + 1, 2 * self._em), flags, text)
        return x + width

    def _write_news(self, painter: QPainter, left: float, y: float, news: str) -> None:
        metrics = QFontMetricsF(self._font)
        room = self._width - MARGIN * self._em - left
        text = cut(one_line(news or self._title), room, metrics.horizontalAdvance)
        # What stands beside the numbers ends at the right edge.
        x = left if self._is_narrow else left + room - metrics.horizontalAdvance(text)
        color = self._theme.color("accent_text" if news else "quiet")
        self._write(painter, x, y, text, self._font, color)


class CaptionBar(NumbersBar):
    """Draws moments of a run.

    last_step: the largest step that comes. title: of the run, while nothing is changed.
    """

    def __init__(
        self, width: float, height: float, theme: Theme, last_step: int, title: str = ""
    ) -> None:
        widest = {"step": f"{last_step:,}", "loss": WIDEST_LOSS, "learning rate": WIDEST_RATE}
        super().__init__(width, height, theme, widest, title)

    def draw(self, painter: QPainter, top: float, moment: Moment) -> None:
        """Draw a moment into the bar, whose upper edge is at `top`."""
        numbers = {
            "step": f"{moment.step:,}",
            "loss": loss_text(moment.loss),
            "learning rate": shortest(moment.learning_rate),
        }
        self.draw_numbers(painter, top, numbers, moment.share, moment.event)
