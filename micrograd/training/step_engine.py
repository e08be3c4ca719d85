"""StepEngine: the interface to what does whole training steps, and what passes through it."""

from typing import Any, NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import Loss
from micrograd.recipe.optimizers import Optimizer
from micrograd.training.evaluation import Evaluation
from micrograd.training.state import State, StepStart

WHOLE_RUN = 2**62


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
    was_stopped: True where `StepEngine.stop` ended it. evaluation: after the last step, for those
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


class StepEngine:
    """Does whole steps for a trainer, with the bits of the trainer's own passes.

    As it stands it is the readable engine: it is never ready, so that the trainer walks its
    passes operation by operation. A faster engine overrides everything. The trainer calls `load`,
    then `train`, which may run in a thread, or `evaluate`; `stop` may be called meanwhile.
    obstacle: why this network can't be trained by a faster engine; empty where nothing is known.
    """

    obstacle = ""

    @property
    def is_compiled(self) -> bool:
        """True where steps take as long as compiled ones."""
        return False

    def is_ready(self, model: MLP, dataset: Dataset, loss: Loss, optimizer: Optimizer) -> bool:
        """Prepare for steps of a network; False where the trainer has to walk its passes."""
        return False

    def load(self, start: StepStart) -> None:
        """Take over the numbers that the next step begins with."""
        raise NotImplementedError

    def train(self, start: StepStart, steps: int, room: int, width: int) -> TrainedSteps:
        """Do at most so many steps from what was loaded; see `Machine.train` for the pieces."""
        raise NotImplementedError

    def evaluate(self) -> Evaluation:
        """Look at all samples with the parameters as the engine has them."""
        raise NotImplementedError

    def stop(self) -> None:
        """Let `train` return soon, with whole steps."""

    def release(self) -> None:
        """Give up memory until it is needed again."""
