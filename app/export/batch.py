"""Training and exports without a window, for the command line."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from app.export.options import ExportOptions
from app.export.registry import export, kind_of, size_of
from app.progress import Progress
from micrograd.runs.experiment import Experiment
from micrograd.trainer import DivergenceError

# Building the compiled loop takes some ten seconds: it has to save more than that.
WORTH_BUILDING_S = 30.0


def train_on(experiment: Experiment, steps: int) -> DivergenceError | None:
    """Train so many steps on from the current place, as Run in the window does.

    A divergence ends it at the last finite parameters.
    """
    if not steps:
        return None
    from app.session import Session
    from micrograd.runs.recording import train_run

    session = Session(experiment)
    have_compiled_loop(session.trainer.expected_step_s * steps)
    session.train_on()
    try:
        train_run(session.run, session.trainer, steps)
    except DivergenceError as error:
        return error
    finally:
        session.keep_place()
    return None


def have_compiled_loop(engine_s: float) -> None:
    """The compiled loop where it was built before, or where building it takes less than it saves.

    engine_s: about how long the engine would take.
    """
    from micrograd.compiled import UnavailableError, library

    with suppress(UnavailableError):
        if not library.loaded() and not library.load_from_cache() and engine_s > WORTH_BUILDING_S:
            library.load()


def export_all(experiment: Experiment, options: ExportOptions, paths: list[Path]) -> None:
    """Write the files, print a line for each, and show the progress in a terminal.

    Raises ExportError at the first one that can't be written.
    """
    # It has to be there until everything is drawn.
    application = _offscreen_application() if any(kind_of(p).is_drawn for p in paths) else None
    for path in paths:
        show_progress(path, export(experiment, options, path), sys.stderr)
        print(f"wrote {path}, {size_of(path)}", flush=True)
    del application


def show_progress(path: Path, work: Iterator[float], terminal: TextIO) -> None:
    """Do the work; where somebody watches, say how far it is."""
    progress, said = Progress(), ""
    for progress.share in work:
        if terminal.isatty() and said != progress.text:
            said = progress.text
            terminal.write(f"\r\x1b[K{path.name}: {said}")
            terminal.flush()
    if said:
        terminal.write("\r\x1b[K")
        terminal.flush()


@contextmanager
def interrupted_once() -> Iterator[None]:
    """Being asked to end raises KeyboardInterrupt, once: clearing up goes on to its end."""
    signals = (signal.SIGINT, signal.SIGTERM)

    def interrupt(number: int, frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = [signal.signal(each, interrupt) for each in signals]
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


def _offscreen_application() -> object:
    """What drawing needs; the one there is, if there is one."""
    from PySide6.QtWidgets import QApplication

    from app.application import make_application

    return QApplication.instance() or make_application(sys.argv[:1])
