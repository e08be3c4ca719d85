"""SegmentedControl: a button for each of a few choices, side by side, of which one is on."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.kit.spoken import Choice
from app.kit.widgets.fields import describe


class ControlSegment(NamedTuple):
    """A row for each choice. key: what `choice()` returns. name: the button's object name."""

    key: str
    name: str
    text: str
    tooltip: str
    accessible: str = ""


class Segment(QToolButton):
    """The button of a choice."""

    spoken = Choice


class SegmentedControl(QWidget):
    """A button for each segment. `changed` comes with another choice, whoever makes it."""

    changed = Signal()

    def __init__(self, segments: Iterable[ControlSegment], chosen: str = "") -> None:
        super().__init__()
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.setAlignment(Qt.AlignmentFlag.AlignLeft)
        for each in segments:
            button = segment_button(
                each.name, each.text, each.tooltip, each.accessible, make=Segment
            )
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(button)
            self.buttons[each.key] = button
            layout.addWidget(button)
        self._group.buttonToggled.connect(self._follow)
        self.choose(chosen)

    def choice(self) -> str:
        """The key of the chosen one."""
        return next((key for key, each in self.buttons.items() if each.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose one; an unknown key changes nothing."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    def offer(self, keys: tuple[str, ...]) -> None:
        """Show these only, and choose one of them."""
        for key, button in self.buttons.items():
            button.setVisible(key in keys)
        if self.choice() not in keys:
            self.choose(keys[0])

    def _follow(self, button: QToolButton, is_checked: bool) -> None:
        # Tab leads to the chosen one, and the arrows from there to the others.
        focus = Qt.FocusPolicy
        button.setFocusPolicy(focus.TabFocus if is_checked else focus.NoFocus)
        if is_checked:
            if any(each.hasFocus() for each in self.buttons.values()):
                button.setFocus()
            self.changed.emit()


def segment_button(
    name: str,
    text: str,
    tooltip: str,
    accessible: str = "",
    pressed: Callable[..., object] | None = None,
    make: type[QToolButton] = QToolButton,
) -> QToolButton:
    """A small button with a text, as the segments are. pressed: the slot of a click."""
    button = make()
    button.setText(text)
    button.setProperty("segment", True)
    describe(button, name, accessible or text, tooltip)
    if pressed is not None:
        button.clicked.connect(pressed)
    return button
