"""What a network is made of, and what it keeps when that is changed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from micrograd.nn import MLP

Item = TypeVar("Item")


@dataclass(frozen=True)
class NetworkConfig:
    """The layers' widths, the activation of each, and the seed of the starting weights."""

    layers: tuple[int, ...] = (4, 4, 1)
    activations: tuple[str, ...] = ("tanh", "tanh", "tanh")
    seed: int = 0

    def with_width(self, layer: int, width: int) -> "NetworkConfig":
        """With another number of neurons in one layer, counted from 0."""
        return replace(self, layers=_replaced(self.layers, layer, width))

    def with_activation(self, layer: int, activation: str) -> "NetworkConfig":
        """With another activation in one layer."""
        return replace(self, activations=_replaced(self.activations, layer, activation))

    def with_hidden_layer(self) -> "NetworkConfig":
        """With one more hidden layer, of four neurons with tanh, before the last layer."""
        return replace(
            self,
            layers=(*self.layers[:-1], 4, self.layers[-1]),
            activations=(*self.activations[:-1], "tanh", self.activations[-1]),
        )

    def without_layer(self, layer: int) -> "NetworkConfig":
        """With one layer less."""
        return replace(
            self,
            layers=self.layers[:layer] + self.layers[layer + 1 :],
            activations=self.activations[:layer] + self.activations[layer + 1 :],
        )


def draw_network(nin: int, config: NetworkConfig) -> MLP:
    """A network with the weights of its seed."""
    return MLP(nin, config.layers, config.activations, random.Random(config.seed))


def keep_parameters(old: MLP, new: MLP, origins: Sequence[int | None]) -> int:
    """Copy what both networks have from `old` to `new`, and return how many that were.

    origins: for each layer of `new`, the index of the layer of `old` that it was.
    A weight is kept where both of its ends are: after a layer that is new, none is.
    """
    kept = 0
    for i, origin in enumerate(origins):
        if origin is None:
            continue
        source = origins[i - 1] if i else -1
        same_inputs = source == origin - 1
        pairs = zip(old.layers[origin].neurons, new.layers[i].neurons, strict=False)
        for before, after in pairs:
            after.b.data, after.b.grad = before.b.data, before.b.grad
            kept += 1
            if same_inputs:
                for w_before, w_after in zip(before.w, after.w, strict=False):
                    w_after.data, w_after.grad = w_before.data, w_before.grad
                    kept += 1
    return kept


def _replaced(items: tuple[Item, ...], index: int, item: Item) -> tuple[Item, ...]:
    return (*items[:index], item, *items[index + 1 :])
