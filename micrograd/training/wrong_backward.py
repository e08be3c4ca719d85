"""The backward pass with a fault: its rules are others in this pass alone."""

from collections.abc import Callable, Collection, Sequence

from micrograd.engine import Value
from micrograd.recipe.fault import Fault, Use
from micrograd.training.own_rules import local_derivatives
from micrograd.training.passes import BackwardPass, BackwardStep, Contribution


def backward_pass(
    order: Sequence[Value],
    constants: Sequence[Value],
    fault: Fault,
    parameters: Collection[Value],
    rate: Callable[[], float],
) -> BackwardPass:
    """The backward pass of a graph, with the fault where that is in it."""
    if fault.is_of_backward:
        return WrongBackwardPass(order, constants, fault, parameters, rate)
    return BackwardPass(order, constants)


class WrongBackwardPass(BackwardPass):
    """A backward pass in which one line is wrong.

    order, constants: see `BackwardPass`. fault: a row that `is_of_backward`. parameters: of the
    network. rate: the learning rate of the step.
    """

    def __init__(
        self,
        order: Sequence[Value],
        constants: Sequence[Value],
        fault: Fault,
        parameters: Collection[Value],
        rate: Callable[[], float],
    ) -> None:
        super().__init__(order, constants)
        self.nodes, self.fault = fault.order(self.nodes), fault
        self._parameters, self._rate_of_step = frozenset(parameters), rate
        self._rate = 0.0
        self._last: BackwardStep | None = None

    @property
    def last(self) -> BackwardStep | None:
        return self._last if self.position else None

    def _begin(self) -> None:
        self._rate = self._rate_of_step()
        super()._begin()

    def _perform(self, start: int, end: int) -> None:
        for node in self.nodes[start : end - 1]:
            if self._goes_wrong(node):
                self._pass_on(node)
            else:
                node._backward()
        self._last = self._passed_on(self.nodes[end - 1])

    def _goes_wrong(self, node: Value) -> bool:
        """True where the rule of a node is another one than its own."""
        fault = self.fault
        has_rule = fault.drops_upstream or fault.slopes is not None
        return fault.overwrites or (has_rule and fault.acts_on(node._op))

    def _pass_on(self, node: Value) -> None:
        """Do the operation of a node."""
        use = self._use_of(node)
        for operand, slope in zip(node._prev, self.fault.slopes_of(use), strict=True):
            operand.grad = self.fault.gradient(use, operand.grad, slope)

    def _passed_on(self, node: Value) -> BackwardStep:
        """Do the operation of a node, and tell of it."""
        use, made, right = self._use_of(node), [], []
        slopes = zip(self.fault.slopes_of(use), use.slopes, strict=True)
        for operand, (slope, right_slope) in zip(node._prev, slopes, strict=True):
            before = operand.grad
            operand.grad = self.fault.gradient(use, before, slope)
            made.append(Contribution(operand, before, slope, use.upstream, operand.grad))
            right.append((right_slope, before + right_slope * use.upstream))
        return BackwardStep(node, use.upstream, tuple(made), tuple(right))

    def _use_of(self, node: Value) -> Use:
        first, operands = node._prev[0], tuple(operand.data for operand in node._prev)
        weight_grad = first.grad if first in self._parameters else None
        numbers = local_derivatives(node), node.grad, weight_grad, self._rate
        return Use(node._op, node.data, operands, *numbers)
