"""What stands around a surface: the numbers and names of its axes, and the legend above it."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.kit.even_colors import image_of
from app.kit.numbers import cut, number_in, significant
from app.kit.painter_fonts import PainterFonts
from app.kit.text_size import px
from app.kit.theme import Theme
from app.views.surface.marks import RADIUS, draw_ring
from app.views.surface.picture import scale_of
from app.views.surface.sight import Sight
from micrograd.analysis.answers import Answers
from micrograd.analysis.contours import round_levels

# Room around the surface in pixels: the numbers at its left, and numbers with a name below it.
LEFT, BELOW, ABOVE, RIGHT = 52, 38, 30, 10
# The size of the text, one number every so many pixels across and down.
FONT_PX, ACROSS, DOWN = 11, 90, 60
# The width and the height of the bar of colours, the gap between two entries, and the longest name.
BAR, BAR_HEIGHT, GAP, LONGEST = 132, 10, 14, 140
# The bar gives way to the words beside it, down to this width.
LEAST_BAR = 24
MIDDLE = Qt.AlignmentFlag.AlignVCenter


def room_in(box: QRectF) -> QRectF:
    """The room for the surface in a box that has axes and legend, too."""
    return box.adjusted(px(LEFT), px(ABOVE), -px(RIGHT), -px(BELOW))


def draw_axes(painter: QPainter, sight: Sight, names: Sequence[str], theme: Theme) -> None:
    """Draw round numbers along both sides, with the names of what they count."""
    fonts, room = PainterFonts(painter), sight.room
    fonts.use(FONT_PX)
    metrics = painter.fontMetrics()
    painter.setPen(theme.color("quiet"))
    for x in round_levels(*sight.x, max(2, int(room.width() / px(ACROSS)))):
        at = sight.point(x, sight.y[0])
        box = QRectF(at.x() - px(ACROSS) / 2, room.bottom() + 3, px(ACROSS), metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _number(x))
    for y in round_levels(*sight.y, max(2, int(room.height() / px(DOWN)))):
        at = sight.point(sight.x[0], y)
        box = QRectF(0, at.y() - metrics.height() / 2, room.left() - 5, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | MIDDLE, _number(y))
    fonts.use(FONT_PX, bold=True)
    name = cut(names[0], room.width(), metrics.horizontalAdvance)
    below = QRectF(room.left(), room.bottom() + px(18), room.width(), px(18))
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)
    painter.save()
    painter.translate(px(9), room.center().y())
    painter.rotate(-90)
    side = QRectF(-room.height() / 2, -px(9), room.height(), px(18))
    name = cut(names[1], room.height(), metrics.horizontalAdvance)
    painter.drawText(side, Qt.AlignmentFlag.AlignCenter, name)
    painter.restore()


def _number(number: float) -> str:
    return significant(number, 5).replace("e+", "e")


def _class_beside(name: str, end: str) -> str:
    """The name of a class beside the end of the scale, told from that where it is a number, too."""
    return f"class {name}" if number_in(name) is not None and name != end else name


class Legend:
    """Draws what the colours and the marks stand for, from both ends of a line."""

    def __init__(self, painter: QPainter, line: QRectF, theme: Theme) -> None:
        self._painter, self._theme, self._line = painter, theme, line
        PainterFonts(painter).use(FONT_PX)
        self._advance = painter.fontMetrics().horizontalAdvance
        self._left, self._right = line.left(), line.right()

    def draw(
        self,
        answers: Answers,
        which: int | None,
        name: str,
        marks: Sequence[str],
        is_curve: bool = False,
    ) -> None:
        """Draw colours at the left, marks at the right.

        name: of the numbers. is_curve: they are seen as a curve. marks: those that are there, of
        `trained on`, `held out`, `wrong`.
        """
        for mark in reversed(marks):
            self._mark(mark)
        if which is None:
            self._classes(answers.names)
        elif is_curve:
            self._curve(name)
        else:
            self._scale(answers, which, name)

    def _mark(self, mark: str) -> None:
        radius = px(RADIUS)
        width = self._advance(mark) + 2 * radius + px(6)
        self._right -= width
        center = QPointF(self._right + radius, self._line.center().y())
        painter, quiet = self._painter, self._theme.color("quiet")
        if mark == "wrong":
            draw_ring(painter, center, radius, self._theme.color("warning"), self._theme)
        else:
            painter.setPen(QPen(quiet, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush if mark == "held out" else quiet)
            painter.drawEllipse(center, radius - 1, radius - 1)
        self._text(QRectF(self._right + 2 * radius + px(4), 0, width, 0), mark, quiet)
        self._right -= px(GAP)

    def _curve(self, name: str) -> None:
        self._painter.setPen(QPen(self._theme.color("accent"), px(2)))
        y = self._line.center().y()
        self._painter.drawLine(QPointF(self._left, y), QPointF(self._left + px(18), y))
        self._left += px(24)
        self._word(f"{name} of the network", self._theme.color("text"))

    def _classes(self, names: Sequence[str]) -> None:
        for i, name in enumerate(names):
            left = len(names) - i
            more = f"… {left} more"
            text = cut(name, px(LONGEST), self._advance)
            width = self._advance(text) + px(16)
            is_last = left == 1
            if self._left + width + (0 if is_last else self._advance(more)) > self._right:
                self._text(QRectF(self._left, 0, 200, 0), more, self._theme.color("quiet"))
                return
            self._swatch(self._theme.of_class(i))
            self._text(QRectF(self._left + px(14), 0, width, 0), text, self._theme.color("text"))
            self._left += width + px(GAP)

    def _swatch(self, color: QColor) -> None:
        side = px(BAR_HEIGHT)
        box = QRectF(self._left, self._line.center().y() - side / 2, side, side)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color)
        self._painter.drawRoundedRect(box, 2, 2)

    def _scale(self, answers: Answers, which: int, name: str) -> None:
        """`no −1 ▒▒▓▓ 1 yes`, `class −1 −3 ▒▒▓▓ 3 class 1`, or `price 1200 ▒▒▓▓ 9100`."""
        low, high = (significant(end, 3) for end in answers.ranges[which])
        before, after = name, ""
        if answers.boundary is not None:
            before, after = map(_class_beside, answers.names, (low, high))
        text, quiet = self._theme.color("text"), self._theme.color("quiet")
        told = [(before, text), (low if low != before else "", quiet)]
        for word, color in told:
            self._word(word, color)
        scale = scale_of(answers, self._theme)[:-1]
        words = sum(min(px(LONGEST), self._advance(word)) + px(6) for word in (high, after))
        wide = max(px(LEAST_BAR), min(px(BAR), self._right - self._left - words - px(GAP)))
        top = self._line.center().y() - px(BAR_HEIGHT) / 2
        box = QRectF(self._left, top, wide, px(BAR_HEIGHT))
        self._painter.drawImage(box, image_of(scale[np.newaxis, :]))
        self._left = box.right() + px(6)
        self._word(high if high != after else "", quiet)
        self._word(after, text)

    def _word(self, word: str, color: QColor) -> None:
        if word:
            shown = cut(word, px(LONGEST), self._advance)
            self._text(QRectF(self._left, 0, px(LONGEST), 0), shown, color)
            self._left += self._advance(shown) + px(6)

    def _text(self, place: QRectF, text: str, color: QColor) -> None:
        place.setTop(self._line.top())
        place.setBottom(self._line.bottom())
        self._painter.setPen(color)
        self._painter.drawText(place, int(MIDDLE | Qt.AlignmentFlag.AlignLeft), text)
