"""Which panel stands where in the window, how large it is, and what gives way to what."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from app.window.remembered import LAYOUT_VERSION

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

LEFT_WIDTH, RIGHT_WIDTH = 308, 352
TALL_PAGES = ("graph", "gradient", "expression", "sweep")
# Those of them that show the step that the timeline stands at.
PAGES_OF_A_STEP = ("graph", "gradient")
# Of the room below the stage so much is for the plot, where runs are listed beside it.
PLOT_SHARE = 0.62
LOWEST_PLOT = 240


class WindowLayout:
    """Places the panels of a window around its stage, and makes room where it is needed."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._gave_way: list[QDockWidget] = []
        # The list of runs comes by itself, once: with the second run.
        self._has_shown_runs = False
        self.is_sized = False
        self._place()
        window.stage.page_turning.connect(self._make_room)
        window.stage.page_changed.connect(self._give_room_back)
        window.stage.page_changed.connect(self._place_timeline)
        window.loss_panel.visibilityChanged.connect(self._place_timeline)
        window.session.runs_changed.connect(self._show_runs)
        self._show_runs()

    def _place(self) -> None:
        window = self._window
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, window.controls)
        window.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        window.setContentsMargins(8, 0, 8, 0)
        center = QWidget()
        self._center = QVBoxLayout(center)
        self._center.setContentsMargins(0, 0, 0, 0)
        self._center.setSpacing(8)
        self._center.addWidget(window.banner)
        self._center.addWidget(window.stage, 1)
        window.setCentralWidget(center)
        areas = Qt.DockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, areas.RightDockWidgetArea)
        for area, panels in [
            (areas.LeftDockWidgetArea, window.panels[:3]),
            (areas.BottomDockWidgetArea, window.panels[3:5]),
            (areas.RightDockWidgetArea, window.panels[5:]),
        ]:
            for panel in panels:
                window.addDockWidget(area, panel)
        window.runs_panel.hide()

    # Sizes.

    def keep_as_first(self) -> None:
        """What `reset` goes back to."""
        self._first = self._window.saveState(LAYOUT_VERSION)

    def reset(self) -> None:
        """Put every panel back to where it was at the first start."""
        self._window.restoreState(self._first, LAYOUT_VERSION)
        self._window.runs_panel.setVisible(self._has_several_runs)
        self._size()

    def size_once(self) -> None:
        """Share the room out when the window is shown first, unless it has sizes already."""
        if not self.is_sized:
            self.is_sized = True
            self._size()
            QTimer.singleShot(0, self._window, self._size)

    def _size(self) -> None:
        """Share the room out; Qt takes sizes of docks only from a window with its real size."""
        window = self._window
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        height = window.height() - 130
        window.resizeDocks(
            [window.network_panel, window.parameter_panel], [LEFT_WIDTH, RIGHT_WIDTH], horizontal
        )
        plot = max(LOWEST_PLOT, round(height * 0.36))
        window.resizeDocks([window.loss_panel, window.runs_panel], [plot, plot], vertical)
        self._share_bottom()
        window.resizeDocks(
            [window.parameter_panel, window.history_panel],
            [round(height * 0.58), round(height * 0.42)],
            vertical,
        )
        left: list[QDockWidget] = [
            window.network_panel,
            window.dataset_panel,
            window.training_loop_panel,
        ]
        network, dataset, loop = 188, 200, 210
        spare = max(0, sum(panel.height() for panel in left) - network - dataset - loop)
        window.resizeDocks(
            left, [network + round(0.4 * spare), dataset, loop + round(0.6 * spare)], vertical
        )

    def _share_bottom(self) -> None:
        window = self._window
        width = window.stage.width()
        window.resizeDocks(
            [window.loss_panel, window.runs_panel],
            [round(PLOT_SHARE * width), round((1 - PLOT_SHARE) * width)],
            Qt.Orientation.Horizontal,
        )

    # What comes and goes.

    @property
    def _has_several_runs(self) -> bool:
        return len(self._window.session.experiment.runs) > 1

    def _show_runs(self) -> None:
        if self._has_shown_runs or not self._has_several_runs:
            return
        self._has_shown_runs = True
        if self._window.stage.page in TALL_PAGES:
            self._gave_way.append(self._window.runs_panel)
        else:
            self._window.runs_panel.show()
            self._share_bottom()

    def _make_room(self, name: str) -> None:
        """The graph with its arithmetic takes the place of the loss plot while it is shown."""
        window = self._window
        if name in TALL_PAGES and window.stage.page not in TALL_PAGES:
            self._gave_way = [
                panel
                for panel in (window.loss_panel, window.runs_panel)
                if not (panel.isHidden() or panel.isFloating())
            ]
            for panel in self._gave_way:
                panel.hide()

    def _give_room_back(self) -> None:
        if self._window.stage.page not in TALL_PAGES:
            for panel in self._gave_way:
                panel.show()
            self._gave_way = []

    def _place_timeline(self) -> None:
        """Without the loss panel it stands under a page that shows its step."""
        panel, page = self._window.loss_panel, self._window.stage.page
        is_compact = panel.isHidden() and page in PAGES_OF_A_STEP
        if is_compact != panel.timeline.is_compact:
            panel.timeline.set_compact(is_compact)
            (self._center if is_compact else panel.body).addWidget(panel.timeline)
            panel.timeline.show()

    def share_out(self) -> None:
        """Share the room out anew, for another size of the window."""
        self._size()
