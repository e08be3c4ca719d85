"""The actions of the window, made from their table and connected to what they call."""

from operator import attrgetter

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.kit.theme import Appearance
from app.window.action_table import ACTIONS


def make_actions(window: QWidget, appearance: Appearance) -> dict[str, QAction]:
    """A QAction for each row, not connected yet."""
    actions = {}
    for spec in ACTIONS:
        action = QAction(spec.text, window)
        action.setObjectName(spec.name)
        action.setShortcut(QKeySequence(spec.shortcut))
        keys = f" ({spec.shortcut})" if spec.shortcut else ""
        action.setToolTip(f"{spec.tooltip}{keys}")
        if spec.short:
            action.setIconText(spec.short)
        actions[spec.name] = action
    draw_icons(actions, appearance)
    return actions


def draw_icons(actions: dict[str, QAction], appearance: Appearance) -> None:
    """Give the actions their icons in the colours of the theme."""
    for spec in ACTIONS:
        if spec.icon and spec.name != "run":
            actions[spec.name].setIcon(appearance.icon(spec.icon))


def connect_actions(actions: dict[str, QAction], window: QWidget) -> None:
    """Connect each action to the method that its row names."""
    for spec in ACTIONS:
        actions[spec.name].triggered.connect(_Slot(attrgetter(spec.slot)(window)))


class _Slot:
    """Calls a bound method without the `checked` that `triggered` brings along."""

    def __init__(self, method: object) -> None:
        self._method = method

    def __call__(self, checked: bool = False) -> None:
        self._method()  # type: ignore[operator]
