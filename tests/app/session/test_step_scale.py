"""One axis of steps for all views: linear or logarithmic, all runs or one, or a part."""

import numpy as np
import pytest

from app.session.session import Session
from app.session.step_scale import LONG
from micrograd.runs.experiment import new_experiment
from micrograd.runs.run import Run
from tests.app.sessions import train


def lengthen(session: Session, run: Run, steps: int) -> None:
    """Give a run losses as of so many steps, and tell of it."""
    run.history.losses.extend(np.ones(steps - run.steps))
    session.runs.changed.emit()


def test_a_short_run_is_linear_and_a_long_one_logarithmic_by_itself(session: Session) -> None:
    scale = session.step_scale
    lengthen(session, session.cursor.run, LONG)
    assert not scale.is_logarithmic
    lengthen(session, session.cursor.run, LONG + 1)
    assert scale.is_logarithmic


@pytest.mark.parametrize(("choice", "expected"), [("linear", False), ("log", True)])
def test_a_choice_wins_over_the_length(session: Session, choice: str, expected: bool) -> None:
    session.step_scale.choose(choice)
    for steps in (50, 2 * LONG):
        lengthen(session, session.cursor.run, steps)
        assert session.step_scale.is_logarithmic == expected
    session.step_scale.choose("nothing of that name")
    assert session.step_scale.choice == choice


def test_another_run_that_is_drawn_counts_and_a_hidden_one_does_not(session: Session) -> None:
    train(session, 3)
    long = session.cursor.run
    session.edits.new_weights()
    lengthen(session, long, 2 * LONG)
    assert session.step_scale.is_logarithmic
    session.runs.set_hidden([long], True)
    assert not session.step_scale.is_logarithmic


@pytest.mark.parametrize("choice", ["linear", "log"])
def test_all_runs_are_seen_from_step_0_to_the_last(session: Session, choice: str) -> None:
    scale = session.step_scale
    scale.choose(choice)
    train(session, 37)
    left, right = scale.span
    assert left < scale.place(0) == 0 < scale.place(37) < right
    assert scale.places(np.array([0.0, 37.0])).tolist() == [scale.place(0), scale.place(37)]


@pytest.mark.parametrize("choice", ["linear", "log"])
def test_this_run_alone_is_fitted_and_followed(session: Session, choice: str) -> None:
    train(session, 60)
    session.cursor.go_to(40)
    session.edits.set_learning_rate(0.01)
    train(session, 5)
    scale = session.step_scale
    scale.choose(choice)
    scale.fit_run()
    first, last = scale.steps
    assert 38 < first < 40 < 45 < last < 52
    train(session, 30)
    assert scale.steps[1] > 75
    scale.fit()
    assert scale.steps[0] < 0.01


def test_what_a_person_looks_at_stays_while_the_run_grows(session: Session) -> None:
    train(session, 40)
    scale = session.step_scale
    scale.show(10, 20)
    lengthen(session, session.cursor.run, 2 * LONG)
    assert (scale.is_logarithmic, scale.span) == (False, (10, 20))
    scale.choose("log")
    assert scale.steps == pytest.approx((10, 20))
    scale.zoom(2.0)
    scale.pan(0.5)
    assert scale.steps != pytest.approx((10, 20))
    scale.fit()
    assert scale.steps[1] > 2 * LONG


@pytest.mark.parametrize("choice", ["linear", "log"])
def test_a_step_that_one_goes_to_comes_into_sight(session: Session, choice: str) -> None:
    train(session, 40)
    scale = session.step_scale
    scale.choose(choice)
    scale.show(scale.place(10), scale.place(20))
    seen = scale.span
    scale.reveal(15)
    assert scale.span == seen
    scale.reveal(36)
    first, last = scale.steps
    assert first < 36 < last
    assert scale.span[1] - scale.span[0] == pytest.approx(seen[1] - seen[0])
    scale.fit()
    whole = scale.span
    scale.reveal(0)
    assert scale.span == whole


def test_another_experiment_is_seen_whole(session: Session) -> None:
    train(session, 40)
    session.step_scale.show(10, 20)
    session.open(new_experiment())
    assert session.step_scale.follows
    assert session.step_scale.steps[0] < 0


def test_a_frame_that_moves_nothing_tells_nobody(session: Session) -> None:
    train(session, 21)
    told: list[None] = []
    session.step_scale.changed.connect(lambda: told.append(None))
    train(session, 5)
    assert told == []
