"""What the doctor is told of a run: its losses, its marks, and how to come to an earlier step."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from micrograd.analysis.doctor.findings import Findings, findings_of
from micrograd.analysis.loss_trend import MOST
from micrograd.runs.buckets import Numbers
from micrograd.runs.restore import restore, seconds_to_replay
from micrograd.runs.run import Run
from micrograd.runs.score_history import STEP, TEST_LOSS
from micrograd.training.divergence import DivergenceError
from micrograd.training.evaluation import Evaluation
from micrograd.training.trainer import Trainer

# A step that takes more seconds to come to is left alone by trials: no frame waits for it.
NEAR_S = 0.02


def examined(
    run: Run,
    trainer: Trainer,
    evaluation: Evaluation,
    **known: Any,
) -> Findings:
    """Look at a run at one of its own steps, where the trainer stands, between two steps.

    evaluation: of the parameters as they are. known: what else is known, see `findings_of`, such
    as the divergence that ended the run. Nothing is told of later steps but that.
    """
    step = trainer.steps
    found: dict[str, Any] = {
        "first": _first_loss(run, evaluation),
        "marks": _marks(run, step) if evaluation.test_loss is not None else np.empty((0, 3)),
        "state_at": partial(_state_at, run),
        "engine": trainer.engine,
    }
    if known.get("divergence"):
        found["best"] = _best(run, step, evaluation)
    losses = _losses(run, trainer)
    return findings_of(trainer, run.recipe_at(step), losses, evaluation, **found, **known)


def _losses(run: Run, trainer: Trainer) -> Numbers:
    """The newest losses since anything was changed, as many as a trend is judged by."""
    step = trainer.steps
    happened = run.events[: run.events_until(step)]
    begin = max([run.start.step, *(event.step for event in happened[-1:])])
    count = min(step - begin, MOST * trainer.samples.steps_per_epoch)
    return _exact(run, step)[-count:].copy() if count else np.empty(0)


def _exact(run: Run, step: int) -> Numbers:
    """The losses of the steps before this one that are kept exactly."""
    losses = run.history.losses
    return losses.values[: max(0, step - run.start.step - losses.exact_from)]


def _first_loss(run: Run, evaluation: Evaluation) -> float:
    if run.steps == run.first_step:
        return evaluation.loss
    return run.loss_at(run.first_step).high


def _best(run: Run, step: int, evaluation: Evaluation) -> tuple[int, float]:
    """The step with the smallest loss of those that are kept exactly, and that loss."""
    losses = _exact(run, step)
    if not len(losses):
        return step, evaluation.loss
    place = int(losses.argmin())
    return run.start.step + run.history.losses.exact_from + place, float(losses[place])


def _marks(run: Run, step: int) -> Numbers:
    rows = run.history.scores.between(run.start.step, step)[:, [STEP, TEST_LOSS]]
    rows = rows[~np.isnan(rows[:, 1])]
    losses, offset = _exact(run, step), run.start.step + run.history.losses.exact_from
    places = (rows[:, 0] - offset).astype(int)
    is_kept = (places >= 0) & (places < len(losses))
    return np.column_stack([rows[is_kept], losses[places[is_kept]]])


def _state_at(run: Run, trainer: Trainer, step: int) -> Sequence[float] | None:
    """The parameters of an earlier step; None where it takes long to come there.

    trainer: of the run's network; it stands there then.
    """
    if seconds_to_replay(run, step) > NEAR_S:
        return None
    try:
        restore(trainer, run.owner_of(step), step)
    except DivergenceError:
        return None
    return [parameter.data for parameter in trainer.parameters]
