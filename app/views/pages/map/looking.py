"""Looks at one pixel of a map: its run is trained once more, with its losses kept."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from micrograd.compiled.many import train_many
from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.runs.recording import train_from_its_start
from micrograd.runs.run import Run
from micrograd.training.outcomes import ORDER, Outcome

# The points of the curve: more than a small plot has pixels.
POINTS = 300


class Look(NamedTuple):
    """A pixel's run. values: those of the axes. measure: as the map has it. has_learned: its side.

    outcome: what became of it.
    steps, losses: the curve, in which the smallest and the largest loss of each stretch are kept.
    diverged_at: the step after which nothing was finite, None where there is none.
    """

    plan: MapPlan
    values: tuple[float, float]
    measure: float
    has_learned: bool
    outcome: Outcome
    steps: Floats
    losses: Floats
    diverged_at: int | None


def look(plan: MapPlan, values: tuple[float, float]) -> Iterator[Look | None]:
    """Yield what becomes of a pixel; None where the work can be left."""
    with np.errstate(all="ignore"):
        start = plan.start(values)
        run = Run(0, start)
        for _ in train_from_its_start(run, plan.steps):
            yield None
        x, y = (np.array([value]) for value in values)
        runs = plan.runs(x, y)
        measured, outcome = (
            train_many(runs, measure, plan.target_loss) for measure in (plan.measure, "outcome")
        )
        assert measured is not None
        assert outcome is not None
        steps, losses = run.history.losses.outline(0, len(run.history.losses), POINTS)
        diverged_at = run.steps if run.steps < plan.steps else None
        has_learned = bool(plan.has_learned(measured)[0])
        number = float(measured[0])
        row = ORDER[int(outcome[0])]
        yield Look(plan, values, number, has_learned, row, steps, losses, diverged_at)
