"""`python -m tests.benchmarks`: how fast the engine trains and how fluently the window runs.

The machine's own speed drifts, so engines are timed in turns and compared by ratio.
"""

import argparse
import itertools
import os
import random
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from micrograd import MLP, Dataset, Trainer, four_samples
from tests.closure_baseline import ClosureTrainer

ROOT = Path(__file__).parent.parent


def percentile(numbers: list[float], share: float) -> float:
    """The number below which `share` of them lie."""
    return sorted(numbers)[min(len(numbers) - 1, int(share * len(numbers)))]


def resident_mb() -> float:
    """Memory that this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def engine(rounds: int = 7, steps: int = 200) -> None:
    """One training step of the four-sample network, against a closure per operation."""
    ours = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    baseline = ClosureTrainer(3, [4, 4, 1], random.Random(0), four_samples())
    times: dict[str, list[float]] = {"engine": [], "closures": []}
    for _ in range(rounds):
        for name, step in [("engine", ours.step), ("closures", baseline.step)]:
            began = perf_counter()
            for _ in range(steps):
                step()
            times[name].append((perf_counter() - began) / steps * 1e6)
    medians = {name: statistics.median(each) for name, each in times.items()}
    print("One training step, four samples, 3-[4, 4, 1]")
    for name, median in medians.items():
        print(f"  {name:10} {median:8.0f} µs")
    print(f"  closures / engine = {medians['closures'] / medians['engine']:.1f}")


def start_up(rounds: int = 5) -> None:
    """From the command to the first painted window, and the share of each import."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "tests.benchmarks", "first-paint"]
    totals = []
    for i in range(rounds + 1):
        began = perf_counter()
        subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        if i:
            totals.append(perf_counter() - began)
    print(f"Start to first painted window: median {statistics.median(totals):.2f} s of {rounds}")
    trace = [sys.executable, "-X", "importtime", *command[1:]]
    lines = subprocess.run(
        trace, check=True, cwd=ROOT, env=environment, capture_output=True, text=True
    ).stderr.splitlines()
    shares = dict.fromkeys(("PySide6", "numpy", "pyqtgraph", "micrograd", "app"), 0.0)
    for line in lines:
        if not line.startswith("import time:") or "|" not in line or "self" in line:
            continue
        own, _, name = line.removeprefix("import time:").split("|")
        package = name.strip().split(".")[0]
        package = "PySide6" if package.startswith("shiboken") else package
        if package in shares:
            shares[package] += int(own) / 1e6
    for name, seconds in shares.items():
        print(f"  import {name:10} {seconds:6.2f} s")


def open_window(size: tuple[int, int] = (1440, 900), samples: int = 4) -> object:
    """The real window, painted once; with more samples than four, made-up ones."""
    from PySide6.QtWidgets import QApplication

    from app.application import make_application
    from app.main_window import MainWindow
    from app.session import Session
    from app.theme import Appearance
    from micrograd.experiment import new_experiment

    application = QApplication.instance() or make_application(sys.argv[:1])
    assert application is not None
    session = Session() if samples == 4 else Session(new_experiment(made_up_samples(samples)))
    window = MainWindow(session, Appearance("dark"))
    window.resize(*size)
    window.show()
    for _ in range(5):
        application.processEvents()
    return window


