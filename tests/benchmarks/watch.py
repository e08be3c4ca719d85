"""The window at full speed for minutes, every panel open: whether it slows down or grows."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from tests.benchmarks.frames import FrameClock
from tests.benchmarks.machine import resident_mb
from tests.benchmarks.report import rounded, spread
from tests.benchmarks.window import opened_window, wait

SOON_S = 0.01
HEAD = (
    "elapsed s",
    "steps",
    "steps/s",
    "resident MB",
    "frame ms, median",
    "99 %",
    "longest",
)


def measure(seconds: float = 600, parts: int = 10) -> dict[str, Any]:
    """Train, and print after each part of the time, a tenth, how that went."""
    with opened_window() as window:
        for panel in window.panels.values():
            panel.show()
        print(f"Full speed for {seconds:,.0f} s, every panel, {window.width()}x{window.height()}")
        print(line(HEAD), flush=True)
        clock = FrameClock(window)
        began = then = perf_counter()
        steps, intervals = 0, []
        window.runner.run()
        for i in range(1, parts + 1):
            wait(max(0.0, began + seconds * i / parts - perf_counter()))
            while window.runner.is_running and not clock.milliseconds(since=then):
                # A busy computer may take longer for the first frame of a short part.
                wait(SOON_S)
            now, done = perf_counter(), window.session.cursor.steps
            intervals.append(
                {
                    "elapsed_s": now - began,
                    "steps": done,
                    "steps_per_s": (done - steps) / (now - then),
                    "resident_mb": resident_mb(),
                    "frame_ms": spread(clock.milliseconds(since=then)),
                }
            )
            print(line(cells(intervals[-1])), flush=True)
            steps, then = done, now
    return {"seconds": seconds, "intervals": intervals}


def show(result: dict[str, Any]) -> Iterator[str]:
    """What the last tenth is, compared with the first."""
    first, last = result["intervals"][0], result["intervals"][-1]
    change = last["steps_per_s"] / first["steps_per_s"] - 1
    frame = last["frame_ms"]["median"] - first["frame_ms"]["median"]
    yield (
        f"  {last['steps']:,} steps; from the first tenth to the last: steps/s {change:+.1%}, "
        f"frame {frame:+.1f} ms, memory {last['resident_mb'] - first['resident_mb']:+.1f} MB"
    )


def cells(interval: dict[str, Any]) -> list[str]:
    """One tenth of the time, as text."""
    frame = interval["frame_ms"]
    numbers = [interval["steps_per_s"], interval["resident_mb"]]
    times = [frame["median"], frame["99 %"], frame["longest"]]
    return [
        f"{interval['elapsed_s']:.0f}",
        f"{interval['steps']:,}",
        *(rounded(number) for number in [*numbers, *times]),
    ]


def line(texts: tuple[str, ...] | list[str]) -> str:
    """Aligned under a head that is printed before there are numbers."""
    widths = [max(10, len(head)) for head in HEAD]
    return "  " + "  ".join(text.rjust(n) for text, n in zip(texts, widths, strict=True))
