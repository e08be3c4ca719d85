"""The numbers of compared runs from step to step: losses, scores, and how losses differ."""

from typing import NamedTuple

import numpy as np

from app.session.step_scale import StepScale
from app.views.panels.loss.curves import MOST_PAST, outline
from micrograd.runs.buckets import Numbers
from micrograd.runs.outcome import factors, losses_at
from micrograd.runs.run import Run
from micrograd.runs.score_history import IS_ACCURACY, SCORE, STEP
from micrograd.runs.segments import segments_of

# The points of a curve, and the steps at which losses are compared.
POINTS, COMPARED = 300, 240


class Curve(NamedTuple):
    """Places on the axis of steps, and numbers."""

    places: Numbers
    numbers: Numbers


EMPTY = Curve(np.empty(0), np.empty(0))


def loss_curve(run: Run, scale: StepScale) -> Curve:
    """The losses of a run from the beginning of its oldest ancestor."""
    span, kind = scale.steps, scale.is_logarithmic
    parts = segments_of(run)[-MOST_PAST:]
    drawn = [outline(each, span, POINTS, kind) for each in parts if each.first < each.last]
    if not drawn:
        drawn = [outline(parts[-1], span, POINTS, kind)]
    steps, losses = map(np.concatenate, zip(*drawn, strict=True))
    return Curve(scale.places(steps), losses)


def score_curve(run: Run, scale: StepScale, is_accuracy: bool) -> Curve:
    """The accuracy or R² of the steps at which it was measured, the past included."""
    left, right = scale.steps
    rows = [np.empty((0, 5))]
    for each, first, last in segments_of(run)[-MOST_PAST:]:
        found = each.history.scores.between(max(first, left), min(last, right))
        rows.append(found[(found[:, STEP] >= first) & (found[:, STEP] <= last)])
    marks = np.concatenate(rows)
    marks = marks[(marks[:, IS_ACCURACY] == is_accuracy) & ~np.isnan(marks[:, SCORE])]
    places, (low, high) = scale.places(marks[:, STEP]), scale.span
    if len(marks) > COMPARED:
        # The last mark in each part of the axis is drawn.
        parts = (places - low) // ((high - low) / COMPARED)
        is_drawn = np.append(np.diff(parts) > 0, True)
        marks, places = marks[is_drawn], places[is_drawn]
    return Curve(places, marks[:, SCORE])


def difference_curve(run: Run, first: Run, scale: StepScale, is_factor: bool) -> Curve:
    """The losses of a run as factors of those of the first one at the same steps, or minus them."""
    left, right = scale.steps
    begin, end = max(0.0, left), min(right, run.steps, first.steps)
    if end < begin:
        return EMPTY
    places = np.linspace(scale.place(begin), scale.place(end), COMPARED)
    steps = np.unique(np.rint([scale.step(place) for place in places]))
    ours, theirs = losses_at(run, steps), losses_at(first, steps)
    with np.errstate(invalid="ignore", over="ignore"):
        numbers = np.log10(factors(ours, theirs)) if is_factor else ours - theirs
    is_known = np.isfinite(numbers)
    return Curve(scale.places(steps[is_known]), numbers[is_known])
