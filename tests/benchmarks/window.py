"""The real window, for the parts that measure it. Qt is imported when it is opened."""

import contextlib
import gc
import os
import random
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from micrograd import Dataset

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

SIZE = (1440, 900)


def open_window(samples: int = 4, has_loop: bool = True, **settings: Any) -> "MainWindow":
    """The window, painted once; with more samples than four, made-up ones.

    has_loop: with the compiled loop at hand, where it can be used. settings: of the recipe.
    """
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # `app.terminal.main` does the same.
    gc.disable()
    from PySide6.QtWidgets import QApplication

    from app.kit.application import make_application
    from app.kit.collector import Collector
    from app.kit.theme import Appearance
    from app.playing.speed import FULL_SPEED
    from app.session.session import Session
    from app.window.main_window import MainWindow
    from micrograd.compiled import UnavailableError, library
    from micrograd.recipe.recipe import Recipe
    from micrograd.runs.experiment import new_experiment

    if has_loop:
        with contextlib.suppress(UnavailableError):
            library.load()
    application = QApplication.instance() or make_application(sys.argv[:1])
    data = {} if samples == 4 else {"dataset": made_up_samples(samples)}
    recipe = Recipe(**data, **settings)
    session = Session(new_experiment(recipe))
    window = MainWindow(session, Appearance("dark"))
    window.runner.speed.hold(FULL_SPEED)
    window.resize(*SIZE)
    window.show()
    Collector(window).start()
    for _ in range(5):
        application.processEvents()
    return window


@contextlib.contextmanager
def opened_window(samples: int = 4, **settings: Any) -> "Iterator[MainWindow]":
    """The window of `open_window`, closed at the end whatever happens."""
    window = open_window(samples, **settings)
    try:
        yield window
    finally:
        window.runner.pause()
        close_window(window)


def close_window(window: "MainWindow") -> None:
    """Close it without being asked about what was trained; it is gone with the next events."""
    from app.kit.collector import Collector

    window.findChild(Collector).stop()
    window.document.give_up_changes()
    window.close()
    window.deleteLater()


def made_up_samples(count: int) -> Dataset:
    """Three inputs and a target for each sample."""
    chance = random.Random(0)
    return Dataset.from_rows([[chance.uniform(-1, 1) for _ in range(4)] for _ in range(count)])


def wait(seconds: float) -> None:
    """Let the event loop run for so long."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


if __name__ == "__main__":
    open_window(has_loop=False)
