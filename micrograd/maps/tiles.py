"""Tiles: pixels of a map that are trained in one call; together each pixel once.

A map is first seen coarsely, every so many pixels, and then between them, again and again: the
pixels of one level are what the levels before left out of a lattice twice as fine.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from micrograd.maps.axes import Floats

# The pixels of the first level on the longer side of a map, at most.
COARSEST = 64
# A tile is at least so many training steps of all its runs, unless less is left of a level: handing
# one out, to another machine perhaps, then costs little beside it.
RUN_STEPS = 2_000_000
# A map has no more tiles than this: they grow instead.
MOST_TILES = 2**16


class Tile(NamedTuple):
    """The pixels where some columns and some rows meet; both are at equal distances.

    number: its place among the tiles of a map, in the order of `tiles_of`. stride: until finer
    levels come, a pixel stands for a square of this size, of which it is the first.
    """

    number: int
    stride: int
    columns: range
    rows: range

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and of columns."""
        return len(self.rows), len(self.columns)

    @property
    def pixels(self) -> int:
        """The number of pixels."""
        return len(self.rows) * len(self.columns)

    def where(self) -> tuple[slice, slice]:
        """The index of its pixels in an array of shape (rows, columns) of the whole map."""
        return _as_slice(self.rows), _as_slice(self.columns)


class TrainedTile(NamedTuple):
    """The measures of a tile's pixels, an array of shape (rows, columns)."""

    tile: Tile
    values: Floats


def _as_slice(places: range) -> slice:
    return slice(places.start, places.stop, places.step)


class Lattice(NamedTuple):
    """Pixels at equal distances that belong to one level. stride: see `Tile`."""

    stride: int
    columns: range
    rows: range


def levels_of(width: int, height: int) -> Iterator[list[Lattice]]:
    """The lattices of each level, the coarsest first; each pixel is in one of them."""
    stride = 1
    while -(-max(width, height) // stride) > COARSEST:
        stride *= 2
    yield [Lattice(stride, range(0, width, stride), range(0, height, stride))]
    while stride > 1:
        half = stride // 2
        between = Lattice(half, range(half, width, stride), range(0, height, stride))
        other_rows = Lattice(half, range(0, width, half), range(half, height, stride))
        yield [each for each in (between, other_rows) if each.columns and each.rows]
        stride = half


def tiles_of(
    width: int,
    height: int,
    steps: int,
    around: tuple[float, float] | None = None,
    run_steps: int = RUN_STEPS,
    first_tiles: int = 1,
) -> list[Tile]:
    """All tiles of a map, coarse ones first; those of a level go outwards from a pixel.

    around: the column and the row of that pixel; None for the middle. first_tiles: the fewest
    tiles of the first level, so that several threads make it.
    """
    least = -(-run_steps // max(1, steps))
    side = math.ceil(math.sqrt(max(1, least, width * height // MOST_TILES)))
    middle = around or ((width - 1) / 2, (height - 1) / 2)
    found: list[Lattice] = []
    for lattices in levels_of(width, height):
        if not found:
            pixels = sum(len(lattice.columns) * len(lattice.rows) for lattice in lattices)
            most = min(side, math.ceil(math.sqrt(pixels / first_tiles)))
        else:
            most = side
        level = [part for lattice in lattices for part in _cut_up(lattice, most)]
        found += sorted(level, key=lambda part: distance(part, middle))
    return [Tile(i, *part) for i, part in enumerate(found)]


class Outwards:
    """Hands out tiles from the coarsest level to the finest, in each from a point outwards.

    around: the column and the row of that point, which may move while tiles are handed out.
    """

    def __init__(self, tiles: Iterable[Tile], around: tuple[float, float]) -> None:
        self._left, self.around = list(tiles), around

    def __iter__(self) -> Iterator[Tile]:
        while self._left:
            coarsest = max(tile.stride for tile in self._left)
            level = [tile for tile in self._left if tile.stride == coarsest]
            nearest = min(level, key=self._distance)
            self._left.remove(nearest)
            yield nearest

    def _distance(self, tile: Tile) -> float:
        return distance(tile, self.around)


def distance(tile: Tile | Lattice, around: tuple[float, float]) -> float:
    """How far the middle of a tile is from a column and a row, in pixels.

    The farthest corner would let a large tile wait, the nearest would let all of them tie.
    """
    column, row = around
    return math.hypot(_middle(tile.columns) - column, _middle(tile.rows) - row)


def _cut_up(lattice: Lattice, side: int) -> Iterator[Lattice]:
    # A lattice that is narrower than a square has longer parts of as many pixels.
    columns = min(side, len(lattice.columns))
    rows = min(-(-side * side // columns), len(lattice.rows))
    columns = min(-(-side * side // rows), len(lattice.columns))
    for some_rows in _cut(lattice.rows, rows):
        for some_columns in _cut(lattice.columns, columns):
            yield Lattice(lattice.stride, some_columns, some_rows)


def _cut(places: range, most: int) -> Iterator[range]:
    """The places in parts of nearly equal length, about `most` of them each."""
    count = max(1, len(places) // most)
    for i in range(count):
        yield places[i * len(places) // count : (i + 1) * len(places) // count]


def _middle(places: range) -> float:
    return (places[0] + places[-1]) / 2
