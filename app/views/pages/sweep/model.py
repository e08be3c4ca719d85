"""The table of a sweep: one row for each trial that has ended."""

import math
from enum import IntEnum

from app.kit.numbers import shortest, significant
from app.kit.table_model import TableColumn
from micrograd.sweeps.plan import shape_text
from micrograd.sweeps.sweep import TrialResult


class Column(IntEnum):
    RATE = 0
    SEED = 1
    SHAPE = 2
    LOSS = 3
    DIVERGED = 4


def result_text(result: TrialResult) -> str:
    """`rate 0.1 · seed 3 · 4,4,1: loss 0.0042 after 1,000 steps`, or the step of its divergence."""
    trial = result.trial
    if result.diverged_at is not None:
        return f"{trial.name}: diverged at step {result.diverged_at:,}"
    return f"{trial.name}: loss {significant(result.loss, 4)} after {trial.steps:,} steps"


def _loss_text(result: TrialResult) -> str:
    return "–" if result.diverged_at is not None else significant(result.loss, 4)


def _diverged_text(result: TrialResult) -> str:
    return "" if result.diverged_at is None else f"at step {result.diverged_at:,}"


# Diverged trials are the last when sorted by loss; the others are when sorted by divergence.
COLUMNS = (
    TableColumn(
        "learning rate",
        "The factor of the gradient in each update",
        lambda result: shortest(result.trial.recipe.learning_rate),
        result_text,
        lambda result: result.trial.recipe.learning_rate,
    ),
    TableColumn(
        "seed",
        "The seed of the starting weights",
        lambda result: f"{result.trial.recipe.seed:,}",
        result_text,
        lambda result: result.trial.recipe.seed,
    ),
    TableColumn(
        "layers",
        "How many neurons each layer has",
        lambda result: shape_text(result.trial.recipe.layers),
        result_text,
        lambda result: result.trial.index,
    ),
    TableColumn(
        "final loss",
        "The loss after the last step; a run that diverged has none",
        _loss_text,
        result_text,
        lambda result: math.inf if result.diverged_at is not None else result.loss,
    ),
    TableColumn(
        "diverged",
        "The first step whose loss or parameters were not finite",
        _diverged_text,
        result_text,
        lambda result: math.inf if result.diverged_at is None else result.diverged_at,
    ),
)
