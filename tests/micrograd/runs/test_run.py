"""A run trains with what its recipe names: rows of the tables of losses and of optimizers."""

from collections.abc import Sequence

import pytest

from micrograd.engine import Number, Value
from micrograd.recipe.losses import LOSSES, SQUARED_ERRORS
from micrograd.recipe.optimizers import GRADIENT_DESCENT, OPTIMIZERS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.last_loss import last_loss
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run, drawn_start

STEPS = 20


def losses_of(recipe: Recipe) -> list[float]:
    """The losses of a run, and that of its last parameters."""
    run = Run(1, drawn_start(recipe))
    trainer = run.start.trainer()
    train_run(run, trainer, STEPS)
    assert trainer.steps == STEPS
    return [*run.history.losses.values, last_loss(run), trainer.evaluate().loss]


@pytest.fixture(params=["engine", "compiled"])
def trained_by(request: pytest.FixtureRequest) -> None:
    if request.param == "compiled":
        request.getfixturevalue("compiled_loop")


@pytest.mark.usefixtures("trained_by")
def test_a_run_trains_on_the_loss_that_its_recipe_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def halved(outputs: Sequence[Value], target: Sequence[Number]) -> list[Value]:
        return [error * 0.5 for error in SQUARED_ERRORS.terms(outputs, target)]

    row = SQUARED_ERRORS._replace(name="half of it", terms=halved)
    monkeypatch.setitem(LOSSES, row.name, row)
    whole = losses_of(Recipe(learning_rate=0.05))
    # Half of the loss has half of the gradient: at twice the rate, training goes the same way.
    half = losses_of(Recipe(learning_rate=0.1, loss=row.name))
    assert half == [loss / 2 for loss in whole]


@pytest.mark.usefixtures("trained_by")
def test_a_run_is_updated_by_the_optimizer_that_its_recipe_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = GRADIENT_DESCENT._replace(
        name="half of the way", update=lambda data, grad, rate: data - rate * grad / 2
    )
    monkeypatch.setitem(OPTIMIZERS, row.name, row)
    whole = losses_of(Recipe(learning_rate=0.05))
    assert losses_of(Recipe(learning_rate=0.1, optimizer=row.name)) == whole
