"""The curve of the loss as one number varies and all others stay, computed point by point."""

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from app.walking.gradient_reading import GradientSnapshot

# Limits of the points of a curve; between them it takes about CURVE_S seconds.
FEWEST_POINTS, MOST_POINTS = 33, 129
CURVE_S = 0.3


def curve_points(
    reading: GradientSnapshot, left: float, right: float, points: list[tuple[float, float]]
) -> Iterator[None]:
    """Add `(x, loss)` to `points`, one for each `next()`."""
    tape, numbers, node = reading.tape, reading.numbers, reading.node
    tape.root_at(numbers, node, reading.x)
    yield
    began = perf_counter()
    tape.root_at(numbers, node, reading.x)
    cost = perf_counter() - began
    count = min(MOST_POINTS, max(FEWEST_POINTS, int(CURVE_S / cost)))
    for x in _coarse_first(np.linspace(left, right, count).tolist()):
        points.append((x, tape.root_at(numbers, node, x)))
        yield


def _coarse_first(numbers: list[float]) -> Iterator[float]:
    """Order numbers so that the first few are spread over the whole range."""
    stride, done = 16, 0
    while stride:
        yield from (numbers[i] for i in range(0, len(numbers), stride) if not done or i % done)
        stride, done = stride // 2, stride


def other_leaves(reading: GradientSnapshot) -> list[float]:
    """The data of all leaves but the varied one: the curve depends on these."""
    operands = reading.tape.operands
    return [
        number for i, number in enumerate(reading.numbers) if not operands[i] and i != reading.node
    ]
