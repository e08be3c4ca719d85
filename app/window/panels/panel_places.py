"""Puts the panels of a window into their places around the page."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QByteArray, QRect
from PySide6.QtWidgets import QMainWindow

from app.kit.dock_places import PlacedGroup
from app.kit.widgets.panel import AREAS
from app.window.panels.arrangements import Arrangement, Group

# Raised when panels come or go, so that an old layout is not used for a new window.
LAYOUT_VERSION = 2


class PanelPlaces:
    """Moves panels. panels: by the names in the table of views."""

    def __init__(self, window: QMainWindow, panels: Mapping[str, Any]) -> None:
        self._window, self._panels = window, panels
        self._first: QByteArray | None = None

    def remember_first(self) -> None:
        """Take the present layout for the one that `put` begins with."""
        self._first = self._window.saveState(LAYOUT_VERSION)

    def put(self, areas: Mapping[str, Sequence[Group | PlacedGroup]]) -> None:
        """Put panels into groups, from the top or from the left of each area."""
        if self._first:
            # Panels may stand side by side and in each other's tabs: this undoes it all.
            self._window.restoreState(self._first, LAYOUT_VERSION)
        for area, groups in areas.items():
            for first, *others in map(self._in_group, groups):
                self._window.addDockWidget(AREAS[area], first)
                for panel in others:
                    self._window.tabifyDockWidget(first, panel)

    @contextmanager
    def kept_as_shown(self) -> Iterator[None]:
        """Move panels meanwhile: hidden ones stay hidden, and those that float stay there."""
        shown = {panel: not panel.isHidden() for panel in self._panels.values()}
        floating = {each: QRect(each.geometry()) for each in shown if each.isFloating()}
        yield
        for panel, is_shown in shown.items():
            panel.setFloating(panel in floating)
            if panel in floating:
                panel.setGeometry(floating[panel])
            panel.setVisible(is_shown)

    def bring_first_to_front(self, arrangement: Arrangement) -> None:
        """Bring the first panel that is shown of each group in front of the others."""
        for groups in arrangement.areas.values():
            for group in groups:
                shown = [panel for panel in self._in_group(group) if not panel.isHidden()]
                if len(shown) > 1:
                    shown[0].raise_()

    def _in_group(self, group: Group | PlacedGroup) -> list[Any]:
        return [self._panels[name] for name in group.panels]
