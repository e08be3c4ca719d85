"""Keyframes: the maps that a film zooms through, each at most half as wide as the one before."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Protocol

import numpy as np

from micrograd.export.options import ExportError
from micrograd.export.run_loop import run_loop_made
from micrograd.maps.axes import Axis, Floats
from micrograd.maps.colors import MapScale
from micrograd.maps.developed import developed, within
from micrograd.maps.plan import MapPlan
from micrograd.maps.seen import choice_of, shown_plan
from micrograd.maps.zoom_path import Window, piloted, through, visited, windows_between
from micrograd.parallel.workplace import Workplace
from micrograd.runs.experiment import Experiment
from micrograd.runs.kept_map import KeptMap
from micrograd.runs.plan import PlanError
from micrograd.system.file_array import array_in_file
from micrograd.system.in_thread import in_thread
from micrograd.system.priority import give_way

# The part of the time in which the pilot finds its way.
FINDING = 0.1
# Pixels are at least so many numbers of the machine apart: closer in, roundings fray the boundary.
NUMBERS_APART = 8
NO_VIEWS = (
    "no view that was seen of the map leads into the present one: zoom into it first, or let the "
    "pilot find a way"
)
NO_ZOOM = "there is nothing to zoom into: no boundary is in view, or the numbers end"


class ZoomOptions(Protocol):
    """route: `pilot`, which begins with the view that is shown, or `views`, which ends there.

    magnify: how many times smaller the last map of the pilot is; None as far as numbers go.
    """

    @property
    def route(self) -> str: ...
    @property
    def magnify(self) -> float | None: ...


class Keyframes:
    """The maps of a zoom: `prepare` has to be done first.

    width, height: the pixels of each. folder: where their numbers lie meanwhile. plans, scales:
    the map and the colours of each, from the widest on. values: their measures, an array of shape
    (keyframes, rows, columns). Raises ExportError where the experiment has no such map.
    """

    def __init__(
        self, experiment: Experiment, options: ZoomOptions, width: int, height: int, folder: Path
    ) -> None:
        self._options, self._folder, self._kept = options, folder, experiment.map
        try:
            self.first = shown_plan(experiment, (width, height))
        except PlanError as error:
            raise ExportError(f"there is no such map: {error}", "size") from None
        self._sides = self.first.width, self.first.height
        self.plans: list[MapPlan] = []
        self.scales: list[MapScale] = []
        self.values: Floats = np.empty((0, height, width))

    def prepare(self) -> Generator[float]:
        """Train all maps in threads; yields the share that is done, 0 to 1. Raises ExportError."""
        place = Workplace(begin=give_way)
        return in_thread(self._train(place), place.end)

    def _train(self, place: Workplace) -> Generator[float]:
        yield from run_loop_made()
        windows = yield from self._windows(place)
        plans = self._plans_of(windows)
        shape = len(plans), self.first.height, self.first.width
        self.values = array_in_file(self._folder, shape)
        for i, plan in enumerate(plans):
            way = (FINDING + (1 - FINDING) * share / len(plans) for share in (i, i + 1))
            yield from within(developed(plan, place, self.values[i]), *way)
            if place.is_ending:
                return
            self.scales.append(MapScale.of(plan, self.values[i]))
        self.plans = plans

    def _windows(self, place: Workplace) -> Generator[float, None, Sequence[Window]]:
        """The windows of all keyframes, from the widest to the deepest."""
        if self._options.route == "views":
            way = visited(_windows_of(self._kept))
            if len(way) < 2:
                raise ExportError(NO_VIEWS, "route")
            return through(way)
        pilot = piloted(self.first, self._options.magnify or inf, place)
        found = yield from within(pilot, 0.0, FINDING)
        return windows_between(found[0], found[-1]) if len(found) > 1 else found

    def _plans_of(self, windows: Sequence[Window]) -> list[MapPlan]:
        """The maps of windows, until there are hardly numbers between their pixels."""
        plans = list[MapPlan]()
        for window in windows:
            if not all(_has_numbers(*side) for side in zip(window, self._sides, strict=True)):
                break
            try:
                plans.append(replace(self.first, x=window.x, y=window.y))
            except PlanError:
                break
        if len(plans) < 2:
            raise ExportError(NO_ZOOM, "route")
        return plans


def _has_numbers(axis: Axis, pixels: int) -> bool:
    return axis.is_whole or axis.tells_apart(NUMBERS_APART * pixels)


def _windows_of(kept: KeptMap | None) -> list[Window]:
    """The views up to the present one that show the same measure of runs of as many steps."""
    if kept is None:
        return []
    seen = kept.views[: kept.place + 1]
    alike = [view for view in seen if replace(view, x=seen[-1].x, y=seen[-1].y) == seen[-1]]
    return [Window(choice.x, choice.y) for choice in map(choice_of, alike)]
