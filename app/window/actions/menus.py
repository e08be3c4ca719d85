"""The menus of the window: the table of actions, panels, themes, and recent files."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from app.documents.document import Document
from app.kit.plain_text import menu_text, set_tooltip
from app.kit.theme import Appearance
from app.window.actions.action_spec import ActionSpec
from app.window.actions.action_table import MENUS, THEMES


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
        _fill(menu, MENUS[name], actions)
    after = menus["File"].actions()
    opening = after.index(actions["open_experiment"])
    menus["File"].insertMenu(after[opening + 1], RecentMenu(document, window))
    return menus["View"]


def _fill(
    menu: QMenu, entries: Iterable[ActionSpec | None], actions: Mapping[str, QAction]
) -> None:
    """Put entries into a menu, those of its submenus where the first of each stands."""
    inside: dict[str, QMenu] = {"": menu}
    for spec in entries:
        if spec is None:
            menu.addSeparator()
            continue
        if spec.submenu not in inside:
            inside[spec.submenu] = menu.addMenu(spec.submenu)
            inside[spec.submenu].setToolTipsVisible(True)
            inside[spec.submenu].setObjectName(f"{spec.submenu.replace('&', '').lower()}_menu")
        inside[spec.submenu].addAction(actions[spec.name])


def add_choices(
    window: QMainWindow,
    menu: QMenu,
    title: str,
    name: str,
    texts: Mapping[str, str],
    chosen: str,
    choose: Callable[[str], None],
) -> tuple[QMenu, dict[str, QAction]]:
    """Add a menu of which one entry holds; return it, and its actions by their keys.

    name: the start of their object names. texts: of the entries by their keys. chosen: the key of
    the one that holds at first. choose: called with another key.
    """
    choices = menu.addMenu(title)
    group = QActionGroup(window)
    actions = {}
    for key, text in texts.items():
        action = choices.addAction(text)
        action.setObjectName(f"{name}_{key}")
        action.setCheckable(True)
        action.setChecked(key == chosen)
        action.setData(key)
        group.addAction(action)
        actions[key] = action
    group.triggered.connect(lambda action: choose(action.data()))
    return choices, actions


def add_themes(
    window: QMainWindow, view: QMenu, appearance: Appearance, settings: QSettings | None
) -> dict[str, QAction]:
    """Add the menu that chooses a theme and remembers it; return its actions by theme."""

    def choose(theme: str) -> None:
        appearance.choose(theme)
        if settings:
            settings.setValue("theme", theme)

    return add_choices(window, view, "&Theme", "theme", THEMES, appearance.choice, choose)[1]


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
