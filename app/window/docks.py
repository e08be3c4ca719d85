"""What comes and goes in the window: panels that give way to a page, the timeline, the runs."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout

from app.kit.signals import connect_all
from app.session.session import Session
from app.views.stage import Stage
from app.window.arranging import AREAS, PanelArranger
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
    """

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        stage: Stage,
        panels: Mapping[str, Any],
        column: QVBoxLayout,
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._stage, self._panels, self._column = stage, panels, column
        self._gave_way: list[QDockWidget] = []
        # The list of runs comes by itself, once: with the second run.
        self._has_shown_runs = False
        panels["runs"].hide()
        self.arranger = PanelArranger(window, stage, panels)
        self.arranger.rearranged.connect(self._make_room_again)
        stage.page_turning.connect(self._make_room)
        stage.page_changed.connect(self._give_room_back)
        connect_all(self._place_timeline, stage.page_changed, panels["loss"].visibilityChanged)
        session.runs.changed.connect(self._show_runs)
        self._show_runs()

    def reset(self) -> None:
        """Put every panel back to where it was at the first start."""
        self.arranger.reset([] if self._has_several_runs else [self._panels["runs"]])

    # What comes and goes.

    @property
    def _has_several_runs(self) -> bool:
        return len(self._session.experiment.runs) > 1

    def _show_runs(self) -> None:
        if self._has_shown_runs or not self._has_several_runs:
            return
        self._has_shown_runs = True
        if self._needs_room(self._stage.page):
            self._gave_way.append(self._panels["runs"])
        else:
            self._panels["runs"].show()
            self.arranger.share_bottom()

    @staticmethod
    def _needs_room(page: str) -> bool:
        return PAGES[page].needs_room

    def _make_room(self, name: str) -> None:
        """Hide the panels that give way, before a page is shown that needs their room."""
        if self._needs_room(name) and not self._needs_room(self._stage.page):
            self._hide_what_is_in_the_way()

    def _hide_what_is_in_the_way(self) -> None:
        below = AREAS["bottom"]
        self._gave_way = [
            panel
            for name, panel in self._panels.items()
            if PANELS[name].gives_way
            and not (panel.isHidden() or panel.isFloating())
            # A panel beside the stage takes no height from the page.
            and self._window.dockWidgetArea(panel) == below
        ]
        for panel in self._gave_way:
            panel.hide()

    def _give_room_back(self) -> None:
        if not self._needs_room(self._stage.page):
            self._show_what_gave_way()
            # Qt gives a panel its least height where the window changed while it was hidden.
            self.arranger.begin_sizes()

    def _show_what_gave_way(self) -> None:
        for panel in self._gave_way:
            panel.show()
        self._gave_way = []

    def _make_room_again(self) -> None:
        """Decide anew what gives way, where the panels stand elsewhere now."""
        if self._needs_room(self._stage.page):
            self._show_what_gave_way()
            self._hide_what_is_in_the_way()

    def _place_timeline(self) -> None:
        """Move the timeline under a page that shows its step while no loss panel is in sight."""
        panel = self._panels["loss"]
        is_compact = not panel.is_in_front and PAGES[self._stage.page].shows_step
        if is_compact != panel.timeline.is_compact:
            panel.timeline.set_compact(is_compact)
            (self._column if is_compact else panel.body).addWidget(panel.timeline)
            panel.timeline.show()
