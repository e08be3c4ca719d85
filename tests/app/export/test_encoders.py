"""Frames as numbers, and the three kinds of files that are made of them."""

import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from app.export.encoders import Encoder, Pixels, changed_part, duration, pixels_of
from app.export.gif_encoder import GifEncoder, palette_of
from app.export.mp4_encoder import Mp4Encoder, command
from app.export.webp_encoder import WebPEncoder
from micrograd.export.options import ExportError


def plain(color: int, width: int = 9, height: int = 5) -> Pixels:
    return np.full((height, width), color, np.uint32)


def with_dot(frame: Pixels, x: int, y: int, color: int) -> Pixels:
    dotted = frame.copy()
    dotted[y, x] = color
    return dotted


def write(encoder: Encoder, frames: list[Pixels]) -> None:
    for frame in frames:
        encoder.add(frame)
    for _ in encoder.finish():
        pass
    encoder.close()


def read(path: Path) -> tuple[list[Pixels], list[int]]:
    """The frames of a file, and how long each stands, in ms."""
    frames, durations = [], []
    with Image.open(path) as image:
        for i in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(i)
            image.load()
            pixels = np.asarray(image.convert("RGB")).astype(np.uint32)
            frames.append(pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2])
            durations.append(image.info["duration"])
    return frames, durations


# What all encoders share.


def test_pixels_of_an_image_are_its_colours() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("#102030"))
    image.setPixelColor(2, 1, QColor("#ff8001"))
    assert pixels_of(image).tolist() == [[0x102030] * 3, [0x102030, 0x102030, 0xFF8001]]


def test_the_changed_part_begins_at_even_coordinates() -> None:
    before = plain(0)
    part = changed_part(before, with_dot(with_dot(before, 3, 1, 7), 5, 3, 7))
    assert (part.left, part.top, part.pixels.shape) == (2, 0, (4, 4))
    assert part.is_new.sum() == 2


def test_equal_frames_leave_one_pixel() -> None:
    part = changed_part(plain(5), plain(5))
    assert (part.pixels.shape, part.is_new.any()) == ((1, 1), False)


@pytest.mark.parametrize("fps", [1, 7, 24, 25, 30, 49])
def test_the_durations_of_a_second_add_up(fps: int) -> None:
    assert sum(duration(i, fps, 100) for i in range(fps)) == 100


@pytest.mark.parametrize("kind", [GifEncoder, WebPEncoder])
def test_frames_come_out_as_they_went_in(kind: type[Encoder], tmp_path: Path) -> None:
    first = plain(0x123456)
    frames = [first, with_dot(first, 4, 2, 0xFEDCBA), first, first, plain(0x00FF00)]
    path = tmp_path / f"film.{kind.__name__[:-7].lower()}"
    write(kind(path, 20, frames), frames)
    found, durations = read(path)
    assert [each.tolist() for each in found] == [each.tolist() for each in frames]
    assert durations == [50] * 5


def test_a_film_may_have_a_single_frame(tmp_path: Path) -> None:
    write(GifEncoder(tmp_path / "a.gif", 10, [plain(1)]), [plain(1)])
    with Image.open(tmp_path / "a.gif") as image:
        assert image.size == (9, 5)


# GIF.


def test_a_palette_keeps_what_covers_most_and_comes_near_the_rest() -> None:
    rng = np.random.default_rng(1)
    frame = rng.integers(0, 1 << 24, (50, 100), np.uint32)
    frame[:40] = 0x14171C
    palette = palette_of([frame])
    assert palette[0] == 0x14171C
    assert len(palette) == 256


def test_a_colour_that_no_sample_had_becomes_the_nearest(tmp_path: Path) -> None:
    encoder = GifEncoder(tmp_path / "a.gif", 10, [plain(0x000000), plain(0xFFFFFF)])
    write(encoder, [plain(0x111111), plain(0xEEEEEE)])
    found, _ = read(tmp_path / "a.gif")
    assert [frame[0, 0] for frame in found] == [0x000000, 0xFFFFFF]


def test_a_gif_that_players_would_slow_down_is_refused() -> None:
    GifEncoder.check(50)
    with pytest.raises(ExportError, match=r"at most 50 frames per second.*\.webp or \.mp4"):
        GifEncoder.check(60)


# MP4.


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package with ffmpeg is not installed."""
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)


def fake_ffmpeg(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> Path:
    """A Python program stands on the path in the place of ffmpeg; its last argument is the file."""
    file = folder / "ffmpeg"
    file.write_text(f"#!{sys.executable}\nimport sys, time\n{program}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return folder / "film.mp4"


def test_without_ffmpeg_the_message_says_how_to_get_it(
    no_package: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ExportError) as error:
        Mp4Encoder.check(25)
    assert 'pip install "micrograd-playground[film]"' in str(error.value)
    assert "install ffmpeg" in str(error.value)


def test_ffmpeg_of_the_package_goes_before_that_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from app.export import mp4_encoder

    class Package:
        @staticmethod
        def get_ffmpeg_exe() -> str:
            return "/its/own/ffmpeg"

    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", Package)
    assert mp4_encoder.ffmpeg() == "/its/own/ffmpeg"


def test_ffmpeg_gets_every_pixel_of_every_frame(
    no_package: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake_ffmpeg(
        tmp_path, monkeypatch, "open(sys.argv[-1], 'wb').write(sys.stdin.buffer.read())"
    )
    frames = [plain(0x112233), plain(0x445566)]
    write(Mp4Encoder(path, 25, frames), frames)
    # Four bytes a pixel: blue, green, red and one that is ignored.
    assert path.read_bytes() == b"\x33\x22\x11\x00" * 45 + b"\x66\x55\x44\x00" * 45


def test_ffmpeg_is_told_size_rate_and_what_players_can_show() -> None:
    told = command("ffmpeg", (640, 360), 25, Path("a.mp4"))
    assert told[-1] == "a.mp4"
    for option, value in [
        ("-video_size", "640x360"),
        ("-framerate", "25"),
        ("-pix_fmt", "yuv420p"),
        ("-movflags", "+faststart"),
    ]:
        assert told[told.index(option) + 1] == value


@pytest.mark.parametrize("when", ["at once", "at the end"])
def test_what_ffmpeg_complains_about_is_told(
    when: str, no_package: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = "" if when == "at once" else "sys.stdin.buffer.read(); "
    path = fake_ffmpeg(
        tmp_path, monkeypatch, f"{reads}sys.stderr.write('Unknown encoder libx264\\n'); sys.exit(1)"
    )
    frames = [plain(1, 640, 480)] * 9
    encoder = Mp4Encoder(path, 25, frames)
    with pytest.raises(ExportError, match="ffmpeg can't write the film: Unknown encoder libx264"):
        write(encoder, frames)
    encoder.close()


def test_closing_ends_ffmpeg_wherever_it_is(
    no_package: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake_ffmpeg(tmp_path, monkeypatch, "sys.stdin.buffer.read(); time.sleep(60)")
    encoder = Mp4Encoder(path, 25, [plain(1)])
    encoder.add(plain(1))
    ending = encoder.finish()
    # The encoder waits for ffmpeg, and yields meanwhile.
    next(ending)
    encoder.close()
    assert encoder.process.returncode is not None
