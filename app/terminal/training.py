"""Trains in a terminal: a line there says how far it is."""

import math
import sys
from collections.abc import Iterator

from app.kit.numbers import counted
from app.session.session import Session
from app.terminal.batch import show_progress
from app.walking.training_walk import TrainingWalk
from micrograd.runs.experiment import Experiment
from micrograd.runs.stopping import NEVER, Chosen, stopped_at
from micrograd.training.phases import PHASES, Phase

# How long training goes on before it looks whether it was interrupted, and into how many parts all
# steps are divided at least, each with a score of its own in the plot.
TRAIN_S_AT_A_TIME, LEAST_PARTS = 0.05, 400


def train_on(experiment: Experiment, steps: int, stops: Chosen = NEVER) -> str:
    """Train so many steps on from the current one, as Run in the window does.

    Return why it ended before, at a divergence or where a condition of `stops` holds; else "".
    """
    session = Session(experiment)
    try:
        return train_session(session, steps, stops)
    finally:
        session.cursor.keep_place()


def train_session(session: Session, steps: int, stops: Chosen) -> str:
    """Train so many steps on from where a session stands; it then knows of a divergence.

    Return why training ended before, at that or where a condition of `stops` holds; else "".
    """
    if not steps:
        return ""
    training, cursor = session.training, session.cursor
    if reason := training.reason_to_stay(stops):
        return stopped_at(cursor.steps, reason)
    training.train_on()
    reasons: list[str] = []
    show_progress("training", _train(session, steps, stops, reasons), sys.stderr)
    if cursor.divergence:
        return str(cursor.divergence)
    return stopped_at(cursor.steps, reasons[0]) if reasons else ""


def walk_to(walk: TrainingWalk, phase: Phase, operations: int) -> None:
    """Walk into the next step, to where this many operations of a phase are done.

    Raises ValueError where the phase has fewer, or the graph is too large to be walked through.
    """
    training, cursor = walk.session.training, walk.session.cursor
    if cursor.has_large_graph:
        raise ValueError(f"the graph of {cursor.node_count:,} nodes is too large to walk through")
    for _ in PHASES[: PHASES.index(phase)]:
        training.step_phase()
    current = cursor.trainer.next_pass
    if operations > len(current):
        raise ValueError(f"the {phase.value} has {counted(len(current), 'operation')}")
    walk.seek(operations, current)


def _train(session: Session, steps: int, stops: Chosen, reasons: list[str]) -> Iterator[float]:
    """Train; the reason to stop before is added to `reasons`."""
    at_a_time = session.cursor.trainer.steps_within(TRAIN_S_AT_A_TIME)
    at_a_time = min(at_a_time, math.ceil(steps / LEAST_PARTS))
    for done in range(0, steps, at_a_time):
        if reason := session.training.train(min(at_a_time, steps - done), stops):
            reasons.append(reason)
        if reason or session.cursor.divergence:
            return
        session.scores.note()
        yield min(1.0, (done + at_a_time) / steps)
