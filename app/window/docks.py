"""Which panel stands where in the window, how large it is, and what gives way to what."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout

from app.session.session import Session
from app.views.stage import Stage
from app.window.remembered import LAYOUT_VERSION
from app.window.view_table import PAGES, PANELS

LEFT_WIDTH, RIGHT_WIDTH = 308, 352
# Of the room below the stage so much is for the plot, where runs are listed beside it.
PLOT_SHARE = 0.62
LOWEST_PLOT = 240
AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
}


class WindowLayout:
    """Places the panels of a window around its stage, and makes room where it is needed.

    panels: by the names in the table of views. column: what the stage stands in.
    """

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        stage: Stage,
        panels: Mapping[str, Any],
        column: QVBoxLayout,
    ) -> None:
        self._window, self._session = window, session
        self._stage, self._panels, self._column = stage, panels, column
        self._gave_way: list[QDockWidget] = []
        # The list of runs comes by itself, once: with the second run.
        self._has_shown_runs = False
        self.is_sized = False
        self._place()
        stage.page_turning.connect(self._make_room)
        stage.page_changed.connect(self._give_room_back)
        stage.page_changed.connect(self._place_timeline)
        panels["loss"].visibilityChanged.connect(self._place_timeline)
        session.runs.changed.connect(self._show_runs)
        self._show_runs()

    def _place(self) -> None:
        window = self._window
        window.setCorner(Qt.Corner.BottomLeftCorner, AREAS["left"])
        window.setCorner(Qt.Corner.BottomRightCorner, AREAS["right"])
        for name, panel in self._panels.items():
            window.addDockWidget(AREAS[PANELS[name].area], panel)
        self._panels["runs"].hide()

    # Sizes.

    def keep_as_first(self) -> None:
        """What `reset` goes back to."""
        self._first = self._window.saveState(LAYOUT_VERSION)

    def reset(self) -> None:
        """Put every panel back to where it was at the first start."""
        self._window.restoreState(self._first, LAYOUT_VERSION)
        self._panels["runs"].setVisible(self._has_several_runs)
        self.share_out()

    def size_once(self) -> None:
        """Share the room out when the window is shown first, unless it has sizes already."""
        if not self.is_sized:
            self.is_sized = True
            self.share_out()
            QTimer.singleShot(0, self._window, self.share_out)

    def share_out(self) -> None:
        """Share the room out; Qt takes sizes of docks only from a window with its real size."""
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        height = self._window.height() - 130
        self._resize(horizontal, layers=LEFT_WIDTH, parameters=RIGHT_WIDTH)
        plot = max(LOWEST_PLOT, round(height * 0.36))
        self._resize(vertical, loss=plot, runs=plot)
        self._share_bottom()
        self._resize(vertical, parameters=round(height * 0.58), history=round(height * 0.42))
        layers, dataset, loop = 188, 200, 210
        left = sum(self._panels[name].height() for name in ("layers", "dataset", "training_loop"))
        spare = max(0, left - layers - dataset - loop)
        self._resize(
            vertical,
            layers=layers + round(0.4 * spare),
            dataset=dataset,
            training_loop=loop + round(0.6 * spare),
        )

    def _share_bottom(self) -> None:
        width = self._stage.width()
        loss, runs = round(PLOT_SHARE * width), round((1 - PLOT_SHARE) * width)
        self._resize(Qt.Orientation.Horizontal, loss=loss, runs=runs)

    def _resize(self, direction: Qt.Orientation, **sizes: int) -> None:
        docks = [self._panels[name] for name in sizes]
        self._window.resizeDocks(docks, list(sizes.values()), direction)

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
            self._share_bottom()

    @staticmethod
    def _needs_room(page: str) -> bool:
        return PAGES[page].needs_room

    def _make_room(self, name: str) -> None:
        """The graph with its arithmetic takes the place of the loss plot while it is shown."""
        if self._needs_room(name) and not self._needs_room(self._stage.page):
            self._gave_way = [
                panel
                for each, panel in self._panels.items()
                if PANELS[each].gives_way and not (panel.isHidden() or panel.isFloating())
            ]
            for panel in self._gave_way:
                panel.hide()

    def _give_room_back(self) -> None:
        if not self._needs_room(self._stage.page):
            for panel in self._gave_way:
                panel.show()
            self._gave_way = []

    def _place_timeline(self) -> None:
        """Without the loss panel it stands under a page that shows its step."""
        panel = self._panels["loss"]
        is_compact = panel.isHidden() and PAGES[self._stage.page].shows_step
        if is_compact != panel.timeline.is_compact:
            panel.timeline.set_compact(is_compact)
            (self._column if is_compact else panel.body).addWidget(panel.timeline)
            panel.timeline.show()
