"""Files of finished maps.

A map is a NumPy file with `x`, `y` (the values of columns and rows) and an array of shape
(rows, columns) that is named after the measure; the comment of its archive says what it is of.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import Tile
from micrograd.parallel.part_file import PartFileError, PieceKind, line_of
from micrograd.system.saving import SaveError, replacement

TILES = PieceKind("tiles", "map")


def fill(values: Floats, tile: Tile, of_tile: Floats) -> None:
    """Put the measures of a tile where they belong. Raises PartFileError where they do not fit."""
    if of_tile.size != tile.pixels:
        raise PartFileError("the tiles are of other sizes than this version makes them")
    values[tile.where()] = of_tile.reshape(tile.shape)


def write_map(path: str | Path, plan: MapPlan, values: Floats, identity: Mapping[str, Any]) -> None:
    """Write a finished map; the old file stays where that fails. Raises SaveError."""
    path = Path(path)
    try:
        with replacement(path) as temporary:
            with open(temporary, "wb") as file:
                arrays: dict[str, Any] = {"x": plan.xs, "y": plan.ys, plan.measure: values}
                np.savez(file, **arrays)
            with zipfile.ZipFile(temporary, "a") as archive:
                archive.comment = line_of(identity).strip()
    except OSError as error:
        raise SaveError(path, error) from error


def is_finished(path: Path, identity: Mapping[str, Any]) -> bool:
    """True where a finished file is of this very map."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == line_of(identity).strip()
    except (OSError, zipfile.BadZipFile):
        return False
