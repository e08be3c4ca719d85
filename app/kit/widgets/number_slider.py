"""A slider that screen readers read as the number that it stands for."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider

from app.kit.spoken import Reading, Slid


class NumberSlider(QSlider):
    """A horizontal slider. number(position): what a position stands for, rising with it.

    words(number): the number with its unit.
    """

    spoken = Slid

    def __init__(self, number: Callable[[int], float], words: Callable[[float], str]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._number, self._words = number, words

    def told(self) -> Reading:
        """What it stands at."""
        number, ends = self._number(self.value()), (self.minimum(), self.maximum())
        low, high = map(self._number, ends)
        return Reading(number, low, high, _last_digit(number), self._words(number))

    def take(self, number: float) -> None:
        """Go to the nearest position of a number."""
        positions = range(self.minimum(), self.maximum() + 1)
        self.setValue(min(positions, key=lambda each: abs(self._number(each) - number)))


def _last_digit(number: float) -> float:
    """What a number is a multiple of: Orca reads as many decimals as this has."""
    exponent = Decimal(f"{number:.12g}").as_tuple().exponent
    return 10.0 ** min(0, int(exponent))
