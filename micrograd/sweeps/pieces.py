"""Pieces of a sweep, which threads or other machines train side by side."""

from collections.abc import Iterator, Sequence

import numpy as np

from micrograd.compiled import library
from micrograd.compiled.many import StopFlag
from micrograd.compiled.opcodes import LANES
from micrograd.parallel.threads import usual_threads
from micrograd.sweeps.plan import SweepPlan, Trial
from micrograd.sweeps.records import Floats, record_of
from micrograd.sweeps.sweep import Sweep

# The seconds that the trials of a piece take one after the other, at least; it has a trial for each
# lane of the processor.
PIECE_S = 1.0
# Pieces for each thread, at least, where there are trials for so many: all threads then end at
# about the same time.
PIECES_EACH = 2
# Those of the trials of a piece.
Indices = tuple[int, ...]


class SweepTraining:
    """The training of a sweep's trials, as work that threads or other machines can do."""

    def __init__(self, plan: SweepPlan) -> None:
        self._plan = plan

    def do(self, piece: Indices, stop: StopFlag) -> Floats | None:
        """The records of some trials, a row each; None where it was stopped."""
        sweep = sweep_of(self._plan, piece)
        for _ in sweep.work(stop):
            pass
        return None if stop.is_set else np.array([record_of(result) for result in sweep.results])


def sweep_of(plan: SweepPlan, piece: Indices) -> Sweep:
    """The sweep of the trials of a piece."""
    return Sweep(plan, trials=[plan.trials[index] for index in piece])


def pieces_of(trials: Sequence[Trial]) -> Iterator[Indices]:
    """All trials, in pieces of about PIECE_S, or of LANES long ones."""
    piece, seconds, is_compiled = list[int](), 0.0, library.loaded() is not None
    most = LANES * -(-len(trials) // (LANES * PIECES_EACH * usual_threads()))
    for trial in trials:
        piece.append(trial.index)
        seconds += trial.expected_s(is_compiled)
        is_long = len(piece) == most or (seconds >= PIECE_S and len(piece) >= LANES)
        if is_long or trial is trials[-1]:
            yield tuple(piece)
            piece, seconds = [], 0.0
