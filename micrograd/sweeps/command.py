"""`python -m micrograd sweep`: every combination of values is trained, a line for each run."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from micrograd.compiled import library
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.parsing import AXES, values_of
from micrograd.sweeps.plan import SweepPlan
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.sweep import Sweep, best_of
from micrograd.terminal.command_line import (
    OneLineParser,
    add_experiment_options,
    add_steps_option,
    chosen_recipe,
)
from micrograd.terminal.printing import exit_code_of_printing

BY_FLAG = {SETTINGS[name].flag.removeprefix("--"): name for name in AXES if SETTINGS[name].flag}


def main(arguments: list[str] | None = None) -> int:
    """Train every combination of the typed values, and tell how each run ended."""
    parser = OneLineParser(
        prog="python -m micrograd sweep",
        description="Train every combination of values, one line per run; all else is shared.",
    )
    about = "what is tried: learning-rate='0.01 to 1, 7 values', optimizer=adam,momentum, seed=0-9"
    parser.add_argument("axes", nargs="+", metavar="NAME=VALUES", help=about)
    add_experiment_options(parser)
    add_steps_option(parser, 1000, "How many steps each run trains (1000)")
    options = parser.parse_args(arguments)
    plan = _plan(parser, chosen_recipe(parser, options), options.axes, options.steps)
    library.load_for(plan.expected_s(False))
    sweep = Sweep(plan)
    code = exit_code_of_printing(parser.prog, _lines(sweep))
    if (best := best_of(sweep.results, plan.is_scored)) and not code:
        measure, _, why = plan.comparison.partition(", ")
        why = f" ({why})" if why else ""
        print(f"{parser.prog}: the best {measure}: {best.trial.name}{why}", file=sys.stderr)
    return code


def _plan(
    parser: argparse.ArgumentParser, recipe: Recipe, typed: Sequence[str], steps: int
) -> SweepPlan:
    axes: dict[str, Sequence[Any]] = {}
    for text in typed:
        flag, sign, values = text.partition("=")
        if flag not in BY_FLAG or not sign:
            parser.error(f"{text!r} is not NAME=VALUES with one of {', '.join(BY_FLAG)}")
        name = BY_FLAG[flag]
        if name in axes:
            parser.error(f"{flag} is tried twice")
        try:
            axes[name] = values_of(SETTINGS[name], values)
        except ValueError as error:
            parser.error(f"{flag}: {error}")
    try:
        return SweepPlan(recipe, axes, steps)
    except SettingError as error:
        what = SETTINGS[error.setting].flag.removeprefix("--") if error.setting in axes else ""
        parser.error(f"{what}{': ' if what else ''}{error}")


def _lines(sweep: Sweep) -> Iterator[str]:
    told = 0
    for _ in sweep.work():
        for result in sweep.results[told:]:
            yield _line(result)
        told = len(sweep.results)


def _line(result: TrialResult) -> str:
    """`rate 0.1 · adam: learned, loss 0.0042, accuracy 4 of 4`."""
    if result.diverged_at is not None:
        return f"{result.trial.name}: diverged at step {result.diverged_at}"
    test = f", {result.compared_name} {result.test_score.text}" if result.test_score else ""
    words = result.outcome.words
    return f"{result.trial.name}: {words}, loss {result.loss!r}, {result.score}{test}"
