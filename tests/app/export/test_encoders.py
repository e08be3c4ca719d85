"""Frames as numbers, and the three kinds of films that are made of them."""

import errno
import os
from contextlib import closing, suppress
from io import FileIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from app.export import encoders
from app.export.encoders import ENCODERS, OPAQUE, Encoder, Pixels, WholeFile, palette_of, pixels_of
from micrograd.export.options import ExportError

# No test has more files open.
MOST_FILES = 4096


def plain(color: int, width: int = 9, height: int = 5) -> Pixels:
    return np.full((height, width), color, np.uint32)


def with_dot(frame: Pixels, x: int, y: int, color: int) -> Pixels:
    dotted = frame.copy()
    dotted[y, x] = color
    return dotted


def noise(count: int, side: int = 64) -> list[Pixels]:
    """Frames that take room in every kind of file."""
    rng = np.random.default_rng(0)
    return [rng.integers(0, 2**24, (side, side), np.uint32) for _ in range(count)]


def encoder_of(path: Path, fps: int, frames: list[Pixels]) -> Encoder:
    return ENCODERS[path.suffix](path, fps, frames, len(frames))


def write(path: Path, fps: int, frames: list[Pixels]) -> bytes:
    """Write a film of the kind that the ending names, and return the file."""
    with closing(encoder_of(path, fps, frames)) as encoder:
        for frame in frames:
            encoder.add(frame)
        for _ in encoder.finish():
            pass
    return path.read_bytes()


def read(path: Path) -> tuple[list[Pixels], list[int]]:
    """The frames of a GIF or WebP, and how long each stands, in ms."""
    frames, durations = [], []
    with Image.open(path) as image:
        assert image.info["loop"] == 0
        for i in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(i)
            image.load()
            pixels = np.asarray(image.convert("RGB")).astype(np.uint32)
            frames.append(pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2])
            durations.append(image.info["duration"])
    return frames, durations


def open_files() -> int:
    """How many files this process has open, by whatever library."""
    count = 0
    for number in range(MOST_FILES):
        with suppress(OSError):
            os.fstat(number)
            count += 1
    return count


class SmallDisk(FileIO):
    """A file that takes no more than its share: a part of what is written, then nothing."""

    room = 0

    def write(self, data: Any) -> int:
        left = self.room - self.tell()
        if left <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(memoryview(data)[:left])


class FileOnSmallDisk(WholeFile, SmallDisk):
    """The encoders' own kind of file there."""


every_kind = pytest.mark.parametrize("ending", ENCODERS)
exact_kinds = pytest.mark.parametrize("ending", [".gif", ".webp"])


def test_pixels_of_an_image_are_its_colours() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("#102030"))
    image.setPixelColor(2, 1, QColor("#ff8001"))
    assert pixels_of(image).tolist() == [[0x102030] * 3, [0x102030, 0x102030, 0xFF8001]]


# Every kind.


@every_kind
def test_the_same_frames_are_the_same_file(ending: str, tmp_path: Path) -> None:
    first, second = (write(tmp_path / f"{name}{ending}", 25, noise(12)) for name in "ab")
    assert first == second


@exact_kinds
def test_frames_come_out_as_they_went_in(ending: str, tmp_path: Path) -> None:
    first = plain(0x123456)
    frames = [first, with_dot(first, 4, 2, 0xFEDCBA), first, first, plain(0x00FF00)]
    path = tmp_path / f"film{ending}"
    write(path, 20, frames)
    found, durations = read(path)
    assert [each.tolist() for each in found] == [each.tolist() for each in frames]
    assert durations == [50] * 5


@exact_kinds
@pytest.mark.parametrize("fps", [7, 24, 30, 49])
def test_the_durations_of_a_second_add_up(ending: str, fps: int, tmp_path: Path) -> None:
    path = tmp_path / f"film{ending}"
    write(path, fps, [plain(i) for i in range(fps)])
    _, durations = read(path)
    assert sum(durations) == 1000
    assert max(durations) - min(durations) <= 10


