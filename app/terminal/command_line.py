"""The command line of `python -m app`: its options, and which of them go together."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.documents.endings import is_script
from app.export.checks import check_options, options_for
from app.export.kinds import KINDS, check_target, kind_of
from app.export.option import Option
from app.export.options import OPTIONS, SCENES, ExportOptions
from app.program import program
from app.terminal.menu import add_menu_options
from app.terminal.script_options import add_script_options, check_script_options
from app.window.actions.action_table import THEMES
from app.window.shown_choices import SHOWN_CHOICES
from app.window.view_table import EXPORTED, PAGES
from micrograd.export.options import ExportError
from micrograd.recipe.kinds import Switch
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment
from micrograd.runs.stopping import STOPS, objections
from micrograd.system.saving import check_writable, reason_of
from micrograd.terminal.command_line import (
    OneLineParser,
    add_experiment_options,
    add_steps_option,
    asked,
    chosen_recipe,
    read_by,
)
from micrograd.training.phases import Phase

# The phases of a step by the first word of each.
PHASE_NAMES = {phase.value.split()[0]: phase for phase in Phase}


def make_parser() -> OneLineParser:
    """The command line of the window."""
    parser = OneLineParser(
        prog=program(), description="See a neural network learn, number by number."
    )
    parser.add_argument(
        "file", nargs="?", metavar="FILE.json", help="the same as --open, or as --script"
    )
    parser.add_argument("--open", metavar="FILE.json", help="go on with a saved experiment")
    parser.add_argument(
        "--recover", action="store_true", help="go on with the work that was not saved last"
    )
    add_experiment_options(parser)
    parser.add_argument("--theme", choices=list(THEMES), help="colours")
    parser.add_argument(
        "--page", choices=list(PAGES), help="what the middle of the window shows first"
    )
    parser.add_argument(
        "--size",
        type=read_by(OPTIONS["size"].read, is_quoted=True),
        metavar="1440x900",
        help="size of the window or picture",
    )
    parser.add_argument(
        OPTIONS["text_scale"].flag,
        type=read_by(OPTIONS["text_scale"].read, is_quoted=True),
        metavar="1.5",
        help="size of all text in a window, a picture or a film, from 0.8 to 2.5 (1)",
    )
    add_script_options(parser)
    _add_shown(parser)
    add_steps_option(parser, 0, "train N steps after the start")
    _add_stops(parser)
    parser.add_argument(
        "--screenshot", metavar="FILE.png", help="draw the window into a file, and end"
    )
    parser.add_argument(
        "--operation",
        type=read_by(read_operation, is_quoted=True),
        metavar="backward:294",
        help="of --screenshot: walk into the step after the last one, to where so many operations "
        f"of a phase are done: of {', '.join(PHASE_NAMES)}",
    )
    _add_exports(parser)
    add_menu_options(parser)
    # See `main.is_from_desktop`.
    parser.set_defaults(is_from_desktop=False)
    return parser


def read_operation(text: str) -> tuple[Phase, int]:
    """A phase, and how many of its operations are done. Raises ValueError."""
    name, _, count = text.partition(":")
    if name not in PHASE_NAMES or not count.isdecimal():
        raise ValueError(f"give {', '.join(PHASE_NAMES)}, a colon and a whole number")
    return PHASE_NAMES[name], int(count)


def _add_shown(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is shown, in a window, a picture or a film")
    for row in SHOWN_CHOICES.values():
        group.add_argument(
            row.flag,
            dest=row.name,
            type=read_by(row.read, is_quoted=True),
            choices=row.answers or None,
            metavar=row.example or None,
            help=row.help,
        )


def shown_choices(options: argparse.Namespace) -> dict[str, str]:
    """What the views are to show, by the names of their choices."""
    given = {name: getattr(options, name) for name in SHOWN_CHOICES}
    return {name: text for name, text in given.items() if text is not None}


def _add_stops(parser: argparse.ArgumentParser) -> None:
    for name, stop in STOPS.items():
        row = stop.setting
        help_ = row.help.replace("%", "%%")
        about = f"end --steps before: {help_[0].lower()}{help_[1:]}"
        if isinstance(row.kind, Switch):
            parser.add_argument(row.flag, dest=name, action="store_true", help=about)
        else:
            parser.add_argument(
                row.flag, dest=name, type=read_by(row.read), metavar=row.example, help=about
            )


def chosen_stops(options: argparse.Namespace) -> dict[str, Any]:
    """The conditions at which training stops by itself, with their values."""
    return {name: value for name in STOPS if (value := getattr(options, name))}


def _add_exports(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "exports, which need no display",
        "The ending of OUT says what is written: "
        + "; ".join(f"{', '.join(kind.endings)}: a {kind.name}" for kind in KINDS),
    )
    group.add_argument(
        "--export",
        metavar="OUT",
        type=Path,
        action="append",
        default=[],
        help="write a file; any number",
    )
    for name, option in OPTIONS.items():
        answers = list(EXPORTED) if name == "view" else list(option.answers)
        # The help lists the names of the views, which would make too long a metavar.
        words = f"{option.help}: {', '.join(answers)}" if name == "view" else option.help
        if option.help:
            group.add_argument(
                option.flag,
                dest=name,
                type=read_by(option.read, is_quoted=True),
                choices=answers or None,
                metavar=option.example or None,
                help=words,
            )


def check_together(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End with a clear error where options contradict each other.

    The file that is named without an option becomes that of `open` or `script`.
    """
    if options.file:
        name = "script" if is_script(options.file) else "open"
        if getattr(options, name):
            parser.error(f"argument --{name}: a file is named without it already; name one only")
        if name == "script":
            options.script = Path(options.file)
        else:
            options.open = options.file
    check_script_options(parser, options)
    for name, setting in asked().items():
        if options.open and getattr(options, name) is not None:
            parser.error(
                f"argument {setting.flag}: {Path(options.open).name} says that; leave it out"
            )
    if not options.steps:
        for name in chosen_stops(options):
            parser.error(f"argument {STOPS[name].setting.flag}: goes with --steps N")
    if options.recover and (options.open or options.screenshot or options.export):
        parser.error("argument --recover: goes without a file, --screenshot and --export")
    if options.operation and not options.screenshot:
        parser.error("argument --operation: goes with --screenshot FILE.png")
    if options.export:
        _check_exports(parser, options)
        return
    for name, option in OPTIONS.items():
        if option.help and getattr(options, name) is not None:
            parser.error(f"argument {option.flag}: goes with --export and {_files_with(name)}")


