"""Writes the frames of a film as GIF, WebP or MP4, with PyAV, which brings the codecs along."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from io import FileIO
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from micrograd.export.options import ExportError

# Height x width, each pixel as 0xRRGGBB.
Pixels: TypeAlias = NDArray[np.uint32]
OPAQUE = np.uint32(0xFF000000)
# A film is repeated for ever. The index of an MP4 comes first, so that it plays while it loads; the
# file names no program.
FILE_OPTIONS = {"loop": "0", "movflags": "+faststart", "fflags": "+bitexact"}
# A WebP counts its bytes with 32 bits; the last frame may still be on its way to the file.
LARGEST_WEBP = 4_000_000_000
# The colours of a GIF, one of its 256 being the transparent one; the most frequent stay exact.
COLORS, EXACT = 255, 64
# The filter that chooses the other colours gets them in rows of this many.
ROW = 1024


def pixels_of(image: QImage) -> Pixels:
    """The pixels of an image of the format RGB32, as a copy."""
    stride = image.bytesPerLine() // 4
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), stride)
    return rows[:, : image.width()] & ~OPAQUE


class Encoder:
    """Writes the frames of a film into a file, one after the other, at a fixed rate.

    samples: some of the frames, to choose colours by, where `has_palette`; else the first one.
    count: of all frames. `close` it in any case, after `finish` or instead of it. Raises OSError
    and ExportError.
    """

    has_palette = False

    # Width and height of a frame are multiples of this, in pixels.
    unit = 1
    # Times are counted in this many parts of a second; 0: in frames.
    per_s = 0
    codec, pixel_format = "", ""
    options: ClassVar[dict[str, str]] = {}

    def __init__(self, path: Path, fps: int, samples: Sequence[Pixels], count: int) -> None:
        self._fps, self._added, self._per_s = fps, 0, self.per_s or fps
        # In a GIF a frame stands until the next one appears; the last needs its duration.
        last = self._time_of(count) - self._time_of(count - 1)
        self._file = WholeFile(path, "w")
        self._container = av.open(
            self._file,
            "w",
            path.suffix[1:].lower(),
            container_options=FILE_OPTIONS | {"final_delay": str(last)},
        )
        height, width = samples[0].shape
        self._stream: Any = self._container.add_stream(
            self.codec,
            fps,
            self.options,
            width=width,
            height=height,
            pix_fmt=self.pixel_format,
            time_base=Fraction(1, self._per_s),
        )

    def _time_of(self, frame: int) -> int:
        """When a frame appears; the roundings of all frames cancel out."""
        return round(frame * self._per_s / self._fps)

    def add(self, pixels: Pixels) -> None:
        """Write the next frame."""
        frame = self._frame_of(pixels)
        frame.time_base, frame.pts = Fraction(1, self._per_s), self._time_of(self._added)
        self._added += 1
        frame.duration = self._time_of(self._added) - frame.pts
        for _ in self._write(frame):
            pass

    def _frame_of(self, pixels: Pixels) -> av.VideoFrame:
        """A frame of these pixels, whose time is not set."""
        return frame_of(self._visible(pixels))

    def _visible(self, pixels: Pixels) -> Pixels:
        """The pixels of a frame, the highest byte of each being its opacity."""
        return pixels | OPAQUE

    def _converted(self, frame: av.VideoFrame) -> av.VideoFrame:
        """A frame with the pixels that the codec takes."""
        return frame

    def _write(self, frame: av.VideoFrame | None) -> Iterator[None]:
        """Write what the codec has for the file after one more frame; None: all that is left."""
        try:
            for packet in self._stream.encode_lazy(frame and self._converted(frame)):
                self._container.mux(packet)
                yield
        except av.FFmpegError as error:
            raise ExportError(f"the film can't be encoded: {error.strerror}", "size") from error

    def finish(self) -> Iterator[None]:
        """End the file; yields while that takes its time."""
        yield from self._write(None)
        self._container.close()

    def close(self) -> None:
        """Leave nothing open; the file of an unfinished film stays as it is."""
        # PyAV would finish the film in a file that is still open.
        self._file.close()
        self._container.close()


class WholeFile(FileIO):
    """A file without a buffer that writes all it is given: libav would not go on after a part."""

    def write(self, data: Any) -> int:
        """Write all bytes and return how many they are. Raises OSError."""
        rest = memoryview(data)
        while rest:
            rest = rest[super().write(rest) :]
        return len(data)


class WebPEncoder(Encoder):
    """Writes a WebP with the very pixels that were drawn; unchanged ones are transparent."""

    per_s = 1000
    codec, pixel_format = "libwebp", "bgra"
    # Higher levels cost time and save little.
    options: ClassVar = {"lossless": "1", "compression_level": "2"}
    _before: Pixels | None = None

    def _visible(self, pixels: Pixels) -> Pixels:
        if self._file.tell() > LARGEST_WEBP:
            raise ExportError("a WebP holds at most 4 GB; make the film shorter or smaller", "size")
        before, self._before = self._before, pixels
        return pixels | OPAQUE if before is None else np.where(pixels != before, pixels | OPAQUE, 0)


class GifEncoder(Encoder):
    """Writes a GIF where a colour always becomes the same one of the palette: nothing flickers."""

    has_palette = True
    per_s = 100
    codec, pixel_format = "gif", "pal8"

    def __init__(self, path: Path, fps: int, samples: Sequence[Pixels], count: int) -> None:
        super().__init__(path, fps, samples, count)
        palette, self._graph = frame_of(palette_of(samples)), Graph()
        self._source = buffer_for(self._graph, frame_of(samples[0]))
        colors = buffer_for(self._graph, palette)
        use = self._graph.add("paletteuse", "dither=none")
        colors.link_to(use, input_idx=1)
        self._graph.link_nodes(self._source, use, self._graph.add("buffersink")).configure()
        colors.push(palette)
        colors.push(None)

    def _converted(self, frame: av.VideoFrame) -> av.VideoFrame:
        self._source.push(frame)
        return self._graph.vpull()


class Mp4Encoder(Encoder):
    """Writes an MP4 with H.264 that every player shows."""

    # H.264 stores colours at half the width and half the height.
    unit = 2
    codec, pixel_format = "libx264", "yuv420p"
    options: ClassVar = {
        "preset": "medium",
        "crf": "16",
        # The same number of threads on every computer, since the file names it.
        "thread_type": "frame",
        "threads": "4",
        "flags": "+bitexact",
        # x264's macroblock tree now and then has other bits for the same frames, with AVX-512.
        "mbtree": "0",
        # The file names its colour space: players would guess by the size.
        "colorspace": "bt709",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "color_range": "tv",
    }

    # The pixels of the last frame, and that frame: one that stands still is not converted again.
    _last: tuple[Pixels, av.VideoFrame] | None = None

    def _frame_of(self, pixels: Pixels) -> av.VideoFrame:
        if self._last is None or self._last[0] is not pixels:
            frame = (
                super()
                ._frame_of(pixels)
                .reformat(format=self.pixel_format, dst_colorspace="ITU709", dst_color_range="MPEG")
            )
            self._last = pixels, frame
        return self._last[1]


ENCODERS: dict[str, type[Encoder]] = {
    ".gif": GifEncoder,
    ".webp": WebPEncoder,
    ".mp4": Mp4Encoder,
}


def frame_of(pixels: Pixels) -> av.VideoFrame:
    """A frame of pixels, the highest byte of each being its opacity."""
    channels = np.ascontiguousarray(pixels, "<u4").view(np.uint8).reshape(*pixels.shape, 4)
    return av.VideoFrame.from_ndarray(channels, "bgra")


def buffer_for(graph: Graph, frame: av.VideoFrame) -> Any:
    """The beginning of a chain of filters, for frames like the given one."""
    tick = Fraction(1, GifEncoder.per_s)
    width, height = frame.width, frame.height
    return graph.add_buffer(width=width, height=height, format=frame.format, time_base=tick)


def palette_of(samples: Sequence[Pixels]) -> Pixels:
    """256 colours for all frames: exactly those that cover most, some near the others, and none.

    Shape (16, 16); the highest byte of each is its opacity.
    """
    colors, counts = np.unique(np.concatenate([f.ravel() for f in samples]), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    exact, rest = colors[order[:EXACT]], colors[order[EXACT:]]
    if len(rest) > COLORS - EXACT:
        graph, frame = Graph(), frame_of(np.resize(rest, (-(-len(rest) // ROW), ROW)) | OPAQUE)
        choose = graph.add("palettegen", f"max_colors={COLORS - EXACT}:reserve_transparent=0")
        graph.link_nodes(buffer_for(graph, frame), choose, graph.add("buffersink")).configure()
        graph.vpush(frame)
        graph.vpush(None)
        rest = graph.vpull().to_ndarray().view("<u4").ravel()[: COLORS - EXACT]
    palette = np.zeros(COLORS + 1, np.uint32)
    palette[: len(exact) + len(rest)] = np.concatenate([exact, rest]) | OPAQUE
    return palette.reshape(16, 16)
