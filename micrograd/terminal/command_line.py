"""The command line of `python -m micrograd`, and what it shares with that of the window."""

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from micrograd.data.typed import whole
from micrograd.recipe.choices import choices_with
from micrograd.recipe.drawing import DRAWING
from micrograd.recipe.kinds import Choice, Setting, SettingError
from micrograd.recipe.network import draw_network
from micrograd.recipe.presets import PRESET, PRESETS
from micrograd.recipe.proposal import misfit, out_of_reach, proposed
from micrograd.recipe.reading import READING
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import MAX_SEED, MAX_STEPS, SETTINGS
from micrograd.system.quoting import shown
from micrograd.terminal.data_options import chosen_data
from micrograd.terminal.engines import add_engine_option, engine_for
from micrograd.terminal.printing import exit_code_of_printing
from micrograd.training.divergence import DivergenceError
from micrograd.training.measuring import measured
from micrograd.training.trainer import Trainer, trainer_for


class OneLineParser(argparse.ArgumentParser):
    """A parser that tells an error in one line, without the usage before it."""

    def print_help(self, file: Any = None) -> None:
        if code := exit_code_of_printing(self.prog, [self.format_help().rstrip()]):
            self.exit(code)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {shown(' '.join(message.split()))}\n")


def read_by(reader: Callable[[str], Any], is_quoted: bool = False) -> Callable[[str], Any]:
    """Make a reader of an option; argparse tells its refusal. is_quoted: after what was typed."""

    def read(text: str) -> Any:
        try:
            return reader(text)
        except ValueError as error:
            told = f"{text!r}: {error}" if is_quoted else str(error)
            raise argparse.ArgumentTypeError(told) from None

    return read


def add_steps_option(parser: argparse.ArgumentParser, default: int, words: str) -> None:
    """Add `--steps`, a whole number from 0 on. words: its help."""
    reader = read_by(whole(0, MAX_STEPS), is_quoted=True)
    parser.add_argument("--steps", type=reader, default=default, metavar="N", help=words)


