"""MAPS: maps that are known from elsewhere, a row each, beside the specification's own."""

from typing import NamedTuple

from micrograd.data.shapes import PAPER_WIDTH
from micrograd.data.typed import shortest


class MapPreset(NamedTuple):
    """One row. preset: the recipe, by its name in PRESETS; "" for the specification's network.

    x, y: the axes as they are typed.
    """

    preset: str
    x: str
    y: str
    steps: int
    measure: str


# The paper's rates go from 1e-3 to 1e6; those of its preset are as many times smaller, see
# `micrograd.data.shapes.trainability`. The factor is a power of 2, which rounds nothing.
SMALLER = PAPER_WIDTH**2
PAPER_RATES = f"{shortest(1e-3 / SMALLER)}:{shortest(1e6 / SMALLER)}:log"

_ROWS = (
    # Where learning breaks down in many ways; beyond these rates it is always the same.
    MapPreset("", "hidden-rate:0.01:100:log", "output-rate:0.01:100:log", 500, "convergence"),
    # Figure 1 of Sohl-Dickstein 2024 with tanh and full batches: the rate of the first layer along
    # x, that of the last one along y.
    MapPreset(
        "trainability",
        f"hidden-rate:{PAPER_RATES}",
        f"output-rate:{PAPER_RATES}",
        500,
        "convergence",
    ),
)
MAPS = {row.preset: row for row in _ROWS}
