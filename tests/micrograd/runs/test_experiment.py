"""An experiment begins with one run, and keeps the past of those that branch off."""

from dataclasses import replace

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.run import Run


def branch_of(experiment: Experiment, parent: Run) -> Run:
    run = experiment.new_run(parent.start, parent)
    experiment.add(run)
    return run


def test_without_a_word_it_is_the_four_samples_and_the_network_of_the_specification() -> None:
    start = new_experiment().current.start
    assert start.recipe.dataset == four_samples()
    assert start.recipe == Recipe(layers=(4, 4, 1), activations=("tanh",) * 3, seed=0)
    assert (start.step, len(start.data), start.recipe.learning_rate) == (0, 41, 0.1)


def test_the_network_takes_what_the_samples_have() -> None:
    dataset = Dataset([[1.0, 2.0, 3.0, 4.0, 5.0]], [[0.0, 1.0]])
    recipe = Recipe(layers=(3, 2), activations=("relu", "linear"), dataset=dataset)
    model = new_experiment(recipe).current.start.model()
    assert (model.nin, model.nouts) == (5, [3, 2])


def test_a_last_layer_that_does_not_fit_the_targets_is_refused() -> None:
    with pytest.raises(ValueError, match="4,2 ends with 2 neurons, but the samples have 1 target"):
        Recipe(layers=(4, 2), activations=("tanh", "tanh"))


def test_runs_are_numbered_in_the_order_of_their_beginning() -> None:
    experiment = new_experiment()
    for _ in range(3):
        branch_of(experiment, experiment.current)
    assert [run.name for run in experiment.runs] == ["run 1", "run 2", "run 3", "run 4"]


def test_a_number_is_not_given_twice_even_after_its_run_left() -> None:
    experiment = new_experiment()
    gone = branch_of(experiment, experiment.current)
    experiment.remove(gone)
    other = branch_of(experiment, experiment.current)
    assert other.number == 3
    instead = experiment.new_run(gone.start, instead_of=experiment.current)
    assert instead.number == 1
    experiment.add(instead)
    assert (instead.number, instead.name) == (4, "run 4")


def test_the_past_of_a_branch_stays_when_its_parent_left_the_list() -> None:
    experiment = new_experiment()
    parent = experiment.current
    branch = branch_of(experiment, parent)
    experiment.remove(parent)
    assert experiment.runs == [branch]
    assert experiment.all_runs() == [parent, branch]


def test_a_parent_that_ends_before_a_run_begins_is_its_past_no_more() -> None:
    experiment = new_experiment()
    parent = experiment.current
    run = experiment.new_run(replace(parent.start, step=5), parent)
    experiment.add(run)
    assert run.parent is None
    assert run.lineage == [run]
