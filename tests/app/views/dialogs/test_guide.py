"""Guide: opened from the menu, read by subject or by word, in both themes."""

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import resources
from app.kit.theme import Appearance
from app.kit.widgets.markdown_view import MARGIN_PX
from app.views.dialogs.guide import GuideDialog
from app.window.main_window import MainWindow

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def behind(qtbot: QtBot, appearance: Appearance) -> QWidget:
    """A window that the guide stands beside."""
    behind = QWidget()
    qtbot.addWidget(behind)
    return behind


@pytest.fixture
def guide(qtbot: QtBot, appearance: Appearance, behind: QWidget) -> GuideDialog:
    """The guide, shown."""
    guide = GuideDialog(appearance, behind)
    with qtbot.waitExposed(guide):
        guide.show()
    return guide


def top_of(guide: GuideDialog, subject: int) -> int:
    """The distance of a heading from the upper edge, in pixels."""
    return guide.text._top_of(guide.text._headings[subject]) - scrolled(guide)


def scrolled(guide: GuideDialog) -> int:
    return guide.text.verticalScrollBar().value()


def click_subject(qtbot: QtBot, guide: GuideDialog, name: str) -> None:
    item = guide.contents.item(guide.text.subjects.index(name))
    place = guide.contents.visualItemRect(item).center()
    qtbot.mouseClick(guide.contents.viewport(), LEFT, pos=place)


def chosen(guide: GuideDialog) -> str:
    return guide.contents.currentItem().text()


@pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)
def test_the_menu_opens_one_guide_beside_the_window(qtbot: QtBot, window: MainWindow) -> None:
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == "&Help")
    menu.popup(QPoint(0, 0))
    action = next(action for action in menu.actions() if action.text() == "&Guide")
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    (guide,) = window.findChildren(GuideDialog)
    assert guide.isVisible()
    assert not guide.isModal()
    action.trigger()
    assert window.findChildren(GuideDialog) == [guide]


def test_its_subjects_are_the_headings_of_the_file(guide: GuideDialog) -> None:
    lines = resources.path("guide.md").read_text(encoding="utf-8").splitlines()
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert guide.text.subjects == headings
    assert guide.contents.count() == len(headings) > 10


def test_a_click_on_a_subject_goes_there(qtbot: QtBot, guide: GuideDialog) -> None:
    click_subject(qtbot, guide, "Compare runs")
    assert top_of(guide, guide.contents.currentRow()) == MARGIN_PX
    assert chosen(guide) == "Compare runs"


def test_the_last_subject_stays_chosen_though_it_does_not_reach_the_top(
    qtbot: QtBot, guide: GuideDialog
) -> None:
    last = guide.text.subjects[-1]
    click_subject(qtbot, guide, last)
    assert scrolled(guide) == guide.text.verticalScrollBar().maximum()
    assert chosen(guide) == last


def test_scrolling_chooses_the_subject_that_is_read(qtbot: QtBot, guide: GuideDialog) -> None:
    assert chosen(guide) == guide.text.subjects[0]
    while top_of(guide, 3) > MARGIN_PX:
        qtbot.keyClick(guide.text, Qt.Key.Key_Down)
    assert chosen(guide) == guide.text.subjects[3]


def test_a_word_is_found_at_each_of_its_places(qtbot: QtBot, guide: GuideDialog) -> None:
    qtbot.keyClick(guide, Qt.Key.Key_F, CONTROL)
    assert guide.focusWidget() is guide.field
    qtbot.keyClicks(guide.field, "heat MAP")
    places = guide.text.toPlainText().lower().count("heat map")
    assert guide.found.text() == f"1 of {places}"
    at = guide.text.cursorRect()
    assert guide.text.viewport().rect().contains(at)
    assert guide.text.textCursor().block().text().lower().count("heat map") == 1
    guide.field.clear()
    assert guide.found.text() == ""
    qtbot.keyClicks(guide.field, "gradient")
    count = int(guide.found.text().split(" of ")[1])
    qtbot.keyClick(guide.field, Qt.Key.Key_Return)
    assert guide.found.text() == f"2 of {count}"
    for _ in range(2):
        qtbot.keyClick(guide.field, Qt.Key.Key_Return, SHIFT)
    assert guide.found.text() == f"{count} of {count}"
    assert guide.isVisible()


def test_the_guide_says_that_a_word_is_not_found(qtbot: QtBot, guide: GuideDialog) -> None:
    qtbot.keyClicks(guide.field, "zzz")
    qtbot.keyClick(guide.field, Qt.Key.Key_Return)
    assert guide.found.text() == "not found"


def test_a_link_goes_to_its_heading(guide: GuideDialog) -> None:
    guide.text.anchorClicked.emit(QUrl("#compare-runs"))
    assert chosen(guide) == "Compare runs"


def test_another_theme_recolours_it_where_it_is_read(
    qtbot: QtBot, guide: GuideDialog, appearance: Appearance
) -> None:
    qtbot.keyClicks(guide.field, "sweep")
    click_subject(qtbot, guide, "Compare runs")
    place, row = scrolled(guide), guide.contents.currentRow()
    appearance.choose("light")
    ink = guide.text.document().begin().begin().fragment().charFormat().foreground().color()
    assert ink == appearance.theme.color("text")
    assert (scrolled(guide), guide.contents.currentRow()) == (place, row)
    assert len(guide.text.extraSelections()) > 1


def test_lines_are_never_longer_than_can_be_read(guide: GuideDialog) -> None:
    for width in (800, 1024, 2000):
        guide.resize(width, 700)
        assert 300 < guide.text.viewport().width() <= 700
        assert guide.text.document().idealWidth() <= guide.text.viewport().width()


def test_escape_closes_it(qtbot: QtBot, guide: GuideDialog) -> None:
    with qtbot.waitSignal(guide.destroyed):
        qtbot.keyClick(guide.focusWidget(), Qt.Key.Key_Escape)
