"""The path of a run: the parameters at some steps, exactly, however long it is."""

import numpy as np
import pytest

from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import parameters_event
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.recording import train_run
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start
from micrograd.runs.walked import MOST_NUMBERS, done_again, path_steps, walked

SMALL = Recipe(layers=(3, 1))


def trained(steps: int) -> tuple[Experiment, Run]:
    experiment = new_experiment(SMALL)
    run = experiment.current
    train_run(run, run.start.trainer(), steps)
    return experiment, run


def whole_path(run: Run) -> dict[int, object]:
    known, again = walked(run, run)
    for each in again:
        known |= dict(done_again(each))
    return known


@pytest.mark.parametrize("steps", [1, 50, 500])
def test_a_short_path_is_known_from_the_history(compiled_loop: object, steps: int) -> None:
    _, run = trained(steps)
    known, again = walked(run, run)
    assert not again
    assert sorted(known) == path_steps(0, steps - 1, 16)
    check(run, known)


def test_a_long_path_is_done_again_from_its_checkpoints(compiled_loop: object) -> None:
    _, run = trained(60_000)
    assert not walked(run, run)[0]
    known = whole_path(run)
    assert len(known) > 200
    assert {0, 1, 2, 100} <= known.keys()
    assert max(known) > 50_000
    check(run, {step: known[step] for step in (*range(9), *sorted(known)[-3:])})


def check(run: Run, path: dict) -> None:  # type: ignore[type-arg]
    trainer = run.start.trainer()
    for step, (point, following) in path.items():
        for at, numbers in ((step, point), (step + 1, following)):
            restore(trainer, run, at)
            np.testing.assert_array_equal([p.data for p in trainer.parameters], numbers)


def test_a_branch_begins_with_the_path_of_its_parent(compiled_loop: object) -> None:
    experiment, run = trained(40)
    trainer = run.start.trainer()
    restore(trainer, run, 20)
    start = Start(20, run.recipe, tuple(trainer.state), tuple(trainer.grads))
    branch = experiment.new_run(start, run)
    train_run(branch, start.trainer(), 30)
    known = whole_path(branch)
    assert sorted(known) == list(range(50))
    check(run, {step: known[step] for step in range(19)})
    check(branch, {step: known[step] for step in range(21, 50)})


@pytest.mark.parametrize("steps", [50, 6000])
def test_an_edit_by_hand_is_no_step(compiled_loop: object, steps: int) -> None:
    _, run = trained(10)
    event = parameters_event(10, {3: 0.5}, "w")
    run.add_event(event)
    trainer = run.start.trainer()
    restore(trainer, run, 10)
    assert trainer.parameters[3].data == 0.5
    train_run(run, trainer, steps)
    known = whole_path(run)
    assert known[9].next is None
    assert known[10].point[3] == 0.5
    assert known[8].next is not None


def test_a_path_has_a_bounded_number_of_points() -> None:
    assert len(path_steps(0, 10**6, 25)) < 500
    assert len(path_steps(0, 10**7, 5000)) * 5000 <= 1.2 * MOST_NUMBERS
    early, later = path_steps(0, 10_000, 25), path_steps(0, 20_000, 25)
    assert later[: len(early)] == early
