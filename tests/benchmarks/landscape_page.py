"""Pictures of the landscape a second, while the four samples are trained at full speed.

The network page beside it tells how many steps the landscape leaves.
"""

from collections.abc import Iterator
from time import perf_counter, thread_time
from typing import Any

from tests.benchmarks.engines import Target, judge, targets_table
from tests.benchmarks.report import table
from tests.benchmarks.window import opened_window, wait

# The points along each side of a whole picture.
SIDE = 128
# The first seconds find the plane, and warm caches up.
WARM_UP_S = 2.0
PICTURES, WANTED = "whole pictures/s", "20"
TARGETS = (Target(PICTURES, WANTED, "at least", 1.0),)


def measure(seconds: float = 10) -> list[dict[str, Any]]:
    """The landscape page, then the network page."""
    return [watch("landscape", seconds), watch("network", seconds)]


def watch(page: str, seconds: float) -> dict[str, Any]:
    """Train at full speed with a page, and count the pictures that the landscape shows."""
    with opened_window() as window:
        window.stage.show_page(page)
        sides: list[int] = []
        window.view("landscape").shown.connect(lambda: sides.append(_side_of(window)))
        cursor = window.session.cursor
        window.runner.run()
        wait(WARM_UP_S)
        sides.clear()
        began, busy_s, steps = perf_counter(), thread_time(), cursor.steps
        wait(seconds)
        elapsed, busy_s = perf_counter() - began, thread_time() - busy_s
        steps = cursor.steps - steps
        window.runner.pause()
    whole = sides.count(SIDE)
    return {
        "page": page,
        "pictures_per_s": len(sides) / elapsed,
        "whole_per_s": whole / elapsed,
        "busy_share": busy_s / elapsed,
        "steps_per_s": steps / elapsed,
    }


def _side_of(window: Any) -> int:
    return len(window.view("landscape").drawing.grid)


def show(results: list[dict[str, Any]]) -> Iterator[str]:
    """A table, and one of targets."""
    rows = [
        [
            f"{each['page']} page",
            each["pictures_per_s"] or None,
            each["whole_per_s"] or None,
            100 * each["busy_share"],
            round(each["steps_per_s"]),
        ]
        for each in results
    ]
    head = ["", "pictures/s", f"of {SIDE} x {SIDE}", "% of the window's thread", "steps/s"]
    yield table("Full speed, 4 samples", head, rows)
    measured = {PICTURES: results[0]["whole_per_s"], WANTED: 20.0}
    judged = [judge(target, measured) for target in TARGETS]
    yield targets_table({"problem": "landscape page", "targets": judged})
