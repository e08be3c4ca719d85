"""Writes a view of an experiment, as it stands now, as PNG or SVG."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QBuffer, QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from app.export.options import MAP_VIEW, ExportOptions
from app.export.svg import SvgPicture
from app.export.view import ExportedView, MakeView
from app.kit.application import TITLE
from micrograd.export.map_files import write_map_picture
from micrograd.export.options import ExportError
from micrograd.runs.experiment import Experiment

# The sides of a picture whose text is as large as on screen, in pixels.
SHORT_SIDE, LONG_SIDE = 720, 1280
# Below it, text of 13 pixels can't be read.
SMALLEST_MAGNIFICATION = 0.75


def write_picture(
    experiment: Experiment, options: ExportOptions, path: Path, make_view: MakeView
) -> Iterator[float]:
    """Draw `options.view` at `options.size`, with `options.scale` pixels of the file for each."""
    if options.view == MAP_VIEW:
        yield from write_map_picture(experiment, scaled(options), path)
        return
    with closing(make_view(experiment, options, QSize(*layout_size(options)))) as view:
        yield 0.5
        if path.suffix.lower() == ".svg":
            _write_svg(view, options, path)
        else:
            _write_png(view, options, path)
    yield 1.0


def _write_png(view: ExportedView, options: ExportOptions, path: Path) -> None:
    image = blank_image(*scaled(options), pixels_per_unit(options))
    painter = QPainter(image)
    view.draw(painter, QRectF(QPointF(), image.deviceIndependentSize()))
    painter.end()
    save_png(image, path)


def save_png(image: QImage, path: Path) -> None:
    """Write an image. Raises OSError, and ExportError where there is no memory for it."""
    # The file is made in memory: libpng would print a line of its own where the disk is full.
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise ExportError("the picture doesn't fit in memory", "size")
    path.write_bytes(buffer.data().data())


def _write_svg(view: ExportedView, options: ExportOptions, path: Path) -> None:
    width, height = scaled(options)
    picture = SvgPicture(QSize(width, height), f"{TITLE}: {view.title.lower()}")
    painter = QPainter(picture)
    view.draw(painter, QRectF(0, 0, width, height))
    painter.end()
    path.write_text(picture.text, encoding="utf-8")


def scaled(options: ExportOptions) -> tuple[int, int]:
    """Width and height of the file, in pixels."""
    width, height = options.size
    return round(width * options.scale), round(height * options.scale)


def magnification(options: ExportOptions) -> float:
    """How much larger than on screen everything is drawn, before `scale` multiplies it.

    Text and lines keep their share of the picture: it looks as it does at 1280x720. In a small
    one, text stays legible. A picture with larger text is laid out in less room.
    """
    share = min(min(options.size) / SHORT_SIDE, max(options.size) / LONG_SIDE)
    return max(SMALLEST_MAGNIFICATION, share) * options.text_scale


def pixels_per_unit(options: ExportOptions) -> float:
    """Pixels of the file for each one of the layout."""
    return options.scale * magnification(options)


def layout_size(options: ExportOptions) -> tuple[int, int]:
    """Width and height of the layout, in pixels as on screen."""
    width, height = options.size
    return round(width / magnification(options)), round(height / magnification(options))


def blank_image(width: int, height: int, scale: float) -> QImage:
    """An image of width x height pixels, `scale` of them for each one that is painted.

    Raises ExportError where there is no memory for it.
    """
    image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.isNull():
        raise ExportError(f"{width:,} x {height:,} pixels don't fit in memory", "size")
    image.setDevicePixelRatio(scale)
    return image
