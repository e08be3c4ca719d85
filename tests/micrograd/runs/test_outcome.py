"""What came of runs, and how their losses differ from step to step."""

import math

import numpy as np

from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import setting_event
from micrograd.runs.outcome import factors, losses_at, outcome_of, smallest_loss
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run, drawn_start


def trained(steps: int, rate: float = 0.1) -> Run:
    run = Run(1, drawn_start(Recipe(learning_rate=rate)))
    train_run(run, run.start.trainer(), steps)
    return run


def test_the_outcome_is_that_of_the_last_parameters_and_follows_them() -> None:
    run = trained(20)
    trainer = run.start.trainer()
    trainer.run(20)
    assert outcome_of(run).loss == trainer.evaluate().loss
    assert outcome_of(run) is outcome_of(run)
    before = outcome_of(run).loss
    trainer = run.start.trainer()
    trainer.resume(run.steps, run.history.last, trainer.grads)
    train_run(run, trainer, 5)
    assert outcome_of(run).loss != before


def test_the_smallest_loss_may_be_that_of_the_end() -> None:
    run = trained(20)
    assert smallest_loss(run) == outcome_of(run).loss
    run.history.losses.rewind(10)
    run.history.losses.append(1e-9)
    assert smallest_loss(run) <= 1e-9


def test_the_losses_of_a_branch_are_those_of_its_parent_before_it_began() -> None:
    parent = trained(10)
    trainer = parent.start.trainer()
    trainer.run(10)
    branch = Run(2, parent.start, parent)
    branch.start = type(parent.start)(10, parent.recipe, tuple(trainer.state), tuple(trainer.grads))
    branch.history.first_step = 10
    branch.add_event(setting_event(10, "learning_rate", 0.01))
    losses = losses_at(branch, np.array([0.0, 9.0, 11.0]))
    assert losses[:2].tolist() == losses_at(parent, np.array([0.0, 9.0])).tolist()
    assert math.isnan(losses[2])


def test_a_factor_of_nothing_is_unknown() -> None:
    found = factors(np.array([2.0, 0.0, 1.0, np.nan]), np.array([4.0, 1.0, 0.0, 1.0]))
    assert found[0] == 0.5
    assert np.isnan(found[1:]).all()
