"""Undo acts on the experiment, or on what the page with the focus has of its own."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.pages.expression.page import ExpressionPage
from app.walking.expression_walk import FIRST_TEXT
from app.window.main_window import MainWindow


def edited(qtbot: QtBot, window: MainWindow) -> ExpressionPage:
    """The expression page, with a leaf that was changed, in a window with another edit."""
    window.session.edits.set_learning_rate(0.5)
    window.show_page("expression")
    page = window.view("expression")
    field = page.leaves.rows[0].field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert page.walk.text != FIRST_TEXT
    return page


def action(window: MainWindow, name: str) -> QAction:
    return window.actions_by_name[name]


def test_with_the_focus_in_the_page_the_menu_undoes_the_expression(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    page = edited(qtbot, window)
    assert action(window, "undo").text() == "&Undo expression"
    action(window, "undo").trigger()
    assert page.walk.text == FIRST_TEXT
    assert session.cursor.trainer.learning_rate == 0.5
    assert not action(window, "undo").isEnabled()
    assert action(window, "redo").text() == "&Redo expression"
    action(window, "redo").trigger()
    assert page.walk.text != FIRST_TEXT


def test_with_the_focus_elsewhere_the_menu_undoes_the_experiment(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    page = edited(qtbot, window)
    window.controls.rate.setFocus()
    assert action(window, "undo").text() == "&Undo change learning rate"
    action(window, "undo").trigger()
    assert session.cursor.trainer.learning_rate == 0.1
    assert page.walk.text != FIRST_TEXT
    window.show_page("network")
    assert action(window, "redo").isEnabled()
    window.show_page("expression")
    assert action(window, "undo").text() == "&Undo expression"


def test_an_open_menu_keeps_what_is_undone(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    page = edited(qtbot, window)
    window.menuBar().setFocus(Qt.FocusReason.MenuBarFocusReason)
    action(window, "undo").trigger()
    assert page.walk.text == FIRST_TEXT
    assert session.cursor.trainer.learning_rate == 0.5


def test_a_closed_window_follows_the_focus_no_more(qtbot: QtBot, window: MainWindow) -> None:
    page = edited(qtbot, window)
    window.controls.rate.setFocus()
    window.document.give_up_changes()
    window.close()
    # While a window is deleted, the focus wanders through what is left of it.
    QApplication.instance().focusChanged.emit(None, page.editor)
    assert action(window, "undo").text() == "&Undo change learning rate"
