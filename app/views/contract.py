"""The contract of pages and panels: what they tell the window beside being widgets."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from PySide6.QtWidgets import QSpinBox, QWidget


class ViewChoice(NamedTuple):
    """A choice that is remembered for the next start: how to read it as text and how to make it."""

    read: Callable[[], str]
    choose: Callable[[str], None]


def number_choice(field: QSpinBox) -> ViewChoice:
    """The number in a field. A remembered text that is not a number chooses the smallest."""

    def choose(text: str) -> None:
        digits = text.replace(",", "")
        field.setValue(int(digits) if digits.isdecimal() else 0)

    return ViewChoice(field.text, choose)


class View:
    """A mixin for pages and panels, which override what differs.

    tools: the controls beside the tabs while the page is shown.
    keys: the keys of the view, as (keys, meaning), by the words for where the focus must be.
    """

    tools: QWidget | None = None
    keys: ClassVar[Mapping[str, Sequence[tuple[str, str]]]] = {}

    @property
    def first_focus(self) -> QWidget | None:
        """The widget that gets the focus when the person turns to the page."""
        return None

    @property
    def choices(self) -> Mapping[str, ViewChoice]:
        """The remembered choices of the view, by their names in the settings."""
        return {}

    def prepare_picture(self) -> None:
        """Hide what does nothing in a picture."""

    def end(self) -> None:
        """Stop the view's background work before the window closes."""


def hide(*widgets: QWidget) -> None:
    """Hide widgets one by one."""
    for widget in widgets:
        widget.hide()
