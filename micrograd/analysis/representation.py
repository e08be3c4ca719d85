"""How each layer moves points: the spaces that they go through, and planes to see these in."""

from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.training.step_engine import Probe

Floats = npt.NDArray[np.float64]
# A frame leaves this share of what it shows free around it; it is kept while what it shows fills
# at least FULL of it.
AROUND, FULL = 0.15, 0.55


class Space(NamedTuple):
    """Points in the space of a layer's neurons: their weighted sums, and its outputs.

    Both have the shape (neurons, points). The inputs are a space whose sums are its outputs.
    """

    sums: Floats
    outputs: Floats


class Projection(NamedTuple):
    """A plane in the space of k neurons, to which points fall at right angles.

    center: shape (k,). axes: shape (k, 2), two directions of length 1 at right angles.
    held: the share of the samples' variance that is seen in the plane, 0 to 1.
    """

    center: Floats
    axes: Floats
    held: float

    def of(self, points: Floats) -> Floats:
        """The projections of points of shape (k, points), shape (2, points)."""
        return self.axes.T @ (points - self.center[:, None])


class Frame(NamedTuple):
    """What a picture shows of a plane: its middle, and the way from there to each side."""

    x: float
    y: float
    reach_x: float
    reach_y: float

    def of(self, points: Floats) -> Floats:
        """Points of shape (2, points) in the frame, whose sides are at -1 and 1."""
        middle, reach = np.array([[self.x], [self.y]]), np.array([[self.reach_x], [self.reach_y]])
        placed: Floats = (points - middle) / reach
        return placed


def spaces_of(probe: Probe, parameters: Sequence[float], points: Floats) -> list[Space]:
    """The space of the inputs, then that of each layer.

    points: shape (points, inputs), as the network sees them.
    """
    inputs = np.ascontiguousarray(points.T)
    spaces, numbers, first = [Space(inputs, inputs)], np.array(parameters, float), 0
    for outputs in probe.layer_outputs(parameters, points):
        before = spaces[-1].outputs
        shape = len(outputs), len(before) + 1
        # Neuron by neuron: its weights, then its bias.
        layer = numbers[first : first + mul(*shape)].reshape(shape)
        with np.errstate(over="ignore", invalid="ignore"):
            sums = layer[:, :-1] @ before + layer[:, -1:]
        spaces.append(Space(sums, outputs))
        first += mul(*shape)
    return spaces


def with_lane(space: Space, lane: Floats) -> Space:
    """The space of one neuron as a plane. lane: the place of each point across its line."""
    return Space(np.vstack([space.sums, lane]), np.vstack([space.outputs, lane]))


# Planes.


def two_neurons(outputs: Floats, first: int, second: int) -> Projection:
    """The plane of two neurons."""
    axes = np.zeros((len(outputs), 2))
    axes[[first, second], [0, 1]] = 1.0
    variances = outputs.var(axis=1)
    seen = variances[[first, second]].sum()
    return Projection(np.zeros(len(outputs)), axes, _share(seen, variances.sum()))


def principal_plane(outputs: Floats) -> Projection:
    """The plane in which the outputs vary most: their first two principal components.

    outputs: shape (k, samples), with k of 2 or more.
    """
    center = outputs.mean(axis=1)
    away = outputs - center[:, None]
    # The eigenvectors of the smaller matrix are the left singular vectors.
    variances, directions = np.linalg.eigh(away @ away.T)
    axes = directions[:, :-3:-1]
    # The largest part of each axis is positive.
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    held = _share(variances[-2:].sum(), variances.sum())
    return Projection(center, axes * np.where(signs == 0, 1.0, signs), held)


def _share(part: float, whole: float) -> float:
    return float(min(1.0, part / whole)) if whole > 0 else 1.0


def turned_to(projection: Projection, axes: Floats) -> Projection:
    """The same plane, its axes turned as near as possible to others of shape (k, 2).

    Principal components change their sign and their order from step to step; the plane does not.
    The orthogonal Procrustes problem, solved as by Schönemann (1966).
    """
    return _turned(projection, projection.axes.T @ axes)


