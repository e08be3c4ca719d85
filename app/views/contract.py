"""The contract of pages and panels: what they tell the window beside being widgets."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from PySide6.QtWidgets import QSpinBox, QWidget

from micrograd.data.typed import whole_number


class ViewChoice(NamedTuple):
    """A choice that is remembered for the next start: how to read it as text and how to make it."""

    read: Callable[[], str]
    choose: Callable[[str], None]


def number_choice(field: QSpinBox) -> ViewChoice:
    """The number in a field. A remembered text that is no number for it leaves the field alone."""

    def choose(text: str) -> None:
        # Earlier versions wrote points between the groups where the system's language does.
        number = whole_number(text, ",")
        if number is not None and field.minimum() <= number <= field.maximum():
            field.setValue(number)

    return ViewChoice(lambda: str(field.value()), choose)


class View:
    """A mixin for pages and panels, which set and override what differs.

    tools: the controls beside the tabs while the page is shown.
    first_focus: the widget that gets the focus when the person turns to the page.
    idle_in_pictures: the widgets that do nothing in a picture, and are hidden there.
    choices: the remembered choices, by their names in the settings.
    own_undo: what Undo and Redo act on while the focus is in the page, as an `UndoStack`; None for
    the experiment.
    keys: the keys of the view, as (keys, meaning), by the words for where the focus must be.
    """

    tools: QWidget | None = None
    first_focus: QWidget | None = None
    idle_in_pictures: Sequence[QWidget] = ()
    choices: Mapping[str, ViewChoice] = MappingProxyType({})
    own_undo: Any = None
    keys: ClassVar[Mapping[str, Sequence[tuple[str, str]]]] = {}

    def be_pictured(self) -> None:
        """Say what a picture of the window lacks, since it would take too long; nothing follows."""

    def end(self) -> None:
        """Stop the view's background work before the window closes."""
