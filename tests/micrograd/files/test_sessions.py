"""A session's file opens with the same bits, whatever a person did in the window."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.session.session import Session
from micrograd.data.dataset import Dataset
from micrograd.files.reading import from_bytes
from micrograd.files.writing import Encoder, to_bytes
from micrograd.runs.run import Run
from micrograd.training.divergence import DivergenceError
from tests.micrograd.files.experiments import bits_at, facts_of, train

Act = Callable[[Session, random.Random], object]


def train_on(session: Session, rng: random.Random) -> None:
    for _ in range(rng.randrange(1, 12)):
        session.training.step()


def go_back(session: Session, rng: random.Random) -> None:
    session.cursor.go_to(rng.randint(session.cursor.run.first_step, session.cursor.run.steps))


def change_the_rate(session: Session, rng: random.Random) -> None:
    session.edits.set_learning_rate(rng.choice([0.001, 0.05, rng.random() + 1e-9, 3.0]))


def change_a_parameter(session: Session, rng: random.Random) -> None:
    session.edits.set_parameter(
        rng.randrange(len(session.cursor.trainer.parameters)), rng.gauss(0, 1)
    )


def change_the_data(session: Session, rng: random.Random) -> None:
    nin, nout = rng.choice(
        [(session.cursor.dataset.nin, session.cursor.dataset.nout), (2, 1), (3, 2)]
    )
    rows = [[rng.gauss(0, 1) for _ in range(nin + nout)] for _ in range(rng.randrange(1, 4))]
    session.edits.set_dataset(Dataset.from_rows(rows, nout), "other samples")


def change_the_network(session: Session, rng: random.Random) -> None:
    layer = rng.randrange(len(session.cursor.recipe.layers))
    match rng.randrange(5):
        case 0:
            session.edits.resize_layer(layer, rng.randrange(1, 6))
        case 1:
            session.edits.set_activation(layer, rng.choice(["relu", "linear", "sigmoid", "tanh"]))
        case 2:
            session.edits.add_layer()
        case 3:
            session.edits.remove_layer(layer)
        case _:
            session.edits.new_weights()


def work_on_the_list(session: Session, rng: random.Random) -> None:
    runs = session.runs
    run = rng.choice(session.experiment.runs)
    match rng.randrange(5):
        case 0:
            runs.make_current(run)
        case 1:
            runs.set_hidden([run], not run.is_hidden)
        case 2:
            runs.rename(run, f"a name {rng.random()}")
        case 3:
            runs.duplicate(run)
        case _:
            runs.delete(run)


def undo(session: Session, rng: random.Random) -> None:
    session.edits.undo()


def redo(session: Session, rng: random.Random) -> None:
    session.edits.redo()


ACTS: list[Act] = [
    *(train_on, train_on, train_on, go_back, go_back, change_the_rate, change_a_parameter),
    *(change_the_data, change_the_network, work_on_the_list, work_on_the_list, undo, redo),
]


@pytest.mark.parametrize("acts", [14])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_an_experiment_comes_back_with_every_bit(qapp: object, acts: int, seed: int) -> None:
    rng = random.Random(seed)
    session, encoder = Session(), Encoder()
    for _ in range(acts):
        rng.choice(ACTS)(session, rng)
        session.cursor.run.place = session.cursor.steps
        compact = encoder.encode(session.experiment)
        assert compact == Encoder().encode(session.experiment)
    experiment = session.experiment
    data = to_bytes(experiment)
    opened = from_bytes(data)
    assert to_bytes(opened) == data == to_bytes(from_bytes(compact))
    assert facts_of(opened) == facts_of(experiment)
    again = Session(opened)
    assert (again.cursor.steps, again.cursor.run.number) == (
        session.cursor.steps,
        session.cursor.run.number,
    )
    for a, b in zip(experiment.all_runs(), opened.all_runs(), strict=True):
        for step in (a.start.step, rng.randint(a.start.step, a.steps), a.steps):
            assert bits_at(a, step) == bits_at(b, step)
        assert train_a_step(a) == train_a_step(b)


def train_a_step(run: Run) -> list[float] | str:
    """The loss of one more step, or how it diverged."""
    try:
        return train(run, 1)
    except DivergenceError as error:
        return str(error)
