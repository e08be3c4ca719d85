"""The box-counting dimension of the boundary between the two sides of a map.

A curve that is smooth has dimension 1; the more a boundary fills its plane, the nearer it comes
to 2. Boxes of size s that hold a piece of it number N(s) ~ s^-D: D is the slope of log N over
-log s, by least squares.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
# At least so many boxes lie side by side at the largest size: fewer are all full.
FEWEST_BOXES = 4


class Dimension(NamedTuple):
    """The dimension of a set of pixels; not a number where it has none, or too few sizes.

    sizes, counts: how many boxes of each size, in pixels, hold a piece of the set.
    """

    value: float
    sizes: tuple[int, ...]
    counts: tuple[int, ...]

    @property
    def slopes(self) -> Floats:
        """The dimension at each size: the slope between its neighbours, at an end to one of them.

        Empty where there is no dimension.
        """
        if np.isnan(self.value):
            return np.empty(0)
        return np.asarray(-np.gradient(np.log(self.counts), np.log(self.sizes)))


def boundary_of(has_learned: Mask) -> Mask:
    """The pixels with a neighbour to the right or above that is on the other side.

    As Sohl-Dickstein 2024 has it, an edge lies between two pixels; it counts for the first.
    """
    edges = np.zeros(has_learned.shape, bool)
    edges[:, :-1] |= has_learned[:, 1:] != has_learned[:, :-1]
    edges[:-1] |= has_learned[1:] != has_learned[:-1]
    return edges


def box_dimension(pixels: Mask) -> Dimension:
    """The box-counting dimension of the pixels that are True.

    Sizes are powers of two; boxes that the picture does not hold as a whole count as well.
    """
    sizes, counts = list[int](), list[int]()
    boxes = pixels
    while min(boxes.shape) >= FEWEST_BOXES:
        sizes.append(2 ** len(sizes))
        counts.append(int(boxes.sum()))
        boxes = _halved(boxes)
    if len(sizes) < 2 or not counts[0]:
        return Dimension(np.nan, tuple(sizes), tuple(counts))
    slope = np.polyfit(-np.log(sizes), np.log(counts), 1)[0]
    return Dimension(float(slope), tuple(sizes), tuple(counts))


def _halved(boxes: Mask) -> Mask:
    """Boxes of twice the size: each holds something where one of its four does."""
    height, width = boxes.shape
    padded = np.pad(boxes, [(0, height % 2), (0, width % 2)])
    columns = padded[:, ::2] | padded[:, 1::2]
    return columns[::2] | columns[1::2]


def boundary_dimension(has_learned: Mask) -> float:
    """The dimension of the boundary between two sides; not a number where there is none."""
    return box_dimension(boundary_of(has_learned)).value


def median_dimension(zooms: Sequence[Dimension]) -> float:
    """The median of the slopes at all sizes of all zooms; not a number where there are none.

    It is the estimate of Sohl-Dickstein 2024, whose pictures have 4096 x 4096 pixels.
    """
    slopes = np.concatenate([zoom.slopes for zoom in zooms]) if zooms else np.empty(0)
    return float(np.median(slopes)) if slopes.size else np.nan
