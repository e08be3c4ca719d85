"""Going back: any step of a long run, how soon it is there and in how much memory."""

import random
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from tests.benchmarks.machine import resident_mb
from tests.benchmarks.report import spread, table

PLACES = 300


def measure(steps: int = 10_000_000) -> dict[str, Any]:
    """Train so many steps, then go to some at random: alone, and with the whole window."""
    from micrograd.compiled import library
    from tests.benchmarks.window import opened_window

    library.load()
    with opened_window() as window:
        session = window.session
        before = resident_mb()
        train(session, steps)
        grown = resident_mb() - before
        places = [random.Random(0).randrange(steps) for _ in range(PLACES)]
        return {
            "steps": steps,
            "grown_mb": grown,
            "checkpoints": len(session.cursor.owner.history.checkpoints),
            "restore_ms": spread([restore_time(session, step) for step in places]),
            "window_ms": spread([window_time(session, step) for step in places]),
        }


def train(session: Any, steps: int) -> None:
    """At the end of the run, as fast as possible."""
    from micrograd.runs.recording import train_run

    train_run(session.cursor.run, session.cursor.trainer, steps)
    session.cursor.go_to(session.cursor.run.steps)


def restore_time(session: Any, step: int) -> float:
    """Milliseconds until the parameters are those of a step."""
    from micrograd.runs.restore import restore

    began = perf_counter()
    restore(session.cursor.trainer, session.cursor.run, step)
    return (perf_counter() - began) * 1000


def window_time(session: Any, step: int) -> float:
    """Milliseconds until every view has painted a step."""
    from PySide6.QtWidgets import QApplication

    began = perf_counter()
    session.cursor.go_to(step)
    QApplication.processEvents()
    return (perf_counter() - began) * 1000


def show(result: dict[str, Any]) -> Iterator[str]:
    """Two rows."""
    yield table(
        f"Any step of a run of {result['steps']:,} steps: {result['grown_mb']:.0f} MB more, "
        f"{result['checkpoints']:,} checkpoints",
        ["", "ms, median", "99 %", "longest"],
        [
            [name, *(result[key][column] for column in ("median", "99 %", "longest"))]
            for name, key in [
                ("restored", "restore_ms"),
                ("restored and painted", "window_ms"),
            ]
        ],
    )
