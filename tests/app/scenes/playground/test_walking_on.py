"""Many operations at once end where the same number of single ones do."""

from typing import Any

import pytest

from app.scenes.parts.begin import Begin
from app.scenes.playground.playground import Playground
from app.session.session import Session
from app.window.main_window import MainWindow


@pytest.fixture
def playground(renewed_window: MainWindow) -> Playground:
    return Playground(renewed_window)


def state(playground: Playground) -> tuple[Any, ...]:
    """All numbers of training, the place in its sequence and in the walk, and what is chosen."""
    cursor, walk = playground.session.cursor, playground.page_walk
    numbers = [(value.data, value.grad) for value in cursor.trainer.parameters]
    place = cursor.steps, cursor.phase, cursor.trainer.operations_done
    shown = walk.phase, walk.last_pass.position if walk.last_pass else 0
    return numbers, place, shown, [value.data for value in walk.order], cursor.run.steps


def walk_singly(playground: Playground, operations: int) -> None:
    for _ in range(abs(operations)):
        playground.walk(1 if operations > 0 else -1)


@pytest.mark.parametrize(
    ("rows_a_step", "walked"), [("2", (260,)), ("1", (290, -70)), ("all", (120, -60))]
)
def test_operations_of_training(
    playground: Playground, session: Session, walked: tuple[int, ...], rows_a_step: str
) -> None:
    ends = []
    for walk in (playground.walk, lambda count: walk_singly(playground, count)):
        playground.open(Begin())
        playground.turn_to("graph")
        playground.use("batch_size", rows_a_step)
        session.selection.choose_sample(0)
        for operations in walked:
            walk(operations)
        ends.append((*state(playground), session.selection.sample))
    at_once, singly = ends
    for one, other in zip(at_once, singly, strict=True):
        assert one == other


def test_operations_of_many_steps(playground: Playground, session: Session) -> None:
    ends = []
    for pieces in ([300], [1] * 300):
        playground.open(Begin(settings={"layers": "1"}))
        for operations in pieces:
            playground.walk(operations, of_training=True)
        ends.append((*state(playground), session.selection.sample))
    at_once, singly = ends
    assert session.cursor.steps > 2
    for one, other in zip(at_once, singly, strict=True):
        assert one == other


@pytest.mark.parametrize("operations", [-60, -100])
def test_operations_of_an_expression(playground: Playground, operations: int) -> None:
    playground.turn_to("expression")
    playground.use("expression_text", "+".join(f"{i}*{i}" for i in range(1, 33)))
    ends = []
    for walk in (playground.walk, lambda count: walk_singly(playground, count)):
        walk(1000)
        walk(operations)
        ends.append(state(playground))
    assert ends[0] == ends[1]


def test_many_operations_are_shown_a_few_times(playground: Playground, session: Session) -> None:
    told: list[None] = []
    session.cursor.step_taken.connect(lambda: told.append(None))
    playground.walk(1000, of_training=True)
    assert len(told) < 30
