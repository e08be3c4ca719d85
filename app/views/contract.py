"""The contract of pages and panels: what they tell the window beside being widgets."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, cast

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtWidgets import QAbstractButton, QSpinBox, QWidget

from app.views.target import Target
from micrograd.data.typed import whole_number


class ViewChoice(NamedTuple):
    """A choice that is remembered for the next start: how to read it as text and how to make it."""

    read: Callable[[], str]
    choose: Callable[[str], None]


class AsTable(NamedTuple):
    """A picture and the table of its numbers. button: shows the table, or the picture again."""

    button: QAbstractButton
    table: QWidget
    picture: QWidget


def number_choice(field: QSpinBox) -> ViewChoice:
    """The number in a field. A remembered text that is no number for it leaves the field alone."""

    def choose(text: str) -> None:
        # Earlier versions wrote points between the groups where the system's language does.
        number = whole_number(text, ",")
        if number is not None and field.minimum() <= number <= field.maximum():
            field.setValue(number)

    return ViewChoice(lambda: str(field.value()), choose)


def _shown_choice(button: QAbstractButton) -> ViewChoice:
    """Whether a button shows something, as it does while it is checked."""
    return ViewChoice(
        lambda: "shown" if button.isChecked() else "hidden",
        lambda text: button.setChecked(text == "shown"),
    )


def _stay(value: Any) -> None:
    """Bring nothing into sight: all that is shown always is."""


class ViewPlace(NamedTuple):
    """How a view shows the targets of a kind, each by its value.

    widget: the part of the view with them. where: the place of one in it, None for one that it does
    not show. bring: scrolls there, or lets the camera go there.
    """

    widget: QWidget
    where: Callable[[Any], QRectF | None]
    bring: Callable[[Any], None] = _stay


class View:
    """A mixin for pages and panels, which set and override what differs.

    tools: the controls beside the tabs while the page is shown.
    first_focus: the widget that gets the focus when the person turns to the page.
    idle_in_pictures: the widgets that do nothing in a picture, and are hidden there.
    choices: the remembered choices, by their names in the settings.
    sights: choices of what is in sight, by their names in scripts: no next start remembers them.
    led: signals that come where a sight has become another one by no input of the person.
    own_undo: what Undo and Redo act on while the focus is in the page, as an `UndoStack`; None for
    the experiment.
    keys: the keys of the view, as (keys, meaning), by the words for where the focus must be.
    as_table: the numbers of its picture as a table, in the place of the picture; None for none.
    places: how it shows targets, by their kind, see `Target`.
    """

    tools: QWidget | None = None
    first_focus: QWidget | None = None
    idle_in_pictures: Sequence[QWidget] = ()
    choices: Mapping[str, ViewChoice] = MappingProxyType({})
    sights: Mapping[str, ViewChoice] = MappingProxyType({})
    led: Sequence[Any] = ()
    own_undo: Any = None
    as_table: AsTable | None = None
    keys: ClassVar[Mapping[str, Sequence[tuple[str, str]]]] = {}
    places: Mapping[str, ViewPlace] = MappingProxyType({})

    @property
    def all_sights(self) -> Mapping[str, ViewChoice]:
        """Those of `sights`, and whether the numbers of the picture are shown as a table."""
        if self.as_table is None:
            return self.sights
        button = self.as_table.button
        name = button.objectName().removesuffix("_button")
        return {**self.sights, name: _shown_choice(button)}

    def where(self, target: Target) -> QRectF | None:
        """The place of a target in this widget's coordinates, as far as it is in sight; else None.

        The controls of `tools` lie outside of the widget, and so do their places.
        """
        if target.kind == "control":
            control = self._control(str(target.value))
            return None if control is None else self._in_sight(control, QRectF(control.rect()))
        place = self.places.get(target.kind)
        found = place.where(target.value) if place else None
        return None if place is None or found is None else self._in_sight(place.widget, found)

    def bring_to(self, target: Target) -> None:
        """Bring a target into sight, where the view shows such ones; it may take a moment."""
        if place := self.places.get(target.kind):
            place.bring(target.value)

    def _control(self, name: str) -> QWidget | None:
        own = cast(QWidget, self)
        found = [each.findChild(QWidget, name) for each in (own, self.tools) if each is not None]
        return next((each for each in found if isinstance(each, QWidget)), None)

    def _in_sight(self, widget: QWidget, place: QRectF) -> QRectF | None:
        """The part in sight of a place in a widget, in the coordinates of the view."""
        seen = place & QRectF(widget.visibleRegion().boundingRect())
        if seen.isEmpty():
            return None
        offset = cast(QWidget, self).mapFromGlobal(widget.mapToGlobal(QPoint(0, 0)))
        return seen.translated(QPointF(offset))

    def be_pictured(self) -> None:
        """Say what a picture of the window lacks, since it would take too long; nothing follows."""

    def end(self) -> None:
        """Stop the view's background work before the window closes."""
