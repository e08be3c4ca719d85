"""What all plots share: the theme's pens, quiet axes, a grid one can hardly see."""

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont, QPen

from app.theme import Theme

LABEL_FONT_PX = 11


def curve_pen(color: QColor, width: float = 2) -> QPen:
    """A solid, opaque pen: what pyqtgraph draws fastest above one pixel."""
    return pg.mkPen(color, width=width)


def style_plot(plot: pg.PlotWidget, theme: Theme) -> None:
    """Give background, axes and grid of a plot the colours of the theme."""
    plot.setBackground(theme["surface"])
    font = QFont(plot.font())
    font.setPixelSize(LABEL_FONT_PX)
    for side in ("bottom", "left"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(theme["border"]))
        axis.setTextPen(pg.mkPen(theme["quiet"]))
        axis.setTickFont(font)
        axis.setStyle(tickLength=0, tickTextOffset=6)
        axis.label.setFont(font)
        axis.label.setDefaultTextColor(theme.color("quiet"))
    # pyqtgraph takes opacities of a grid from 0 to 1.
    plot.showGrid(x=True, y=True, alpha=0.18)


def set_up_plot(plot: pg.PlotWidget) -> None:
    """Leave out what a playground does not need."""
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setFrameShape(plot.Shape.NoFrame)
