"""A run of a million recorded steps: its memory, and a pan of its plot."""

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.benchmarks.machine import resident_mb
from tests.benchmarks.report import spread, table
from tests.benchmarks.window import opened_window

if TYPE_CHECKING:
    from app.session.session import Session
    from app.window.main_window import MainWindow


def measure(steps: int = 1_000_000) -> dict[str, Any]:
    """Record so many steps, then move half of them past."""
    from PySide6.QtWidgets import QApplication

    with opened_window() as window:
        window.session.training.step()
        before = resident_mb()
        record(window.session, steps)
        window.session.cursor.show_progress()
        QApplication.processEvents()
        grown = resident_mb() - before
        pans = pan_times(window, steps)
    return {"steps": steps, "grown_mb": grown, "pan_ms": pans}


def record(session: "Session", steps: int) -> None:
    """A history as of so many steps, without the training."""
    grads = [parameter.grad for parameter in session.cursor.trainer.parameters]
    data = [parameter.data for parameter in session.cursor.trainer.parameters]
    session.cursor.owner.history.losses.extend(1.0 / np.arange(1, steps))
    for _ in range(1, steps):
        session.cursor.owner.history.parameters.record(data, grads)
    session.cursor.trainer.steps = steps


def pan_times(window: "MainWindow", steps: int) -> dict[str, float]:
    """Milliseconds to move the curve and to paint it again."""
    plot = window.view("loss").plot
    scale = window.session.step_scale
    scale.choose("linear")
    scale.show(0, steps / 2)
    times = []
    for _ in range(100):
        began = perf_counter()
        plot.getViewBox().translateBy(x=steps / 500)
        plot.viewport().repaint()
        times.append((perf_counter() - began) * 1000)
    return spread(times)


def show(result: dict[str, Any]) -> Iterator[str]:
    """One row."""
    pan = result["pan_ms"]
    yield table(
        f"{result['steps']:,} recorded steps: {result['grown_mb']:.0f} MB more",
        ["", "ms, median", "99 %"],
        [["pan and repaint", pan["median"], pan["99 %"]]],
    )
