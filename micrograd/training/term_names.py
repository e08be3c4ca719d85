"""The names of the nodes between a prediction and the terms of its loss: `(ŷ − y)²`, `y·ŷ`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import sqrt

from micrograd.engine import Value
from micrograd.recipe.losses import Loss


def names_of_terms(
    loss: Loss, outputs: Sequence[Value], terms: Sequence[Value], output_names: Sequence[str]
) -> dict[Value, str]:
    """The name of each node of one sample's terms, its outputs left out.

    output_names: such as `ŷ2`, whose target is `y2`.
    """
    nodes = _between(terms, outputs)
    return dict(zip(nodes, _names(loss, tuple(output_names)), strict=True))


def _between(terms: Iterable[Value], outputs: Sequence[Value]) -> Iterator[Value]:
    """The nodes from the outputs, which are left out, to the terms: operands before results."""
    known, waiting = set(outputs), list(terms)[::-1]
    while waiting:
        node = waiting.pop()
        if node in known:
            continue
        rest = [operand for operand in node._prev if operand not in known]
        if rest:
            waiting += [node, *reversed(rest)]
        else:
            known.add(node)
            yield node


@cache
def _names(loss: Loss, output_names: tuple[str, ...]) -> tuple[str, ...]:
    """The names in the order of `_between`.

    The terms are made once more with targets that no constant of a loss equals, so that a leaf
    tells what it is.
    """
    outputs = [Value(0.25, label=name) for name in output_names]
    targets = {sqrt(p) / 4: name.replace("ŷ", "y") for p, name in enumerate(output_names, 2)}
    names = {output: output.label for output in outputs}
    found = []
    for node in _between(loss.terms(outputs, list(targets)), outputs):
        names[node] = node.label or _name(node, names, targets)
        found.append(names[node])
    return tuple(found)


def _name(node: Value, names: Mapping[Value, str], targets: Mapping[float, str]) -> str:
    if not node._prev:
        is_negative = -node.data in targets
        return f"−{targets[-node.data]}" if is_negative else targets.get(node.data, f"{node:g}")
    texts = [names[operand] for operand in node._prev]
    if node._op == "+":
        return _sum(*texts)
    factors = [_factor(operand, text) for operand, text in zip(node._prev, texts, strict=True)]
    if node._op == "*":
        return f"−{factors[0]}" if factors[1] == "-1" else "·".join(factors)
    if node._op == "**2":
        return f"{factors[0]}²"
    return f"|{texts[0]}|" if node._op == "abs" else f"{node._op}({', '.join(texts)})"


def _sum(first: str, second: str) -> str:
    """`a − b` where one of them is negative."""
    if second[0] in "−-":
        return f"{first} − {second[1:]}"
    return f"{second} − {first[1:]}" if first[0] == "−" else f"{first} + {second}"


def _factor(operand: Value, text: str) -> str:
    """A sum in brackets, unless it has a name of its own."""
    return f"({text})" if operand._op == "+" and not operand.label else text
