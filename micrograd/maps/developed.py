"""Has the pixels of a map trained, tile by tile."""

from collections.abc import Generator, Iterable
from contextlib import closing
from typing import TypeVar

from micrograd.maps.axes import Floats
from micrograd.maps.files import fill
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import RUN_STEPS, Tile, tiles_of
from micrograd.maps.training import TileTraining
from micrograd.parallel.work import Workers
from micrograd.parallel.workplace import Workplace

Result = TypeVar("Result")


def trained(
    tiles: Iterable[Tile], workers: Workers[Tile, Floats], values: Floats
) -> Generator[tuple[Tile, Floats]]:
    """Yield tiles and their measures, which are put into `values`, until the workers end.

    workers: who does `TileTraining`. values: of all pixels, shape (rows, columns).
    """
    with closing(workers.hand_out(tiles)) as handed_out:
        for tile, measures in handed_out:
            fill(values, tile, measures)
            yield tile, measures


def developed(plan: MapPlan, place: Workplace, values: Floats) -> Generator[float]:
    """Train all pixels; yields the share that is done, up to 1.

    values: where the measures are put, shape (rows, columns).
    """
    done = 0
    tiles = tiles_of(plan.width, plan.height, plan.steps, run_steps=RUN_STEPS)
    with closing(trained(tiles, place.workers(TileTraining(plan)), values)) as made:
        for tile, _ in made:
            done += tile.pixels
            yield done / values.size


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
