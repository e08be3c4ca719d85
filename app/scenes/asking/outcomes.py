"""Outcomes: what is said of an answer once the truth is known, in words and as a score."""

import math
from typing import NamedTuple

import numpy as np

from app.kit.numbers import MINUS, shortest, signed, significant
from app.scenes.asking.axes import Curve, CurveAxes
from app.scenes.asking.guess import Guess
from app.scenes.asking.scoring import (
    BEST,
    area_share,
    curve_score,
    number_score,
    sign_of,
    sign_score,
)
from app.scenes.script import Question

SIGNS = {-1: MINUS, 0: "0", 1: "+"}
# Significant digits of a distance, and of a factor.
OFF_DIGITS, FACTOR_DIGITS = 2, 2
# Numbers between are written without a power of ten.
PLAIN_FROM, PLAIN_BELOW = 1e-7, 1e7


class Outcome(NamedTuple):
    """truth: the right answer, "" for a curve. words: how far the answer is from it.

    score: None where nobody answered, or where nothing came of it.
    """

    truth: str
    words: str = ""
    score: int | None = None


def number_outcome(question: Question, guess: float | None, truth: float) -> Outcome:
    """The outcome of a number. guess: None where nobody answered."""
    text = _plain(truth, question.digits)
    if guess is None:
        return Outcome(text)
    score = number_score(guess, truth, question.digits, question.scale == "log")
    return Outcome(text, f"{said(guess)}{_how_far(guess, truth, score, question)}.", score)


def said(guess: float) -> str:
    """What the person said, in as many digits as that has."""
    return f"You said {shortest(guess).replace('-', MINUS)}"


def _how_far(guess: float, truth: float, score: int, question: Question) -> str:
    if score == BEST:
        return ": right"
    if not math.isfinite(truth):
        return ""
    side = "high" if guess > truth else "low"
    if question.scale == "log" and guess > 0 and truth > 0:
        factor = max(guess / truth, truth / guess)
        return f": {_plain(factor, FACTOR_DIGITS)} times too {side}"
    # Two counts that are shown in all their digits differ by a count: 85 and 340 by 255.
    are_counts = float(guess).is_integer() and float(truth).is_integer()
    digits = question.digits if are_counts else OFF_DIGITS
    return f": {_plain(abs(guess - truth), digits)} too {side}"


def _plain(number: float, digits: int) -> str:
    """A number with significant digits as people write it, `190` and `0.000005`, not `1.9e+02`."""
    text = f"{number:.{digits}g}"
    if "e" not in text or not PLAIN_FROM <= abs(number) < PLAIN_BELOW:
        return significant(number, digits)
    rounded = float(text)
    places = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    return f"{rounded:,.{places}f}".replace("-", MINUS)


def sign_outcome(question: Question, guess: int | None, truth: float) -> Outcome:
    """The outcome of a sign. guess: None where nobody answered."""
    text = signed(truth, question.digits) if truth else "0"
    if guess is None:
        return Outcome(text)
    score = sign_score(guess, truth)
    right = SIGNS[sign_of(truth)]
    rest = ": right" if score else f"; it is {right}" if math.isfinite(truth) else ""
    return Outcome(text, f"You said {SIGNS[guess]}{rest}.", score)


def curve_outcome(axes: CurveAxes, guess: Guess | None, truth: Curve) -> Outcome:
    """The outcome of a curve, by the steps that were trained. guess: None where nobody drew."""
    is_new = truth.steps > axes.first
    if guess is None or not is_new.any():
        return Outcome("")
    right = axes.heights(truth.values[is_new])
    steps = [axes.first, *guess.places]
    drawn = np.interp(truth.steps[is_new], steps, [guess.start, *guess.whole()])
    score = curve_score(drawn, right, axes.height)
    off = area_share(drawn, right, axes.height) * axes.height
    return Outcome("", _how_far_apart(off, score, axes.is_log), score)


def _how_far_apart(off: float, score: int, is_log: bool) -> str:
    """off: the mean distance of two curves on the axis of their plot."""
    if score == BEST:
        return "Right all the way."
    if is_log:
        return f"On average a factor of {_plain(10.0**off, FACTOR_DIGITS)} off."
    return f"On average {_plain(off, OFF_DIGITS)} off."
