"""Time from frame to frame at full speed, from a click to its repaint, and a frame's cost.

The surface page is measured with moons, and beside it the network page with them; the map page
while a map is developed.

The cost is processor time of the window's thread. Its ratio to one compiled step, timed in the
same process, does not depend on the machine.
"""

import contextlib
import itertools
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Any

from micrograd.compiled import run_library
from tests.benchmarks.contestants import compiled_kind
from tests.benchmarks.engines import Target, judge, targets_table
from tests.benchmarks.problem import FOUR_SAMPLES, MOONS
from tests.benchmarks.report import spread, table
from tests.benchmarks.window import opened_window, wait

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QWidget

    from app.window.main_window import MainWindow

# The two buttons that are clicked in turns on each page; those of the map let it be developed on.
BUTTONS = {
    "network": ("show_gradients_button", "show_weights_button"),
    "graph": ("graph_unfold_button", "graph_fold_button"),
    "surface": ("surface_add_button", "surface_move_button"),
    "map": ("map_whole", "map_whole"),
}
PICTURES = {
    "network": lambda page: page.diagram,
    "graph": lambda page: page.view.canvas,
    "surface": lambda page: page.view,
    "map": lambda page: page.canvas,
}
MOONS_RECIPE = {
    "layers": MOONS.nouts,
    "activations": ("tanh", "tanh", "linear"),
    "loss": MOONS.loss,
    "optimizer": MOONS.optimizer,
    "learning_rate": MOONS.learning_rate,
}
# A frame in compiled steps of the four samples, and the steps that the surface page leaves.
FRAME = Target("a frame", "a compiled step", "at most", 16_000)
TARGETS = (FRAME, Target("steps/s, surface page", "network page", "at least", 0.85))
# The steps of each run of the map: with so many it is developed for longer than it is watched.
MAP_STEPS = 1_000
CLICK_MS = 257
# The first second warms caches up: fonts, styles, byte code.
WARM_UP_S = 1.0
# A compiled step is timed over this many steps, this often before and after the window trains.
STEPS_AT_A_TIME, ROUNDS = 100_000, 3
# The program that keeps one core busy.
SPIN = [sys.executable, "-c", "while True: pass"]


class FrameClock:
    """Notes when a frame begins: when the window is told of training, once a frame."""

    def __init__(self, window: "MainWindow") -> None:
        self.moments: list[float] = []
        window.session.cursor.step_taken.connect(self._note)

    def _note(self) -> None:
        self.moments.append(perf_counter())

    def milliseconds(self, since: float = 0.0) -> list[float]:
        """The length of each frame that began after a moment of `perf_counter`."""
        pairs = itertools.pairwise(self.moments)
        return [(b - a) * 1000 for a, b in pairs if a >= since]


class Clicker:
    """Clicks two buttons in turns, and notes how long their picture takes to be repainted."""

    def __init__(self, buttons: "list[QAbstractButton]", picture: "QWidget") -> None:
        from PySide6.QtCore import QTimer

        self.times_ms: list[float] = []
        self._buttons, self._picture = buttons, picture
        self._clicked_at: float | None = None
        for button in set(buttons):
            button.clicked.connect(self._answered)
        self._timer = QTimer()
        self._timer.timeout.connect(self._click)
        self._timer.start(CLICK_MS)

    def stop(self) -> None:
        """No more clicks, not even of those that wait to be delivered."""
        self._timer.stop()
        for button in set(self._buttons):
            button.clicked.disconnect(self._answered)

    def _click(self) -> None:
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        button = self._buttons[len(self.times_ms) % 2]
        center = QPointF(button.rect().center())
        left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        self._clicked_at = perf_counter()
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            event = QMouseEvent(kind, center, button.mapToGlobal(center), left, left, no_key)
            QApplication.postEvent(button, event)

    def _answered(self) -> None:
        self._picture.repaint()
        if self._clicked_at is not None:
            self.times_ms.append((perf_counter() - self._clicked_at) * 1000)
            self._clicked_at = None


def measure(seconds: float = 20) -> list[dict[str, Any]]:
    """Network and graph page, each again with one core kept busy; map; two pages of moons."""
    cases = itertools.product(("network", "graph"), (False, True))
    of_four = [watch_page(page, seconds, is_busy) for page, is_busy in cases]
    of_four.append(watch_page("map", seconds))
    return of_four + [watch_page(page, seconds, moons=True) for page in ("network", "surface")]


