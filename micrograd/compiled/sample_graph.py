"""The graph of one sample, traced with inputs and targets of its own, and its weighted sums."""

from collections import Counter, defaultdict
from functools import cached_property
from typing import NamedTuple

from micrograd.engine import Value, topological_order
from micrograd.nn import MLP
from micrograd.operations import BUILT_IN
from micrograd.recipe.objective import PLAIN, Objective, running_sums
from micrograd.training.own_rules import has_own_rule


class NotCompilableError(ValueError):
    """The graph has a form that the compiled loop does not know."""


class Dot(NamedTuple):
    """w1·x1 + w2·x2 + … + b. nodes: all that it stands for in the graph."""

    weights: tuple[Value, ...]
    inputs: tuple[Value, ...]
    bias: Value
    nodes: tuple[Value, ...]


class SampleGraph:
    """The computation for one sample in training: it adds the sum of its `terms` to the loss.

    inputs, targets: leaves. layers: the outputs of each; outputs: of the last one, the prediction.
    moving: what training changes, the
    parameters and all that depends on them. dots: the weighted sums, by their last node.
    Raises NotCompilableError where a parameter stands anywhere else.
    """

    def __init__(self, model: MLP, objective: Objective = PLAIN) -> None:
        self.parameters = model.parameters()
        self._parameters = set(self.parameters)
        self.inputs = [Value(0.0, label="x") for _ in range(model.nin)]
        self.targets = [Value(0.0, label="y") for _ in range(model.nouts[-1])]
        self.layers = model.layer_outputs(self.inputs)
        self.outputs = self.layers[-1]
        self.terms = objective.terms(self.outputs, self.targets)
        sums = running_sums(self.terms, Value(0))
        self.loss, self._sums = sums[-1], set(sums)
        self.order = topological_order(self.loss)
        self._check_rules()
        self.moving = self._moving()
        found = map(self._dot, self.order)
        self.dots = {dot.nodes[0]: dot for dot in found if dot}
        self._check_parameters()

    def _moving(self) -> set[Value]:
        moving = set(self._parameters)
        for node in self.order:
            if any(operand in moving for operand in node._prev):
                moving.add(node)
        return moving

    def _dot(self, node: Value) -> Dot | None:
        """(((w1·x1 + 0) + w2·x2) + …) + b as `Neuron` makes it, or None."""
        if node._op != "+" or node._prev[1] not in self._parameters:
            return None
        total, bias = node._prev
        nodes, products = [node], []
        while total._op == "+":
            nodes.append(total)
            total, product = total._prev
            if _is_zero(product):
                total, product = product, total
            products.append(product)
        if not products or not _is_zero(total) or not all(map(self._is_product, products)):
            return None
        weights, inputs = zip(*(product._prev for product in reversed(products)), strict=True)
        return Dot(weights, inputs, bias, (*nodes, *products))

    def _is_product(self, node: Value) -> bool:
        return (
            node._op == "*"
            and node._prev[0] in self._parameters
            and node._prev[1] not in self._parameters
        )

    @cached_property
    def _root_of(self) -> dict[Value, Value]:
        """The last node of the weighted sum that each node is part of."""
        return {node: root for root, dot in self.dots.items() for node in dot.nodes}

    def _check_rules(self) -> None:
        """The compiled rules are those of the table as micrograd has it."""
        for node in self.order:
            is_other = node._operation is not BUILT_IN.get(node._op, node._operation)
            if node._prev and (is_other or not node._operation or has_own_rule(node)):
                raise NotCompilableError(f"the compiled loop has no rule of one's own: {node._op}")

    def _check_parameters(self) -> None:
        """Each parameter stands in one weighted sum, once."""
        uses = Counter(p for dot in self.dots.values() for p in (*dot.weights, dot.bias))
        if any(uses[parameter] != 1 for parameter in self.parameters):
            raise NotCompilableError("a parameter does not stand in one weighted sum")
        for node in self.operations:
            if node not in self.dots and self._parameters.intersection(node._prev):
                raise NotCompilableError("a parameter stands outside the weighted sums")

    @cached_property
    def operations(self) -> list[Value]:
        """The nodes that instructions compute, in topological order; a dot is its last node."""
        return [
            node
            for node in self.order
            if node._prev
            and node in self.moving
            and node not in self._sums
            and self._root_of.get(node, node) is node
        ]

    @cached_property
    def constants(self) -> list[Value]:
        """The nodes that training does not change and an instruction reads; the inputs first."""
        read = [x for node in self.operations for x in self._operands(node)]
        needed = dict.fromkeys([*self.inputs, *(x for x in read if x not in self.moving)])
        return list(needed)

    @cached_property
    def after_outputs(self) -> set[Value]:
        """The nodes that depend on the outputs: those of the loss."""
        found = set(self.outputs)
        for node in self.order:
            if not found.isdisjoint(node._prev):
                found.add(node)
        return found.difference(self.outputs)

    def _operands(self, node: Value) -> tuple[Value, ...]:
        return self.dots[node].inputs if node in self.dots else node._prev

    def consumers(self) -> dict[Value, list[Value]]:
        """The nodes that add to each moving node's gradient, in order; parameters are left out."""
        consumers: dict[Value, list[Value]] = defaultdict(list)
        for node in reversed(self.order):
            if node not in self._sums:
                consumer = self._root_of.get(node, node)
                for operand in node._prev:
                    is_inside = operand in self._root_of and self._root_of[operand] is consumer
                    if operand in self.moving and operand not in self._parameters and not is_inside:
                        consumers[operand].append(consumer)
        return consumers


def _is_zero(node: Value) -> bool:
    return not node._prev and node.data == 0 and not node.label
