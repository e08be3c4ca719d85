"""A table has the colour of its card; its menu and the buttons beside it share their actions."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QMenu, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.kit import text_size
from app.kit.table_model import TableColumn, TableModel
from app.kit.theme import Appearance
from app.kit.widgets.parts import action_button
from app.kit.widgets.table import MenuRow, Table

# The least pixels that Qt leaves free at a side of a cell.
EDGE = 3


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


def test_all_rows_follow_the_size_of_the_text_in_one_go(
    qtbot: QtBot, appearance: Appearance
) -> None:
    model = TableModel([TableColumn("x", "", str, str)])
    model.show_rows([*range(40)])
    table = Table(model, "numbers", "Numbers", "Many numbers", 20)
    qtbot.addWidget(table)
    table.show()
    rows = table.verticalHeader()
    resized: list[int] = []
    rows.sectionResized.connect(lambda row, before, after: resized.append(row))
    for percent in (200, 80, 100):
        appearance.resize_text(percent)
        height = text_size.px(20)
        assert [table.rowHeight(row) for row in range(40)] == [height] * 40
        # Rows that are resized one by one take seconds where there are 100,000 of them.
        assert resized == []
        QApplication.processEvents()
        seen = table.viewport().height() // height
        assert table.verticalScrollBar().maximum() == 40 - seen


@pytest.mark.parametrize("percent", [100, 125, 200])
def test_a_number_in_a_narrow_cell_is_no_fraction_of_a_pixel_too_wide(
    qtbot: QtBot, appearance: Appearance, percent: int
) -> None:
    model = TableModel([TableColumn("x", "", lambda row: "0.00418", str)])
    model.show_rows([0])
    table = Table(model, "numbers", "Numbers", "A number", 20)
    qtbot.addWidget(table)
    table.show()
    appearance.resize_text(percent)
    for width in range(60, 140):
        table.setColumnWidth(0, width)
        option = QStyleOptionViewItem()
        table.initViewItemOption(option)
        option.rect = table.visualRect(model.index(0, 0))
        table.itemDelegate().initStyleOption(option, model.index(0, 0))
        room = option.rect.width() - 2 * EDGE
        assert QFontMetricsF(option.font).horizontalAdvance(option.text) <= room
