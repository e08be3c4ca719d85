"""One training step of everyone who takes part, in turns, and the targets of their ratios."""

import gc
import math
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.contestants import (
    Racer,
    UnavailableError,
    c_program,
    closures,
    compiled,
    engine,
    one_batch,
    plain_descent,
)
from tests.benchmarks.frameworks import jax, pytorch
from tests.benchmarks.problem import (
    BATCHES,
    FOUR_BY_ADAM,
    FOUR_SAMPLES,
    HUNDRED_SAMPLES,
    MOONS,
    Problem,
)
from tests.benchmarks.report import because, table

# How long a turn lasts at least, in seconds, and how many turns there are.
TURN_S, ROUNDS = 0.2, 7
# Those that are compared for their time alone.
OTHER_TRAINING = {"gradient descent", "one batch alone"}


class Target(NamedTuple):
    """What the ratio of two medians should be: at most `bound`, or at least."""

    slower: str
    faster: str
    kind: str
    bound: float

    def is_met(self, ratio: float) -> bool:
        """Whether this ratio is on the right side of the bound."""
        return ratio <= self.bound if self.kind == "at most" else ratio >= self.bound


TARGETS = {
    FOUR_SAMPLES: [
        Target("compiled", "C", "at most", 1.5),
        Target("JAX", "compiled", "at least", 1),
        Target("PyTorch", "compiled", "at least", 100),
        Target("closures", "compiled", "at least", 700),
        Target("closures", "engine", "at least", 2),
    ],
    HUNDRED_SAMPLES: [
        Target("compiled", "C", "at most", 1),
        Target("compiled", "JAX", "at most", 3),
        Target("PyTorch", "compiled", "at least", 3),
        Target("closures", "compiled", "at least", 1000),
        Target("closures", "engine", "at least", 5),
    ],
    BATCHES: [Target("compiled", "one batch alone", "at most", 1.3)],
    FOUR_BY_ADAM: [Target("compiled", "gradient descent", "at most", 1.6)],
    MOONS: [
        Target("compiled", "C", "at most", 1),
        Target("compiled", "JAX", "at most", 1.3),
        Target("PyTorch", "compiled", "at least", 5),
    ],
}


def measure(rounds: int = ROUNDS, turn_s: float = TURN_S) -> list[dict[str, Any]]:
    """Every problem of the targets."""
    with tempfile.TemporaryDirectory() as folder:
        return [race(problem, Path(folder), rounds, turn_s) for problem in TARGETS]


def show(results: list[dict[str, Any]]) -> Iterator[str]:
    """A table of times and one of targets for each network."""
    for result in results:
        yield times_table(result)
        yield targets_table(result)


def race(problem: Problem, folder: Path, rounds: int, turn_s: float) -> dict[str, Any]:
    """Time everyone who can take part on one problem, one after the other in each round."""
    racers, absent = line_up(problem, folder)
    check_losses({name: run(3).loss for name, run in racers.items()})
    steps = {name: steps_for(run, turn_s) for name, run in racers.items()}
    for name, run in racers.items():
        # JAX compiles once more for this number of steps.
        run(steps[name])
    times: dict[str, list[float]] = {name: [] for name in racers}
    gc.collect()
    # Objects of PyTorch and JAX would slow the collector down for the others.
    gc.freeze()
    for _ in range(rounds):
        for name, run in racers.items():
            times[name].append(run(steps[name]).us)
    gc.unfreeze()
    medians = {name: statistics.median(each) for name, each in times.items()}
    return {
        "problem": str(problem),
        "rounds": rounds,
        "steps": steps,
        "us": times,
        "median_us": medians,
        "absent": absent,
        "targets": [judge(target, medians) for target in TARGETS.get(problem, [])],
    }


def line_up(problem: Problem, folder: Path) -> tuple[dict[str, Racer], dict[str, str]]:
    """Who can take part, and why the others can't."""
    everyone: dict[str, Callable[[Problem], Racer]] = {
        "C": lambda problem: c_program(problem, folder),
        "compiled": compiled,
        **({"gradient descent": plain_descent} if problem.is_adam else {}),
        **({"one batch alone": one_batch} if problem.batch_size else {}),
        "engine": engine,
    }
    if problem.batch_size:
        del everyone["C"]
    else:
        everyone |= {"JAX": jax, "PyTorch": pytorch, "closures": closures}
    racers, absent = {}, {}
    for name, prepare in everyone.items():
        try:
            racers[name] = prepare(problem)
        except UnavailableError as reason:
            absent[name] = str(reason)
    return racers, absent


def check_losses(losses: dict[str, float]) -> None:
    """Raise ValueError unless all do the same training, up to rounding."""
    for name, loss in losses.items():
        if name not in OTHER_TRAINING and not math.isclose(loss, losses["engine"], rel_tol=1e-9):
            raise ValueError(f"these are not the same training: {losses}")


def steps_for(run: Racer, turn_s: float) -> int:
    """The number of steps that a turn takes."""
    steps = 2
    while True:
        # The first time it may compile something.
        run(steps)
        us = run(steps).us
        if us * steps > turn_s * 1e5:
            return max(2, math.ceil(turn_s * 1e6 / us))
        steps *= 10


def judge(target: Target, medians: dict[str, float]) -> dict[str, Any]:
    """The ratio that a target asks for, and whether it is met; None where nobody can tell."""
    ratio = None
    if target.slower in medians and target.faster in medians:
        ratio = medians[target.slower] / medians[target.faster]
    return {
        **target._asdict(),
        "ratio": ratio,
        "met": None if ratio is None else target.is_met(ratio),
    }


def times_table(result: dict[str, Any]) -> str:
    """Everyone's median of processor time, its range, and how it compares with C and closures."""
    medians = result["median_us"]
    c, closures = medians.get("C"), medians.get("closures")
    rows: list[list[Any]] = [
        [
            name,
            median,
            min(result["us"][name]),
            max(result["us"][name]),
            median / c if c else None,
            closures / median if closures else None,
        ]
        for name, median in medians.items()
    ]
    rows += [[name, because(reason)] for name, reason in result["absent"].items()]
    return table(
        f"A training step, {result['problem']}, {result['rounds']} rounds in turns",
        ["", "µs, median", "lowest", "highest", "/ C", "closures / it"],
        rows,
    )


def targets_table(result: dict[str, Any]) -> str:
    """Each target, the ratio that was measured, and whether it is met."""
    words = {True: "met", False: "MISSED", None: "not measured"}
    rows: list[list[Any]] = [
        [
            f"{target['slower']} / {target['faster']}",
            f"{target['kind']} {target['bound']:,}",
            target["ratio"],
            words[target["met"]],
        ]
        for target in result["targets"]
    ]
    return table(
        f"Targets, {result['problem']}", ["ratio of medians", "target", "measured", ""], rows
    )
