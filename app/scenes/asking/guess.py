"""Guess: the curve that a person draws, as heights at evenly spaced places of the plot."""

import numpy as np

from app.scenes.asking.axes import CurveAxes
from micrograd.runs.buckets import Numbers

# Between two places the curve is straight. Points for the keys stand at some of the places.
MOST_PLACES, MOST_POINTS = 60, 8


class Guess:
    """The curve that is drawn by now, from the end of the known one on.

    places: the steps that have a height. heights: theirs, nan where nothing is drawn yet.
    points: the indices of the places that keys move, `point` the one that is chosen.
    """

    def __init__(self, axes: CurveAxes, start: float) -> None:
        self.axes, self.start = axes, start
        count = min(axes.steps, MOST_PLACES)
        self.places = axes.first + axes.steps * np.arange(1, count + 1) / count
        self.heights = np.full(count, np.nan)
        shares = np.arange(1, min(count, MOST_POINTS) + 1) / min(count, MOST_POINTS)
        self.points = np.round(count * shares).astype(int) - 1
        self.point = 0

    @property
    def is_drawn(self) -> bool:
        """True where anything is drawn."""
        return bool(np.isfinite(self.heights).any())

    def clear(self) -> None:
        """Begin again."""
        self.heights[:] = np.nan
        self.point = 0

    # With the mouse.

    def stroke(self, was: tuple[float, float] | None, now: tuple[float, float]) -> None:
        """Draw straight from where the mouse was to where it is: steps and heights.

        What was drawn there before is replaced. was: None where a stroke begins.
        """
        ends = sorted([was or now, now])
        (left, low), (right, high) = ends
        inside = (self.places >= left) & (self.places <= right)
        if now[0] > self.axes.first:
            inside[self._nearest(now[0])] = True
        at = np.clip(self.places[inside], left, right)
        drawn = np.interp(at, [left, right], [low, high]) if right > left else now[1]
        self.heights[inside] = np.clip(drawn, self.axes.low, self.axes.high)

    def _nearest(self, step: float) -> int:
        return int(abs(self.places - step).argmin())

    # With keys.

    @property
    def point_step(self) -> float:
        """The step of the chosen point."""
        return float(self.places[self.points[self.point]])

    @property
    def point_height(self) -> float:
        """The height of the chosen point: as drawn, or as high as what is drawn before it."""
        return float(self.whole()[self.points[self.point]])

    def choose(self, point: int) -> None:
        """Choose a point; beyond the last one it is that one."""
        self.point = min(max(point, 0), len(self.points) - 1)

    def choose_near(self, step: float) -> None:
        """Choose the point that is nearest to a step."""
        self.point = int(abs(self.places[self.points] - step).argmin())

    def lift(self, by: float) -> None:
        """Move the chosen point up by a part of the height of the plot, its neighbours stay."""
        axes, at = self.axes, int(self.points[self.point])
        height = min(max(self.point_height + by * axes.height, axes.low), axes.high)
        before = int(self.points[self.point - 1]) if self.point else -1
        begin = self.whole()[before] if self.point else self.start
        self._join(before, begin, at, height)
        if self.point + 1 < len(self.points):
            after = int(self.points[self.point + 1])
            if np.isfinite(self.heights[after]):
                self._join(at, height, after, float(self.heights[after]))

    def _join(self, first: int, low: float, last: int, high: float) -> None:
        """Draw straight from the height at one place to that at a later one."""
        between = np.arange(first + 1, last + 1)
        self.heights[between] = low + (high - low) * (between - first) / (last - first)

    # The whole curve.

    def whole(self) -> Numbers:
        """Heights at all places: straight over gaps, level after the last that is drawn."""
        drawn = np.isfinite(self.heights)
        steps = [self.axes.first, *self.places[drawn]]
        return np.interp(self.places, steps, [self.start, *self.heights[drawn]])

    def line(self) -> tuple[Numbers, Numbers]:
        """Steps and heights of what is drawn, from the end of the known curve on."""
        drawn = np.isfinite(self.heights)
        if not drawn.any():
            return np.empty(0), np.empty(0)
        steps = np.append(self.axes.first, self.places[drawn])
        return steps.astype(float), np.append(self.start, self.heights[drawn])
