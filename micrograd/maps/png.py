"""A small writer of PNG files: pictures that are larger than memory allows twice, and no Qt."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from micrograd.system.saving import SaveError, replacement

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BITS, TRUE_COLOR = 8, 2
# Every row is stored as the difference to the row above it, which zlib makes smaller.
UP = 2


def write_png(
    path: str | Path, shape: tuple[int, int], blocks: Iterable[npt.NDArray[np.uint8]]
) -> Iterator[int]:
    """Write a picture of so many rows and columns; yields how many rows are written.

    blocks: the colours of rows that follow each other, from above, shape (rows, columns, 3).
    Raises SaveError.
    """
    path, (height, width) = Path(path), shape
    packer, above, done = zlib.compressobj(), np.zeros((1, 3 * width), np.uint8), 0
    try:
        with replacement(path) as temporary, open(temporary, "wb") as file:
            size = struct.pack(">IIBBBBB", width, height, BITS, TRUE_COLOR, 0, 0, 0)
            file.write(SIGNATURE + _chunk(b"IHDR", size))
            for block in blocks:
                rows = block.reshape(-1, 3 * width)
                differences = rows - np.concatenate([above, rows[:-1]])
                above, done = rows[-1:], done + len(rows)
                packed = packer.compress(np.insert(differences, 0, UP, axis=1).tobytes())
                file.write(_chunk(b"IDAT", packed) if packed else b"")
                yield done
            file.write(_chunk(b"IDAT", packer.flush()) + _chunk(b"IEND", b""))
    except OSError as error:
        raise SaveError(path, error) from error


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
