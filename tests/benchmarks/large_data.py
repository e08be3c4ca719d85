"""The window with 100,000 samples: how long it does not answer, whatever a person does."""

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Any

from tests.benchmarks.frames import FrameClock
from tests.benchmarks.report import table
from tests.benchmarks.window import close_window, open_window, wait

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

SAMPLES = 100_000
# What is trained with: batches of the usual size, and all samples in each step.
RECIPES: dict[str, dict[str, Any]] = {
    "batches of 32": {"batch_size": 32, "test_share": 0.2, "normalise": "inputs"},
    "full batches": {},
}
BEAT_MS = 5
# Seconds of training at full speed, and to watch what follows from an act.
RUN_S, AFTER_S = 5.0, 0.8
Act = Callable[["MainWindow"], object]


class Heartbeat:
    """Notes how long the event loop takes from one beat to the next."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self._beats: list[tuple[float, float]] = []
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        self._beats.append((perf_counter(), thread_time()))

    def longest_ms(self, work: Callable[[], object], seconds: float) -> list[float]:
        """The longest time without a beat in some work of the event loop, and so long after it.

        The same of the processor time of the window's thread, which a busy machine does not change.
        """
        from PySide6.QtCore import QTimer

        wait(0.02)
        self._beats = []
        self._beat()
        QTimer.singleShot(0, work)
        wait(seconds)
        self._beat()
        pairs = [*itertools.pairwise(self._beats)]
        return [max(b[i] - a[i] for a, b in pairs) * 1000 for i in range(2)]


def acts(folder: Path) -> dict[str, Act]:
    """What a person does, in this order, and the call that does it."""
    change = "change_setting"

    def edit(name: str, *arguments: Any) -> Act:
        return lambda window: getattr(window.session.edits, name)(*arguments)

    def press(name: str) -> Act:
        return lambda window: window.actions_by_name[name].trigger()

    def model(window: "MainWindow") -> Any:
        from app.views.panels.dataset.panel import DatasetPanel

        return window.findChild(DatasetPanel).model

    def type_cell(row: int) -> Act:
        def act(window: "MainWindow") -> None:
            cells = model(window)
            cells.setData(cells.index(row, 1), "0.25")

        return act

    def save(window: "MainWindow") -> None:
        window.document.belong_to(folder / "large.json")
        window.document.save()

    return {
        "run for a second": lambda window: window.runner.run(),
        "pause": lambda window: window.runner.pause(),
        "one step": press("step"),
        "one phase": press("step_phase"),
        "one operation": press("step_operation"),
        "back to step 3": lambda window: window.session.cursor.go_to(3),
        "to the end": lambda window: window.session.cursor.go_to(10**9),
        "type a cell": type_cell(7),
        "undo it": edit("undo"),
        "redo it": edit("redo"),
        "add a sample": lambda window: model(window).add_row(),
        "remove a sample": lambda window: model(window).remove_rows({3}),
        "another batch size": edit(change, "batch_size", 64),
        "another rate": edit(change, "learning_rate", 0.002),
        "another loss": edit(change, "loss", "huber"),
        "another optimizer": edit(change, "optimizer", "adam"),
        "a layer more": edit("add_layer"),
        "undo that": edit("undo"),
        "choose another sample": lambda window: window.session.selection.choose_sample(
            7 * SAMPLES // 9
        ),
        "save": save,
        "type another cell": type_cell(77_776),
        "autosave": lambda window: window.autosave.keep(),
        "another theme": lambda window: window.appearance.choose("light"),
        "the first theme": lambda window: window.appearance.choose("dark"),
    }


def measure() -> dict[str, Any]:
    """For each recipe frames a second, and the longest time that each act kept the window."""
    return {name: _measured(recipe) for name, recipe in RECIPES.items()}


def _measured(recipe: dict[str, Any]) -> dict[str, Any]:
    settings = {"layers": (4, 1), "loss": "mean-squared", "learning_rate": 0.001, **recipe}
    window = open_window(SAMPLES, **settings)
    heart, clock = Heartbeat(), FrameClock(window)
    wait(2 * AFTER_S)
    longest = {}
    with tempfile.TemporaryDirectory() as folder:
        window.autosave.root = Path(folder)
        for name, act in acts(Path(folder)).items():
            longest[name] = heart.longest_ms(lambda act=act: act(window), AFTER_S)
            if name == "run for a second":
                begun = perf_counter()
                longest["full speed"] = heart.longest_ms(lambda: None, RUN_S)
                frames = clock.milliseconds(begun)
        close_window(window)
    return {"frames_per_s": len(frames) / RUN_S, "longest_ms": longest}


def show(measured: dict[str, Any]) -> list[str]:
    """A table of each recipe, with a row for each act."""
    return [
        table(
            f"{SAMPLES:,} samples, {name}: {each['frames_per_s']:.1f} frames a second",
            ["longest pause of the window", "ms", "processor, ms"],
            [[act, *times] for act, times in each["longest_ms"].items()],
        )
        for name, each in measured.items()
    ]
