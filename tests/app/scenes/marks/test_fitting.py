"""Rings leave the words beside them whole, or take them in whole."""

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.scenes.marks.fitting import HALF_LINE, fitted
from app.scenes.marks.spots import RING_GAP, ring_around

ROOM = QRectF(0, 0, 400, 300)
SPOT = QRectF(120, 120, 100, 40)


def ring_beside(qtbot: QtBot, text: str, at: QPoint) -> tuple[QRectF, list[QPoint]]:
    """The ring around the spot with a text at a place, and the pixels of the text."""
    place = QWidget()
    qtbot.addWidget(place)
    place.setStyleSheet("background: white; color: black")
    place.resize(400, 300)
    label = QLabel(text, place)
    label.move(at)
    label.adjustSize()
    place.show()
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    place.render(image, QPoint(), QRegion(place.rect()))
    inked = [
        QPoint(x, y)
        for x in range(at.x(), at.x() + label.width())
        for y in range(at.y(), at.y() + label.height())
        if image.pixelColor(x, y).lightness() < 128
    ]
    return ring_around(fitted(place, SPOT, ROOM)), inked


def test_a_ring_with_nothing_beside_it_has_its_usual_gap(qtbot: QtBot) -> None:
    ring, _ = ring_beside(qtbot, "far", QPoint(10, 10))
    assert ring == SPOT.adjusted(-RING_GAP, -RING_GAP, RING_GAP, RING_GAP)


@pytest.mark.parametrize(
    "at", [QPoint(225, 130), QPoint(140, 158), QPoint(140, 101), QPoint(104, 130)]
)
def test_no_letter_is_under_the_line_of_a_ring(qtbot: QtBot, at: QPoint) -> None:
    ring, inked = ring_beside(qtbot, "1", at)
    half = HALF_LINE - 1
    outer = ring.adjusted(-half, -half, half, half)
    inner = ring.adjusted(half, half, -half, -half)
    assert inked
    assert not [p for p in inked if outer.contains(p) and not inner.contains(p)]
