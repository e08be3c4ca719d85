"""Gradient check: autograd beside the central difference of the function itself."""

import math
import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from micrograd.analysis.tape import Tape

# Steps h, from large to small, two per decade; a node above 1 is moved by h times its size.
STEPS: tuple[float, ...] = tuple(float(f"{m}e-{k}") for k in range(1, 14) for m in (1, 0.316))
# Steps with little truncation and round-off for a function of moderate size.
QUICK_STEPS: tuple[float, ...] = (1e-5, 1e-6)

_TOLERANCE = 1e-5
# An error bar is small enough below this share of the gradient, or of the slope nearby.
_CLEAR, _CLEAR_NEARBY = 1e-3, 1e-6
# The distances at which round-off is estimated again: at one point all gradients may vanish, and
# within the larger one a sine may have turned round.
_NEARBY = (-1e-3, -1e-6, 1e-6, 1e-3)


class Verdict(Enum):
    """The result of a check, as a sentence."""

    AGREES = "Autograd and the central difference agree."
    DISAGREES = "Autograd and the central difference disagree: this gradient is wrong."
    KINK = "The function has a corner here: left and right have different slopes."
    UNRESOLVED = "The central difference is too coarse to tell: its error hides the gradient."
    UNDEFINED = "There is no slope to compare with: the function is not finite on both sides."


class GradientCheck(NamedTuple):
    """One gradient beside its central difference.

    node: its index in the tape. autograd: the gradient that was checked.
    central_difference, relative_error: at `step`, the h that the verdict rests on; nan where
    it is UNDEFINED. curve: (h, relative error) for every h tried where both are finite.
    """

    node: int
    autograd: float
    central_difference: float
    step: float
    relative_error: float
    curve: tuple[tuple[float, float], ...]
    verdict: Verdict


class _Slope(NamedTuple):
    """One central difference, and how far off it may be.

    jump: the slope to the right less the slope to the left. is_smooth: no operation passes its
    corner within the step. spread: how far off two larger steps are, infinite for the two largest
    of all. rounding: the round-off in the value.
    """

    step: float
    value: float
    jump: float
    is_smooth: bool
    spread: float = math.inf
    rounding: float = 0.0

    @property
    def error_bar(self) -> float:
        return self.spread + self.rounding

    def relative_error(self, gradient: float) -> float:
        """|a - n| / max(|a|, |n|), with the round-off for a size where both are below it."""
        error = abs(gradient - self.value)
        return error / max(abs(gradient), abs(self.value), self.rounding) if error else 0.0


def check_gradient(
    tape: Tape,
    node: int,
    autograd: float | None = None,
    data: Sequence[float] | None = None,
    grads: Sequence[float] | None = None,
) -> GradientCheck:
    """The derivative of the root by one node, compared at all STEPS.

    autograd: a gradient to check in place of the tape's. data, grads: the tape's, if at hand.
    Raises what `tape.forward()` raises.
    """
    data = tape.forward() if data is None else data
    grads = tape.gradients(data) if grads is None else grads
    gradient = grads[node] if autograd is None else autograd
    slopes = [slope for h in STEPS if (slope := _slope(tape, node, data, h))]
    if not slopes or not math.isfinite(gradient):
        return GradientCheck(node, gradient, math.nan, math.nan, math.nan, (), Verdict.UNDEFINED)
    slopes = _with_error_bars(slopes, _rounding(tape, node, data, grads))
    return _check(node, gradient, slopes, *_judged(gradient, slopes))


def check_all(
    tape: Tape, nodes: Sequence[int], autograd: Sequence[float] | None = None
) -> Iterator[GradientCheck]:
    """One check per `next()`: at a step or two, and at all of them where those do not agree.

    autograd: the gradients to check of all nodes of the tape, in place of its own. Raises what
    `tape.forward()` raises, at the first one.
    """
    data = tape.forward()
    grads = tape.gradients(data)
    found = grads if autograd is None else autograd
    for node in nodes:
        agreeing = _first_agreeing(tape, node, data, found[node])
        if agreeing:
            yield _check(node, found[node], [agreeing], Verdict.AGREES, agreeing)
        else:
            yield check_gradient(tape, node, found[node], data, grads)


def _check(
    node: int, gradient: float, slopes: Sequence[_Slope], verdict: Verdict, slope: _Slope
) -> GradientCheck:
    curve = tuple((s.step, s.relative_error(gradient)) for s in slopes)
    error = slope.relative_error(gradient)
    return GradientCheck(node, gradient, slope.value, slope.step, error, curve, verdict)


def _first_agreeing(tape: Tape, node: int, data: Sequence[float], gradient: float) -> _Slope | None:
    for h in QUICK_STEPS:
        slope = _slope(tape, node, data, h)
        if slope and slope.relative_error(gradient) <= _TOLERANCE:
            return slope
    return None


