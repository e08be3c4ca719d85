"""The sizes of one font in a picture: each is made once, and set only where it changes."""

from PySide6.QtGui import QFont, QPainter

from app.kit.text_size import px


class PainterFonts:
    """Sets the font of a painter: `use(11)`, or bold.

    is_zoomed: the picture has a zoom of its own, which its text follows instead of that of all
    text.
    """

    def __init__(self, painter: QPainter, is_zoomed: bool = False) -> None:
        self._painter, self._family, self._is_zoomed = painter, painter.font(), is_zoomed
        self._made: dict[tuple[int, bool], QFont] = {}
        self._used: tuple[int, bool] | None = None

    def use(self, pixels: int, bold: bool = False) -> None:
        """Write from here on in this size."""
        if self._used == (pixels, bold):
            return
        self._used = pixels, bold
        if self._used not in self._made:
            font = QFont(self._family)
            font.setPixelSize(pixels if self._is_zoomed else px(pixels))
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            self._made[self._used] = font
        self._painter.setFont(self._made[self._used])
