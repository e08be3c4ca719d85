"""Opens the window that the command line asks for, or draws it into a file; loads Qt."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app.kit import text_size, unexpected
from app.kit.application import make_application
from app.kit.beside import Beside
from app.kit.collector import Collector
from app.kit.settings import open_settings, settings_problem
from app.kit.sliced import Sliced
from app.kit.theme import Appearance
from app.program import program
from app.session.session import Session
from app.terminal.batch import say
from app.terminal.command_line import chosen_stops, shown_choices
from app.terminal.interruption import check_interruption
from app.terminal.training import train_session, walk_to
from app.window.actions.action_table import THEMES
from app.window.gliding import is_gliding
from app.window.main_window import MainWindow
from app.window.panels.docks import show_first
from app.window.reports.error_reports import ErrorReports
from app.window.reports.restarting import RESTART, begin_again
from app.window.view_table import PAGES
from micrograd.compiled import library, run_library
from micrograd.runs.experiment import Experiment
from micrograd.system.quoting import shown
from micrograd.system.saving import replacement
from micrograd.terminal.command_line import OneLineParser
from micrograd.training.phases import Phase

# Milliseconds until layouts have settled, and for views that are drawn in a thread at most.
SETTLE_MS, WORK_MS = 500, 20_000


def open_window(options: argparse.Namespace, experiment: Experiment) -> int:
    """Let the person work until the window is closed; return the exit code."""
    application = make_application(sys.argv[:1])
    window = make_window(options, experiment)
    if options.size or (window.settings and window.settings.contains("geometry")):
        window.show()
    else:
        show_first(window, window.screen().availableSize())
    Collector(window).start()
    if not library.loaded():
        window.compiled_loop.prepare()
    window.run_loop.prepare_when_wanted()
    window.begin(options.recover)
    window.background_recompute.begin()
    if options.later:
        # The window shows how far it is.
        window.document.load(options.later, partial(_run, window, options))
    else:
        _run(window, options)
    return work_in(application)


def work_in(application: QApplication) -> int:
    """Let the person work, and return the exit code; or begin again where that is asked for."""
    if unexpected.errors:
        ErrorReports(unexpected.errors)
    code = application.exec()
    if code == RESTART:
        begin_again()
    return code


def _run(window: MainWindow, options: argparse.Namespace) -> None:
    if stops := chosen_stops(options):
        window.controls.stops.choose(stops)
    if options.steps:
        window.runner.run(options.steps)


def draw_window(parser: OneLineParser, options: argparse.Namespace, experiment: Experiment) -> int:
    """Train, draw the window into a file, and print `step N loss L`; return the exit code."""
    # The window needs it as long as it exists.
    application = make_application(sys.argv[:1])
    if options.page and "run_loop" in PAGES[options.page].needs:
        run_library.load_for()
    window = make_window(options, experiment)
    window.show()
    smallest = window.minimumSize()
    if options.size and (window.width(), window.height()) != options.size:
        window.close()
        parser.error(
            f"argument --size: the window needs {smallest.width()}x{smallest.height()} or more"
        )
    try:
        ended = train_session(window.session, options.steps, chosen_stops(options))
        if options.operation:
            _walk(parser, window, *options.operation)
        return _draw(window, options.screenshot, ended)
    finally:
        window.document.give_up_changes()
        window.close()
        del application


def _walk(parser: OneLineParser, window: MainWindow, phase: Phase, operations: int) -> None:
    try:
        walk_to(window.view("graph").walk, phase, operations)
    except ValueError as error:
        parser.error(f"argument --operation: {error}")


def make_window(options: argparse.Namespace, experiment: Experiment) -> MainWindow:
    """Make the window that the options ask for; for a picture or a script it remembers nothing."""
    settings = None if options.screenshot else _usable_settings()
    remembered = str(settings.value("theme", "")) if settings else "dark"
    theme = options.theme or (remembered if remembered in THEMES else "system")
    kept = None if options.script else settings
    window = MainWindow(Session(experiment), Appearance(theme), kept)
    if options.open:
        window.document.belong_to(options.open, options.stamp)
    if options.size:
        window.resize(*options.size)
    if options.text_scale:
        window.appearance.resize_text(round(text_size.NORMAL * options.text_scale))
    window.remembered.choose(shown_choices(options))
    if options.page:
        window.stage.show_page(options.page)
    return window


def _usable_settings() -> QSettings | None:
    problem = settings_problem()
    if problem:
        print(f"{program()}: {problem}; nothing is remembered", file=sys.stderr)
    return None if problem else open_settings()


def _wait_for_work(window: MainWindow) -> None:
    """Let threads, slices and gliding cameras come to an end, within WORK_MS; the doctor last."""
    waiting = QElapsedTimer()
    waiting.start()
    workers: list[Beside | Sliced] = [*window.findChildren(Beside), *window.findChildren(Sliced)]

    def wait_while(is_busy: Callable[[], bool]) -> None:
        while is_busy() and waiting.elapsed() < WORK_MS:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def is_busy() -> bool:
        return any(each.is_running for each in workers) or is_gliding(window)

    wait_while(is_busy)
    # By now the test losses on the way are known, which it asks for.
    window.doctor.look()
    wait_while(lambda: window.doctor.is_busy)
    # What came last takes its room.
    QApplication.processEvents()


def _draw(window: MainWindow, file: str, ended: str) -> int:
    """Draw the window. ended: why training ended before all steps were done."""
    session = window.session
    session.cursor.show_progress()
    # Before the picture is taken, layouts settle and views that take turns are drawn.
    settled = QEventLoop()
    QTimer.singleShot(SETTLE_MS, settled.quit)
    settled.exec()
    _wait_for_work(window)
    check_interruption()
    try:
        with replacement(Path(file), Path(file).suffix) as temporary:
            if not window.grab().save(str(temporary)):
                raise OSError
    except OSError:
        print(
            f"{program()}: error: {shown(str(file))}: the picture can't be written",
            file=sys.stderr,
        )
        return 2
    if ended:
        print(f"{program()}: {ended}", file=sys.stderr)
    say(f"step {session.cursor.steps} loss {session.cursor.evaluation.loss!r}")
    return 0
