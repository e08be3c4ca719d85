"""Puts the panels of a window where the table of arrangements says, and shares the room out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from app.kit.dock_places import PlacedSide, order_of
from app.kit.signals import connect_all
from app.kit.text_size import scaled
from app.kit.widgets.panel import AREAS
from app.window.panels.arrangements import (
    ARRANGEMENTS,
    PRESENTATION,
    SMALLEST,
    Arrangement,
    arrangement_for,
)
from app.window.panels.dock_sizes import DockSizes
from app.window.panels.dock_tabs import tidy_tabs
from app.window.panels.kept_layouts import AwaitedLayout, Layouts
from app.window.panels.panel_places import LAYOUT_VERSION, PanelPlaces
from app.window.panels.room_watch import RoomWatch

# The least height of what is in a panel that may scroll, in pixels.
LOWEST_CONTENT = 66


class PanelArranger(QObject):
    """Arranges the panels by the size of the window, each arrangement as the person left it.

    `rearranged` comes after the panels were moved, `fitted` after the window has another size.

    Which panels are hidden or float is the same in all arrangements. The room is shared out among
    the panels of an arrangement until the person moves one, or drags the line between two.

    panels: by the names in the table of views.
    """

    rearranged = Signal()
    fitted = Signal()

    def __init__(self, window: QMainWindow, stage: QWidget, panels: Mapping[str, Any]) -> None:
        super().__init__(window)
        self._window, self._stage, self._panels = window, stage, panels
        # This is the least size, whatever a page or a panel would like to have.
        window.setMinimumSize(SMALLEST)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREAS["left"])
        window.setCorner(Qt.Corner.BottomRightCorner, AREAS["right"])
        everywhere = Qt.DockWidgetArea.AllDockWidgetAreas
        window.setTabPosition(everywhere, QTabWidget.TabPosition.North)
        self._sizes, self._places = DockSizes(window, stage, panels), PanelPlaces(window, panels)
        # While something is presented: the arrangement and the layout from before.
        self._before: tuple[Arrangement, QByteArray] | None = None
        self._awaited = AwaitedLayout(window, self._sizes)
        # The name of the arrangement in which a script has put more panels into a column than have
        # room in each window: they scroll.
        self._crowded = ""
        self.arrangement = ARRANGEMENTS[-1]
        self._take_up(self._fitting())
        self._states: dict[str, QByteArray] = {}
        # The panels in front of their tabs when an arrangement was left, by its name.
        self._in_front: dict[str, list[Any]] = {}
        self._arranged: set[str] = set()
        # The arrangement and the places that a script wants, until the panels have these sizes.
        self._wanted: tuple[str, Mapping[str, PlacedSide]] | None = None
        self._is_moving = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)
        self._save_soon = QTimer(self, singleShot=True, interval=0)
        self._save_soon.timeout.connect(self._save)
        self._tabs_soon = QTimer(self, singleShot=True, interval=0)
        self._tabs_soon.timeout.connect(self._tidy_tabs)
        watch = RoomWatch(window)
        watch.changed.connect(self._soon.start)
        watch.shown.connect(self.fit)
        watch.shown.connect(self.begin_sizes)
        watch.divided.connect(self.keep)
        self._places.put(self.arrangement.areas)
        self._places.bring_first_to_front(self.arrangement)
        self._places.remember_first()
        for panel in panels.values():
            panel.topLevelChanged.connect(self.keep)
            panel.toggleViewAction().triggered.connect(self._awaited.forget)
            connect_all(self._tabs_soon.start, panel.dockLocationChanged, panel.visibilityChanged)

    # The layouts that are kept.

    @property
    def states(self) -> dict[str, QByteArray]:
        """The layout of each arrangement that was used, by its name."""
        return {**self._states, self.arrangement.name: self._window.saveState(LAYOUT_VERSION)}

    @property
    def layouts(self) -> Layouts:
        """What the next start goes on with."""
        states = self.states
        arranged = self._arranged & states.keys()
        return Layouts(states, arranged, self.arrangement.name, self._window.size())

    def restore(self, layouts: Layouts) -> None:
        """Go on with remembered layouts; panels have the sizes that the person gave them."""
        self._states, self._arranged = dict(layouts.states), {*layouts.arranged}
        if layouts.last in self._arranged and layouts.size is not None:
            # A maximised window has its size some time after it is shown.
            self._awaited.wait(layouts.last, self._states[layouts.last], layouts.size)
        last = (row for row in ARRANGEMENTS if row.name == layouts.last)
        self.arrangement = next(last, self.arrangement)
        self._take_up(self._fitting())
        state = self._states.get(self.arrangement.name)
        if state is None:
            self._restore_or_place()
            return
        self._window.restoreState(state, LAYOUT_VERSION)

    def reset(self, hidden: Sequence[Any]) -> None:
        """Forget what the person arranged, and begin again with every panel but the hidden."""
        self._states, self._arranged, self._in_front, self._wanted = {}, set(), {}, None
        self._awaited.forget()
        self._crowded, self._is_moving = "", True
        self._take_up(self.arrangement)
        self._places.put(self.arrangement.areas)
        for panel in self._panels.values():
            panel.setFloating(False)
            panel.setVisible(panel not in hidden)
        self._places.bring_first_to_front(self.arrangement)
        self._is_moving = False
        self.begin_sizes()

    # The layout as a script tells it.

    @property
    def is_arranged(self) -> bool:
        """Whether the person has moved a panel or sized one, in this arrangement."""
        return self.arrangement.name in self._arranged

    @property
    def placed(self) -> dict[str, PlacedSide]:
        """The places and sizes of the panels, for a window of any size."""
        return self._sizes.placed

    def arrange(self, sides: Mapping[str, PlacedSide]) -> None:
        """Let panels stand where `placed` told, as large as then, as if a person did it."""
        self._crowded = self.arrangement.name if self.arrangement.is_crowded_by(sides) else ""
        self._take_up(self.arrangement)
        if order_of(sides) != order_of(self.placed):
            with self._moving(), self._places.kept_as_shown():
                self._places.put({name: side.groups for name, side in sides.items()})
        for side in sides.values():
            for group in side.groups:
                if group.front:
                    self._panels[group.front].raise_()
        self.keep()
        self._wanted = self.arrangement.name, sides
        self.begin_sizes()

    # Presentations.

    @property
    def is_presenting(self) -> bool:
        """Whether the panels are those of a presentation."""
        return self._before is not None

    @property
    def is_going_back(self) -> bool:
        """Whether the window has not yet its size from before the presentation."""
        return self._awaited.is_after_presentation

    def present(self, names: Collection[str]) -> None:
        """Take up the arrangement of a presentation, with these panels of it, until `go_back`."""
        state = self._window.saveState(LAYOUT_VERSION)
        self._awaited.forget()
        self._before = self.arrangement, state
        self._states[self.arrangement.name] = state
        self._is_moving = True
        for name, panel in self._panels.items():
            panel.setFloating(False)
            panel.setVisible(name in names)
        self._take_up(PRESENTATION)
        self._restore_or_place()
        self.begin_sizes()

    def go_back(self, size: QSize) -> None:
        """Give every panel the place and the size from before. size: what the window will have."""
        assert self._before is not None
        self._save()
        (arrangement, state), self._before = self._before, None
        self._awaited.wait(arrangement.name, state, size, is_after_presentation=True)
        self._states[arrangement.name] = state
        self._is_moving = True
        self._take_up(arrangement)
        self._window.restoreState(state, LAYOUT_VERSION)
        # Qt restores sizes to some pixels only.
        self._sizes.give_from(state)
        self._is_moving = False
        self._soon.start()

    def keep(self) -> None:
        """Keep this arrangement from now on: the person has moved a panel, or sized one."""
        if not self._is_moving:
            self._awaited.forget()
            self._wanted = None
            self._arranged.add(self.arrangement.name)
            self._save_soon.start()

    def _save(self) -> None:
        self._states = self.states

    # Another arrangement.

    def fit(self) -> None:
        """Take the arrangement that fits; size its panels where the person has not."""
        fitting = self._fitting()
        if fitting is not self.arrangement:
            if self.arrangement.name not in self._arranged:
                self._save()
            shown = [panel for panel in self._panels.values() if not panel.isHidden()]
            self._in_front[self.arrangement.name] = [each for each in shown if each.is_in_front]
            self._take_up(fitting)
            self._restore_or_place()
            self._awaited.give(fitting.name)
            self.begin_sizes()
            self.fitted.emit()
            # Panels that gave way and came back are behind the tabs of those that came later.
            for panel in self._in_front.get(fitting.name, ()):
                if not (panel.isHidden() or panel.isFloating()):
                    panel.raise_()
            return
        self._take_up(fitting)
        self._awaited.give(fitting.name)
        self._share()
        self.fitted.emit()

    def begin_sizes(self) -> None:
        """Share the room out now, and again when Qt has laid the panels out."""
        self._share()
        QTimer.singleShot(0, self._window, self._share_at_last)

    def _share(self) -> None:
        """Share the room out as a script wants it, or else by the table unless the person did."""
        name, sides = self._wanted or ("", {})
        if name == self.arrangement.name:
            self._sizes.take(sides)
        elif not self.is_arranged:
            self._sizes.share_out(self.arrangement)

    def _share_at_last(self) -> None:
        self._share()
        # Before a window is shown it has not its real size.
        if self._window.isVisible():
            self._wanted = None

    def share_bottom(self) -> None:
        """Share out the width below the stage."""
        self._sizes.share_bottom(self.arrangement)

    def _fitting(self) -> Arrangement:
        if self.is_presenting:
            return PRESENTATION
        # A larger text needs more room, so a window counts as smaller by as much.
        room = self._window.size() - QSize(0, self._window.contentsMargins().bottom())
        return arrangement_for(room / scaled(1), self.arrangement)

    def _take_up(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement
        self._stage.setMinimumSize(arrangement.stage * scaled(1))
        for panel in self._panels.values():
            # Qt keeps no least height that is set on a dock: its content decides.
            scrolls = arrangement.panels_scroll or arrangement.name == self._crowded
            panel.widget().be_content_with(LOWEST_CONTENT if scrolls else None)

    def _restore_or_place(self) -> None:
        """Put the panels where they were last in this arrangement, or where the table says."""
        state = self._states.get(self.arrangement.name)
        with self._moving():
            with self._places.kept_as_shown():
                if state is None or not self._window.restoreState(state, LAYOUT_VERSION):
                    self._places.put(self.arrangement.areas)
            self.rearranged.emit()
            if state is None:
                self._places.bring_first_to_front(self.arrangement)

    @contextmanager
    def _moving(self) -> Iterator[None]:
        """While the program moves panels: no layout is taken for one of the person's."""
        focus, self._is_moving = self._window.focusWidget(), True
        try:
            yield
        finally:
            self._is_moving = False
        if focus is not None and focus.isVisible():
            focus.setFocus()

    def _tidy_tabs(self) -> None:
        tidy_tabs(self._window, self._panels)
