"""The windows that a zoom into a map goes through, each inside the one before."""

import math
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from micrograd.maps.axes import Axis
from micrograd.maps.developed import developed, within
from micrograd.maps.pilot import USUAL_FACTOR, EndOfZoomError, zoomed_in
from micrograd.maps.plan import MapPlan
from micrograd.parallel.workplace import Workplace

# The pixels of each side with which the pilot looks for its way.
PILOT_PIXELS = 160
# Ends that differ by less, in shares of a window, are the same: they were rounded.
EQUAL = 1e-3
# A side that becomes smaller by less than this does not become smaller.
STILL = 1 + 1e-6
# Doubles end before a window is smaller than this, unless it began at 0.
LARGEST = 1e15


class Window(NamedTuple):
    """A part of a map."""

    x: Axis
    y: Axis

    @classmethod
    def of(cls, plan: MapPlan) -> "Window":
        """All of a map."""
        return cls(plan.x, plan.y)

    def holds(self, other: "Window") -> bool:
        """True where another one lies inside."""
        return all(
            mine.name == theirs.name
            and mine.is_log == theirs.is_log
            and mine.share(theirs.first) > -EQUAL
            and mine.share(theirs.last) < 1 + EQUAL
            for mine, theirs in zip(self, other, strict=True)
        )

    def magnification(self, inner: "Window") -> float:
        """How many times smaller another one is, along the axis where it is most so."""
        return max(a.width / b.width for a, b in zip(self, inner, strict=True))


def windows_between(outer: Window, inner: Window, factor: float = 2.0) -> list[Window]:
    """Windows from one to another inside it, each at most `factor` times smaller than the last.

    They close in on the one point that has the same place in the first and in the last.
    """
    count = max(1, math.ceil(math.log(outer.magnification(inner)) / math.log(factor) - EQUAL))
    between = [
        Window(*(_closer(*axes, i / count) for axes in zip(outer, inner, strict=True)))
        for i in range(1, count)
    ]
    return [outer, *between, inner]


def _closer(outer: Axis, inner: Axis, way: float) -> Axis:
    """The axis at a part of the way from outer, 0, to inner, 1."""
    # Shares of the inner one are exact where those of the outer one have lost all digits.
    begin, end = inner.share(outer.first), inner.share(outer.last)
    left, right = interpolated((begin, end), 1 - way)
    axis = inner.part(left, right)
    return replace(axis, first=max(axis.first, outer.first), last=min(axis.last, outer.last))


def interpolated(ends: tuple[float, float], way: float) -> tuple[float, float]:
    """The interval between that from 0 to 1, at way 0, and `ends`, at 1, at an even zoom."""
    begin, size = ends[0], ends[1] - ends[0]
    if 1 / STILL < size < STILL:
        return begin * way, 1 + (ends[1] - 1) * way
    fixed, now = begin / (1 - size), size**way
    return fixed * (1 - now), fixed + (1 - fixed) * now


def visited(views: Iterable[Window]) -> list[Window]:
    """The views that lead into the last one: each inside of the one before."""
    chain: list[Window] = []
    for view in reversed([*views]):
        if not chain or (view.holds(chain[0]) and view.magnification(chain[0]) > STILL):
            chain.insert(0, view)
    return chain


def through(windows: Sequence[Window], factor: float = 2.0) -> list[Window]:
    """All windows on a way through some; see `windows_between`."""
    parts = [windows_between(*pair, factor)[1:] for pair in pairwise(windows)]
    return [*windows[:1], *(window for part in parts for window in part)]


def piloted(
    plan: MapPlan, magnification: float, place: Workplace, factor: float = USUAL_FACTOR
) -> Generator[float, None, list[Window]]:
    """Follow the automatic pilot; yield the share of the way, and return its windows.

    plan: the first window, with the pixels that shall still differ in the last one. The last one is
    so many times smaller as magnification says, or larger where a zoom ends before.
    """
    windows, left = [Window.of(plan)], magnification
    zooms = math.ceil(math.log(min(magnification, LARGEST)) / math.log(factor))
    while left > STILL:
        coarse = _coarse(plan)
        values = np.empty((coarse.height, coarse.width))
        way = (len(windows) - 1) / zooms, len(windows) / zooms
        yield from within(developed(coarse, place, values), *way)
        try:
            plan = zoomed_in(plan, values, min(factor, left))
        except EndOfZoomError:
            break
        windows.append(Window.of(plan))
        left /= factor
    return windows


def _coarse(plan: MapPlan) -> MapPlan:
    width, height = (min(PILOT_PIXELS, side) for side in (plan.width, plan.height))
    return replace(plan, width=width, height=height)
