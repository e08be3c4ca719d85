"""The chain rule written out for one parameter: products of derivatives, added up over its uses."""

import math
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import mul
from typing import NamedTuple

from app.walking.chain_route import Link, Route, consumers_of, route_from
from app.walking.training_walk import TrainingWalk
from app.walking.walk import PassProgress
from micrograd.engine import Value
from micrograd.training.own_rules import operation_of
from micrograd.training.phases import Phase

# How far a written gradient may be from the one in the graph, as a share: the last bits of a sum.
SAME = 1e-9


class Factor(NamedTuple):
    """A derivative, ∂above/∂below, of two nodes by their names in the graph."""

    above: str
    below: str


class Term(NamedTuple):
    """What one sample, or the penalty, adds to a gradient.

    sample: its row in the dataset, None for the penalty. numbers: of the factors, from the loss on;
    None for one that is not known yet. product: None until the operation that adds it was done.
    """

    sample: int | None
    numbers: tuple[float | None, ...]
    product: float | None


class Way(NamedTuple):
    """A way from a neuron's output to the loss: ∂loss/∂through x ∂through/∂output.

    neuron: that of the next layer; empty behind the last layer.
    """

    neuron: str
    through: str
    upstream: float | None
    slope: float | None

    @property
    def product(self) -> float | None:
        """Both multiplied; None until both are known."""
        return None if self.upstream is None or self.slope is None else self.upstream * self.slope


class Chain(NamedTuple):
    """The gradient of a parameter as a sum of terms, and how that of the output comes about.

    name: of the parameter in its neuron. neuron: its label. factors: of each term with a sample.
    terms: those that are written; others: how many are not, rest: their sum. total: the sum of
    all, None until all are known. recorded: the gradient in the graph then.
    output, sample: of the ways, which add up to output_grad.
    """

    name: str
    neuron: str
    factors: tuple[Factor, ...]
    terms: tuple[Term, ...]
    others: int
    rest: float | None
    total: float | None
    recorded: float | None
    output: str
    sample: int | None
    ways: tuple[Way, ...]
    output_grad: float | None

    @property
    def is_true(self) -> bool:
        """False where the gradient in the graph is another number than the chain rule gives."""
        parts = [term.product or 0.0 for term in self.terms] + [self.rest or 0.0]
        return _is_sum(self.total, self.recorded, parts)

    @property
    def ways_total(self) -> float | None:
        """The sum of the ways: the output's gradient where that is true, None until it is known."""
        return self.output_grad if self.has_true_ways else self._added_ways

    @property
    def has_true_ways(self) -> bool:
        """False where the output's gradient is another number than its ways add up to."""
        parts = [way.product or 0.0 for way in self.ways]
        return _is_sum(self._added_ways, self.output_grad, parts)

    @property
    def _added_ways(self) -> float | None:
        return _sum([way.product for way in self.ways])


def _is_sum(total: float | None, recorded: float | None, parts: Sequence[float]) -> bool:
    """Whether a sum is the number in the graph but for its last bits, or is not known yet."""
    if total is None or recorded is None or total == recorded or math.isnan(total):
        return True
    most = max(map(abs, parts), default=0.0)
    return abs(total - recorded) <= SAME * max(most, abs(total))


def folded(chain: Chain) -> Chain:
    """The same chain with two factors: that of the output, and all others multiplied."""
    if len(chain.factors) < 3:
        return chain
    terms = [
        term._replace(numbers=(term.numbers[0], _product(term.numbers[1:])))
        if term.numbers
        else term
        for term in chain.terms
    ]
    inside = Factor(chain.factors[1].above, chain.factors[-1].below)
    return chain._replace(factors=(chain.factors[0], inside), terms=tuple(terms))


def products_of(chain: Chain) -> Chain:
    """The same chain without its factors."""
    return chain._replace(factors=(), terms=tuple(t._replace(numbers=()) for t in chain.terms))


def _product(numbers: Sequence[float | None]) -> float | None:
    """All multiplied, from the first one on; None if one is not known."""
    known = [number for number in numbers if number is not None]
    return reduce(mul, known) if len(known) == len(numbers) else None


