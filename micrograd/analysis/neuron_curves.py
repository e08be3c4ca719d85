"""Neuron curves: where the weighted sum of a neuron is zero, where inputs are computed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from micrograd.analysis.contours import Floats, contour

# Larger sums would overflow where two of them are subtracted.
_MOST = 1e150


class NeuronCurve(NamedTuple):
    """The curve of a neuron of the first layer, counted from 0.

    pieces: shape (pieces, 4): x and y of both ends, as shares of the ranges from low to high. From
    the first end to the second the positive side is at the left.
    """

    neuron: int
    pieces: Floats


def first_sums(points: Floats, parameters: Sequence[float], neurons: int) -> Floats:
    """The weighted sums of the first layer, shape (neurons, points).

    points: as the network sees them, shape (points, inputs). parameters: those of the network.
    """
    width = points.shape[1] + 1
    own = np.array(parameters[: neurons * width]).reshape(neurons, width)
    with np.errstate(invalid="ignore", over="ignore"):
        sums: Floats = own[:, :-1] @ points.T + own[:, -1:]
    return sums


def neuron_curves(sums: Floats) -> list[NeuronCurve]:
    """The curves of the neurons that have one.

    sums: on a grid from edge to edge, shape (neurons, rows, columns); along one input there is one
    row, and each curve is upright.
    """
    if sums.shape[1] == 1:
        sums = np.repeat(sums, 2, axis=1)
    curves = (NeuronCurve(neuron, _pieces_of(each)) for neuron, each in enumerate(sums))
    return [curve for curve in curves if len(curve.pieces)]


def _pieces_of(sums: Floats) -> Floats:
    rows, columns = sums.shape
    pieces = contour(sums, 0.0)
    turned = np.where(_has_it_right(sums, pieces)[:, None], pieces[:, [2, 3, 0, 1]], pieces)
    shares: Floats = turned / np.array([columns - 1, rows - 1, columns - 1, rows - 1])
    return shares


def _has_it_right(sums: Floats, pieces: Floats) -> np.ndarray:
    """For each piece, whether the positive side is at its right."""
    x, y = (pieces[:, 0] + pieces[:, 2]) / 2, (pieces[:, 1] + pieces[:, 3]) / 2
    column = np.clip(x.astype(int), 0, sums.shape[1] - 2)
    row = np.clip(y.astype(int), 0, sums.shape[0] - 2)
    known = np.clip(sums, -_MOST, _MOST)
    low_left, low_right = known[row, column], known[row, column + 1]
    high_left, high_right = known[row + 1, column], known[row + 1, column + 1]
    right = low_right - low_left + high_right - high_left
    up = high_left - low_left + high_right - low_right
    found: np.ndarray = (pieces[:, 2] - pieces[:, 0]) * up < (pieces[:, 3] - pieces[:, 1]) * right
    return found
