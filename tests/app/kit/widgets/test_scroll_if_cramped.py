"""ScrollIfCramped: its content has all of the room, and scrolls only where that is too small."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.widgets.parts import fill
from app.kit.widgets.scroll_if_cramped import ScrollIfCramped
from tests.event_loop import turn

LEAST = QSize(200, 120)


@pytest.fixture
def area(qtbot: QtBot) -> ScrollIfCramped:
    content, field = QWidget(), QWidget(objectName="field")
    field.setMinimumSize(LEAST)
    fill(QVBoxLayout(content), field)
    area = ScrollIfCramped(content, "area")
    qtbot.addWidget(area)
    area.resize(400, 300)
    with qtbot.waitExposed(area):
        area.show()
    return area


def bars(area: ScrollIfCramped) -> tuple[bool, bool]:
    return area.horizontalScrollBar().isVisible(), area.verticalScrollBar().isVisible()


def test_a_roomy_place_belongs_to_the_content(area: ScrollIfCramped) -> None:
    assert area.widget().size() == QSize(400, 300)
    assert bars(area) == (False, False)


def test_a_small_place_scrolls(area: ScrollIfCramped) -> None:
    area.resize(150, 80)
    turn()
    assert area.widget().size() == LEAST
    assert bars(area) == (True, True)
    area.resize(400, 300)
    turn()
    assert bars(area) == (False, False)


def test_it_needs_what_its_content_needs_also_later(qtbot: QtBot, area: ScrollIfCramped) -> None:
    assert area.minimumSizeHint() == LEAST
    around = QWidget()
    qtbot.addWidget(around)
    fill(QVBoxLayout(around), area)
    around.show()
    turn()
    assert around.minimumSizeHint() == LEAST
    area.widget().findChild(QWidget, "field").setMinimumSize(300, 200)
    qtbot.waitUntil(lambda: around.minimumSizeHint() == QSize(300, 200))
    area.setParent(None)


def test_wrapped_text_takes_no_room_from_what_stands_beside_it(area: ScrollIfCramped) -> None:
    field, text = area.widget().findChild(QWidget, "field"), QLabel("some words " * 30)
    text.setWordWrap(True)
    area.widget().layout().addWidget(text)
    for width in (400, 250):
        area.resize(width, 130)
        turn(3)
        assert field.height() >= LEAST.height()
        assert not field.geometry().intersects(text.geometry())
        assert text.height() >= text.heightForWidth(text.width())
        assert area.minimumSizeHint().height() >= field.height() + text.height()


def test_a_place_that_scrolls_sideways_asks_for_the_height_of_the_bar(
    area: ScrollIfCramped,
) -> None:
    area.resize(150, 300)
    turn()
    bar = area.horizontalScrollBar().sizeHint().height()
    assert area.minimumSizeHint().height() == LEAST.height() + bar
    area.resize(150, area.minimumSizeHint().height())
    turn()
    assert bars(area) == (True, False)
    area.resize(200, LEAST.height())
    turn()
    assert area.minimumSizeHint() == LEAST
