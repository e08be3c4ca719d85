"""What a page or panel tells the window, beside being a widget: the contract that views fulfil."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from PySide6.QtWidgets import QSpinBox, QWidget


class Choice(NamedTuple):
    """One choice of a view that outlives the window: how to read it as text, and to make it."""

    read: Callable[[], str]
    choose: Callable[[str], None]


def number_choice(field: QSpinBox) -> Choice:
    """The number in a field; where its remembered text is no number, the smallest."""

    def choose(text: str) -> None:
        digits = text.replace(",", "")
        field.setValue(int(digits) if digits.isdecimal() else 0)

    return Choice(field.text, choose)


class View:
    """Mixed into the class of a page or panel, which overrides what differs.

    tools: the controls that stand in the line of the tabs while the page is shown.
    keys: what keys do where the focus is, as (keys, meaning) by the words for that place.
    """

    tools: QWidget | None = None
    keys: ClassVar[Mapping[str, Sequence[tuple[str, str]]]] = {}

    @property
    def first_focus(self) -> QWidget | None:
        """The widget that gets the focus when the person turns to the page."""
        return None

    @property
    def choices(self) -> Mapping[str, Choice]:
        """What is remembered of the view, by the names it has in the settings."""
        return {}

    def prepare_picture(self) -> None:
        """Hide what does nothing in a picture."""

    def end(self) -> None:
        """Stop what the view does in the background: the window closes."""


def hide(*widgets: QWidget) -> None:
    """Hide widgets one by one."""
    for widget in widgets:
        widget.hide()
