"""Parts of a network by name: `2` is layer 2, `2.1` its first neuron, `2.1.w3` a weight of that.

A name stands for everything in its part: `2.1` for all weights and the bias of that neuron.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from micrograd.recipe.kinds import Kind
from micrograd.system.quoting import quoted

# The number of inputs, then the number of neurons in each layer.
Widths = tuple[int, ...]
# The index of each layer in an earlier network, None for a new one.
Origins = Sequence[int | None]
NOTHING = "none"


@lru_cache(maxsize=64)
def neuron_names(widths: Widths) -> tuple[str, ...]:
    """The name of every neuron, layer by layer."""
    layers = enumerate(widths[1:], start=1)
    return tuple(f"{i}.{j}" for i, width in layers for j in range(1, width + 1))


@lru_cache(maxsize=64)
def parameter_names(widths: Widths) -> tuple[str, ...]:
    """The name of every parameter, in the order of `parameters()`."""
    return tuple(
        f"{i}.{j}.{own}"
        for i, (inputs, neurons) in enumerate(pairwise(widths), start=1)
        for j in range(1, neurons + 1)
        for own in (*(f"w{k}" for k in range(1, inputs + 1)), "b")
    )


def index_of_parameter(name: str, widths: Widths) -> int | None:
    """The index in `parameters()` of a name such as `2.1.w3`; None for no parameter."""
    names = parameter_names(widths)
    return names.index(name) if name in names else None


def place_of_neuron(name: str, widths: Widths) -> tuple[int, int] | None:
    """The layer and the place in it, counted from 0, of a name such as `2.1`; else None."""
    if name not in neuron_names(widths):
        return None
    layer, neuron = map(int, name.split("."))
    return layer - 1, neuron - 1


def parameters_before_last_layer(widths: Widths) -> int:
    """How many parameters there are in all layers but the last."""
    return sum((nin + 1) * nout for nin, nout in pairwise(widths[:-1]))


@lru_cache(maxsize=64)
def parameters_in(parts: tuple[str, ...], widths: Widths) -> frozenset[int]:
    """The indices of the parameters that lie in some parts of a network."""
    return members(parts, parameter_names(widths))


@lru_cache(maxsize=64)
def without_effect(off: tuple[str, ...], widths: Widths) -> frozenset[int]:
    """The indices of the parameters that count for nothing while some neurons are switched off.

    They are all parameters of these neurons, and the weights that their outputs go through.
    """
    places = (neuron_names(widths)[i].split(".") for i in members(off, neuron_names(widths)))
    reading = {(int(layer) + 1, f"w{neuron}") for layer, neuron in places}
    pieces = (name.split(".") for name in parameter_names(widths))
    weights = (i for i, (layer, _, own) in enumerate(pieces) if (int(layer), own) in reading)
    return parameters_in(off, widths).union(weights)


def in_words(part: str) -> str:
    """A part as labels have it: `layer 2 · neuron 1 · w3`."""
    return " · ".join(map("{}{}".format, ("layer ", "neuron ", ""), part.split(".")))


def members(parts: Collection[str], names: Sequence[str]) -> frozenset[int]:
    """The indices of the names that lie in some parts."""
    wanted = frozenset(parts)
    if not wanted:
        return frozenset()
    return frozenset(i for i, name in enumerate(names) if not _owners(name).isdisjoint(wanted))


def fewest(chosen: Collection[int], names: Sequence[str]) -> tuple[str, ...]:
    """The fewest parts that hold exactly the chosen names, given by their indices."""
    if not chosen:
        return ()
    found: list[str] = []
    left = set(chosen)
    # A layer comes before its neurons, a neuron before its parameters.
    for part, inside in _inside(tuple(names)).items():
        if left.issuperset(inside):
            found.append(part)
            left -= inside
    return tuple(found)


@lru_cache(maxsize=1024)
def _owners(name: str) -> frozenset[str]:
    """The name itself, and those of the neuron and the layer that it lies in."""
    pieces = name.split(".")
    return frozenset(".".join(pieces[: i + 1]) for i in range(len(pieces)))


@lru_cache(maxsize=64)
def _inside(names: tuple[str, ...]) -> dict[str, frozenset[int]]:
    """The indices of the names in each part, the largest parts first."""
    found: dict[str, set[int]] = {}
    for i, name in enumerate(names):
        for part in sorted(_owners(name), key=len):
            found.setdefault(part, set()).add(i)
    return {part: frozenset(inside) for part, inside in found.items()}


@dataclass(frozen=True)
class Parts(Kind):
    """Some parameters, or some neurons, of a network.

    names: all of them, see `neuron_names`. form: what the name of a part looks like.
    """

    noun: str
    names: Callable[[Widths], tuple[str, ...]]
    form: str

    def check(self, value: Any) -> None:
        for part in value:
            if not re.fullmatch(self.form, part):
                raise ValueError(f"{quoted(part) or 'an empty name'} is no {self.noun}")

    def parsed(self, text: str) -> tuple[str, ...]:
        is_empty = text.strip() in ("", NOTHING)
        return () if is_empty else tuple(part.strip() for part in text.split(","))

    def text(self, value: Collection[str]) -> str:
        return ",".join(value) or NOTHING

    def fitted(self, value: Collection[str], widths: Widths) -> tuple[str, ...]:
        """The fewest names of the same parts. Raises ValueError where the network has not all."""
        names = self.names(widths)
        if missing := [part for part in value if part not in _inside(names)]:
            shape = ", ".join(map(str, widths[1:]))
            raise ValueError(f"there is no {missing[0]}: the layers have {shape} neurons")
        return fewest(members(value, names), names)

    def moved(
        self, value: Collection[str], old: Widths, new: Widths, origins: Origins
    ) -> tuple[str, ...]:
        """The same parts after a change of the network; what is new there is in none of them."""
        if not value:
            return ()
        names, chosen = self.names(old), members(value, self.names(old))
        before = {names[i] for i in chosen}
        earlier = _earlier_names(old, new, origins)
        after = self.names(new)
        return fewest([i for i, name in enumerate(after) if earlier.get(name) in before], after)


def _earlier_names(old: Widths, new: Widths, origins: Origins) -> dict[str, str]:
    """The name in the old network of what the new one keeps of it, see `keep_parameters`."""
    earlier: dict[str, str] = {}
    for i, origin in enumerate(origins):
        if origin is None:
            continue
        source = origins[i - 1] if i else -1
        inputs = min(old[origin], new[i]) if source == origin - 1 else 0
        own = ["b", *(f"w{k}" for k in range(1, inputs + 1))]
        for j in range(1, min(old[origin + 1], new[i + 1]) + 1):
            here, there = f"{i + 1}.{j}", f"{origin + 1}.{j}"
            earlier[here] = there
            earlier |= {f"{here}.{name}": f"{there}.{name}" for name in own}
    return earlier


def same_layers(old: int, new: int) -> list[int | None]:
    """The layers of an old network as those of a new one: hidden by their places, last as last."""
    return [*(i if i < old - 1 else None for i in range(new - 1)), old - 1]
