"""Which panel stands where in the window, how large it is, and which gives way to a page."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout

from app.kit.signals import connect_all
from app.session.session import Session
from app.views.stage import Stage
from app.window.remembered import LAYOUT_VERSION
from app.window.view_table import PAGES, PANELS

LEFT_WIDTH, RIGHT_WIDTH = 308, 352
# The plot's share of the room below the stage, where runs are listed beside it.
PLOT_SHARE = 0.62
LOWEST_PLOT = 240
# Room for the frame of the window, in pixels: its real size is known only once it is shown.
FRAME = QSize(16, 48)
# Window systems differ in which event comes first when a window is maximised.
EITHER_FIRST = (QEvent.Type.Resize, QEvent.Type.WindowStateChange)
AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
}


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
    """Places the panels of a window around its stage, and makes room where it is needed.

    It shares the room out among the panels at first and when the window is maximised, until the
    person moves a panel or drags the line between two of them.

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
        self._is_sized = self._is_arranged = False
        self._place()
        stage.page_turning.connect(self._make_room)
        stage.page_changed.connect(self._give_room_back)
        connect_all(self._place_timeline, stage.page_changed, panels["loss"].visibilityChanged)
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

    def begin(self, restore: Callable[[], bool]) -> None:
        """Keep the layout as the first one, which `reset` goes back to, then restore another.

        restore: True where there was a remembered layout; then all panels have their sizes.
        """
        self._first = self._window.saveState(LAYOUT_VERSION)
        self._is_sized = self._is_arranged = restore()
        self._window.installEventFilter(self)
        for panel in self._panels.values():
            panel.topLevelChanged.connect(self._keep)

    def reset(self) -> None:
        """Put every panel back to where it was at the first start."""
        self._window.restoreState(self._first, LAYOUT_VERSION)
        self._panels["runs"].setVisible(self._has_several_runs)
        self.share_out()
        self._is_arranged = False

    def _keep(self) -> None:
        self._is_arranged = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if self._window.isSeparator(event.position().toPoint()):
                self._keep()
        elif kind in EITHER_FIRST and self._window.isMaximized() and not self._is_arranged:
            QTimer.singleShot(0, self._window, self.share_out)
        elif kind == QEvent.Type.Show and not self._is_sized:
            self._is_sized = True
            self.share_out()
            QTimer.singleShot(0, self._window, self.share_out)
        return False

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
        """Hide the panels that give way, before a page is shown that needs their room."""
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
        """Move the timeline under a page that shows its step while the loss panel is hidden."""
        panel = self._panels["loss"]
        is_compact = panel.isHidden() and PAGES[self._stage.page].shows_step
        if is_compact != panel.timeline.is_compact:
            panel.timeline.set_compact(is_compact)
            (self._column if is_compact else panel.body).addWidget(panel.timeline)
            panel.timeline.show()
