"""The bars of tabs that Qt makes for panels in one place."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QTabBar

from app.kit.widgets.fields import describe


def tab_bars(window: QMainWindow) -> list[QTabBar]:
    """The bars of tabs of the panels in a window."""
    return window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)


def tidy_tabs(window: QMainWindow, panels: Mapping[str, Any]) -> None:
    """Write the title of a panel once, on its tab or in its header; let the keyboard to tabs.

    Qt makes the bars of tabs, and keeps one of a single tab out of sight.
    """
    for panel in panels.values():
        tabs = window.tabifiedDockWidgets(panel)
        panel.header.title.setVisible(all(tab.isHidden() for tab in tabs))
    for bar in tab_bars(window):
        describe(bar, "panel_tabs", "Panels", "Left and Right turn to the panel beside it")
        focus = Qt.FocusPolicy
        bar.setFocusPolicy(focus.StrongFocus if bar.count() > 1 else focus.NoFocus)
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setDrawBase(False)
        for i in range(bar.count()):
            # A tab that the arrows to scroll hide in part says its title whole.
            bar.setTabToolTip(i, bar.tabText(i))
