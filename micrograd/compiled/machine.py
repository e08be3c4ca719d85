"""A program with its memory: trains on flat arrays, beside whatever else goes on."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.compiled import opcodes as codes
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.program import Floats, Program
from micrograd.data.dataset import Dataset
from micrograd.training.evaluation import Evaluation
from micrograd.training.step_engine import WHOLE_RUN

# A call ends early when it has filled so many pieces, or so much memory with them.
MOST_PIECES, PIECES_BYTES = 1024, 4_000_000


class Outcome(NamedTuple):
    """A whole snapshot of what training has come to.

    status: one of `opcodes`: DONE, LOSS_NOT_FINITE, PARAMETER_NOT_FINITE, STOPPED.
    losses: of each step that was done. failed_loss: of the step that was not, where one failed.
    data, grads: of all parameters. before, earlier: their data before the last update and
    before the last but one, where there were so many.
    pieces: shape (n, 4, parameters): smallest and largest data, smallest and largest grad, over
    the steps of each piece.
    """

    status: int
    losses: Floats
    failed_loss: float | None
    data: Floats
    grads: Floats
    before: Floats
    earlier: Floats
    pieces: Floats


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

    def load(self, data: Sequence[float], grads: Sequence[float]) -> None:
        """Take over the parameters' numbers."""
        # Between the neurons there may be what a divergence left.
        self._weights[:] = self._weight_grads[:] = 0.0
        self._weights[self._program.places] = data
        self._weight_grads[self._program.places] = grads
        self._stop[0] = 0

    def stop(self) -> None:
        """Let `train` return soon; of the step that it is at nothing remains."""
        self._stop[0] = 1

    def train(
        self, learning_rate: float, steps: int, room: int = WHOLE_RUN, width: int = WHOLE_RUN
    ) -> Outcome:
        """Do at most so many steps; releases the interpreter lock.

        room, width: how many steps the first piece of the run covers, and each other one. Where
        there is no memory for another piece it ends early.
        """
        losses = np.empty(steps)
        self._kernel.train(
            *self._arguments(len(self._program.ops) - self._program.outputs),
            *map(_address, (self._weights, self._before, self._earlier)),
            *map(_address, (self._weight_grads, self._fresh)),
            *(len(self._weights), learning_rate, steps),
            *map(_address, (losses, self._pieces)),
            *(room, width, self._most_pieces),
            *map(_address, (self._stop, self._results)),
        )
        places, done = self._program.places, int(self._results[codes.STEPS_DONE])
        status = int(self._results[codes.STATUS])
        has_failed = status in (codes.LOSS_NOT_FINITE, codes.PARAMETER_NOT_FINITE)
        return Outcome(
            status,
            losses[:done],
            float(losses[done]) if has_failed else None,
            self._weights[places],
            self._weight_grads[places],
            self._before[places],
            self._earlier[places],
            self._pieces[: self._results[codes.PIECES]][:, :, places],
        )

    def evaluate(self) -> Evaluation:
        """Look at all samples with the parameters as they are; sums as `evaluation.evaluate`.

        Releases the interpreter lock.
        """
        self._kernel.evaluate(*self._arguments(len(self._program.ops)), _address(self._weights))
        errors = self._terms
        of_samples = np.zeros(self._samples)
        # Too large a loss is infinite, in silence, as in the engine.
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
