"""The axis of steps: a few characters a number, linear or logarithmic."""

import math

from app.kit.step_places import place_of, step_at
from app.kit.text_size import px
from app.kit.widgets.plot_axes import PlotAxis

UNITS = ((10**9, "B"), (10**6, "M"), (10**3, "k"))
# The pixels of a character, and the gap between two numbers on a logarithmic axis.
CHARACTER_PX, GAP_PX = 7, 10
# Over fewer than this factor numbers at even distances are written instead of powers of ten.
NARROW = 8
# Over fewer than this factor 2 and 5 stand between the powers of ten.
FEW = 20_000
# The pixels for each of the numbers at even distances.
EVEN_PX = 80


class StepAxis(PlotAxis):
    """An axis that writes steps in a few characters, exactly: 500, 1.5k, 200k, 1M, 12,345.

    is_logarithmic: places are logarithms of `1 + step`, and powers of ten have numbers.
    """

    is_logarithmic = False

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._texts: dict[float, str] = {}

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Choose between places that are steps, and places that are logarithms."""
        if is_logarithmic != self.is_logarithmic:
            self.is_logarithmic = is_logarithmic
            self.picture = None
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if not self.is_logarithmic:
            return super().tickValues(low, high, size)
        first, last = (max(0.0, self._count_of(step_at(each, True))) for each in (low, high))
        self._texts = {}
        for level in _levels(first, last, size):
            added = {self._place(count): _counted(count, spacing) for count, spacing in level}
            seen = {at: text for at, text in added.items() if low <= at <= high}
            if _fit({**self._texts, **seen}, size / (high - low)):
                self._texts |= seen
        return [(1.0, sorted(self._texts))]

    def _count_of(self, step: float) -> float:
        """The count that the axis shows at a step: the step itself, or its epoch."""
        return step * self.scale

    def _step_of(self, count: float) -> float:
        """The step at which so much is counted."""
        return count / self.scale

    def _place(self, count: float) -> float:
        return place_of(self._step_of(count), True)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.is_logarithmic:
            return [self._texts.get(value, "") for value in values]
        return [_counted(value * scale, spacing * scale) for value in values]


def _levels(left: float, right: float, size: float) -> list[list[tuple[float, float]]]:
    """Numbers with their spacing, in groups: each is written where all of it has room."""
    if not right > left:
        return []
    if (1 + right) / (1 + left) < NARROW:
        spacing = _even_spacing((right - left) / max(1.0, size / px(EVEN_PX)))
        # The ends are not exact: they come from logarithms.
        first, last = math.ceil(left / spacing - 1e-6), math.floor(right / spacing + 1e-6)
        return [[(i * spacing, spacing)] for i in range(first, last + 1)]
    exponents = range(math.ceil(math.log10(1 + right)) + 1)
    powers = [(10.0**each, 10.0**each) for each in exponents]
    levels = [[(0.0, 1.0)], powers[3::3], powers[1::3] + powers[2::3], powers[:1]]
    if (1 + right) / (1 + left) < FEW:
        levels.append([(m * power, power) for power, _ in powers for m in (2, 5)])
    return levels


def _even_spacing(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least)


def _fit(texts: dict[float, str], pixels: float) -> bool:
    """Whether none of the texts touches the next one. pixels: for a unit of the places."""
    places = sorted(texts)
    widths = [len(texts[place]) * px(CHARACTER_PX) for place in places]
    return all(
        (after - before) * pixels >= (width + next_width) / 2 + px(GAP_PX)
        for before, after, width, next_width in zip(
            places, places[1:], widths, widths[1:], strict=False
        )
    )


def _counted(number: float, spacing: float) -> str:
    """A multiple of `spacing` in a unit that leaves at most one decimal, above 1000 none."""
    for unit, letter in UNITS:
        finest = unit if abs(number) >= 1000 * unit else unit / 10
        if unit <= abs(number) and finest <= spacing:
            return f"{number / unit:,.12g}{letter}"
    return f"{number:,.12g}"
