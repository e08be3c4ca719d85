"""From the command to the first painted window, and the share of each import."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from tests.benchmarks.processes import ROOT, run_module
from tests.benchmarks.report import table

PACKAGES = ("PySide6", "numpy", "pyqtgraph", "micrograd", "app")
MODULE = "tests.benchmarks.window"
# The method that the window calls once it is painted; NumPy is imported by then.
LOAD = """
import numpy, time
from micrograd.compiled import library
library.load()
library._loaded = None
began = time.perf_counter()
found = library.load_from_cache()
print((time.perf_counter() - began) if found else "nan")
"""
FIRST_LOAD = LOAD.replace("library.load()\nlibrary._loaded = None\n", "")


def measure(rounds: int = 5) -> dict[str, Any]:
    """The whole start, several times, and once more with Python's own import times."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    totals = []
    # The first start writes byte code.
    for i in range(rounds + 1):
        began = perf_counter()
        run_module(MODULE, env=environment, stdout=subprocess.DEVNULL)
        if i:
            totals.append(perf_counter() - began)
    run_python("-c", LOAD)
    loads = [float(run_python("-c", FIRST_LOAD)) for _ in range(rounds)]
    trace = ("-X", "importtime")
    done = run_module(MODULE, python=trace, env=environment, capture_output=True)
    return {
        "seconds": totals,
        "loop_s": loads,
        "imports_s": import_shares(done.stderr.splitlines()),
    }


def run_python(*arguments: str) -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def import_shares(lines: list[str]) -> dict[str, float]:
    """Seconds that each package's own modules took, from the output of `-X importtime`."""
    shares = dict.fromkeys(PACKAGES, 0.0)
    for line in lines:
        if not line.startswith("import time:") or "|" not in line or "self" in line:
            continue
        own, _, name = line.removeprefix("import time:").split("|")
        package = name.strip().split(".")[0]
        package = "PySide6" if package.startswith("shiboken") else package
        if package in shares:
            shares[package] += int(own) / 1e6
    return shares


def show(result: dict[str, Any]) -> Iterator[str]:
    """The whole, then the imports that are part of it."""
    seconds = result["seconds"]
    rows: list[list[Any]] = [["all", statistics.median(seconds) * 1000]]
    rows += [[f"import {name}", share * 1000] for name, share in result["imports_s"].items()]
    rows.append(["then the compiled loop", statistics.median(result["loop_s"]) * 1000])
    yield table(
        f"From the command to the first painted window, median of {len(seconds)}", ["", "ms"], rows
    )
