"""Writes the files of a finished map, a kind for each ending, in bounded memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from micrograd.maps.axes import Floats
from micrograd.maps.colors import MapScale
from micrograd.maps.files import write_map
from micrograd.maps.plan import MapPlan
from micrograd.maps.png import write_png
from micrograd.maps.table import write_table
from micrograd.runs.kept_map import KeptColors
from micrograd.scales.colors import Bytes
from micrograd.system.file_array import array_in_file
from micrograd.system.saving import SaveError

NUMBERS, PICTURE, TABLE = ".npz", ".png", ".csv"
ENDINGS = (NUMBERS, PICTURE, TABLE)
# The pixels of a picture that are coloured together: some megabytes.
PIXELS_AT_A_TIME = 2**18
# More measures than these, 64 MB, lie in a file that the system reads as it is needed.
MOST_IN_MEMORY = 2**23


def room_for(plan: MapPlan, path: Path) -> Floats:
    """An array for all measures, shape (rows, columns).

    path: of the map. A large array lies in a nameless file beside it. Raises SaveError.
    """
    shape = plan.height, plan.width
    if plan.height * plan.width <= MOST_IN_MEMORY:
        return np.full(shape, np.nan)
    try:
        return array_in_file(path.parent, shape)
    except OSError as error:
        raise SaveError(path, error) from error


def written(
    path: Path,
    plan: MapPlan,
    values: Floats,
    identity: dict[str, Any],
    colors: KeptColors | None = None,
    size: tuple[int, int] | None = None,
) -> Iterator[float]:
    """Write one file of a finished map; yields the share that is done, 0 to 1.

    The ending of the path is one of ENDINGS. colors: those of a picture, None to choose them by
    rank. size: the width and the height of a picture, of which several pixels may be one run; None
    for a pixel each. Raises SaveError.
    """
    if path.suffix == NUMBERS:
        write_map(path, plan, values, identity)
    elif path.suffix == TABLE:
        yield from (rows / plan.height for rows in write_table(path, plan, values))
    else:
        scale = MapScale(plan, colors) if colors else MapScale.of(plan, values)
        width, height = size or (plan.width, plan.height)
        blocks = _blocks(scale, values, width, height)
        yield from (rows / height for rows in write_png(path, (height, width), blocks))
    yield 1.0


def _blocks(scale: MapScale, values: Floats, width: int, height: int) -> Iterator[Bytes]:
    """The colours of rows that follow each other, from above; the first row of values is below."""
    rows, columns = values.shape
    across = np.arange(width) * columns // width
    down = (rows - 1) - np.arange(height) * rows // height
    at_a_time = max(1, PIXELS_AT_A_TIME // width)
    for first in range(0, height, at_a_time):
        yield scale.colors(values[down[first : first + at_a_time]][:, across])
