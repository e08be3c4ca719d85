"""The table of losses, one of which training minimises."""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from micrograd.engine import Number, Value, operate


class Loss(NamedTuple):
    """One row of the table: the loss is the sum of the terms of all samples.

    terms(outputs, target): what one sample adds to the loss, written with + - * and `operate`: a
    graph where the outputs are `Value`s, else floats.
    node_names(terms, outputs): a name for each node of one sample's terms, from the names of
    its outputs, such as `ŷ2`. sum_name: that of the sums between the terms and the loss.
    """

    name: str
    terms: Callable[[Sequence[Any], Sequence[Any]], list[Any]]
    node_names: Callable[[Sequence[Value], Sequence[str]], dict[Value, str]]
    sum_name: str

    def total(
        self, predictions: Sequence[Sequence[Value]], targets: Sequence[Sequence[Number]]
    ) -> Value:
        """The loss of all samples, one prediction and one target for each, as a graph's root."""
        pairs = zip(predictions, targets, strict=True)
        return running_sums(term for pair in pairs for term in self.terms(*pair))[-1]


def running_sums(terms: Iterable[Value]) -> list[Value]:
    """((0 + term) + term) + …: the 0, then the sum after each term; the last is the loss."""
    return list(accumulate(terms, initial=Value(0)))


def _squared_errors(outputs: Sequence[Any], target: Sequence[Any]) -> list[Any]:
    """(output - target)², one for each output."""
    return [operate("**2", output - y) for output, y in zip(outputs, target, strict=True)]


def _squared_error_names(terms: Sequence[Value], outputs: Sequence[str]) -> dict[Value, str]:
    names = {}
    for error, output in zip(terms, outputs, strict=True):
        target = output.replace("ŷ", "y")
        (difference,) = error._prev
        names[error] = f"({output} − {target})²"
        names[difference] = f"{output} − {target}"
        names[difference._prev[1]] = f"−{target}"
    return names


SQUARED_ERRORS = Loss(
    "sum of squared errors", _squared_errors, _squared_error_names, "sum of errors"
)
LOSSES = {row.name: row for row in (SQUARED_ERRORS,)}
