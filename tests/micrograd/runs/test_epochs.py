"""Epochs are counted by the samples that came, also where the batches changed on the way."""

from fractions import Fraction

from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.epochs import EpochCount, Pace, pace_at, paces_of
from micrograd.runs.events import setting_event
from micrograd.runs.experiment import new_experiment
from micrograd.runs.run import Run
from tests.micrograd.files.experiments import train

EIGHT = Dataset([[0.1 * i] for i in range(8)], [0.5] * 8)


def run_of(batch_size: int) -> Run:
    return new_experiment(Recipe(dataset=EIGHT, layers=(1,), batch_size=batch_size)).current


def test_without_a_change_an_epoch_is_as_many_steps_as_there_are_batches() -> None:
    run = run_of(2)
    train(run, 9)
    (pace,) = paces_of(run)
    assert pace == (0, 4, 0)
    assert [int(pace.at(step)) for step in (0, 3, 4, 9)] == [0, 0, 1, 2]
    assert pace.at(9) == Fraction(9, 4)


def test_after_a_change_of_the_batches_the_epochs_gone_through_are_counted_on() -> None:
    run = run_of(2)
    train(run, 6)
    train(run, 3, setting_event(6, "batch_size", 8, ""))
    train(run, 8, setting_event(9, "batch_size", 1, ""))
    paces = paces_of(run)
    assert paces == [(0, 4, 0), (6, 1, Fraction(3, 2)), (9, 8, Fraction(9, 2))]
    # A division of the steps by the batches of now would tell 2.
    assert pace_at(paces, run.steps).at(run.steps) == Fraction(11, 2)
    assert [pace_at(paces, step).first for step in (0, 5, 6, 8, 9, 100)] == [0, 0, 6, 6, 9, 9]


def test_other_data_and_a_share_held_out_make_other_epochs() -> None:
    run = run_of(2)
    train(run, 2)
    train(run, 2, setting_event(2, "dataset", EIGHT.rows_taken([0, 1, 2, 3]), ""))
    assert paces_of(run) == [(0, 4, 0), (2, 2, Fraction(1, 2))]
    train(run, 1, setting_event(4, "learning_rate", 0.5, ""))
    assert len(paces_of(run)) == 2


def test_a_branch_goes_on_with_the_count_of_its_parent() -> None:
    experiment = new_experiment(Recipe(dataset=EIGHT, layers=(1,), batch_size=2))
    run = experiment.current
    train(run, 6)
    train(run, 4, setting_event(6, "batch_size", 8, ""))
    trainer = run.start.trainer()
    trainer.run(4)
    start = run.start.__class__(4, run.recipe_at(4), tuple(trainer.state), tuple(trainer.grads))
    branch = experiment.new_run(start, run)
    branch.add_event(setting_event(4, "batch_size", 4, ""))
    assert paces_of(branch) == [(0, 4, 0), (4, 2, 1)]
    count = EpochCount()
    assert count.paces(branch) is count.paces(branch)
    branch.add_event(setting_event(4, "batch_size", 2, ""))
    assert count.paces(branch) == [(0, 4, 0)]


def test_a_step_that_was_changed_twice_has_the_last_pace() -> None:
    assert pace_at([Pace(0, 4, Fraction(0))], 3).at(3) == Fraction(3, 4)
