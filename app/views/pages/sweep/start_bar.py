"""The line below the form: the extent of the sweep, its progress, and start or cancel."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.kit.numbers import counted
from app.kit.progress import duration
from app.kit.signals import connect_all
from app.kit.widgets.elided_label import ElidedLabel
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, thin_bar
from app.playing.sweeping import Sweeping
from app.views.pages.sweep.form import SweepForm
from micrograd.compiled import library

# A sweep of fewer seconds is announced without its duration.
SHORT_S = 1.0
# The maximum of the progress bar.
FULL = 1000


class StartBar(QWidget):
    """A line with a button that starts the plan of the form, and cancels it while it runs."""

    def __init__(self, sweeping: Sweeping, form: SweepForm) -> None:
        super().__init__()
        self._sweeping, self._form = sweeping, form
        self.summary = ElidedLabel("sweep_summary")
        self.progress = thin_bar("sweep_progress", "Share of the sweep that is done", FULL)
        self.progress.setMinimumWidth(160)
        self.button = QPushButton()
        self.button.setFixedWidth(88)
        # Enter presses it while it has the focus, as the space bar does.
        self.button.setAutoDefault(True)
        describe(self.button, "sweep_start_button", "Start the sweep")
        items = (self.summary, 2), (self.progress, 1), self.button
        fill(QHBoxLayout(self), *items, spacing=12)
        changing = sweeping.started, sweeping.progressed, sweeping.finished
        connect_all(self.show_state, form.changed, *changing)
        form.submitted.connect(self.start)
        self.button.clicked.connect(self._start_or_cancel)
        self.show_state()

    def show_state(self) -> None:
        """Show the progress of the sweep, or the extent of the plan."""
        is_running = self._sweeping.training.is_running
        self.progress.setVisible(is_running)
        self.progress.setValue(round(FULL * self._sweeping.training.progress.share))
        self.button.setText("Cancel" if is_running else "Start")
        self.button.setAccessibleName("Cancel the sweep" if is_running else "Start the sweep")
        self.button.setToolTip(
            "Stop at once; the results so far stay" if is_running else "Train all of these runs"
        )
        self.summary.show_text(self._progress_text() if is_running else self._plan_text())

    def _plan_text(self) -> str:
        plan = self._form.plan
        if plan is None:
            return "Not ready: something above is missing or wrong"
        is_compiled = library.loaded() is not None
        takes = plan.expected_s(is_compiled)
        about = "less than a second" if takes < SHORT_S else f"about {duration(takes)}"
        runs = f"{counted(plan.count, 'run')} of {counted(plan.steps, 'step')}, {about}"
        return runs if is_compiled else f"{runs} without the compiled loop"

    def _progress_text(self) -> str:
        plan, left = self._sweeping.plan, self._sweeping.training.progress.remaining_s
        assert plan is not None
        done = f"{len(self._sweeping.results):,} of {counted(plan.count, 'run')}"
        return done if left is None else f"{done}, {duration(left)} left"

    def start(self) -> None:
        """Start the plan of the form, or go to the field that is wrong."""
        self._form.show_mistakes()
        if self._form.plan is None:
            self._form.focus_mistake()
        else:
            self._sweeping.start(self._form.plan)

    def _start_or_cancel(self) -> None:
        if self._sweeping.training.is_running:
            self._sweeping.cancel()
        else:
            self.start()
