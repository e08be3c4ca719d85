"""The runs as a table: rows follow the list, numbers are short and exact in the tooltip."""

import math

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.panels.runs.model import Column, RunsModel, steps_text
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.sessions import train


def texts(model: RunsModel) -> list[list[str]]:
    return [[model.index(row, c).data() for c in Column] for row in range(model.rowCount())]


def test_it_is_a_good_table_model(qtmodeltester: ModelTester, session: Session) -> None:
    model = RunsModel(session)
    qtmodeltester.check(model)
    train(session, 2)
    session.edits.new_weights()
    session.training.step()
    session.runs.delete(session.experiment.runs[0])
    session.edits.undo()


def test_a_branch_stands_below_with_what_it_changed(session: Session) -> None:
    model = RunsModel(session)
    train(session, 10)
    session.cursor.go_to(4)
    session.edits.set_learning_rate(0.05)
    train(session, 5)
    first, second = texts(model)
    assert first[1:4] == ["run 1", "seed 0", "10"]
    assert second[1:4] == ["run 2", "from 4: rate 0.05", "9"]


def test_a_run_without_a_parent_is_compared_with_the_first_one(session: Session) -> None:
    model = RunsModel(session)
    train(session, 1)
    session.edits.new_weights()
    session.edits.set_learning_rate(0.2)
    assert texts(model)[1][2] == "rate 0.2, seed 1"


def test_two_runs_with_two_rates_say_so(session: Session) -> None:
    model = RunsModel(session)
    train(session, 10)
    session.edits.set_learning_rate(0.003)
    session.edits.same_weights()
    train(session, 10)
    assert [row[Column.DIFFERENCE] for row in texts(model)] == ["seed 0", "rate 0.003, seed 0"]


def test_a_changed_rate_is_told_from_the_first_step_with_it(session: Session, qtbot: QtBot) -> None:
    model = RunsModel(session)
    train(session, 10)
    session.edits.set_learning_rate(0.003)
    assert texts(model)[0][Column.DIFFERENCE] == "seed 0"
    with qtbot.waitSignal(model.dataChanged) as changed:
        train(session, 1)
    assert changed.args[0].column() == Column.DIFFERENCE
    assert texts(model)[0][Column.DIFFERENCE] == "rate 0.1, from 10 on 0.003, seed 0"


def test_the_loss_of_a_run_that_is_left_is_that_of_its_end(session: Session) -> None:
    model = RunsModel(session)
    train(session, 10)
    at_the_end = texts(model)[0][Column.LOSS]
    loss = session.cursor.evaluation.loss
    session.cursor.go_to(3)
    assert texts(model)[0][Column.LOSS] == at_the_end == f"{loss:#.3g}"
    assert model.last_loss(session.cursor.run) == loss


def test_an_edit_at_the_end_changes_the_loss(session: Session) -> None:
    model = RunsModel(session)
    train(session, 10)
    before = texts(model)[0]
    session.edits.set_parameter(0, 5.0)
    after = texts(model)[0]
    assert after[Column.LOSS] != before[Column.LOSS]
    assert after[Column.DIFFERENCE] == "1 parameter, seed 0"
    session.edits.undo()
    assert texts(model)[0][Column.LOSS] == before[Column.LOSS]


@pytest.mark.parametrize(
    ("target", "text"), [(1e200, "∞"), (1e10, "1.00e+20"), (3e-15, "9.00e−30"), (0.0, "0.00")]
)
def test_a_loss_of_any_size_is_written(qapp: object, target: float, text: str) -> None:
    # One neuron without an input predicts its bias.
    config = Recipe(layers=(1,), activations=("linear",))
    session = Session(new_experiment(config.changed(dataset=Dataset([[0.0]], [target]))))
    model = RunsModel(session)
    session.edits.set_parameter(1, 0.0)
    assert texts(model)[0][Column.LOSS] == text
    assert math.isinf(model.last_loss(session.cursor.run)) == (text == "∞")


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (0, "0"),
        (123_456, "123,456"),
        (999_999, "999,999"),
        (1_000_000, "1.00M"),
        (1_239_999, "1.23M"),
        (12_345_678, "12.3M"),
        (812_893_478, "812M"),
        (1_000_000_000, "1.00G"),
    ],
)
def test_many_steps_are_written_short(steps: int, text: str) -> None:
    assert steps_text(steps) == text


def test_training_updates_only_the_numbers_of_the_current_run(
    qtbot: QtBot, session: Session
) -> None:
    session.training.step()
    session.edits.new_weights()
    model = RunsModel(session)
    told: list[tuple[int, int, int, int]] = []
    model.dataChanged.connect(lambda a, b: told.append((a.row(), a.column(), b.row(), b.column())))
    session.training.step()
    assert told == [(1, Column.STEPS, 1, Column.LOSS)]
    session.cursor.show_progress()
    assert len(told) == 1


def test_rows_that_stay_keep_their_indexes(session: Session) -> None:
    model = RunsModel(session)
    for _ in range(4):
        session.training.step()
        session.edits.new_weights()
    runs = session.experiment.runs
    kept = QPersistentModelIndex(model.index(2, Column.NAME))
    session.runs.delete(runs[0], runs[1], runs[3])
    assert (kept.row(), kept.data()) == (0, "run 3")
    session.edits.undo()
    assert (kept.row(), kept.data()) == (2, "run 3")
    assert model.runs == runs


def test_another_experiment_has_other_rows(session: Session) -> None:
    model = RunsModel(session)
    session.training.step()
    session.edits.new_weights()
    session.open(new_experiment(Recipe(learning_rate=0.3)))
    assert model.runs == session.experiment.runs
    assert len(texts(model)) == 1


def test_the_tooltip_says_all_and_shows_a_name_that_looks_like_html_as_it_is(
    session: Session,
) -> None:
    model = RunsModel(session)
    train(session, 3)
    session.runs.rename(session.cursor.run, "<b>bold</b>")
    said = model.index(0, Column.NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;bold&lt;/b&gt;" in said
    assert f"loss {session.cursor.evaluation.loss!r}" in said
    assert "step 3" in said


def test_only_the_name_can_be_edited(session: Session) -> None:
    model = RunsModel(session)
    editable = [bool(model.index(0, c).flags() & Qt.ItemFlag.ItemIsEditable) for c in Column]
    assert editable == [column is Column.NAME for column in Column]
