"""`CompiledTrainer`: a `Trainer` whose whole steps run on flat arrays, with the same bits."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from time import perf_counter
from typing import NamedTuple

from micrograd.compiled import library
from micrograd.compiled.machine import Machine, Outcome
from micrograd.compiled.opcodes import LOSS_NOT_FINITE, PARAMETER_NOT_FINITE, STOPPED
from micrograd.compiled.program import Program
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import SQUARED_ERRORS, Loss
from micrograd.recipe.optimizers import GRADIENT_DESCENT, Optimizer
from micrograd.training.evaluation import Evaluation
from micrograd.training.phases import PHASES, Phase, StepPasses
from micrograd.training.trainer import Checkpoint, Trainer

# How long a step takes for each parameter and sample, on a processor of 2023: for a guess.
COMPILED_S, ENGINE_S = 0.5e-9, 1.1e-6


class Start(NamedTuple):
    """What steps began with: the parameters' numbers, and the learning rate they use.

    grads: None where they are not known.
    """

    data: list[float]
    grads: list[float] | None
    rate: float


class Run(NamedTuple):
    """Steps that were trained beside the event loop.

    evaluation: predictions and errors after the last of them; None where the run was ended
    early. seconds: how long that took.
    """

    start: Start
    outcome: Outcome
    evaluation: Evaluation | None
    seconds: float


class CompiledTrainer(Trainer):
    """Trains whole steps with the compiled loop; everything else is the engine's.

    Losses, parameters and gradients are those of `Trainer` to the last bit. The graph is brought
    up to date when somebody looks at it: then the engine does the last two steps once more.
    The network has to compute the same graph for every sample, as every `MLP` does.

    waits: True builds the loop first where it was not built yet, and raises
    `library.UnavailableError` where it can't be used. With False the engine trains as long as
    the loop was not loaded by someone else.
    """

    def __init__(
        self,
        model: MLP,
        dataset: Dataset,
        learning_rate: float = 0.1,
        loss: Loss = SQUARED_ERRORS,
        optimizer: Optimizer = GRADIENT_DESCENT,
        waits: bool = True,
    ) -> None:
        if waits:
            library.load()
        self._program: Program | None = None
        self._machine: Machine | None = None
        self._machine_of: Dataset | None = None
        self._running: Future[Run] | None = None
        # How the steps began that the graph doesn't show yet: the last two of them.
        self._unseen: list[Start] = []
        self._unseen_of = dataset
        # Whether the step after them was given up before it ended.
        self._is_given_up = False
        # Why the engine has to train this network. The kernel is built with one optimizer.
        self.obstacle = "" if optimizer is GRADIENT_DESCENT else f"{optimizer.name} is not compiled"
        super().__init__(model, dataset, learning_rate, loss, optimizer)

    # Whole steps, at once.

    def step(self) -> float:
        """Finish the step under way, or do one, and return its loss (before the update)."""
        if self._built and not self._unseen:
            # The graph is at hand, and stays up to date.
            return super().step()
        return self.run(1)[0]

    def run(self, n: int) -> list[float]:
        """Do `n` steps, and return the loss of each."""
        losses: list[float] = []
        while len(losses) < n:
            machine = self._ready_machine()
            if machine is None:
                losses.append(super().step())
                continue
            start = self._load(machine)
            outcome = machine.train(start.rate, n - len(losses))
            losses += outcome.losses.tolist()
            self._take_over(start, outcome)
        return losses

    @property
    def expected_step_s(self) -> float:
        """About how many seconds a step takes: a guess, within a factor of three or so."""
        is_compiled = library.loaded() is not None and not self.obstacle
        each = COMPILED_S if is_compiled else ENGINE_S
        return each * len(self.parameters) * len(self.dataset)

    # Whole steps, beside an event loop: begin_run, then finished_run until it gives the run (or
    # end_run, to have it at once), then accept. A change of anything in between drops the run.

    @property
    def can_run_beside(self) -> bool:
        """True where `begin_run` would begin."""
        return self._ready_machine() is not None

    def begin_run(self, executor: Executor, steps: int, room: int, width: int) -> None:
        """Train so many steps in a thread of `executor`; see `Machine.train` for the rest.

        Nothing of it is seen before `accept`. A change of anything drops the run.
        """
        self._running = executor.submit(self._prepared_run(steps, room, width))

    def run_now(self, steps: int, room: int, width: int) -> Run:
        """The same without a thread."""
        return self._prepared_run(steps, room, width)()

    def _prepared_run(self, steps: int, room: int, width: int) -> Callable[[], Run]:
        machine = self._ready_machine()
        assert machine is not None
        start = self._load(machine)

        def work() -> Run:
            began = perf_counter()
            outcome = machine.train(start.rate, steps, room, width)
            seconds = perf_counter() - began
            was_ended = outcome.status == STOPPED
            return Run(start, outcome, None if was_ended else machine.evaluate(), seconds)

        return work

    @property
    def is_running(self) -> bool:
        """True from `begin_run` until its end was taken, or it was dropped."""
        return self._running is not None

    def finished_run(self) -> Run | None:
        """The run if it has ended, else None."""
        return self.end_run() if self._running and self._running.done() else None

    def end_run(self) -> Run | None:
        """The run under way, ended after the last step that it finished; None without one."""
        if self._running is None or self._machine is None:
            return None
        self._machine.stop()
        running, self._running = self._running, None
        return running.result()

    def accept(self, run: Run) -> None:
        """Go on from where a run ended. Raises DivergenceError as `Trainer.run` does."""
        self._take_over(run.start, run.outcome)

    def drop_run(self) -> None:
        """Let a run that is under way end without effect."""
        self.end_run()

    def release(self) -> None:
        """Give up the memory of the compiled loop until it is needed again."""
        self.drop_run()
        self._machine = None

    # Looking.

    def evaluate(self) -> Evaluation:
        """Look at predictions and errors with the parameters as they are; changes nothing."""
        machine = None if self.is_running else self._ready_machine()
        if machine is None:
            return super().evaluate()
        self._load(machine)
        return machine.evaluate()

    @property
    def _passes(self) -> StepPasses:
        self._catch_up()
        return super()._passes

    def _catch_up(self) -> None:
        """Let the graph hold what it would hold if the engine had trained."""
        unseen, self._unseen = self._unseen, []
        if not unseen:
            return
        passes = super()._passes
        data, grads = self._numbers()
        for start in unseen:
            self._write(start.data, start.grads or self._numbers()[1])
            passes.update.learning_rate = start.rate
            for phase in PHASES:
                passes.of(phase).restart()
                passes.of(phase).advance(len(passes.of(phase)))
        passes.forward.restart()
        passes.update.learning_rate = self.learning_rate
        # They may have been changed by hand since.
        self._write(data, grads)
        if self._is_given_up:
            self._compute_graph()

    # What the engine does, which ends a run beside it.

    def advance(self, operations: int) -> bool:
        """Do at most so many operations on the engine, as `Trainer.advance`."""
        self.drop_run()
        return super().advance(operations)

    def retreat(self, operations: int) -> bool:
        """Take back at most so many operations, as `Trainer.retreat`."""
        self.drop_run()
        return super().retreat(operations)

    def resume(self, steps: int, data: Sequence[float], grads: Sequence[float]) -> None:
        """Stand after so many steps, with these numbers, as `Trainer.resume`."""
        self._unseen = []
        super().resume(steps, data, grads)

    def _set_learning_rate(self, rate: float) -> None:
        self.drop_run()
        super()._set_learning_rate(rate)

    def _give_up_step(self) -> None:
        self.drop_run()
        if self._built:
            self._catch_up()
        self._is_given_up = True
        super()._give_up_step()

    def _forget_graph(self) -> None:
        self._unseen = []
        super()._forget_graph()

    # From the parameters to the machine, and back.

    def _ready_machine(self) -> Machine | None:
        """What can do the next step, or None where the engine has to."""
        kernel = library.loaded()
        if kernel is None or self.obstacle or not self.is_between_steps:
            return None
        if self._machine is None or self._machine_of is not self.dataset:
            try:
                self._program = self._program or Program(self.model, self.loss_function)
            except Exception as error:
                # A network of one's own may do with its inputs what it likes.
                self.obstacle = str(error) or type(error).__name__
                return None
            self._machine = Machine(kernel, self._program, self.dataset)
            self._machine_of = self.dataset
        return self._machine

    def _load(self, machine: Machine) -> Start:
        self.drop_run()
        data, grads = self._numbers()
        machine.load(data, grads)
        return Start(data, grads, self.learning_rate)

    def _numbers(self) -> tuple[list[float], list[float]]:
        return [p.data for p in self.parameters], [p.grad for p in self.parameters]

    def _write(self, data: list[float], grads: list[float]) -> None:
        for parameter, number, grad in zip(self.parameters, data, grads, strict=True):
            parameter.data, parameter.grad = number, grad

    def _take_over(self, start: Start, outcome: Outcome) -> None:
        data, before = outcome.data, outcome.before
        if outcome.status == PARAMETER_NOT_FINITE:
            # The last update was the one that failed.
            data, before = outcome.before, outcome.earlier
        done = len(outcome.losses)
        if done:
            self._write(data.tolist(), outcome.grads.tolist())
            self.steps += done
            self.loss = float(outcome.losses[-1])
            self.phase, self._can_reopen = Phase.UPDATE, True
            self._checkpoint = Checkpoint(self.steps - 1, before.tolist())
            rate = start.rate
            self._is_given_up = False
            self._remember(
                [start]
                if done == 1
                else [Start(each.tolist(), None, rate) for each in (outcome.earlier, before)]
            )
        if outcome.failed_loss is not None:
            self._meet_divergence(outcome, outcome.failed_loss)

    def _remember(self, starts: list[Start]) -> None:
        """How the last steps began, for the graph."""
        # Two: what the last step overwrote, and can give back, is what the one before left.
        self._unseen, self._unseen_of = [*self._unseen, *starts][-2:], self.dataset

    def _meet_divergence(self, outcome: Outcome, loss: float) -> None:
        """The next step diverges."""
        if self._built:
            # Somebody looks at the graph: let the engine meet it there.
            super().step()
        self.loss = loss
        if outcome.status == LOSS_NOT_FINITE:
            self._diverge("loss", loss)
        data, grads = self._numbers()
        self._checkpoint = Checkpoint(self.steps, data)
        self._remember([Start(data, grads, self.learning_rate)])
        self._write(outcome.data.tolist(), outcome.grads.tolist())
        self._check_parameters()
