"""The font of the interface: what is written is what is read."""

from PySide6.QtGui import QFontMetricsF, QTextLayout

from app.kit.application import interface_font
from app.kit.theme import Appearance


def glyphs(text: str) -> list[int]:
    layout = QTextLayout(text, interface_font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [index for run in layout.glyphRuns() for index in run.glyphIndexes()]


def test_the_x_of_an_input_is_no_multiplication_sign(appearance: Appearance) -> None:
    assert glyphs("8 x1")[2] == glyphs("a x1")[2] == glyphs("x")[0]


def test_figures_are_of_one_width(appearance: Appearance) -> None:
    width = QFontMetricsF(interface_font()).horizontalAdvance
    assert len({width(figure) for figure in "0123456789"}) == 1
