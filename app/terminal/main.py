"""Does what the command line says, and returns the exit code."""

import argparse
import gc
import io
import os
import signal
import sys
from pathlib import Path

from app import ENDED_BY_SIGNAL
from app.documents.opened_file import stamp_of
from app.kit.progress import Progress, work_for
from app.program import program
from app.terminal import batch, command_line
from app.terminal.interruption import InterruptionError, interruptible
from app.terminal.menu import change_menu
from app.terminal.system import has_display, window_problem
from micrograd.compiled import library
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.terminal.command_line import OneLineParser, advise

# Seconds of reading a file before there is a window to show how far it is.
AT_ONCE_S = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, and return the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # The name of a file may have bytes that are no text.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        parser = command_line.make_parser()
        return do_what_is_asked(parser, parser.parse_args(arguments))
    except (InterruptionError, KeyboardInterrupt) as end:
        number = end.number if isinstance(end, InterruptionError) else signal.SIGINT
        print(f"\n{program()}: interrupted; no file was left half written", file=sys.stderr)
        return ENDED_BY_SIGNAL + number


def do_what_is_asked(parser: OneLineParser, options: argparse.Namespace) -> int:
    """Check the options, then write files or open the window; return the exit code."""
    if options.menu:
        return change_menu(parser, options)
    command_line.check_together(parser, options)
    if options.screenshot:
        command_line.check_picture(parser, Path(options.screenshot))
    elif not options.export and not has_display():
        parser.error(
            "there is no display; start it on a desktop, "
            "or draw the window into a file: --screenshot window.png"
        )
    options.is_from_desktop = is_from_desktop(options)
    if options.script:
        return play_script(parser, options)
    if options.open or options.recover or options.export or options.screenshot:
        # Reading a file trains some steps, and goes to an earlier one where that takes too long. A
        # new window loads the loop once it is painted.
        library.load_for()
    # Taken before the file is read, so that a save by another window meanwhile is noticed.
    options.stamp = stamp_of(options.open)
    experiment = whole_experiment(parser, options)
    if options.screenshot or options.export:
        # A picture needs no display, and a named display may not answer.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    command_line.check_stops(parser, options, experiment.current.recipe)
    is_drawn = not options.export or batch.any_is_drawn(options.export)
    problem = window_problem() if is_drawn else ""
    if problem:
        parser.error(problem)
    if options.export:
        return write_exports(parser, options, experiment)
    if options.screenshot:
        library.load_for(batch.engine_seconds(experiment, options.steps))
        with interruptible():
            batch.complete_past(experiment)
            return show_window(parser, options, experiment)
    return show_window(parser, options, experiment)


def play_script(parser: OneLineParser, options: argparse.Namespace) -> int:
    """Play the script that is named, film it or draw a scene of it; return the exit code."""
    if options.screenshot or options.export:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if problem := window_problem():
        parser.error(problem)
    # Imported late: Qt takes a while to load, and a wrong option should be told at once.
    from app.terminal import scripts

    return scripts.play_script(parser, options)


def whole_experiment(parser: OneLineParser, options: argparse.Namespace) -> Experiment:
    """The chosen experiment. A window opens a file that takes long itself, see `options.later`."""
    options.later = ""
    if options.open and options.is_from_desktop:
        options.later, options.open = options.open, ""
    experiment, work = command_line.chosen_experiment(parser, options)
    if options.screenshot or options.export:
        with interruptible():
            batch.show_progress(f"reading {options.open}", work, sys.stderr)
    elif not work_for(AT_ONCE_S, work, Progress()):
        options.later, options.open, experiment = options.open, "", new_experiment()
    return experiment


def is_from_desktop(options: argparse.Namespace) -> bool:
    """True where a double click may have started it: an error is then told by a window.

    Nobody reads what it writes, and the file is named alone.
    """
    is_read = sys.stderr is not None and sys.stderr.isatty()
    return bool(options.file and not (options.screenshot or options.export or is_read))


def write_exports(
    parser: OneLineParser, options: argparse.Namespace, experiment: Experiment
) -> int:
    """Train on, and write every file that is asked for."""
    command_line.check_export_options(parser, options, experiment)
    if options.steps and not options.open:
        advise(parser, options, experiment.current.recipe)
    # Qt takes a while to load, and a wrong option should be told at once.
    from app.terminal.training import train_on

    chosen, files = command_line.export_options(options), options.export
    library.load_for(batch.engine_seconds(experiment, options.steps))
    with command_line.told_by(parser), interruptible():
        batch.complete_past(experiment)
        stops = command_line.chosen_stops(options)
        ended = train_on(experiment, options.steps, stops)
        if ended:
            print(f"{parser.prog}: {ended}", file=sys.stderr)
        batch.export_all(experiment, chosen, files)
    return 0


def show_window(parser: OneLineParser, options: argparse.Namespace, experiment: Experiment) -> int:
    """Open the window and return the exit code once it is closed; or draw it into a file."""
    if not options.screenshot:
        # The window's own collector begins later: hardly anything of a start is garbage.
        gc.disable()
    # Imported late: Qt takes a while to load, and a wrong option should be told at once.
    from app.terminal.window import draw_window, open_window

    if options.screenshot:
        return draw_window(parser, options, experiment)
    return open_window(options, experiment)
