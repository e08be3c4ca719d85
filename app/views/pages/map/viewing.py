"""Places of pixels on the screen, and the views that zooming and panning lead to."""

from typing import NamedTuple

from micrograd.maps.axes import Axis, AxisError
from micrograd.maps.seen import pixels_of


class Extent(NamedTuple):
    """An axis with its pixels. Fractions of the screen go from 0, its first edge, to 1, its last.

    The first and the last pixel stand in the middle of what is drawn for them.
    """

    axis: Axis
    pixels: int

    def share(self, fraction: float) -> float:
        """The share of the axis at a fraction of the screen."""
        return (fraction * self.pixels - 0.5) / max(1, self.pixels - 1)

    def of_share(self, share: float) -> float:
        """The fraction of the screen where a share of the axis stands."""
        return (share * max(1, self.pixels - 1) + 0.5) / self.pixels

    def fraction(self, value: float) -> float:
        """The fraction of the screen where a value stands; it may lie outside."""
        return self.of_share(self.axis.share(value))

    def pixel(self, fraction: float) -> int:
        """The pixel that is drawn at a fraction of the screen, the nearest one outside of it."""
        return min(max(int(fraction * self.pixels), 0), self.pixels - 1)

    def value(self, pixel: int) -> float:
        """The value of a pixel, as `Axis.values` has it."""
        return float(self.axis.values(self.pixels)[pixel])

    def edges(self, of: "Extent") -> tuple[float, float]:
        """The fractions of this screen between which the picture of another one lies."""
        first, last = (self.fraction(of.axis.at(of.share(end))) for end in (0.0, 1.0))
        return first, last


class EndOfNumbersError(ValueError):
    """No more zoom: neighbouring pixels would be the same number of the machine."""


def zoomed(axis: Axis, room: int, fraction: float, factor: float) -> Axis:
    """The part of an axis with so many times its extent; what is at `fraction` stays there.

    Raises EndOfNumbersError.
    """
    at = Extent(axis, pixels_of(axis, room)).share(fraction)
    return part(axis, room, at * (1 - factor), at + (1 - at) * factor)


def moved(axis: Axis, room: int, fraction: float) -> Axis:
    """The axis moved by a fraction of the screen. Raises EndOfNumbersError."""
    return part(axis, room, fraction, 1 + fraction)


def part(axis: Axis, room: int, begin: float, end: float) -> Axis:
    """The part of an axis between two shares; all of it where a setting has no such values.

    Raises EndOfNumbersError.
    """
    try:
        found = axis.part(begin, end)
    except AxisError:
        if axis.is_whole:
            return axis
        raise EndOfNumbersError from None
    if not found.tells_apart(pixels_of(found, room)):
        raise EndOfNumbersError
    return found
