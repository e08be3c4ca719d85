"""A table has the colour of its card; its menu and the buttons beside it share their actions."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.kit.table_model import TableColumn, TableModel
from app.kit.theme import Appearance
from app.kit.widgets.parts import action_button
from app.kit.widgets.table import MenuRow, Table


# The offscreen platform warns about every menu.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_menu_and_a_button_share_their_actions(qtbot: QtBot, appearance: Appearance) -> None:
    done: list[str] = []
    model = TableModel([TableColumn("x", "", str, str)])
    model.show_rows([1, 2])
    table = Table(model, "numbers", "Numbers", "Two numbers", 20)
    qtbot.addWidget(table)
    copy, clear = table.set_menu(
        "numbers_menu",
        appearance,
        MenuRow("Copy", lambda: done.append("copy"), "Ctrl+C", "Copy the number"),
        MenuRow("Clear", lambda: done.append("clear")),
    )
    button = action_button(copy, "copy_button")
    qtbot.addWidget(button)
    assert (button.text(), button.accessibleName(), button.toolTip()) == (
        "Copy",
        "Copy",
        "Copy the number",
    )
    button.click()
    clear.setEnabled(False)
    table.show()
    table.customContextMenuRequested.emit(QPoint(2, 2))
    menu = table.findChild(QMenu, "numbers_menu")
    assert [action.text() for action in menu.actions()] == ["Copy\tCtrl+C", "Clear"]
    assert [action.isEnabled() for action in menu.actions()] == [True, False]
    menu.actions()[0].trigger()
    menu.close()
    assert done == ["copy", "copy"]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_table_has_the_colour_of_the_card_that_it_stands_in(
    qtbot: QtBot, appearance: Appearance, theme: str
) -> None:
    table = Table(TableModel(), "numbers", "Numbers", "No numbers", 20)
    qtbot.addWidget(table)
    appearance.choose(theme)
    shown = table.grab().toImage()
    assert shown.pixelColor(table.rect().center()) == appearance.theme.color("surface")
