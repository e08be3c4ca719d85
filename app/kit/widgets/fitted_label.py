"""FittedLabel: a text of several lines, as large as the room for it allows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent

from app.kit.plain_text import Label
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.parts import dressed, yielding


class FittedLabel(Label):
    """A label whose font is the largest of some at which all of its text is seen.

    sizes: of the font in pixels at 100 %, from the largest to the smallest. It takes the room that
    it is given, whatever its text.
    """

    def __init__(self, name: str, appearance: Appearance, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        super().__init__()
        dressed(yielding(self, both_ways=True), name)
        self.setWordWrap(True)
        appearance.changed.connect(self.fit)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.fit()

    def fit(self) -> None:
        """Take the largest font that fits the room as it is now."""
        fonts = [self._font(size) for size in self._sizes]
        self.setFont(next((font for font in fonts if self._fits(font)), fonts[-1]))

    def _font(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(px(pixels))
        return font

    def _fits(self, font: QFont) -> bool:
        room, wrapped = self.contentsRect(), int(Qt.TextFlag.TextWordWrap)
        needed = QFontMetrics(font).boundingRect(room, wrapped, self.text())
        return needed.height() <= room.height() and needed.width() <= room.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
