"""Sweep page: the form, and below it the results as heat map, curves and table."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.kit.numbers import counted
from app.kit.progress import duration
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.elided_label import ElidedLabel
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import CENTER, fill, in_box, named_label, yielding
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl
from app.playing.compiled_loop import CompiledLoop
from app.playing.sweeping import Sweeping
from app.session.session import Session
from app.views.contract import View
from app.views.pages.sweep.curves import Curves
from app.views.pages.sweep.form import SweepForm
from app.views.pages.sweep.heat_map import HeatMap
from app.views.pages.sweep.start_bar import SHORT_S, StartBar
from app.views.pages.sweep.table import SweepTable, trial_text

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
OPEN_TIP = "Train it once more with everything kept, and make it the current run"
# Milliseconds between two drawings of a running sweep: a thousand results take a while.
REDRAW_MS = 200


class SweepPage(QWidget, View):
    """The page of many runs; the chosen trial is the same in all three views."""

    def __init__(
        self, session: Session, appearance: Appearance, compiled_loop: CompiledLoop
    ) -> None:
        super().__init__()
        self.setObjectName("sweep_page")
        self.sweeping = Sweeping(session, self)
        self.form = SweepForm(session)
        self.first_focus = self.form.fields["rates"]
        self.start_bar = StartBar(self.sweeping, self.form)
        self.heat_map = HeatMap(self.sweeping, appearance)
        self.curves = Curves(self.sweeping, appearance)
        self.table = SweepTable(self.sweeping)
        self.results = self._make_results()
        self.views = QStackedWidget()
        hint = yielding(
            named_label("sweep_hint", "quiet", HINT, CENTER, wraps=True), both_ways=True
        )
        for view in (hint, self.heat_map, self.curves, self.table):
            self.views.addWidget(view)
        items = self.form, self.start_bar, self.results, (self.views, 1), self._chosen_line()
        fill(QVBoxLayout(self), *items, spacing=8, margins=(0, 4, 0, 0))
        self._connect(session)
        compiled_loop.changed.connect(self.start_bar.show_state)
        self._show_everything()

    def end(self) -> None:
        self.sweeping.close()

    # The parts, from top to bottom.

    def _make_results(self) -> QWidget:
        self._tabs = SegmentedControl(VIEWS, "heat_map")
        self.headline = ElidedLabel("sweep_headline", "quiet")
        return in_box(fill(QHBoxLayout(), self._tabs, 8, (self.headline, 1)))

    def _chosen_line(self) -> QWidget:
        self.chosen = ElidedLabel("sweep_chosen")
        self.open_button = QPushButton()
        self.open_button.setAutoDefault(True)
        describe(self.open_button, "sweep_open_button", "Open as a run")
        self.foot = in_box(fill(QHBoxLayout(), (self.chosen, 1), self.open_button, spacing=12))
        return self.foot

    def _connect(self, session: Session) -> None:
        sweeping = self.sweeping
        self.open_button.clicked.connect(self._open_or_cancel)
        self._tabs.changed.connect(self._show_everything)
        self._throttle = Throttle(REDRAW_MS, self._show_results, self)
        connect_all(self._show_everything, sweeping.started, sweeping.finished)
        sweeping.progressed.connect(self._throttle.request)
        connect_all(self._show_chosen, sweeping.chosen_changed, sweeping.opening_changed)
        session.cursor.dataset_changed.connect(self._show_headline)

    # State to screen.

    def _show_everything(self) -> None:
        has_plan = self.sweeping.plan is not None
        self.results.setVisible(has_plan)
        self.foot.setVisible(has_plan)
        chosen = list(self._tabs.buttons).index(self._tabs.choice())
        self.views.setCurrentIndex(1 + chosen if has_plan else 0)
        self._show_results()

    def _show_results(self) -> None:
        """Show the results in the visible view; the others follow when they are shown."""
        view = self.views.currentWidget()
        if isinstance(view, HeatMap | Curves | SweepTable):
            view.show_results()
        self._show_headline()
        self._show_chosen()

    def _show_headline(self) -> None:
        diverged = sum(result.diverged_at is not None for result in self.sweeping.results)
        parts = (self._extent(), f"{diverged:,} diverged" if diverged else "")
        self.headline.show_text(" · ".join(part for part in parts if part))

    def _extent(self) -> str:
        """The number of runs, and how they ended; empty while the start bar shows the progress."""
        sweeping = self.sweeping
        if sweeping.plan is None:
            return ""
        done, count = len(sweeping.results), counted(sweeping.plan.count, "run")
        if sweeping.is_outdated:
            return f"⚠ {counted(done, 'run')} of the data before your edit"
        if sweeping.training.is_running:
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
        if sweeping.opening.is_running:
            self.open_button.setText(f"Cancel · {sweeping.opening.progress.text}")
            self.open_button.setToolTip("Leave the runs as they are")
        else:
            self.open_button.setText("Open as a run")
            self.open_button.setToolTip(OPEN_TIP)

    # Screen to state.

    def _open_or_cancel(self) -> None:
        if self.sweeping.opening.is_running:
            self.sweeping.cancel_opening()
        else:
            self.sweeping.open()


def _taken(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms" if seconds < SHORT_S else duration(seconds)
