"""The scale of the losses of a map: their colours, their contours, the ends in words."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor

from app.kit.numbers import significant
from app.kit.theme import Theme
from app.kit.widgets.loss_colors import loss_color
from micrograd.analysis.contours import round_levels
from micrograd.analysis.landscape.field import Floats

SHADES = 256
# Losses above this multiple of the largest one of the path share one colour: what nobody came near
# would otherwise use up the scale.
WORST = 8.0
# A logarithmic scale has at most so many powers of ten, and no loss below SMALLEST.
DECADES, SMALLEST = 8, 1e-32
# About how many contour lines there are.
LINES = 10


class LandscapeScale:
    """Losses from the largest, a share of 0, to the smallest, 1.

    low, high: its ends; losses may lie outside. is_flat: True where all are equal.
    """

    def __init__(self, grid: Floats, path: Floats, is_log: bool) -> None:
        """grid: the losses of the map. path: the true losses of the path and of the present."""
        finite, walked = grid[np.isfinite(grid)], path[np.isfinite(path)]
        self.is_log = is_log
        every = np.concatenate([finite, walked])
        if not len(every):
            self.low = self.high = 1.0
        else:
            most = WORST * float(walked.max(initial=0.0)) or math.inf
            lowest = float(np.quantile(finite, 0.005)) if len(finite) else float(every.min())
            self.low = min(lowest, float(walked.min(initial=math.inf)))
            self.high = max(self.low, min(float(every.max()), max(most, 2 * lowest)))
        self._is_cut = bool(len(finite) and finite.max() > self.high)
        self._is_cut_below = bool(len(finite) and finite.min() < self.low)
        if is_log:
            self.high = max(self.high, SMALLEST)
            least = max(SMALLEST, self.high * 10.0**-DECADES)
            self._is_cut_below |= self.low < least
            self.low = max(self.low, least)
        self.is_flat = not self.high > self.low * (1 + 1e-9)

    def shares(self, losses: Floats) -> Floats:
        """The places of losses, 0 for the largest, 1 for the smallest; NaN where not finite."""
        if self.is_flat:
            return np.where(np.isfinite(losses), 0.5, np.nan)
        with np.errstate(all="ignore"):
            here = np.clip(losses, self.low, self.high)
            if self.is_log:
                share = np.log(self.high / here) / math.log(self.high / self.low)
            else:
                share = (self.high - here) / (self.high - self.low)
        return np.where(np.isfinite(losses), np.clip(share, 0.0, 1.0), np.nan)

    def levels(self) -> list[float]:
        """The losses that have a contour line, round numbers."""
        if self.is_flat:
            return []
        if not self.is_log:
            return round_levels(self.low, self.high, LINES)
        decades = math.log10(self.high / self.low)
        factors = next(
            each
            for least, each in ((7, (1,)), (4, (1, 3)), (2, (1, 2, 5)), (0, ()))
            if decades >= least
        )
        if not factors:
            step = decades / LINES
            return [self.low * 10 ** (step * i) for i in range(1, LINES)]
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        every = [f * 10.0**power for power in range(first, last + 1) for f in factors]
        return [level for level in every if self.low < level < self.high]

    @property
    def ends(self) -> tuple[str, str]:
        """The largest and the smallest loss as texts."""
        high, low = significant(self.high, 2), significant(self.low, 2)
        return f"≥ {high}" if self._is_cut else high, f"≤ {low}" if self._is_cut_below else low


@lru_cache(maxsize=16)
def colors_of(theme: Theme, count: int = SHADES) -> Sequence[QColor]:
    """`count` colours, from that of the largest loss to that of the smallest."""
    return tuple(loss_color(theme, i / (count - 1)) for i in range(count))


def pixels(theme: Theme, shares: Floats) -> np.ndarray:
    """The colours of shares as rows of red, green, blue and opacity; not finite is transparent."""
    table = np.array([color.getRgb() for color in colors_of(theme)], np.uint8)
    places = np.rint(np.nan_to_num(shares) * (SHADES - 1)).astype(int)
    made = table[places]
    made[~np.isfinite(shares), 3] = 0
    return made
