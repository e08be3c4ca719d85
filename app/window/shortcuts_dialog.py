"""Shortcuts dialog: every key, by the menu it stands in or the place where it works."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.kit.widgets.fields import describe
from app.window.action_table import MENUS
from app.window.view_table import VIEWS, class_of

# Of the height of the screen.
MOST_OF_SCREEN = 0.8


class ShortcutsDialog(QDialog):
    """A list to scroll in; it is never higher than the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts_dialog")
        self.setWindowTitle("Keyboard shortcuts")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = self._scrollable(self._groups())
        self.close_button = QPushButton("Close")
        describe(self.close_button, "shortcuts_close", "Close", "Close this list (Esc)")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.list, 1)
        layout.addLayout(line)
        self._fit_to_screen()

    def _groups(self) -> QWidget:
        groups = QWidget()
        grid = QGridLayout(groups)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        menus = {
            menu: [(spec.shortcut, spec.tooltip) for spec in rows if spec]
            for menu, rows in MENUS.items()
        }
        places = {place: rows for spec in VIEWS for place, rows in class_of(spec).keys.items()}
        for title, rows in [*menus.items(), *places.items()]:
            self._add_group(grid, title, [(keys, text) for keys, text in rows if keys])
        return groups

    @staticmethod
    def _add_group(grid: QGridLayout, title: str, rows: list[tuple[str, str]]) -> None:
        head = QLabel(title.upper())
        head.setProperty("role", "title")
        if grid.rowCount() > 1:
            head.setContentsMargins(0, 12, 0, 0)
        grid.addWidget(head, grid.rowCount(), 0, 1, 2)
        for keys, text in rows:
            row = grid.rowCount()
            grid.addWidget(QLabel(keys), row, 0)
            what = QLabel(text)
            what.setProperty("role", "quiet")
            grid.addWidget(what, row, 1)

    @staticmethod
    def _scrollable(groups: QWidget) -> QScrollArea:
        area = QScrollArea()
        describe(area, "shortcuts_list", "Keyboard shortcuts", "")
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(groups)
        area.setMinimumWidth(
            groups.sizeHint().width() + area.verticalScrollBar().sizeHint().width()
        )
        return area

    def _fit_to_screen(self) -> None:
        most = round(MOST_OF_SCREEN * self.screen().availableGeometry().height())
        self.setMaximumHeight(most)
        self.resize(self.sizeHint().width(), most)
        self.list.setFocus()
