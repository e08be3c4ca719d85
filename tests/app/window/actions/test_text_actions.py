"""All text follows Ctrl and plus, minus, 0, from 80 to 250 %, and the next start has it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.export.options import TEXT_SCALES
from app.kit import text_size
from app.kit.theme import Appearance
from app.kit.widgets.code_view import CodeView
from app.views.walking.operation_card import OperationCard
from app.window.main_window import MainWindow
from tests.window_pages import pages_of

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def normal_again(appearance: Appearance) -> Iterator[None]:
    yield
    # The closed window need not be resized.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    appearance.resize_text(text_size.NORMAL)


def font_sizes(window: MainWindow) -> dict[QWidget, int]:
    """The sizes of all labels but those of cards, which choose theirs by their room."""
    cards = window.findChildren(OperationCard)
    labels = [
        each
        for each in window.findChildren(QLabel)
        if not any(card.isAncestorOf(each) for card in cards)
    ]
    return {label: QFontInfo(label.font()).pixelSize() for label in labels}


def test_the_keys_go_up_and_down_and_back_to_normal(qtbot: QtBot, window: MainWindow) -> None:
    seen = []
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_Minus):
        qtbot.keyClick(window, key, CONTROL)
        seen.append(text_size.percent())
    assert seen == [110, 125, 110, 100, 90]
    assert window.statusBar().message.text() == "Text is shown at 90 %."


def test_it_stays_between_80_and_250_percent(window: MainWindow, appearance: Appearance) -> None:
    larger, smaller = (window.actions_by_name[f"{name}_text"] for name in ("larger", "smaller"))
    while larger.isEnabled():
        larger.trigger()
    assert text_size.percent() == 250
    assert smaller.isEnabled()
    # On the way down are the sizes that were there on the way up.
    appearance.resize_text(text_size.NORMAL)
    while smaller.isEnabled():
        smaller.trigger()
    assert text_size.percent() == 80
    assert larger.isEnabled()


def test_an_export_takes_the_same_sizes_of_text_as_the_window() -> None:
    assert [text_size.NORMAL * scale for scale in TEXT_SCALES] == [
        text_size.STEPS[0],
        text_size.STEPS[-1],
    ]


def test_every_text_of_the_window_is_twice_as_large_at_200_percent(
    window: MainWindow, appearance: Appearance
) -> None:
    for page in pages_of(window):
        assert page
    before = font_sizes(window)
    code = window.findChild(CodeView, "training_loop").fontInfo().pixelSize()
    appearance.resize_text(200)
    after = font_sizes(window)
    assert len(before) > 60
    for label, size in before.items():
        assert after[label] == 2 * size, (label.objectName(), label.text())
    assert window.findChild(CodeView, "training_loop").fontInfo().pixelSize() == 2 * code


def test_what_holds_text_grows_with_it_and_back(window: MainWindow, appearance: Appearance) -> None:
    field, table = window.controls.rate, window.view("dataset").table
    before = field.width(), table.verticalHeader().defaultSectionSize()
    appearance.resize_text(150)
    assert field.width() == round(1.5 * before[0])
    assert table.verticalHeader().defaultSectionSize() == round(1.5 * before[1])
    appearance.resize_text(100)
    assert (field.width(), table.verticalHeader().defaultSectionSize()) == before


def test_a_page_that_is_made_later_has_the_size_too(
    window: MainWindow, appearance: Appearance
) -> None:
    appearance.resize_text(150)
    window.show_page("sweep")
    assert window.view("sweep").start_button.width() == 132


@pytest.mark.parametrize("percent", [80, 200])
def test_no_field_is_lower_than_its_text(
    qtbot: QtBot, window: MainWindow, appearance: Appearance, percent: int
) -> None:
    appearance.resize_text(percent)
    for _ in pages_of(window):
        # A page that is low leaves things out, and is laid out once more.
        qtbot.waitUntil(lambda: lower_than_text(window) == [])


def lower_than_text(window: MainWindow) -> list[tuple[str, str]]:
    """The labels in sight that are lower than their text, by name, with that text."""
    labels = window.findChildren(QLabel)
    seen = [each for each in labels if each.isVisible() and each.text() and not each.wordWrap()]
    lower = [each for each in seen if each.height() < each.fontMetrics().height()]
    return [(label.objectName(), label.text()) for label in lower]


def test_a_window_that_is_not_shown_yet_has_the_size_in_its_menu_bar(
    qtbot: QtBot, appearance: Appearance
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.menuBar().addMenu("File")
    before = QFontInfo(window.menuBar().font()).pixelSize()
    appearance.resize_text(200)
    window.show()
    assert QFontInfo(window.menuBar().font()).pixelSize() == 2 * before


def test_the_next_start_has_the_size(
    appearance: Appearance, opened: Callable[[], MainWindow]
) -> None:
    window = opened()
    window.actions_by_name["larger_text"].trigger()
    window.close()
    appearance.resize_text(100)
    again = opened()
    assert text_size.percent() == 110
    assert again.actions_by_name["smaller_text"].isEnabled()


@pytest.mark.parametrize(("kept", "percent"), [("9999", 100), ("x", 100), ("999", 250), ("1", 80)])
def test_a_size_that_nobody_can_have_chosen_does_no_harm(
    settings: QSettings, opened: Callable[[], MainWindow], kept: str, percent: int
) -> None:
    settings.setValue("text_size", kept)
    opened()
    assert text_size.percent() == percent
