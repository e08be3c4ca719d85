"""FORMATS: the files of a finished map, a row for each ending, written in bounded memory."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from micrograd.maps.axes import Floats
from micrograd.maps.colors import MapScale
from micrograd.maps.files import is_finished, write_map
from micrograd.maps.plan import MapPlan
from micrograd.maps.png import write_png
from micrograd.maps.table import write_table
from micrograd.runs.kept_map import KeptColors
from micrograd.scales.colors import Bytes
from micrograd.system.file_array import array_in_file
from micrograd.system.saving import SaveError

# The pixels of a picture that are coloured together: some megabytes.
PIXELS_AT_A_TIME = 2**18
# More measures than these, 64 MB, lie in a file that the system reads as it is needed.
MOST_IN_MEMORY = 2**23


def room_for(plan: MapPlan, path: Path) -> Floats:
    """An array for all measures, shape (rows, columns).

    path: of the map. A large array lies in a nameless file beside it. Raises SaveError.
    """
    shape = plan.height, plan.width
    if plan.count <= MOST_IN_MEMORY:
        return np.full(shape, np.nan)
    try:
        return array_in_file(path.parent, shape)
    except OSError as error:
        raise SaveError(path, error) from error


class MapFile(NamedTuple):
    """A file of a finished map.

    values: the measures, shape (rows, columns). colors: those of a picture, None to choose them by
    rank. size: the width and the height of a picture, of which several pixels may be one run; None
    for a pixel each.
    """

    path: Path
    plan: MapPlan
    values: Floats
    identity: Mapping[str, Any]
    colors: KeptColors | None = None
    size: tuple[int, int] | None = None

    def write(self) -> Iterator[float]:
        """Write it in the format of its ending; yields the share that is done. Raises SaveError."""
        yield from FORMATS[self.path.suffix].write(self)
        yield 1.0


def _numbers(file: MapFile) -> Iterator[float]:
    write_map(file.path, file.plan, file.values, file.identity)
    yield from ()


def _table(file: MapFile) -> Iterator[float]:
    return (rows / file.plan.height for rows in write_table(file.path, file.plan, file.values))


def _picture(file: MapFile) -> Iterator[float]:
    plan, values = file.plan, file.values
    scale = MapScale(plan, file.colors) if file.colors else MapScale.of(plan, values)
    width, height = file.size or (plan.width, plan.height)
    blocks = _blocks(scale, values, width, height)
    return (rows / height for rows in write_png(file.path, (height, width), blocks))


def _blocks(scale: MapScale, values: Floats, width: int, height: int) -> Iterator[Bytes]:
    """The colours of rows that follow each other, from above; the first row of values is below."""
    rows, columns = values.shape
    across = np.arange(width) * columns // width
    down = (rows - 1) - np.arange(height) * rows // height
    at_a_time = max(1, PIXELS_AT_A_TIME // width)
    for first in range(0, height, at_a_time):
        yield scale.colors(values[down[first : first + at_a_time]][:, across])


class MapFormat(NamedTuple):
    """A kind of files. words: what such a file is for. write: see `MapFile`.

    is_of(path, identity): True for a finished file of this very map; None where no file tells.
    """

    words: str
    write: Callable[[MapFile], Iterator[float]]
    is_of: Callable[[Path, Mapping[str, Any]], bool] | None = None


FORMATS = {
    ".npz": MapFormat("the numbers", _numbers, is_finished),
    ".csv": MapFormat("a table", _table),
    ".png": MapFormat("a picture", _picture),
}
