"""Machine: a program with its memory, which trains on flat arrays without the interpreter lock."""

from typing import Any

import numpy as np
import numpy.typing as npt

from micrograd.compiled import opcodes as codes
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.program import Floats, Program
from micrograd.data.dataset import Dataset
from micrograd.training.evaluation import Evaluation
from micrograd.training.state import StepStart
from micrograd.training.step_engine import WHOLE_RUN, FailedStep, TrainedSteps

# The most pieces of a call, and the most bytes of them: it ends early when they are full.
MOST_PIECES, PIECES_BYTES = 1024, 4_000_000


class Machine:
    """Trains the parameters that were loaded into it; it knows no `Value`.

    One thread at a time may use it, but for `stop`.
    """

    def __init__(self, kernel: Kernel, program: Program, dataset: Dataset) -> None:
        self._kernel, self._program = kernel, program
        self._samples = len(dataset)
        self._data, self._grads = np.zeros((2, program.rows, LANES))
        self._columns = np.zeros((LANES, program.columns))
        self._columns[:, program.ones] = 1.0
        self._terms = np.zeros((self._samples, program.terms))
        self._outputs = np.zeros((self._samples, program.outputs))
        self._constants = program.constants_of(dataset)
        self._weights, self._before, self._earlier = np.zeros((3, program.weights))
        self._weight_grads, self._fresh = np.zeros((2, program.weights))
        piece_bytes = 4 * 8 * program.weights
        self._most_pieces = max(2, min(MOST_PIECES, PIECES_BYTES // piece_bytes))
        self._pieces = np.zeros((self._most_pieces, 4, program.weights))
        self._stop, self._results = np.zeros(1, np.int64), np.zeros(codes.RESULTS, np.int64)

    def load(self, start: StepStart) -> None:
        """Take over the parameters' numbers."""
        # A divergence may have left numbers in the gaps between neurons.
        self._weights[:] = self._weight_grads[:] = 0.0
        self._weights[self._program.places] = start.state
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
        self._kernel.train(
            *self._arguments(len(self._program.ops) - self._program.outputs),
            *map(_address, (self._weights, self._before, self._earlier)),
            *map(_address, (self._weight_grads, self._fresh)),
            *(len(self._weights), start.rate, steps),
            *map(_address, (losses, self._pieces)),
            *(room, width, self._most_pieces),
            *map(_address, (self._stop, self._results)),
        )
        return self._trained(start, losses)

    def _trained(self, start: StepStart, losses: Floats) -> TrainedSteps:
        places, results = self._program.places, self._results.tolist()
        status, done, pieces = (results[i] for i in (codes.STATUS, codes.STEPS_DONE, codes.PIECES))
        kept = (self._weights, self._before, self._earlier, self._weight_grads)
        state, before, earlier, grads = (numbers[places].tolist() for numbers in kept)
        failed = None
        if status == codes.LOSS_NOT_FINITE:
            failed = FailedStep(float(losses[done]), None, None)
        elif status == codes.PARAMETER_NOT_FINITE:
            failed = FailedStep(float(losses[done]), state, grads)
            # The last update was the one that failed.
            state, before = before, earlier
        starts = [start]
        if done > 1:
            starts = [StepStart(each, None, start.rate) for each in (earlier, before)]
        bounds, was_stopped = self._pieces[:pieces][:, :, places], status == codes.STOPPED
        return TrainedSteps(losses[:done], bounds, state, grads, starts, failed, was_stopped)

    def evaluate(self) -> Evaluation:
        """Look at all samples with the parameters as they are; sums as `evaluation.evaluate`.

        Releases the interpreter lock.
        """
        self._kernel.evaluate(*self._arguments(len(self._program.ops)), _address(self._weights))
        errors = self._terms
        of_samples = np.zeros(self._samples)
        # A loss that is too large becomes infinite without a warning, as in the engine.
        with np.errstate(over="ignore", invalid="ignore"):
            for column in errors.T:
                of_samples += column
            loss = np.add.accumulate(errors.ravel())[-1]
        return Evaluation(self._outputs.tolist(), of_samples.tolist(), float(loss))

    def _arguments(self, ops: int) -> list[int]:
        program = self._program
        memory = (self._data, self._grads, self._columns, self._terms, self._outputs)
        return [
            *map(_address, (program.ops, *memory, self._constants)),
            *(ops, program.rows, program.columns, program.terms, program.outputs),
            *(program.constants, self._samples),
        ]


def _address(array: npt.NDArray[Any]) -> int:
    return array.ctypes.data
