"""Runs a sweep beside the event loop, and opens any of its trials as a run."""

from collections.abc import Iterable, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from app.kit.background import background_thread
from app.kit.sliced import Sliced
from app.playing.opening import Opening
from app.session.session import Session
from micrograd.sweeps.making import table_rows
from micrograd.sweeps.plan import SweepPlan, Trial
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.sweep import best_of
from micrograd.sweeps.watched import WatchedSweep


class Sweeping(QObject):
    """The sweep of a session, which changes nothing in it before a trial is opened.

    plan: the plan that was started last. results: of its trials that have ended, in their order.
    chosen: the index of the chosen trial, None before anyone chose.
    training: the work on all trials. opening: the work that trains the chosen trial once more.

    `started`, then `progressed` now and then, `finished` at the end and after `cancel`;
    `chosen_changed`.
    """

    started = Signal()
    progressed = Signal()
    finished = Signal()
    chosen_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.plan: SweepPlan | None = None
        self.results: Sequence[TrialResult] = []
        self.chosen: int | None = None
        self.seconds = 0.0
        self._sweep: WatchedSweep | None = None
        self._executor = background_thread("sweep")
        self.training, self.opening = Sliced(self), Opening(session, self)
        self.training.advanced.connect(self._collect)
        self.training.finished.connect(self._finish)
        session.opened.connect(self.opening.cancel)

    # The sweep.

    def start(self, plan: SweepPlan) -> None:
        """Train all trials of a plan; the results of the plan before are forgotten."""
        self.opening.cancel()
        self.plan, self.results, self.chosen = plan, [], None
        self._sweep = WatchedSweep(plan, self._executor)
        self._began = perf_counter()
        self.started.emit()
        self.chosen_changed.emit()
        self.training.start(self._sweep.work())
        self.progressed.emit()

    def cancel(self) -> None:
        """Stop at once; the results so far stay."""
        if self.training.is_running:
            self.training.cancel()
            self._finish()

    def close(self) -> None:
        """Stop everything, before the window closes; no other sweep follows."""
        self.cancel()
        self.opening.cancel()
        self._executor.shutdown()

    @property
    def is_complete(self) -> bool:
        """True where every trial of the plan has ended."""
        return self.plan is not None and len(self.results) == self.plan.count

    @property
    def is_outdated(self) -> bool:
        """True where the results are of other samples than the session has now."""
        if self.plan is None:
            return False
        now = self._session.cursor.dataset
        dataset = self.plan.recipe.dataset
        return dataset is not now and dataset != now

    def _collect(self) -> None:
        """Show the results so far."""
        assert self._sweep is not None
        self.results = self._sweep.results
        self.progressed.emit()

    def _finish(self) -> None:
        self.seconds = perf_counter() - self._began
        self._collect()
        best = best_of(self.results, self.plan is not None and self.plan.is_scored)
        if self.chosen is None and best is not None:
            self.choose(best.trial.index)
        self.finished.emit()

    # One trial of it.

    def choose(self, index: int | None) -> None:
        """Choose a trial, in every view; or none."""
        if index != self.chosen:
            self.chosen = index
            self.chosen_changed.emit()

    def move_choice(self, down: int, across: int) -> None:
        """Choose a neighbour in the grid of the first axis and the others, where there is one."""
        if self.plan is None:
            return
        rows = self.plan.lengths[0]
        column, row = divmod(self.chosen or 0, rows)
        if self.chosen is not None:
            row, column = row + down, column + across
        if 0 <= row < rows and 0 <= column < self.plan.count // rows:
            self.choose(column * rows + row)

    @property
    def chosen_trial(self) -> Trial | None:
        """The chosen trial."""
        if self.plan is None or self.chosen is None:
            return None
        return self.plan.trials[self.chosen]

    def result_of(self, index: int) -> TrialResult | None:
        """The result of a trial; None where it has not ended."""
        return self.results[index] if index < len(self.results) else None

    def rows(self, results: Sequence[TrialResult] | None = None) -> Iterable[Sequence[object]]:
        """The table of some results, with its head; None for all of them."""
        assert self.plan is not None
        return table_rows(self.plan, self.results if results is None else results)

    # Opening it as a run.

    def open(self) -> None:
        """Train the chosen trial once more, and make it the current run."""
        trial = self.chosen_trial
        if self.plan is not None and trial is not None:
            self.opening.open(self.plan, trial.values)
