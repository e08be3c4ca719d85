"""StepEngine: the interface to what does whole training steps, also in a thread."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from functools import lru_cache
from threading import Event
from time import perf_counter
from typing import Any, NamedTuple, Protocol

from micrograd.data.sampling import Samples
from micrograd.data.shuffling import shuffled
from micrograd.nn import MLP
from micrograd.recipe.objective import Objective
from micrograd.recipe.optimizers import Optimizer
from micrograd.training.evaluation import Evaluation
from micrograd.training.state import State, StepStart

WHOLE_RUN = 2**62


# The steps of an epoch follow each other.
order_of = lru_cache(maxsize=4)(shuffled)


class FailedStep(NamedTuple):
    """A step that diverged. state, grads: after its update; None where its loss is not finite."""

    loss: float
    state: State | None
    grads: list[float] | None


class TrainedSteps(NamedTuple):
    """Whole steps that an engine did, for a trainer to accept.

    losses: of each step, an array. pieces: the bounds of data and gradients in pieces of the
    steps, see `Machine.train`. state, grads: after the last step. starts: how the last two steps
    began, or the only one. failed: the step after them, where it diverged.
    was_stopped: True where `StepMachine.stop` ended it. evaluation: after the last step, for those
    who asked for it. seconds: how long the steps took.
    """

    losses: Any
    pieces: Any
    state: State
    grads: list[float]
    starts: list[StepStart]
    failed: FailedStep | None
    was_stopped: bool
    evaluation: Evaluation | None = None
    seconds: float = 0.0
    reached: str = ""


class StepMachine(Protocol):
    """Does whole steps of one network on one dataset, with numbers of its own."""

    def load(self, start: StepStart) -> None:
        """Take over the numbers that the next step begins with."""

    def train(self, start: StepStart, steps: int, room: int, width: int) -> TrainedSteps:
        """Do up to `steps` steps from what was loaded; see `Machine.train` for the pieces."""

    def evaluate(self) -> Evaluation:
        """Look at all samples with the parameters as the machine has them."""

    def stop(self) -> None:
        """Let `train`, which may run in another thread, return soon, with whole steps."""


class Probe(Protocol):
    """Looks at networks of one form, with any parameters and at any points; trains nothing.

    One thread at a time may use it, beside training.
    is_compiled: True where it takes as long as compiled steps.
    """

    is_compiled: bool

    def layer_outputs(self, parameters: Sequence[float], points: Any) -> list[Any]:
        """The outputs of each layer, arrays of shape (neurons, points).

        points: shape (points, inputs), as the network sees them, see `Samples.scales`.
        """

    def outputs(self, parameters: Sequence[float], points: Any) -> Any:
        """The outputs of the last layer alone, shape (outputs, points)."""

    def losses(self, parameters: Any) -> Any:
        """The loss of all samples trained on, for each row of an array (networks, parameters).

        Not a number where the loss of such parameters is not defined.
        """


def evaluations_along(
    machine: StepMachine, start: StepStart, counts: Iterable[int]
) -> Iterator[Evaluation]:
    """Evaluate after so many steps from a start that was loaded, and more and more of them."""
    done = 0
    for count in counts:
        if count > done:
            state = machine.train(start, count - done, WHOLE_RUN, WHOLE_RUN).state
            start = StepStart(start.step + count - done, state, None, start.settings)
            done = count
        yield machine.evaluate()


class StepEngine:
    """Finds a machine that trains with the bits of the trainer's own passes.

    As it stands it is the readable engine: it has no machine, so that the trainer walks its
    passes operation by operation. A faster engine overrides everything.
    obstacle: why this network can't be trained by a faster engine; empty where nothing is known.
    """

    obstacle = ""

    @property
    def is_compiled(self) -> bool:
        """True where steps take as long as compiled ones."""
        return False

    def machine(
        self, model: MLP, samples: Samples, objective: Objective, optimizer: Optimizer
    ) -> StepMachine | None:
        """The machine for steps of a network; None where the trainer has to walk its passes."""
        return None

    def probe(self, model: MLP, samples: Samples, objective: Objective) -> Probe | None:
        """A fast probe for the network; None where there is none."""
        return None

    def twin(self) -> "StepEngine":
        """An engine for another network of the same form: it has what takes long to prepare."""
        return type(self)()

    def shuffled(self, count: int, seed: int, epoch: int) -> Sequence[int]:
        """The order of an epoch, see `shuffling.shuffled`; not to be written to."""
        return order_of(count, seed, epoch)

    def forget_graph(self) -> None:
        """The network computes another graph from now on."""

    def release(self) -> None:
        """Give up memory until it is needed again."""


class BackgroundRun:
    """The steps that a machine does in a thread; nothing of them is seen before they are taken."""

    def __init__(self) -> None:
        self._run: tuple[Future[TrainedSteps], StepMachine] | None = None

    def begin(
        self,
        executor: Executor,
        machine: StepMachine,
        start: StepStart,
        steps: int,
        room: int,
        width: int,
    ) -> None:
        """Let a thread do the steps that a machine was loaded for, and wait for them."""
        self._is_awaited = Event()
        arguments = machine, start, steps, room, width, self._is_awaited
        self._run = executor.submit(_train_and_evaluate, *arguments), machine

    def __getstate__(self) -> dict[str, Any]:
        """What a copy begins with: nothing runs in it."""
        return {"_run": None}

    @property
    def is_running(self) -> bool:
        """True until the steps were taken, or dropped."""
        return self._run is not None

    def finished(self) -> TrainedSteps | None:
        """Take the steps if all of them are done, else None."""
        return self.end() if self._run and self._run[0].done() else None

    def hurry(self) -> None:
        """Let it stop after the step that is done; the steps are taken once they are looked at."""
        if self._run:
            self._run[1].stop()

    def end(self) -> TrainedSteps | None:
        """Stop after the step that is done, and take the steps; None where nothing runs.

        Nobody looks at a run that was stopped: that would take a while with many samples.
        """
        run, self._run = self._run, None
        if run is None:
            return None
        future, machine = run
        self._is_awaited.set()
        machine.stop()
        return future.result()


def _train_and_evaluate(
    machine: StepMachine, start: StepStart, steps: int, room: int, width: int, is_awaited: Event
) -> TrainedSteps:
    began = perf_counter()
    trained = machine.train(start, steps, room, width)
    seconds = perf_counter() - began
    is_dropped = trained.was_stopped and is_awaited.is_set()
    evaluation = None if is_dropped else machine.evaluate()
    return trained._replace(evaluation=evaluation, seconds=seconds)
