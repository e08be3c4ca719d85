"""What the doctor says at the end of a run in the terminal, with the options that would help."""

from collections.abc import Sequence

import numpy as np

from micrograd.analysis.doctor.doctor import Doctor
from micrograd.analysis.doctor.findings import findings_of
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.divergence import DivergenceError
from micrograd.training.trainer import Trainer

# The seconds that trying one remedy may take: nobody waits for the next frame here.
TRIAL_S = 0.05


def told_at_end(
    trainer: Trainer,
    recipe: Recipe,
    losses: Sequence[float],
    marks: Sequence[tuple[int, float, float]] = (),
    divergence: DivergenceError | None = None,
) -> str:
    """A line for a run from step 0 that has ended; "" while all is well.

    losses: of its steps. marks: some steps, with the test loss and the loss there. divergence: what
    ended it; told by then, so that only what helps is said.
    """

    def state_at(_: Trainer, step: int) -> list[float] | None:
        return None if step else [each.data for each in draw_network(recipe).parameters()]

    evaluation = trainer.evaluate()
    found = findings_of(
        trainer,
        recipe,
        np.array(losses),
        evaluation,
        best=(0, losses[0] if losses else evaluation.loss),
        marks=np.array(marks).reshape(-1, 3),
        divergence=divergence,
        state_at=state_at,
        engine=trainer.engine,
        trial_s=TRIAL_S,
    )
    diagnosis = Doctor().examine(found)
    if diagnosis is None:
        return ""
    flags = diagnosis.remedy.flags if diagnosis.remedy else ""
    better = f"it goes better with {flags}" if flags else ""
    if divergence:
        return better
    return f"{diagnosis.text} I{better[1:]}" if better else diagnosis.text
