"""How the cost of a step grows with the samples, the width and the depth: time and memory."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.problem import Problem
from tests.benchmarks.processes import run_module
from tests.benchmarks.report import because, table

WHO = ("compiled", "engine")
SERIES = {
    "samples, 3-[4,4,1]": [(n, Problem(n, 3, (4, 4, 1))) for n in (4, 40, 400, 4_000, 10_000)],
    "width w, 4 samples, 3-[w,w,1]": [(w, Problem(4, 3, (w, w, 1))) for w in (4, 8, 16, 32)],
    "width w, 100 samples, 3-[w,w,1]": [(w, Problem(100, 3, (w, w, 1))) for w in (4, 8, 16, 32)],
    "depth, 4 samples, 3-[8,…,8,1]": [
        (d, Problem(4, 3, (8,) * (d - 1) + (1,))) for d in range(1, 9)
    ],
}


def measure(series: dict[str, list[tuple[int, Problem]]] = SERIES) -> list[dict[str, Any]]:
    """Every case of every series; a case is a process, so that none finds another's memory."""
    return [
        {
            "series": name,
            "size": size,
            "problem": str(problem),
            **{who: case(who, problem) for who in WHO},
        }
        for name, cases in series.items()
        for size, problem in cases
    ]


def case(who: str, problem: Problem) -> dict[str, Any]:
    """What `growth_case` prints."""
    words = [who, problem.samples, problem.nin, *problem.nouts]
    done = run_module("tests.benchmarks.growth_case", *words, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def show(results: list[dict[str, Any]]) -> Iterator[str]:
    """A table for each series."""
    head = [
        f"{who}, {what}" if what == "µs" else what
        for who in WHO
        for what in ("µs", "first step ms", "peak MB")
    ]
    for name in dict.fromkeys(result["series"] for result in results):
        cases = [result for result in results if result["series"] == name]
        rows = [[f"{r['size']:,}", *(n for who in WHO for n in numbers(r[who]))] for r in cases]
        yield table(f"A training step by {name}", ["", *head], rows)
    if absent := {who: r[who]["absent"] for r in results for who in WHO if "absent" in r[who]}:
        yield "\n".join(f"  {who} {because(why)}" for who, why in absent.items())


def numbers(found: dict[str, Any]) -> list[float | None]:
    """The cells of one contestant in one row."""
    return [found.get(key) for key in ("us", "first_step_ms", "peak_mb")]
