"""An experiment as it was when its current run had come to an earlier step."""

from copy import copy

from micrograd.runs.experiment import Experiment
from micrograd.runs.last_loss import known_loss, note_last_loss
from micrograd.runs.run import Run


class EarlierExperiment:
    """A copy of an experiment that goes back and on in time; `whole` itself stays as it is.

    experiment: the copy. Of each of its runs only what was trained and changed up to a step is
    known, and runs that began later are not there.
    """

    def __init__(self, whole: Experiment) -> None:
        self._whole = whole
        self._copies: dict[Run, Run] = {}
        for run in whole.all_runs():
            known = self._copies[run] = copy(run)
            known.parent = self._copies[run.parent] if run.parent else None
        self.experiment = copy(whole)
        self._list(whole.runs, whole.current)

    def _list(self, runs: list[Run], current: Run) -> None:
        self.experiment.runs = [self._copies[run] for run in runs]
        self.experiment.current = self._copies[current]

    def come_to(self, step: int) -> None:
        """Let the copy be as it was at a step of the current run, or of an ancestor of it."""
        for run, known in self._copies.items():
            end = max(run.start.step, min(step, run.steps))
            known.history = run.history.until(end)
            known.events = run.events[: run.events_until(end)]
            if loss := known_loss(run, end):
                # The larger bound counts where only bounds are kept.
                note_last_loss(known, loss.high)
        owner = self._whole.current.owner_of(step)
        there = [run for run in self._whole.runs if run.start.step <= step]
        self._list(there if owner in there else [owner, *there], owner)
