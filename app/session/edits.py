"""How an edit, its undo and its redo take effect: in the current run, or in another one."""

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.session.training import Training
from app.session.undo import Edit, UndoStack
from micrograd.runs.events import Event
from micrograd.runs.experiment import Experiment
from micrograd.runs.restore import restore
from micrograd.runs.run import Run


class Turn(NamedTuple):
    """Which run is current before or after an edit, at which step; None is where it was left.

    counterpart: the run on the other side of the edit. It leaves the list if it has no step of
    its own: then the edit, or its undo, is all that there was to it.
    """

    run: Run
    counterpart: Run | None
    step: int | None = None


class Editing(Training):
    """An edit at the end of a run is an event of it. An edit at an earlier step begins a branch,
    and another network is another run: then Undo turns back to the run before.

    `edited` comes with each of the four signals that an edit sends.
    """

    edited = Signal()

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        super().__init__(experiment, parent)
        self.undo_stack = UndoStack(self)
        for signal in (
            self.network_rebuilt,
            self.dataset_changed,
            self.learning_rate_changed,
            self.parameter_edited,
        ):
            signal.connect(self.edited)

    # Events.

    def _change(
        self,
        text: str,
        event_of: Callable[[Any, int], Event],
        before: Any,
        after: Any,
        gesture: int = -1,
    ) -> None:
        """Let an event happen here: in this run, or in a branch of it.

        event_of: makes the event of a value at a step; Undo lets that of `before` happen.
        """
        if self.steps < self.run.steps or self._is_branched_off:
            branch = self.experiment.new_run(self.start_here(), self.owner)
            branch.add_event(event_of(after, self.steps))
            self._turn_to(text, branch, gesture)
            self.announce_branch(branch)
            return
        run = self.run

        def apply(value: Any) -> None:
            nonlocal run
            if self.run is not run or self.steps < run.steps:
                self.move(run, run.steps)
            self._happen(event_of(value, self.steps))
            run = self.run

        self.undo_stack.push(Edit(text, apply, before, after, gesture))

    @property
    def _is_branched_off(self) -> bool:
        """True where the past of another run ends at this place: it has to stay as it is."""
        return self.experiment.has_branch(self.run, self.steps)

    def _happen(self, event: Event) -> None:
        if self._is_branched_off:
            self.begin_branch()
        run = self.run
        if event.kind != "learning_rate":
            # It begins again: of what was done of it no number is left.
            self.leave_step()
        event.apply(self.trainer)
        if run.is_untrained and run.parent is None and not run.events:
            # Before the first step it is what the run begins with.
            run.start = run.start.changed(event)
        else:
            run.add_event(event)
            if event not in run.events:
                # It took another one back: everything is as before that.
                restore(self.trainer, run, self.steps)
                self._hold()
        self._evaluation = self.divergence = None
        if event.kind == "learning_rate":
            self.learning_rate_changed.emit()
        elif event.kind == "parameter":
            self.parameter_edited.emit()
        else:
            self.selection.keep_within(len(self.trainer.parameters), len(self.dataset))
            self._tell_of_other_data()

    # Other runs.

    def _turn_to(self, text: str, run: Run, gesture: int = -1) -> None:
        """Make a new run the current one; Undo turns back to this place."""
        before, after = Turn(self.run, run, self.steps), Turn(run, self._untouched)
        self.undo_stack.push(Edit(text, self._turn, before, after, gesture, is_whole=True))

    def _turn(self, turn: Turn) -> None:
        experiment, run, other = self.experiment, turn.run, turn.counterpart
        is_parent = any(each.parent is other for each in experiment.runs) or run.parent is other
        index = None
        if other in experiment.runs and other.is_untrained and not is_parent:
            index = experiment.runs.index(other)
            experiment.remove(other)
        if run not in experiment.runs:
            experiment.add(run, index)
        self.move(run, run.place if turn.step is None else turn.step)
        self.runs_changed.emit()

    @property
    def _untouched(self) -> Run | None:
        """The current run where it has no step of its own: another network may take its place."""
        run = self.run
        is_parent = any(each.parent is run for each in self.experiment.runs)
        return run if run.is_untrained and not is_parent and self.owner is run else None
