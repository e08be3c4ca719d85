"""Program: the graph of one sample as instructions for the compiled loop.

The graph is traced: the model is called with inputs that are `Value`s of their own, so that what
comes out is what the engine computes, operation for operation. Chains of `w·x` additions become
one instruction, DENSE; neurons that see the same inputs, and equal operations side by side,
become one instruction for all of them. Every sum is kept in the engine's order, forwards and
backwards, which is checked. Where a graph has no such form, `NotCompilableError` says why.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.compiled import opcodes as codes
from micrograd.compiled.memory import in_lines
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.sample_graph import Dot, NotCompilableError, SampleGraph
from micrograd.data.dataset import Dataset
from micrograd.data.rows import array_of
from micrograd.engine import Value
from micrograd.nn import MLP
from micrograd.operations import operation_named
from micrograd.recipe.objective import PLAIN, Objective
from micrograd.recipe.parts import parameters_before_last_layer

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


# The operations that NumPy does to arrays with the bits of Python.
EXACT = ("+", "*")


class Group(NamedTuple):
    """Operations of one kind that one instruction does.

    results: its nodes. dots: their weighted sums, or none where it is another operation.
    """

    operation: str
    results: list[Value]
    dots: list[Dot]


class Program:
    """Instructions for the compiled loop, and how its numbers lie in memory.

    ops: shape (instructions, FIELDS). rows: numbers of a sample, the constant ones first.
    places: of each parameter its place among the `weights` numbers, where each neuron begins at
    a multiple of LANES; penalized: those of the weights that the penalty counts. penalty:
    its operation, by its place in `NAMES`. last_layer: the place where the last layer begins.
    widths: of the network, see `micrograd.recipe.parts`.
    columns, ones: the width of `columns`, and where in it the 1 of a bias is.
    layers: the rows of the outputs of each layer. network_ops: so many instructions compute them.
    """

    def __init__(self, model: MLP, objective: Objective = PLAIN) -> None:
        self.objective = objective
        self._graph = SampleGraph(model, objective)
        groups = _ordered_groups(self._graph)
        # The next layer reads the results of `off` in the places of their operands.
        switched = [node for node in self._graph.operations if node._op == "off"]
        self._off = {node._prev[0]: node for node in switched}
        self._rows: dict[Value, int] = {}
        for node in self._graph.constants:
            self._add_row(node)
        self.constants = len(self._rows)
        self._places: dict[Value, int] = {}
        self._columns: dict[tuple[Value, ...], int] = {}
        self.weights = self.columns = 0
        self.ones: list[int] = []
        ops = [op for group in groups for op in self._instructions(group)]
        self.layers = [[self._rows[output] for output in layer] for layer in self._graph.layers]
        self.network_ops = _last_that_writes({*chain(*self.layers)}, ops) + 1
        ops += [_op(codes.TERM, self._rows[t], 1, i) for i, t in enumerate(self._graph.terms)]
        ops += [_op(codes.OUTPUT, self._rows[o], 1, i) for i, o in enumerate(self._graph.outputs)]
        self.ops: Integers = np.array(ops, dtype=np.int64)
        self.rows = len(self._rows)
        self.terms, self.outputs = len(self._graph.terms), len(self._graph.outputs)
        self.places: Integers = np.array([self._places[p] for p in model.parameters()])
        self.widths = (model.nin, *model.nouts)
        before = parameters_before_last_layer(self.widths)
        self.last_layer = int(self.places[before:].min())
        if (self.places[:before] >= self.last_layer).any():
            raise NotCompilableError("the weights of the last layer do not come last")
        penalized = [self._places[weight] for weight in objective.penalized(model)]
        self.penalized: Integers = np.array(penalized, dtype=np.int64)
        penalty = objective.penalty.operation
        self.penalty = codes.NAMES.index(penalty) if penalty else codes.NO_PENALTY

    def constants_of(self, dataset: Dataset) -> Floats:
        """The constants of each sample, of shape (samples, constants)."""
        graph = self._graph
        numbers: dict[Value, Floats] = {}
        targets = self._encoded(array_of(dataset.targets))
        for nodes, rows in [(graph.inputs, array_of(dataset.xs)), (graph.targets, targets)]:
            numbers |= dict(zip(nodes, rows.T, strict=True))
        for node in graph.order:
            if node not in numbers and node not in graph.moving:
                numbers[node] = _of_each_sample(node, numbers, len(dataset))
        constants = np.empty((len(dataset), len(graph.constants)))
        for i, node in enumerate(graph.constants):
            constants[:, i] = numbers[node]
        return constants

    def _encoded(self, targets: Floats) -> Floats:
        """Targets as the terms take them; each number is asked for once, -0.0 apart from 0.0."""
        if self.objective.loss.encode is float:
            return targets
        numbers, places = np.unique(
            np.ascontiguousarray(targets).view(np.int64), return_inverse=True
        )
        encoded = [*map(self.objective.encoded, numbers.view(np.float64).tolist())]
        return np.array(encoded)[places].reshape(targets.shape)

    def _add_row(self, node: Value) -> None:
        self._rows[node] = len(self._rows)

    def _instructions(self, group: Group) -> list[list[int]]:
        for node in (*(self._off.get(node, node) for node in group.results), *group.results):
            if node not in self._rows:
                self._add_row(node)
        results = [[self._rows[node]] for node in group.results]
        if group.dots:
            runs = _runs(results)
            return [self._dense(results[i][0], group.dots[i : i + n]) for i, n in runs]
        pairs = zip(results, group.results, strict=True)
        rows = [own + [self._rows[operand] for operand in node._prev] for own, node in pairs]
        ops = []
        for first, count in _runs(rows):
            out, a, b = (*rows[first], 0)[:3]
            code = codes.ELEMENTWISE + codes.NAMES.index(group.operation)
            ops.append(_op(code, out, count, a, b))
        return ops

    def _dense(self, out: int, dots: Sequence[Dot]) -> list[int]:
        inputs = dots[0].inputs
        rows = [self._rows[x] for x in inputs]
        if rows != list(range(rows[0], rows[0] + len(rows))):
            raise NotCompilableError("the inputs of a weighted sum do not lie side by side")
        stride = _rounded_up(len(inputs) + 1)
        op = _op(codes.DENSE, out, len(dots), rows[0])
        op[codes.INPUTS], op[codes.WEIGHTS], op[codes.STRIDE] = len(inputs), self.weights, stride
        op[codes.COLUMN] = self._column(inputs)
        op[codes.PASSES_ON] = int(inputs[0] in self._graph.moving)
        for dot in dots:
            for i, weight in enumerate([*dot.weights, dot.bias]):
                self._places[weight] = self.weights + i
            self.weights += stride
        return op

    def _column(self, inputs: tuple[Value, ...]) -> int:
        if inputs not in self._columns:
            self._columns[inputs] = self.columns
            self.ones.append(self.columns + len(inputs))
            self.columns += _rounded_up(len(inputs) + 1)
        return self._columns[inputs]


def in_blocks(constants: Floats) -> Floats:
    """The constants of samples, LANES of them side by side, the last sample first.

    Shape (blocks, constants, LANES). Lanes without a sample repeat the first one.
    """
    table = np.pad(constants.T[:, ::-1], [(0, 0), (0, -len(constants) % LANES)], mode="edge")
    return in_lines(table.reshape(len(table), -1, LANES).swapaxes(0, 1))


def _of_each_sample(node: Value, numbers: dict[Value, Floats], samples: int) -> Floats:
    """The data of a node that training does not change, one number per sample."""
    if not node._prev:
        return np.broadcast_to(np.float64(node.data), samples)
    forward = operation_named(node._op).forward
    if node._op in EXACT:
        with np.errstate(over="ignore", invalid="ignore"):
            exact: Any = forward(*(numbers[operand] for operand in node._prev))
        return np.asarray(exact)
    operands = [numbers[operand].tolist() for operand in node._prev]
    return np.array(list(map(forward, *operands)))


def _ordered_groups(graph: SampleGraph) -> list[Group]:
    """The operations in groups that add up every gradient in the order of the engine.

    Where the loss has no such groups, as where its outputs meet, its operations stay single.
    """
    for kept_single in (set[Value](), graph.after_outputs):
        groups = _grouped(graph, kept_single)
        if _keeps_order(graph, groups):
            return groups
    raise NotCompilableError("a gradient would be added up in another order")


def _grouped(graph: SampleGraph, kept_single: set[Value]) -> list[Group]:
    """The operations in groups, each after those that it needs.

    A group has one level: how many operations lie at most between it and the inputs. Single
    operations come after all groups, in topological order.
    """
    level: dict[Value, int] = defaultdict(int)
    groups: dict[object, Group] = {}
    for node in graph.operations:
        dot = graph.dots.get(node)
        operands = dot.inputs if dot else node._prev
        level[node] = 1 + max(level[operand] for operand in operands)
        if not dot and node._op not in codes.NAMES:
            raise NotCompilableError(f"the compiled loop has no row for {node._op}")
        key = node if node in kept_single else (level[node], dot.inputs if dot else node._op)
        group = groups.setdefault(key, Group(node._op, [], []))
        group.results.append(node)
        if dot:
            group.dots.append(dot)
    together = [group for group in groups.values() if group.results[0] not in kept_single]
    single = [group for group in groups.values() if group.results[0] in kept_single]
    return sorted(together, key=lambda group: level[group.results[0]]) + single


def _keeps_order(graph: SampleGraph, groups: Sequence[Group]) -> bool:
    """True where every gradient is added up in the order of the engine's backward pass."""
    order: dict[Value, list[Value]] = defaultdict(list)
    for group in reversed(groups):
        for node in reversed(group.results):
            dot = graph.dots.get(node)
            for operand in dot.inputs if dot else node._prev:
                if operand in graph.moving:
                    order[operand].append(node)
    return order == graph.consumers()


def _last_that_writes(rows: set[int], ops: Sequence[Sequence[int]]) -> int:
    """The position of the last instruction that writes one of these rows."""
    written = [range(op[codes.OUT], op[codes.OUT] + op[codes.COUNT]) for op in ops]
    return max(i for i, own in enumerate(written) if not rows.isdisjoint(own))


def _runs(operations: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The runs in which the rows of all operations go up one by one: first and count of each."""
    runs: list[tuple[int, int]] = []
    for i, rows in enumerate(operations):
        if i and list(rows) == [row + 1 for row in operations[i - 1]]:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((i, 1))
    return runs


def _op(kind: int, out: int, count: int, a: int, b: int = 0) -> list[int]:
    op = [0] * codes.FIELDS
    op[codes.KIND], op[codes.OUT], op[codes.COUNT] = kind, out, count
    op[codes.A], op[codes.B] = a, b
    return op


def _rounded_up(count: int) -> int:
    return count + -count % LANES
