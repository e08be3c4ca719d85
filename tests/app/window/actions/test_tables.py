"""The action that shows the numbers of a page as a table."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.window.actions.tables import NO_TABLE
from app.window.main_window import MainWindow


def test_a_key_shows_a_table_with_the_keyboard_in_it_and_the_picture_again(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.view("network")
    for shown in (page.table, page.diagram):
        qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        assert shown.isVisible()
        assert window.focusWidget() is shown


def test_a_page_without_a_table_says_so(window: MainWindow) -> None:
    window.actions_by_name["show_sweep"].trigger()
    window.actions_by_name["swap_table"].trigger()
    assert window.statusBar().message.full_text == NO_TABLE


def test_the_table_of_the_panel_with_the_keyboard_is_shown(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = window.view("loss")
    panel.plot.setFocus()
    for shown in (panel.table, panel.plot):
        qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        assert shown.isVisible()
        assert window.focusWidget() is shown
    assert window.view("network").diagram.isVisible()


def test_pictures_of_numbers_have_a_table(window: MainWindow) -> None:
    window.session.selection.choose([0])
    for name in ("network", "surface", "graph", "gradient", "landscape", "map"):
        window.actions_by_name[f"show_{name}"].trigger()
        window.actions_by_name["swap_table"].trigger()
        view = window.view(name)
        assert view.as_table.table.isVisible()
        assert not view.as_table.picture.isVisible()
