"""Scrolling: what is at the top of the tables, lists and other areas of a window that scroll."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QGraphicsView,
    QHeaderView,
    QScrollBar,
)
from shiboken6 import isValid

from app.kit.widgets.code_view import CodeView
from app.scenes.parts.form import ScriptError
from app.scenes.parts.scrolled import Scrolled

# Pictures move by themselves, and headings with their tables.
OTHERWISE = QGraphicsView, QHeaderView


class Way(NamedTuple):
    """One of the two ways in which an area scrolls. line, share: their names in `Scrolled`."""

    bar: QScrollBar
    is_by_lines: bool
    line: str
    share: str

    @property
    def name(self) -> str:
        """What says in a script where it is."""
        return self.line if self.is_by_lines else self.share

    @property
    def value(self) -> float:
        """The first line, or the share that is out of sight."""
        bar = self.bar
        return bar.value() + 1 if self.is_by_lines else min(1.0, max(0.0, bar.value() / self._all))

    def pixels(self, value: float) -> int:
        """The same as the bar counts it."""
        return round(value - 1 if self.is_by_lines else value * self._all)

    @property
    def _all(self) -> int:
        return max(1, self.bar.maximum() + self.bar.pageStep())


def ways_of(area: QAbstractScrollArea) -> tuple[Way, Way]:
    """How an area scrolls, from top to bottom and from left to right."""
    by_item = QAbstractItemView.ScrollMode.ScrollPerItem
    down = across = False
    if isinstance(area, QAbstractItemView):
        down = area.verticalScrollMode() == by_item
        across = area.horizontalScrollMode() == by_item
    return (
        Way(area.verticalScrollBar(), down, "row", "down"),
        Way(area.horizontalScrollBar(), across, "column", "right"),
    )


class ScrollAreas:
    """All that scrolls in a window and in its panels, by name."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self._found: list[QAbstractScrollArea] = []
        self._pages = 0

    def __iter__(self) -> Iterator[QAbstractScrollArea]:
        """The areas, without those of lists that a field opens."""
        pages = len(self._window.stage.pages)
        if pages != self._pages:
            # Looking through thousands of widgets takes some milliseconds.
            self._pages = pages
            found = self._window.findChildren(QAbstractScrollArea)
            self._found = [
                each for each in found if each.objectName() and not isinstance(each, OTHERWISE)
            ]
        ours = {self._window, *self._window.panels.values()}
        return (each for each in self._found if isValid(each) and each.window() in ours)

    def named(self, name: str) -> QAbstractScrollArea | None:
        """The area of this name, the one that is seen where there are several; None for none."""
        found = [each for each in self if each.objectName() == name]
        return max(found, key=QAbstractScrollArea.isVisible) if found else None

    @property
    def scrolled(self) -> tuple[Scrolled, ...]:
        """The places of areas away from their beginning; code goes to its lit line by itself."""
        found = []
        for area in self:
            if isinstance(area, CodeView):
                continue
            told: dict[str, Any] = {way.name: way.value for way in ways_of(area) if way.bar.value()}
            if told:
                found.append(Scrolled(area.objectName(), **told))
        return tuple(found)


class Scrolling:
    """Scrolls the areas of a window, also those whose content comes only later."""

    def __init__(self, window: Any) -> None:
        self.areas, self._window = ScrollAreas(window), window
        self._awaited: dict[QScrollBar, _Awaited] = {}

    def begin(self) -> None:
        """Let everything be at its beginning."""
        for awaited in [*self._awaited.values()]:
            # It goes with what it scrolls.
            if isValid(awaited):
                awaited.end()
        self._awaited.clear()
        for area in self.areas:
            for way in ways_of(area):
                way.bar.setValue(0)
            if isinstance(area, CodeView):
                area.scroll_to_lit()

    def scroll(self, to: Scrolled, part: float = 1.0) -> None:
        """Scroll an area, or a part of the way. Raises ScriptError where there is none."""
        area = self._area(to.area)
        _lay_out(area)
        for way in ways_of(area):
            other = way.share if way.is_by_lines else way.line
            if getattr(to, other) is not None:
                raise ScriptError(f"{to.area} has no {other}: it scrolls by {way.name}")
            value = getattr(to, way.name)
            if value is None:
                continue
            if before := self._awaited.get(way.bar):
                before.end()
            here = way.bar.value()
            way.bar.setValue(here + round((way.pixels(value) - here) * part))
            if part == 1.0 and way.pixels(value) > way.bar.maximum():
                self._awaited[way.bar] = _Awaited(way, value, self._awaited)

    def _area(self, name: str) -> QAbstractScrollArea:
        """The area of this name; pages are made until one has it."""
        stage = self._window.stage
        for page in (stage.page, *stage.names):
            if area := self.areas.named(name):
                return area
            stage.made(page)
        if area := self.areas.named(name):
            return area
        raise ScriptError(f"there is nothing “{name}” that scrolls")


class _Awaited(QObject):
    """Scrolls on as content comes, until it is there, or until somebody else scrolls."""

    def __init__(self, way: Way, value: float, among: dict[QScrollBar, "_Awaited"]) -> None:
        super().__init__(way.bar)
        self._way, self._value, self._among = way, value, among
        self._is_moving = False
        way.bar.rangeChanged.connect(self._go_on)
        way.bar.valueChanged.connect(self._note)

    def _go_on(self) -> None:
        bar, pixels = self._way.bar, self._way.pixels(self._value)
        self._is_moving = True
        bar.setValue(pixels)
        self._is_moving = False
        if bar.maximum() and pixels <= bar.maximum():
            self.end()

    def _note(self) -> None:
        if not self._is_moving:
            self.end()

    def end(self) -> None:
        """Wait no longer."""
        self._among.pop(self._way.bar, None)
        self._way.bar.rangeChanged.disconnect(self._go_on)
        self._way.bar.valueChanged.disconnect(self._note)
        self.deleteLater()


def _lay_out(area: QAbstractScrollArea) -> None:
    """Let Qt do at once what it puts off until the next events."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    if isinstance(area, QAbstractItemView):
        area.executeDelayedItemsLayout()
