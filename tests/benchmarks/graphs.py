"""A million graphs built and dropped: whether anything of them stays."""

import gc
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from micrograd import Value
from tests.benchmarks.machine import resident_mb
from tests.benchmarks.report import rounded


def measure(count: int = 1_000_000) -> dict[str, Any]:
    """Build graphs and go through them backwards; only reference counts free them."""
    a, b, c = Value(0.5), Value(-1.5), Value(0.25)
    build(1000, a, b, c)
    gc.collect()
    gc.disable()
    before, began = resident_mb(), perf_counter()
    build(count, a, b, c)
    seconds, grown = perf_counter() - began, resident_mb() - before
    left = gc.collect()
    gc.enable()
    return {"graphs": count, "us": seconds / count * 1e6, "grown_mb": grown, "left": left}


def build(count: int, a: Value, b: Value, c: Value) -> None:
    """Make this many graphs of the same leaves, each forgotten at the next one."""
    for _ in range(count):
        (a * b + c).tanh().backward()


def show(result: dict[str, Any]) -> Iterator[str]:
    """One line."""
    yield (
        f"{result['graphs']:,} graphs built and dropped: {result['grown_mb']:.1f} MB more, "
        f"{result['left']:,} objects for the cyclic collector, {rounded(result['us'])} µs each"
    )
