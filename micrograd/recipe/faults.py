"""The table of faults: one wrong line of the training loop each, made on purpose.

Real people make each of these slips. A fault acts in the passes, the samples or the start of one
run; the table of operations is never touched.
"""

import copyreg
from collections.abc import Callable, Mapping
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.nn import ACTIVATIONS
from micrograd.operations import operation_named
from micrograd.recipe.fault import NOTHING, Edit, Fault, Slopes, Use
from micrograd.recipe.fault_effects import (
    needs_held_out,
    needs_hidden_layer,
    needs_operation,
    needs_samples,
    needs_terms,
    needs_two_uses,
    needs_updates,
)


def fault_of(settings: Mapping[str, Any]) -> Fault:
    """The fault of settings by their names."""
    return FAULTS[settings["fault"]]


def _slope_at_input(use: Use) -> Slopes:
    """The formula of the slope with the operand in the place of the result."""
    (x,) = use.operands
    return operation_named(use.name).local_derivatives(x, x)


def _with_updated_weight(use: Use) -> Slopes:
    """The other factor of a weight gets that weight as one step of plain descent leaves it."""
    if use.weight_grad is None or len(use.operands) < 2:
        return use.slopes
    by_weight, _ = use.slopes
    grad = use.weight_grad + by_weight * use.upstream
    return by_weight, use.operands[0] - use.rate * grad


def _uphill(update: Callable[..., Any]) -> Callable[..., Any]:
    """The update as if the gradient had the other sign."""

    def moved(data: float, grad: float, *rest: float) -> Any:
        return update(data, -grad, *rest)

    return moved


def _next_targets(dataset: Dataset) -> Dataset:
    """Each sample with the target of the next one, the last with that of the first."""
    rows = [*range(1, len(dataset)), 0]
    return dataset.with_numbers(dataset.xs, dataset.rows_taken(rows).targets)


# The names of the operations that end a neuron.
_ENDS = frozenset(ACTIVATIONS) - {"linear"}
# Those whose slope is a formula of the result.
_BY_RESULT = frozenset(("tanh", "sigmoid", "elu"))


