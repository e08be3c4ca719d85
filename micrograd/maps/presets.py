"""MAPS: maps that are known from elsewhere, a row each, beside the specification's own."""

from typing import NamedTuple

from micrograd.data.shapes import PAPER_WIDTH
from micrograd.data.typed import shortest
from micrograd.recipe.presets import PRESETS
from micrograd.recipe.recipe import Recipe


class MapPreset(NamedTuple):
    """One row. preset: the recipe, by its name in PRESETS; "" for the specification's network.

    title, words: its entry in a menu, and what it is in a sentence. x, y: the axes as they are
    typed.
    """

    preset: str
    title: str
    words: str
    x: str
    y: str
    steps: int
    measure: str

    def recipe(self) -> Recipe:
        """The recipe that its runs share."""
        return PRESETS[self.preset].recipe() if self.preset else Recipe()


# The paper's rates go from 1e-3 to 1e6; those of its preset are as many times smaller, see
# `micrograd.data.shapes.trainability`. The factor is a power of 2, which rounds nothing.
SMALLER = PAPER_WIDTH**2
PAPER_RATES = f"{shortest(1e-3 / SMALLER)}:{shortest(1e6 / SMALLER)}:log"

_ROWS = (
    # Learning breaks down in many ways at these rates; beyond them always in the same.
    MapPreset(
        "",
        "Four samples",
        "The network that the program begins with: rates of the hidden layers and of the last one",
        "hidden-rate:0.01:100:log",
        "output-rate:0.01:100:log",
        500,
        "convergence",
    ),
    # Figure 1 of Sohl-Dickstein 2024 with tanh and full batches: the rate of the first layer along
    # x, that of the last one along y.
    MapPreset(
        "trainability",
        "Sohl-Dickstein's paper",
        "The network, the data, the axes and the measure of “The boundary of neural network "
        "trainability is fractal”; its runs take a hundred times as long",
        f"hidden-rate:{PAPER_RATES}",
        f"output-rate:{PAPER_RATES}",
        500,
        "convergence",
    ),
)
MAPS = {row.preset: row for row in _ROWS}


def preset_for(recipe: Recipe) -> MapPreset:
    """The row whose runs share a recipe; the specification's where there is none."""
    return next((row for row in _ROWS if row.recipe() == recipe), MAPS[""])