def add_experiment_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each setting that has a flag; without a value it is None."""
    for name, setting in asked().items():
        unsaid = "found out" if name in READING else "as usual"
        default = unsaid if setting.default is None else setting.text(setting.default)
        parser.add_argument(
            setting.flag,
            dest=name,
            # Other options say how many samples are drawn, and how: see `chosen_data`.
            type=str if name == "dataset" else read_by(setting.read),
            metavar=setting.example,
            help=f"{setting.help}{_named(setting)} ({default})",
        )


def _named(setting: Setting) -> str:
    """The names that a setting can have, for its help."""
    kind = setting.kind
    return f": {', '.join(kind.names)}" if isinstance(kind, Choice) else ""


def asked() -> dict[str, Setting]:
    """The settings that have a flag, by name, how samples are drawn or read, and the preset."""
    rows = SETTINGS | DRAWING | READING | {PRESET.name: PRESET}
    return {name: row for name, row in rows.items() if row.flag}


def chosen_recipe(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Recipe:
    """The recipe of the options; ends the program where they do not fit each other."""
    given = {name: getattr(options, name) for name in asked() if name in SETTINGS}
    given["dataset"], told = chosen_data(parser, options)
    given = {name: value for name, value in given.items() if value is not None}
    try:
        begun = PRESETS[options.preset].recipe().changed if options.preset else Recipe
        recipe = begun(**given)
    except SettingError as error:
        parser.error(f"argument {SETTINGS[error.setting].flag}: {error}")
    for name in given:
        if not recipe.acts(name):
            (row, names), *_ = choices_with(name)
            parser.error(f"argument {SETTINGS[name].flag}: goes with {row.flag} {names}")
    if told:
        print(f"{parser.prog}: {shown(told)}", file=sys.stderr)
    return recipe


# `Examine` returns what is told of a run that has ended, from its trainer, recipe, losses, marks
# and what ended it early; "" for nothing. A mark is a step with its test loss and its loss.
Mark = tuple[int, float, float]
Examine = Callable[[Trainer, Recipe, list[float], list[Mark], DivergenceError | None], str]
# The test loss of a run is looked at so many times.
LOOKS = 40
# The seconds of training between two moments at which lines are printed.
PIECE_S = 0.05


def main(arguments: list[str] | None = None, examine: Examine | None = None) -> int:
    """Print `k loss` for every step k: the loss before update k, at full precision.

    How well the task is done after the last step is told on the error output, and what examine has
    to say.
    """
    parser = OneLineParser(
        prog="python -m micrograd",
        description="Train a network in the terminal, one line per step.",
        epilog="Many networks: python -m micrograd sweep --help, python -m micrograd map --help.",
    )
    add_experiment_options(parser)
    add_steps_option(parser, 50, "How many steps to train (50)")
    add_engine_option(parser)
    options = parser.parse_args(arguments)
    recipe = chosen_recipe(parser, options)
    if options.seed is None and not options.preset:
        recipe = recipe.changed(seed=random.randrange(MAX_SEED + 1))
    advise(parser, options, recipe)
    engine = engine_for(options.engine, recipe, options.steps)
    trainer = trainer_for(recipe, draw_network(recipe), engine)
    losses: list[float] = []
    marks: list[Mark] = []
    diverged = None
    try:
        lines = _lines(parser.prog, trainer, options.steps, losses, marks)
        code = exit_code_of_printing(parser.prog, lines)
    except DivergenceError as error:
        code, diverged = 1, error
    told = str(diverged) if diverged else ""
    if (
        examine
        and not recipe.sabotage.is_any
        and (diverged or (code == 0 and len(losses) == options.steps))
    ):
        advice = examine(trainer, recipe, losses, marks, diverged)
        told = "; ".join(filter(None, (told, advice)))
    if told:
        print(f"{parser.prog}: {shown(told)}", file=sys.stderr)
    return code


def advise(parser: argparse.ArgumentParser, options: argparse.Namespace, recipe: Recipe) -> None:
    """Say which options would suit the data, the loss or the optimizer that were given, if any.

    A fault is told before them.
    """
    tell_fault(parser, recipe)
    given = {name for name in asked() if getattr(options, name) is not None}
    if not given & {"dataset", "loss", "optimizer"}:
        return
    if wrong := misfit(recipe) or out_of_reach(recipe):
        print(f"{parser.prog}: warning: {shown(wrong.text)}", file=sys.stderr)
    values = proposed(recipe, given)
    better = [f"{SETTINGS[name].flag} {SETTINGS[name].text(each)}" for name, each in values.items()]
    if better:
        only_rate = values.keys() == {"learning_rate"}
        what = f"{recipe.optimizer} trains" if only_rate else "these data are trained"
        print(f"{parser.prog}: {what} better with {' '.join(better)}", file=sys.stderr)


def tell_fault(parser: argparse.ArgumentParser, recipe: Recipe) -> None:
    """Say which line is wrong on purpose, if one is."""
    if (fault := recipe.sabotage).is_any:
        why = fault.without_effect(recipe)
        told = f"{fault.words} It changes nothing here: {why}." if why else fault.words
        print(f"{parser.prog}: one line is wrong on purpose: {told}", file=sys.stderr)


def _lines(
    program: str, trainer: Trainer, steps: int, losses: list[float], marks: list[Mark]
) -> Iterator[str]:
    """The line of each step; the score is told once somebody has read them all.

    Adds the losses, and now and then a mark where samples are held out.
    """
    has_test = bool(trainer.samples.held_out)
    every = 1 + steps // LOOKS if has_test else steps
    while (k := trainer.steps) < steps:
        test_loss = trainer.evaluate().test_loss if has_test and k % every == 0 else None
        most = min(every - k % every, steps - k, trainer.steps_within(PIECE_S))
        for loss in _trained(trainer, most):
            losses.append(loss)
            yield f"{len(losses) - 1} {loss!r}"
        if test_loss is not None:
            marks.append((k, test_loss, losses[k]))
    print(end="", flush=True)
    print(f"{program}: step {steps}: {measured(trainer)}", file=sys.stderr)


def _trained(trainer: Trainer, steps: int) -> Iterator[float]:
    """Train at most so many steps; the losses before a divergence come before its error."""
    if not trainer.can_run_beside:
        yield trainer.step()
        return
    trained = trainer.run_now(steps)
    yield from trained.losses.tolist()
    trainer.accept(trained)
