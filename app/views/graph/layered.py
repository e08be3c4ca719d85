"""One flat graph in layers from left to right, with boxes of any size."""

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fast_sugiyama import from_edges

GAP_X, GAP_Y = 26.0, 12.0
# The height kept free for a wire that passes between boxes.
LANE = 8.0
# Long wires go around boxes while all of them together need at most this many bends.
MOST_BENDS = 800
# Passes over the layers, forth and back, that bring neighbours to similar heights.
SWEEPS = 6


class LocalEdge(NamedTuple):
    """An edge between two vertices. A source that is not a box enters from the left border."""

    source: Any
    target: Any


@dataclass
class Arrangement:
    """places: x, y, width and height of each box. ports: the height at which an outer source
    enters. bends: the points that an edge passes between its ends."""

    width: float = 0.0
    height: float = 0.0
    places: dict[Any, tuple[float, float, float, float]] = field(default_factory=dict)
    ports: dict[Any, float] = field(default_factory=dict)
    bends: dict[LocalEdge, list[tuple[float, float]]] = field(default_factory=dict)


def arrange(sizes: dict[Any, tuple[float, float]], edges: Sequence[LocalEdge]) -> Arrangement:
    """Lay out boxes. sizes: width and height of each, in their natural order."""
    graph = _Layered(sizes, edges)
    graph.rank()
    graph.split_long_edges()
    graph.order()
    graph.place()
    return graph.result()


