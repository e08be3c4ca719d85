"""Compare page: losses and scores of some runs in one plot, how they differ, and where."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.kit.plain_text import RichLabel, in_color, menu_text
from app.kit.signals import connect_all
from app.kit.sliced import Sliced
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.throttle import READING_MS, Throttle
from app.kit.widgets.parts import dressed, fill, in_box, yielding
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl, segment_button
from app.kit.widgets.shedding import Sheds
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.number_table import as_table, table_button
from app.views.pages.compare.curves import difference_curve, loss_curve, score_curve
from app.views.pages.compare.losses import ComparedLosses
from app.views.pages.compare.plots import ComparedPlots
from app.views.pages.compare.surfaces import SmallSurfaces
from app.views.pages.compare.table import CompareModel
from app.views.panels.runs.differences import DifferencesTable
from micrograd.runs.differences import label, titled
from micrograd.runs.run import Run
from micrograd.runs.score_marks import marking
from micrograd.runs.segments import segments_of
from micrograd.training.score import ACCURACY

FACTOR, DIFFERENCE = "factor", "difference"
KINDS = (
    ControlSegment(
        FACTOR, "compare_factor_button", "factor", "How many times as large as the first run's loss"
    ),
    ControlSegment(
        DIFFERENCE, "compare_difference_button", "difference", "The loss minus the first run's loss"
    ),
)
# Below this width table and surfaces stand under the plots, else beside them.
NARROW = 960
# The share of the table and the surfaces beside PLOTS, and of the table alone in a low page.
PLOTS, TABLE, TABLE_IN_LOW = 3, 2, 3
# Pages of this height have the surfaces; a lower one has the table beside the plots.
SURFACES_FROM = 300


class ComparePage(QWidget, View):
    """The compared runs; the others are compared with the first one."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("compare_page")
        self._session, self._appearance = session, appearance
        self._comparison = session.comparison
        self.kinds = SegmentedControl(KINDS, FACTOR)
        comparison = session.comparison
        self.choices = {
            "compare_kind": ViewChoice(self.kinds.choice, self.kinds.choose),
            "compared_runs": ViewChoice(comparison.read, comparison.choose_numbers),
        }
        self.legend = yielding(dressed(RichLabel(), "compare_legend", "caption"))
        self.plots = ComparedPlots(session.step_scale, appearance)
        self.first_focus = self.plots.in_order[0]
        self.model = CompareModel(session, session.comparison)
        self.model.setParent(self)
        self.table = DifferencesTable(self.model, appearance, "compare_table")
        # A loss is told before its factor.
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.surfaces = SmallSurfaces(appearance)
        self._work = Sliced(self)
        self._measured_for: object = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.runs_button = segment_button(
            "compare_runs_button", "Runs ▾", "Choose which runs are compared", "Compared runs"
        )
        self.runs_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.setObjectName("compare_runs_menu")
        self.runs_button.setMenu(self.menu)
        session = self._session
        self.losses = ComparedLosses(session.comparison, session.step_scale, self._is_factor)
        button = table_button("compare_table_button", "the curves")
        self.as_table = as_table(button, self.losses, self.plots)
        self.plots.setFocusProxy(self.plots.in_order[0])
        self.tools = in_box(fill(QHBoxLayout(), None, self.runs_button, self.kinds, 8, button))
        along = QBoxLayout.Direction.LeftToRight
        self._side = fill(QBoxLayout(along), (self.table, 1), (self.surfaces, 1), spacing=12)
        table = in_box(self._side)
        parts = (self.plots, PLOTS), (self.losses, PLOTS), (table, TABLE)
        self._halves = fill(QBoxLayout(along), *parts, spacing=12)
        fill(QVBoxLayout(self), self.legend, (self._halves, 1), spacing=4)
        self._sheds = Sheds(self, {self.surfaces: SURFACES_FROM})

    def _connect(self) -> None:
        session, cursor = self._session, self._session.cursor
        self._throttle = Throttle(READING_MS, self.show_runs, self)
        cursor.step_taken.connect(self._throttle.request)
        changes = session.runs.changed, cursor.edited, cursor.moved, session.opened
        connect_all(self.show_runs, *changes, self._comparison.changed, self._appearance.changed)
        connect_all(self.draw, session.step_scale.changed, self.kinds.changed)
        connect_all(self.draw, self._work.advanced, self._work.finished)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.menu.triggered.connect(self._toggle)

    def end(self) -> None:
        self._work.cancel()

    # State to screen.

    def show_runs(self) -> None:
        """Show everything anew, while somebody can see it."""
        if not self.isVisible():
            return
        self._show_legend()
        self.model.refresh()
        self.table.horizontalHeader().viewport().update()
        self.draw()
        if not self._session.is_running:
            self.surfaces.show_runs(self._comparison.runs)
        self._measure()

    def _show_legend(self) -> None:
        theme = self._appearance.theme
        parts = [
            in_color(f"● {run.name}", theme.of_run(run.number).name())
            + in_color(f" {label(run)}", theme["quiet"])
            for run in self._comparison.runs
        ]
        self.legend.setText("&nbsp;&nbsp; ".join(parts))

    def draw(self) -> None:
        """Draw the curves on the axis of steps as it is."""
        if not self.isVisible():
            return
        runs, scale = self._comparison.runs, self._session.step_scale
        self.plots.show_axis()
        self.plots.draw_losses({run: loss_curve(run, scale) for run in runs})
        name = self.model.outcome(runs[0]).measured.score.name
        is_accuracy = name == ACCURACY
        self.plots.draw_scores(name, {run: score_curve(run, scale, is_accuracy) for run in runs})
        first, *others = runs
        is_factor = self._is_factor()
        curves = {run: difference_curve(run, first, scale, is_factor) for run in others}
        self.plots.draw_differences(curves, is_factor)
        self.losses.look()

    def _is_factor(self) -> bool:
        return self.kinds.choice() == FACTOR

    def _measure(self) -> None:
        """Measure the scores that lack, while no training needs the time."""
        runs = self._comparison.runs
        wanted = [(run, run.history, run.steps) for run in runs]
        if self._session.is_running:
            self._work.cancel()
            self._measured_for = None
        elif wanted != self._measured_for:
            self._measured_for = wanted
            self._work.start_soon(_marking(runs))

    def _fill_menu(self) -> None:
        self.menu.clear()
        for run in self._session.experiment.runs:
            action = self.menu.addAction(menu_text(titled(run)))
            action.setData(run)
            action.setCheckable(True)
            action.setChecked(run in self._comparison.runs)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        down, along = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        is_low = self.height() < px(SURFACES_FROM)
        is_narrow = self.width() < px(NARROW) and not is_low
        self._halves.setDirection(down if is_narrow else along)
        self._halves.setStretch(2, TABLE_IN_LOW if is_low else TABLE)
        self._side.setDirection(along if is_narrow else down)
        self._sheds.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_runs()

    # Screen to state.

    def _toggle(self, action: QAction) -> None:
        self._comparison.toggle(action.data())


def _marking(runs: list[Run]) -> Iterator[None]:
    for run in runs:
        for segment in segments_of(run):
            yield from marking(segment)
