"""The parts of a gradient: by uses, by samples, by paths to the root."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from micrograd.analysis.tape import Tape


class Share(NamedTuple):
    """A part of a gradient, and the index of the node that it came through."""

    key: int
    gradient: float


class Path(NamedTuple):
    """A way from a node to the root through some of the nodes between, and what it carries.

    nodes: the node, those that it passes, and the root. gradient: the product of the local
    derivatives along it, added up over all ways that differ only in what is not in `nodes`.
    """

    nodes: tuple[int, ...]
    gradient: float


# Where a path goes on: the next node that counts, and which of its strongest paths is taken there.
_Link = tuple[int, int]


def contributions(
    tape: Tape, data: Sequence[float], grads: Sequence[float], node: int
) -> list[Share]:
    """Local derivative x upstream gradient for each use of a node; nothing for the root.

    Added up from 0.0 in this order they are grads[node] to the last bit. `a + a` uses `a` twice.
    """
    return [
        Share(consumer, slope * grads[consumer])
        for consumer in dict.fromkeys(tape.consumers[node])
        for operand, slope in _edges(tape, data, consumer)
        if operand == node
    ]


def by_sample(
    tape: Tape,
    data: Sequence[float],
    grads: Sequence[float],
    node: int,
    sample_of: Callable[[int], int | None],
    samples: int,
) -> list[float]:
    """A gradient split by sample, one part per sample.

    sample_of: the sample that a node belongs to; None for nodes that all samples share, such as
    parameters and the final sum. A sample's node has all of its gradient in that sample. What a
    shared node gets from another shared one is in no part, see `of_no_sample`.
    """
    own = sample_of(node)
    if own is not None:
        return [grads[node] if sample == own else 0.0 for sample in range(samples)]
    parts = [0.0] * samples
    for consumer, gradient in contributions(tape, data, grads, node):
        sample = sample_of(consumer)
        if sample is not None:
            parts[sample] += gradient
    return parts


def of_no_sample(
    tape: Tape,
    data: Sequence[float],
    grads: Sequence[float],
    node: int,
    sample_of: Callable[[int], int | None],
) -> float:
    """The rest beside the parts of `by_sample`, such as what a penalty adds to a weight's gradient.

    All of it where the node is the root.
    """
    if node == len(tape.nodes) - 1:
        return grads[node]
    if sample_of(node) is not None:
        return 0.0
    shares = contributions(tape, data, grads, node)
    return sum(gradient for consumer, gradient in shares if sample_of(consumer) is None)


def path_count(tape: Tape, node: int, stops: Collection[int]) -> int:
    """Count the paths from a node to the root that differ in the stops that they pass.

    1 from the root itself.
    """
    root = len(tape.nodes) - 1
    counts = {root: 1}
    following: dict[int, set[int]] = {root: set()}
    for consumer in reversed([node, *tape.dependents(node)]):
        ways = following.setdefault(consumer, set())
        if consumer in stops or consumer == node:
            counts.setdefault(consumer, sum(map(counts.__getitem__, ways)))
        is_stop = consumer in stops or consumer == root
        for operand in set(tape.operands[consumer]):
            following.setdefault(operand, set()).update({consumer} if is_stop else ways)
    return counts[node]


def strongest_paths(
    tape: Tape, data: Sequence[float], node: int, stops: Collection[int], count: int = 5
) -> list[Path]:
    """The paths from a node to the root that carry most, by |gradient|, the strongest first.

    stops: the nodes that tell paths apart, such as the outputs of neurons; ways that pass the same
    ones are one path. All paths add up to the gradient. Equal ones keep the order of the backward
    pass. The best paths of a stop go on along the best ones of the next: `count` of each are
    enough.
    """
    root = len(tape.nodes) - 1
    links: dict[int, dict[_Link, float]] = {root: {(root, 0): 1.0}}
    best: dict[int, list[tuple[_Link, float]]] = {}
    on_the_way = {node, *tape.dependents(node)}
    for consumer in reversed(tape.dependents(node)):
        found = links.pop(consumer)
        if consumer in stops or consumer == root:
            best[consumer] = _strongest(found, count)
            found = {(consumer, rank): each[1] for rank, each in enumerate(best[consumer])}
        for operand, slope in _edges(tape, data, consumer):
            if operand in on_the_way:
                added = links.setdefault(operand, {})
                for link, gradient in found.items():
                    added[link] = added.get(link, 0.0) + slope * gradient
    return [
        Path(_followed(best, node, link, root), gradient)
        for link, gradient in _strongest(links[node], count)
    ]


def displayed_shares(parts: Sequence[float], digits: int) -> tuple[list[float], float]:
    """Parts and total, rounded to `digits` decimals so that the parts add up to the total.

    The total is the exact sum, rounded; the parts with the largest remainders are rounded up, the
    others down (the largest remainder method, Hamilton's). The 15 digits of a float are the limit.
    Where the sum is not finite, nothing is rounded.
    """
    plain_sum = sum(parts)
    if not math.isfinite(plain_sum):
        return list(parts), plain_sum
    scale = Fraction(10) ** digits
    exact = [Fraction(part) * scale for part in parts]
    total = round(sum(exact))
    units = [math.floor(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: units[i] - exact[i])
    for i in by_remainder[: total - sum(units)]:
        units[i] += 1
    return [float(unit / scale) for unit in units], float(total / scale)


def _edges(tape: Tape, data: Sequence[float], node: int) -> list[tuple[int, float]]:
    """The operands of a node, each with its local derivative."""
    slopes = tape.local_derivatives(data, node)
    return list(zip(tape.operands[node], slopes, strict=True))


def _strongest(links: Mapping[_Link, float], count: int) -> list[tuple[_Link, float]]:
    """The strongest links; nan counts as infinite, so that it is seen."""

    def strength(each: tuple[_Link, float]) -> float:
        return math.inf if math.isnan(each[1]) else abs(each[1])

    return sorted(links.items(), key=strength, reverse=True)[:count]


def _followed(
    best: Mapping[int, Sequence[tuple[_Link, float]]], node: int, link: _Link, root: int
) -> tuple[int, ...]:
    """The nodes of the path that begins with a link."""
    nodes = [node]
    while nodes[-1] != root:
        stop, rank = link
        nodes.append(stop)
        link = best[stop][rank][0]
    return tuple(nodes)
