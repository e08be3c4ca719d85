"""A chain as text: formulas in names, and every number with all of its digits, to be copied."""

from collections.abc import Iterable, Sequence

from app.walking.chain import Chain, Factor, Term, Way
from app.walking.explanation import bracketed
from micrograd.data.typed import shortest

# What stands for a number that is not known yet.
NOT_YET = "…"


def derivative(factor: Factor) -> tuple[str, str]:
    """Both halves of the fraction: `∂out` and `∂(sum + b)`."""
    return f"∂{bracketed(factor.above)}", f"∂{bracketed(factor.below)}"


def term_name(term: Term) -> str:
    """`sample 3`, or `penalty`."""
    return "penalty" if term.sample is None else f"sample {term.sample + 1:,}"


def others(count: int) -> str:
    """`1 other`, `94 others`."""
    return f"{count:,} other{'s' * (count != 1)}"


def addends(chain: Chain) -> list[tuple[str, Term]]:
    """The terms of the sum by name: the written samples, all others as one, the penalty."""
    named = [(term_name(term), term) for term in chain.terms]
    if not chain.others:
        return named
    rest = Term(None, (), chain.rest)
    place = sum(term.sample is not None for term in chain.terms)
    return [*named[:place], (others(chain.others), rest), *named[place:]]


def way_name(way: Way) -> str:
    """The neuron of the next layer, or the node that uses the output."""
    return way.neuron or way.through


def about_ways(chain: Chain) -> str:
    """What the terms of the output's gradient are."""
    whose = f"∂loss/∂{bracketed(chain.output)} of sample {(chain.sample or 0) + 1:,}"
    if len(chain.ways) == 1:
        return f"{whose}, through {way_name(chain.ways[0])}"
    is_layer = all(way.neuron for way in chain.ways)
    return f"{whose}, a term for each {'neuron of the next layer' if is_layer else 'use'}"


def as_text(chain: Chain) -> str:
    """The chain in lines: the formula, each term, their sum, and the gradient of the output."""
    whole = Factor("loss", chain.name)
    formula = _product("/".join(derivative(factor)) for factor in chain.factors)
    lines = [f"{chain.neuron} · {chain.name}", f"{'/'.join(derivative(whole))} = {formula}"]
    for name, addend in addends(chain):
        numbers = f"{_product(map(_number, addend.numbers))} = " if addend.numbers else ""
        lines.append(f"{name}: {numbers}{_number(addend.product)}")
    if len(addends(chain)) > 1:
        lines.append(f"sum: {_number(chain.total)}")
    if not chain.is_true:
        lines.append(_other_gradient(chain.recorded))
    return "\n".join([*lines, *_ways(chain)])


def _ways(chain: Chain) -> Sequence[str]:
    lines = [f"{about_ways(chain)}:"]
    for way in chain.ways:
        through = Factor("loss", way.through), Factor(way.through, chain.output)
        names = _product("/".join(derivative(each)) for each in through)
        numbers = f"{_product(map(_number, (way.upstream, way.slope)))} = {_number(way.product)}"
        lines.append(f"{way_name(way)}: {names} = {numbers}")
    if len(chain.ways) > 1:
        lines.append(f"sum: {_number(chain.ways_total)}")
    if not chain.has_true_ways:
        lines.append(_other_gradient(chain.output_grad))
    return lines


def _other_gradient(recorded: float | None) -> str:
    return f"The gradient in the graph is another one: {_number(recorded)}"


def _product(parts: Iterable[str]) -> str:
    return " · ".join(parts)


def _number(number: float | None) -> str:
    if number is None:
        return NOT_YET
    return f"({shortest(number)})" if number < 0 else shortest(number)