def watch_page(
    page: str, seconds: float, is_busy: bool = False, moons: bool = False
) -> dict[str, Any]:
    """Train at full speed with one page and every panel shown.

    is_busy: while a loop of its own keeps one core busy. moons: on moons, not the four samples.
    """
    with opened_window(**(MOONS_RECIPE | {"dataset": MOONS.dataset()} if moons else {})) as window:
        step_us = compiled_step_us()
        for panel in window.panels.values():
            panel.show()
        if page == "map":
            run_library.load()
        window.stage.show_page(page)
        if page == "map":
            begin_map(window)
        buttons = [window.findChild(object, name) for name in BUTTONS[page]]
        clock, clicker = FrameClock(window), Clicker(buttons, PICTURES[page](window.view(page)))
        with spinning() if is_busy else contextlib.nullcontext():
            window.runner.run()
            wait(WARM_UP_S)
            began, frames, steps = thread_time(), len(clock.moments), window.session.cursor.steps
            wait(seconds - WARM_UP_S)
            spent_s, frames = thread_time() - began, len(clock.moments) - frames
            steps = window.session.cursor.steps - steps
            window.runner.pause()
        clicker.stop()
    frame_ms = spread(clock.milliseconds(since=clock.moments[0] + WARM_UP_S))
    return {
        "page": page,
        "is_busy": is_busy,
        "moons": moons,
        "size": [window.width(), window.height()],
        "seconds": seconds,
        "steps_per_s": steps / (seconds - WARM_UP_S),
        "frame_ms": frame_ms,
        "click_ms": spread(clicker.times_ms),
        "thread_ms": spent_s / frames * 1000,
        "step_us": median(step_us + compiled_step_us()),
    }


def begin_map(window: "MainWindow") -> None:
    """Develop a map, and wait until it is seen."""
    page = window.view("map")
    page.form.steps.setValue(MAP_STEPS)
    while page.drawing is None:
        wait(0.02)


@contextlib.contextmanager
def spinning() -> Iterator[None]:
    """Keep one core busy."""
    with subprocess.Popen(SPIN) as process:
        try:
            yield
        finally:
            process.kill()


def compiled_step_us() -> list[float]:
    """Processor time of one compiled step of four samples 3-[4,4,1], in microseconds, by round."""
    trainer = compiled_kind()(FOUR_SAMPLES.model(), FOUR_SAMPLES.dataset())
    trainer.run(1)
    rounds = []
    for _ in range(ROUNDS):
        began = thread_time()
        trainer.run(STEPS_AT_A_TIME)
        rounds.append((thread_time() - began) / STEPS_AT_A_TIME * 1e6)
    return rounds


def show(results: list[dict[str, Any]]) -> Iterator[str]:
    """One table of times for both pages, one of what a frame costs the window's thread."""
    times: list[list[Any]] = []
    costs: list[list[Any]] = []
    for result in results:
        name = f"{result['page']} page{', a core busy' * result['is_busy']}"
        name += ", moons" * result["moons"]
        for label, key in [("frame", "frame_ms"), ("click to repaint", "click_ms")]:
            spread_ms = result[key]
            even = spread_ms["99 %"] / spread_ms["median"] if label == "frame" else None
            times.append([f"{name}, {label}", *spread_ms.values(), even])
        ratio = round(result["thread_ms"] * 1000 / result["step_us"])
        costs.append([name, result["thread_ms"], ratio, round(result["steps_per_s"])])
    width, height = results[0]["size"]
    yield table(
        f"Full speed for {results[0]['seconds']:.0f} s, every panel, {width}x{height}",
        ["", "ms, median", "99 %", "longest", "count", "99 % / median"],
        times,
    )
    yield table(
        "Processor time of the window's thread",
        ["", "ms a frame", "in compiled steps", "steps/s in the window"],
        costs,
    )
    yield from targets_of([result for result in results if result["moons"]])
    for result in results:
        if result["page"] == "map":
            judged = [judge(FRAME, cost_of(result))]
            yield targets_table({"problem": "map page", "targets": judged})


def cost_of(result: dict[str, Any]) -> dict[str, float]:
    """What `FRAME` compares, in microseconds."""
    return {"a frame": result["thread_ms"] * 1000, "a compiled step": result["step_us"]}


def targets_of(results: list[dict[str, Any]]) -> Iterator[str]:
    """Whether the surface page keeps within a frame's budget, and leaves enough to training."""
    by_page = {result["page"]: result for result in results}
    if {"network", "surface"} <= by_page.keys():
        surface, network = by_page["surface"], by_page["network"]
        measured = cost_of(surface) | {
            "steps/s, surface page": surface["steps_per_s"],
            "network page": network["steps_per_s"],
        }
        judged = [judge(target, measured) for target in TARGETS]
        yield targets_table({"problem": "surface page, moons", "targets": judged})
