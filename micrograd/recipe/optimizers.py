"""How training moves the parameters: a table of optimizers."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Optimizer(NamedTuple):
    """One row of the table.

    update(data, grad, rate): the data of one parameter after the update, in plain arithmetic:
    the update pass calls it with floats, and the compiled loop is built from it.
    words: what it does, for the operation card. torch: its name in `torch.optim`.
    """

    name: str
    update: Callable[[Any, Any, Any], Any]
    words: str
    torch: str


def _descend(data: Any, grad: Any, rate: Any) -> Any:
    return data - rate * grad


GRADIENT_DESCENT = Optimizer(
    "gradient descent",
    _descend,
    "The update moves the parameter against its gradient, so that the loss falls.",
    "SGD",
)
OPTIMIZERS = {row.name: row for row in (GRADIENT_DESCENT,)}
