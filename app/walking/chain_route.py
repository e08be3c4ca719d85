"""The route from a parameter through its neuron to the neuron's output, as links of a chain."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from micrograd.engine import Value
from micrograd.training.loss_graph import NodeAddress


class Link(NamedTuple):
    """One factor of a chain, ∂above/∂below. nodes: those between, both included, in their order."""

    below: int
    above: int
    nodes: tuple[int, ...]


class Route(NamedTuple):
    """One use of a node, and the links from there to the output of the neuron.

    All are nodes by their index in the graph's order. is_penalty: the use is in a penalty, which is
    of no neuron; it has no links.
    """

    node: int
    use: int
    output: int
    links: tuple[Link, ...]
    is_penalty: bool = False


def consumers_of(order: Sequence[Value], index: Mapping[Value, int]) -> list[list[int]]:
    """The nodes that use each node, in their order; one that uses it twice stands there once."""
    consumers: list[list[int]] = [[] for _ in order]
    for i, value in enumerate(order):
        for operand in dict.fromkeys(value._prev):
            consumers[index[operand]].append(i)
    return consumers


def route_from(
    node: int,
    use: int,
    order: Sequence[Value],
    addresses: Sequence[NodeAddress],
    consumers: Sequence[Sequence[int]],
) -> Route:
    """The route of one use of a parameter."""
    if addresses[use].sample is None:
        return Route(node, use, use, (), is_penalty=True)
    own = _place(addresses[use])
    inside = {use: [each for each in consumers[use] if _place(addresses[each]) == own]}
    waiting = [*inside[use]]
    while waiting:
        each = waiting.pop()
        if each not in inside:
            inside[each] = [user for user in consumers[each] if _place(addresses[user]) == own]
            waiting.extend(inside[each])
    nodes = sorted(inside)
    links = [Link(node, use, (node, use)), *_links(nodes, inside)]
    return Route(node, use, nodes[-1], tuple(_additions_as_one(links, order)))


def _place(address: NodeAddress) -> tuple[int | None, ...]:
    return address.sample, address.layer, address.neuron


def _links(nodes: Sequence[int], inside: Mapping[int, Sequence[int]]) -> list[Link]:
    """The links between the nodes that all ways pass through.

    An activation of one's own may have ways side by side: these are within one link.
    """
    links, between = [], [nodes[0]]
    farthest = max(inside[nodes[0]], default=nodes[0])
    for node in nodes[1:]:
        between.append(node)
        if node >= farthest:
            links.append(Link(between[0], node, tuple(between)))
            between = [node]
        farthest = max(farthest, *inside[node], node)
    return links


def _additions_as_one(links: Sequence[Link], order: Sequence[Value]) -> list[Link]:
    """A sum of many terms is one link: adding passes a gradient on as it is, however often."""
    joined: list[Link] = []
    for link in links:
        if joined and _is_sum(joined[-1], order) and _is_sum(link, order):
            before = joined.pop()
            link = Link(before.below, link.above, (*before.nodes, *link.nodes[1:]))
        joined.append(link)
    return joined


def _is_sum(link: Link, order: Sequence[Value]) -> bool:
    return all(order[node]._op == "+" for node in link.nodes[1:])
