"""The table of initialisers: what the weights of a new network are drawn from."""

import math
import random
from collections.abc import Callable
from typing import NamedTuple


class Initialiser(NamedTuple):
    """One row of the table.

    draw(rng, nin, nout): one weight of a layer with `nin` inputs and `nout` neurons, before it is
    multiplied by the scale. draws_biases: True where a bias is drawn like a weight; else it is 0.
    words: the weights that it draws, briefly.
    """

    name: str
    draw: Callable[[random.Random, int, int], float]
    words: str
    draws_biases: bool = False


def _uniform(rng: random.Random, nin: int, nout: int) -> float:
    return rng.uniform(-1, 1)


def _xavier(rng: random.Random, nin: int, nout: int) -> float:
    """Glorot and Bengio 2010, formula 16: `nn.init.xavier_uniform_`, with its gain of 1."""
    bound = math.sqrt(6 / (nin + nout))
    return rng.uniform(-bound, bound)


def _he(rng: random.Random, nin: int, nout: int) -> float:
    """He and others 2015, formula 10: `nn.init.kaiming_normal_`, with its gain of √2 for relu."""
    return rng.gauss(0, math.sqrt(2 / nin))


def _normal(rng: random.Random, nin: int, nout: int) -> float:
    return rng.gauss(0, 1)


_ROWS = (
    Initialiser(
        "uniform",
        _uniform,
        "between −1 and 1, biases too; the others begin with biases of 0",
        draws_biases=True,
    ),
    Initialiser("xavier", _xavier, "within ±√(6 / (inputs + neurons)), made for tanh"),
    Initialiser("he", _he, "normal with deviation √(2 / inputs), made for relu"),
    Initialiser("normal", _normal, "normal with deviation 1"),
    Initialiser("zeros", lambda rng, nin, nout: 0.0, "all 0"),
    Initialiser("constant", lambda rng, nin, nout: 1.0, "all 1"),
)
INITIALISERS = {row.name: row for row in _ROWS}