NO_FAULT = Fault(NOTHING, "none")
_ROWS = (
    NO_FAULT,
    Fault(
        "no-zero-grad",
        "No zero grad",
        "Gradients are never set back to 0, so that those of all steps add up.",
        "The sum of all gradients acts like a momentum that forgets nothing: it often learns, "
        "faster even, and sometimes shoots past for good.",
        "p.grad = 0.0",
        "pass",
        "zero grad",
        loop=(Edit(r"p\.grad = 0\.0", "pass"),),
        source=(Edit(r"parameter\.grad = 0\.0", "pass"),),
        skips_zero_grad=True,
    ),
    Fault(
        "overwritten-grad",
        "= for +=",
        "An operation writes its part of a gradient over the one before, instead of adding to it.",
        "A value that is used several times keeps the part of one use only: a parameter learns "
        "from the sample that the backward pass comes to last, and the loss of the others stays.",
        "a.grad += slope * out.grad",
        "a.grad = slope * out.grad",
        "backward pass",
        loop=(Edit(r"(  loss\.backward\(\))", r"\1\n    a.grad = slope * out.grad"),),
        source=(Edit(r"\.grad \+= ", ".grad = "),),
        without_effect=needs_two_uses,
        overwrites=True,
    ),
    Fault(
        "no-upstream",
        "No upstream gradient",
        "The rule of an activation adds its own slope, and forgets to multiply it by the gradient "
        "that comes from above.",
        "Behind an activation every gradient is as if the loss did not matter: its sign says "
        "nothing about the error.",
        "a.grad += slope * out.grad",
        "a.grad += slope",
        "backward pass",
        loop=(Edit(r"(  loss\.backward\(\))", r"\1\n    a.grad += slope"),),
        source=(Edit(r" \* upstream", ""),),
        without_effect=needs_operation(_ENDS, "no layer has an activation"),
        drops_upstream=True,
        operations=_ENDS,
    ),
    Fault(
        "slope-of-input",
        "Slope by the input",
        "The slope of an activation is computed from its input, with the formula for its result.",
        "Near 0 both are alike. Further out the wrong slope has the wrong sign and grows without "
        "end: training diverges, with a small rate only later.",
        "slope(out) * out.grad",
        "slope(a) * out.grad",
        "backward pass",
        loop=(Edit(r"(  loss\.backward\(\))", r"\1\n    a.grad += slope(a) * out.grad"),),
        source=(Edit(r"(?<!lambda )\bout\b", "a"),),
        without_effect=needs_operation(_BY_RESULT, "no layer has tanh, sigmoid or elu"),
        slopes=_slope_at_input,
        operations=_BY_RESULT,
        formula=("{out}", "{a}"),
    ),
    Fault(
        "reversed-order",
        "Wrong order",
        "The backward pass goes from the inputs to the loss, before any gradient has come there.",
        "Every operation passes on the 0 that it has so far: no parameter gets a gradient.",
        "for node in reversed(order):",
        "for node in order:",
        "backward pass",
        loop=(Edit(r"(  loss\.backward\(\))", r"\1\n    for node in order:"),),
        source=(Edit(r"reversed\(order\)", "order"),),
        method="backward",
        is_reversed=True,
    ),
    Fault(
        "uphill",
        "Wrong sign of the update",
        "The update goes along the gradient, which points uphill.",
        "Every step makes the loss larger, until tanh is saturated and nothing is left to climb.",
        "p.data += -rate * p.grad",
        "p.data += rate * p.grad",
        "update",
        loop=(
            Edit(r"p\.data \+= -(.*) \* p\.grad", r"p.data += \1 * p.grad"),
            Edit(r"\bp\.grad\b(?! = 0)", "(-p.grad)"),
        ),
        source=(Edit(r"parameter\.grad\b", "-parameter.grad"),),
        without_effect=needs_updates,
        update=_uphill,
    ),
    Fault(
        "updated-weight",
        "Update too early",
        "A weight is updated while the backward pass is under way, so that the gradient which "
        "goes on is multiplied by the new weight.",
        "With a small rate the difference is small: it learns, and the check alone tells.",
        "h.grad += w.data * out.grad",
        "h.grad += (w.data - rate * w.grad) * out.grad",
        "backward pass",
        loop=(
            Edit(
                r"(  loss\.backward\(\))",
                r"\1\n    h.grad += (w.data - rate * w.grad) * out.grad",
            ),
        ),
        source=(
            Edit(
                r"local_derivative \* upstream",
                "(first.data - rate * first.grad) * upstream",
            ),
        ),
        without_effect=needs_hidden_layer,
        slopes=_with_updated_weight,
        operations=frozenset("*"),
        formula=("{a}", "({a} − rate × grad)"),
    ),
    Fault(
        "zero-start",
        "All weights zero",
        "Every weight and bias begins with 0, instead of a number drawn by chance.",
        "All neurons of a layer are alike and stay so; behind a weight of 0 there is no gradient.",
        "draw = rng.uniform",
        "draw = lambda low, high: 0.0",
        "start",
        loop=(Edit(r"^(for k in range)", r"draw = lambda low, high: 0.0\n\1"),),
        zero_start=True,
    ),
    Fault(
        "shifted-targets",
        "Targets of the next sample",
        "Each prediction is compared with the target of the next sample.",
        "The gradient is right for the wrong question: the loss falls, the predictions are wrong.",
        "zip(ypred, ys)",
        "zip(ypred, ys[1:] + ys[:1])",
        "samples",
        loop=(Edit(r"zip\(ypred, (\w+)\)", r"zip(ypred, \1[1:] + \1[:1])"),),
        without_effect=needs_samples,
        targets=_next_targets,
    ),
    Fault(
        "trained-on-test",
        "Trained on the test set",
        "The samples that are held out to test it are trained on, too.",
        "The test loss looks splendid, and says nothing about new data any more.",
        "for x in xs",
        "for x in xs + test_xs",
        "samples",
        loop=(
            # The samples of the predictions, and the targets that these are compared with.
            Edit(r"(?<=in |d, )((?:some_)?)([xy])s(?=[\])])", r"\1\2s + test_\2s"),
        ),
        without_effect=needs_held_out,
        takes_tests=True,
    ),
    Fault(
        "sum-for-mean",
        "Sum for mean",
        "The loss is a sum where it should be a mean; the sum of squared errors is a mean instead.",
        "The gradient points the same way, and is as many times longer or shorter as there are "
        "terms: the learning rate does not fit any more.",
        "loss = mean(terms), or sum(terms)",
        "loss = sum(terms), or mean(terms)",
        "loss",
        loop=(Edit(r"^(  loss = (?:sum|mean)\()", r"\1"),),
        without_effect=needs_terms,
        swaps_mean=True,
    ),
)
FAULTS = {row.name: row for row in _ROWS}


def _named(name: str) -> Fault:
    return FAULTS[name]


# A row is copied by its name: its hooks are functions without one.
copyreg.pickle(Fault, lambda row: (_named, (row.name,)))
