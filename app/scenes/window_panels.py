"""WindowPanels: where the panels of a window are: at a side, in front of tabs, or floating."""

from collections.abc import Collection, Sequence
from typing import Any, Literal, NamedTuple, get_args

from PySide6.QtCore import QPoint, QRect

from app.kit.widgets.panel import AREAS

Area = Literal["left", "right", "bottom"]
# The sides by what Qt calls them.
SIDES: dict[Any, Area] = {AREAS[name]: name for name in get_args(Area)}


class Docked(NamedTuple):
    """Beside the page. beside: the panels with tabs in its place."""

    area: Area
    beside: frozenset[str]


class Floating(NamedTuple):
    """Over the window: left, top, width and height, as shares of the window's."""

    left: float
    top: float
    width: float
    height: float


Place = Docked | Floating


class WindowPanels:
    """The panels of a window, by name."""

    def __init__(self, window: Any) -> None:
        self._window = window

    def place(self, name: str) -> Place:
        """Where a panel is, shown or not."""
        panel = self._window.panels[name]
        if not panel.isFloating():
            names = {each: key for key, each in self._window.panels.items()}
            tabs = self._window.tabifiedDockWidgets(panel)
            area = SIDES.get(self._window.dockWidgetArea(panel), "bottom")
            return Docked(area, frozenset(names[each] for each in tabs if each in names))
        across, down = max(1, self._window.width()), max(1, self._window.height())
        place = QRect(panel.pos() - self._corner, panel.size())
        ends = place.x() / across, place.y() / down, place.width() / across, place.height() / down
        return Floating(*ends)

    @property
    def in_front(self) -> list[str]:
        """Those that are in front of the tabs of others."""
        return [name for name, panel in self._window.panels.items() if self._is_in_front(panel)]

    def _is_in_front(self, panel: Any) -> bool:
        if panel.isFloating() or not panel.is_in_front:
            return False
        return any(not each.isHidden() for each in self._window.tabifiedDockWidgets(panel))

    @property
    def usual(self) -> dict[str, Place]:
        """Where all of them are at a first start, in a window of this size."""
        groups = [
            (area, group.panels)
            for area, groups in self._window.docks.arranger.arrangement.areas.items()
            for group in groups
        ]
        return {
            name: Docked(area, frozenset(panels) - {name})
            for area, panels in groups
            for name in panels
        }

    @property
    def usually_in_front(self) -> list[str]:
        """Those that are in front at first, of the panels that are shown now."""
        found = []
        for groups in self._window.docks.arranger.arrangement.areas.values():
            for group in groups:
                shown = [name for name in group.panels if not self._window.panels[name].isHidden()]
                found += shown[:1] if len(shown) > 1 else []
        return found

    def show(self, names: Collection[str]) -> None:
        """Show these panels, and no others."""
        self._window.docks.show(names)

    def bring_forward(self, name: str) -> None:
        """Show a panel in front of the tabs beside its own."""
        self._window.panels[name].bring_forward()

    def float_at(self, name: str, place: Sequence[float]) -> None:
        """Let a panel float over the window, at shares of its width and height."""
        panel, (left, top, width, height) = self._window.panels[name], place
        across, down = self._window.width(), self._window.height()
        panel.setFloating(True)
        corner = QPoint(round(left * across), round(top * down)) + self._corner
        panel.setGeometry(QRect(corner, panel.size()))
        panel.resize(round(width * across), round(height * down))

    def dock(self, name: str, area: str, tabs: str = "") -> None:
        """Let a panel stand at a side, in the place of another one where `tabs` names it."""
        window, panel = self._window, self._window.panels[name]
        # One that floated goes back to the place that it had.
        panel.setFloating(False)
        place = self.place(name)
        assert isinstance(place, Docked)
        if place.area == area and (tabs in place.beside if tabs else not place.beside):
            return
        if tabs:
            window.tabifyDockWidget(window.panels[tabs], panel)
        else:
            window.addDockWidget(AREAS[area], panel)
        window.docks.arranger.keep()

    def begin(self, names: Collection[str]) -> None:
        """Show these panels where all of them are at a first start."""
        places = {name: self.place(name) for name in self._window.panels}
        is_presenting = self._window.docks.arranger.is_presenting
        if places != self.usual and not is_presenting:
            self._window.docks.reset()
        self._window.docks.show(names, keeps_page=True)
        if not is_presenting:
            for name in self.usually_in_front:
                self._window.panels[name].raise_()

    @property
    def _corner(self) -> QPoint:
        """The place of the window on the screen."""
        corner: QPoint = self._window.geometry().topLeft()
        return corner
