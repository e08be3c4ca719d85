"""Training for the command line: as many steps as were asked for, or a line that says why not."""

import os
import signal

import pytest

from app.session.session import Session
from app.session.training import Training
from app.terminal.interruption import InterruptionError, interruptible
from app.terminal.training import train_on, train_session, walk_to
from app.walking.training_walk import TrainingWalk
from micrograd.compiled import UnavailableError
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.runs.stopping import NEVER
from micrograd.training.phases import Phase


def test_where_it_can_not_be_used_the_engine_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise UnavailableError("not here")

    monkeypatch.setattr("micrograd.compiled.library.load_from_cache", fail)
    experiment = new_experiment()
    assert train_on(experiment, 3) == ""
    assert (experiment.current.steps, experiment.current.place) == (3, 3)


def test_without_steps_nothing_is_trained() -> None:
    experiment = new_experiment()
    assert train_on(experiment, 0) == ""
    assert experiment.current.is_untrained


def test_training_stops_by_itself_and_says_why() -> None:
    experiment = new_experiment()
    assert train_on(experiment, 50, {"stop_step": 7}) == "stopped at step 7: step 7 is reached"
    assert (experiment.current.steps, experiment.current.place) == (7, 7)
    assert train_on(experiment, 50, {"stop_step": 3}) == "stopped at step 7: step 3 is reached"
    told = train_on(new_experiment(), 500, {"stop_score": 1.0})
    assert told.endswith(": its accuracy or R² is at or above 1")
    told = train_on(experiment, 500, {"stop_loss": 0.01})
    losses = experiment.current.history.losses.values
    assert told == f"stopped at step {len(losses)}: its loss is at or below 0.01"
    assert min(losses) > 0.01


def test_training_ends_soon_after_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def train(training: object, steps: int, stops: object) -> str:
        os.kill(os.getpid(), signal.SIGTERM)
        return ""

    monkeypatch.setattr(Training, "train", train)
    with interruptible(), pytest.raises(InterruptionError) as told:
        train_on(new_experiment(), 10**9)
    assert told.value.number == signal.SIGTERM


def test_a_divergence_is_told_and_the_session_knows_of_it(qapp: object) -> None:
    session = Session(new_experiment(Recipe(learning_rate=1e200, activations=("linear",) * 3)))
    told = train_session(session, 50, NEVER)
    assert told == str(session.cursor.divergence)
    assert "diverged" in told
    assert session.cursor.steps == session.cursor.run.steps < 50


def test_the_score_of_many_steps_on_the_way_is_kept_for_the_plot(qapp: object) -> None:
    session = Session(new_experiment())
    train_session(session, 1000, NEVER)
    assert len(session.cursor.run.history.scores.between(0, 1000)) > 100


def test_a_walk_goes_into_the_next_step_to_an_operation_of_a_phase(qapp: object) -> None:
    session = Session(new_experiment())
    train_session(session, 3, NEVER)
    walk_to(TrainingWalk(session), Phase.BACKWARD, 294)
    trainer = session.cursor.trainer
    assert (session.cursor.steps, trainer.phase) == (3, Phase.BACKWARD)
    assert trainer.last_pass.position == 294


def test_a_walk_says_how_many_operations_there_are(qapp: object) -> None:
    with pytest.raises(ValueError, match="the update has 41 operations"):
        walk_to(TrainingWalk(Session(new_experiment())), Phase.UPDATE, 42)


def test_a_graph_that_is_too_large_is_not_walked_through(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.cursor.MOST_NODES", 100)
    with pytest.raises(ValueError, match="too large to walk through"):
        walk_to(TrainingWalk(Session(new_experiment())), Phase.UPDATE, 1)
