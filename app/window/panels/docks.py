"""What comes and goes in the window: panels that give way to a page, the timeline, the runs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout

from app.kit.signals import connect_all
from app.kit.text_size import px
from app.kit.widgets.panel import AREAS
from app.session.session import Session
from app.views.stage import Stage
from app.views.training_controls import TrainingControls
from app.window.panels.arranging import PanelArranger
from app.window.panels.taking_turns import TakingTurns
from app.window.view_table import PAGES, PANELS

# Room for the frame of the window, in pixels: its real size is known only once it is shown.
FRAME = QSize(16, 48)


def show_first(window: QMainWindow, available: QSize) -> None:
    """Show a window in its first size, or maximised where that does not fit with its frame.

    available: the room of the screen without task bars and the like.
    """
    room = available - FRAME
    if window.size() == window.size().boundedTo(room):
        window.show()
        return
    # The size to return to when the window is restored.
    window.resize(window.size().boundedTo(room))
    window.showMaximized()


class WindowLayout(QObject):
    """Makes room for a page that needs it, and gives the room back.

    panels: by the names in the table of views. column: the column that the stage stands in.
    controls: those above it; they and the stage have a line less in a low window.
    """

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        stage: Stage,
        panels: Mapping[str, Any],
        column: QVBoxLayout,
        controls: TrainingControls,
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._stage, self._panels, self._column = stage, panels, column
        # The stage and its column are no higher than its tabs while the panels have their turn.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMaximumSize)
        self._lines = controls, stage
        self._gave_way: list[QDockWidget] = []
        # Those of them in front of their tabs: Qt would show any one of several that come back.
        self._were_in_front: set[QDockWidget] = set()
        # Those that gave way when a presentation began.
        self._gave_way_before: list[QDockWidget] = []
        # Whether the panels beside the stage leave too little for the page.
        self._is_narrow = False
        # The list of runs comes by itself, once: with the second run.
        self._has_shown_runs = False
        panels["runs"].hide()
        self.arranger = PanelArranger(window, stage, panels)
        self.turns = TakingTurns(stage, panels, self.arranger)
        connect_all(self._make_room_again, self.arranger.rearranged, self.turns.changed)
        self.turns.changed.connect(self._place_timeline)
        self.arranger.fitted.connect(self._fit_sides)
        stage.page_turning.connect(self._make_room)
        stage.page_changed.connect(self._give_room_back)
        connect_all(self._place_timeline, stage.page_changed, panels["loss"].visibilityChanged)
        connect_all(self._show_runs, session.runs.changed, self.arranger.fitted)
        self._show_runs()

    # Presentations.

    def present(self, names: Collection[str]) -> None:
        """Leave the stage nearly all of the room: none but these panels are beside it."""
        self._gave_way_before, self._gave_way = self._gave_way, []
        self.arranger.present(names)
        self.turns.fit()
        loss = self._panels["loss"]
        loss.timeline.hide()
        loss.be_bare(True)

    @property
    def shown(self) -> list[str]:
        """The names of the panels that are shown."""
        return [name for name, panel in self._panels.items() if not panel.isHidden()]

    def show(self, names: Collection[str], keeps_page: bool = False) -> None:
        """Show these panels, and no others.

        keeps_page: panels that take turns with the page come with their tab, else at once.
        """
        is_later = self.turns.is_page_alone and (keeps_page or not names)
        docked = [name for name, panel in self._panels.items() if not panel.isFloating()]
        if is_later:
            self._gave_way = [self._panels[name] for name in docked if name in names]
        elif names:
            self.turns.turn_to_panels()
        sides = self._taken_sides
        for name, panel in self._panels.items():
            panel.setVisible(name in names and not (is_later and name in docked))
        if self._taken_sides - sides:
            # Qt would give a side that was empty whatever width.
            self.arranger.begin_sizes()

    @property
    def _taken_sides(self) -> set[Qt.DockWidgetArea]:
        """The sides of the window with a panel."""
        docked = [each for each in self._panels.values() if not each.isFloating()]
        return {self._window.dockWidgetArea(each) for each in docked if not each.isHidden()}

    @property
    def giving_way(self) -> list[str]:
        """The names of the panels that come back with a page that leaves them room."""
        return [name for name, panel in self._panels.items() if panel in self._gave_way]

    def go_back(self, size: QSize) -> None:
        """Lay everything out as before the presentation. size: what the window will have."""
        loss = self._panels["loss"]
        loss.be_bare(False)
        self._gave_way = self._gave_way_before
        self.arranger.go_back(size)
        loss.timeline.show()
        self._place_timeline()

    def reset(self) -> None:
        """Put every panel back to where it was at the first start."""
        self.arranger.reset([] if self._has_several_runs else [self._panels["runs"]])
        self._were_in_front.clear()
        if PAGES[self._stage.page].width or self.turns.is_page_alone:
            self._gave_way = []
            self._make_room(self._stage.page)

    # What comes and goes.

    @property
    def _has_several_runs(self) -> bool:
        return len(self._session.experiment.runs) > 1

    def _show_runs(self) -> None:
        arranger = self.arranger
        is_held = arranger.is_presenting or arranger.is_going_back
        is_too_early = is_held or not self._has_several_runs
        if self._has_shown_runs or is_too_early:
            return
        self._has_shown_runs = True
        if PAGES[self._stage.page].needs_room or self.turns.is_page_alone:
            self._gave_way.append(self._panels["runs"])
        else:
            self._panels["runs"].show()
            self.arranger.share_bottom()

    def _areas_in_the_way(self, page: str) -> set[Qt.DockWidgetArea]:
        """The areas whose panels give way to a page; none do in a presentation."""
        if self.arranger.is_presenting:
            return set()
        spec, row = PAGES[page], self.arranger.arrangement
        sides = px((row.left and row.left_width) or 0) + px((row.right and row.right_width) or 0)
        self._is_narrow = self._window.width() - sides < px(spec.width)
        names = ["bottom"] if spec.needs_room else []
        names += ["left", "right"] if spec.width and self._is_narrow else []
        return {AREAS[name] for name in names}

    def _is_in_the_way(self, name: str, areas: set[Qt.DockWidgetArea]) -> bool:
        if self.turns.is_single:
            return self.turns.is_page_alone
        area = self._window.dockWidgetArea(self._panels[name])
        # Some panels below the stage stay, however high the page would like to be.
        return area in areas and (PANELS[name].gives_way or area != AREAS["bottom"])

    def _make_room(self, page: str) -> None:
        """Hide the panels that give way to a page, before it is shown."""
        areas = self._areas_in_the_way(page)
        there = {
            name: panel
            for name, panel in self._panels.items()
            if not (panel.isHidden() or panel.isFloating())
        }
        giving_way = [panel for name, panel in there.items() if self._is_in_the_way(name, areas)]
        # Each panel that is hidden brings another one in front.
        self._were_in_front.update(panel for panel in giving_way if panel.is_in_front)
        self._gave_way += giving_way
        for panel in giving_way:
            panel.hide()

    def _give_room_back(self) -> None:
        """Show the panels again that are not in the way of this page."""
        areas = self._areas_in_the_way(self._stage.page)
        back = [
            panel
            for name, panel in self._panels.items()
            if panel in self._gave_way and not self._is_in_the_way(name, areas)
        ]
        self._gave_way = [panel for panel in self._gave_way if panel not in back]
        self._show_again(back)
        if back:
            # Qt gives a panel its least height where the window changed while it was hidden.
            self.arranger.begin_sizes()

    def _make_room_again(self) -> None:
        """Decide anew what gives way, where the panels stand elsewhere now."""
        gave_way, self._gave_way = self._gave_way, []
        self._show_again(gave_way)
        self._make_room(self._stage.page)

    def _show_again(self, panels: Sequence[QDockWidget]) -> None:
        """Show panels that gave way, the same ones in front of their tabs as before."""
        for panel in panels:
            panel.show()
        for panel in self._were_in_front.intersection(panels):
            panel.raise_()
        self._were_in_front.difference_update(panels)

    def _fit_sides(self) -> None:
        """Decide anew where the window has become large enough for the panels, or too small."""
        for line in self._lines:
            line.be_low(self.arranger.arrangement.is_low)
        if self.turns.is_single:
            self._make_room(self._stage.page)
            return
        was_narrow = self._is_narrow
        self._areas_in_the_way(self._stage.page)
        if PAGES[self._stage.page].width and was_narrow != self._is_narrow:
            self._make_room_again()
            self.arranger.begin_sizes()

    def _place_timeline(self) -> None:
        """Move the timeline under a page that shows its step while no loss panel is in sight."""
        if self.arranger.is_presenting:
            return
        panel = self._panels["loss"]
        shows_step = PAGES[self._stage.page].shows_step and not self.turns.is_single
        is_compact = not panel.is_in_front and shows_step
        if is_compact != panel.timeline.is_compact:
            panel.timeline.set_compact(is_compact)
            (self._column if is_compact else panel.body).addWidget(panel.timeline)
            panel.timeline.show()
