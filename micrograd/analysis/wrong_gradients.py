"""The gradients that a backward pass with a wrong line leaves, on a tape of its own numbers."""

from collections.abc import Mapping, Sequence

from micrograd.analysis.tape import Tape
from micrograd.recipe.fault import Fault, Use


def wrong_gradients(
    tape: Tape,
    data: Sequence[float],
    fault: Fault,
    carried: Mapping[int, float],
    rate: float = 0.0,
) -> list[float]:
    """The gradient of every node, with the bits of `WrongBackwardPass`.

    carried: of each parameter, by its node, the gradient before the pass, which counts only where
    zero grad is left out. rate: the learning rate of the step.
    """
    grads = [0.0] * len(tape.nodes)
    if fault.skips_zero_grad:
        for node, grad in carried.items():
            grads[node] = grad
    grads[-1] += 1.0
    done = [node for node in range(len(grads)) if tape.operands[node]]
    for node in fault.order(done[::-1]):
        operands = tape.operands[node]
        numbers = tuple(data[operand] for operand in operands)
        weight_grad = grads[operands[0]] if operands[0] in carried else None
        slopes = tape.local_derivatives(data, node)
        name = tape.nodes[node]._op
        use = Use(name, data[node], numbers, slopes, grads[node], weight_grad, rate)
        for operand, slope in zip(operands, fault.slopes_of(use), strict=True):
            grads[operand] = fault.gradient(use, grads[operand], slope)
    return grads
