"""FittedLabel: a text of several lines, as large as the room for it allows."""

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent

from app.kit.plain_text import Label
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.parts import dressed, yielding

# The longest texts say which font fits: a shorter one hardly ever needs more room.
MOST_EXPECTED = 24
# A sign of arithmetic between two spaces: no line ends there.
SIGN = re.compile(r" ([+−*/·×=-]) ")
NO_BREAK = "\N{NO-BREAK SPACE}"
WRAPPED = int(Qt.TextFlag.TextWordWrap)


class FittedLabel(Label):
    """A label whose font is the largest of some at which all of its text is seen.

    sizes: of the font in pixels at 100 %, from the largest to the smallest. It takes the room that
    it is given, whatever its text. Its lines are about as long as each other: no word is left alone
    in the last one.
    """

    def __init__(self, name: str, appearance: Appearance, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        # The texts that it will show in turn, in one font for all of them; the longest first.
        self._coming: list[str] = []
        self._said = ""
        super().__init__()
        dressed(yielding(self, both_ways=True), name)
        self.setWordWrap(True)
        appearance.changed.connect(self.fit)

    def expect(self, texts: Iterable[str]) -> None:
        """Have one font for all of these texts; one that is none of them may make it smaller."""
        longest = sorted(set(texts), key=len, reverse=True)[:MOST_EXPECTED]
        self._coming = [_joined(text) for text in longest]
        self.fit()

    def setText(self, text: str) -> None:
        self._said = text
        super().setText(_joined(text))
        self.fit()

    def text(self) -> str:
        """The text as it was given."""
        return self._said

    def fit(self) -> None:
        """Take the largest font that fits the room as it is now, and lines of one length."""
        fonts = [self._font(size) for size in self._sizes]
        texts = [_joined(self._said), *self._coming]
        font = next((font for font in fonts if self._fits(texts, font)), fonts[-1])
        self.setFont(font)
        self.setContentsMargins(0, 0, self.width() - self._balanced_width(font), 0)

    def _font(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(px(pixels))
        return font

    def _fits(self, texts: Iterable[str], font: QFont) -> bool:
        width, height = self.width(), self.height()
        sizes = (_size(text, font, width) for text in texts)
        return all(size.width() <= width and size.height() <= height for size in sizes)

    def _balanced_width(self, font: QFont) -> int:
        """The least width at which the text has no more lines than in all of the room."""
        text, most = _joined(self._said), self.width()
        height, least = _size(text, font, most).height(), most // 2
        while least < most:
            middle = (least + most) // 2
            size = _size(text, font, middle)
            if size.height() <= height and size.width() <= middle:
                most = middle
            else:
                least = middle + 1
        return most

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def _joined(text: str) -> str:
    """A text whose formulas stay on one line, as far as a line is long enough."""
    return SIGN.sub(rf"{NO_BREAK}\1{NO_BREAK}", text)


def _size(text: str, font: QFont, width: int) -> QSize:
    """The size of a text that is wrapped at a width."""
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 0), WRAPPED, text).size()
