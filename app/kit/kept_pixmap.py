"""KeptPixmap: what stays the same from frame to frame, kept as pixels."""

from collections.abc import Callable

from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget


class KeptPixmap:
    """A layer of a widget, drawn into a pixmap again only where its key is another."""

    def __init__(self) -> None:
        self._key: object = None
        self._pixmap = QPixmap()

    def draw(
        self,
        painter: QPainter,
        widget: QWidget,
        key: object,
        ground: QColor,
        draw: Callable[[QPainter], None],
    ) -> None:
        """Draw the layer. draw: draws it anew."""
        ratio = widget.devicePixelRatioF()
        size = widget.size() * ratio
        if key != self._key or self._pixmap.size() != size:
            self._key, self._pixmap = key, QPixmap(size)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(ground)
            own = QPainter(self._pixmap)
            own.setRenderHint(QPainter.RenderHint.Antialiasing)
            own.setFont(widget.font())
            draw(own)
            own.end()
        painter.drawPixmap(0, 0, self._pixmap)