def check_stops(parser: OneLineParser, options: argparse.Namespace, recipe: Recipe) -> None:
    """End with a clear error where a condition is chosen that never holds."""
    for name, reason in objections(chosen_stops(options), recipe.has_batches).items():
        parser.error(f"argument {STOPS[name].setting.flag}: {reason}")


def check_picture(parser: OneLineParser, file: Path) -> None:
    """End with a clear error where the picture can't be written, before any work is done."""
    try:
        check_writable(file)
    except OSError as error:
        parser.error(
            f"argument --screenshot: {file}: {reason_of(error)}; choose a file that you can write"
        )


def _check_exports(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.screenshot:
        parser.error("argument --screenshot: --export window.png draws the window as well")
    if options.page:
        parser.error("argument --page: goes with a window; --view says what is drawn")
    if options.theme == "system":
        parser.error("argument --theme: a file is dark or light")
    with told_by(parser):
        for file in options.export:
            check_target(file)
    if not any(kind_of(file).is_drawn for file in options.export):
        for name in shown_choices(options):
            parser.error(f"argument {SHOWN_CHOICES[name].flag}: goes with {_files_with('view')}")
    concerned = options_for(options.export)
    kinds = [kind_of(file).name for file in options.export]
    along = SCENES if options.script else options.along or ExportOptions.along
    for name, option in OPTIONS.items():
        if getattr(options, name) is None:
            continue
        if name not in concerned:
            parser.error(f"argument {option.flag}: goes with {_files_with(name)}")
        if not any(option.acts(kind, along) for kind in kinds):
            parser.error(f"argument {option.flag}: {_films_with(option, along)}")


def _films_with(option: Option, along: str) -> str:
    """Which other film takes an option."""
    if along == SCENES:
        return "the script says that; leave it out"
    if option.films == (SCENES,):
        return "goes with --script FILE.scenes.json"
    return f"goes with {OPTIONS['along'].flag} {' or '.join(option.films)}"


def _files_with(option: str) -> str:
    """The files that an option concerns."""
    endings = [each for kind in KINDS if option in kind.options for each in kind.endings]
    return f"a file that ends with {' or '.join(endings)}"


def export_options(options: argparse.Namespace) -> ExportOptions:
    """The given options, and the defaults of the rest."""
    given = {name: getattr(options, name) for name in OPTIONS}
    chosen = {name: value for name, value in given.items() if value is not None}
    return ExportOptions(**chosen, view_choices=shown_choices(options))


def check_export_options(
    parser: argparse.ArgumentParser, options: argparse.Namespace, experiment: Experiment
) -> None:
    """End with a clear error where the experiment, once trained, lacks what is to be exported."""
    chosen = export_options(options)
    with told_by(parser):
        check_options(chosen, options.export, experiment, options.steps)


@contextmanager
def told_by(parser: argparse.ArgumentParser) -> Iterator[None]:
    """End with the flag of the option that an ExportError names."""
    try:
        yield
    except ExportError as error:
        flag = OPTIONS[error.option].flag if error.option in OPTIONS else "--export"
        parser.error(f"argument {flag}: {error}")


def chosen_experiment(
    parser: argparse.ArgumentParser, options: argparse.Namespace
) -> tuple[Experiment, Iterator[float]]:
    """The experiment in the file, or a new one, and the work after which it is whole.

    The work yields the share that is done. An error where the file can't be read ends it all.
    """
    from micrograd.files.errors import FileError
    from micrograd.files.reading import begin_reading
    from micrograd.runs.experiment import new_experiment

    if not options.open:
        return new_experiment(chosen_recipe(parser, options)), iter(())
    path = Path(options.open)

    def told(error: FileError) -> str:
        return f"argument --open: {path}: {error}"

    try:
        building = begin_reading(path)
    except FileError as error:
        parser.error(told(error))

    def work() -> Iterator[float]:
        try:
            yield from building.work()
        except FileError as error:
            parser.error(told(error))

    return building.experiment, work()
