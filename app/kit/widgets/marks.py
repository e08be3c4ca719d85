"""Small marks that are painted beside what they tell of."""

import math

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

# The arms of a snowflake, as angles.
ARMS = [math.radians(angle) for angle in (30, 90, 150)]


def draw_snowflake(
    painter: QPainter, center: QPointF, radius: float, color: QColor, behind: QColor
) -> None:
    """Draw the mark of what is frozen, on a disc that separates it from what is behind."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(behind)
    painter.drawEllipse(center, radius + 2, radius + 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, max(1.2, radius / 4), c=Qt.PenCapStyle.RoundCap))
    for angle in ARMS:
        arm = QPointF(math.cos(angle), math.sin(angle)) * radius
        painter.drawLine(QLineF(center - arm, center + arm))
