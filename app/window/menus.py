"""The menus of the window: the table of actions, panels, themes, and recent files."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from app.documents.document import Document
from app.kit.plain_text import menu_text, set_tooltip
from app.kit.theme import Appearance
from app.window.action_table import MENUS, THEMES


def make_menus(
    window: QMainWindow,
    actions: Mapping[str, QAction],
    panels: Iterable[QDockWidget],
    document: Document,
) -> QMenu:
    """Fill the menu bar of a window; return the menu View, which has no themes yet."""
    menus = {name: window.menuBar().addMenu(f"&{name}") for name in MENUS}
    for panel in panels:
        action = panel.toggleViewAction()
        action.setText(f"{action.text()} panel")
        menus["View"].addAction(action)
    menus["View"].addSeparator()
    for name, menu in menus.items():
        for spec in MENUS[name]:
            if spec is None:
                menu.addSeparator()
                continue
            menu.addAction(actions[spec.name])
            if spec.name == "open_experiment":
                menu.addMenu(RecentMenu(document, window))
    return menus["View"]


def add_themes(
    window: QMainWindow, view: QMenu, appearance: Appearance, settings: QSettings | None
) -> dict[str, QAction]:
    """Add the menu that chooses a theme and remembers it; return its actions by theme."""
    menu = view.addMenu("&Theme")
    group = QActionGroup(window)
    actions = {}
    for choice, text in THEMES.items():
        action = menu.addAction(text)
        action.setObjectName(f"theme_{choice}")
        action.setCheckable(True)
        action.setChecked(choice == appearance.choice)
        action.setData(choice)
        group.addAction(action)
        actions[choice] = action

    def choose(action: QAction) -> None:
        appearance.choose(action.data())
        if settings:
            settings.setValue("theme", action.data())

    group.triggered.connect(choose)
    return actions


class RecentMenu(QMenu):
    """The experiments that were opened and saved last; filled each time it is shown."""

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
            action = self.addAction(f"&{i % 10}  {menu_text(path.name)}")
            set_tooltip(action, str(path))
            action.triggered.connect(partial(self._open, path))
        if recent.paths:
            self.addSeparator()
            self.addAction("&Clear this list").triggered.connect(recent.clear)
        else:
            self.addAction("Nothing yet").setEnabled(False)

    def _open(self, path: Path, checked: bool = False) -> None:
        self._document.load(path)
