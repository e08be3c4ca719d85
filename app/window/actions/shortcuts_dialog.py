"""Shortcuts dialog: every key, by the menu it stands in or the place where it works."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QStyledItemDelegate, QWidget

from app.kit.table_model import Index, TableColumn, TableModel
from app.kit.text_size import px
from app.kit.widgets.parts import fill
from app.kit.widgets.table import Table
from app.scenes.marks import pen, presenter_keys
from app.views.dialogs.parts import dress_dialog, fill_dialog, push_button
from app.window.actions.action_table import MENUS
from app.window.view_table import VIEWS, class_of

# The keys of presentations, which belong to no view.
PRESENTING = {"In a presentation": presenter_keys.KEYS, "With the pen": pen.KEYS}
# Room around the list for its scroll bar and the margins of the dialog, in pixels.
FRAME_PX, CELL_PX, ROW_HEIGHT, TITLE_HEIGHT = 64, 24, 22, 34
# The dialog's share of the width and height of the screen, at most; that of the keys in the list.
SHARE_OF_SCREEN, MOST_FOR_KEYS = 0.8, 0.4
BELOW = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
ABOUT = "Up and down go from key to key"


class Shortcut(NamedTuple):
    """A line of the list: keys and what they do; or the title of those that follow."""

    keys: str
    text: str = ""

    @property
    def is_title(self) -> bool:
        """True for a title."""
        return not self.text


def shortcuts() -> Iterator[Shortcut]:
    """All lines: those of the menus, then of the places where keys work."""
    menus = {
        menu: [(spec.keys, spec.tooltip) for spec in rows if spec] for menu, rows in MENUS.items()
    }
    places = {place: rows for spec in VIEWS for place, rows in class_of(spec).keys.items()}
    for title, rows in [*menus.items(), *places.items(), *PRESENTING.items()]:
        yield Shortcut(title)
        yield from (Shortcut(keys, text) for keys, text in rows if keys)


class ShortcutsModel(TableModel[Shortcut]):
    """The lines; titles are heavier."""

    def __init__(self) -> None:
        super().__init__(
            [
                TableColumn("keys", "Keys", lambda row: row.keys, _nothing, is_text=True),
                TableColumn("does", "What they do", lambda row: row.text, _nothing, is_text=True),
            ]
        )
        self.show_rows([*shortcuts()])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.FontRole and self.rows[index.row()].is_title:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole and self.rows[index.row()].is_title:
            return BELOW
        return super().data(index, role)


def _nothing(row: Shortcut) -> str:
    """No tooltip: a line says all itself."""
    return ""


class ShortcutList(Table):
    """The keys and what they do, read line by line; long words wrap."""

    def __init__(self) -> None:
        self.lines = ShortcutsModel()
        super().__init__(self.lines, "shortcuts_list", "Keyboard shortcuts", ABOUT, ROW_HEIGHT)
        self.lines.setParent(self)
        self.make_read_only()
        self.setSelectionBehavior(self.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(Table.Shape.NoFrame)
        # The delegate of tables leaves out what does not fit.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setWordWrap(True)
        header = self.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for row, line in enumerate(self.lines.rows):
            if line.is_title:
                self.setSpan(row, 0, 1, 2)
                self.setRowHeight(row, px(TITLE_HEIGHT) if row else px(ROW_HEIGHT))
        self.setCurrentIndex(self.lines.index(0, 0))

    def widths(self) -> tuple[int, int]:
        """What both columns need, in pixels."""
        advance = self.fontMetrics().horizontalAdvance
        lines = [line for line in self.lines.rows if not line.is_title]
        keys, texts = (max(advance(line[i]) for line in lines) for i in (0, 1))
        return keys + px(CELL_PX), texts + px(CELL_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        keys, texts = self.widths()
        room = self.viewport().width()
        self.setColumnWidth(0, min(keys, round(MOST_FOR_KEYS * room)))
        if keys + texts > room:
            self.resizeRowsToContents()


class ShortcutsDialog(QDialog):
    """A list to scroll in, lower than the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        dress_dialog(self, "shortcuts_dialog", "Keyboard shortcuts")
        self.list = ShortcutList()
        tooltip = "Close this list (Esc)"
        self.close_button = push_button("shortcuts_close", "Close", tooltip, self.reject)
        self.close_button.setDefault(True)
        line = fill(QHBoxLayout(), None, self.close_button)
        fill_dialog(self, (self.list, 1), line)
        most = self.screen().availableSize() * SHARE_OF_SCREEN
        self.setMaximumSize(most)
        self.resize(sum(self.list.widths()) + FRAME_PX, most.height())
        self.list.setFocus()
