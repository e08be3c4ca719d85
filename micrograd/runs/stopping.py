"""STOPS: the conditions at which a run stops by itself, a row each, and where one first holds.

A new condition needs only its row: the field in the window and the option of the command line
follow from it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from micrograd.data.typed import shortest
from micrograd.recipe.kinds import Number, OrNone, Setting, Share, Switch, Whole
from micrograd.recipe.settings import MAX_STEPS
from micrograd.runs.buckets import Numbers
from micrograd.training.evaluation import Evaluation
from micrograd.training.measuring import scorers_of
from micrograd.training.score import Scorer
from micrograd.training.state import State
from micrograd.training.step_engine import TrainedSteps, evaluations_along
from micrograd.training.trainer import Trainer

# The values of the conditions that are chosen, by the names of their rows.
Chosen = Mapping[str, Any]
# The figures of the steps whose score is looked at: the first 1,000 steps have no more.
FIGURES = 3
NEVER: Chosen = MappingProxyType({})


class Stretch(NamedTuple):
    """Steps that were trained in a row; none where a run is about to begin or to go on.

    begin: the step before them. steps: the number of them. losses: of the parameters before each
    of them, then of those after the last one where that loss is known.
    evaluations(counts): what the network makes of the samples after so many of the steps, in rising
    order; of those for which that is known or can be found.
    has_batches: True where the losses are of a part of the samples. scorer: of these evaluations.
    is_still(n): True where the n-th of them, counted from 1, left all numbers of the training as
    they were, to the last bit; of 0, where the step before them did, and would do so again.
    """

    begin: int
    steps: int
    losses: Numbers
    evaluations: Callable[[Sequence[int]], Iterable[tuple[int, Evaluation]]]
    has_batches: bool
    scorer: Scorer
    is_still: Callable[[int], bool]


class Stop(NamedTuple):
    """A row of the table. setting: its value; without one the condition is not chosen.

    find(value, stretch): how many steps of the stretch are done where it first holds, or None.
    says(value): why a run stopped. never_in_batches: why it never holds with mini-batches, if so.
    """

    setting: Setting
    find: Callable[[Any, Stretch], int | None]
    says: Callable[[Any], str]
    never_in_batches: str = ""


def _find_loss(bound: float, stretch: Stretch) -> int | None:
    if stretch.has_batches:
        # A small loss of one batch says little of the others.
        return next((n for n, found in _looked_at(stretch) if found.loss <= bound), None)
    low = np.flatnonzero(stretch.losses <= bound)
    return int(low[0]) if len(low) else None


def _looked_at(stretch: Stretch) -> Iterable[tuple[int, Evaluation]]:
    """What the network makes of all samples after the steps that are looked at."""
    counts = [n for n in range(stretch.steps + 1) if is_looked_at(stretch.begin + n)]
    return stretch.evaluations(counts)


def _find_step(step: int, stretch: Stretch) -> int | None:
    return max(0, step - stretch.begin) if step <= stretch.begin + stretch.steps else None


def _find_score(bound: float, stretch: Stretch) -> int | None:
    for n, evaluation in _looked_at(stretch):
        score = stretch.scorer.score(evaluation.predictions).value
        if score is not None and score >= bound:
            return n
    return None


def is_looked_at(step: int) -> bool:
    """True for the steps whose score is measured: those with zeros after their first FIGURES."""
    zeros = max(0, len(str(step)) - FIGURES)
    return not zeros or str(step).endswith("0" * zeros)


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
            help="Stop at the first step whose loss is at or below this; with mini-batches it is "
            "that of all samples trained on, after the steps at which a score is looked at",
            flag="--stop-loss",
            example="0.01",
        ),
        _find_loss,
        lambda bound: f"its loss is at or below {shortest(bound)}",
    ),
    Stop(
        Setting(
            "stop_score",
            OrNone(Share()),
            None,
            caption="stop at accuracy or R²",
            help="Stop at the first step whose accuracy or R² is at or above this, 0.98 or 98 %; "
            "it counts the samples trained on, after each of the first 1,000 steps, up to 10,000 "
            "after every 10th, up to 100,000 after every 100th, and so on",
            flag="--stop-score",
            example="0.98",
        ),
        _find_score,
        lambda bound: f"its accuracy or R² is at or above {shortest(bound)}",
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
            help="Stop at the first step that leaves every parameter as it was, to the last bit; "
            "not with mini-batches, of which the next one has other samples",
            flag="--stop-still",
            example="",
        ),
        _find_still,
        lambda _: "it changed no parameter",
        "a mini-batch that changes nothing is followed by others: stop at a loss or a step instead",
    ),
)
STOPS = {row.setting.name: row for row in _ROWS}


def objections(chosen: Chosen, has_batches: bool) -> dict[str, str]:
    """Why conditions that are chosen never hold, by their names. has_batches: as of a stretch."""
    reasons = {name: STOPS[name].never_in_batches for name in chosen if has_batches}
    return {name: reason for name, reason in reasons.items() if reason}


def stopped_at(step: int, reason: str) -> str:
    """The sentence about a run that stopped by itself, without its capital and its full stop."""
    return f"stopped at step {step:,}: {reason}"


def reason_here(chosen: Chosen, trainer: Trainer, evaluation: Evaluation) -> str:
    """Why no step is to be trained from where the trainer stands; empty where it is.

    evaluation: of the parameters.
    """

    def is_still(_: int) -> bool:
        return trainer.would_repeat and _is_still(trainer, trainer.steps)

    losses = np.array([evaluation.loss])
    here, scorer = _known(0, evaluation), scorers_of(trainer).trained
    batches = trainer.samples.has_batches
    return _first(chosen, Stretch(trainer.steps, 0, losses, here, batches, scorer, is_still))[1]


def reason_after_step(chosen: Chosen, trainer: Trainer, evaluation: Evaluation) -> str:
    """Why the step that the trainer has finished is the last; empty where it is not."""
    is_still = _is_still(trainer, trainer.steps)
    losses = np.array([trainer.loss, evaluation.loss])
    here, scorer = _known(1, evaluation), scorers_of(trainer).trained
    batches = trainer.samples.has_batches
    stretch = Stretch(trainer.steps - 1, 1, losses, here, batches, scorer, lambda _: is_still)
    return _first(chosen, stretch)[1]


def _known(
    step: int, evaluation: Evaluation
) -> Callable[[Sequence[int]], Iterable[tuple[int, Evaluation]]]:
    """The evaluations of a stretch of which only this one is known."""
    return lambda counts: [(n, evaluation) for n in counts if n == step]


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

    def evaluations(counts: Sequence[int]) -> Iterator[tuple[int, Evaluation]]:
        end = None if trained.failed else trained.evaluation
        # The first of them began where it was looked at already.
        along = [n for n in counts if 0 < n < count or (n == count and end is None)]
        if along:
            yield from zip(along, evaluations_along(*trainer.loaded_machine(), along), strict=True)
        if end is not None and count in counts:
            yield count, end

    scorer = scorers_of(trainer).trained
    batches = trainer.samples.has_batches
    stretch = Stretch(trainer.steps, count, losses, evaluations, batches, scorer, is_still)
    first, reason = _first(chosen, stretch)
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

    A step of a warm-up does not count: the next one has a larger rate. Nor does one of a batch: the
    next one has other samples.
    trained: the steps that are not taken yet; None where the trainer has done them.
    """
    if step < trainer.setting("warm_up") or trainer.samples.has_batches:
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
