"""Pictures: every ending, size, scale and theme."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.export.encoders import Pixels, pixels_of
from app.export.options import ExportOptions
from app.export.pictures import blank_image, layout_size, write_picture
from app.kit.theme import Appearance, Theme
from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.export.options import ExportError

DRAWN_BY = MainWindow.offscreen_view


@pytest.fixture
def picture(session: Session, appearance: Appearance, tmp_path: Path) -> Any:
    """Writes the network with some options and returns the file."""

    def write(name: str, **options: Any) -> Path:
        path = tmp_path / name
        chosen = ExportOptions(view="network", size=(400, 300))
        shares = list(
            write_picture(
                session.experiment,
                ExportOptions(**{**vars(chosen), **options}),
                path,
                DRAWN_BY,
            )
        )
        assert shares == sorted(shares)
        assert shares[-1] == 1
        return path

    return write


@pytest.mark.parametrize(
    ("theme", "scale", "size"), [("dark", 1, (400, 300)), ("light", 1.5, (600, 450))]
)
def test_a_png_has_the_theme_and_the_size_times_the_scale(
    theme: str, scale: float, size: tuple[int, int], picture: Any
) -> None:
    image = QImage(str(picture("a.png", theme=theme, scale=scale)))
    assert (image.width(), image.height()) == size
    assert image.pixelColor(1, 1).name() == Theme(theme).color("surface").name()


def test_an_svg_is_vectors_of_the_size_times_the_scale(picture: Any) -> None:
    path = picture("a.SVG", scale=2)
    root = ElementTree.parse(path).getroot()
    assert (root.get("width"), root.get("height")) == ("800", "600")
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "path" in names
    assert "image" not in names
    assert path.stat().st_size < 200_000


@pytest.mark.parametrize("view", ["network", "loss", "history", "parameters"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_larger_picture_shows_the_same_larger(
    view: str, ending: str, session: Session, picture: Any
) -> None:
    for _ in range(20):
        session.training.step()
    session.cursor.go_to(6)
    session.edits.set_learning_rate(0.05)
    session.training.step()
    session.cursor.go_to(6)
    session.cursor.keep_place()
    name = f"a.{ending}"
    small = QImage(str(picture(name, view=view, size=(960, 540))))
    large = QImage(str(picture(name, view=view, size=(1920, 1080))))
    assert large.size() == 2 * small.size()
    smooth = Qt.TransformationMode.SmoothTransformation
    halved = large.scaled(small.size(), mode=smooth)
    one, other = (
        channels(pixels_of(each.convertToFormat(QImage.Format.Format_RGB32)))
        for each in (small, halved)
    )
    # Text and lines are where they were, as wide as they were: only their edges differ.
    blurred = [
        abs(_blurred(one) - _blurred(other)).max() for one, other in zip(one, other, strict=True)
    ]
    assert max(blurred) < 12


def _blurred(channel: NDArray[np.int64]) -> NDArray[np.float64]:
    """Means of squares of 20 x 20 pixels."""
    height, width = channel.shape
    return channel.reshape(height // 20, 20, width // 20, 20).mean(axis=(1, 3))


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((1280, 720), (1280, 720)),
        ((3840, 2160), (1280, 720)),
        ((1440, 900), (1280, 800)),
        ((1080, 1920), (720, 1280)),
        ((1080, 1080), (1280, 1280)),
        ((1000, 3000), (720, 2160)),
        ((640, 360), (853, 480)),
        ((356, 200), (475, 267)),
    ],
)
def test_the_size_says_how_large_text_is(size: tuple[int, int], layout: tuple[int, int]) -> None:
    assert layout_size(ExportOptions(size=size, scale=3)) == layout


def channels(pixels: Pixels) -> NDArray[np.int64]:
    """Red, green and blue."""
    return np.stack([pixels >> 16 & 255, pixels >> 8 & 255, pixels & 255]).astype(np.int64)


def test_an_svg_looks_like_the_png(picture: Any) -> None:
    png = QImage(str(picture("a.png")))
    svg = QImage(png.size(), QImage.Format.Format_RGB32)
    painter = QPainter(svg)
    QSvgRenderer(str(picture("a.svg"))).render(painter)
    painter.end()
    one, other = (
        pixels_of(each.convertToFormat(QImage.Format.Format_RGB32)) for each in (png, svg)
    )
    differs = np.abs(channels(one) - channels(other)).sum(axis=0) > 90
    assert differs.mean() < 0.02


def test_a_picture_that_no_memory_holds_is_refused(qapp: object) -> None:
    with pytest.raises(ExportError, match="100,000 x 100,000 pixels don't fit in memory"):
        blank_image(100_000, 100_000, 1)


def test_a_place_where_nothing_can_be_written_is_told(picture: Any) -> None:
    with pytest.raises(FileNotFoundError):
        picture("missing/a.png")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk_is_an_error_and_prints_nothing(
    picture: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        picture("a.png")
    assert capfd.readouterr() == ("", "")


def test_a_picture_whose_png_no_memory_holds_is_refused(
    picture: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QImage, "save", lambda *arguments: False)
    with pytest.raises(ExportError, match="doesn't fit in memory"):
        picture("a.png")
