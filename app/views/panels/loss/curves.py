"""The loss curves that are drawn: their runs, their first and last steps, and their points."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from app.session.step_scale import drawn_beside
from micrograd.runs.buckets import Numbers
from micrograd.runs.experiment import Experiment
from micrograd.runs.last_loss import known_loss, next_loss
from micrograd.runs.log_bins import bins_per_doubling
from micrograd.runs.run import Run
from micrograd.runs.segments import Segment, own_segment, segments_of

# The most ancestors of the current run whose steps are drawn: the nearest.
MOST_PAST = 500
# The current run's curve has a bin for every PIXELS_PER_POINT pixels, at least FEWEST_POINTS. All
# others together have as many as SHARE_OF_OTHERS such curves, each at least FEWEST_OF_OTHERS.
PIXELS_PER_POINT, FEWEST_POINTS = 2, 200
SHARE_OF_OTHERS, FEWEST_OF_OTHERS = 4, 40
# The logarithmic plot draws smaller losses like this one: zero has no logarithm.
SMALLEST = 1e-32
# Each plot draws larger losses like this one, by whether it is logarithmic: Qt's painter can't draw
# larger numbers, and an infinite one has no place.
LARGEST = {True: 1e308, False: 1e150}


class Overlay(NamedTuple):
    """The curves that are drawn beside that of the current run.

    runs: other runs, drawn whole. past: the segments of the current run's nearest ancestors, except
    those among `runs`, that lead to it. left_out: the number of runs that are too many to draw.
    """

    runs: list[Segment]
    past: list[Segment]
    left_out: int

    @property
    def segments(self) -> list[Segment]:
        """All segments, in the order in which they are painted."""
        return [*self.runs, *self.past]


def overlay_of(experiment: Experiment) -> Overlay:
    """The latest runs that are not hidden, and the past of the current one."""
    current = experiment.current
    drawn = drawn_beside(current, experiment.runs)
    others = sum(run is not current and not run.is_hidden for run in experiment.runs)
    past = [] if current.is_hidden else segments_of(current)[:-1]
    # A branch of thousands of branches has ancestors without steps.
    past = [each for each in past if each.run not in drawn and each.first < each.last]
    return Overlay([own_segment(run) for run in drawn], past[-MOST_PAST:], others - len(drawn))


def points_of(width: int) -> int:
    """The number of bins of the current run's curve, in a plot `width` pixels wide."""
    return max(FEWEST_POINTS, width // PIXELS_PER_POINT)


def points_of_others(width: int, count: int) -> int:
    """The number of bins of each of `count` other curves: the more curves, the fewer."""
    points = points_of(width)
    return min(points, max(FEWEST_OF_OTHERS, SHARE_OF_OTHERS * points // max(1, count)))


def outline(
    segment: Segment,
    span: tuple[float, float],
    points: int,
    is_logarithmic: bool,
    now: float | None = None,
) -> tuple[Numbers, Numbers]:
    """Steps and losses that draw a run between two steps, joined to the run it branched off.

    is_logarithmic: of the axis of steps. now: the loss at its end, None to look it up.
    """
    (run, first, last), (left, right) = segment, span
    low, high = int(left) - 1 - first, int(right) + 2 - first
    per_doubling = bins_per_doubling(left, right, points) if is_logarithmic else 0
    if per_doubling:
        steps, losses = run.history.losses.log_outline(low, high, per_doubling, first)
    else:
        steps, losses = run.history.losses.outline(low, high, points)
    steps = steps + first
    is_drawn = steps <= last
    steps, losses = steps[is_drawn], losses[is_drawn]
    joint = joint_of(run)
    if joint is not None and left - 1 <= first <= right + 1:
        steps, losses = np.append(joint[0], steps), np.append(joint[1], losses)
    if last == run.steps and left - 1 <= last <= right:
        # After the last step that was trained the loss is that that a step more would find.
        end = next_loss(run) if now is None else now
        steps, losses = np.append(steps, last), np.append(losses, end)
    return steps, losses


def joint_of(run: Run) -> tuple[int, float] | None:
    """Return step and loss where a branch leaves its parent; None for a run without a parent."""
    if run.parent is None:
        return None
    step = run.start.step
    # A parent whose training diverged may end a step before its branch.
    for last in (step, step - 1):
        kept = known_loss(run.parent, last)
        if kept is not None:
            return last, kept.high
    return None


def bounds_of(segments: Iterable[Segment]) -> tuple[float, float]:
    """The smallest and the largest loss that is drawn; (inf, -inf) if there is none."""
    bounds = [(np.inf, -np.inf)]
    for run, first, last in segments:
        losses = run.history.losses
        if last < run.steps:
            _, drawn = losses.outline(0, last - first, FEWEST_OF_OTHERS)
            bounds.append((drawn.min(initial=np.inf), drawn.max(initial=-np.inf)))
        else:
            bounds += [losses.bounds(), (next_loss(run), next_loss(run))]
    lows, highs = zip(*bounds, strict=True)
    return float(min(lows)), float(max(highs))


def on_axis(losses: Numbers, is_logarithmic: bool) -> Numbers:
    """Return losses as heights on the axis; an infinite one lies at its upper end."""
    largest = LARGEST[is_logarithmic]
    drawable = np.clip(np.nan_to_num(losses, nan=largest), 0, largest)
    return np.log10(np.maximum(drawable, SMALLEST)) if is_logarithmic else drawable
