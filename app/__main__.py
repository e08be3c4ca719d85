"""`python -m app`: open the window, draw it into a file, or export without it."""

import argparse
import io
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.documents.opened_file import stamp_of
from app.export.errors import ExportError
from app.terminal.batch import (
    VIEWS_OF_THE_PAST,
    any_is_drawn,
    complete_past,
    engine_seconds,
    export_all,
    have_compiled_loop,
    say,
    train_on,
)
from app.terminal.command_line import (
    FLAGS,
    check_export_options,
    check_together,
    chosen_experiment,
    export_options,
    make_parser,
)
from app.terminal.interruption import InterruptionError, check_interruption, interruptible
from app.terminal.system import has_display, window_problem
from micrograd.__main__ import OneLineParser
from micrograd.compiled import library
from micrograd.runs.experiment import Experiment
from micrograd.saving import reason_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow

SETTLE_MS = 500
# What the shell says of a program that a signal ended, with its number.
ENDED_BY_SIGNAL = 128


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, and return the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name of a file may have bytes that are no text.
        sys.stdout.reconfigure(errors="backslashreplace")
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        return do_what_is_asked(parser, options)
    except (InterruptionError, KeyboardInterrupt) as end:
        number = end.number if isinstance(end, InterruptionError) else signal.SIGINT
        print(f"\n{parser.prog}: interrupted; no file was left half written", file=sys.stderr)
        return ENDED_BY_SIGNAL + number


def do_what_is_asked(parser: OneLineParser, options: argparse.Namespace) -> int:
    """Check the options, then write files or open the window; return the exit code."""
    check_together(parser, options)
    if options.screenshot:
        check_writable(parser, Path(options.screenshot))
    elif not options.export and not has_display():
        parser.error(
            "there is no display; start it on a desktop, "
            "or draw the window into a file: --screenshot window.png"
        )
    if options.open or options.export or options.screenshot:
        # Before a file is read, which trains some steps. A new window loads it once it is painted.
        have_compiled_loop()
    # From before it is read: what another window saves meanwhile is noticed.
    options.stamp = stamp_of(options.open)
    experiment = chosen_experiment(parser, options)
    if options.screenshot or options.export:
        # What is drawn into a file needs no display, and one that is named may not answer.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    is_drawn = not options.export or any_is_drawn([Path(file) for file in options.export])
    problem = window_problem() if is_drawn else ""
    if problem:
        parser.error(problem)
    if options.export:
        return write_exports(parser, options, experiment)
    if options.screenshot:
        have_compiled_loop(engine_seconds(experiment, 0))
        with interruptible():
            complete_past(experiment)
            return show_window(parser, options, experiment)
    return show_window(parser, options, experiment)


# Files, without a window.


def write_exports(
    parser: OneLineParser, options: argparse.Namespace, experiment: Experiment
) -> int:
    """Train on, and write every file that is asked for."""
    check_export_options(parser, options, experiment)
    chosen, files = export_options(options), [Path(file) for file in options.export]
    have_compiled_loop(engine_seconds(experiment, options.steps))
    try:
        with interruptible():
            if any_is_drawn(files) and chosen.view in VIEWS_OF_THE_PAST:
                complete_past(experiment)
            divergence = train_on(experiment, options.steps)
            if divergence:
                print(f"{parser.prog}: {divergence}", file=sys.stderr)
            export_all(experiment, chosen, files)
    except ExportError as error:
        parser.error(f"argument {FLAGS.get(error.option, '--export')}: {error}")
    return 0


# The window.


def show_window(parser: OneLineParser, options: argparse.Namespace, experiment: Experiment) -> int:
    """Open the window and return the exit code once it is closed; or draw it into a file."""
    # Only now: Qt takes a while to load, and a wrong option should be told at once.
    from app.kit.application import make_application
    from app.window.initial_dock_sizes import show_first

    application = make_application(sys.argv[:1])
    window = make_window(options, experiment)
    is_remembered = window.settings is not None and window.settings.contains("geometry")
    if options.screenshot or options.size or is_remembered:
        window.show()
    else:
        show_first(window, window.screen().availableSize())
    if options.screenshot:
        smallest = window.minimumSizeHint()
        if options.size and (window.width(), window.height()) != options.size:
            window.close()
            parser.error(
                f"argument --size: the window needs {smallest.width()}x{smallest.height()} or more"
            )
        return draw_screenshot(window, options.steps, options.screenshot)
    return run_window(application, window, options.steps)


def make_window(options: argparse.Namespace, experiment: Experiment) -> "MainWindow":
    """The window as the options want it; what it is to remember is read only without a picture."""
    from app.kit.settings import open_settings
    from app.kit.theme import Appearance
    from app.session.session import Session
    from app.window.action_table import THEMES
    from app.window.main_window import MainWindow

    settings = None if options.screenshot else open_settings()
    remembered = str(settings.value("theme", "")) if settings else "dark"
    theme = options.theme or (remembered if remembered in THEMES else "system")
    window = MainWindow(Session(experiment), Appearance(theme), settings)
    if options.open:
        window.document.belong_to(options.open, options.stamp)
    if options.size:
        window.resize(*options.size)
    if options.page:
        window.stage.show_page(options.page)
    return window


def run_window(application: "QApplication", window: "MainWindow", steps: int) -> int:
    """Let the person work until the window is closed."""
    from app.kit.collector import Collector

    Collector(window).start()
    if not library.loaded():
        window.compiled_loop.prepare()
    window.begin()
    window.refilling.begin()
    if steps:
        window.runner.run(steps)
    return application.exec()


def check_writable(parser: OneLineParser, file: Path) -> None:
    """End with a clear error where the picture could not be written, before any work."""
    try:
        existed = file.exists()
        with open(file, "ab"):
            pass
    except OSError as error:
        parser.error(
            f"argument --screenshot: {file}: {reason_of(error)}; choose a file that you can write"
        )
    if not existed:
        file.unlink()


def draw_screenshot(window: "MainWindow", steps: int, file: str) -> int:
    """Train, draw the window into a file, and print `step N loss L`."""
    try:
        return _draw_screenshot(window, steps, file)
    finally:
        window.document.give_up_changes()
        window.close()


def _draw_screenshot(window: "MainWindow", steps: int, file: str) -> int:
    from PySide6.QtCore import QEventLoop, QTimer

    session = window.session
    if steps:
        session.train_on()
    for _ in range(steps):
        check_interruption()
        if session.divergence:
            break
        session.finish_step()
    session.show_progress()
    # Layouts settle and views that take turns are drawn before the picture is taken.
    settled = QEventLoop()
    QTimer.singleShot(SETTLE_MS, settled.quit)
    settled.exec()
    check_interruption()
    if not window.grab().save(file):
        print(f"python -m app: error: {file}: the picture can't be written", file=sys.stderr)
        return 2
    if session.divergence:
        print(f"python -m app: {session.divergence}", file=sys.stderr)
    say(f"step {session.steps} loss {session.evaluation.loss!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