def turned_like(projection: Projection, outputs: Floats, before: Floats) -> Projection:
    """The same plane, turned so that samples lie as they do in the picture of the layer before.

    before: where the samples are in that picture, shape (2, samples).
    """
    here = projection.of(outputs)
    return _turned(projection, here @ (before - before.mean(axis=1, keepdims=True)).T)


def _turned(projection: Projection, likeness: Floats) -> Projection:
    """Turned (and mirrored) by the orthogonal matrix that is nearest to `likeness`."""
    if not np.isfinite(likeness).all():
        return projection
    left, _, right = np.linalg.svd(likeness)
    return projection._replace(axes=projection.axes @ left @ right)


class Border(NamedTuple):
    """A line in a plane: where normal · place + offset is 0; on the side above it a sum is."""

    normal: Floats
    offset: float

    def across(self, frame: Frame) -> Floats | None:
        """Two ends of the line, outside of a frame; None where it does not come into the frame.

        Shape (2, 2): their x, then their y.
        """
        length, reach = float(np.hypot(*self.normal)), float(np.hypot(frame.reach_x, frame.reach_y))
        if not (length > 0 and np.isfinite(length) and np.isfinite(self.offset)):
            return None
        normal, middle = self.normal / length, np.array([frame.x, frame.y])
        away = float(normal @ middle) + self.offset / length
        nearest, along = middle - normal * away, np.array([-normal[1], normal[0]]) * 2 * reach
        return np.stack([nearest - along, nearest + along], axis=1) if abs(away) < reach else None


def border_in(plane: Projection, weights: Floats, bias: float) -> Border:
    """The line in which the plane meets w · x + b = 0 of its space."""
    return Border(plane.axes.T @ weights, float(weights @ plane.center) + bias)


# Between the layers.


def split_place(place: float) -> tuple[int, float]:
    """The layer before a place, and how far it is on the way to the next one, 0 to 1."""
    before = int(place)
    return before, place - before


def mixed(before: Floats, straight: Floats, after: Floats, share: float) -> Floats:
    """On the way through a layer: until the half moved straight by its weights, then bent.

    before: outputs of the layer before; straight: weighted sums; after: outputs, all in a plane.
    """
    if share < 0.5:
        return before + (straight - before) * (2 * share)
    return straight + (after - straight) * (2 * share - 1)


def at_place(spaces: Sequence[Space], planes: Sequence[Projection], place: float) -> Floats:
    """The points at a place from 0 (the inputs) to the number of layers, shape (2, points).

    planes: one for each space.
    """
    layer, share = split_place(place)
    before = planes[layer].of(spaces[layer].outputs)
    if share == 0:
        return before
    plane, space = planes[layer + 1], spaces[layer + 1]
    return mixed(before, plane.of(space.sums), plane.of(space.outputs), share)


# Frames around points.


def frame_around(points: Floats, is_square: bool = True) -> Frame:
    """The frame that shows all finite points, with some room around them.

    is_square: one unit is as long across as up.
    """
    shown = points[:, np.isfinite(points).all(axis=0)]
    if not shown.size:
        return Frame(0.0, 0.0, 1.0, 1.0)
    low, high = shown.min(axis=1), shown.max(axis=1)
    middle = low / 2 + high / 2
    # Points that are all alike have room around them, too.
    least = np.maximum(1e-9, 1e-6 * np.abs(middle))
    reach = np.maximum((high / 2 - low / 2) * (1 + AROUND), least)
    if is_square:
        reach[:] = reach.max()
    return Frame(*map(float, (*middle, *reach)))


def kept_frame(last: Frame | None, points: Floats, is_square: bool = True) -> Frame:
    """The last frame while the points are in it and fill it: a picture in motion stays calm."""
    if last is not None:
        reach = np.abs(last.of(points)).max(initial=0.0, where=np.isfinite(points))
        if FULL <= reach <= 1.0:
            return last
    return frame_around(points, is_square)


def mixed_frames(before: Frame, straight: Frame, after: Frame, share: float) -> Frame:
    """The frame on the way through a layer, see `mixed`."""
    first, second, third = np.array(before), np.array(straight), np.array(after)
    return Frame(*mixed(first, second, third, share).tolist())
