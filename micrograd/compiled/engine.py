"""`CompiledEngine`: has a machine for whole steps, with the bits of the readable engine."""

from typing import Any

from micrograd.compiled import library
from micrograd.compiled.machine import Machine
from micrograd.compiled.program import Program
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import Loss
from micrograd.recipe.optimizers import GRADIENT_DESCENT, Optimizer
from micrograd.training.step_engine import StepEngine
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

    def machine(
        self, model: MLP, dataset: Dataset, loss: Loss, optimizer: Optimizer
    ) -> Machine | None:
        kernel = library.loaded()
        if kernel is None or self.obstacle:
            return None
        if self._machine is None or self._dataset is not dataset:
            self._program = self._program or self._program_of(model, loss, optimizer)
            if self._program is None:
                return None
            self._machine, self._dataset = Machine(kernel, self._program, dataset), dataset
        return self._machine

    def _program_of(self, model: MLP, loss: Loss, optimizer: Optimizer) -> Program | None:
        if optimizer != GRADIENT_DESCENT:
            self.obstacle = f"the compiled loop knows no {optimizer.name}"
            return None
        try:
            return Program(model, loss)
        except Exception as error:
            # A network of one's own may do with its inputs what it likes.
            self.obstacle = str(error) or type(error).__name__
            return None

    def __getstate__(self) -> dict[str, Any]:
        """What a copy begins with: machine code and its memory are made anew."""
        return {**self.__dict__, "_program": None, "_machine": None, "_dataset": None}

    def release(self) -> None:
        self._machine = None
