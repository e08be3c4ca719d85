"""The command line of `python -m app`: its options, and which of them go together."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.export.choices import CONTENTS, LIBRARIES, PACES, READERS, VIEWS, check_options
from app.export.errors import ExportError
from app.export.options import ExportOptions
from app.export.registry import ENDINGS, KINDS, check_target, kind_of
from micrograd.__main__ import OneLineParser, add_experiment_options, chosen_dataset
from micrograd.runs.experiment import Experiment

PAGES = ("network", "graph", "gradient", "expression", "sweep")
# What an experiment file says already.
IN_THE_FILE = {
    "--seed": "seed",
    "--layers": "layers",
    "--learning-rate": "learning_rate",
    "--data": "data",
}
# Options of an export alone, by the names they have in `ExportOptions`.
OF_EXPORTS = {
    "view": "--view",
    "scale": "--scale",
    "fps": "--fps",
    "seconds": "--seconds",
    "pace": "--pace",
    "first": "--from-step",
    "last": "--to-step",
    "every": "--every",
    "content": "--content",
    "library": "--library",
}
FLAGS = {**OF_EXPORTS, "size": "--size", "theme": "--theme"}


def read_by(name: str) -> Callable[[str], Any]:
    """An option of an export as argparse reads it."""

    def read(text: str) -> Any:
        try:
            return READERS[name](text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None

    return read


def make_parser() -> OneLineParser:
    """The command line of the window."""
    parser = OneLineParser(
        prog="python -m app", description="See a neural network learn, number by number."
    )
    parser.add_argument("file", nargs="?", metavar="FILE.json", help="the same as --open")
    parser.add_argument("--open", metavar="FILE.json", help="go on with a saved experiment")
    add_experiment_options(parser)
    # Whether it was given is to be seen: with a file it is not taken.
    parser.set_defaults(learning_rate=None)
    parser.add_argument("--theme", choices=["dark", "light", "system"], help="colours")
    parser.add_argument("--page", choices=PAGES, help="what the middle of the window shows first")
    parser.add_argument(
        "--size", type=read_by("size"), metavar="1440x900", help="size of the window or picture"
    )
    parser.add_argument(
        "--steps",
        type=read_by("steps"),
        metavar="N",
        default=0,
        help="train N steps after the start",
    )
    parser.add_argument(
        "--screenshot", metavar="FILE.png", help="draw the window into a file, and end"
    )
    _add_exports(parser)
    return parser


def _add_exports(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "exports, which need no display",
        "The ending of OUT says what is written: "
        + "; ".join(f"{', '.join(kind.endings)}: a {kind.name}" for kind in KINDS),
    )
    group.add_argument(
        "--export", metavar="OUT", action="append", default=[], help="write a file; any number"
    )
    views = ", ".join(VIEWS)
    group.add_argument("--view", choices=list(VIEWS), metavar="VIEW", help=f"of a drawing: {views}")
    for flag, name, example, meaning in [
        ("--scale", "scale", "2", "pixels of the file for each of --size (1)"),
        ("--fps", "fps", "25", "frames a second of a film (25)"),
        ("--seconds", "seconds", "10", "length of a film (10)"),
        ("--from-step", "first", "K", "first step of a film or table (0)"),
        ("--to-step", "last", "K", "last step of a film or table (the last)"),
        ("--every", "every", "N", "write every Nth step of a table (1)"),
    ]:
        group.add_argument(flag, dest=name, type=read_by(name), metavar=example, help=meaning)
    pace_help = "of a film: all steps alike (even), or most frames for the first steps (early)"
    group.add_argument("--pace", choices=list(PACES), help=pace_help)
    group.add_argument("--content", choices=list(CONTENTS), help="of a table (losses)")
    group.add_argument("--library", choices=list(LIBRARIES), help="of a script (micrograd)")


def check_together(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End with a clear error where options contradict each other; joins the file to `open`."""
    if options.file and options.open:
        parser.error("argument --open: a file is named without it already; name one only")
    options.open = options.open or options.file
    for flag, name in IN_THE_FILE.items():
        if options.open and getattr(options, name) is not None:
            parser.error(f"argument {flag}: {Path(options.open).name} says that; leave it out")
    if options.export:
        _check_exports(parser, options)
        return
    for name, flag in OF_EXPORTS.items():
        if getattr(options, name) is not None:
            endings = " or ".join(_endings_with(name))
            parser.error(f"argument {flag}: goes with --export and a file that ends with {endings}")


def _check_exports(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.screenshot:
        parser.error("argument --screenshot: --export window.png draws the window as well")
    if options.page:
        parser.error("argument --page: goes with a window; --view says what is drawn")
    if options.theme == "system":
        parser.error("argument --theme: a file is dark or light")
    try:
        for file in options.export:
            check_target(Path(file))
        concerned = concerned_by(options.export)
    except ExportError as error:
        parser.error(f"argument --export: {error}")
    for name, flag in FLAGS.items():
        if getattr(options, name) is not None and name not in concerned:
            endings = " or ".join(_endings_with(name))
            parser.error(f"argument {flag}: goes with a file that ends with {endings}")


def concerned_by(files: list[str]) -> set[str]:
    """The options that files of these kinds take."""
    return {name for file in files for name in kind_of(Path(file)).options}


def _endings_with(option: str) -> list[str]:
    """The endings of the files that an option concerns."""
    return [e for e in ENDINGS if option in kind_of(Path(f"x{e}")).options]


def export_options(options: argparse.Namespace) -> ExportOptions:
    """What was given, and the defaults of the rest."""
    given = {name: getattr(options, name) for name in FLAGS}
    return ExportOptions(**{name: value for name, value in given.items() if value is not None})


def check_export_options(
    parser: argparse.ArgumentParser, options: argparse.Namespace, experiment: Experiment
) -> None:
    """End with a clear error where the experiment, trained on, does not have what is asked for."""
    chosen, files = export_options(options), [Path(file) for file in options.export]
    try:
        check_options(chosen, concerned_by(options.export), experiment, options.steps)
        for file in files:
            kind_of(file).check(chosen, file)
    except ExportError as error:
        parser.error(f"argument {FLAGS.get(error.option, '--export')}: {error}")


def chosen_experiment(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Experiment:
    """The experiment in the file, or a new one; ends with a clear error where there is none."""
    from micrograd.recipe.network import NetworkConfig
    from micrograd.runs.experiment import new_experiment

    if options.open:
        return opened_experiment(parser, Path(options.open))
    dataset = chosen_dataset(parser, options)
    layers = tuple(options.layers)
    config = NetworkConfig(layers, ("tanh",) * len(layers), options.seed or 0)
    return new_experiment(dataset, config, options.learning_rate or 0.1)


def opened_experiment(parser: argparse.ArgumentParser, path: Path) -> Experiment:
    """The experiment in a file, whole; ends with a clear error where it can't be read."""
    from micrograd.files import FileError, read_experiment

    try:
        return read_experiment(path)
    except FileError as error:
        parser.error(f"argument --open: {path}: {error}")
