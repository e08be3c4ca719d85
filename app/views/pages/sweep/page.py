"""Sweep page: the form, and below it the results as heat map, curves and table."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.kit.numbers import counted
from app.kit.progress import duration
from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.fields import describe
from app.kit.widgets.more_button import MoreButton
from app.kit.widgets.parts import CENTER, ElidedLabel, fill, in_box, named_label, thin_bar, yielding
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl
from app.playing.compiled_loop import CompiledLoop
from app.playing.sweep_text import SeenSweep
from app.playing.sweeping import Sweeping
from app.session.session import Session
from app.views.contract import View
from app.views.number_table import as_table, table_button
from app.views.open_button import OpenButton
from app.views.pages.sweep.arranging import SweepArranger
from app.views.pages.sweep.curve_table import SweepCurves
from app.views.pages.sweep.curves import Curves
from app.views.pages.sweep.form import SweepForm
from app.views.pages.sweep.heat_map import HeatMap
from app.views.pages.sweep.outcomes import ALL, OutcomeFilter
from app.views.pages.sweep.sights import sights_of
from app.views.pages.sweep.table import SweepTable, trial_text
from micrograd.compiled import library

HINT = (
    "Start trains every combination of these, and shows here how their final losses compare.\n"
    "The run that you are working on stays as it is."
)
VIEWS = [
    ControlSegment(name, f"sweep_{name}_tab", text, tooltip)
    for name, text, tooltip in (
        ("heat_map", "Heat map", "The final loss of each run as a colour"),
        ("curves", "Curves", "The losses of all runs over the steps"),
        ("table", "Table", "All runs as rows, the best ones first"),
    )
]
# The text, accessible name and tooltip of the start button, by whether a sweep is running.
START = {
    False: ("Start", "Start the sweep", "Train all of these runs"),
    True: ("Cancel", "Cancel the sweep", "Stop at once; the results so far stay"),
}
# Milliseconds between two drawings of a running sweep: a thousand results take a while.
REDRAW_MS = 200
# A sweep of fewer seconds is announced without its duration.
SHORT_S = 1.0
# The maximum of the progress bar.
FULL = 1000


class Views(QStackedWidget):
    """The views of the results, one at a time, or what is said before there are any."""

    def hasHeightForWidth(self) -> bool:
        # A stack would ask for the height that is best for its width, not for the least one.
        return False


class SweepPage(QWidget, View):
    """The page of many runs; the chosen trial is the same in all three views."""

    keys: ClassVar[Mapping[str, Sequence[tuple[str, str]]]] = {
        "In a sweep": (
            ("Arrows", "choose another run, or another outcome"),
            ("Enter", "open the chosen run"),
            ("S, Shift+S", "sort the table by its next column, backwards"),
            ("Ctrl+C", "copy the runs in sight as rows of a spreadsheet"),
        )
    }

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        compiled_loop: CompiledLoop,
        run_loop: CompiledLoop,
    ) -> None:
        super().__init__()
        self.setObjectName("sweep_page")
        self._run_loop = run_loop
        self.sweeping = Sweeping(session, self)
        self.form = SweepForm(session)
        self.first_focus = self.form.fields["rates"]
        self.outcomes = OutcomeFilter(appearance)
        self.heat_map = HeatMap(self.sweeping, self.outcomes, appearance)
        self.curves = Curves(self.sweeping, self.outcomes, session.step_scale, appearance)
        self.table = SweepTable(self.sweeping, self.outcomes)
        self.losses = SweepCurves(self.sweeping, session.step_scale)
        self.table_button = table_button("sweep_curves_table_button", "the curves")
        self.as_table = as_table(self.table_button, self.losses, self.curves)
        # Results that come while one of the two is hidden are not shown in it.
        self.table_button.toggled.connect(self._show_results)
        self._lay_out()
        self._connect(session)
        self.led = (self.sweeping.started, self.sweeping.came_on, self.sweeping.finished)
        self.sights = sights_of(self, session)
        compiled_loop.changed.connect(self._show_start)
        appearance.changed.connect(self._arrange)
        self._show_everything()
        self._show_start()

    def end(self) -> None:
        self.sweeping.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._arranger.arrange(self._has_plan)

    # The parts, from top to bottom.

    def _lay_out(self) -> None:
        self.summary = ElidedLabel("sweep_summary")
        self.progress = thin_bar("sweep_progress", "Share of the sweep that is done", FULL)
        self.progress.setMinimumWidth(160)
        self.start_button = QPushButton()
        self.open_button = OpenButton(self.sweeping.opening, "sweep_open_button", "Open as a run")
        hold(self.start_button, width=88)
        # Enter presses it while it has the focus, as the space bar does.
        self.start_button.setAutoDefault(True)
        self.more = MoreButton("sweep_more", self)
        items = (self.summary, 2), (self.progress, 1), self.start_button, self.more
        start = in_box(fill(QHBoxLayout(), *items, spacing=12))
        self.tabs = SegmentedControl(VIEWS, "heat_map")
        self.headline = ElidedLabel("sweep_headline", "quiet")
        self.results = in_box(fill(QHBoxLayout(), self.tabs, 8, (self.headline, 1)))
        self.views = self._make_views()
        self.chosen = ElidedLabel("sweep_chosen")
        self.foot = in_box(fill(QHBoxLayout(), (self.chosen, 1), self.open_button, spacing=12))
        rows = self.form, start, self.results, self.outcomes, self.views, self.foot
        self._arranger = SweepArranger(self, self.more, *rows)

    def _make_views(self) -> QStackedWidget:
        views = Views()
        hint = named_label("sweep_hint", "quiet", HINT, CENTER, wraps=True)
        views.addWidget(yielding(hint, both_ways=True))
        heat_map, curves = self.heat_map, self.curves
        above = fill(QHBoxLayout(), (heat_map.caption, 1), heat_map.legend, spacing=8)
        views.addWidget(in_box(fill(QVBoxLayout(), above, (heat_map, 1))))
        parts = (curves.caption, 1), curves.legend, self.table_button
        above = fill(QHBoxLayout(), *parts, spacing=8)
        views.addWidget(in_box(fill(QVBoxLayout(), above, (curves, 1), (self.losses, 1))))
        views.addWidget(self.table)
        return views

    def _connect(self, session: Session) -> None:
        sweeping = self.sweeping
        self.start_button.clicked.connect(self._start_or_cancel)
        self.open_button.wanted.connect(sweeping.open)
        self.form.submitted.connect(self.start)
        self.tabs.changed.connect(self._show_everything)
        self._throttle = Throttle(REDRAW_MS, self._show_results, self)
        changing = sweeping.started, sweeping.progressed, sweeping.finished
        connect_all(self._show_start, self.form.changed, *changing, sweeping.cleared)
        connect_all(self._show_everything, sweeping.started, sweeping.finished, sweeping.cleared)
        sweeping.progressed.connect(self._throttle.request)
        sweeping.started.connect(lambda: self.outcomes.choose(ALL))
        sweeping.chosen_changed.connect(self._show_chosen)
        connect_all(session.announce, self.heat_map.copied, self.table.copied)
        session.cursor.dataset_changed.connect(self._show_headline)

    @property
    def _has_plan(self) -> bool:
        """True from the start of a first sweep on."""
        return self.sweeping.plan is not None

    # State to screen.

    def _show_start(self) -> None:
        """Show the progress of the sweep, or the extent of the plan."""
        sweeping = self.sweeping
        self.progress.setVisible(sweeping.is_running)
        self.progress.setValue(round(FULL * sweeping.share))
        text, accessible, tooltip = START[sweeping.is_running]
        self.start_button.setText(text)
        describe(self.start_button, "sweep_start_button", accessible, tooltip)
        self.summary.show_text(self._progress_text() if sweeping.is_running else self._plan_text())

    def _plan_text(self) -> str:
        plan = self.form.plan
        if plan is None:
            return "Not ready: something above is missing or wrong"
        is_compiled = library.loaded() is not None
        takes = plan.expected_s(is_compiled)
        about = "less than a second" if takes < SHORT_S else f"about {duration(takes)}"
        runs = f"{counted(plan.count, 'run')} of {counted(plan.steps, 'step')}, {about}"
        return runs if is_compiled else f"{runs} without the compiled loop"

    def _progress_text(self) -> str:
        plan, left = self.sweeping.plan, self.sweeping.remaining_s
        assert plan is not None
        done = f"{len(self.sweeping.results):,} of {counted(plan.count, 'run')}"
        return done if left is None else f"{done}, {duration(left)} left"

    def _show_everything(self) -> None:
        has_plan = self._has_plan
        self._arrange()
        chosen = list(self.tabs.buttons).index(self.tabs.choice())
        self.views.setCurrentIndex(1 + chosen if has_plan else 0)
        # The other views of the results are tables.
        self.table_button.setEnabled(has_plan and self.tabs.choice() == "curves")
        self._show_results()

    def _show_results(self) -> None:
        """Show the results in the visible view; the others follow when they are shown."""
        for view in (self.heat_map, self.curves, self.losses, self.table):
            if view.isVisibleTo(self.views):
                view.show_results()
        self.outcomes.show_counts(self.sweeping.results)
        self._show_headline()
        self._show_chosen()

    def _show_headline(self) -> None:
        plan = self.sweeping.plan
        how = f"compared by {plan.comparison}" if plan and plan.is_scored else ""
        self.headline.show_text(" · ".join(part for part in (self._extent(), how) if part))

    def _extent(self) -> str:
        """The number of runs, and how they ended; empty while the progress is shown above."""
        sweeping = self.sweeping
        if sweeping.plan is None:
            return ""
        done, count = len(sweeping.results), counted(sweeping.plan.count, "run")
        if sweeping.is_outdated:
            return f"⚠ {counted(done, 'run')} of the data before your edit"
        if sweeping.seconds is None:
            return ""
        if sweeping.is_complete:
            return f"{count} in {_taken(sweeping.seconds)}"
        return f"{done:,} of {count}, cancelled"

    def _show_chosen(self) -> None:
        sweeping, trial = self.sweeping, self.sweeping.chosen_trial
        text = "Choose a run to read it here, and to open it."
        if trial is not None:
            text = trial_text(trial, sweeping.result_of(trial.index))
        self.chosen.show_text(text)
        self.open_button.setEnabled(trial is not None)

    # Screen to state.

    def start(self) -> None:
        """Start the plan of the form, or go to the field that is wrong."""
        self.form.show_mistakes()
        if self.form.plan is None:
            self._arranger.show_form()
            self.form.focus_mistake()
        else:
            # Trials are trained side by side from when it is there.
            self._run_loop.want()
            had_form = self.form.isAncestorOf(self.window().focusWidget())
            self.sweeping.start(self.form.plan)
            if had_form and not self._arranger.has_form:
                # The form gives its room to the results, or closes.
                self.start_button.setFocus()

    def show_seen(self, seen: SeenSweep) -> None:
        """Show what somebody saw of a sweep."""
        self._run_loop.want()
        self.sweeping.show(seen)

    def _start_or_cancel(self) -> None:
        if self.sweeping.is_running:
            self.sweeping.cancel()
        else:
            self.start()


def _taken(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms" if seconds < SHORT_S else duration(seconds)
