"""Training and exports without a window, for the command line."""

import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TextIO

from app.export.kinds import export, kind_of, size_of
from app.export.options import OPTIONS, ExportOptions
from app.export.view import MakeView
from app.kit.progress import Progress, work_for
from app.program import program
from app.terminal.interruption import check_interruption
from app.window.shown_choices import SHOWN_CHOICES
from micrograd.runs.experiment import Experiment
from micrograd.runs.recompute import doubts, recomputed, seconds_to_train, to_recompute
from micrograd.system.quoting import shown
from micrograd.system.saving import reason_of
from micrograd.terminal.printing import print_nothing_more
from micrograd.training.step_cost import expected_step_s


def engine_seconds(experiment: Experiment, steps: int) -> float:
    """Guess how long the readable engine takes for more steps, and outlines once more."""
    current, outlines = experiment.current, to_recompute(experiment)
    step_s = expected_step_s(len(current.start.data), current.recipe.samples_of_step, False)
    return steps * step_s + sum(seconds_to_train(run, run.start.step, False) for run in outlines)


# The work.


def any_is_drawn(paths: list[Path]) -> bool:
    """True where one of the files is a picture or film."""
    return any(kind_of(path).is_drawn for path in paths)


def complete_past(experiment: Experiment) -> None:
    """Train the runs of a file again: the file has only an outline of each.

    A run whose numbers are others on this computer keeps its outline, and that is told.
    """
    for run in to_recompute(experiment):
        show_progress(f"{run.name} once more", recomputed(run), sys.stderr)
    for doubt in doubts(experiment.all_runs()):
        print(f"{program()}: {shown(doubt)}", file=sys.stderr)


def export_all(experiment: Experiment, options: ExportOptions, paths: list[Path]) -> None:
    """Write the files, print a line for each, and show the progress in a terminal.

    Raises ExportError at the first one that can't be written.
    """
    # Drawing needs the application until the last file is written.
    application, make_view = _drawing() if any_is_drawn(paths) else (None, None)
    for path in paths:
        show_progress(path.name, export(experiment, options, path, make_view), sys.stderr)
        say(f"wrote {path}, {size_of(path)}{acting(options, path)}")
    del application


def acting(options: ExportOptions, path: Path) -> str:
    """The options that made the file other than usual: ` (--to-step 100)`."""
    usual, texts = ExportOptions().texts(), options.texts()
    names = [name for name in kind_of(path).options if texts[name] != usual[name]]
    words = [f"{OPTIONS[name].flag} {texts[name]}" for name in names]
    if kind_of(path).is_drawn:
        chosen = options.view_choices.items()
        words += [f"{SHOWN_CHOICES[name].flag} {text}" for name, text in chosen]
    return f" ({' '.join(words)})" if words else ""


def _drawing() -> tuple[object, MakeView]:
    """A QApplication, and what makes views to draw. Other exports do without Qt's widgets."""
    from PySide6.QtWidgets import QApplication

    from app.kit.application import make_application
    from app.window.main_window import MainWindow

    application = QApplication.instance() or make_application(sys.argv[:1])
    return application, MainWindow.offscreen_view


# Output.


def show_progress(name: str, work: Iterator[float], terminal: TextIO | None) -> None:
    """Do the work, and show in a terminal how far it is; a window of Windows has none.

    Raises InterruptionError between two parts of the work, which is then closed.
    """
    name, progress, said = shown(name), Progress(), ""
    try:
        while not work_for(0.0, work, progress):
            check_interruption()
            if terminal and terminal.isatty() and said != progress.text:
                said = progress.text
                terminal.write(f"\r\x1b[K{name}: {said}")
                terminal.flush()
    finally:
        if isinstance(work, Generator):
            work.close()
        if terminal and said:
            terminal.write("\r\x1b[K")
            terminal.flush()


def say(text: str) -> None:
    """Print a line. An output that fails does not stop the work: the files are what counts."""
    text = shown(text)
    try:
        print(text, flush=True)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            print(f"{text}; that can't be printed: {reason_of(error)}", file=sys.stderr)
        print_nothing_more()
