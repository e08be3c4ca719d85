"""A copy of an experiment goes back in time: nothing later is known in it, the whole one stays."""

import numpy as np
import pytest

from micrograd.runs.earlier import EarlierExperiment
from micrograd.runs.events import setting_event
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.last_loss import known_loss, last_loss
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run, Start


def branch_of(experiment: Experiment, run: Run, step: int, steps: int) -> Run:
    """A run that leaves another one at a step, with another rate from its third step on."""
    trainer = run.start.trainer()
    trainer.run(step - run.start.step)
    start = Start(step, run.start.recipe, tuple(trainer.state), tuple(trainer.grads))
    branch = experiment.new_run(start, run)
    experiment.add(branch)
    train_run(branch, trainer, 3)
    branch.add_event(setting_event(branch.steps, "learning_rate", 0.05))
    trainer.learning_rate = 0.05
    train_run(branch, trainer, steps - 3)
    return branch


@pytest.fixture
def whole() -> Experiment:
    """A run of 40 steps; a branch from 10 to 30, which is current; another one from 35 to 45."""
    experiment = new_experiment()
    run = experiment.current
    train_run(run, run.start.trainer(), 40)
    experiment.current = branch_of(experiment, run, 10, 20)
    branch_of(experiment, run, 35, 10)
    return experiment


def test_at_first_everything_is_known(whole: Experiment) -> None:
    own = EarlierExperiment(whole).experiment
    assert [run.name for run in own.runs] == [run.name for run in whole.runs]
    assert own.current.parent is own.runs[0]
    assert own.current.history is whole.current.history


def test_a_deleted_parent_is_still_the_past_of_its_branch(whole: Experiment) -> None:
    whole.remove(whole.runs[0])
    own = EarlierExperiment(whole).experiment
    assert len(own.runs) == 2
    assert own.current.parent is not None
    assert own.current.first_step == 0


@pytest.mark.parametrize(
    ("step", "current", "ends"),
    [
        (0, "run 1", {"run 1": 0}),
        (9, "run 1", {"run 1": 9}),
        (10, "run 2", {"run 1": 10, "run 2": 10}),
        (20, "run 2", {"run 1": 20, "run 2": 20}),
        (30, "run 2", {"run 1": 30, "run 2": 30}),
    ],
)
def test_each_run_ends_at_the_step_with_the_loss_it_had_there(
    step: int, current: str, ends: dict[str, int], whole: Experiment
) -> None:
    earlier = EarlierExperiment(whole)
    earlier.come_to(30)
    earlier.come_to(step)
    own = earlier.experiment
    assert own.current.name == current
    assert {run.name: run.steps for run in own.runs} == ends
    for known, run in zip(own.runs, whole.runs, strict=False):
        there = known_loss(run, step)
        assert there is not None
        assert last_loss(known) == there.high
        assert all(event.step <= step for event in known.past_events)
        losses = known.history.losses.values
        assert losses.tolist() == run.history.losses.values[: len(losses)].tolist()
        assert known.history.parameters.first_step + known.history.parameters.steps == step


def test_before_a_branch_its_deleted_parent_is_there_again(whole: Experiment) -> None:
    whole.remove(whole.runs[0])
    earlier = EarlierExperiment(whole)
    earlier.come_to(4)
    assert [run.name for run in earlier.experiment.runs] == ["run 1"]
    assert earlier.experiment.current.steps == 4


def test_the_whole_experiment_stays_as_it_is(whole: Experiment) -> None:
    runs = whole.all_runs()
    before = [(run.steps, [*run.events], run.history, run.history.last) for run in runs]
    outlines = [run.history.losses.outline(0, 50, 8)[1].tolist() for run in runs]
    earlier = EarlierExperiment(whole)
    for step in (5, 30, 12):
        earlier.come_to(step)
        earlier.experiment.current.history.losses.outline(0, 50, 8)
    assert [(run.steps, [*run.events], run.history, run.history.last) for run in runs] == before
    assert [run.history.losses.outline(0, 50, 8)[1].tolist() for run in runs] == outlines


def test_a_stretch_of_parameters_that_is_cut_leaves_no_trace(whole: Experiment) -> None:
    history = whole.runs[0].history.parameters
    history.width, history.steps = 16, 3 * 16
    earlier = history.until(40)
    assert earlier.steps == 32
    assert np.shares_memory(earlier.rows, history.rows)
    assert history.steps == 48
