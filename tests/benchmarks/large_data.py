"""The window with 100,000 samples: how long it does not answer, whatever a person does.

Beside it stands what the same takes with 100 samples: the rest is what the many cost.
"""

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Any

from tests.benchmarks.frames import FrameClock
from tests.benchmarks.large_acts import acts
from tests.benchmarks.report import table
from tests.benchmarks.window import opened_window, wait

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

FEW, MANY = 100, 100_000
# Settings to train with: batches of the usual size, and all samples in each step.
RECIPES: dict[str, dict[str, Any]] = {
    "batches of 32": {"batch_size": 32, "test_share": 0.2, "normalise": "inputs"},
    "full batches": {},
}
# The pages that are watched while the network is trained.
PAGES = ("network", "surface", "representation", "graph", "gradient", "landscape")
BEAT_MS = 5
# Seconds of training at full speed, on each other page, and to watch what follows from an act.
RUN_S, PAGE_S, AFTER_S = 3.0, 1.0, 0.5
# Seconds that work beside the window is watched for at most.
MOST_S = 30.0


class Heartbeat:
    """Notes how long the event loop takes from one beat to the next."""

    def __init__(self, window: "MainWindow") -> None:
        from PySide6.QtCore import QTimer

        self._window = window
        self._beats: list[tuple[float, float]] = []
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        self._beats.append((perf_counter(), thread_time()))

    def longest_ms(self, work: Callable[[], object], seconds: float) -> list[float]:
        """The longest time without a beat in some work of the event loop, and so long after it.

        Longer, where that began work beside the window. The same of the processor time of the
        window's thread, which a busy machine does not change.
        """
        from PySide6.QtCore import QTimer

        wait(0.02)
        self._beats = []
        self._beat()
        QTimer.singleShot(0, work)
        wait(seconds)
        begun = perf_counter()
        while self._is_busy() and perf_counter() - begun < MOST_S:
            wait(0.1)
        self._beat()
        pairs = [*itertools.pairwise(self._beats)]
        return [max(b[i] - a[i] for a, b in pairs) * 1000 for i in range(2)]

    def _is_busy(self) -> bool:
        from app.kit.beside import Beside
        from app.kit.sliced import Sliced

        kinds = (Beside, Sliced)
        found = (each for kind in kinds for each in self._window.findChildren(kind))
        return not self._window.runner.is_running and any(each.is_running for each in found)


def measure() -> dict[str, Any]:
    """For each recipe frames a second, and the longest time that each act kept the window."""
    return {
        name: {"few": _measured(FEW, recipe), "many": _measured(MANY, recipe)}
        for name, recipe in RECIPES.items()
    }


def _measured(samples: int, recipe: dict[str, Any]) -> dict[str, Any]:
    settings = {"layers": (4, 1), "loss": "mean-squared", "learning_rate": 0.001, **recipe}
    with opened_window(samples, **settings) as window:
        heart, clock = Heartbeat(window), FrameClock(window)
        wait(2 * AFTER_S)
        longest = {}
        with tempfile.TemporaryDirectory() as folder:
            window.autosave.root = Path(folder)
            for name, act in acts(Path(folder), samples).items():
                longest[name] = heart.longest_ms(lambda act=act: act(window), AFTER_S)
                if name == "run for a second":
                    begun = perf_counter()
                    longest["full speed"] = heart.longest_ms(lambda: None, RUN_S)
                    frames = clock.milliseconds(begun)
            window.runner.run()
            for page in PAGES:
                window.show_page(page)
                wait(AFTER_S)
                longest[f"train with {page}"] = heart.longest_ms(lambda: None, PAGE_S)
    return {"frames_per_s": len(frames) / RUN_S, "longest_ms": longest}


def show(measured: dict[str, Any]) -> list[str]:
    """A table of each recipe, with a row for each act."""
    return [
        table(
            f"{MANY:,} samples, {name}: {each['many']['frames_per_s']:.1f} frames a second",
            ["longest pause of the window", "ms", "processor, ms", f"of {FEW} samples"],
            [
                [act, *times, each["few"]["longest_ms"][act][1]]
                for act, times in each["many"]["longest_ms"].items()
            ],
        )
        for name, each in measured.items()
    ]
