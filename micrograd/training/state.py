"""State: all that training carries from step to step, as one vector of numbers.

First the data of every parameter, then the first slot of every parameter, then the second, …
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from micrograd.engine import Value
from micrograd.recipe.optimizers import GRADIENT_DESCENT, Optimizer

State = list[float]


class Checkpoint(NamedTuple):
    """The state of training after a step, before anything was changed there by hand."""

    step: int
    state: State


class StepStart(NamedTuple):
    """The numbers that a step begins with. grads: None where they are not known."""

    state: State
    grads: list[float] | None
    rate: float


class LiveState:
    """The state where it lives: in parameters, and in the slots that an optimizer keeps of them.

    Gradients are read and put back beside it; each backward pass computes them anew.
    rate: the learning rate of the next update.
    """

    def __init__(
        self, parameters: Sequence[Value], optimizer: Optimizer = GRADIENT_DESCENT
    ) -> None:
        self.parameters, self.optimizer, self.rate = parameters, optimizer, 0.0
        self.slots = [0.0] * (len(optimizer.slots) * len(parameters))

    def numbers(self) -> State:
        """The state as it is now."""
        return [parameter.data for parameter in self.parameters] + self.slots

    def grads(self) -> list[float]:
        """The gradient of every parameter, as the last backward pass left it."""
        return [parameter.grad for parameter in self.parameters]

    def start(self) -> StepStart:
        """The numbers that a step would begin with now."""
        return StepStart(self.numbers(), self.grads(), self.rate)

    def put(self, state: Sequence[float], grads: Iterable[float] | None = None) -> None:
        """Go to a state; grads: None where they stay. Raises ValueError for a wrong length."""
        count = len(self.parameters)
        if len(state) != count + len(self.slots):
            raise ValueError(f"{len(state)} numbers are not {count} and {len(self.slots)} slots")
        for parameter, data in zip(self.parameters, state, strict=False):
            parameter.data = data
        self.slots[:] = state[count:]
        if grads is not None:
            for parameter, grad in zip(self.parameters, grads, strict=True):
                parameter.grad = grad
