"""`python -m app`: open the window, or draw it into a file."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.system import has_display, window_problem
from micrograd.__main__ import (
    OneLineParser,
    add_experiment_options,
    chosen_dataset,
    whole_number,
)

if TYPE_CHECKING:
    from app.main_window import MainWindow

SMALLEST_SIZE, LARGEST_SIZE = 200, 16_000
SETTLE_MS = 500
PAGES = ("network", "graph", "gradient", "expression")


def window_size(text: str) -> tuple[int, int]:
    """`1440x900` as (1440, 900), in pixels that the screen's scale may multiply."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r}: give width x height, such as 1440x900")
    size = int(width[:9]), int(height[:9])
    if not all(SMALLEST_SIZE <= each <= LARGEST_SIZE for each in size):
        raise argparse.ArgumentTypeError(
            f"{text!r}: each side has {SMALLEST_SIZE} to {LARGEST_SIZE} pixels"
        )
    return size


def make_parser() -> OneLineParser:
    """The command line of the window."""
    parser = OneLineParser(
        prog="python -m app", description="See a neural network learn, number by number."
    )
    add_experiment_options(parser)
    parser.add_argument("--theme", choices=["dark", "light", "system"], help="colours")
    parser.add_argument("--page", choices=PAGES, help="what the middle of the window shows first")
    parser.add_argument("--size", type=window_size, metavar="1440x900", help="window size")
    parser.add_argument(
        "--steps", type=whole_number, metavar="N", default=0, help="train N steps after the start"
    )
    parser.add_argument(
        "--screenshot", metavar="FILE.png", help="draw the window into a file, and end"
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Open the window and return the exit code once it is closed."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    dataset = chosen_dataset(parser, options)
    if options.screenshot:
        check_writable(parser, Path(options.screenshot))
        # A picture needs no display, and one that is named may not answer.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    elif not has_display():
        parser.error(
            "there is no display; start it on a desktop, "
            "or draw the window into a file: --screenshot window.png"
        )
    problem = window_problem()
    if problem:
        parser.error(problem)

    # Only now: Qt takes a while to load, and a wrong option should be told at once.
    from app.actions import THEMES
    from app.application import make_application
    from app.main_window import MainWindow
    from app.session import Session
    from app.settings import open_settings
    from app.theme import Appearance
    from micrograd.network import NetworkConfig
    from micrograd.runs.experiment import new_experiment

    application = make_application(sys.argv[:1])
    config = NetworkConfig(
        tuple(options.layers), ("tanh",) * len(options.layers), options.seed or 0
    )
    session = Session(new_experiment(dataset, config, options.learning_rate))
    settings = None if options.screenshot else open_settings()
    remembered = str(settings.value("theme", "")) if settings else "dark"
    theme = options.theme or (remembered if remembered in THEMES else "system")
    window = MainWindow(session, Appearance(theme), settings)
    if options.size:
        window.resize(*options.size)
    if options.page:
        window.stage.show_page(options.page)
    window.show()
    if options.screenshot:
        smallest = window.minimumSizeHint()
        if options.size and (window.width(), window.height()) != options.size:
            window.close()
            parser.error(
                f"argument --size: the window needs {smallest.width()}x{smallest.height()} or more"
            )
        return draw_screenshot(window, options.steps, options.screenshot)
    window.compiled_loop.prepare()
    if options.steps:
        window.runner.run(options.steps)
    return application.exec()


def check_writable(parser: OneLineParser, file: Path) -> None:
    """End with a clear error where the picture could not be written, before any work."""
    existed = file.exists()
    try:
        with open(file, "ab"):
            pass
    except OSError as error:
        parser.error(f"argument --screenshot: {file}: {error.strerror}; choose a place to write to")
    if not existed:
        file.unlink()


def draw_screenshot(window: "MainWindow", steps: int, file: str) -> int:
    """Train, draw the window into a file, and print `step N loss L`."""
    from PySide6.QtCore import QEventLoop, QTimer

    session = window.session
    for _ in range(steps):
        if session.divergence:
            break
        session.finish_step()
    session.show_progress()
    # Layouts settle and views that take turns are drawn before the picture is taken.
    settled = QEventLoop()
    QTimer.singleShot(SETTLE_MS, settled.quit)
    settled.exec()
    if not window.grab().save(file):
        print(f"python -m app: error: {file}: the picture can't be written", file=sys.stderr)
        return 2
    if session.divergence:
        print(f"python -m app: {session.divergence}", file=sys.stderr)
    print(f"step {session.steps} loss {session.evaluation.loss!r}")
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
