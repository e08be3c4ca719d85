"""Who takes part: each prepares a problem and then trains it anew, as often as it is asked."""

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from micrograd import Trainer
from tests.benchmarks.problem import FOUR_SAMPLES, Problem
from tests.closure_baseline import ClosureTrainer

C_SOURCE = Path(__file__).with_name("baseline.c")


class Run(NamedTuple):
    """Training from the first weights on: microseconds a step, and the loss of the last one."""

    us: float
    loss: float

    @classmethod
    def since(cls, began: float, steps: int, loss: float) -> "Run":
        """So many steps took from then until now."""
        return cls((perf_counter() - began) / steps * 1e6, loss)


class UnavailableError(Exception):
    """A contestant that can't take part here; the text says why."""


# Trains this many steps, at least two.
Racer = Callable[[int], Run]


def engine(problem: Problem) -> Racer:
    """`micrograd.Trainer`: the readable engine."""
    return _trainer(Trainer, problem)


def compiled(problem: Problem) -> Racer:
    """`micrograd.compiled`: the same numbers, to the last bit."""
    return _trainer(compiled_kind(), problem)


def compiled_kind() -> Callable[..., Trainer]:
    """What makes its trainer. Raises UnavailableError where it can't be used."""
    try:
        from micrograd.compiled import compiled_trainer

        # The first call loads or builds the machine code: that is no part of training.
        compiled_trainer(FOUR_SAMPLES.model(), FOUR_SAMPLES.dataset())
    except (ImportError, RuntimeError) as error:
        raise UnavailableError(str(error)) from None
    return compiled_trainer


def _trainer(kind: Callable[..., Trainer], problem: Problem) -> Racer:
    dataset = problem.dataset()

    def run(steps: int) -> Run:
        trainer = kind(problem.model(), dataset, problem.learning_rate)
        # The first step builds what all others use: it is not timed.
        trainer.run(1)
        began = perf_counter()
        losses = trainer.run(steps - 1)
        return Run.since(began, steps - 1, losses[-1])

    return run


def closures(problem: Problem) -> Racer:
    """A closure for each operation, a new graph in each step, and the cyclic collector on."""
    dataset = problem.dataset()

    def run(steps: int) -> Run:
        trainer = ClosureTrainer(problem.nin, list(problem.nouts), random.Random(0), dataset)
        seconds = loss = 0.0
        for _ in range(steps):
            before = [parameter.data for parameter in trainer.parameters]
            began = perf_counter()
            loss = trainer.step()
            seconds += perf_counter() - began
            # This engine has its own learning rate: its update is replaced by that of the others.
            for parameter, data in zip(trainer.parameters, before, strict=True):
                parameter.data = data - problem.learning_rate * parameter.grad
        return Run(seconds / steps * 1e6, loss)

    return run


def c_program(problem: Problem, folder: Path) -> Racer:
    """`baseline.c`, compiled into the folder; a process of its own that tells its time."""
    program = compile_baseline(folder)
    model, dataset = problem.model(), problem.dataset()
    numbers = [parameter.data for parameter in model.parameters()]
    for row in dataset.rows():
        numbers.extend(row)
    text = " ".join(map(repr, numbers))
    shape = [problem.samples, problem.nin, *problem.nouts]

    def run(steps: int) -> Run:
        command = [str(program), *map(str, [steps, problem.learning_rate, *shape])]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
        return Run(*map(float, done.stdout.split()))

    return run


def compile_baseline(folder: Path) -> Path:
    """The C program, compiled once. Raises UnavailableError where there is no compiler for it."""
    program = folder / "baseline"
    if program.exists():
        return program
    compiler = shutil.which("cc")
    if compiler is None:
        raise UnavailableError("no C compiler, cc")
    command = [compiler, "-O3", "-march=native", "-o", str(program), str(C_SOURCE), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UnavailableError(f"cc failed: {done.stderr.strip()}")
    return program
