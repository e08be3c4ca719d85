"""Machine: a program with its memory, which trains on flat arrays without the interpreter lock."""

from collections.abc import Sequence
from functools import cached_property, reduce
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt

from micrograd.compiled import opcodes as codes
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.memory import zeros
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.program import Floats, Integers, Program, in_blocks
from micrograd.data.rows import ArrayRows
from micrograd.data.sampling import Samples
from micrograd.recipe.optimizers import GRADIENT_DESCENT, OPTIMIZERS, Optimizer
from micrograd.recipe.parts import parameters_in
from micrograd.recipe.schedules import SCHEDULES
from micrograd.training.evaluation import Evaluation
from micrograd.training.state import State, StepStart
from micrograd.training.step_engine import WHOLE_RUN, FailedStep, TrainedSteps

_OPTIMIZERS, _SCHEDULES = list(OPTIMIZERS), list(SCHEDULES)
# The most pieces of a call, and the most bytes of them: it ends early when they are full.
MOST_PIECES, PIECES_BYTES = 1024, 4_000_000


class Machine:
    """Trains the parameters that were loaded into it; it knows no `Value`.

    One thread at a time may use it, but for `stop`.
    """

    def __init__(
        self,
        kernel: Kernel,
        program: Program,
        samples: Samples,
        optimizer: Optimizer = GRADIENT_DESCENT,
    ) -> None:
        self._kernel, self._program, self._optimizer = kernel, program, optimizer
        self._samples = samples
        self._training, self._held_out = map(_places, (samples.training, samples.held_out))
        self._data, self._grads = zeros(2, program.rows, LANES)
        self._columns = zeros(LANES, program.columns)
        self._columns[:, program.ones] = 1.0
        self._terms = np.zeros((len(samples.dataset), program.terms))
        self._outputs = np.zeros((len(samples.dataset), program.outputs))
        constants = program.constants_of(samples.scaled)
        self._every = constants
        # A step has these samples, or as many of them as a batch has.
        self._pool = constants[self._training]
        self._order = np.arange(len(self._pool))
        is_whole = samples.batch_size == len(samples.dataset)
        self._constants = in_blocks(constants if is_whole else self._pool[: samples.batch_size])
        n, slots = program.weights, len(optimizer.slots)
        self._places = np.concatenate([program.places + i * n for i in range(1 + slots)])
        self._before, self._earlier = zeros(2, n * (1 + slots))
        # After the state comes the penalty of each weight; its gradients lie in the same places.
        self._state, self._fresh = zeros(2, n * (2 + slots))
        self._weight_grads = zeros(n)
        self._choices = np.zeros(codes.CHOICES, np.int64)
        self._numbers = np.zeros(codes.SETTINGS + codes.MOST_SETTINGS)
        piece_bytes = 4 * 8 * program.weights
        self._most_pieces = max(2, min(MOST_PIECES, PIECES_BYTES // piece_bytes))
        self._pieces = zeros(self._most_pieces, 4, program.weights)
        self._stop, self._results = np.zeros(1, np.int64), np.zeros(codes.RESULTS, np.int64)

    @cached_property
    def _all(self) -> Floats:
        """The constants of all samples, made when somebody looks at them."""
        is_whole = self._samples.batch_size == len(self._every)
        return self._constants if is_whole else in_blocks(self._every)

    def load(self, start: StepStart) -> None:
        """Take over the parameters' numbers."""
        # A divergence may have left numbers in the gaps between neurons.
        self._state[:] = self._weight_grads[:] = 0.0
        self._state[self._places] = start.state[: len(self._places)]
        self._weight_grads[self._program.places] = start.grads
        self._stop[0] = 0

    def stop(self) -> None:
        """Let `train` return soon; the step under way is dropped."""
        self._stop[0] = 1

    def train(
        self, start: StepStart, steps: int, room: int = WHOLE_RUN, width: int = WHOLE_RUN
    ) -> TrainedSteps:
        """Do up to `steps` steps from what was loaded; releases the interpreter lock.

        room, width: how many steps the first piece of the run covers, and each other one. Where
        there is no memory for another piece it ends early.
        """
        losses = np.empty(steps)
        self._take_settings(start)
        program = self._program
        self._kernel.train(
            *self._arguments(
                len(program.ops) - program.outputs, self._constants, self._samples.batch_size
            ),
            *map(address, (self._state, self._before, self._earlier)),
            *map(address, (self._weight_grads, self._fresh)),
            *(program.weights, len(self._before), steps),
            *map(address, (self._choices, self._numbers, program.penalized)),
            len(program.penalized),
            *map(address, (self._pool, self._order)),
            len(self._order),
            *(address(self._frozen), len(self._frozen)),
            *map(address, (losses, self._pieces)),
            *(room, width, self._most_pieces),
            *map(address, (self._stop, self._results)),
        )
        return self._trained(start, losses)

    def _take_settings(self, start: StepStart) -> None:
        """Write what the kernel is told of, see `opcodes`."""
        settings, optimizer, program = start.settings, self._optimizer, self._program
        objective, samples = program.objective, self._samples
        last = len(samples.training) - (samples.steps_per_epoch - 1) * samples.batch_size
        self._choices[:] = (
            _OPTIMIZERS.index(optimizer.name),
            _SCHEDULES.index(settings["schedule"]),
            program.penalty,
            start.step,
            samples.sampling.seed,
            *divmod(start.step, samples.steps_per_epoch),
            samples.steps_per_epoch,
            program.last_layer if settings["output_rate"] else program.weights,
        )
        own = [settings[name] for name in optimizer.settings]
        of_batch = objective.of_samples(1.0, samples.batch_size * program.terms)
        self._numbers[: codes.SETTINGS + len(own)] = (
            settings["learning_rate"],
            settings["schedule_steps"],
            settings["warm_up"],
            objective.strength,
            start.state[-1] + 1.0 if optimizer.counts else 0.0,
            of_batch,
            of_batch,
            objective.of_samples(1.0, last * program.terms),
            settings["output_rate"],
            *own,
        )
        frozen = sorted(parameters_in(settings["frozen"], self._program.widths))
        # The places of its data, then those of each of its slots.
        self._frozen = self._places.reshape(-1, len(self._program.places))[:, frozen].ravel()

    def _trained(self, start: StepStart, losses: Floats) -> TrainedSteps:
        places, results = self._places, self._results.tolist()
        status, done, pieces = (results[i] for i in (codes.STATUS, codes.STEPS_DONE, codes.PIECES))
        # An update that failed was counted, too.
        updates = done + (status == codes.STATE_NOT_FINITE)
        state, before, earlier = (
            numbers[places].tolist() + self._counted(start, updates + late)
            for numbers, late in ((self._state, 0), (self._before, -1), (self._earlier, -2))
        )
        places = self._program.places
        grads = self._weight_grads[places].tolist()
        failed = None
        if status == codes.LOSS_NOT_FINITE:
            failed = FailedStep(float(losses[done]), None, None)
        elif status == codes.STATE_NOT_FINITE:
            failed = FailedStep(float(losses[done]), state, grads)
            # The last update was the one that failed.
            state, before = before, earlier
        starts = [start]
        if done > 1:
            step = start.step + done
            starts = [
                StepStart(step - 2, earlier, None, start.settings),
                StepStart(step - 1, before, None, start.settings),
            ]
        bounds, was_stopped = self._pieces[:pieces][:, :, places], status == codes.STOPPED
        return TrainedSteps(losses[:done], bounds, state, grads, starts, failed, was_stopped)

    def _counted(self, start: StepStart, done: int) -> State:
        """The end of a state that counts updates, so many steps after the start."""
        return [start.state[-1] + done] if self._optimizer.counts else []

    def evaluate(self) -> Evaluation:
        """Look at all samples with the parameters as they are; sums as `evaluation.evaluate`.

        Releases the interpreter lock.
        """
        program, samples = self._program, self._samples
        arguments = self._arguments(len(program.ops), self._all, len(samples.dataset))
        self._kernel.evaluate(*arguments, address(self._state))
        of_samples = np.zeros(len(samples.dataset))
        # A loss that is too large becomes infinite without a warning, as in the engine.
        with np.errstate(over="ignore", invalid="ignore"):
            for column in self._terms.T:
                of_samples += column
            loss = self._with_penalty(self._loss_of(self._training))
            test_loss = self._loss_of(self._held_out) if samples.held_out else None
        return Evaluation(ArrayRows(self._outputs.copy()), ArrayRows(of_samples), loss, test_loss)

    def _loss_of(self, rows: Integers) -> float:
        """The loss of some samples, from the terms of all."""
        terms = (self._terms[rows] if self._samples.held_out else self._terms).ravel()
        loss: float = self._program.objective.of_samples(
            float(np.add.accumulate(terms)[-1]), terms.size
        )
        return loss

    def _with_penalty(self, loss: float) -> float:
        """The whole loss, from that of the samples."""
        objective = self._program.objective
        if weights := self._state[self._program.penalized].tolist():
            penalty = reduce(add, objective.penalties(weights), 0.0)
            loss = objective.with_penalty(loss, penalty, objective.strength)
        return loss

    def _arguments(self, ops: int, constants: Floats, samples: int) -> list[int]:
        program = self._program
        memory = (self._data, self._grads, self._columns, self._terms, self._outputs)
        return [
            *map(address, (program.ops, *memory, constants)),
            *(ops, program.rows, program.columns, program.terms, program.outputs),
            *(program.constants, samples),
        ]


def _places(rows: Sequence[int]) -> Integers:
    return np.array(rows, dtype=np.int64)


def address(array: npt.NDArray[Any]) -> int:
    """Where the numbers of an array begin, as the kernel takes it."""
    return array.ctypes.data
