"""One case of `growth`, in a process of its own: `… growth_case WHO SAMPLES INPUTS WIDTH...`."""

import json
import statistics
import sys
from collections.abc import Sequence
from time import perf_counter

from micrograd import Trainer
from tests.benchmarks.contestants import UnavailableError, compiled_kind
from tests.benchmarks.machine import forget_peak, peak_mb, resident_mb
from tests.benchmarks.problem import Problem

TURN_S, TURNS = 0.1, 5


def measure(who: str, problem: Problem) -> dict[str, float]:
    """Time to the end of the first step, memory that training needs, and time of a step.

    The dataset and the code are there before; the network and its parameters count.
    """
    kind = compiled_kind() if who == "compiled" else Trainer
    dataset = problem.dataset()
    forget_peak()
    before, began = resident_mb(), perf_counter()
    trainer = kind(problem.model(), dataset, problem.learning_rate)
    trainer.run(1)
    first_s = perf_counter() - began
    began = perf_counter()
    trainer.run(1)
    second_s = perf_counter() - began
    memory_mb = peak_mb() - before
    steps = max(1, round(TURN_S / second_s))
    turns = []
    for _ in range(TURNS):
        began = perf_counter()
        trainer.run(steps)
        turns.append((perf_counter() - began) / steps * 1e6)
    return {"us": statistics.median(turns), "peak_mb": memory_mb, "first_step_ms": first_s * 1000}


def main(words: Sequence[str]) -> None:
    """Print what was measured, or why it can't be, as JSON."""
    who, samples, nin, *nouts = words
    problem = Problem(int(samples), int(nin), tuple(map(int, nouts)))
    try:
        found: dict[str, object] = {**measure(who, problem)}
    except UnavailableError as reason:
        found = {"absent": str(reason)}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
