"""Writes a film as GIF: one palette for all of it, and of each frame only what changed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from app.export.encoders import Part, PartsEncoder, Pixels
from micrograd.export.options import ExportError

# Players don't believe a delay below two hundredths of a second.
FASTEST_FPS = 50
# The colours of the palette, and how many of them are exactly those of the frames.
COLORS, EXACT = 255, 64
# The place in the palette that stands for what did not change.
TRANSPARENT = 255
# The distances to the palette are computed for this many colours at a time.
MOST_AT_A_TIME = 4096
# The extension that makes a player repeat the film for ever.
LOOP = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


class GifEncoder(PartsEncoder):
    """Writes a GIF where a colour always becomes the same one of the palette: nothing flickers."""

    per_s = 100

    @staticmethod
    def check(fps: int) -> None:
        if fps > FASTEST_FPS:
            raise ExportError(
                f"a GIF shows at most {FASTEST_FPS} frames per second; choose fewer, or end the "
                "name with .webp or .mp4",
                "fps",
            )

    def __init__(self, path: Path, fps: int, samples: Sequence[Pixels]) -> None:
        super().__init__(path, fps, samples)
        self._palette = palette_of(samples)
        # The place of each of the 2²⁴ colours in the palette, known once it was needed.
        self._places = np.zeros(1 << 24, np.uint8)
        self._is_known = np.zeros(1 << 24, np.bool_)
        blank = self._image(np.zeros((self._height, self._width), np.uint8))
        self._file.write(b"".join(GifImagePlugin.getheader(blank)[0]) + LOOP)

    def _write_part(self, part: Part, delay: int) -> None:
        places = np.where(part.is_new, self._placed(part.pixels), np.uint8(TRANSPARENT))
        data = GifImagePlugin.getdata(
            self._image(places),
            (part.left, part.top),
            duration=delay * 10,
            transparency=TRANSPARENT,
            disposal=1,
        )
        self._file.write(b"".join(data))

    def finish(self) -> Iterator[None]:
        self._file.write(b";")
        yield

    def _image(self, places: NDArray[np.uint8]) -> Image.Image:
        image = Image.fromarray(places, "P")
        image.putpalette(self._palette.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes())
        return image

    def _placed(self, pixels: Pixels) -> NDArray[np.uint8]:
        """Each pixel as the place of the nearest colour of the palette."""
        unknown = np.unique(pixels[~self._is_known[pixels]])
        palette = channels(self._palette[:COLORS])
        for i in range(0, len(unknown), MOST_AT_A_TIME):
            colors = unknown[i : i + MOST_AT_A_TIME]
            distances = ((channels(colors)[:, None] - palette[None]) ** 2).sum(axis=2)
            self._places[colors] = distances.argmin(axis=1)
        self._is_known[unknown] = True
        return self._places[pixels]


def channels(colors: Pixels) -> NDArray[np.int32]:
    """Red, green and blue of colours; shape (colours, 3)."""
    return np.stack([colors >> 16 & 255, colors >> 8 & 255, colors & 255], axis=1).astype(np.int32)


def palette_of(samples: Sequence[Pixels]) -> Pixels:
    """256 colours for all frames: exactly those that cover most, and some near all the others."""
    colors, counts = np.unique(np.concatenate([f.ravel() for f in samples]), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    exact, rest = colors[order[:EXACT]], np.sort(colors[order[EXACT:]])
    if len(rest) > COLORS - EXACT:
        row = Image.fromarray(channels(rest).astype(np.uint8)[None])
        method = Image.Quantize.MAXCOVERAGE
        near = row.quantize(COLORS - EXACT, method).getpalette()
        assert near is not None
        red, green, blue = np.array(near, np.uint32).reshape(-1, 3).T
        rest = (red << 16 | green << 8 | blue)[: COLORS - EXACT]
    palette = np.zeros(COLORS + 1, np.uint32)
    palette[: len(exact) + len(rest)] = np.concatenate([exact, rest])
    return palette