@every_kind
def test_a_film_may_have_a_single_frame(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"film{ending}"
    write(path, 10, [plain(1, 8, 6)])
    with av.open(str(path)) as film:
        (frame,) = film.decode(video=0)
    assert (frame.width, frame.height) == (8, 6)


@every_kind
def test_an_unfinished_film_leaves_no_file_open(ending: str, tmp_path: Path) -> None:
    before = open_files()
    path = tmp_path / f"film{ending}"
    encoder = encoder_of(path, 25, noise(3))
    encoder.add(noise(1)[0])
    assert open_files() > before
    encoder.close()
    assert open_files() == before


@every_kind
@pytest.mark.parametrize("missing", ["all", "half", "one byte"])
def test_a_full_disk_is_an_error_and_leaves_no_file_open(
    ending: str,
    missing: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, frames = tmp_path / f"film{ending}", noise(10)
    size = len(write(path, 25, frames))
    room = {"all": 0, "half": size // 2, "one byte": size - 1}[missing]
    before = open_files()
    monkeypatch.setattr(encoders, "WholeFile", FileOnSmallDisk)
    monkeypatch.setattr(SmallDisk, "room", room)
    with pytest.raises(OSError, match="No space left"):
        write(path, 25, frames)
    assert path.stat().st_size <= room
    assert open_files() == before
    assert capfd.readouterr() == ("", "")


@every_kind
def test_a_place_where_nothing_can_be_written_is_told(ending: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "missing" / f"film{ending}", 25, [plain(1)])


@every_kind
def test_what_a_codec_refuses_is_told(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"film{ending}"
    with pytest.raises(ExportError, match="the film can't be encoded: "):
        write(path, 25, [plain(1, 70_000, 2)])


# GIF.


def test_a_palette_keeps_what_covers_most_and_comes_near_the_rest() -> None:
    frame = noise(1, 100)[0]
    frame[:80] = 0x14171C
    palette = palette_of([frame]).ravel()
    assert palette[0] == 0x14171C | OPAQUE
    assert len(np.unique(palette)) == 256


def test_a_colour_that_no_sample_had_becomes_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    samples = [plain(0x000000), plain(0xFFFFFF)]
    with closing(encoder_of(path, 10, samples)) as encoder:
        for color in (0x111111, 0xEEEEEE):
            encoder.add(plain(color))
        for _ in encoder.finish():
            pass
    found, _ = read(path)
    assert [frame[0, 0] for frame in found] == [0x000000, 0xFFFFFF]


def test_a_colour_of_a_gif_is_the_same_in_every_frame(tmp_path: Path) -> None:
    still, moving = noise(1)[0], noise(9)
    for frame in moving:
        frame[:32] = still[:32]
    path = tmp_path / "a.gif"
    write(path, 10, moving)
    found, _ = read(path)
    assert all((frame[:32] == found[0][:32]).all() for frame in found)


# WebP.


def test_a_webp_has_the_very_pixels(tmp_path: Path) -> None:
    frames = noise(5)
    frames[3][:40] = frames[2][:40]
    path = tmp_path / "a.webp"
    write(path, 10, frames)
    found, _ = read(path)
    assert [each.tolist() for each in found] == [each.tolist() for each in frames]


def test_a_webp_that_grows_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "LARGEST_WEBP", 20_000)
    with pytest.raises(ExportError, match="at most 4 GB; make the film shorter or smaller"):
        write(tmp_path / "a.webp", 25, noise(9))


# MP4.


def test_an_mp4_has_every_frame_in_the_colours_of_high_definition(tmp_path: Path) -> None:
    colors = [0xFF0000, 0x00FF00, 0x0000FF, 0x14171C]
    path = tmp_path / "a.mp4"
    write(path, 24, [plain(color, 64, 48) for color in colors])
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        codec = stream.codec_context
        spaces = codec.colorspace, codec.color_primaries, codec.color_trc
        # 1 is BT.709, and the range of television.
        assert (*spaces, codec.color_range, codec.pix_fmt) == (1, 1, 1, 1, "yuv420p")
        assert (stream.average_rate, stream.frames) == (24, 4)
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(stream)]
    for frame, color in zip(frames, colors, strict=True):
        drawn = [color >> 16, color >> 8 & 255, color & 255]
        assert np.abs(frame[24, 32].astype(int) - drawn).max() <= 8


def test_an_mp4_names_no_program_and_no_date(tmp_path: Path) -> None:
    data = write(tmp_path / "a.mp4", 24, noise(3))
    assert b"Lav" not in data
    # The seconds since 1904 at which the film was made and changed, version 0 of the box.
    made_and_changed = data[data.index(b"mvhd") + 4 :][:12]
    assert made_and_changed == bytes(12)


def test_the_end_of_an_mp4_is_written_in_parts(tmp_path: Path) -> None:
    frames = noise(30)
    with closing(encoder_of(tmp_path / "a.mp4", 25, frames)) as encoder:
        for frame in frames:
            encoder.add(frame)
        # The codec holds many frames back, and cancelling waits for one of them at most.
        assert len(list(encoder.finish())) > 10
