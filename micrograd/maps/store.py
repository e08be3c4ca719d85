"""Files of maps: the finished numbers, and the tiles that are there while it is made.

A finished map is a NumPy file with `x`, `y` (the values of columns and rows) and an array of shape
(rows, columns) that is named after the measure; the comment of its archive says what it is of.
Tiles are added to a file beside it as they are done. Each has a checksum: where the program is
killed while it writes one, that one alone is trained again.
"""

import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan, difference
from micrograd.maps.tiles import Tile, TrainedTile
from micrograd.system.saving import SaveError, replacement

ENDING = ".part"
# The first line of a file of tiles; the second one says what the map is.
FORMAT = b"tiles of a micrograd map, 1\n"
# Before the values of a tile: its number, and how many values follow. After them: their checksum.
HEADER, CHECKSUM = struct.Struct("<QQ"), struct.Struct("<I")


class StoreError(ValueError):
    """Tiles that can't be gone on from, in one line."""


class TileFile:
    """The file with the tiles of a map that is being made; close it, or use it in `with`.

    path: of the finished map. done: the tiles that it had when it was opened, as (number, values).
    resume: go on from a file that is there; without it one that has tiles is refused.
    Raises StoreError where the file is of another map, and SaveError where it can't be written.
    """

    def __init__(self, path: Path, identity: Mapping[str, Any], resume: bool) -> None:
        self.path = path.with_name(path.name + ENDING)
        self.done: dict[int, Floats] = {}
        try:
            if self._open(identity, resume):
                self.file.write(FORMAT + _line(identity))
                self.file.flush()
        except OSError as error:
            raise SaveError(self.path, error) from error

    def _open(self, identity: Mapping[str, Any], resume: bool) -> bool:
        """Open the file behind its last whole tile; True where it is empty."""
        self.file: IO[bytes] = open(self.path, "a+b")  # noqa: SIM115
        try:
            end = self._read(identity) if self.file.tell() else 0
            if self.done and not resume:
                raise StoreError(
                    f"{self.path.name} has {len(self.done):,} tiles of a map that was interrupted: "
                    "--resume goes on from them; delete it to begin anew"
                )
        except BaseException:
            self.file.close()
            raise
        self.file.truncate(end)
        self.file.seek(end)
        return end == 0

    def _read(self, identity: Mapping[str, Any]) -> int:
        """Read the tiles that are whole; returns where the last of them ends."""
        self.file.seek(0)
        if (first := self.file.readline()) != FORMAT and not FORMAT.startswith(first):
            raise StoreError(f"{self.path.name} is no file of tiles that this version can read")
        line = self.file.readline()
        if not line.endswith(b"\n"):
            # It was killed before its first tile.
            return 0
        if what := difference(dict(identity), json.loads(line)):
            raise StoreError(f"{self.path.name} has tiles of another map: {what}")
        end = self.file.tell()
        while (tile := self._next_tile()) is not None:
            self.done[tile[0]] = tile[1]
            end = self.file.tell()
        return end

    def _next_tile(self) -> tuple[int, Floats] | None:
        head = self.file.read(HEADER.size)
        if len(head) < HEADER.size:
            return None
        number, count = HEADER.unpack(head)
        data, check = self.file.read(8 * count), self.file.read(CHECKSUM.size)
        if len(check) < CHECKSUM.size or CHECKSUM.unpack(check)[0] != zlib.crc32(head + data):
            return None
        return number, np.frombuffer(data)

    def add(self, trained: TrainedTile) -> None:
        """Keep a tile, whatever happens to the program after this. Raises SaveError."""
        data = trained.values.astype("<f8").tobytes()
        head = HEADER.pack(trained.tile.number, trained.values.size)
        try:
            self.file.write(head + data + CHECKSUM.pack(zlib.crc32(head + data)))
            self.file.flush()
        except OSError as error:
            raise SaveError(self.path, error) from error

    def __enter__(self) -> "TileFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def remove(self) -> None:
        """Delete the file: the map is finished, or nothing of it is wanted."""
        self.file.close()
        self.path.unlink(missing_ok=True)


def fill(values: Floats, tile: Tile, of_tile: Floats) -> None:
    """Put the measures of a tile where they belong. Raises StoreError where they do not fit."""
    if of_tile.size != tile.pixels:
        raise StoreError("the tiles are of other sizes than this version makes them")
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
                archive.comment = _line(identity).strip()
    except OSError as error:
        raise SaveError(path, error) from error


def is_finished(path: Path, identity: Mapping[str, Any]) -> bool:
    """True where a finished file is of this very map."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == _line(identity).strip()
    except (OSError, zipfile.BadZipFile):
        return False


def _line(identity: Mapping[str, Any]) -> bytes:
    return json.dumps(identity).encode() + b"\n"
