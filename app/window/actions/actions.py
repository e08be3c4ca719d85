"""The actions of the window, made from their table and connected to what they call."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.kit.permission import IN_SCRIPTS
from app.kit.plain_text import set_tooltip
from app.kit.theme import Appearance
from app.kit.widgets.fields import take_typed
from app.window.actions.action_spec import ActionSpec
from app.window.actions.action_table import ACTIONS, SCRIPTED


def make_actions(window: QWidget, appearance: Appearance) -> dict[str, QAction]:
    """Make a QAction for each row, not connected yet."""
    actions = {}
    for spec in ACTIONS:
        action = QAction(spec.text, window)
        action.setObjectName(spec.name)
        action.setProperty(IN_SCRIPTS, spec.name in SCRIPTED)
        action.setShortcuts([QKeySequence(keys) for keys in (spec.shortcut, spec.also) if keys])
        keys = f" ({spec.shortcut})" if spec.shortcut else ""
        set_tooltip(action, f"{spec.tooltip}{keys}")
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


def connect_actions(actions: dict[str, QAction], window: Any) -> None:
    """Connect each action to the method that its row names."""
    for spec in ACTIONS:
        arguments = (spec.argument,) if spec.argument else ()
        slot = _Slot(window, method_of(spec, window), *arguments)
        actions[spec.name].triggered.connect(slot)


def method_of(spec: ActionSpec, window: Any) -> Callable[..., None]:
    """The method that the row names."""
    view, _, path = spec.slot.rpartition(":")
    method: Callable[..., None] = attrgetter(path)(window.view(view) if view else window)
    return method


class _Slot:
    """Calls a bound method without the `checked` that `triggered` brings along.

    A number that is still being typed is taken over first: neither a click on a button nor a
    shortcut leaves its field, and “0.3, Run” means 0.3.
    """

    def __init__(self, window: QWidget, method: Callable[..., None], *arguments: str | int) -> None:
        self._window, self._method, self._arguments = window, method, arguments

    def __call__(self, checked: bool = False) -> None:
        take_typed(self._window.focusWidget())
        self._method(*self._arguments)
