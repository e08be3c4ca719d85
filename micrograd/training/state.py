"""State: all that training carries from step to step, as one vector of numbers.

Today these are the data of the parameters; what an optimizer keeps will stand after them.
"""

from collections.abc import Iterable, Sequence

from micrograd.engine import Value

State = list[float]


def state_of(parameters: Iterable[Value]) -> State:
    """The state of a network that is trained."""
    return [parameter.data for parameter in parameters]


def grads_of(parameters: Iterable[Value]) -> list[float]:
    """The gradients of the last backward pass: shown, but not part of the state."""
    return [parameter.grad for parameter in parameters]


def put_state(parameters: Sequence[Value], state: Iterable[float]) -> None:
    """Give a network a state of its own, or of one like it."""
    for parameter, data in zip(parameters, state, strict=True):
        parameter.data = data


def put_grads(parameters: Sequence[Value], grads: Iterable[float]) -> None:
    """Give every parameter its gradient."""
    for parameter, grad in zip(parameters, grads, strict=True):
        parameter.grad = grad
