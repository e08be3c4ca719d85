"""What the doctor is told of a run: its losses, its marks, and how to come to an earlier step."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from micrograd.analysis.doctor.findings import Findings, findings_of
from micrograd.analysis.loss_trend import MOST
from micrograd.compiled.engine import CompiledEngine
from micrograd.runs.buckets import Numbers
from micrograd.runs.restore import restore, seconds_to_replay
from micrograd.runs.run import Run
from micrograd.runs.score_history import STEP, TEST_LOSS
from micrograd.training.divergence import DivergenceError
from micrograd.training.evaluation import Evaluation
from micrograd.training.trainer import Trainer

# A step that takes longer to come to is left alone by trials.
NEAR_S = 0.1


def examined(
    run: Run,
    trainer: Trainer,
    evaluation: Evaluation,
    **known: Any,
) -> Findings:
    """Look at a run at its end, where the trainer stands, between two steps.

    evaluation: of the parameters as they are. known: what else is known, see `findings_of`, such
    as the divergence that ended the run.
    """
    found: dict[str, Any] = {
        "first": _first_loss(run, evaluation),
        "marks": _marks(run) if evaluation.test_loss is not None else np.empty((0, 3)),
        "state_at": partial(_state_at, run),
        "engine": CompiledEngine,
    }
    if known.get("divergence"):
        found["best"] = _best(run, evaluation)
    losses = _losses(run, trainer)
    return findings_of(trainer, run.recipe, losses, evaluation, **found, **known)


def _losses(run: Run, trainer: Trainer) -> Numbers:
    """The newest losses since anything was changed, as many as a trend is judged by."""
    begin = max([run.start.step, *(event.step for event in run.events[-1:])])
    count = min(run.steps - begin, MOST * trainer.samples.steps_per_epoch)
    return run.history.losses.values[-count:].copy() if count else np.empty(0)


def _first_loss(run: Run, evaluation: Evaluation) -> float:
    if run.steps == run.first_step:
        return evaluation.loss
    return run.loss_at(run.first_step).high


def _best(run: Run, evaluation: Evaluation) -> tuple[int, float]:
    """The step with the smallest loss of those that are kept exactly, and that loss."""
    losses = run.history.losses
    if not len(losses.values):
        return run.steps, evaluation.loss
    place = int(losses.values.argmin())
    return run.start.step + losses.exact_from + place, float(losses.values[place])


def _marks(run: Run) -> Numbers:
    rows = run.history.scores.between(run.start.step, run.steps)[:, [STEP, TEST_LOSS]]
    rows = rows[~np.isnan(rows[:, 1])]
    losses = run.history.losses
    places = (rows[:, 0] - run.start.step - losses.exact_from).astype(int)
    is_kept = (places >= 0) & (places < len(losses.values))
    return np.column_stack([rows[is_kept], losses.values[places[is_kept]]])


def _state_at(run: Run, step: int) -> Sequence[float] | None:
    """The parameters of an earlier step; None where it takes long to come there."""
    if seconds_to_replay(run, step) > NEAR_S:
        return None
    owner = run.owner_of(step)
    trainer = owner.start.trainer()
    try:
        restore(trainer, owner, step)
    except DivergenceError:
        return None
    return [parameter.data for parameter in trainer.parameters]
