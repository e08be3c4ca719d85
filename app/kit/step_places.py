"""Places of steps on an axis, which is linear or goes with the logarithm of `1 + step`."""

import math

import numpy as np

from micrograd.runs.buckets import Numbers

ROUND = (1, 1.5, 2, 3, 4, 6, 8, 10)
# No run is as long: a place beyond it would be a number that no computer has.
FARTHEST = 15.0


def place_of(step: float, is_logarithmic: bool) -> float:
    """The place of a step. Step 0 has the place 0 on either axis."""
    return math.log10(1 + max(step, -0.9)) if is_logarithmic else step


def places_of(steps: Numbers, is_logarithmic: bool) -> Numbers:
    """The places of steps, none of them negative."""
    return np.log10(1 + steps) if is_logarithmic else steps


def step_at(place: float, is_logarithmic: bool) -> float:
    """The step at a place, with its fraction; before step 0 it is negative."""
    return 10.0 ** min(place, FARTHEST) - 1 if is_logarithmic else place


def roomy_end(number: float) -> float:
    """The next round number: an axis that ends there does not move with every step."""
    power = 10.0 ** math.floor(math.log10(number))
    return next(m * power for m in ROUND if m * power >= number * (1 - 1e-9))
