"""Sheds: a low view gives up what is secondary, and nothing that somebody else has hidden."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.parts import fill, in_box
from app.kit.widgets.shedding import Sheds


@pytest.fixture
def labels(qtbot: QtBot) -> Iterator[tuple[QLabel, QLabel]]:
    labels = QLabel("first"), QLabel("second")
    host = in_box(fill(QVBoxLayout(), *labels))
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    yield labels  # noqa: PT022 - a return would let go of the host


def set_height(labels: tuple[QLabel, QLabel], height: int) -> None:
    labels[0].parentWidget().resize(300, height)


def shown(*widgets: QWidget) -> list[bool]:
    return [widget.isVisible() for widget in widgets]


def test_each_leaves_below_its_height_and_comes_back(labels: tuple[QLabel, QLabel]) -> None:
    sheds = Sheds(labels[0].parentWidget(), {labels[0]: 100, labels[1]: 200})
    for height, seen in ((250, [True, True]), (199, [True, False]), (99, [False, False])):
        set_height(labels, height)
        sheds.fit()
        assert shown(*labels) == seen
    set_height(labels, 200)
    sheds.fit()
    assert shown(*labels) == [True, True]


def test_what_somebody_else_has_hidden_stays_hidden(labels: tuple[QLabel, QLabel]) -> None:
    sheds = Sheds(labels[0].parentWidget(), {labels[0]: 100})
    labels[0].hide()
    for height in (50, 150):
        set_height(labels, height)
        sheds.fit()
        assert not labels[0].isVisible()


def test_larger_text_needs_more_height(
    labels: tuple[QLabel, QLabel], appearance: Appearance
) -> None:
    sheds = Sheds(labels[0].parentWidget(), {labels[0]: 100})
    appearance.resize_text(200)
    for height, is_seen in ((199, False), (200, True)):
        set_height(labels, height)
        sheds.fit()
        assert labels[0].isVisible() == is_seen
