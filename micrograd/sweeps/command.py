"""`python -m micrograd sweep`: every combination of values is trained, a line for each run."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from micrograd.compiled import library, run_library
from micrograd.parallel.address import ClusterError
from micrograd.parallel.going_on import (
    add_going_on_options,
    check_out,
    done_or_told,
    told_interruption,
)
from micrograd.parallel.workplace import Workplace
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.plan import PlanError
from micrograd.sweeps.making import RUNS, TABLE, is_made, make_sweep
from micrograd.sweeps.parsing import AXES, values_of
from micrograd.sweeps.plan import SweepPlan
from micrograd.sweeps.result import TrialResult, outcomes_of
from micrograd.sweeps.sweep import TIMES_AS_FAST, best_of
from micrograd.terminal.command_line import (
    OneLineParser,
    add_experiment_options,
    add_steps_option,
    chosen_recipe,
    tell_fault,
)
from micrograd.terminal.interrupt import INTERRUPTED
from micrograd.terminal.printing import exit_code_of_printing
from micrograd.training.outcomes import OUTCOMES

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
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=f"A table to write, a row for each run; its name ends with {TABLE}",
    )
    add_going_on_options(parser, RUNS)
    return done_or_told(parser, parser.parse_args(arguments), _make)


def _make(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    path = _checked(parser, options)
    plan = _plan(parser, chosen_recipe(parser, options), options.axes, options.steps)
    if "fault" not in plan.axes:
        tell_fault(parser, plan.recipe)
    if options.resume and path and is_made(plan, path):
        print(f"{parser.prog}: {path} is finished already", file=sys.stderr)
        return 0
    library.load_for(plan.expected_s(False))
    run_library.load_for(plan.expected_s(True) * (1 - 1 / TIMES_AS_FAST))
    # The engine, which is plain Python, gains nothing from a second thread.
    threads = None if library.loaded() else 1
    results: list[TrialResult] = []

    def tell(line: str) -> None:
        print(f"{parser.prog}: {line}", file=sys.stderr)

    try:
        with (
            closing(Workplace(options.scheduler or "", tell, threads)) as place,
            closing(make_sweep(plan, place, path, options.resume)) as making,
        ):
            # The table is wanted also where `head` reads only some of the lines.
            lines, has_table = _lines(making, results), path is not None
            code = exit_code_of_printing(parser.prog, lines, to_the_end=has_table)
    except KeyboardInterrupt:
        # Before the first run.
        code = INTERRUPTED
    except ClusterError as error:
        if not (path and results):
            raise
        tell(told_interruption(str(error), RUNS, len(results), plan.count))
        return 1
    if told := _told_at_the_end(plan, results, code, path):
        tell(told)
    return code


def _checked(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Path | None:
    """The file to write, if one is wanted; ends the program where it can't be."""
    path: Path | None = options.out
    if path is None:
        if options.resume:
            parser.error("argument --resume: goes with --out")
        return None
    check_out(parser, path, [TABLE])
    return path


def _told_at_the_end(
    plan: SweepPlan, results: Sequence[TrialResult], code: int, path: Path | None
) -> str:
    """What came out, or how to go on after an interruption; "" for nothing."""
    if code == INTERRUPTED and path:
        return told_interruption("interrupted", RUNS, len(results), plan.count)
    if code or not results:
        return ""
    counts = outcomes_of(results)
    told = ", ".join(f"{count:,} {OUTCOMES[name].words}" for name, count in counts.items())
    if best := best_of(results, plan.is_scored):
        measure, _, why = plan.comparison.partition(", ")
        why = f" ({why})" if why else ""
        told = f"{told}; the best {measure}: {best.trial.name}{why}"
    return told


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
        return SweepPlan(recipe, axes, steps=steps)
    except PlanError as error:
        what = SETTINGS[error.part].flag.removeprefix("--") if error.part in axes else ""
        parser.error(f"{what}{': ' if what else ''}{error}")


def _lines(making: Iterator[TrialResult], results: list[TrialResult]) -> Iterator[str]:
    """The line of each run, whose result is added to `results`."""
    for result in making:
        results.append(result)
        yield _line(result)


def _line(result: TrialResult) -> str:
    """`rate 0.1 · adam: learned, loss 0.0042, accuracy 4 of 4`."""
    if result.diverged_at is not None:
        return f"{result.trial.name}: diverged at step {result.diverged_at}"
    test = f", {result.compared_name} {result.test_score.text}" if result.test_score else ""
    words = result.outcome.words
    return f"{result.trial.name}: {words}, loss {result.loss!r}, {result.score}{test}"
