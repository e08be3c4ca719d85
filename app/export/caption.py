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

# The font grows with the film and with its size of text, but is never smaller.
SMALLEST_PX = 12
# The longest loss and learning rate: the bar keeps room for them, so that nothing moves.
WIDEST_LOSS, WIDEST_RATE = "0.000e−000", "0.0000000"
# The gap behind each number and the margin of the bar, in sizes of the font.
GAP, MARGIN = 1.8, 1.0
# The height of the line above the bar, in sizes of the font.
LINE = 0.1
# Words beside the numbers with less room than this, in sizes of the font, have a line of their own.
ROOM_FOR_NEWS = 12.0
# With less room than this they are left out.
LEAST_ROOM = 4.0
# The lines have at most this part of the film's height: what is told last is left out.
MOST_HEIGHT = 0.3


@dataclass(frozen=True)
class Moment:
    """What the bar shows. share: of the film that has gone by, 0 to 1. event: what was changed."""

    step: int
    loss: float
    learning_rate: float
    share: float
    event: str = ""


class NumbersBar:
    """Draws numbers with their names; each keeps its place. They have as many lines as they need.

    width, height: of the film, in pixels of its layout. widest: the longest text of each number, by
    its name. title: what stands at the end while there is no news. text_scale: of the film.
    """

    def __init__(
        self,
        width: float,
        height: float,
        theme: Theme,
        widest: Mapping[str, str],
        title: str = "",
        text_scale: float = 1.0,
    ) -> None:
        self._theme, self._width, self._title = theme, width, title
        self._font = interface_font()
        pixels = round(text_scale * min(width / 60, height / 36))
        self._font.setPixelSize(max(SMALLEST_PX, pixels))
        self._number_font = QFont(self._font)
        self._number_font.setWeight(QFont.Weight.DemiBold)
        self._em = float(self._font.pixelSize())
        self._line = max(2.0, round(LINE * self._em))
        self._widths = {name: self._width_of(name, text) for name, text in widest.items()}
        self._line_height = round(1.6 * self._em)
        lines = self._broken(has_large_text=text_scale > 1)
        self._lines = lines[: max(1, int(MOST_HEIGHT * height / self._line_height))]
        self.height = round(len(self._lines) * self._line_height + 0.9 * self._em)

    def _broken(self, has_large_text: bool) -> list[list[str]]:
        """The names of the numbers of each line; the news stand at the end of the last one."""
        lines: list[list[str]] = [[]]
        room = whole = self._width - 2 * MARGIN * self._em
        for name, width in self._widths.items():
            if width > room and lines[-1]:
                lines.append([])
                room = whole
            lines[-1].append(name)
            room -= width
        if room < ROOM_FOR_NEWS * self._em and (len(lines) > 1 or has_large_text):
            lines.append([])
        return lines

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
        y = top + self._line + (self.height - self._line) / 2
        y -= (len(self._lines) - 1) * self._line_height / 2
        for line in self._lines:
            left = MARGIN * em
            for name in line:
                self._write_number(painter, left, y, name, numbers[name])
                left += self._widths[name]
            y += self._line_height
        self._write_news(painter, left, y - self._line_height, news)

    def _write_number(
        self, painter: QPainter, left: float, y: float, name: str, number: str
    ) -> None:
        theme, advance = self._theme, QFontMetricsF(self._number_font).horizontalAdvance
        end = self._write(painter, left, y, f"{name} ", self._font, theme.color("quiet"))
        last = min(left + self._widths[name] - GAP * self._em, self._width - MARGIN * self._em)
        shown = fitted(number, last - end + 1, advance)
        self._write(painter, end, y, shown, self._number_font, theme.color("text"))

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
        if room < LEAST_ROOM * self._em:
            return
        text = cut(one_line(news or self._title), room, metrics.horizontalAdvance)
        # What stands beside the numbers ends at the right edge.
        x = left + room - metrics.horizontalAdvance(text) if self._lines[-1] else left
        color = self._theme.color("accent_text" if news else "quiet")
        self._write(painter, x, y, text, self._font, color)


class CaptionBar(NumbersBar):
    """Draws moments of a run.

    last_step: the largest step that comes. title: of the run, while nothing is changed.
    text_scale: of the film.
    """

    def __init__(
        self,
        width: float,
        height: float,
        theme: Theme,
        last_step: int,
        title: str = "",
        text_scale: float = 1.0,
    ) -> None:
        widest = {"step": f"{last_step:,}", "loss": WIDEST_LOSS, "learning rate": WIDEST_RATE}
        super().__init__(width, height, theme, widest, title, text_scale)

    def draw(self, painter: QPainter, top: float, moment: Moment) -> None:
        """Draw a moment into the bar, whose upper edge is at `top`."""
        numbers = {
            "step": f"{moment.step:,}",
            "loss": loss_text(moment.loss),
            "learning rate": shortest(moment.learning_rate),
        }
        self.draw_numbers(painter, top, numbers, moment.share, moment.event)
