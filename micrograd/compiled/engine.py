"""`CompiledEngine`: does whole steps on flat arrays, with the bits of the readable engine."""

from micrograd.compiled import library
from micrograd.compiled.machine import Machine, Outcome
from micrograd.compiled.opcodes import PARAMETER_NOT_FINITE, STOPPED
from micrograd.compiled.program import Program
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import Loss
from micrograd.recipe.optimizers import GRADIENT_DESCENT, Optimizer
from micrograd.training.evaluation import Evaluation
from micrograd.training.state import StepStart
from micrograd.training.step_engine import FailedStep, StepEngine, TrainedSteps
from micrograd.training.trainer import Trainer


def compiled_trainer(model: MLP, dataset: Dataset, learning_rate: float = 0.1) -> Trainer:
    """A trainer with the compiled loop, which is built first where it was not built yet.

    Raises `library.UnavailableError` where it can't be used.
    """
    library.load()
    return Trainer(model, dataset, learning_rate, engine=CompiledEngine())


class CompiledEngine(StepEngine):
    """Trains one network with the compiled loop, from when that is loaded.

    The network has to compute the same graph for every sample, as every `MLP` does.
    """

    def __init__(self) -> None:
        self._program: Program | None = None
        self._machine: Machine | None = None
        self._dataset: Dataset | None = None

    @property
    def is_compiled(self) -> bool:
        return library.loaded() is not None and not self.obstacle

    def is_ready(self, model: MLP, dataset: Dataset, loss: Loss, optimizer: Optimizer) -> bool:
        kernel = library.loaded()
        if kernel is None or self.obstacle:
            return False
        if self._machine is None or self._dataset is not dataset:
            self._program = self._program or self._program_of(model, loss, optimizer)
            if self._program is None:
                return False
            self._machine, self._dataset = Machine(kernel, self._program, dataset), dataset
        return True

    def _program_of(self, model: MLP, loss: Loss, optimizer: Optimizer) -> Program | None:
        if optimizer is not GRADIENT_DESCENT:
            self.obstacle = f"the compiled loop knows no {optimizer.name}"
            return None
        try:
            return Program(model, loss)
        except Exception as error:
            # A network of one's own may do with its inputs what it likes.
            self.obstacle = str(error) or type(error).__name__
            return None

    @property
    def _ready(self) -> Machine:
        assert self._machine is not None
        return self._machine

    def load(self, start: StepStart) -> None:
        assert start.grads is not None
        self._ready.load(start.state, start.grads)

    def train(self, start: StepStart, steps: int, room: int, width: int) -> TrainedSteps:
        return _trained(start, self._ready.train(start.rate, steps, room, width))

    def evaluate(self) -> Evaluation:
        return self._ready.evaluate()

    def stop(self) -> None:
        self._ready.stop()

    def release(self) -> None:
        self._machine = None


def _trained(start: StepStart, outcome: Outcome) -> TrainedSteps:
    state, grads, before = outcome.data.tolist(), outcome.grads.tolist(), outcome.before
    failed = None
    if outcome.failed_loss is not None:
        failed = FailedStep(outcome.failed_loss, None, None)
    if outcome.status == PARAMETER_NOT_FINITE:
        # The last update was the one that failed.
        assert failed is not None
        failed = failed._replace(state=state, grads=grads)
        state, before = outcome.before.tolist(), outcome.earlier
    starts = [start]
    if len(outcome.losses) > 1:
        starts = [StepStart(each.tolist(), None, start.rate) for each in (outcome.earlier, before)]
    was_stopped = outcome.status == STOPPED
    return TrainedSteps(outcome.losses, outcome.pieces, state, grads, starts, failed, was_stopped)
