"""What the person scrolls, apart from what the program brings into sight."""

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget

from app.scenes.acts.acts import Scroll
from app.scenes.parts.scrolled import Scrolled
from app.scenes.playground.scrolling import ScrollAreas, ways_of


class HandScrolled:
    """What an input scrolls, from just before it until it has had its effect.

    What the wheel or a scroll bar moves is scrolled by hand. So is whatever moves with another
    input, as with the arrow keys in a table, unless that did something which is recorded otherwise:
    done again, it brings the same into sight, in a window of any size.
    """

    def __init__(self, window: Any) -> None:
        self._areas = ScrollAreas(window)
        # The places before this input, by area and way; None while there is no input.
        self._before: dict[tuple[str, str], int] | None = None
        self._direct: set[str] = set()
        self.does_more = False

    def begin(self, widget: QWidget, event: QEvent) -> None:
        """An input comes to a widget."""
        if self._before is None:
            self._before, self._direct, self.does_more = self._places, set(), False
        if event.type() == QEvent.Type.Wheel or isinstance(widget, QScrollBar):
            self._direct |= _areas_around(widget)

    def renew(self) -> None:
        """Leave alone what has been scrolled so far."""
        if self._before is not None:
            self._before = self._places

    def end(self) -> None:
        """The input has had its effect."""
        self._before = None

    def acts(self) -> list[Scroll]:
        """The acts that scroll what the input has scrolled."""
        before, found = self._before, []
        if before is None:
            return []
        for area in self._areas:
            name = area.objectName()
            if not area.isVisible() or (self.does_more and name not in self._direct):
                continue
            moved: dict[str, Any] = {
                way.name: way.value
                for way in ways_of(area)
                if before.get((name, way.name), 0) != way.bar.value()
            }
            if moved:
                found.append(Scroll(to=Scrolled(name, **moved)))
        return found

    @property
    def _places(self) -> dict[tuple[str, str], int]:
        ways = ((each.objectName(), way) for each in self._areas for way in ways_of(each))
        return {(name, way.name): way.bar.value() for name, way in ways}


def _areas_around(widget: QWidget) -> set[str]:
    found: set[str] = set()
    around: QWidget | None = widget
    while around is not None:
        if isinstance(around, QAbstractScrollArea):
            found.add(around.objectName())
        around = around.parentWidget()
    return found
