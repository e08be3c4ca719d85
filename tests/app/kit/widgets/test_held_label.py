"""HeldLabel: what it paints is told to a screen reader where there is one."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QColor
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.held_label import HeldLabel, LabelHolder


@pytest.fixture
def label(qtbot: QtBot, appearance: Appearance) -> HeldLabel:
    label = HeldLabel("reading", appearance)
    qtbot.addWidget(label)
    return label


@pytest.fixture
def screen_reader() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def told(label: HeldLabel) -> str:
    return QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Name)


def test_a_screen_reader_reads_the_words(screen_reader: None, label: HeldLabel) -> None:
    label.say(("weight ", None), ("0.5", QColor("red")))
    assert told(label) == "weight 0.5"
    label.say(("weight 0.25", None))
    assert told(label) == "weight 0.25"


def test_without_a_screen_reader_nothing_is_told(label: HeldLabel) -> None:
    QAccessible.setActive(False)
    label.say(("weight 0.5", None))
    assert label.accessibleName() == ""


def test_a_number_that_grows_by_what_is_spare_asks_for_no_other_width(qtbot: QtBot) -> None:
    holder = LabelHolder(spare="00")
    qtbot.addWidget(holder)
    holder.show_text("accuracy 50 %")
    width = holder.width()
    holder.show_text("accuracy 100 %")
    assert holder.width() == width
    assert holder.label.sizeHint().width() <= width
