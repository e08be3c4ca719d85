"""Runs a sweep beside the event loop, and opens any of its trials as a run.

A sweep that a script shows is trained as far as somebody has seen it, and tells the seconds that it
took then: its results are the same to the bit, the seconds never are.
"""

from collections.abc import Iterable, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from app.kit.background import background_thread
from app.kit.sliced import Sliced
from app.playing.opening import Opening
from app.playing.sweep_text import SeenSweep
from app.session.session import Session
from micrograd.sweeps.making import table_rows
from micrograd.sweeps.plan import SweepPlan, Trial
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.sweep import best_of
from micrograd.sweeps.watched import WatchedSweep


class Sweeping(QObject):
    """The sweep of a session, which changes nothing in it before a trial is opened.

    plan: the plan that was started last. results: of its trials that have ended, in their order.
    seconds: that it took, None while it goes on, and before.
    chosen: the index of the chosen trial, None before anyone chose.
    training: the work on trials. opening: the work that trains the chosen trial once more.

    `started`, then `progressed` now and then, `came_on` with each tenth of all results, `finished`
    at the end and after `cancel`; `cleared`; `chosen_changed`.
    """

    started = Signal()
    progressed = Signal()
    came_on = Signal()
    finished = Signal()
    cleared = Signal()
    chosen_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.plan: SweepPlan | None = None
        self.results: Sequence[TrialResult] = []
        self.chosen: int | None = None
        self.seconds: float | None = None
        self._sweep: WatchedSweep | None = None
        # The results of trials before those of `_sweep`.
        self._earlier: Sequence[TrialResult] = []
        # What a script shows of it; None for a sweep of the person.
        self._seen: SeenSweep | None = None
        # How many trials will have ended once `training` has.
        self._goal = 0
        self._began, self._tenth = 0.0, 0
        self._executor = background_thread("sweep")
        self.training, self.opening = Sliced(self), Opening(session, self)
        self.training.advanced.connect(self._collect)
        self.training.finished.connect(self._end_training)
        session.opened.connect(self.opening.cancel)

    # The sweep.

    def start(self, plan: SweepPlan) -> None:
        """Train all trials of a plan; the results of the plan before are forgotten."""
        self._begin(plan)
        self._train(plan.count)

    def show(self, seen: SeenSweep) -> None:
        """Show what somebody saw of a sweep; what is missing of that is trained."""
        if self.plan is None or self.plan.identity() != seen.plan.identity():
            self._begin(seen.plan)
        self._seen, self.seconds = seen, None
        # Trials under way go on where they are wanted; what is still missing comes after them.
        if not (self.training.is_running and self._goal <= seen.results):
            self.training.cancel()
            self._end_training()

    def clear(self) -> None:
        """Forget the sweep and its plan."""
        self.training.cancel()
        self.opening.cancel()
        self._reset(None)
        self.cleared.emit()
        self.chosen_changed.emit()

    def _begin(self, plan: SweepPlan) -> None:
        self.training.cancel()
        self.opening.cancel()
        self._reset(plan)
        self.started.emit()
        self.chosen_changed.emit()

    def _reset(self, plan: SweepPlan | None) -> None:
        self.plan, self.results, self.chosen, self.seconds = plan, [], None, None
        self._earlier, self._sweep, self._seen = [], None, None
        self._began, self._tenth = perf_counter(), 0

    def _train(self, count: int) -> None:
        """Train the trials up to so many that have not ended."""
        assert self.plan is not None
        self._earlier, self._goal = self._trained, count
        trials = self.plan.trials[len(self._earlier) : count]
        self._sweep = WatchedSweep(self.plan, self._executor, trials)
        self.training.start(self._sweep.work())
        self.progressed.emit()

    def cancel(self) -> None:
        """Stop at once; the results so far stay."""
        if self.is_running:
            self.training.cancel()
            self._seen = None
            self._earlier, self._sweep = [*self.results], None
            self._finish(perf_counter() - self._began)

    def close(self) -> None:
        """Stop everything, before the window closes; no other sweep follows."""
        self.cancel()
        self.opening.cancel()
        self._executor.shutdown()

    @property
    def is_running(self) -> bool:
        """True from its start to its end, for those who see it."""
        return self.plan is not None and self.seconds is None

    @property
    def share(self) -> float:
        """The share of the sweep that is done, 0 to 1; in a script that of the results."""
        if self.plan is None or self._seen is None:
            return self.training.progress.share
        return len(self.results) / self.plan.count

    @property
    def remaining_s(self) -> float | None:
        """A guess of the seconds that it still takes; None where nobody knows."""
        return None if self._seen else self.training.progress.remaining_s

    @property
    def told(self) -> tuple[int, float | None]:
        """How many results are to be seen, and `seconds`: in a script also before it is there."""
        seen = self._seen
        return (seen.results, seen.seconds) if seen else (len(self.results), self.seconds)

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

    @property
    def _trained(self) -> Sequence[TrialResult]:
        return [*self._earlier, *(self._sweep.results if self._sweep else ())]

    def _collect(self) -> None:
        """Show the results so far."""
        assert self.plan is not None
        self.results = self._trained[: self._seen.results if self._seen else None]
        self.progressed.emit()
        tenth = 10 * len(self.results) // self.plan.count
        if tenth != self._tenth:
            self._tenth = tenth
            self.came_on.emit()

    def _end_training(self) -> None:
        """End the sweep, unless a script shows more of it, now or later."""
        seen = self._seen
        if seen is None:
            self._finish(perf_counter() - self._began)
        elif len(self._trained) < seen.results:
            self._train(seen.results)
        elif seen.seconds is None:
            self._collect()
        else:
            self._finish(seen.seconds)

    def _finish(self, seconds: float) -> None:
        self.seconds = seconds
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
