"""developed: trains all pixels of a map, for those who want its numbers and no file."""

from collections.abc import Generator
from contextlib import closing
from typing import TypeVar

import numpy as np

from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import RUN_STEPS, Tile, tiles_of
from micrograd.parallel.work import HandsOut

Result = TypeVar("Result")


def developed(
    plan: MapPlan, workers: HandsOut[Tile, Floats], run_steps: int = RUN_STEPS
) -> Generator[float, None, Floats]:
    """Yield the share of the pixels that is trained, and return the measures of all.

    workers: who does `TileTraining`. run_steps: the steps of all runs of a tile. The measures have
    the shape (rows, columns).
    """
    values, done = np.full((plan.height, plan.width), np.nan), 0
    tiles = tiles_of(plan.width, plan.height, plan.steps, run_steps=run_steps)
    with closing(workers.hand_out(tiles)) as handed_out:
        for tile, found in handed_out:
            values[tile.where()] = found
            done += tile.pixels
            yield done / values.size
    return values


def finished(work: Generator[float, None, Result]) -> Result:
    """Do all of the work."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def part_of(
    work: Generator[float, None, Result], part: int, parts: int
) -> Generator[float, None, Result]:
    """Do work that is one of several parts, counted from 0; yields the share of them all."""
    return within(work, part / parts, (part + 1) / parts)


def within(
    work: Generator[float, None, Result], begin: float, end: float
) -> Generator[float, None, Result]:
    """Do work whose progress goes from one share of a larger one to another."""
    while True:
        try:
            share = next(work)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        yield min(1.0, begin + share * (end - begin))
