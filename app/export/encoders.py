"""What the encoders of films have in common: frames as numbers, and what changed between two."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

# Height x width, each pixel as 0xRRGGBB.
Pixels: TypeAlias = NDArray[np.uint32]


def pixels_of(image: QImage) -> Pixels:
    """The pixels of an image of the format RGB32, as a copy."""
    stride = image.bytesPerLine() // 4
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), stride)
    return rows[:, : image.width()] & np.uint32(0xFFFFFF)


class Part(NamedTuple):
    """A rectangle of a frame. is_new: where its pixels differ from those of the frame before."""

    left: int
    top: int
    pixels: Pixels
    is_new: NDArray[np.bool_]


def changed_part(before: Pixels | None, frame: Pixels) -> Part:
    """The smallest rectangle that holds every change and begins at even coordinates.

    The first frame gives all of it, a frame that changed nothing gives one pixel.
    """
    if before is None:
        return Part(0, 0, frame, np.ones(frame.shape, np.bool_))
    is_new = frame != before
    rows, columns = np.flatnonzero(is_new.any(axis=1)), np.flatnonzero(is_new.any(axis=0))
    if not len(rows):
        return Part(0, 0, frame[:1, :1], is_new[:1, :1])
    top, left = int(rows[0]) // 2 * 2, int(columns[0]) // 2 * 2
    place = slice(top, int(rows[-1]) + 1), slice(left, int(columns[-1]) + 1)
    return Part(left, top, frame[place], is_new[place])


class Encoder(ABC):
    """Writes the frames of a film into a file, one after the other, at a fixed rate.

    samples: some of the frames, to choose colours by. `close` it in any case, after `finish` or
    instead of it.
    """

    # Width and height of a frame are multiples of this, in pixels.
    unit = 1

    @staticmethod
    @abstractmethod
    def check(fps: int) -> None:
        """Raises ExportError where no film of this rate can be made here."""

    @abstractmethod
    def __init__(self, path: Path, fps: int, samples: Sequence[Pixels]) -> None: ...

    @abstractmethod
    def add(self, frame: Pixels) -> None:
        """Write the next frame."""

    @abstractmethod
    def finish(self) -> Iterator[None]:
        """End the file; yields while that takes its time."""

    @abstractmethod
    def close(self) -> None:
        """Leave nothing open and nothing running."""


class PartsEncoder(Encoder):
    """Writes the changed part of each frame into a file that it opens itself."""

    # Durations are counted in this many parts of a second.
    per_s = 0

    def __init__(self, path: Path, fps: int, samples: Sequence[Pixels]) -> None:
        self._fps, self._count = fps, 0
        self._before: Pixels | None = None
        self._file = open(path, "wb")  # noqa: SIM115
        self._height, self._width = samples[0].shape

    def add(self, frame: Pixels) -> None:
        """Write what changed, and how long it stands."""
        delay = duration(self._count, self._fps, self.per_s)
        self._write_part(changed_part(self._before, frame), delay)
        self._before, self._count = frame, self._count + 1

    @abstractmethod
    def _write_part(self, part: Part, delay: int) -> None: ...

    def close(self) -> None:
        self._file.close()


def duration(frame: int, fps: int, per_s: int) -> int:
    """How long a frame is shown, in parts of a second; the roundings of all frames cancel out."""
    return round((frame + 1) * per_s / fps) - round(frame * per_s / fps)