class ChainReader:
    """Reads chains from the numbers of a walk as they are at present; it changes nothing."""

    def __init__(self, walk: TrainingWalk) -> None:
        self._walk = walk
        self._order: Sequence[Value] = ()
        self._index: Mapping[Value, int] = {}
        self._consumers: list[list[int]] = []
        self._routes: dict[int, list[Route]] = {}
        self._known = PassProgress(walk)

    def read(self, parameter: int, most: int) -> Chain:
        """The chain of a parameter, given its index in `parameters()`.

        most: of the terms that are written, with one for all others where there are more.
        """
        self._prepare()
        node = self._walk.node_of(parameter)
        routes = self._routes_of(node)
        ways = [route for route in routes if not route.is_penalty]
        current = self._current(ways)
        fewer = most if len(ways) <= most else most - 1
        written = _around(ways, ways.index(current), fewer)
        others = {route.use for route in ways} - {route.use for route in written}
        written += [route for route in routes if route.is_penalty]
        added = {route.use: self._contribution(route) for route in routes}
        rest = [number for use, number in added.items() if use in others]
        terms = [self._term(route, added[route.use]) for route in written]
        # The sum is of the written terms: a wrong rule in the neuron leads to another gradient.
        added |= {route.use: term.product for route, term in zip(written, terms, strict=True)}
        total = _sum([*added.values()])
        own, output = self._addresses[node], self._addresses[current.output]
        return Chain(
            name=own.name,
            neuron=f"layer {(own.layer or 0) + 1} · neuron {(own.neuron or 0) + 1}",
            factors=self._factors(current),
            terms=tuple(terms),
            others=len(rest),
            rest=_sum(rest) if rest else None,
            total=total,
            recorded=None if total is None else self._order[node].grad,
            output=output.name,
            sample=output.sample,
            ways=tuple(self._ways(current.output)),
            output_grad=self._grad(current.output),
        )

    def _prepare(self) -> None:
        """Look through the graph, where it is another one, and at the place in its passes."""
        walk = self._walk
        if self._order is not walk.order:
            self._order, self._index, self._routes = walk.order, walk.index, {}
            self._known = PassProgress(walk)
            self._consumers = consumers_of(walk.order, walk.index)
        self._addresses = walk.addresses
        self._is_updating = walk.phase is Phase.UPDATE
        self._has_data = self._known.reached("data")

    def _routes_of(self, node: int) -> list[Route]:
        if node not in self._routes:
            graph = self._order, self._addresses, self._consumers
            self._routes[node] = [route_from(node, use, *graph) for use in self._consumers[node]]
        return self._routes[node]

    def _current(self, ways: Sequence[Route]) -> Route:
        """The route of the chosen sample, or the first one."""
        chosen = self._walk.session.selection.sample
        of_chosen = (way for way in ways if self._addresses[way.output].sample == chosen)
        return next(of_chosen, ways[0])

    def _factors(self, route: Route) -> tuple[Factor, ...]:
        names = self._addresses
        inside = (Factor(names[b.above].name, names[b.below].name) for b in reversed(route.links))
        return Factor("loss", names[route.output].name), *inside

    def _term(self, route: Route, added: float | None) -> Term:
        if route.is_penalty:
            return Term(None, (), added)
        numbers = self._grad(route.output), *map(self._slope, reversed(route.links))
        product = None if added is None else _product(numbers)
        return Term(self._addresses[route.output].sample, numbers, product)

    def _contribution(self, route: Route) -> float | None:
        """What the operation that uses the parameter adds to its gradient, once it was done."""
        if not (self._is_updating or self._known.passed(route.use)):
            return None
        slope = self._local(route.use, route.node)
        return None if slope is None else self._order[route.use].grad * slope

    def _ways(self, output: int) -> list[Way]:
        ways = []
        for user in self._consumers[output]:
            address = self._addresses[user]
            neuron = "" if address.neuron is None else f"neuron {address.neuron + 1}"
            slope = self._local(user, output) if self._has_data(user) else None
            ways.append(Way(neuron, address.name, self._grad(user), slope))
        return ways

    def _grad(self, node: int) -> float | None:
        """The gradient of a node, once every use of it has added its part."""
        users = self._consumers[node]
        is_whole = self._is_updating or (users and self._known.passed(users[0]))
        return self._order[node].grad if is_whole else None

    def _slope(self, link: Link) -> float | None:
        """The derivative along a link: the sum over the ways between both of its nodes."""
        slopes = {link.above: 1.0}
        for node in reversed(link.nodes[1:]):
            operands = {self._index[each] for each in self._order[node]._prev}
            for operand in operands.intersection(link.nodes):
                local = self._local(node, operand) if self._has_data(node) else None
                if local is None:
                    return None
                slopes[operand] = slopes.get(operand, 0.0) + slopes[node] * local
        return slopes[link.below]

    def _local(self, node: int, operand: int) -> float | None:
        """The derivative of a node by an operand; None where its rule does not say."""
        value = self._order[node]
        operation = operation_of(value)
        assert operation is not None
        operands = map(self._walk.data_in_pass, value._prev)
        try:
            slopes = operation.local_derivatives(value.data, *operands)
        except (ValueError, ArithmeticError):
            return None
        wanted = self._order[operand]
        pairs = zip(value._prev, slopes, strict=True)
        return sum((slope for each, slope in pairs if each is wanted), 0.0)


def _around(ways: Sequence[Route], place: int, most: int) -> list[Route]:
    """At most so many of the routes, that at a place among them."""
    first = min(max(0, place - (most - 1) // 2), max(0, len(ways) - most))
    return [*ways[first : first + most]]


def _sum(numbers: Sequence[float | None]) -> float | None:
    """Add up in the order of the backward pass, from the last use on; None if one is not known."""
    total = 0.0
    for number in reversed(numbers):
        if number is None:
            return None
        total += number
    return total
