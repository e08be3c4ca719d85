"""RankScale: the colours of many runs, two scales that meet at the boundary of what can be trained.

The runs of each side are equalised by rank: as many pixels have one shade as another, however
their measures lie. Learned runs go from a pale green at the boundary to a deep blue, the others
from a dark red to a pale orange: the boundary is a jump of lightness, for any kind of eyes and in
a grey print. The method is that of Sohl-Dickstein 2024.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.runs.kept_map import KeptColors
from micrograd.scales.sides import Floats, Sides
from micrograd.training.outcomes import ORDER

Bytes = npt.NDArray[np.uint8]

# From the boundary on. Both were chosen so that no two shades of different sides look alike with
# any of the common colour-vision deficiencies; a test holds them to it.
LEARNED = ("#EDF8CF", "#A8DDB5", "#5ABFC0", "#2B8CBE", "#1F5A9E", "#1B2F6B")
OTHERS = ("#5C0A1E", "#9E1B20", "#D0381F", "#EE6A2A", "#F99D4E", "#FCC98B")
# The shades of a side, and the ranks that are kept of it: no eye tells more of them apart.
SHADES, KNOTS = 256, 1024
# The legend has texts at these shares of a side, from the boundary to the far end.
LEGEND_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


class Stop(NamedTuple):
    """A shade of the legend. color: `#rrggbb`. value: its measure. text: the same with its unit."""

    color: str
    value: float
    text: str


class Legend(NamedTuple):
    """The shades of one side, from the boundary on; empty where no pixel is there.

    words: what its runs did. share: the part of all known pixels that it has. is_named: True where
    each shade stands by itself and has a name, with nothing between.
    """

    words: str
    share: float
    stops: tuple[Stop, ...]
    is_named: bool = False


class RankScale:
    """The scale of some measures; kept while others are coloured, it locks the colours.

    sides: says what the measures are. kept: the ranks of the measures. limit: see `Sides`.
    """

    def __init__(self, sides: Sides, kept: KeptColors, limit: float = 0.0) -> None:
        self.sides, self.kept, self._sign, self._limit = sides, kept, _sign(sides), limit
        self._learned, self._others = np.array(kept.learned), np.array(kept.others)

    def colors(self, values: Floats, limits: Floats | None = None) -> Bytes:
        """The colours of measures: an array of their shape, and three numbers for each.

        limits: where each of them has one of its own.
        """
        if self.sides.outcomes:
            return _OF_OUTCOMES[np.nan_to_num(values).astype(np.intp)]
        has_learned = self.sides.has_learned(values, self._limit if limits is None else limits)
        shades = np.empty(values.shape, np.intp)
        shades[has_learned] = _shade_of(self._sign * values[has_learned], self._learned)
        shades[~has_learned] = _shade_of(-self._sign * values[~has_learned], self._others) + SHADES
        return _TABLE[shades]

    def legend(self) -> tuple[Legend, Legend]:
        """The side of the runs that learned, and the other one."""
        sides, share = self.sides, self.kept.share
        return (
            self._of_side(sides.learned, share, self._learned, self._sign, 0),
            self._of_side(sides.others, 1.0 - share, self._others, -self._sign, SHADES),
        )

    def _of_side(self, words: str, share: float, knots: Floats, sign: float, first: int) -> Legend:
        if not len(knots):
            return Legend(words, 0.0, ())
        if rows := self.sides.outcomes:
            places = sorted(int(sign * knot) for knot in knots)
            stops = tuple(Stop(rows[i].color, float(i), rows[i].text) for i in places)
            return Legend(words, share, stops, is_named=True)
        stops = tuple(self._stop(knots, sign, first, place) for place in LEGEND_SHARES)
        return Legend(words, share, stops)

    def _stop(self, knots: Floats, sign: float, first: int, place: float) -> Stop:
        value = sign * float(knots[round(place * (len(knots) - 1))])
        color = hex_of(_TABLE[first + round(place * (SHADES - 1))])
        return Stop(color, value, self.sides.text(value))


def ranks_of(sides: Sides, values: Floats, limit: Floats | float) -> KeptColors:
    """The ranks of measures. limit: one for all of them, or one for each."""
    has_learned = sides.has_learned(values, limit)
    learned, others = _sign(sides) * values[has_learned], -_sign(sides) * values[~has_learned]
    make = np.unique if sides.outcomes else _knots
    mine, theirs = (tuple(make(depths).tolist()) for depths in (learned, others))
    return KeptColors(mine, theirs, float(has_learned.mean()) if values.size else 0.0)


def hex_of(color: Bytes) -> str:
    """`#rrggbb`."""
    return "#{:02X}{:02X}{:02X}".format(*color)


def _sign(sides: Sides) -> float:
    """What a measure of a run that learned is multiplied with to grow away from the boundary."""
    return 1.0 if sides.rises else -1.0


def _knots(depths: Floats) -> Floats:
    """Depths at equal distances of rank; those that are infinite lie behind the last one."""
    finite = np.sort(depths[np.isfinite(depths)])
    if not len(finite):
        # Infinite ones only: all of them lie at the far end.
        return np.full(min(1, len(depths)), np.inf)
    places = np.linspace(0, len(finite) - 1, min(KNOTS, len(finite))).astype(int)
    return np.take(finite, places)


def _shade_of(depths: Floats, knots: Floats) -> npt.NDArray[np.intp]:
    """The shade of each depth, from 0 at the boundary to SHADES - 1."""
    if not len(knots) or not np.isfinite(knots[0]):
        return np.full(depths.shape, SHADES - 1)
    # Equal depths share the middle of their ranks.
    apart, first, count = np.unique(knots, return_index=True, return_counts=True)
    ranks = (first + (count - 1) / 2) / (len(knots) - 1) if len(knots) > 1 else np.array([0.5])
    shares = np.interp(depths, apart, ranks)
    # Infinities, and what is not a number, lie behind all others.
    shares[~np.isfinite(depths)] = 1.0
    return np.asarray(np.minimum(shares * SHADES, SHADES - 1), np.intp)


def _rgb(colors: Sequence[str]) -> Bytes:
    return np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in colors], np.uint8)


def _shades(colors: Sequence[str]) -> Bytes:
    """Shades between colours that are equally far from each other."""
    ends = _rgb(colors)
    places = np.linspace(0, len(colors) - 1, SHADES)
    channels = [np.interp(places, range(len(colors)), channel) for channel in ends.T]
    return np.array(np.rint(channels).T, np.uint8)


_TABLE: Bytes = np.concatenate([_shades(LEARNED), _shades(OTHERS)])
_OF_OUTCOMES = _rgb([row.color for row in ORDER])


def shades() -> Bytes:
    """All shades of both sides, each from the boundary on, shape (shades, 3)."""
    return _TABLE
