"""Every node of the loss graph unfolded: its layout, then pan, zoom and single operations."""

import itertools
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tests.benchmarks.report import rounded, spread, table
from tests.benchmarks.window import opened_window

if TYPE_CHECKING:
    from app.views.graph.canvas import GraphCanvas
    from app.window.main_window import MainWindow


def measure(samples: tuple[int, ...] = (4, 44), rounds: int = 60) -> list[dict[str, Any]]:
    """A small graph and a large one."""
    return [look_around(count, rounds) for count in samples]


def look_around(samples: int, rounds: int) -> dict[str, Any]:
    """Unfold the graph of so many samples, and act on it."""
    with opened_window(samples) as window:
        window.session.training.step()
        window.stage.show_page("graph")
        canvas = window.view("graph").view.canvas
        canvas.camera.glide_ms = 0
        window.view("graph").walk.choose_scope("loss")
        settle(canvas)
        began = perf_counter()
        canvas.unfold_all()
        longest = settle(canvas)
        took = perf_counter() - began
        nodes = len(canvas.scene.layout.boxes)
        acts = act_on(window, canvas, rounds)
    return {
        "samples": samples,
        "nodes": nodes,
        "layout_s": took,
        "longest_slice_ms": longest * 1000,
        "ms": acts,
    }


def settle(canvas: "GraphCanvas") -> float:
    """Wait for the layout; returns the seconds for which it held the window up at most."""
    from PySide6.QtWidgets import QApplication

    longest = 0.0
    while canvas.is_working:
        began = perf_counter()
        QApplication.processEvents()
        longest = max(longest, perf_counter() - began)
    return longest


def act_on(window: "MainWindow", canvas: "GraphCanvas", rounds: int) -> dict[str, dict[str, float]]:
    """Pan from far, while training and from near, zoom, do operations: with the repaint of each."""
    from PySide6.QtCore import QPointF

    def pan() -> None:
        canvas.camera.pan(QPointF(3, 2))

    def train_and_pan() -> None:
        window.session.training.step()
        pan()

    factors = itertools.cycle([1.1, 1 / 1.1])
    far = {
        "pan, far away": pan,
        "pan, training": train_and_pan,
        "zoom": lambda: canvas.zoom(next(factors)),
    }
    near = {"pan, near": pan, "one operation": window.walks.step}
    times = {name: repaint_times(canvas, act, rounds) for name, act in far.items()}
    canvas.reveal(canvas.scene.tree.root.count // 2)
    settle(canvas)
    return times | {name: repaint_times(canvas, act, rounds) for name, act in near.items()}


def repaint_times(
    canvas: "GraphCanvas", act: Callable[[], object], rounds: int
) -> dict[str, float]:
    """Milliseconds that it takes to do something and to paint the graph again."""
    times = []
    # The first picture of a kind fills caches: fonts, glyphs, byte code.
    canvas.repaint()
    for _ in range(rounds):
        began = perf_counter()
        act()
        canvas.repaint()
        times.append((perf_counter() - began) * 1000)
    return spread(times)


def show(results: list[dict[str, Any]]) -> Iterator[str]:
    """A table for each graph."""
    for result in results:
        yield table(
            f"Graph of {result['samples']} samples, {result['nodes']:,} nodes, all unfolded: "
            f"layout {rounded(result['layout_s'])} s, in slices of at most "
            f"{rounded(result['longest_slice_ms'])} ms",
            ["", "ms, median", "99 %"],
            [[name, ms["median"], ms["99 %"]] for name, ms in result["ms"].items()],
        )
