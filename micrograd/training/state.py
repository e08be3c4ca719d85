"""State: all that training carries from step to step, as one vector of numbers.

First the data of every parameter, then the first slot of every parameter, then the second, …
"""

from collections.abc import Iterable, Sequence

from micrograd.engine import Value

State = list[float]


class LiveState:
    """The state where it lives: in parameters, and in `slots`, which an optimizer keeps of them.

    Gradients are read and put back beside it; each backward pass computes them anew.
    """

    def __init__(self, parameters: Sequence[Value], kinds: int = 0) -> None:
        """kinds: how many slots each parameter has. They begin with 0."""
        self.parameters = parameters
        self.slots = [0.0] * (kinds * len(parameters))

    def numbers(self) -> State:
        """The state as it is now."""
        return [parameter.data for parameter in self.parameters] + self.slots

    def grads(self) -> list[float]:
        """The gradient of every parameter, as the last backward pass left it."""
        return [parameter.grad for parameter in self.parameters]

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
