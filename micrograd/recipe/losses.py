"""The table of losses, one of which training minimises.

Every loss but the first is PyTorch's, to the formula: `MSELoss`, `L1Loss`, `HuberLoss`,
`BCEWithLogitsLoss`, `CrossEntropyLoss` with probabilities for targets. The hinge loss is that of
micrograd's demo.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from micrograd.data.typed import shortest
from micrograd.engine import Value, operate


class Targets(NamedTuple):
    """The targets that a loss is made for; training takes any, and may never come to them.

    words: `targets of 0 and 1`. objection(row): what is wrong with the targets of a sample, "" for
    nothing.
    """

    words: str
    objection: Callable[[Sequence[float]], str]


def _any_number(row: Sequence[float]) -> str:
    return ""


def _labels(row: Sequence[float]) -> str:
    return _outside(row, lambda y: y in (-1.0, 0.0, 1.0))


def _chances(row: Sequence[float]) -> str:
    return _outside(row, lambda y: 0.0 <= y <= 1.0 or y == -1.0)


def _shares(row: Sequence[float]) -> str:
    if len(row) < 2:
        return "has one target only"
    total = sum(map(positive, row))
    return _chances(row) or (
        "" if abs(total - 1.0) < 1e-9 else f"has targets that add up to {shortest(total)}"
    )


def _outside(row: Sequence[float], is_inside: Callable[[float], bool]) -> str:
    return next((f"has the target {shortest(y)}" for y in row if not is_inside(y)), "")


NUMBERS = Targets("any numbers", _any_number)
LABELS = Targets("targets of −1 and 1, or 0 and 1", _labels)
CHANCES = Targets("targets from 0 to 1, or −1 and 1", _chances)
SHARES = Targets("a target from 0 to 1 for each class, which add up to 1", _shares)


class Loss(NamedTuple):
    """One row of the table: the loss is the sum, or the mean, of the terms of all samples.

    name: as it is typed and stored.
    terms(outputs, target): what one sample adds to the loss, written with + - * and `operate`: a
    graph where the outputs are `Value`s, else floats. A label that it gives to a `Value` names the
    node wherever it is shown.
    title: as it is shown.
    sum_name: the name of the sums between the terms and the loss.
    of_sample: a short name of what one sample adds. code: the same in the training loop, of a
    prediction `yp` and its target `y`.
    is_mean: True where the sum is divided by the number of terms.
    encode: a target of the dataset as the terms take it.
    last_activation: the activation of the last layer that belongs to it; "" for any.
    of_classes: True where an output speaks for its class above 0 and against it below; else it is
    compared with the number of its target.
    rate: the learning rate of plain descent that suits inputs and targets around 1, measured; of a
    sum it is divided by the number of terms, and is for all samples in a step, and outputs with
    bounds.
    targets: what it is made for.
    torch: the same loss of all `outputs` and targets `ys`, for the exported script; "" for none.
    """

    name: str
    terms: Callable[[Sequence[Any], Sequence[Any]], list[Any]]
    title: str = ""
    torch: str = ""
    sum_name: str = "sum of errors"
    of_sample: str = "loss"
    code: str = "loss_of(yp, y)"
    is_mean: bool = False
    encode: Callable[[float], float] = float
    last_activation: str = ""
    of_classes: bool = False
    rate: float = 0.1
    targets: Targets = NUMBERS


def labelled(node: Any, label: str) -> Any:
    """The node with a label; a float as it is."""
    if isinstance(node, Value):
        node.label = label
    return node


def positive(target: float) -> float:
    """A class of -1 and 1 as 0 and 1; 0, 1 and the probabilities between as they are."""
    return max(target, 0.0)


def signed(target: float) -> float:
    """A class of 0 and 1 as -1 and 1; everything but 0 as it is."""
    return target or -1.0


def _squared_errors(outputs: Sequence[Any], target: Sequence[Any]) -> list[Any]:
    """(ŷ - y)², one for each output."""
    return [operate("**2", output - y) for output, y in zip(outputs, target, strict=True)]


def _absolute_errors(outputs: Sequence[Any], target: Sequence[Any]) -> list[Any]:
    """|ŷ - y|, one for each output."""
    return [operate("abs", output - y) for output, y in zip(outputs, target, strict=True)]


def _huber(outputs: Sequence[Any], target: Sequence[Any]) -> list[Any]:
    """Half the squared error up to 1, and from there on along its tangent: |ŷ - y| - 0.5.

    With the excess e = relu(|ŷ - y| - 1) both are 0.5 (|ŷ - y| - e)² + e.
    """
    terms = []
    for error in _absolute_errors(outputs, target):
        excess = labelled(operate("relu", error - 1.0), "excess")
        terms.append(operate("**2", error - excess) * 0.5 + excess)
    return terms


def _hinge(outputs: Sequence[Any], target: Sequence[Any]) -> list[Any]:
    """relu(1 - ŷ y), one for each output."""
    pairs = zip(outputs, target, strict=True)
    return [operate("relu", 1.0 - output * y) for output, y in pairs]


def _binary_cross_entropy(outputs: Sequence[Any], target: Sequence[Any]) -> list[Any]:
    """-y log p - (1 - y) log(1 - p) with p = sigmoid(ŷ), in the form that never overflows:

    max(ŷ, 0) - y ŷ + log(1 + exp(-|ŷ|)). Its slope at ŷ = 0 is 0.5 - y, as `max` has half a slope
    where both are equal.
    """
    terms = []
    for output, y in zip(outputs, target, strict=True):
        rest = operate("log", operate("exp", operate("abs", output) * -1.0) + 1.0)
        terms.append(operate("max", output, 0.0) - output * y + rest)
    return terms


def _cross_entropy(outputs: Sequence[Any], target: Sequence[Any]) -> list[Any]:
    """-y1 log p1 - y2 log p2 - … with p1 = exp(ŷ1) / (exp(ŷ1) + exp(ŷ2) + …), one for each sample.

    The largest output is subtracted before exp, so that it never overflows, and added after log.
    """
    largest = reduce(lambda a, b: labelled(operate("max", a, b), "largest"), outputs)
    total = reduce(add, [operate("exp", output - largest) for output in outputs])
    log_total = labelled(operate("log", labelled(total, "sum of exp")) + largest, "log of sum")
    terms = [
        labelled(log_total - output, f"−log p{i}") * y
        for i, (output, y) in enumerate(zip(outputs, target, strict=True), 1)
    ]
    return [labelled(reduce(add, terms), "cross-entropy")]


SQUARED_ERRORS = Loss(
    "sum-squared",
    _squared_errors,
    "sum of squared errors",
    "((outputs - ys) ** 2).sum()",
    of_sample="error²",
    code="(yp - y)**2",
    rate=0.4,
)
_MEANS = (
    Loss(
        "mean-squared",
        _squared_errors,
        "mean squared error",
        'functional.mse_loss(outputs, ys, reduction="mean")',
        of_sample="error²",
        code="(yp - y)**2",
        is_mean=True,
    ),
    Loss(
        "mean-absolute",
        _absolute_errors,
        "mean absolute error",
        'functional.l1_loss(outputs, ys, reduction="mean")',
        of_sample="|error|",
        code="abs(yp - y)",
        is_mean=True,
    ),
    Loss(
        "huber",
        _huber,
        "Huber loss",
        'functional.huber_loss(outputs, ys, reduction="mean")',
        is_mean=True,
        code="huber(yp, y)",
        rate=0.3,
    ),
    Loss(
        "hinge",
        _hinge,
        "hinge loss",
        "functional.relu(1 - torch.where(ys == 0, -1.0, ys) * outputs).mean()",
        code="relu(1 - yp * y)",
        sum_name="sum of losses",
        is_mean=True,
        encode=signed,
        last_activation="linear",
        of_classes=True,
        targets=LABELS,
        rate=0.3,
    ),
    Loss(
        "binary-cross-entropy",
        _binary_cross_entropy,
        "binary cross-entropy",
        'functional.binary_cross_entropy_with_logits(outputs, ys.clamp(min=0), reduction="mean")',
        code="cross_entropy(yp, y)",
        sum_name="sum of losses",
        is_mean=True,
        encode=positive,
        last_activation="linear",
        of_classes=True,
        targets=CHANCES,
        rate=0.5,
    ),
    Loss(
        "cross-entropy",
        _cross_entropy,
        "softmax cross-entropy",
        'functional.cross_entropy(outputs, ys.clamp(min=0), reduction="mean")',
        code="cross_entropy(yp, y)",
        sum_name="sum of losses",
        is_mean=True,
        encode=positive,
        last_activation="linear",
        of_classes=True,
        targets=SHARES,
        rate=0.5,
    ),
)
LOSSES = {row.name: row for row in (SQUARED_ERRORS, *_MEANS)}
