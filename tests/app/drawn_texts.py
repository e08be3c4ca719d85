"""The texts that a widget paints, read from a vector picture of it."""

import re
from html import unescape

from PySide6.QtCore import QBuffer, QIODevice, QPoint
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget


def drawn_texts(widget: QWidget) -> list[str]:
    """The texts as they are painted, in their order."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QSvgGenerator()
    picture.setOutputDevice(buffer)
    picture.setSize(widget.size())
    picture.setResolution(widget.logicalDpiX())
    painter = QPainter(picture)
    widget.render(painter, QPoint())
    painter.end()
    texts = re.findall(r"<text[^>]*>(.*?)</text>", buffer.data().toStdString(), re.DOTALL)
    return [unescape(text).strip() for text in texts]
