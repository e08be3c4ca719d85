"""Marks: scores of earlier steps, each exactly that of the evaluation at its step."""

import math

import numpy as np
import pytest

import micrograd.runs.parameter_history
import micrograd.runs.score_marks
from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.earlier import EarlierExperiment
from micrograd.runs.events import parameter_event, setting_event
from micrograd.runs.experiment import new_experiment
from micrograd.runs.recording import train_run
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from micrograd.runs.score_history import MOST_MARKS, SCORE, STEP, ScoreHistory
from micrograd.runs.score_marks import PARTS, marking
from micrograd.runs.segments import own_segment
from micrograd.training.measuring import Measured, measured
from micrograd.training.score import Score
from micrograd.training.trainer import Trainer

MOONS = Recipe(
    dataset=GENERATORS["moons"].dataset(30),
    layers=(4, 1),
    activations=("tanh", "linear"),
    loss="binary-cross-entropy",
    optimizer="adam",
    learning_rate=0.05,
)


@pytest.fixture(params=["engine", "compiled"], autouse=True)
def trains_with(request: pytest.FixtureRequest) -> None:
    """Every test runs with the engine and with the compiled loop."""
    if request.param == "compiled":
        request.getfixturevalue("compiled_loop")


def trained(steps: int) -> tuple[Run, Trainer]:
    run = new_experiment(MOONS).current
    trainer = run.start.trainer()
    train_run(run, trainer, steps)
    return run, trainer


def marks(run: Run) -> dict[int, float]:
    """The score of each step that has a mark, after all that can be measured was."""
    for _ in marking(own_segment(run)):
        pass
    rows = run.history.scores.between(0, math.inf)
    return {int(row[STEP]): row[SCORE] for row in rows}


def score_at(run: Run, step: int) -> float:
    trainer = run.start.trainer()
    restore(trainer, run, step)
    value = measured(trainer).score.value
    assert value is not None
    return value


def test_a_short_run_has_a_mark_at_every_step_before_its_end() -> None:
    run, _ = trained(40)
    known = marks(run)
    assert known == {step: score_at(run, step) for step in range(40)}
    assert len(set(known.values())) > 1


def test_changes_at_a_step_count_from_that_step_on() -> None:
    run, trainer = trained(10)
    for event in (
        parameter_event(10, 0, "w1", 5.0),
        setting_event(10, "dataset", GENERATORS["moons"].dataset(20, data_seed=3)),
        setting_event(10, "off", ("1.2",)),
    ):
        event.apply(trainer)
        run.add_event(event)
    train_run(run, trainer, 10)
    assert marks(run) == {step: score_at(run, step) for step in range(20)}


def test_a_long_run_is_measured_all_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(micrograd.runs.parameter_history, "MOST_BUCKETS", 64)
    run, trainer = trained(350)
    event = parameter_event(350, 2, "w2", -3.0)
    event.apply(trainer)
    run.add_event(event)
    run.history.checkpoints.keep(350, run.history.last or [])
    train_run(run, trainer, 350)
    known = marks(run)
    assert len(known) >= PARTS / 2
    assert 350 in known
    steps = [*known][::9]
    assert [known[step] for step in steps] == [score_at(run, step) for step in steps]


def test_what_would_take_long_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(micrograd.runs.score_marks, "LOOK_S", 0.0)
    assert marks(trained(10)[0]) == {}


def test_no_run_on_many_samples_is_measured_behind_the_scenes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moons = GENERATORS["moons"].dataset(10_000)
    many = Dataset([*moons.xs] * 10, [*moons.ys] * 10)
    run = new_experiment(MOONS.changed(dataset=many)).current
    run.history.losses.extend(np.ones(10))
    monkeypatch.setattr(type(run.start), "trainer", None)
    assert list(marking(own_segment(run))) == []


def test_the_number_of_marks_has_a_bound_however_long_the_run() -> None:
    run, _ = trained(3000)
    assert PARTS / 2 < len(marks(run)) <= PARTS
    before = marks(run)
    assert marks(run) == before


def test_a_step_back_forgets_the_marks_behind_it() -> None:
    run, _ = trained(40)
    marks(run)
    trainer = run.start.trainer()
    restore(trainer, run, 12)
    run.rewind(12, trainer.state)
    assert [row[STEP] for row in run.history.scores.between(0, 99)] == list(range(12))
    trainer.learning_rate = 1.0
    run.add_event(setting_event(12, "learning_rate", 1.0))
    train_run(run, trainer, 10)
    assert marks(run) == {step: score_at(run, step) for step in range(22)}


def test_an_earlier_experiment_shows_earlier_marks_and_shares_what_is_measured() -> None:
    run, _ = trained(40)
    earlier = EarlierExperiment(experiment := new_experiment(MOONS))
    experiment.current.history = run.history
    earlier.come_to(20)
    copy = earlier.experiment.current
    assert marks(copy) == {step: score_at(run, step) for step in range(20)}
    assert len(run.history.scores.between(0, 40)) == 20


def test_a_branch_has_marks_of_its_own() -> None:
    run, _ = trained(20)
    before = marks(run)
    start_trainer = run.start.trainer()
    restore(start_trainer, run, 8)
    experiment = new_experiment(MOONS)
    start = run.start.__class__(
        8, run.recipe.changed(learning_rate=1.0), tuple(start_trainer.state), run.start.grads
    )
    branch = Run(2, start, run)
    experiment.add(branch)
    train_run(branch, branch.start.trainer(), 10)
    assert marks(branch) == {step: score_at(branch, step) for step in range(8, 18)}
    assert marks(run) == before


# The history alone.


def scored(value: float | None) -> Measured:
    return Measured(Score("accuracy", value, 4), None, None)


def test_too_many_marks_are_thinned_out() -> None:
    history = ScoreHistory()
    for step in range(3 * MOST_MARKS):
        history.keep(step, scored(step / 1e6))
    rows = history.between(0, math.inf)
    assert MOST_MARKS / 2 <= len(rows) <= MOST_MARKS
    assert (np.diff(rows[:, STEP]) > 0).all()
    assert (rows[:, SCORE] == rows[:, STEP] / 1e6).all()


def test_a_mark_between_others_finds_its_place_and_replaces_its_like() -> None:
    history = ScoreHistory()
    for step, value in [(10, 0.1), (30, 0.3), (20, 0.2), (0, 0.0), (20, 0.5), (25, None)]:
        history.keep(step, scored(value))
    rows = history.between(0, 99)
    assert rows[:, STEP].tolist() == [0, 10, 20, 25, 30]
    assert rows[[0, 1, 2, 4], SCORE].tolist() == [0.0, 0.1, 0.5, 0.3]
    assert math.isnan(rows[3, SCORE])


def test_what_is_in_sight_has_a_neighbour_on_either_side() -> None:
    history = ScoreHistory()
    for step in range(0, 100, 10):
        history.keep(step, scored(0.5))
    assert history.between(35, 55)[:, STEP].tolist() == [30, 40, 50, 60]
    assert len(history.between(0, 100, most=4)) <= 4
    assert [history.has_mark(*span) for span in [(31, 40), (31, 41), (95, 99)]] == [0, 1, 0]
