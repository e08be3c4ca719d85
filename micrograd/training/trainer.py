"""Trainer: goes along the sequence in steps of any size; an engine does the whole ones."""

from concurrent.futures import Executor

from micrograd.training.evaluation import Evaluation, evaluate
from micrograd.training.phases import Phase
from micrograd.training.sequence import StepSequence
from micrograd.training.state import Checkpoint, StepStart
from micrograd.training.step_cost import expected_step_s
from micrograd.training.step_engine import WHOLE_RUN, FailedStep, TrainedSteps


class Trainer(StepSequence):
    """Training of a network, in operations, phases and steps along the same sequence.

    engine: does whole steps where it is ready, with the same bits.
    """

    def step_operation(self) -> bool:
        """Do the next operation. True if it was the last one of a step."""
        return self.advance(1)

    def step_phase(self) -> Phase:
        """Finish the phase under way, and return it."""
        phase = self._next_phase
        self.advance(len(self.next_pass))
        return phase

    def step(self) -> float:
        """Finish the step under way, and return its loss (before the update)."""
        # A graph that is looked at stays up to date.
        return self._walk_step() if self._seen.are_current else self.run(1)[0]

    def _walk_step(self) -> float:
        while self.step_phase() is not Phase.UPDATE:
            pass
        assert self.loss is not None
        return self.loss

    def run(self, n: int) -> list[float]:
        """Do `n` steps, and return the loss of each."""
        losses: list[float] = []
        while len(losses) < n:
            if self.can_run_beside:
                trained = self.run_now(n - len(losses))
                losses += trained.losses.tolist()
                self.accept(trained)
            else:
                losses.append(self._walk_step())
        return losses

    def evaluate(self) -> Evaluation:
        """Look at predictions and errors with the parameters as they are; changes nothing."""
        if self.beside.is_running or not self.can_run_beside:
            return evaluate(self.model, self.dataset, self.loss_function)
        self._load_engine()
        return self.engine.evaluate()

    @property
    def expected_step_s(self) -> float:
        """About how many seconds a step takes: a guess, within a factor of three or so."""
        return expected_step_s(len(self.parameters), len(self.dataset), self.engine.is_compiled)

    # Whole steps of the engine; what they came to counts once it is accepted.

    @property
    def can_run_beside(self) -> bool:
        """True where the engine would do the next step."""
        return self.is_between_steps and self.engine.is_ready(
            self.model, self.dataset, self.loss_function, self.optimizer
        )

    def begin_run(self, executor: Executor, steps: int, room: int, width: int) -> None:
        """Train so many steps in a thread, to be taken from `beside`; see `Machine.train`."""
        self.beside.begin(executor, self._load_engine(), steps, room, width)

    def run_now(self, steps: int, room: int = WHOLE_RUN, width: int = WHOLE_RUN) -> TrainedSteps:
        """The same without a thread, and without an evaluation."""
        return self.engine.train(self._load_engine(), steps, room, width)

    def _load_engine(self) -> StepStart:
        self.beside.end()
        is_ready = self.can_run_beside
        assert is_ready
        start = self._live.start()
        self.engine.load(start)
        return start

    def release(self) -> None:
        """Give up the memory of the engine until it is needed again."""
        self.beside.end()
        self.engine.release()

    def accept(self, trained: TrainedSteps) -> None:
        """Go on from what the engine did. Raises DivergenceError as `run` does."""
        if done := len(trained.losses):
            self._live.put(trained.state, trained.grads)
            self.steps += done
            self.loss = float(trained.losses[-1])
            self.phase, self._can_reopen = Phase.UPDATE, True
            self._last_finite = Checkpoint(self.steps - 1, trained.starts[-1].state)
            self._seen.remember(trained.starts)
        if trained.failed:
            self._meet_divergence(trained.failed)

    def _meet_divergence(self, failed: FailedStep) -> None:
        if self._seen.built:
            # A graph that is looked at shows how the step failed.
            self._walk_step()
        self.loss = failed.loss
        if failed.state is None or failed.grads is None:
            self._diverge("loss", failed.loss)
        start = self._live.start()
        self._last_finite = Checkpoint(self.steps, start.state)
        self._seen.remember([start])
        self._live.put(failed.state, failed.grads)
        self._check_state()
