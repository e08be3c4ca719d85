"""The engine that trains in the terminal: the compiled loop where work is long, else the readable.

Both print the same losses to the last bit.
"""

import argparse

from micrograd.recipe.recipe import Recipe
from micrograd.training.step_cost import expected_step_s
from micrograd.training.step_engine import StepEngine

COMPILED, READABLE = "compiled", "readable"
# Loading NumPy and the compiled loop takes as long as so many seconds of the readable engine.
WORTH_LOADING_S = 0.5


def add_engine_option(parser: argparse.ArgumentParser) -> None:
    """Add `--engine`."""
    words = (
        f"What trains: the {COMPILED} loop, some 300 times as fast, or the {READABLE} engine; "
        f"both print the same losses, to the last bit, and a few steps take the latter "
        f"({COMPILED})"
    )
    choices = (COMPILED, READABLE)
    parser.add_argument("--engine", choices=choices, default=COMPILED, metavar="NAME", help=words)


def engine_for(name: str, recipe: Recipe, steps: int) -> StepEngine:
    """The engine of this name, for so many steps of a recipe; builds the loop where that pays.

    With a fault the readable engine trains.
    """
    step_s = expected_step_s(recipe.parameter_count, recipe.samples_of_step, False)
    readable_s = steps * step_s
    if name == READABLE or readable_s < WORTH_LOADING_S or recipe.sabotage.is_any:
        return StepEngine()
    # NumPy takes a while to load: nobody waits for it before a few steps.
    from micrograd.compiled import library
    from micrograd.compiled.engine import CompiledEngine

    library.load_for(readable_s)
    return CompiledEngine()
