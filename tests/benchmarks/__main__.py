"""`python -m tests.benchmarks`: how fast training is, and how fluently the window runs.

The machine's own speed drifts, so whoever is compared is timed in turns, and judged by ratio.
"""

import argparse
import importlib
import json
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.machine import describe_machine
from tests.benchmarks.processes import run_module

# Each part and its module, which has `measure` and `show`.
PARTS = {
    "engines": "engines",
    "looking": "looking",
    "growth": "growth",
    "graphs": "graphs",
    "start-up": "start_up",
    "frames": "frames",
    "graph": "graph_page",
    "landscape": "landscape_page",
    "long-run": "long_run",
    "rewind": "rewind",
    "large-data": "large_data",
    "map": "many_runs",
    "watch": "watch",
}
# Parts that take ten minutes run only when they are named.
WITHOUT_BEING_ASKED = [part for part in PARTS if part != "watch"]
TIMED = ("frames", "landscape", "watch")


def main() -> None:
    """Run some parts, print their tables, and keep everything measured where asked to."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(PARTS)}; all but watch if none")
    parser.add_argument(
        "--seconds", type=float, help="how long frames (20), landscape (10), watch (600) run"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    options = parser.parse_args()
    if unknown := [part for part in options.part if part not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    parts = options.part or WITHOUT_BEING_ASKED
    if len(parts) == 1:
        measured = {parts[0]: run(parts[0], options.seconds)}
    else:
        measured = {part: run_apart(part, options.seconds) for part in parts}
    if options.json:
        document = {"machine": describe_machine(), "parts": measured}
        options.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def run(part: str, seconds: float | None) -> Any:
    """Measure one part, and print its tables."""
    module = importlib.import_module(f"tests.benchmarks.{PARTS[part]}")
    measured = module.measure(seconds) if seconds and part in TIMED else module.measure()
    for text in module.show(measured):
        print(text, flush=True)
    return measured


def run_apart(part: str, seconds: float | None) -> Any:
    """The same in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "measured.json"
        timing = ["--seconds", seconds] if seconds else []
        run_module("tests.benchmarks", part, "--json", file, *timing)
        return json.loads(file.read_text(encoding="utf-8"))["parts"][part]


if __name__ == "__main__":
    main()
