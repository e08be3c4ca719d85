"""Records: what is kept of a trial as numbers, from other machines and in files."""

import math

import numpy as np
import numpy.typing as npt

from micrograd.sweeps.plan import Trial
from micrograd.sweeps.result import TrialResult
from micrograd.training.folds import NEVER
from micrograd.training.score import ACCURACY, R_SQUARED, Score

Floats = npt.NDArray[np.float64]
# What stands for a score that is not there: no samples.
NO_SCORE = (math.nan, 0, 0)


def record_of(result: TrialResult) -> Floats:
    """A result without its curve but for the first loss."""
    diverged_at = NEVER if result.diverged_at is None else result.diverged_at
    scores = _numbers(result.score), _numbers(result.test_score)
    return np.array([result.first_loss, result.loss, diverged_at, *scores[0], *scores[1]], float)


def result_from(trial: Trial, record: Floats) -> TrialResult:
    """The result of a record; its curve has the first loss and the last one."""
    first, loss, diverged_at, *scores = record.tolist()
    curve = [(0, first), (trial.steps, loss)] if math.isfinite(first) else []
    steps, losses = np.array(curve, float).reshape(-1, 2).T
    end = None if diverged_at == NEVER else int(diverged_at)
    name = ACCURACY if trial.recipe.dataset.task.classes else R_SQUARED
    score, test_score = (_score(name, scores[i : i + 3]) for i in (0, 3))
    assert score is not None
    return TrialResult(trial, loss, end, steps, losses, score, test_score)


def _numbers(score: Score | None) -> tuple[float, float, float]:
    if score is None:
        return NO_SCORE
    return math.nan if score.value is None else score.value, score.samples, score.right


def _score(name: str, numbers: list[float]) -> Score | None:
    value, samples, right = numbers
    if not samples:
        return None
    return Score(name, None if math.isnan(value) else value, int(samples), int(right))
