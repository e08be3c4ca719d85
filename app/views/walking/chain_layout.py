"""The places of a chain's words and numbers: they stay while the numbers change."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from app.kit.numbers import cut, plain
from app.kit.text_size import percent, px
from app.walking.chain import Chain, Factor, folded, products_of
from app.walking.chain_text import about_ways, addends, derivative, others

# Sizes of text, and heights of rows, in pixels at 100 %.
NUMBER_PX, SYMBOL_PX = 12, 11
HEADER, ROW, GAP, CAPTION = 31, 17, 5, 16
# Room at the sides, around a sign in a row and in the line of ways, and beside a fraction.
SIDE, SIGN, TIMES, PLUS, FRACTION = 8, 20, 8, 11, 6
# A number that is as wide as its column; others have fewer digits.
WIDEST = "−0.0000"
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


class ChainShape(NamedTuple):
    """How large a chain is. zoom: a factor of all its sizes. has_ways: with the ways on."""

    zoom: float = 1.0
    has_ways: bool = True

    def px(self, pixels: float) -> int:
        """Pixels in a chain of this shape."""
        return px(pixels * self.zoom)

    def height_of(self, rows: int) -> int:
        """The height in pixels of a chain with so many rows."""
        ways = self.px(GAP) + self.px(CAPTION) + self.px(ROW) if self.has_ways else 0
        return self.px(HEADER) + rows * self.px(ROW) + ways + 2

    def rows_in(self, height: float) -> int:
        """How many rows a chain may have in a height in pixels."""
        return int((height - self.height_of(0)) // self.px(ROW))


class ChainFonts(NamedTuple):
    """The fonts of numbers, sums and symbols at the size of all text."""

    number: QFont
    bold: QFont
    symbol: QFont

    @staticmethod
    def of(font: QFont, shape: ChainShape) -> "ChainFonts":
        """All sizes of a font."""
        number, bold, symbol = QFont(font), QFont(font), QFont(font)
        for each, pixels in ((number, NUMBER_PX), (bold, NUMBER_PX), (symbol, SYMBOL_PX)):
            each.setPixelSize(shape.px(pixels))
        bold.setWeight(QFont.Weight.DemiBold)
        return ChainFonts(number, bold, symbol)


class Word(NamedTuple):
    """A text that stays. token: its colour in the theme."""

    text: str
    place: QRectF
    font: QFont
    token: str
    align: Qt.AlignmentFlag


class Slot(NamedTuple):
    """The place of a number. is_grad: it has the colour of its sign."""

    place: QRectF
    align: Qt.AlignmentFlag
    is_grad: bool
    is_bold: bool


def note_of(recorded: float) -> str:
    """What stands beside a sum that is not the gradient in the graph."""
    return f"but the graph has {plain(recorded)}"


def structure_of(chain: Chain) -> object:
    """What the places of a chain depend on: all but its numbers."""
    ways = [way._replace(upstream=None, slope=None) for way in chain.ways]
    rows = [(name, len(term.numbers)) for name, term in addends(chain)]
    return chain.name, chain.neuron, chain.factors, rows, chain.output, chain.sample, ways


def rows_of(chain: Chain) -> int:
    """How many rows of numbers a chain has: what is added up, and the sum."""
    count = len(addends(chain))
    return count + (count > 1)


class ChainLayout:
    """Fractions above, a row for each sample, the sum, the ways on from the output.

    words, bars: what stays. slots: the places of the numbers, in the order of `values`. rows: the
    place of each row by its sample, where there are several. note, ways_note: places beside the
    sums, of the samples and of the ways.
    is_whole: all factors are there. shown_ways: how many have numbers of their own.
    A chain that is too wide has two factors, that of the output and all others multiplied; where
    these are too wide, too, it has the products alone.
    """

    def __init__(self, chain: Chain, width: float, font: QFont, shape: ChainShape) -> None:
        self.width, self._has_ways = width, shape.has_ways
        self.px = shape.px
        self.words: list[Word] = []
        self.bars: list[QLineF] = []
        self.slots: list[Slot] = []
        self.rows: dict[int, QRectF] = {}
        self.note, self.ways_note = QRectF(), QRectF()
        self.fonts = ChainFonts.of(font, shape)
        self.number_px = QFontMetricsF(self.fonts.bold).horizontalAdvance(WIDEST)
        self._symbol_px = QFontMetricsF(self.fonts.symbol).horizontalAdvance
        self._label_px = self._widest_label(chain)
        forms: tuple[Callable[[Chain], Chain], ...] = (lambda same: same, folded, products_of)
        fitting = (form for form in forms if self._needed(form(chain)) <= width)
        self._form = next(fitting, products_of)
        self.is_whole = self._form is forms[0]
        self.shown_ways = self._ways_in(width - 2 * self.px(SIDE), len(chain.ways))
        self._lay_out(self._form(chain))

    def values(self, chain: Chain) -> list[float | None]:
        """The numbers of a chain of the same structure, one for each slot."""
        chain = self._form(chain)
        named = addends(chain)
        numbers = [each for _, term in named for each in (*term.numbers, term.product)]
        numbers += [chain.total] if len(named) > 1 else []
        if not self._has_ways:
            return numbers
        for way in chain.ways[: self.shown_ways]:
            numbers += [way.upstream, way.slope]
        if rest := chain.ways[self.shown_ways :]:
            known = [way.product for way in rest if way.product is not None]
            numbers.append(sum(known) if len(known) == len(rest) else None)
        return [*numbers, chain.ways_total]

    # Widths.

    def _widest_label(self, chain: Chain) -> float:
        whole = self._fraction_px(Factor("loss", chain.name))
        labels = [*(name for name, _ in addends(chain)), "sum"]
        return max(whole, *map(QFontMetricsF(self.fonts.number).horizontalAdvance, labels))

    def _fraction_px(self, factor: Factor) -> float:
        return max(map(self._symbol_px, derivative(factor))) + self.px(FRACTION)

    def _column_px(self, factor: Factor) -> float:
        return max(self.number_px, self._fraction_px(factor))

    def _needed(self, chain: Chain) -> float:
        columns = sum(map(self._column_px, chain.factors)) + self.number_px
        signs = (len(chain.factors) + 1) * self.px(SIGN)
        return self._label_px + columns + signs + 2 * self.px(SIDE)

    def _ways_in(self, room: float, count: int) -> int:
        """How many ways have room in a line, beside the sum of all others and the result."""
        each = 2 * self.number_px + self.px(PLUS) + self.px(TIMES)
        result = self.number_px + self.px(SIGN) - self.px(PLUS)
        if count * each + result <= room:
            return count
        rest = self._symbol_px(others(count)) + self.px(FRACTION) + self.number_px + self.px(PLUS)
        return max(0, int((room - result - rest) // each))

    # Rows.

    def _lay_out(self, chain: Chain) -> None:
        columns = [self._column_px(factor) for factor in chain.factors]
        starts = [float(self.px(SIDE)) + self._label_px]
        for column in columns:
            starts.append(starts[-1] + self.px(SIGN) + column)
        self._lay_out_header(chain, starts)
        top, named = float(self.px(HEADER)), addends(chain)
        for name, term in named:
            self._label(name, top, "quiet")
            for i in range(len(term.numbers)):
                self._sign("·" if i else "=", starts[i], top)
                self._slot(starts[i] + self.px(SIGN), columns[i], top, is_grad=i == 0)
            self._result(starts[-1], top)
            if term.sample is not None and len(named) > 1:
                self.rows[term.sample] = QRectF(0, top, self.width, self.px(ROW))
            top += self.px(ROW)
        if len(named) > 1:
            self._lay_out_sum(starts, top)
            top += self.px(ROW)
        if self._has_ways:
            self._lay_out_ways(chain, top + self.px(GAP))

    def _lay_out_header(self, chain: Chain, starts: list[float]) -> None:
        self._fraction(Factor("loss", chain.name), self.px(SIDE), self._label_px)
        for i, factor in enumerate(chain.factors):
            self._sign("·" if i else "=", starts[i], (self.px(HEADER) - self.px(ROW)) / 2 - 1)
            left = starts[i] + self.px(SIGN)
            self._fraction(factor, left, starts[i + 1] - left)

    def _fraction(self, factor: Factor, left: float, width: float) -> None:
        half, symbol = self.px(HEADER) / 2, self.fonts.symbol
        for text, top in zip(derivative(factor), (0, half), strict=True):
            place = QRectF(left, top, width, half - 1)
            self.words.append(Word(text, place, symbol, "text", CENTER))
        bar, middle = self._fraction_px(factor) / 2, left + width / 2
        self.bars.append(QLineF(middle - bar, half - 0.5, middle + bar, half - 0.5))

    def _result(self, left: float, top: float, is_bold: bool = False) -> None:
        self._sign("=", left, top)
        self._slot(left + self.px(SIGN), self.number_px, top, True, is_bold)

    def _lay_out_sum(self, starts: list[float], top: float) -> None:
        self._label("sum", top, "text")
        left = starts[-1] + self.px(SIGN)
        self.bars.append(QLineF(left, top + 0.5, left + self.number_px, top + 0.5))
        self._result(starts[-1], top, is_bold=True)
        # Behind the sum, or between its name and it where that is too narrow.
        begin, end = left + self.number_px + self.px(SIDE), self.width
        if end - begin < self._symbol_px(note_of(-0.5)):
            begin, end = starts[0] + self.px(SIGN), starts[-1]
        self.note = QRectF(begin, top, max(0.0, end - begin), self.px(ROW))

    # The ways from the output on.

    def _lay_out_ways(self, chain: Chain, top: float) -> None:
        room, symbol = self.width - 2 * self.px(SIDE), self.fonts.symbol
        words = cut(f"{about_ways(chain)}:", room, self._symbol_px)
        line = QRectF(self.px(SIDE), top, room, self.px(CAPTION))
        self.words.append(Word(words, line, symbol, "quiet", LEFT))
        top += self.px(CAPTION)
        left = float(self.px(SIDE))
        for i in range(self.shown_ways):
            left = self._sign("+", left, top, self.px(PLUS)) if i else left
            left = self._slot(left, self.number_px, top)
            left = self._sign("·", left, top, self.px(TIMES))
            left = self._slot(left, self.number_px, top, is_grad=False, align=LEFT)
        if rest := len(chain.ways) - self.shown_ways:
            left = self._sign("+", left, top, self.px(PLUS)) if self.shown_ways else left
            words = others(rest)
            place = QRectF(left, top, self._symbol_px(words) + self.px(FRACTION), self.px(ROW))
            self.words.append(Word(words, place, symbol, "quiet", LEFT))
            left = self._slot(place.right(), self.number_px, top)
        self._result_of_ways(left, top)

    def _result_of_ways(self, left: float, top: float) -> None:
        begin = self._slot(self._sign("=", left, top), self.number_px, top) + self.px(SIDE)
        # Behind the sum, or at the end of the line above where that is too narrow.
        needed = self._symbol_px(note_of(-0.5)) + self.px(SIDE)
        if self.width - begin < needed:
            begin, top = max(0.0, self.width - needed), top - self.px(CAPTION)
        self.ways_note = QRectF(begin, top, self.width - begin, self.px(CAPTION))

    # Pieces; each returns where it ends.

    def _label(self, text: str, top: float, token: str) -> None:
        place = QRectF(self.px(SIDE), top, self._label_px, self.px(ROW))
        self.words.append(Word(text, place, self.fonts.number, token, LEFT))

    def _sign(self, sign: str, left: float, top: float, width: float = 0) -> float:
        place = QRectF(left, top, width or self.px(SIGN), self.px(ROW))
        self.words.append(Word(sign, place, self.fonts.number, "quiet", CENTER))
        return place.right()

    def _slot(
        self,
        left: float,
        width: float,
        top: float,
        is_grad: bool = True,
        is_bold: bool = False,
        align: Qt.AlignmentFlag = RIGHT,
    ) -> float:
        """A number in the middle of a column: all digits of a column stand below each other."""
        start = left + (width - self.number_px) / 2
        place = QRectF(start, top, self.number_px, self.px(ROW))
        self.slots.append(Slot(place, align, is_grad, is_bold))
        return left + width


class KeptLayout:
    """The layout of the last frame, kept while nothing but the numbers is another."""

    def __init__(self) -> None:
        self._key: object = None
        self._layout: ChainLayout | None = None
        self.number = 0

    def of(self, chain: Chain, width: float, font: QFont, shape: ChainShape) -> ChainLayout:
        """The layout for a chain in a room of this width. number: counts the layouts."""
        key = structure_of(chain), width, font.key(), percent(), shape
        if self._layout is None or key != self._key:
            self._key, self._layout = key, ChainLayout(chain, width, font, shape)
            self.number += 1
        return self._layout
