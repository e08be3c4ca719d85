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
from pathlib import Path
from time import perf_counter

from micrograd import MLP, Trainer, four_samples
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


def open_window(size: tuple[int, int] = (1440, 900)) -> object:
    """The real window, painted once."""
    from PySide6.QtWidgets import QApplication

    from app.application import make_application
    from app.main_window import MainWindow
    from app.session import Session
    from app.theme import Appearance

    application = QApplication.instance() or make_application(sys.argv[:1])
    assert application is not None
    window = MainWindow(Session(), Appearance("dark"))
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


def frames(seconds: float) -> None:
    """Time from frame to frame at full speed, and from a click to its repaint."""
    from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    window = open_window()
    moments: list[float] = []
    clicks: list[float] = []
    pending: list[float] = []
    buttons = [window.findChild(object, f"show_{name}_button") for name in ("gradients", "weights")]

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
        window.diagram_panel.diagram.repaint()
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
    print(
        f"Full speed for {seconds:.0f} s, every panel visible, {window.width()}x{window.height()}"
    )
    for name, numbers in [("frame", frame_ms), ("click to repaint", clicks)]:
        print(
            f"  {name:17} median {percentile(numbers, 0.5):6.1f} ms   "
            f"99 % {percentile(numbers, 0.99):6.1f} ms   longest {max(numbers):6.1f} ms   "
            f"({len(numbers)} of them)"
        )
    print(f"  {steps / seconds:,.0f} steps per second, the window included")
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
    parts = ["engine", "start-up", "frames", "long-run"]
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
        frames(options.seconds)
    if options.part in ("all", "long-run"):
        long_run()


if __name__ == "__main__":
    main()
