"""Training: along the one sequence of operations, and back."""

from concurrent.futures import Executor

from app.session.cursor import Place
from micrograd.compiled.trainer import Run as Trained
from micrograd.runs.recording import do_step, meet_divergence, record_step, take_over
from micrograd.runs.restore import restore
from micrograd.training.phases import Phase, PhasePass
from micrograd.training.trainer import DivergenceError


class Training(Place):
    """Every way to move on from a place operation by operation, and back.

    Where an earlier step was gone back to, training on starts a branch; single operations walk
    along what was trained there.

    `step_taken` comes once for each call that trained, however many steps that were.
    """

    def advance(self, operations: int) -> bool:
        """Do some operations, not past a phase; True if that ended a step.

        Says nothing: whoever calls it ends with `show_progress`. After a divergence it does
        nothing more until something was changed or the person tries again.
        """
        try:
            ended_step = self.trainer.advance(operations)
        except DivergenceError as error:
            meet_divergence(self.owner, self.trainer)
            self._diverge(error)
            return False
        if self.phase is Phase.UPDATE:
            # Only then do parameters change, and with them what the network makes of the data.
            self._evaluation = None
        if ended_step:
            self._arrive()
        return ended_step

    def _arrive(self) -> None:
        """A step was ended: it is a new one, or one of the past, where something may follow."""
        if self.steps > self.run.steps:
            record_step(self.run, self.trainer)
        elif self._went_back:
            owner = self.run.owner_of(self.steps)
            has_events = owner.events_until(self.steps) > owner.events_until(self.steps - 1)
            if has_events or owner is not self.owner:
                self.go_to(self.steps)
            self._went_back = self.steps < self.run.steps
        if self.steps <= self.run.steps:
            self._hold()

    # The same beside the event loop: nothing of it is seen before it is collected.

    @property
    def can_run_beside(self) -> bool:
        """True at the end of the run where the compiled loop can go on; a step that was taken back
        is done again by the engine, and not recorded twice."""
        return self.steps == self.run.steps and self.trainer.can_run_beside

    def begin_run(self, executor: Executor, steps: int) -> None:
        """Let a thread of `executor` train at most so many steps."""
        parameters = self.history.parameters
        self.trainer.begin_run(executor, steps, parameters.room, parameters.width)

    def collect_run(self, ends: bool = False) -> Trained | None:
        """Take over what a run has trained, once it has finished; None before.

        ends: let it end after the step before the one that it is at. Says nothing, as `advance`.
        """
        run = self.trainer.end_run() if ends else self.trainer.finished_run()
        if run is None:
            return None
        self._evaluation = run.evaluation
        try:
            take_over(self.run, self.trainer, run)
        except DivergenceError as error:
            self._diverge(error)
        return run

    def _diverge(self, error: DivergenceError) -> None:
        # What the failed step left is no part of the step that is shown now.
        restore(self.trainer, self.owner, self.steps)
        self._hold()
        self.divergence = error
        self._evaluation = None

    def show_progress(self) -> None:
        """Tell the views that training went on."""
        self.step_taken.emit()
        if self.divergence:
            self.diverged.emit()

    def train_on(self) -> None:
        """Before training: what was gone back from stays as it is, a branch begins here."""
        self.divergence = None
        if self.is_in_the_past:
            self.begin_branch()

    def step(self) -> None:
        """Finish the step under way, or do one."""
        self.train_on()
        self.finish_step()
        self.show_progress()

    def finish_step(self) -> None:
        """Go to the end of the step, without telling."""
        if self.trainer.is_between_steps and self.steps == self.run.steps:
            self._do_step()
            return
        while not self.divergence and not self.advance(self.trainer.phase_length):
            pass

    def _do_step(self) -> None:
        try:
            do_step(self.run, self.trainer)
        except DivergenceError as error:
            self._diverge(error)
            return
        self._evaluation = None

    def step_phase(self) -> None:
        """Finish the phase under way, or do one."""
        self.divergence = None
        self.advance(self.trainer.phase_length)
        self.show_progress()

    def step_operation(self) -> None:
        """Do one operation."""
        self.divergence = None
        self.advance(1)
        self._follow_operation()
        self.show_progress()

    def take_back(self, operations: int = 1) -> None:
        """Take operations back, not past the phase; a step just finished is opened again."""
        if not self.trainer.can_retreat:
            return
        self.divergence = None
        if self.trainer.retreat(operations):
            self.owner = self.run.owner_of(self.steps)
            # Before the run began it is the past of another one.
            self._went_back |= self.owner is not self.run
        self._evaluation = None
        self._follow_operation()
        self.show_progress()

    def seek(self, done: int, current: PhasePass | None = None) -> None:
        """Go to where so many operations of a pass are done: the last pass, unless another
        is given; nothing happens where that one is neither under way nor the next."""
        trainer = self.trainer
        current = current or trainer.last_pass or trainer.next_pass
        if current is not trainer.last_pass and current is not trainer.next_pass:
            return
        if done > current.position:
            self.divergence = None
            self.advance(done - current.position)
            self._follow_operation()
            self.show_progress()
        elif done < current.position:
            self.take_back(current.position - done)

    def refuse_to_walk(self) -> None:
        """Say why operations can't be done one by one."""
        self.announced.emit(
            f"A step of {self.node_count:,} nodes is too large for single operations: "
            "Step and Run train it as a whole."
        )

    def _follow_operation(self) -> None:
        """Look at the sample whose operation was done last."""
        last_pass = self.trainer.last_pass
        if last_pass is None or last_pass.node is None:
            return
        sample = self.graph.places[self.graph.index[last_pass.node]].sample
        if sample is not None:
            self.selection.choose_sample(sample)
