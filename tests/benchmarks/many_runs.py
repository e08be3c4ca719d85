"""Many runs side by side: steps a second of all of them, beside a run alone, and sweeps.

The runs are of 3-[4,4,1] on the four samples, each with another learning rate.
"""

import statistics
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time, sleep
from typing import Any

import numpy as np

from micrograd.compiled import run_library
from micrograd.compiled.many import ManyRuns, StopFlag, train_many
from micrograd.recipe.recipe import Recipe
from micrograd.sweeps import sweep
from micrograd.sweeps.plan import SweepPlan
from micrograd.training.step_engine import WHOLE_RUN
from tests.benchmarks.contestants import compiled_kind
from tests.benchmarks.engines import Target, judge, targets_table
from tests.benchmarks.map_page import SIDE, first_pictures, whole_maps
from tests.benchmarks.problem import FOUR_SAMPLES
from tests.benchmarks.report import table

ROUNDS = 7
RUNS, STEPS = 4096, 500
ALONE, MANY, ONE_THREAD, TWO_THREADS = (
    "a run alone",
    "many runs",
    "many runs, 1 thread",
    "many runs, 2 threads",
)
FIRST, WHOLE = "first picture after a change", "256 x 256 x 300"
BESIDE = "many runs, in two threads"
APART, TOGETHER = "sweep, one after the other", "sweep, side by side"
TARGETS = [
    Target(ALONE, MANY, "at least", 3),
    Target(APART, TOGETHER, "at least", 2),
    # Threads cost no more of the processor than one, however many others use it.
    Target(BESIDE, MANY, "at most", 1.1),
]
# Two threads beside one another take as long for twice as many runs.
SCALING = Target(ONE_THREAD, TWO_THREADS, "at least", 1.8)


def measure(
    rounds: int = ROUNDS,
    runs: int = RUNS,
    steps: int = STEPS,
    sweep_of: tuple[int, int] = (40, 25),
    side: int = SIDE,
) -> dict[str, Any]:
    """Time each, one after the other in each round.

    sweep_of: how many rates and seeds. side: of the picture on the page, in pixels.
    """
    run_library.load()
    many = _many(runs, steps)
    processor = {
        ALONE: _alone(steps),
        MANY: lambda: (train_many(many, "final-loss"), runs * steps)[1],
        BESIDE: lambda: _in_threads(2, many, steps),
        APART: lambda: _sweep(*sweep_of, steps, 1),
        TOGETHER: lambda: _sweep(*sweep_of, steps, sweep.MOST_TOGETHER),
    }
    wall = {
        ONE_THREAD: lambda: _in_threads(1, many, steps),
        TWO_THREADS: lambda: _in_threads(2, many, steps),
    }
    us: dict[str, list[float]] = {name: [] for name in (*processor, *wall)}
    for _ in range(1 + rounds):
        for kinds, clock in ((processor, process_time), (wall, perf_counter)):
            for name, train in kinds.items():
                began = clock()
                done = train()
                us[name].append((clock() - began) / done * 1e6)
    # The first round builds what all others use.
    medians = {name: statistics.median(each[1:]) for name, each in us.items()}
    cancel_ms = [_cancel(runs) * 1e3 for _ in range(rounds)]
    targets = [judge(target, medians) for target in (*TARGETS, SCALING)]
    return {
        "us": us,
        "median_us": medians,
        "cancel_ms": cancel_ms,
        "targets": targets,
        "maps": {FIRST: first_pictures(rounds, side), WHOLE: whole_maps(rounds, side // 2)},
    }


def show(measured: dict[str, Any]) -> Iterator[str]:
    """A table of times, and one of targets."""
    rows = [
        [name, median, 1 / median, min(measured["us"][name][1:])]
        for name, median in measured["median_us"].items()
    ]
    head = ["", "µs a run and step", "million a second", "lowest µs"]
    yield table("Many runs; of threads the time that passes, else of the processor", head, rows)
    yield f"  Cancelled within {max(measured['cancel_ms']):.1f} ms at most"
    # The time of the same steps in two threads that do nothing else.
    us = measured["median_us"][TWO_THREADS]
    rows = [
        [name, statistics.median(each["s"]), min(each["s"]), each["run_steps"] / 1e6 * us]
        for name, each in measured["maps"].items()
    ]
    rows = [[*row, float(row[1]) / float(row[3])] for row in rows]
    yield table("Maps, the time that passes", ["", "s, median", "lowest", "its steps", "/"], rows)
    yield targets_table({"problem": "many runs", "targets": measured["targets"]})


def _many(runs: int, steps: int) -> ManyRuns:
    return ManyRuns(Recipe(), steps, {"learning_rate": 10 ** np.linspace(-3, 0, runs)})


def _alone(steps: int) -> Callable[[], int]:
    trainer = compiled_kind()(FOUR_SAMPLES.model(), FOUR_SAMPLES.dataset(), 0.1)
    machine, start = trainer.loaded_machine()

    def train() -> int:
        # This many steps take some milliseconds.
        machine.train(start, 20 * steps, WHOLE_RUN, WHOLE_RUN)
        return 20 * steps

    return train


def _in_threads(threads: int, runs: ManyRuns, steps: int) -> int:
    with ThreadPoolExecutor(threads) as executor:
        done = [executor.submit(train_many, runs, "final-loss") for _ in range(threads)]
        for each in done:
            each.result()
    return threads * runs.count * steps


def _sweep(rates: int, seeds: int, steps: int, together: int) -> int:
    axes = {"learning_rate": np.geomspace(0.01, 0.3, rates).tolist(), "seed": range(seeds)}
    plan = SweepPlan(Recipe(), axes, steps=2 * steps)
    for _ in sweep.Sweep(plan, together=together).work():
        pass
    return plan.count * plan.steps


def _cancel(runs: int) -> float:
    """Seconds from the moment that a call is stopped until it returns."""
    stop, many = StopFlag(), _many(runs, 10**9)
    with ThreadPoolExecutor(1) as executor:
        training = executor.submit(train_many, many, "final-loss", stop=stop)
        # By then it trains.
        sleep(0.2)
        began = perf_counter()
        stop.stop()
        training.result()
        return perf_counter() - began
