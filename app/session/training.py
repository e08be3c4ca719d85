"""Training: forward along the one sequence of operations, and back."""

from concurrent.futures import Executor

from app.session.cursor import Cursor
from app.session.deeds import Doer, deed
from app.session.run_list import RunList
from app.session.selection import Selection
from micrograd.runs.recording import do_step, meet_divergence, take_over, train_run
from micrograd.runs.stopping import NEVER, Chosen, reason_after_step, reason_here, until_stop
from micrograd.training.divergence import DivergenceError
from micrograd.training.phases import Phase, PhasePass
from micrograd.training.sequence import WHOLE_PHASE
from micrograd.training.step_engine import TrainedSteps


class Training(Doer):
    """Every way to train on from the cursor, and to take operations back.

    Training on from an earlier step begins a branch; single operations walk along the steps that
    follow it. The cursor's `step_taken` comes once for each call, however many steps it trains.
    """

    def __init__(self, cursor: Cursor, runs: RunList, selection: Selection) -> None:
        self._cursor, self._runs, self._selection = cursor, runs, selection

    def advance(self, operations: int) -> bool:
        """Do some operations, not past a phase; True if that ended a step.

        Emits nothing: the caller ends with the cursor's `show_progress`. A divergence stops
        training until something is changed or the person tries again.
        """
        cursor = self._cursor
        try:
            ended_step = cursor.trainer.advance(operations)
        except DivergenceError as error:
            meet_divergence(cursor.owner, cursor.trainer)
            cursor.diverge(error)
            return False
        if cursor.phase is Phase.UPDATE:
            # The update changes the parameters, and with them the predictions.
            cursor.forget_evaluation()
        if ended_step:
            cursor.end_step()
        return ended_step

    # Steps that the trainer does in a thread: nothing of them is seen before they are collected.

    @property
    def can_run_beside(self) -> bool:
        """True where the compiled loop can go on: at the end of the run, after whole steps."""
        return self._cursor.is_at_the_end and self._cursor.trainer.can_run_beside

    def begin_run(self, executor: Executor, steps: int) -> None:
        """Let a thread of `executor` train at most this many steps."""
        parameters = self._cursor.owner.history.parameters
        self._cursor.trainer.begin_run(executor, steps, parameters.room, parameters.width)

    def collect_run(self, ends: bool = False, stops: Chosen = NEVER) -> TrainedSteps | None:
        """Take over the steps that the thread has trained; None while it is training.

        ends: stop it after its last whole step. stops: the conditions after which no step counts.
        Emits nothing, as `advance`.
        """
        cursor = self._cursor
        trainer = cursor.trainer
        trained = trainer.beside.end() if ends else trainer.beside.finished()
        if trained is None:
            return None
        parameters = cursor.run.history.parameters
        trained = until_stop(stops, trainer, trained, parameters.room, parameters.width)
        cursor.forget_evaluation(trained.evaluation)
        try:
            take_over(cursor.run, trainer, trained)
        except DivergenceError as error:
            cursor.diverge(error)
        return trained

    def train(self, steps: int, stops: Chosen = NEVER) -> str:
        """Train up to so many steps now. Return the reason to stop before, if one came to hold.

        Emits nothing, as `advance`.
        """
        cursor = self._cursor
        cursor.forget_evaluation()
        try:
            return train_run(cursor.run, cursor.trainer, steps, stops)
        except DivergenceError as error:
            cursor.diverge(error)
            return ""

    # Stopping by itself.

    def reason_to_stay(self, stops: Chosen) -> str:
        """Why no step is to be trained from here; empty where it is."""
        cursor = self._cursor
        if not (stops and cursor.trainer.is_between_steps):
            return ""
        return reason_here(stops, cursor.trainer, cursor.evaluation)

    def reason_to_stop(self, stops: Chosen) -> str:
        """Why the step that has just ended is the last one; empty where it is not."""
        cursor = self._cursor
        if not stops:
            return ""
        return reason_after_step(stops, cursor.trainer, cursor.evaluation)

    # Steps, phases, operations.

    @deed
    def train_on(self) -> None:
        """Prepare to train: at an earlier step begin a branch, so that later steps are kept."""
        self._cursor.divergence = None
        if self._cursor.is_in_the_past:
            self._runs.begin_branch()

    @deed
    def step(self) -> None:
        """Finish the step under way, or do one."""
        self.train_on()
        self.finish_step()
        self._cursor.show_progress()

    def finish_step(self) -> None:
        """Go to the end of the step. Emits nothing, as `advance`."""
        cursor = self._cursor
        if cursor.trainer.is_between_steps and cursor.is_at_the_end:
            try:
                do_step(cursor.run, cursor.trainer)
            except DivergenceError as error:
                cursor.diverge(error)
            else:
                cursor.forget_evaluation()
            return
        while not cursor.divergence and not self.advance(WHOLE_PHASE):
            pass

    @deed
    def step_phase(self) -> None:
        """Finish the phase under way, or do one."""
        self._cursor.divergence = None
        self.advance(WHOLE_PHASE)
        self._cursor.show_progress()

    @deed
    def step_operation(self) -> None:
        """Do one operation."""
        self._do_operations(1)

    def _do_operations(self, count: int) -> None:
        self._cursor.divergence = None
        self.advance(count)
        self._follow_operation()
        self._cursor.show_progress()

    @deed
    def take_back(self, operations: int = 1) -> None:
        """Take operations back, not past the phase; a step just finished is opened again."""
        cursor = self._cursor
        if not cursor.trainer.can_retreat:
            return
        cursor.divergence = None
        if cursor.trainer.retreat(operations):
            cursor.reopen_step()
        cursor.forget_evaluation()
        self._follow_operation()
        cursor.show_progress()

    @deed
    def seek(self, done: int, current: PhasePass | None = None) -> None:
        """Go to where `done` operations of a pass are done: the last pass, unless one is given.

        Does nothing for a pass that is neither under way nor the next.
        """
        trainer = self._cursor.trainer
        current = current or trainer.last_pass or trainer.next_pass
        if current is not trainer.last_pass and current is not trainer.next_pass:
            return
        if done > current.position:
            # The pass may be of a graph with other samples than the step has that is to come.
            is_whole = done >= len(current)
            self._do_operations(WHOLE_PHASE if is_whole else done - current.position)
        elif done < current.position:
            self.take_back(current.position - done)

    def _follow_operation(self) -> None:
        """Choose the sample whose operation was done last."""
        cursor, last_pass = self._cursor, self._cursor.trainer.last_pass
        if last_pass is None or last_pass.node is None:
            return
        sample = cursor.graph.addresses[cursor.graph.index[last_pass.node]].sample
        if sample is not None:
            self._selection.choose_sample(sample)
