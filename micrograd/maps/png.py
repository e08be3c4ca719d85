"""A small writer of PNG files: pictures that are larger than memory allows twice, and no Qt."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from micrograd.system.saving import SaveError, replacement

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BITS, TRUE_COLOR = 8, 2
# Every row is stored as the difference to the row above it, which zlib makes smaller.
UP = 2
ROWS_AT_A_TIME = 64


def write_png(path: str | Path, colors: npt.NDArray[np.uint8]) -> None:
    """Write a picture of shape (rows, columns, 3), the top row first. Raises SaveError."""
    path = Path(path)
    try:
        with replacement(path) as temporary, open(temporary, "wb") as file:
            file.writelines(_chunks(colors))
    except OSError as error:
        raise SaveError(path, error) from error


def _chunks(colors: npt.NDArray[np.uint8]) -> Iterator[bytes]:
    height, width, _ = colors.shape
    yield SIGNATURE
    yield _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, BITS, TRUE_COLOR, 0, 0, 0))
    packer, above = zlib.compressobj(), np.zeros((1, 3 * width), np.uint8)
    for first in range(0, height, ROWS_AT_A_TIME):
        rows = colors[first : first + ROWS_AT_A_TIME].reshape(-1, 3 * width)
        differences = rows - np.concatenate([above, rows[:-1]])
        above = rows[-1:]
        if packed := packer.compress(np.insert(differences, 0, UP, axis=1).tobytes()):
            yield _chunk(b"IDAT", packed)
    yield _chunk(b"IDAT", packer.flush())
    yield _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