def wait(seconds: float) -> None:
    """Let the event loop run for so long."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def made_up_samples(count: int) -> Dataset:
    """Three inputs and a target for each sample."""
    chance = random.Random(0)
    return Dataset.from_rows([[chance.uniform(-1, 1) for _ in range(4)] for _ in range(count)])


def frames(seconds: float, page: str) -> None:
    """Time from frame to frame at full speed, and from a click to its repaint."""
    from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    window = open_window()
    window.stage.show_page(page)
    moments: list[float] = []
    clicks: list[float] = []
    pending: list[float] = []
    names = {
        "network": ("show_gradients_button", "show_weights_button"),
        "graph": ("graph_unfold_button", "graph_fold_button"),
    }
    pictures = {"network": window.diagram_panel.diagram, "graph": window.graph_page.view.canvas}
    buttons = [window.findChild(object, name) for name in names[page]]

    def note_frame() -> None:
        moments.append(perf_counter())

    def click() -> None:
        button = buttons[len(clicks) % 2]
        center = QPointF(button.rect().center())
        pending.append(perf_counter())
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            event = QMouseEvent(
                kind,
                center,
                button.mapToGlobal(center),
                Qt.MouseButton.LeftButton,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.postEvent(button, event)

    def answered() -> None:
        pictures[page].repaint()
        if pending:
            clicks.append((perf_counter() - pending.pop()) * 1000)

    window.session.step_taken.connect(note_frame)
    for button in buttons:
        button.clicked.connect(answered)
    timer = QTimer()
    timer.timeout.connect(click)
    timer.start(257)
    window.runner.run()
    wait(seconds)
    steps = window.session.steps
    window.runner.pause()
    timer.stop()
    # The first second warms caches up: fonts, styles, byte code.
    frame_ms = [
        (b - a) * 1000 for a, b in itertools.pairwise(moments) if a > moments[0] + 1 and b > a
    ]
    print(f"Full speed for {seconds:.0f} s, {page} page, {window.width()}x{window.height()}")
    for name, numbers in [("frame", frame_ms), ("click to repaint", clicks)]:
        print(
            f"  {name:17} median {percentile(numbers, 0.5):6.1f} ms   "
            f"99 % {percentile(numbers, 0.99):6.1f} ms   longest {max(numbers):6.1f} ms   "
            f"({len(numbers)} of them)"
        )
    print(f"  {steps / seconds:,.0f} steps per second, the window included")
    window.close()


def graph(samples: int) -> None:
    """Every node of the loss graph unfolded: its layout, then pan, zoom and single operations."""
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QApplication

    window = open_window(samples=samples)
    window.session.step()
    window.stage.show_page("graph")
    canvas = window.graph_page.view.canvas
    canvas.camera.glide_ms = 0
    window.graph_page.walk.choose_scope("loss")
    while canvas.is_working:
        QApplication.processEvents()
    began, longest = perf_counter(), 0.0
    canvas.unfold_all()
    while canvas.is_working:
        slice_began = perf_counter()
        QApplication.processEvents()
        longest = max(longest, perf_counter() - slice_began)
    took = perf_counter() - began
    print(f"Graph of {samples} samples, {len(canvas.scene.layout.boxes):,} nodes, all unfolded")
    print(f"  layout {took:.2f} s, in slices of at most {longest * 1000:.0f} ms")

    def measure(name: str, act: Callable[[], object], rounds: int = 60) -> None:
        times = []
        # The first picture of a kind fills caches: fonts, glyphs, byte code.
        canvas.repaint()
        for _ in range(rounds):
            began = perf_counter()
            act()
            canvas.repaint()
            times.append((perf_counter() - began) * 1000)
        print(
            f"  {name:17} median {percentile(times, 0.5):6.1f} ms   "
            f"99 % {percentile(times, 0.99):6.1f} ms"
        )

    def pan() -> None:
        canvas.camera.pan(QPointF(3, 2))

    def train_and_pan() -> None:
        window.session.step()
        pan()

    measure("pan, far away", pan)
    measure("pan, training", train_and_pan)
    factors = itertools.cycle([1.1, 1 / 1.1])
    measure("zoom", lambda: canvas.zoom(next(factors)))
    canvas.reveal(canvas.scene.tree.root.count // 2)
    while canvas.is_working:
        QApplication.processEvents()
    measure("pan, near", pan)
    measure("one operation", window.walks.step)
    window.close()


def long_run(steps: int = 1_000_000) -> None:
    """A run of a million recorded steps: its memory, and a pan of its plot."""
    from PySide6.QtWidgets import QApplication

    window = open_window()
    session = window.session
    session.step()
    before = resident_mb()
    grads = [parameter.grad for parameter in session.trainer.parameters]
    data = [parameter.data for parameter in session.trainer.parameters]
    for step in range(1, steps):
        session.history.losses.append(1.0 / step)
        session.history.parameters.record(step, data, grads)
    session.trainer.steps = steps
    session.show_progress()
    QApplication.processEvents()
    grown = resident_mb() - before
    plot = window.loss_panel.plot
    plot.getViewBox().setRange(xRange=(0, steps / 2), padding=0)
    plot.follows = False
    times = []
    for _ in range(100):
        began = perf_counter()
        plot.getViewBox().translateBy(x=steps / 500)
        plot.viewport().repaint()
        times.append((perf_counter() - began) * 1000)
    print(f"{steps:,} recorded steps: {grown:.0f} MB more")
    print(
        f"  pan and repaint   median {percentile(times, 0.5):.1f} ms   "
        f"99 % {percentile(times, 0.99):.1f} ms"
    )
    window.close()


def main() -> None:
    """Run one part, or all of them."""
    parts = ["engine", "start-up", "frames", "graph", "long-run"]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", choices=["all", *parts, "first-paint"], default="all")
    parser.add_argument("--seconds", type=float, default=20, help="how long frames are watched")
    options = parser.parse_args()
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.part == "first-paint":
        open_window()
        return
    if options.part in ("all", "engine"):
        engine()
    if options.part in ("all", "start-up"):
        start_up()
    if options.part in ("all", "frames"):
        frames(options.seconds, "network")
        frames(options.seconds, "graph")
    if options.part in ("all", "graph"):
        graph(samples=4)
        graph(samples=44)
    if options.part in ("all", "long-run"):
        long_run()


if __name__ == "__main__":
    main()
