"""Who takes part: each prepares a problem and then trains it anew, as often as it is asked."""

import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import NamedTuple

from micrograd import Trainer
from micrograd.training.step_engine import StepEngine
from tests.benchmarks.problem import FOUR_SAMPLES, Problem
from tests.closure_baseline import ClosureTrainer

C_SOURCE = Path(__file__).with_name("baseline.c")


class Run(NamedTuple):
    """Training from the first weights on: microseconds a step of the processor, the last loss."""

    us: float
    loss: float

    @classmethod
    def since(cls, began: float, steps: int, loss: float) -> "Run":
        """A run of this many steps from then until now."""
        return cls((process_time() - began) / steps * 1e6, loss)


class UnavailableError(Exception):
    """A contestant that can't take part here; the text says why."""


# Trains this many steps, at least two.
Racer = Callable[[int], Run]


def engine(problem: Problem) -> Racer:
    """`micrograd.Trainer`: the readable engine."""
    return _trainer(StepEngine, problem)


def compiled(problem: Problem) -> Racer:
    """`micrograd.compiled`: the same numbers, to the last bit."""
    compiled_kind()
    from micrograd.compiled.engine import CompiledEngine

    return _trainer(CompiledEngine, problem)


def plain_descent(problem: Problem) -> Racer:
    """The same by gradient descent, to compare Adam with."""
    return compiled(replace(problem, is_adam=False))


def one_batch(problem: Problem) -> Racer:
    """A dataset of as many samples as a batch has, to compare batches with."""
    return compiled(replace(problem, samples=problem.batch_size, batch_size=0))


def compiled_kind() -> Callable[..., Trainer]:
    """What makes its trainer. Raises UnavailableError where it can't be used."""
    try:
        from micrograd.compiled import compiled_trainer

        # The first call loads or builds the machine code: that is no part of training.
        compiled_trainer(FOUR_SAMPLES.model(), FOUR_SAMPLES.dataset())
    except (ImportError, RuntimeError) as error:
        raise UnavailableError(str(error)) from None
    return compiled_trainer


def _trainer(kind: Callable[[], StepEngine], problem: Problem) -> Racer:
    dataset = problem.dataset()

    def run(steps: int) -> Run:
        trainer = Trainer(
            problem.model(),
            dataset,
            problem.learning_rate,
            loss=problem.loss,
            optimizer=problem.optimizer,
            batch_size=problem.batch_size,
            engine=kind(),
        )
        # The first step builds what all others use: it is not timed.
        trainer.run(1)
        began = process_time()
        losses = trainer.run(steps - 1)
        return Run.since(began, steps - 1, losses[-1])

    return run


def closures(problem: Problem) -> Racer:
    """A closure for each operation, a new graph in each step, and the cyclic collector on."""
    if problem.is_adam or problem.is_logistic:
        raise UnavailableError("they only know gradient descent on squared errors")
    dataset = problem.dataset()

    def run(steps: int) -> Run:
        trainer = ClosureTrainer(problem.nin, list(problem.nouts), random.Random(0), dataset)
        seconds = loss = 0.0
        for _ in range(steps):
            before = [parameter.data for parameter in trainer.parameters]
            began = process_time()
            loss = trainer.step()
            seconds += process_time() - began
            # This engine has its own learning rate: its update is replaced by that of the others.
            for parameter, data in zip(trainer.parameters, before, strict=True):
                parameter.data = data - problem.learning_rate * parameter.grad
        return Run(seconds / steps * 1e6, loss)

    return run


def c_program(problem: Problem, folder: Path) -> Racer:
    """`baseline.c`, compiled into the folder; a process of its own that tells its time."""
    program = compile_baseline(folder, problem)
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


def compile_baseline(folder: Path, problem: Problem) -> Path:
    """The C program for the kind of problem, compiled once.

    Raises UnavailableError where there is no compiler for it.
    """
    kinds = ["-DADAM"] * problem.is_adam + ["-DLOGISTIC"] * problem.is_logistic
    program = folder / "".join(["baseline", *kinds])
    if program.exists():
        return program
    compiler = shutil.which("cc")
    if compiler is None:
        raise UnavailableError("no C compiler, cc")
    command = [compiler, "-O3", "-march=native", *kinds, "-o", str(program), str(C_SOURCE), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UnavailableError(f"cc failed: {done.stderr.strip()}")
    return program
