"""What screen readers are told of widgets that draw themselves, and of what happens meanwhile.

Qt knows the role of its own widgets. A class of ours names its own as `spoken`, one of the
interfaces below; `speak` lets Qt make them. They tell a role, a state, a name, actions and of a
slider the number: numbers to be read one by one belong into a table.
"""

import sys
from itertools import cycle
from typing import Any, NamedTuple, Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QWidget
from shiboken6 import Shiboken

Role = QAccessible.Role
PRESS = "Press"
# Interfaces of widgets that are gone are let go after so many new ones.
CLEAR_AT = 256
# The sentences that may come in a row before a screen reader has read the first.
NOTICES = 8


class Spoken(QAccessibleWidget):
    """A widget of a role that Qt does not know."""

    says_as = Role.Canvas

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, self.says_as, "")


class Canvas(Spoken):
    """A large drawn view."""


class Group(Spoken):
    """Widgets that belong together; the whole is not told of."""

    says_as = Role.Grouping


class Words(Spoken):
    """Words that a widget draws itself."""

    says_as = Role.StaticText


class Notification(Spoken):
    """A sentence that is said as it comes."""

    says_as = Role.Notification


class Separator(Spoken):
    """A divider, which is moved to share the room between two parts."""

    says_as = Role.Separator


class Track(Spoken):
    """A drawn slider; its description says where it is."""

    says_as = Role.Slider


class Reading(NamedTuple):
    """What a slider stands at: its number between two others, and in words.

    step: what the number is a multiple of; screen readers say as many decimals.
    """

    number: float
    low: float
    high: float
    step: float
    words: str


class Tells(Protocol):
    """A slider whose positions stand for numbers."""

    def told(self) -> Reading:
        """What it stands at."""

    def take(self, number: float) -> None:
        """Go to the nearest position of a number."""


class _Number(QAccessibleValueInterface):
    """The number of a slider."""

    def __init__(self, slider: Tells) -> None:
        super().__init__()
        self._slider = slider

    def currentValue(self) -> float:
        return self._slider.told().number

    def setCurrentValue(self, value: Any) -> None:
        self._slider.take(float(value))

    def minimumValue(self) -> float:
        return self._slider.told().low

    def maximumValue(self) -> float:
        return self._slider.told().high

    def minimumStepSize(self) -> float:
        return self._slider.told().step


class Slid(Spoken):
    """A slider that is read as what it stands for, not as its position."""

    says_as = Role.Slider

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._slider = cast(Tells, widget)
        self._number = _Number(self._slider)

    def text(self, kind: QAccessible.Text) -> str:
        is_value = kind == QAccessible.Text.Value
        return self._slider.told().words if is_value else super().text(kind)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == QAccessible.InterfaceType.ValueInterface:
            return Shiboken.VoidPtr(Shiboken.getCppPointer(self._number)[0])
        found = super().interface_cast(kind)
        # PySide crashes where this returns None.
        return Shiboken.VoidPtr(0) if found is None else found


class Whole(Spoken):
    """A picture that is told of as one thing, whatever widgets Qt makes it of."""

    says_as = Role.Graphic

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> None:  # type: ignore[override]
        return None


class Chart(Whole):
    """A plot."""

    says_as = Role.Chart


class Unseen(Whole):
    """Marks that only make sense to the eye."""

    says_as = Role.NoRole

    def state(self) -> QAccessible.State:
        state = super().state()
        state.invisible = True
        return state


class Choice(Spoken):
    """A button, of several of which one is on."""

    says_as = Role.RadioButton

    def state(self) -> QAccessible.State:
        state, button = super().state(), self.widget()
        if isinstance(button, QAbstractButton):
            state.checkable, state.checked = button.isCheckable(), button.isChecked()
        return state

    def actionNames(self) -> list[str]:
        return [PRESS, *super().actionNames()]

    def doAction(self, name: str) -> None:
        button = self.widget()
        if name == PRESS and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().doAction(name)


class Tab(Choice):
    """The tab of a page."""

    says_as = Role.PageTab

    def state(self) -> QAccessible.State:
        state = super().state()
        state.selectable, state.selected = True, state.checked
        return state


# Qt owns an interface once it was made, but Python's half of it must live as long.
_kept: list[Spoken] = []


def _is_there(made: Spoken) -> bool:
    try:
        return made.isValid()
    except RuntimeError:
        # Qt has deleted it, with its widget.
        return False


def _make(_class: str, thing: QObject) -> QAccessibleInterface | None:
    """The interface of a widget whose class names one; None leaves it to Qt."""
    spoken = getattr(type(thing), "spoken", None)
    if spoken is None or not isinstance(thing, QWidget):
        return None
    if len(_kept) >= CLEAR_AT:
        _kept[:] = [each for each in _kept if _is_there(each)]
    made: Spoken = spoken(thing)
    _kept.append(made)
    return made


def speak() -> None:
    """Let Qt ask here first for what it tells screen readers."""
    QAccessible.installFactory(_make)


def in_speech(text: str) -> str:
    """A text as it is said: without the dots and arrows that part words for the eye."""
    return text.replace(" · ", ", ").replace(" → ", " to ")


class Notice(QWidget):
    """A sentence that was said in a window: takes no room."""

    spoken = Notification

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("notice")
        self.resize(0, 0)

    def say(self, sentence: str) -> None:
        """Say a sentence, also the same one again."""
        self.setAccessibleName(sentence)
        if self.isHidden():
            # Qt tells of that.
            self.show()
        else:
            shown = QAccessibleEvent(self, QAccessible.Event.ObjectShow)
            QAccessible.updateAccessibility(shown)


class Notices(QObject):
    """The notices of a window, taken in turn: a screen reader reads them some time later."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._turns = cycle([Notice(window) for _ in range(NOTICES)])

    def say(self, sentence: str) -> None:
        """Say a sentence after those before it."""
        next(self._turns).say(sentence)


def announce(widget: QWidget, sentence: str) -> None:
    """Let a screen reader say a sentence about a widget, wherever the keyboard is.

    Orca hears announcements from version 45 on, and notifications in any version.
    """
    if not sentence or not QAccessible.isActive():
        return
    sentence = in_speech(sentence)
    if sys.platform == "linux":
        window = widget.window()
        (window.findChild(Notices) or Notices(window)).say(sentence)
    else:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))
