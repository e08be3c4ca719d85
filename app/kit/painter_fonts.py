"""The sizes of one font in a picture: each is made once, and set only where it changes."""

from PySide6.QtGui import QFont, QPainter


class PainterFonts:
    """Sets the font of a painter: `use(11)`, or bold."""

    def __init__(self, painter: QPainter) -> None:
        self._painter, self._family = painter, painter.font()
        self._made: dict[tuple[int, bool], QFont] = {}
        self._used: tuple[int, bool] | None = None

    def use(self, pixels: int, bold: bool = False) -> None:
        """Write from here on in this size."""
        if self._used == (pixels, bold):
            return
        self._used = pixels, bold
        if self._used not in self._made:
            font = QFont(self._family)
            font.setPixelSize(pixels)
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            self._made[self._used] = font
        self._painter.setFont(self._made[self._used])
