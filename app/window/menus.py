"""The menus of the window: the table of actions, panels, themes, and the files opened last."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.documents.document import Document
from app.window.action_table import ACTIONS, MENUS, THEMES

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def make_menus(window: "MainWindow") -> dict[str, QAction]:
    """Fill the menu bar of a window; the actions that choose a theme, by its name."""
    menus = {name: window.menuBar().addMenu(f"&{name}") for name in MENUS}
    for panel in window.panels:
        menus["View"].addAction(panel.toggleViewAction())
    menus["View"].addSeparator()
    for spec in ACTIONS:
        if spec.begins_group:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(window.actions_by_name[spec.name])
        if spec.name == "open_experiment":
            menus[spec.menu].addMenu(RecentMenu(window.document, window))
    return _add_themes(menus["View"].addMenu("&Theme"), window)


def _add_themes(menu: QMenu, window: "MainWindow") -> dict[str, QAction]:
    group = QActionGroup(window)
    actions = {}
    for choice, text in THEMES.items():
        action = menu.addAction(text)
        action.setObjectName(f"theme_{choice}")
        action.setCheckable(True)
        action.setChecked(choice == window.appearance.choice)
        action.setData(choice)
        group.addAction(action)
        actions[choice] = action

    def choose(action: QAction) -> None:
        window.appearance.choose(action.data())
        if window.settings:
            window.settings.setValue("theme", action.data())

    group.triggered.connect(choose)
    return actions


class RecentMenu(QMenu):
    """The experiments that were opened and saved last; made anew whenever it is shown."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("Open &recent", parent)
        self.setObjectName("recent_menu")
        self.setToolTipsVisible(True)
        self._document = document
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Make an entry for each file."""
        self.clear()
        recent = self._document.recent
        for i, path in enumerate(recent.paths, start=1):
            text = path.name.replace("&", "&&")
            action = self.addAction(f"&{i % 10}  {text}")
            action.setToolTip(str(path))
            action.triggered.connect(partial(self._open, path))
        if recent.paths:
            self.addSeparator()
            self.addAction("&Clear this list").triggered.connect(recent.clear)
        else:
            self.addAction("Nothing yet").setEnabled(False)

    def _open(self, path: Path, checked: bool = False) -> None:
        self._document.load(path)