def _slope(tape: Tape, node: int, data: Sequence[float], h: float) -> _Slope | None:
    """(f(x + h) - f(x - h)) / 2h; None where that is not finite.

    Numerical Recipes, 5.7: h goes with the size of x, and 2h is what lies between the floats.
    """
    x, f = data[node], data[-1]
    low, high = x - h * max(1.0, abs(x)), x + h * max(1.0, abs(x))
    try:
        below, above = tape.data_at(data, node, low), tape.data_at(data, node, high)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    value = (above[-1] - below[-1]) / (high - low)
    jump = (above[-1] - f) / (high - x) - (f - below[-1]) / (x - low)
    if not math.isfinite(value + jump):
        return None
    return _Slope((high - low) / 2, value, jump, _is_smooth(tape, node, below, data, above))


def _is_smooth(tape: Tape, node: int, *points: Sequence[float]) -> bool:
    """True where every operation is on one side of its corner at all points."""
    corners = [i for i in tape.dependents(node) if tape.has_corner[i]]
    return all(len({tape.side_of_corner(data, i) for data in points}) == 1 for i in corners)


def _with_error_bars(slopes: Sequence[_Slope], rounding: tuple[float, float]) -> list[_Slope]:
    """The slopes with round-off, rounding[0] / h + rounding[1], and the spread from larger steps.

    Truncation errors of one pair of steps may be alike by chance: hence two larger ones.
    """
    complete = [s._replace(rounding=rounding[0] / s.step + rounding[1]) for s in slopes]
    for i in range(2, len(slopes)):
        spread = max(abs(slopes[i].value - larger.value) for larger in slopes[i - 2 : i])
        complete[i] = complete[i]._replace(spread=spread)
    return complete


def _rounding(
    tape: Tape, node: int, data: Sequence[float], grads: Sequence[float]
) -> tuple[float, float]:
    """The round-off in the root as it is, and how it grows per step away from there.

    To one side it may not grow, as below the corner of a relu: the largest of all counts.
    """
    growths = [0.0]
    for distance in _NEARBY:
        reach = distance * max(1.0, abs(data[node]))
        try:
            nearby = tape.data_at(data, node, data[node] + reach)
            rounding = _root_rounding(tape, node, nearby, tape.gradients(nearby))
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        growths.append(rounding / abs(reach))
    return _root_rounding(tape, node, data, grads), max(growths)


def _root_rounding(tape: Tape, node: int, data: Sequence[float], grads: Sequence[float]) -> float:
    """ε Σ |gradient x data| over the dependents: each result is rounded once.

    Higham, Accuracy and Stability of Numerical Algorithms, 3.3 (running error analysis).
    """
    return sys.float_info.epsilon * sum(abs(grads[i] * data[i]) for i in tape.dependents(node))


def _judged(gradient: float, slopes: Sequence[_Slope]) -> tuple[Verdict, _Slope]:
    """The verdict, and the slope it rests on: the one with the smallest error bar.

    Steps across a corner count only where the others do not tell.
    """
    smooth = [slope for slope in slopes if slope.is_smooth]
    for candidates in filter(None, (smooth, slopes)):
        slope = min(candidates, key=lambda s: s.error_bar)
        verdict = _verdict(gradient, slope, abs(slopes[0].value) + abs(slopes[0].jump))
        if verdict is not Verdict.UNRESOLVED:
            break
    if verdict is Verdict.DISAGREES and _has_corner(slope, slopes):
        return Verdict.KINK, slope
    return verdict, slope


def _verdict(gradient: float, slope: _Slope, nearby: float) -> Verdict:
    """nearby: how steep the function is at the largest step."""
    size = max(abs(gradient), abs(slope.value))
    error = abs(gradient - slope.value)
    is_clear = slope.error_bar <= max(_CLEAR * size, _CLEAR_NEARBY * nearby)
    if error <= _TOLERANCE * size or (error <= slope.error_bar and is_clear):
        return Verdict.AGREES
    # Differences that still change from step to step are no evidence against autograd.
    is_settled = slope.spread <= 0.1 * abs(slope.value) + 4 * slope.rounding
    return Verdict.DISAGREES if error > slope.error_bar and is_settled else Verdict.UNRESOLVED


def _has_corner(slope: _Slope, slopes: Sequence[_Slope]) -> bool:
    """True where the two sides differ, and at a tenth of a step no less."""
    if not slope.is_smooth:
        return True
    told = [s for s in slopes if s.step <= slope.step and abs(s.jump) > 4 * s.rounding]
    larger = [s for s in slopes if told and s.step > 5 * told[-1].step]
    return bool(larger) and abs(told[-1].jump) > abs(larger[-1].jump) / 2
