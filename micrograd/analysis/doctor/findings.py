"""Findings: all that the doctor knows of a run at a step."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from micrograd.analysis.health import Health, measured_health
from micrograd.analysis.loss_trend import LossTrend, loss_trend
from micrograd.data.sampling import Samples
from micrograd.recipe.recipe import Recipe
from micrograd.training.divergence import DivergenceError
from micrograd.training.evaluation import Evaluation
from micrograd.training.measuring import measured
from micrograd.training.score import SMALL_LOSS, is_solved
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Findings:
    """What was measured at a step, which stands between two others.

    recipe: in force. rate: of the next update, after the schedule. data: of all parameters.
    samples: as they are trained on. losses: of the steps that were trained with these settings,
    the newest at the end. first: the loss that the run began with. loss: of all samples now.
    score: accuracy or R², None where there is none. test_loss: of those held out.
    marks: shape (marks, 3), a step, the test loss and the loss there. best: the step of this run
    whose loss was the smallest, and that loss. divergence: the error that ended training here.
    state_at: the parameters of an earlier step; None where they take long to come to. It may use
    a trainer of such a network. is_past: True where the run has later steps.
    engine: what trains the run; copies are trained by its like. trial_s: the seconds that trying
    one remedy may take.
    """

    recipe: Recipe
    step: int
    rate: float
    data: Sequence[float]
    samples: Samples
    health: Health
    losses: Numbers
    first: float
    loss: float
    score: float | None
    best: tuple[int, float]
    test_loss: float | None = None
    marks: Numbers = field(default_factory=lambda: np.empty((0, 3)))
    divergence: DivergenceError | None = None
    state_at: Callable[[Trainer, int], Sequence[float] | None] = lambda trainer, step: None
    engine: StepEngine = field(default_factory=StepEngine)
    trial_s: float = 0.006
    is_past: bool = False

    @cached_property
    def trend(self) -> LossTrend:
        """What the loss did lately."""
        return loss_trend(self.losses, self.samples.steps_per_epoch)

    @property
    def has_small_loss(self) -> bool:
        """True where hardly anything is left of the loss that the run began with."""
        return self.loss <= SMALL_LOSS * self.first

    @property
    def is_solved(self) -> bool:
        """True where the task is done, or hardly anything is left of the loss."""
        score = math.nan if self.score is None else self.score
        return bool(is_solved(score, self.loss, self.first))

    def is_still(self, most: float) -> bool:
        """True where the loss lately changed by less than this share of it."""
        trend = self.trend
        return trend.is_known and abs(trend.fall) < most and trend.swing < 2 * most

    @property
    def moved(self) -> float:
        """The largest share by which an update moves a layer; NaN before the first."""
        known = [layer.moved for layer in self.health.layers if layer.moved is not None]
        return max(known, default=math.nan)


def findings_of(
    trainer: Trainer, recipe: Recipe, losses: Numbers, evaluation: Evaluation, **known: Any
) -> Findings:
    """Look at a trainer between two steps; changes nothing.

    evaluation: of the parameters as they are. known: what else is known, by its name in `Findings`.
    """
    if "score" not in known:
        known["score"] = measured(trainer, evaluation).score.value
    own = {
        "first": float(losses[0]) if len(losses) else evaluation.loss,
        "best": (trainer.steps, evaluation.loss),
        "test_loss": evaluation.test_loss,
    }
    known["health"] = known.get("health") or measured_health(trainer)
    return Findings(
        recipe,
        trainer.steps,
        trainer.scheduled_rate,
        [parameter.data for parameter in trainer.parameters],
        trainer.samples,
        losses=losses,
        loss=evaluation.loss,
        **{**own, **known},
    )
