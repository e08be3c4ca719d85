"""Writes the map of an experiment: its numbers, or a picture in which every pixel is a run."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from micrograd.export.options import LARGEST_MAP, ExportError, Options
from micrograd.export.run_loop import run_loop_made
from micrograd.maps.axes import Floats
from micrograd.maps.developed import developed, within
from micrograd.maps.making import identity_of_tiles
from micrograd.maps.plan import MapPlan
from micrograd.maps.seen import shown_plan
from micrograd.maps.writing import MapFile, room_for
from micrograd.parallel.workplace import Workplace
from micrograd.runs.experiment import Experiment
from micrograd.runs.plan import PlanError
from micrograd.system.in_thread import in_thread
from micrograd.system.priority import give_way

# The part of the time that training takes; the rest is for writing.
TRAINING = 0.9


def write_map_file(experiment: Experiment, options: Options, path: Path) -> Iterator[float]:
    """Write the numbers of the view that is shown, with `options.pixels`, as .npz or .csv.

    Yields its progress, from 0 to 1. Raises ExportError where there is no such map.
    """
    plan = _plan(experiment, options.pixels, "pixels")
    identity = identity_of_tiles(plan)
    return _made(plan, path, lambda values: MapFile(path, plan, values, identity).write())


def write_map_picture(experiment: Experiment, size: tuple[int, int], path: Path) -> Iterator[float]:
    """Write the view that is shown as a PNG of this width and height, in its locked colours.

    Yields its progress, from 0 to 1. Raises ExportError where there is no such map.
    """
    plan = _plan(experiment, size, "size")
    colors = experiment.map.colors if experiment.map else None
    return _made(plan, path, lambda values: MapFile(path, plan, values, {}, colors, size).write())


def _plan(experiment: Experiment, pixels: tuple[int, int], option: str) -> MapPlan:
    if max(pixels) > LARGEST_MAP:
        raise ExportError(f"a side of a map has at most {LARGEST_MAP:,} pixels", option)
    try:
        return shown_plan(experiment, pixels)
    except PlanError as error:
        raise ExportError(f"there is no such map: {error}", option) from None


def _made(plan: MapPlan, path: Path, write: Callable[[Floats], Iterator[float]]) -> Iterator[float]:
    place = Workplace(begin=give_way)
    return in_thread(_make(plan, place, path, write), place.end)


def _make(
    plan: MapPlan, place: Workplace, path: Path, write: Callable[[Floats], Iterator[float]]
) -> Generator[float]:
    yield from run_loop_made()
    values = room_for(plan, path)
    yield from within(developed(plan, place, values), 0.0, TRAINING)
    if not place.is_ending:
        yield from (TRAINING + (1 - TRAINING) * share for share in write(values))
