"""The bars of the strongest paths: each is named by the neurons that it passes, and its sample."""

import math
from collections.abc import Sequence

from app.kit.numbers import signed
from app.kit.widgets.bar_list import Bar
from app.views.pages.gradient.reading import GradientSnapshot
from micrograd.analysis.attribution import Path
from micrograd.training.loss_graph import NodeAddress

# The decimals of a part of a gradient.
DIGITS = 4


def path_bar(reading: GradientSnapshot, path: Path, exponent: int) -> Bar:
    """A bar of what a path carries, in this power of ten."""
    addresses = [reading.addresses[node] for node in path.nodes]
    sample = next((address.sample for address in addresses if address.sample is not None), None)
    samples = () if sample is None else (sample,)
    names = _names(addresses, sample)
    # Adding 0.0 removes the sign of a negative zero.
    shown = path.gradient / 10.0**exponent + 0.0
    hint = "\n".join([names[0], *_share_text(path.gradient, reading.right_gradient)])
    return Bar(names, shown, signed(shown, DIGITS), samples, hint)


def _share_text(part: float, gradient: float) -> list[str]:
    """`−0.0012, −48 % of the gradient`: others may cancel it."""
    share = 100 * part / gradient if gradient else math.inf
    written = f", {signed(share, 0)} % of the gradient" if math.isfinite(share) else ""
    return [f"{signed(part)}{written}"]


def _names(addresses: Sequence[NodeAddress], sample: int | None) -> tuple[str, ...]:
    """Names of a path, from long to short; the chosen value's own neuron is left out first."""
    hidden = [address for address in addresses[1:] if address.name == "out"]
    own = addresses[0].layer, addresses[0].neuron
    others = [address for address in hidden if (address.layer, address.neuron) != own]
    names = [address.name for address in addresses[1:] if address.name[0] == "ŷ"]
    outputs = [name.replace("ŷ", "output ").strip() for name in names[:1]]
    is_only = outputs == ["output"]
    last = [f"sample {sample + 1}"] if sample is not None else _shared_end(addresses)
    numbers = [str((address.neuron or 0) + 1) for address in others]
    neurons, short = [f"neuron {n}" for n in numbers], [f"n{n}" for n in numbers]
    ends = [*outputs[is_only:], *last]
    briefly = [end.replace("output ", "o").replace("sample ", "s") for end in ends]
    # The neurons of all layers in one word, that of an output as the last one: n3·4·1.
    chained = [*numbers, *(end.removeprefix("o") for end in briefly[: len(ends) - len(last)])]
    chain = ["n" + "·".join(chained)] if chained else []
    forms = [
        [*map(_neuron_name, hidden), *outputs, *last],
        [*map(_neuron_name, others), *outputs, *last],
        [*neurons, *outputs, *last],
        [*neurons, *ends],
        [*short, *ends],
        [*short, *briefly],
        [*chain, *briefly[-1:]],
        [*short[:1], *(["…"] if len(short) > 1 else []), *briefly[-1:]],
    ]
    return tuple(" → ".join(form) or "the loss itself" for form in forms)


def _shared_end(addresses: Sequence[NodeAddress]) -> list[str]:
    """A weight reaches the loss without a sample only through the penalty."""
    return ["penalty"] if addresses[0].layer is not None else []


def _neuron_name(address: NodeAddress) -> str:
    return address.label.split(f" · {address.name}")[0]
