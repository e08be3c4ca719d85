"""PRESETS: recipes that are known from elsewhere, a row each."""

from collections.abc import Mapping
from typing import NamedTuple

from micrograd.data.shapes import PAPER_WIDTH
from micrograd.recipe.kinds import Choice, Setting
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS


class Preset(NamedTuple):
    """One row. settings: by name, as a person types them; all others are as usual.

    title, words: its entry in a menu, and what it is in a sentence.
    """

    name: str
    title: str
    words: str
    settings: Mapping[str, str]

    def recipe(self) -> Recipe:
        """The recipe with the settings of the row."""
        return Recipe(**{name: SETTINGS[name].read(text) for name, text in self.settings.items()})


_ROWS = (
    # The notebook demo.ipynb of karpathy/micrograd. There the penalty counts biases as well, and
    # biases begin with 0; here it spares them, and they are drawn as weights are.
    Preset(
        "micrograd-demo",
        "Karpathy's &micrograd demo",
        "The demo of karpathy/micrograd: 100 moons, hinge loss, L2 penalty, a rate that falls to a "
        "tenth in 100 steps",
        {
            "dataset": "moons",
            "layers": "16,16,1",
            "activations": "relu,relu,linear",
            "seed": "1",
            "loss": "hinge",
            "penalty": "l2",
            "penalty_strength": "0.0001",
            "learning_rate": "1",
            "schedule": "linear",
            "schedule_steps": "100",
        },
    ),
    # Its biases are frozen at 0: it has none. What its factors √2/√n and 1/n became is told at
    # `micrograd.data.shapes.trainability`; all rates are 256 times smaller than in the paper.
    Preset(
        "trainability",
        "So&hl-Dickstein's trainability",
        "The network of Sohl-Dickstein's maps of what can be trained: 16 inputs, 16 neurons with "
        "tanh, no biases, as many samples as weights, without any pattern",
        {
            "dataset": "trainability",
            "layers": f"{PAPER_WIDTH},1",
            "activations": "tanh,linear",
            "init": "normal",
            "frozen": ",".join([*(f"1.{i + 1}.b" for i in range(PAPER_WIDTH)), "2.1.b"]),
            "loss": "mean-squared",
            "learning_rate": "0.01",
        },
    ),
)
PRESETS = {row.name: row for row in _ROWS}
# The option of the command lines.
PRESET = Setting(
    "preset",
    Choice(PRESETS),
    None,
    caption="preset",
    help="Settings that other options then change",
    flag="--preset",
    example="NAME",
)
