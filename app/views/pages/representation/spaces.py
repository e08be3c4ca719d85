"""What a session's network makes of its samples and of the plane of its inputs, layer by layer."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from app.session.session import Session
from app.views.surface.marks import drawn_rows
from micrograd.analysis.probe import probe_of
from micrograd.analysis.representation import (
    Floats,
    Frame,
    Projection,
    Space,
    kept_frame,
    principal_plane,
    spaces_of,
    turned_like,
    turned_to,
    two_neurons,
    with_lane,
)
from micrograd.analysis.surface import Plane, scaled_points
from micrograd.data.rows import array_of, taken_rows
from micrograd.training.step_engine import Probe

# Lines of the grid in each direction, and the points of each; where the engine computes them fewer.
LINES, POINTS = 13, 49
SLOW_LINES, SLOW_POINTS = 5, 13
# No more samples than this are drawn: all of them move in every frame.
MOST_SAMPLES = 500
# The room of the grid around the samples, as a share of their range.
MARGIN = 0.05
# Larger outputs are drawn as this large: products of two of them are still finite.
LARGEST = 1e75
# What shows a space: the plane of two neurons, or None for that of two principal components.
Axes = tuple[int, int] | None


class Sights(NamedTuple):
    """All that is drawn of a step.

    rows: of the samples that are drawn; hollow: those held out, drawn or not. samples, grid: their
    spaces, that of the inputs and one for each layer. points: how many of the grid's points one of
    its lines has. planes: one for each space. frames: for each space the frame of its weighted
    sums, and that of its outputs.
    """

    rows: Sequence[int]
    hollow: Collection[int]
    samples: list[Space]
    grid: list[Space]
    points: int
    planes: list[Projection]
    frames: list[tuple[Frame, Frame]]


def usual_axes(width: int) -> Axes:
    """The axes that a space of so many neurons is seen along at first."""
    return (0, 1) if width <= 2 else None


class SpaceLooker:
    """Looks at one step after another; planes and frames stay calm from each to the next."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made_for: tuple[object, ...] = ()
        self._probe: Probe
        self._rows: Sequence[int] = ()
        self._hollow: Collection[int] = ()
        self._inputs = self._lanes = np.empty(0)
        self._line = POINTS
        self._last: Sights | None = None
        self._last_axes: list[Axes] = []

    def look(self, axes: Sequence[Axes]) -> Sights:
        """The step where the cursor stands. axes: those of each space."""
        self._prepare()
        trainer = self._session.cursor.trainer
        spaces = spaces_of(self._probe, [each.data for each in trainer.parameters], self._inputs)
        spaces = [Space(bounded(s.sums), bounded(s.outputs)) for s in spaces]
        spaces = [with_lane(s, self._lanes) if len(s.outputs) == 1 else s for s in spaces]
        count = len(self._rows)
        samples = [Space(s.sums[:, :count], s.outputs[:, :count]) for s in spaces]
        grid = [Space(s.sums[:, count:], s.outputs[:, count:]) for s in spaces]
        planes = self._planes(samples, axes)
        frames = self._frames(samples, planes, axes)
        self._last_axes = list(axes)
        self._last = Sights(self._rows, self._hollow, samples, grid, self._line, planes, frames)
        return self._last

    def _planes(self, samples: Sequence[Space], axes: Sequence[Axes]) -> list[Projection]:
        planes: list[Projection] = []
        for i, (space, pair) in enumerate(zip(samples, axes, strict=True)):
            if pair is not None:
                planes.append(two_neurons(space.outputs, *pair))
                continue
            plane = principal_plane(space.outputs)
            if self._last and self._last_axes[i] is None:
                plane = turned_to(plane, self._last.planes[i].axes)
            elif planes:
                before = planes[-1].of(samples[i - 1].outputs)
                plane = turned_like(plane, space.outputs, before)
            planes.append(plane)
        return planes

    def _frames(
        self, samples: Sequence[Space], planes: Sequence[Projection], axes: Sequence[Axes]
    ) -> list[tuple[Frame, Frame]]:
        model, frames = self._session.cursor.model, []
        widths = model.nin, *model.nouts
        for i, (space, plane) in enumerate(zip(samples, planes, strict=True)):
            is_kept = self._last is not None and self._last_axes[i] == axes[i]
            last = self._last.frames[i] if self._last and is_kept else (None, None)
            is_square = widths[i] > 1
            sums, outputs = plane.of(space.sums), plane.of(space.outputs)
            frames.append(
                (kept_frame(last[0], sums, is_square), kept_frame(last[1], outputs, is_square))
            )
        return frames

    def forget(self) -> None:
        """Begin with other planes and frames: the next look is of other things."""
        self._last = None

    def _prepare(self) -> None:
        """Make points and probe anew where they are for another network, or other samples."""
        trainer, chosen = self._session.cursor.trainer, self._session.selection.sample
        parts = trainer.model, trainer.samples, trainer.setting("off"), trainer.engine.is_compiled
        rows = drawn_rows(len(trainer.dataset), chosen, MOST_SAMPLES)
        plane = self._session.plane.around_samples(MARGIN)
        if (*parts, rows, plane) == self._made_for:
            return
        if parts[:2] != self._made_for[:2]:
            self.forget()
        self._made_for = (*parts, rows, plane)
        self._probe, self._rows = probe_of(trainer), rows
        scaled, self._hollow = trainer.samples.scaled, trainer.samples.held_out_set
        lines = LINES if self._probe.is_compiled else SLOW_LINES
        self._line = POINTS if self._probe.is_compiled else SLOW_POINTS
        grid = scaled_points(trainer.samples, grid_points(plane, lines, self._line))
        self._inputs = np.concatenate([array_of(taken_rows(scaled.xs, rows)), grid])
        lanes = bounded(lanes_of(array_of(taken_rows(scaled.targets, rows))))
        middle = lanes.min() / 2 + lanes.max() / 2
        self._lanes = np.concatenate([lanes, np.full(len(grid), middle)])


def bounded(numbers: Floats) -> Floats:
    """Numbers that can be multiplied with each other; what is not a number counts as 0."""
    return np.clip(np.nan_to_num(numbers), -LARGEST, LARGEST)


def grid_points(plane: Plane, lines: int, points: int) -> Floats:
    """The points of the lines of a grid, one line after the other, shape (…, inputs).

    At first those along the first axis, then those along the second one.
    """
    if len(plane.axes) == 1:
        return plane.points(points)
    swapped = plane._replace(axes=plane.axes[::-1], ranges=plane.ranges[::-1])
    return np.concatenate([each.points(points, lines) for each in (plane, swapped)])


def lanes_of(targets: Floats) -> Floats:
    """The places of samples beside the line of a single neuron: their target, or their class."""
    return targets[:, 0] if targets.shape[1] == 1 else targets.argmax(axis=1).astype(float)
