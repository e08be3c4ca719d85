"""The menu and the keys of the axis of steps, the same at loss plot, history and timeline."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.kit.plain_text import set_tooltip
from app.kit.widgets.segmented_control import segment_button
from app.session.step_scale import KINDS, StepScale

PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
# A key moves what is seen by this share of its width, or makes it this many times as wide.
PAN, CLOSER, FARTHER = 0.1, 0.8, 1.25
ABOUT = "How steps are laid along the axis, and which of them are seen"
Keys = Mapping[tuple[Qt.Key, bool], Callable[[StepScale], None]]
# What a key does, by the key and whether Shift is held: of the axis anywhere, and in a plot.
KEYS: Keys = MappingProxyType(
    {
        (Qt.Key.Key_L, False): StepScale.toggle,
        (Qt.Key.Key_F, False): StepScale.fit,
        (Qt.Key.Key_F, True): StepScale.fit_run,
        **{(Qt.Key.Key_Plus, held): lambda scale: scale.zoom(CLOSER) for held in (False, True)},
        (Qt.Key.Key_Minus, False): lambda scale: scale.zoom(FARTHER),
    }
)
PLOT_KEYS: Keys = MappingProxyType(
    {
        **KEYS,
        (Qt.Key.Key_Home, False): StepScale.fit,
        (Qt.Key.Key_Home, True): StepScale.fit_run,
        (Qt.Key.Key_Left, False): lambda scale: scale.pan(-PAN),
        (Qt.Key.Key_Right, False): lambda scale: scale.pan(PAN),
    }
)
# What the list of shortcuts says of them.
TOLD = (
    ("L", "Steps logarithmic, or linear again"),
    ("+, −", "Zoom in, zoom out along the steps"),
    ("F", "Show all runs whole"),
    ("Shift+F", "Show this run alone"),
)
PLOT_TOLD = (("Left, Right", "Move along the steps"), *TOLD, ("Home", "Show all runs whole, too"))


def take_key(scale: StepScale, event: QKeyEvent, keys: Keys = KEYS) -> bool:
    """Do what a key means to the axis; False where it means nothing to it."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    act = keys.get((Qt.Key(event.key()), held == SHIFT)) if held in (PLAIN, SHIFT) else None
    if act is not None:
        act(scale)
    return act is not None


class StepMenu(QMenu):
    """Choose the kind of the axis, or what it fits."""

    def __init__(self, scale: StepScale, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("step_menu")
        self.setToolTipsVisible(True)
        self._scale = scale
        self._group = QActionGroup(self)
        self.kinds = {key: self._kind(key) for key in KINDS}
        self.addSeparator()
        self._add("fit_all_runs", "Fit all runs\tF", "Show all runs whole", scale.fit)
        about = "Show the steps of the current run alone, and fit the loss to it"
        self._add("fit_this_run", "Fit this run\tShift+F", about, scale.fit_run)
        scale.changed.connect(self._follow)
        self.aboutToShow.connect(self._follow)

    def _kind(self, key: str) -> QAction:
        kind = KINDS[key]
        action = self._add(
            f"steps_{key}", kind.text, kind.tooltip, partial(_choose, self._scale, key)
        )
        action.setCheckable(True)
        self._group.addAction(action)
        return action

    def _add(self, name: str, text: str, about: str, slot: Callable[[], object]) -> QAction:
        action = self.addAction(text)
        action.setObjectName(name)
        set_tooltip(action, about)
        action.triggered.connect(slot)
        return action

    def _follow(self) -> None:
        self.kinds[self._scale.choice].setChecked(True)


def _choose(scale: StepScale, key: str, *_: bool) -> None:
    scale.choose(key)


def step_button(scale: StepScale, parent: QWidget) -> QToolButton:
    """A small button that opens the menu."""
    button = segment_button("step_axis_button", "Steps ▾", f"{ABOUT} (L, F)", "Axis of the steps")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(StepMenu(scale, parent))
    return button
