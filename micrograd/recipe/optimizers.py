"""The table of optimizers: each moves the parameters in its own way."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Optimizer(NamedTuple):
    """One row of the table.

    update(data, grad, rate, *slots): the data of one parameter after the update, in plain
    arithmetic; with slots a tuple of the data and of each slot. The update pass calls it with
    floats, and the compiled loop is built from it.
    words: what it does, for the operation card. torch: its name in `torch.optim`.
    slots: names of the numbers that it keeps of each parameter, such as a velocity. They begin
    with 0 and are part of the state, so that every way back to a step brings them back.
    """

    name: str
    update: Callable[..., Any]
    words: str
    torch: str
    slots: tuple[str, ...] = ()


def _descend(data: Any, grad: Any, rate: Any) -> Any:
    return data - rate * grad


GRADIENT_DESCENT = Optimizer(
    "gradient descent",
    _descend,
    "The update moves the parameter against its gradient, so that the loss falls.",
    "SGD",
)
OPTIMIZERS = {row.name: row for row in (GRADIENT_DESCENT,)}
