"""Scores of predictions, from 0 to 100, by their distance from the truth.

A right answer scores 100. Any other loses half of that with each `half` of its distance:

    score = 100 · 2^(−distance / half), rounded down, at most 99

    number           half = 0.25 · max(|truth|, 0.1)   distance = |guess − truth|
    number, by ratio half = 0.25 decades               distance = |log10(guess / truth)|
    curve            half = 0.1 of the plot's height   distance = the mean of |guess − truth| in it
    sign             100 or 0
"""

import math

from micrograd.runs.buckets import Numbers

BEST, BEST_BUT_WRONG = 100, 99
HALF_OF_NUMBER, HALF_IN_DECADES, HALF_OF_HEIGHT = 0.25, 0.25, 0.1
# Truths nearer to zero are measured like this one: around 0 no relative distance makes sense.
LEAST_TRUTH = 0.1
# A curve drawn by hand is right within this share of the height of the plot.
RIGHT_SHARE = 0.01
# How much of a rounding is lost when decimal numbers become binary ones.
BINARY = 1 + 1e-9


def number_score(guess: float, truth: float, digits: int, by_ratio: bool = False) -> int:
    """The score of a number. digits: of the truth that count; by_ratio: twice is as far as half.

    A truth that has no logarithm is measured by its difference also by ratio.
    """
    if not math.isfinite(truth):
        return 0
    if abs(guess - truth) <= rounding(truth, digits) * BINARY:
        return BEST
    if by_ratio and truth > 0:
        return _falling(decades(guess, truth) / HALF_IN_DECADES)
    return _falling(abs(guess - truth) / (HALF_OF_NUMBER * max(abs(truth), LEAST_TRUTH)))


def rounding(number: float, digits: int) -> float:
    """Half a unit of the last of so many significant digits of a finite number."""
    first = math.floor(math.log10(abs(number))) if number else 0
    return 0.5 * 10.0 ** (first + 1 - digits)


def decades(guess: float, truth: float) -> float:
    """How many powers of ten a guess is from a truth above 0; inf for a guess that is not."""
    return abs(math.log10(guess) - math.log10(truth)) if guess > 0 else math.inf


def sign_of(number: float) -> int:
    """-1, 0 or 1; 0 also for what is no number."""
    return (number > 0) - (number < 0)


def sign_score(guess: int, truth: float) -> int:
    """The score of a sign, of which there are no degrees."""
    return BEST if math.isfinite(truth) and guess == sign_of(truth) else 0


def curve_score(guess: Numbers, truth: Numbers, height: float) -> int:
    """The score of a curve by the area between both.

    guess, truth: finite heights at the same steps. height: of the plot, above 0. All of them on
    the axis of the plot, which are logarithms where that is logarithmic.
    """
    share = area_share(guess, truth, height)
    return BEST if share <= RIGHT_SHARE else _falling(share / HALF_OF_HEIGHT)


def area_share(guess: Numbers, truth: Numbers, height: float) -> float:
    """The area between two curves as a share of the area of the plot above the same steps."""
    return float(abs(guess / height - truth / height).mean())


def _falling(halves: float) -> int:
    """A score that loses half with each half of the distance."""
    return min(BEST_BUT_WRONG, math.floor(BEST * 2.0**-halves))
