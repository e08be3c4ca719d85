"""SVG pictures: shapes, text as outlines, and the clip of what is painted."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.export.svg import SvgPicture

SVG = "{http://www.w3.org/2000/svg}"


def svg_of(paint: Callable[[QPainter], object], size: int = 100) -> str:
    picture = SvgPicture(QSize(size, size), "a & b")
    painter = QPainter(picture)
    paint(painter)
    painter.end()
    return picture.text


def elements(text: str, name: str = "path") -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(text).iter(f"{SVG}{name}"))


def rendered(text: str, size: int = 100) -> QImage:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    QSvgRenderer(text.encode()).render(painter)
    painter.end()
    return image


def test_the_size_is_in_pixels_and_the_title_is_escaped(qapp: QApplication) -> None:
    root = ElementTree.fromstring(svg_of(lambda painter: None))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == (
        "100",
        "100",
        "0 0 100 100",
    )
    assert root.findtext(f"{SVG}title") == "a & b"


def test_a_rectangle_is_where_it_was_painted(qapp: QApplication) -> None:
    def paint(painter: QPainter) -> None:
        painter.translate(10, 20)
        painter.scale(2, 2)
        painter.fillRect(QRectF(0, 0, 20, 10), QColor("#336699"))

    image = rendered(svg_of(paint))
    assert image.pixelColor(11, 21).name() == image.pixelColor(48, 38).name() == "#336699"
    assert image.pixelColor(8, 21).name() == image.pixelColor(52, 38).name() == "#ffffff"


def test_a_pen_keeps_its_width_colour_opacity_and_dashes(qapp: QApplication) -> None:
    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.5)
        painter.scale(2, 2)
        painter.setPen(QPen(QColor("#aa0000"), 3, Qt.PenStyle.DashLine))
        painter.drawLine(5, 5, 40, 5)

    (line,) = elements(svg_of(paint))
    assert (line.get("stroke"), line.get("stroke-opacity"), line.get("fill")) == (
        *("#aa0000", "0.5", "none"),
    )
    assert line.get("stroke-width") == "6"
    assert line.get("stroke-dasharray") == "24 12"
    assert line.get("d") == "M10 10L80 10"


def test_a_cosmetic_pen_is_as_wide_at_every_scale(qapp: QApplication) -> None:
    def paint(painter: QPainter) -> None:
        painter.scale(7, 7)
        pen = QPen(QColor("black"), 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLine(1, 1, 9, 9)

    assert elements(svg_of(paint))[0].get("stroke-width") == "2"


def test_text_is_outlines_that_need_no_font(qapp: QApplication) -> None:
    text = svg_of(lambda painter: painter.drawText(10, 50, "Loss"))
    assert not elements(text, "text")
    (outline,) = elements(text)
    assert "C" in str(outline.get("d")) or "L" in str(outline.get("d"))
    image = rendered(text)
    inked = [(x, y) for x in range(100) for y in range(100) if image.pixelColor(x, y).red() < 128]
    assert inked
    assert all(10 <= x <= 60 and 35 <= y <= 52 for x, y in inked)


def test_what_reaches_out_of_the_clip_is_clipped(qapp: QApplication) -> None:
    def paint(painter: QPainter) -> None:
        painter.setClipRect(QRect(20, 20, 40, 40))
        painter.fillRect(QRect(30, 30, 10, 10), QColor("red"))
        painter.fillRect(QRect(50, 50, 30, 30), QColor("blue"))
        painter.fillRect(QRect(80, 80, 10, 10), QColor("green"))

    text = svg_of(paint)
    clips = {path.get("fill"): path.get("clip-path") for path in elements(text)}
    assert clips["#ff0000"] is None
    assert clips["#0000ff"] == "url(#clip1)"
    assert "#008000" not in clips
    assert elements(text, "clipPath")[0].get("id") == "clip1"


def test_a_widget_is_clipped_to_its_parent(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(50, 50)
    child = QLabel("a long text that has no room", parent)
    child.resize(300, 20)
    text = svg_of(lambda painter: parent.render(painter, QPoint()))
    outline = elements(text)[-1]
    assert outline.get("clip-path") is not None


def test_an_image_in_the_picture_is_embedded(qapp: QApplication) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    text = svg_of(lambda painter: painter.drawImage(QRectF(10, 10, 40, 40), image))
    assert elements(text, "image")[0].get("preserveAspectRatio") == "none"
    assert rendered(text).pixelColor(30, 30).name() == "#123456"


@pytest.mark.parametrize("kind", ["ellipse", "polygon", "polyline"])
def test_other_shapes_are_paths(kind: str, qapp: QApplication) -> None:
    points = [QPoint(10, 10), QPoint(90, 10), QPoint(50, 80)]

    def paint(painter: QPainter) -> None:
        painter.setBrush(QColor("#00aa00"))
        if kind == "ellipse":
            painter.drawEllipse(10, 10, 80, 60)
        elif kind == "polygon":
            painter.drawPolygon(points)
        else:
            painter.drawPolyline(points)

    middle = rendered(svg_of(paint)).pixelColor(50, 35).name()
    assert middle == ("#ffffff" if kind == "polyline" else "#00aa00")
