"""`CompiledEngine`: has a machine for whole steps, with the bits of the readable engine."""

from collections.abc import Sequence
from functools import lru_cache
from operator import is_not
from typing import Any

import numpy as np

from micrograd.compiled.libraries import library
from micrograd.compiled.machine import Machine
from micrograd.compiled.probe import CompiledProbe
from micrograd.compiled.program import Program
from micrograd.data.dataset import Dataset
from micrograd.data.rows import ArrayRows
from micrograd.data.sampling import Samples
from micrograd.nn import MLP
from micrograd.recipe.objective import Objective
from micrograd.recipe.optimizers import OPTIMIZERS, Optimizer
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

# The kernel was built from the rows as they were, whatever is put into the table later.
OPTIMIZERS_OF_KERNEL = OPTIMIZERS.copy()


def compiled_trainer(
    model: MLP, dataset: Dataset, learning_rate: float = 0.1, **settings: Any
) -> Trainer:
    """A trainer with the compiled loop, which is built first where it was not built yet.

    settings: what else a `Trainer` takes, such as `loss`, `optimizer` and `momentum`.
    Raises `library.UnavailableError` where it can't be used.
    """
    library.load()
    return Trainer(model, dataset, learning_rate, engine=CompiledEngine(), **settings)


class CompiledEngine(StepEngine):
    """Trains one network with the compiled loop, from when that is loaded.

    The network has to compute the same graph for every sample, as every `MLP` does.
    """

    def __init__(self, program: Program | None = None) -> None:
        self._program = program
        self._machine: Machine | None = None
        self._made_for: tuple[object, ...] = ()

    @property
    def is_compiled(self) -> bool:
        return library.loaded() is not None and not self.obstacle

    def machine(
        self, model: MLP, samples: Samples, objective: Objective, optimizer: Optimizer
    ) -> Machine | None:
        kernel = library.loaded()
        if kernel is None or self.obstacle:
            return None
        wanted = samples, objective
        if self._machine is None or any(map(is_not, wanted, self._made_for)):
            if self._program is None or self._program.objective != objective:
                self._program = self._program_of(model, objective, optimizer)
            if self._program is None:
                return None
            self._machine = Machine(kernel, self._program, samples, optimizer)
            self._made_for = wanted
        return self._machine

    def probe(self, model: MLP, samples: Samples, objective: Objective) -> CompiledProbe | None:
        kernel = library.loaded()
        if kernel is None or self.obstacle:
            return None
        try:
            return CompiledProbe(kernel, Program(model, objective), samples)
        except Exception:
            # A network of one's own may do with its inputs what it likes.
            return None

    def _program_of(self, model: MLP, objective: Objective, optimizer: Optimizer) -> Program | None:
        if OPTIMIZERS_OF_KERNEL.get(optimizer.name) != optimizer:
            self.obstacle = f"the compiled loop knows no {optimizer.name} of one's own"
            return None
        try:
            return Program(model, objective)
        except Exception as error:
            # A network of one's own may do with its inputs what it likes.
            self.obstacle = str(error) or type(error).__name__
            return None

    def twin(self) -> "CompiledEngine":
        return CompiledEngine(self._program)

    def shuffled(self, count: int, seed: int, epoch: int) -> Sequence[int]:
        is_compiled = library.loaded() is not None
        return (_shuffled if is_compiled else super().shuffled)(count, seed, epoch)

    def forget_graph(self) -> None:
        self._program = self._machine = None

    def __getstate__(self) -> dict[str, Any]:
        """What a copy begins with: machine code and its memory are made anew."""
        return {**self.__dict__, "_program": None, "_machine": None, "_made_for": ()}

    def release(self) -> None:
        self._machine = None


@lru_cache(maxsize=4)
def _shuffled(count: int, seed: int, epoch: int) -> Sequence[int]:
    """The order of an epoch, compiled."""
    kernel, order = library.loaded(), np.empty(count, dtype=np.int64)
    assert kernel is not None
    kernel.shuffle(order.ctypes.data, count, seed, epoch)
    return ArrayRows(order)