class _Layered:
    """Vertices are numbered: first the ports, then the boxes, then the bends of long edges."""

    def __init__(self, sizes: dict[Any, tuple[float, float]], edges: Sequence[LocalEdge]) -> None:
        self._sizes, self._edges = sizes, edges
        ports = dict.fromkeys(edge.source for edge in edges if edge.source not in sizes)
        self._keys = [*ports, *sizes]
        self._port_count = len(ports)
        self._number = {key: i for i, key in enumerate(self._keys)}
        self._pairs = [(self._number[e.source], self._number[e.target]) for e in edges]
        self._widths = [0.0] * len(ports) + [width for width, _ in sizes.values()]
        self._heights = [LANE] * len(ports) + [height for _, height in sizes.values()]
        self._ranks: list[int] = []
        self._chains: list[list[int]] = []

    def rank(self) -> None:
        """Put results to the right of their operands, and a leaf beside what uses it."""
        count = len(self._keys)
        incoming: list[list[int]] = [[] for _ in range(count)]
        outgoing: list[list[int]] = [[] for _ in range(count)]
        for source, target in self._pairs:
            incoming[target].append(source)
            outgoing[source].append(target)
        ranks = [0] * count
        for vertex in _topological(incoming, outgoing):
            if vertex >= self._port_count:
                least = 1 if self._port_count else 0
                ranks[vertex] = max([least, *[ranks[each] + 1 for each in incoming[vertex]]])
        for vertex in range(self._port_count, count):
            if not incoming[vertex] and outgoing[vertex]:
                ranks[vertex] = max(ranks[vertex], min(ranks[v] for v in outgoing[vertex]) - 1)
        self._ranks = ranks

    def split_long_edges(self) -> None:
        """Put a bend into every layer that an edge passes."""
        bends = sum(max(0, self._ranks[t] - self._ranks[s] - 1) for s, t in self._pairs)
        for source, target in self._pairs:
            chain = [source]
            if bends <= MOST_BENDS:
                for rank in range(self._ranks[source] + 1, self._ranks[target]):
                    chain.append(len(self._ranks))
                    self._ranks.append(rank)
                    self._widths.append(0.0)
                    self._heights.append(LANE)
            self._chains.append([*chain, target])

    def order(self) -> None:
        """Order each layer as it is read, or as the library suggests if fewer wires cross."""
        self._links = [pair for chain in self._chains for pair in itertools.pairwise(chain)]
        candidates = [self._reading_order(), self._suggested_order()]
        layered = [self._in_layers(order) for order in candidates]
        self._layers = min(layered, key=self._crossings)

    def _reading_order(self) -> dict[int, tuple[int, float]]:
        """The order in which an expression is read: results first, then operands in their order."""
        sources: list[list[int]] = [[] for _ in self._ranks]
        is_result = [True] * len(self._ranks)
        for source, target in self._links:
            sources[target].append(source)
            is_result[source] = False
        order: dict[int, tuple[int, float]] = {}
        stack = [vertex for vertex in reversed(range(len(self._ranks))) if is_result[vertex]]
        while stack:
            vertex = stack.pop()
            if vertex not in order:
                order[vertex] = (0, len(order))
                stack.extend(reversed(sources[vertex]))
        return order

    def _in_layers(self, order: dict[int, tuple[int, float]]) -> list[list[int]]:
        layers: list[list[int]] = [[] for _ in range(max(self._ranks, default=0) + 1)]
        for vertex in sorted(order, key=lambda v: (order[v], v)):
            layers[self._ranks[vertex]].append(vertex)
        return layers

    def _suggested_order(self) -> dict[int, tuple[int, float]]:
        """The library's order; parts that are not linked stand one below the other."""
        order = {vertex: (vertex, 0.0) for vertex in range(len(self._ranks))}
        for positions, *_ in from_edges(self._links) if self._links else []:
            inside = {vertex: x for vertex, (x, _) in positions if vertex in order}
            sign = -1 if self._is_upside_down(inside) else 1
            for vertex, x in inside.items():
                order[vertex] = (min(inside), sign * x)
        return order

    def _is_upside_down(self, x_of: dict[int, float]) -> bool:
        """True if most neighbours stand against their natural order."""
        by_rank: dict[int, list[int]] = {}
        for vertex in sorted(x_of):
            if vertex < len(self._keys):
                by_rank.setdefault(self._ranks[vertex], []).append(vertex)
        against = 0
        for layer in by_rank.values():
            for above, below in itertools.pairwise(layer):
                against += 1 if x_of[above] > x_of[below] else -1
        return against > 0

    def _crossings(self, layers: list[list[int]]) -> int:
        """Count the crossings of wires between neighbouring layers."""
        place = {vertex: i for layer in layers for i, vertex in enumerate(layer)}
        by_rank: dict[int, list[tuple[int, int]]] = {}
        for source, target in self._links:
            by_rank.setdefault(self._ranks[target], []).append((place[source], place[target]))
        crossings = 0
        for pairs in by_rank.values():
            below: list[int] = []
            for _, target in sorted(pairs):
                crossings += len(below) - bisect.bisect_right(below, target)
                bisect.insort(below, target)
        return crossings

    def place(self) -> None:
        """Find heights that bring neighbours beside each other without overlaps."""
        before: list[list[int]] = [[] for _ in self._ranks]
        after: list[list[int]] = [[] for _ in self._ranks]
        for chain in self._chains:
            for source, target in itertools.pairwise(chain):
                before[target].append(source)
                after[source].append(target)
        self._middles = [0.0] * len(self._ranks)
        for layer in self._layers:
            self._settle(layer, [0.0] * len(layer))
        for sweep in range(SWEEPS):
            forth = sweep % 2 == 0
            neighbours = before if forth else after
            for layer in self._layers if forth else reversed(self._layers):
                wished = [
                    _mean([self._middles[n] for n in neighbours[v]], self._middles[v])
                    for v in layer
                ]
                self._settle(layer, wished)

    def _settle(self, layer: list[int], wished: list[float]) -> None:
        """Put a layer as near to the wished heights as the heights of its boxes allow."""
        offsets, at = [], 0.0
        for above, vertex in zip([None, *layer], layer, strict=False):
            if above is not None:
                gap = GAP_Y if max(self._heights[above], self._heights[vertex]) > LANE else 4.0
                at += (self._heights[above] + self._heights[vertex]) / 2 + gap
            offsets.append(at)
        levels = _isotonic([w - offset for w, offset in zip(wished, offsets, strict=True)])
        for vertex, level, offset in zip(layer, levels, offsets, strict=True):
            self._middles[vertex] = level + offset

    def result(self) -> Arrangement:
        """The places, with the top left corner at 0, 0."""
        result = Arrangement()
        if not self._ranks:
            return result
        tops = [m - h / 2 for m, h in zip(self._middles, self._heights, strict=True)]
        top = min(tops)
        # Boxes are aligned left in their layer, so that incoming wires do not cross wide boxes.
        left_x, x = [], 0.0
        for layer in self._layers:
            left_x.append(x)
            x += max((self._widths[v] for v in layer), default=0.0) + GAP_X
        result.width = x - GAP_X
        bottoms = [t + h for t, h in zip(tops, self._heights, strict=True)]
        result.height = max(bottoms) - top
        for key, vertex in self._number.items():
            if vertex < self._port_count:
                result.ports[key] = self._middles[vertex] - top
                continue
            width, height = self._sizes[key]
            left = left_x[self._ranks[vertex]]
            result.places[key] = (left, tops[vertex] - top, width, height)
        for edge, chain in zip(self._edges, self._chains, strict=True):
            result.bends[edge] = [
                (left_x[self._ranks[v]], self._middles[v] - top) for v in chain[1:-1]
            ]
        return result


def _topological(incoming: list[list[int]], outgoing: list[list[int]]) -> list[int]:
    """Sort sources before targets. A graph of values has no circles."""
    waiting = [len(each) for each in incoming]
    ready = [vertex for vertex, count in enumerate(waiting) if count == 0]
    for vertex in ready:
        for target in outgoing[vertex]:
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return ready


def _mean(numbers: list[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _isotonic(wished: list[float]) -> list[float]:
    """The nearest ascending numbers by least squares (pool adjacent violators, Ayer 1955)."""
    blocks: list[tuple[float, int]] = []
    for number in wished:
        total, count = number, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            above, size = blocks.pop()
            total, count = total + above, count + size
        blocks.append((total, count))
    return [total / count for total, count in blocks for _ in range(count)]
