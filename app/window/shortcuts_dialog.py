"""Shortcuts dialog: every key, by the menu it stands in or the place where it works."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QWidget

from app.kit.plain_text import Label
from app.kit.spoken import Group
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, named_label
from app.scenes import pen, presenter_keys
from app.views.dialogs.parts import dress_dialog, fill_dialog, push_button
from app.window.action_table import MENUS
from app.window.view_table import VIEWS, class_of

# The keys of presentations, which belong to no view.
PRESENTING = {"In a presentation": presenter_keys.KEYS, "With the pen": pen.KEYS}
# Room around the list for its scroll bar and the margins of the dialog, in pixels.
FRAME_PX = 64
# The dialog's share of the width and height of the screen, at most.
SHARE_OF_SCREEN = 0.8


class ShortcutList(QScrollArea):
    """The keys and what they do."""

    spoken = Group


class ShortcutsDialog(QDialog):
    """A list to scroll in, lower than the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        dress_dialog(self, "shortcuts_dialog", "Keyboard shortcuts")
        groups = self._groups()
        self.list = self._scrollable(groups)
        tooltip = "Close this list (Esc)"
        self.close_button = push_button("shortcuts_close", "Close", tooltip, self.reject)
        self.close_button.setDefault(True)
        line = fill(QHBoxLayout(), None, self.close_button)
        fill_dialog(self, (self.list, 1), line)
        most = self.screen().availableSize() * SHARE_OF_SCREEN
        self.setMaximumSize(most)
        needed = groups.sizeHint().width() + FRAME_PX
        if needed > most.width():
            for label in self.list.findChildren(QLabel):
                label.setWordWrap(label.property("role") == "quiet")
        self.resize(needed, most.height())
        self.list.setFocus()

    def _groups(self) -> QWidget:
        groups = QWidget()
        grid = QGridLayout(groups)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        menus = {
            menu: [(spec.keys, spec.tooltip) for spec in rows if spec]
            for menu, rows in MENUS.items()
        }
        places = {place: rows for spec in VIEWS for place, rows in class_of(spec).keys.items()}
        places |= PRESENTING
        for title, rows in [*menus.items(), *places.items()]:
            self._add_group(grid, title, [(keys, text) for keys, text in rows if keys])
        return groups

    @staticmethod
    def _add_group(grid: QGridLayout, title: str, rows: list[tuple[str, str]]) -> None:
        head = named_label("", "title", title.upper())
        if grid.rowCount() > 1:
            head.setContentsMargins(0, 12, 0, 0)
        grid.addWidget(head, grid.rowCount(), 0, 1, 2)
        for keys, text in rows:
            row = grid.rowCount()
            grid.addWidget(Label(keys), row, 0)
            grid.addWidget(named_label("", "quiet", text), row, 1)

    @staticmethod
    def _scrollable(groups: QWidget) -> QScrollArea:
        area = ShortcutList()
        describe(area, "shortcuts_list", "Keyboard shortcuts")
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(groups)
        return area
