"""Writes a film as WebP without loss, and of each frame only what changed.

The container is described at developers.google.com/speed/webp/docs/riff_container.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from struct import pack

import numpy as np
from PIL import Image

from app.export.encoders import Part, PartsEncoder, Pixels
from micrograd.export.options import ExportError

HAS_ALPHA, IS_ANIMATION = 0x10, 0x02
# Pillow's method and quality: higher ones cost time and save little.
METHOD, EFFORT = 2, 30
LARGEST_FILE = 2**32 - 10
# The offset at which the file's size is written, and the offset from which it is counted.
SIZE_AT, COUNTED_FROM = 4, 8


class WebPEncoder(PartsEncoder):
    """Writes a WebP with the very pixels that were drawn; unchanged ones are transparent."""

    per_s = 1000

    @staticmethod
    def check(fps: int) -> None:
        """Any will do."""

    def __init__(self, path: Path, fps: int, samples: Sequence[Pixels]) -> None:
        super().__init__(path, fps, samples)
        self._file.write(b"RIFF\0\0\0\0WEBP")
        canvas = _short_int(self._width - 1) + _short_int(self._height - 1)
        self._write("VP8X", pack("<I", HAS_ALPHA | IS_ANIMATION) + canvas)
        # The background is black, and the film is repeated for ever.
        self._write("ANIM", pack("<IH", 0xFF000000, 0))

    def _write_part(self, part: Part, delay: int) -> None:
        height, width = part.pixels.shape
        numbers = part.left // 2, part.top // 2, width - 1, height - 1, delay
        # 0: lay it over the frame before, and leave it there.
        head = b"".join(_short_int(number) for number in numbers) + b"\0"
        self._write("ANMF", head + _encoded(part))

    def _write(self, name: str, content: bytes) -> None:
        self._file.write(name.encode() + pack("<I", len(content)) + content)
        self._file.write(b"\0" * (len(content) % 2))
        if self._file.tell() > LARGEST_FILE:
            raise ExportError("a WebP holds at most 4 GB; make the film shorter or smaller", "size")

    def finish(self) -> Iterator[None]:
        size = self._file.tell() - COUNTED_FROM
        self._file.seek(SIZE_AT)
        self._file.write(pack("<I", size))
        yield


def _short_int(number: int) -> bytes:
    """A number as three bytes, the lowest first."""
    return pack("<I", number)[:3]


def _encoded(part: Part) -> bytes:
    """The pixels of a part, as the chunk of a single picture."""
    visible = np.where(part.is_new, part.pixels | np.uint32(0xFF000000), np.uint32(0))
    height, width = visible.shape
    image = Image.frombytes("RGBA", (width, height), visible.astype("<u4").tobytes(), "raw", "BGRA")
    file = BytesIO()
    image.save(file, "WEBP", lossless=True, method=METHOD, quality=EFFORT)
    # The header of a file of its own is left out.
    return file.getvalue()[12:]
