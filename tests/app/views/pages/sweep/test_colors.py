"""The cells of the heat map: their numbers are read on every shade."""

from PySide6.QtGui import QColor

from app.kit.theme import contrast, readable_on
from micrograd.scales.colors import shades
from micrograd.training.outcomes import ORDER


def test_numbers_are_read_on_every_shade() -> None:
    for color in (*map(tuple, shades().tolist()), *(QColor(row.color).getRgb() for row in ORDER)):
        fill = QColor(*color)
        assert contrast(readable_on(fill), fill) >= 4.5
