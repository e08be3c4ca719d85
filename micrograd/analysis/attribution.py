"""The parts of a gradient: by uses, by samples, by paths to the root."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from micrograd.analysis.tape import Tape


class Share(NamedTuple):
    """A part of a gradient, and the index of the node that it came through."""

    key: int
    gradient: float


class Path(NamedTuple):
    """A way from a node to the root, both included, and the product of its local derivatives."""

    nodes: tuple[int, ...]
    gradient: float


class _Link(NamedTuple):
    """The first edge of a path. rank: which of its consumer's best paths it goes on along."""

    gradient: float
    consumer: int
    rank: int


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


def path_count(tape: Tape, node: int) -> int:
    """Count the paths that lead from a node to the root: 1 from the root itself."""
    counts = {len(tape.nodes) - 1: 1}
    for consumer in reversed(tape.dependents(node)):
        for operand in tape.operands[consumer]:
            counts[operand] = counts.get(operand, 0) + counts[consumer]
    return counts[node]


def strongest_paths(tape: Tape, data: Sequence[float], node: int, count: int = 5) -> list[Path]:
    """The paths from a node to the root with the largest |product|, the strongest first.

    The products of all paths add up to the gradient. Equal ones keep the order of the backward
    pass. The best paths of a node go on along the best ones of its consumers: `count` of each
    are enough.
    """
    root = len(tape.nodes) - 1
    best: dict[int, list[_Link]] = {root: [_Link(1.0, root, 0)]}
    for consumer in reversed(tape.dependents(node)):
        best[consumer] = _strongest(best[consumer], count)
        for operand, slope in _edges(tape, data, consumer):
            best.setdefault(operand, []).extend(
                _Link(slope * link.gradient, consumer, rank)
                for rank, link in enumerate(best[consumer])
            )
    return [_followed(best, node, link, root) for link in _strongest(best[node], count)]


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


def _strongest(links: list[_Link], count: int) -> list[_Link]:
    """The strongest links; nan counts as infinite, so that it is seen."""
    strengths = [math.inf if math.isnan(link.gradient) else abs(link.gradient) for link in links]
    ranked = sorted(range(len(links)), key=strengths.__getitem__, reverse=True)
    return [links[i] for i in ranked[:count]]


def _followed(best: dict[int, list[_Link]], node: int, link: _Link, root: int) -> Path:
    """The whole path that begins with a link."""
    nodes, step = [node], link
    while nodes[-1] != root:
        nodes.append(step.consumer)
        step = best[step.consumer][step.rank]
    return Path(tuple(nodes), link.gradient)
