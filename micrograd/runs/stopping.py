"""STOPS: the conditions at which a run stops by itself, a row each, and where one first holds.

A new condition needs only its row: the field in the window and the option of the command line
follow from it.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from micrograd.data.typed import shortest
from micrograd.recipe.kinds import Number, OrNone, Setting, Switch, Whole
from micrograd.recipe.settings import MAX_STEPS
from micrograd.runs.buckets import Numbers
from micrograd.training.state import State
from micrograd.training.step_engine import TrainedSteps
from micrograd.training.trainer import Trainer

# The values of the conditions that are chosen, by the names of their rows.
Chosen = Mapping[str, Any]
NEVER: Chosen = MappingProxyType({})


class Stretch(NamedTuple):
    """Steps that were trained in a row; none where a run is about to begin or to go on.

    begin: the step before them. steps: the number of them. losses: of the parameters before each
    of them, then of those after the last one where that loss is known.
    is_still(n): True where the n-th of them, counted from 1, left all numbers of the training as
    they were, to the last bit; of 0, where the step before them did, and would do so again.
    """

    begin: int
    steps: int
    losses: Numbers
    is_still: Callable[[int], bool]


class Stop(NamedTuple):
    """A row of the table. setting: its value; without one the condition is not chosen.

    find(value, stretch): how many steps of the stretch are done where it first holds, or None.
    says(value): why a run stopped.
    """

    setting: Setting
    find: Callable[[Any, Stretch], int | None]
    says: Callable[[Any], str]


def _find_loss(bound: float, stretch: Stretch) -> int | None:
    low = np.flatnonzero(stretch.losses <= bound)
    return int(low[0]) if len(low) else None


def _find_step(step: int, stretch: Stretch) -> int | None:
    return max(0, step - stretch.begin) if step <= stretch.begin + stretch.steps else None


def _find_still(_: bool, stretch: Stretch) -> int | None:
    if not stretch.is_still(stretch.steps):
        return None
    # The same numbers give the same step: after one that changes nothing, none does.
    return min(stretch.steps, 1 + bisect_left(range(1, stretch.steps), True, key=stretch.is_still))


_ROWS = (
    Stop(
        Setting(
            "stop_loss",
            OrNone(Number(above=0)),
            None,
            caption="stop at loss",
            help="Stop at the first step whose loss is at or below this",
            flag="--stop-loss",
            example="0.01",
        ),
        _find_loss,
        lambda bound: f"its loss is at or below {shortest(bound)}",
    ),
    Stop(
        Setting(
            "stop_step",
            OrNone(Whole(1, MAX_STEPS)),
            None,
            caption="stop at step",
            help="Stop at this step",
            flag="--stop-step",
            example="N",
        ),
        _find_step,
        lambda step: f"step {step:,} is reached",
    ),
    Stop(
        Setting(
            "stop_still",
            Switch(),
            False,
            caption="stop when nothing changes any more",
            help="Stop at the first step that leaves every parameter as it was, to the last bit",
            flag="--stop-still",
            example="",
        ),
        _find_still,
        lambda _: "it changed no parameter",
    ),
)
STOPS = {row.setting.name: row for row in _ROWS}


def stopped_at(step: int, reason: str) -> str:
    """The sentence about a run that stopped by itself, without its capital and its full stop."""
    return f"stopped at step {step:,}: {reason}"


def reason_here(chosen: Chosen, trainer: Trainer, loss: float) -> str:
    """Why no step is to be trained from where the trainer stands; empty where it is.

    loss: of the parameters.
    """

    def is_still(_: int) -> bool:
        return trainer.would_repeat and _is_still(trainer, trainer.steps)

    _, reason = _first(chosen, Stretch(trainer.steps, 0, np.array([loss]), is_still))
    return reason


def reason_after_step(chosen: Chosen, trainer: Trainer, loss: float) -> str:
    """Why the step that the trainer has finished is the last; empty where it is not."""
    is_still = _is_still(trainer, trainer.steps)
    losses = np.array([trainer.loss, loss])
    _, reason = _first(chosen, Stretch(trainer.steps - 1, 1, losses, lambda _: is_still))
    return reason


def until_stop(
    chosen: Chosen, trainer: Trainer, trained: TrainedSteps, room: int, width: int
) -> TrainedSteps:
    """The steps up to where a condition first holds, which is told as `reached`.

    trained: steps from where the trainer stands. Those that go too far are trained once more, the
    same bits up to the last of them. room, width: as of `Trainer.run_now`.
    """
    if not chosen:
        return trained
    count, losses = len(trained.losses), trained.losses
    if trained.evaluation and not trained.failed:
        losses = np.append(losses, trained.evaluation.loss)

    def is_still(n: int) -> bool:
        if not n:
            return False
        run = trained if n == count else trainer.run_now(n)
        return _is_still(trainer, trainer.steps + n, run)

    first, reason = _first(chosen, Stretch(trainer.steps, count, losses, is_still))
    if not reason:
        return trained
    if first < count or trained.failed:
        trained = trainer.run_now(first, room, width)
    return trained._replace(reached=reason)


def _first(chosen: Chosen, stretch: Stretch) -> tuple[int, str]:
    """The steps of a stretch that are done where the first condition holds, and which one."""
    found = []
    for name, value in chosen.items():
        done = STOPS[name].find(value, stretch)
        if done is not None:
            found.append((done, name))
    if not found:
        return stretch.steps, ""
    done, name = min(found, key=lambda each: each[0])
    return done, STOPS[name].says(chosen[name])


def _is_still(trainer: Trainer, step: int, trained: TrainedSteps | None = None) -> bool:
    """True where the last step up to this one changed nothing, so that no later one does.

    A step of a warm-up does not count: the next one has a larger rate.
    trained: the steps that are not taken yet; None where the trainer has done them.
    """
    if step < trainer.setting("warm_up"):
        return False
    if trained is None:
        before, after = trainer.state_before_update, trainer.state
    else:
        before, after = trained.starts[-1].state, trained.state
    # The number of updates at the end always grows, and moves nothing by itself.
    kept = len(after) - trainer.optimizer.counts
    return _are_same(before[:kept], after[:kept])


def _are_same(before: State, after: State) -> bool:
    """True for the same bits: 0.0 and -0.0 are equal, but others."""
    return before == after and np.array(before).tobytes() == np.array(after).tobytes()
