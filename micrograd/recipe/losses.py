"""What training minimises: the sum of squared errors."""

from collections.abc import Sequence

from micrograd.engine import Number, Value
from micrograd.operations import power


def sum_of_squared_errors(
    predictions: Sequence[Sequence[Value]], targets: Sequence[Sequence[Number]]
) -> Value:
    """Σ (prediction - target)², sample by sample, as the root of one graph."""
    pairs = zip(predictions, targets, strict=True)
    errors = [p - y for outputs, target in pairs for p, y in zip(outputs, target, strict=True)]
    return sum((error**2 for error in errors), start=Value(0))


def squared_errors(outputs: Sequence[float], target: Sequence[float]) -> list[float]:
    """(output - target)² of one sample, one per output, without a graph."""
    return [power(p - y, 2) for p, y in zip(outputs, target, strict=True)]


LOSSES = {"sum of squared errors": sum_of_squared_errors}
