"""Gradient check: one value with its errors over h, and all parameters as a table."""

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.numbers import signed
from app.kit.table_model import TableModel
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.gradient.check_plot import WORDS
from app.views.pages.gradient.check_view import (
    COLUMNS,
    CheckedParameter,
    Column,
    GradientCheckView,
    result_of,
)
from app.views.pages.gradient.reading import GradientReader
from micrograd.analysis.gradient_check import GradientCheck, Verdict, check_gradient
from micrograd.data.dataset import Dataset
from tests.event_loop import is_at_rest, turn

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> GradientCheckView:
    """Five steps of training, the third parameter chosen."""
    for _ in range(5):
        session.training.step()
    session.selection.choose([2])
    view = GradientCheckView(session, appearance, GradientReader(session))
    qtbot.addWidget(view)
    view.resize(660, 260)
    with qtbot.waitExposed(view):
        view.show()
    read(view, session)
    return view


def read(view: GradientCheckView, session: Session, is_slow: bool = False) -> None:
    reading = GradientReader(session).read()
    assert reading is not None
    view.show_reading(reading, is_slow)


def check_all(qtbot: QtBot, view: GradientCheckView) -> None:
    QTest.mouseClick(view.check_all_button, LEFT)
    qtbot.waitUntil(lambda: not view.work.is_running)


def test_wrong_gradients_are_counted_once_all_are_checked(
    qtbot: QtBot, view: GradientCheckView, session: Session
) -> None:
    assert view.wrong == 0
    check_all(qtbot, view)
    assert view.wrong == 0
    session.sabotage.choose("no-zero-grad")
    for _ in range(2):
        session.training.step()
    check_all(qtbot, view)
    assert view.wrong > 30
    session.training.step()
    assert view.wrong == 0


def text(view: GradientCheckView, row: int, column: Column) -> str:
    return str(view.table.proxy.index(row, column).data())


# One value.


def test_both_numbers_and_their_distance_are_shown(
    view: GradientCheckView, session: Session
) -> None:
    reading = GradientReader(session).read()
    assert reading is not None
    check = check_gradient(reading.tape, reading.node)
    said = view.one.numbers.text()
    assert f">{signed(check.autograd, 8)}<" in said
    assert f">{signed(check.central_difference, 8)}<" in said
    assert f"{check.relative_error:.1e}".replace("-", "−") in said


def test_the_verdict_is_said_in_words_beside_a_mark(view: GradientCheckView) -> None:
    said = view.one.verdict.text()
    assert Verdict.AGREES.value in said
    assert "✓" in said


def test_the_errors_are_drawn_over_h_and_the_h_used_is_marked(view: GradientCheckView) -> None:
    check, plot = view.one.check, view.one.plot
    assert check is not None
    xs, ys = plot.curve.getData()
    drawn = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
    expected = [(math.log10(h), math.log10(max(error, 1e-17))) for h, error in check.curve]
    assert sum(drawn, ()) == pytest.approx(sum(expected, ()))
    assert float(plot.used.getData()[0][0]) == pytest.approx(math.log10(check.step))
    (left, right), (low, high) = plot.getViewBox().viewRange()
    assert all(left < x < right and low < y < high for x, y in drawn)


def test_the_two_sides_are_named_on_the_plot(view: GradientCheckView) -> None:
    small, large = view.one.plot.sides
    assert (small.toPlainText(), large.toPlainText()) == ("round-off", "truncation")
    assert small.pos().x() < large.pos().x()
    assert small.isVisible()


def test_a_gradient_that_is_wrong_is_told_in_words_and_colour(
    view: GradientCheckView, appearance: Appearance
) -> None:
    assert view.one.check is not None
    view.one.check = view.one.check._replace(verdict=Verdict.DISAGREES)
    view.one.show_check()
    said = view.one.verdict.text()
    assert "✗" in said
    assert Verdict.DISAGREES.value in said
    assert appearance.theme["warning"] in said


def test_a_slow_check_is_done_when_it_is_asked_for(
    view: GradientCheckView, session: Session
) -> None:
    read(view, session, is_slow=True)
    assert view.one.check is None
    assert "Not checked" in view.one.verdict.text()
    assert not view.one.plot.isVisible()
    QTest.mouseClick(view.one.check_button, LEFT)
    assert view.one.check is not None
    assert Verdict.AGREES.value in view.one.verdict.text()


def test_numbers_that_are_not_finite_are_no_mistake_of_the_view(view: GradientCheckView) -> None:
    check = GradientCheck(0, math.inf, math.nan, math.nan, math.nan, (), Verdict.UNDEFINED)
    view.one.check = check
    view.one.show_check()
    assert Verdict.UNDEFINED.value in view.one.verdict.text()
    view.grab()


# All parameters.


def test_check_all_fills_the_table(qtbot: QtBot, view: GradientCheckView, session: Session) -> None:
    check_all(qtbot, view)
    assert view.table.isVisible()
    assert view.table.proxy.rowCount() == 41
    names = {text(view, row, Column.NAME) for row in range(41)}
    assert names == {parameter.label for parameter in session.cursor.trainer.parameters}
    assert view.headline.full_text.startswith("41 of 41 agree; largest relative error ")
    assert view.headline.full_text.endswith("as of step 5")


def test_the_worst_comes_first(qtbot: QtBot, view: GradientCheckView) -> None:
    check_all(qtbot, view)
    errors = [row.check.relative_error for row in view.model.rows]
    assert text(view, 0, Column.ERROR) == f"{max(errors):.1e}".replace("-", "−")


def test_every_column_sorts(qtbot: QtBot, view: GradientCheckView, session: Session) -> None:
    check_all(qtbot, view)
    header = view.table.horizontalHeader()
    x = header.sectionViewportPosition(Column.NAME) + 20
    QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(x, header.height() // 2))
    labels = [parameter.label for parameter in session.cursor.trainer.parameters]
    shown = [text(view, row, Column.NAME) for row in range(41)]
    assert shown in (labels, labels[::-1])
    view.table.sortByColumn(Column.AUTOGRAD, Qt.SortOrder.AscendingOrder)
    smallest = min(row.check.autograd for row in view.model.rows)
    assert text(view, 0, Column.AUTOGRAD) == signed(smallest, 6)


def test_a_row_chooses_its_parameter(
    qtbot: QtBot, view: GradientCheckView, session: Session
) -> None:
    check_all(qtbot, view)
    place = view.table.visualRect(view.table.proxy.index(1, Column.ERROR)).center()
    QTest.mouseClick(view.table.viewport(), LEFT, pos=place)
    current = session.selection.current
    assert current is not None
    assert session.cursor.trainer.parameters[current].label == text(view, 1, Column.NAME)
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    following = session.selection.current
    assert following is not None
    assert session.cursor.trainer.parameters[following].label == text(view, 2, Column.NAME)


def test_a_parameter_chosen_elsewhere_is_chosen_in_the_table(
    qtbot: QtBot, view: GradientCheckView, session: Session
) -> None:
    check_all(qtbot, view)
    session.selection.choose([17])
    (row,) = view.table.selectionModel().selectedRows()
    assert row.data() == session.cursor.trainer.parameters[17].label
    session.selection.choose([])
    assert view.table.selectionModel().selectedRows() == []


def test_the_table_is_marked_as_outdated_after_training(
    qtbot: QtBot, view: GradientCheckView, session: Session
) -> None:
    check_all(qtbot, view)
    session.training.step()
    read(view, session)
    assert view.headline.full_text.startswith("⚠ Outdated, as of step 5: 41 of 41 agree")
    check_all(qtbot, view)
    assert view.headline.full_text.endswith("as of step 6")
    assert not view.is_outdated


def test_an_edit_outdates_and_its_undo_brings_it_back(
    qtbot: QtBot, view: GradientCheckView, session: Session
) -> None:
    check_all(qtbot, view)
    session.edits.set_parameter(3, 0.25)
    assert view.is_outdated
    session.edits.undo()
    assert not view.is_outdated
    xs, targets = session.cursor.dataset.xs, session.cursor.dataset.targets
    session.edits.set_dataset(Dataset(xs[1:], targets[1:]), "remove a sample")
    assert view.is_outdated


def test_another_network_takes_the_table_away(
    qtbot: QtBot, view: GradientCheckView, session: Session
) -> None:
    check_all(qtbot, view)
    session.edits.resize_layer(0, 2)
    assert view.table.proxy.rowCount() == 0
    assert "check again" in view.headline.full_text


def test_cancel_answers_at_once_and_keeps_what_was_found(
    qtbot: QtBot, view: GradientCheckView, session: Session
) -> None:
    session.edits.resize_layer(0, 32)
    session.edits.resize_layer(1, 32)
    session.selection.choose([2])
    QTest.mouseClick(view.check_all_button, LEFT)
    assert view.work.is_running
    assert view.progress.isVisible()
    assert not view.check_all_button.isEnabled()
    qtbot.waitUntil(lambda: view.table.proxy.rowCount() > 3)
    QTest.mouseClick(view.cancel_button, LEFT)
    found = view.table.proxy.rowCount()
    assert not view.work.is_running
    assert 3 < found < len(session.cursor.trainer.parameters)
    assert "cancelled" in view.headline.full_text
    assert not view.progress.isVisible()
    assert is_at_rest(view.work)
    turn()
    assert view.table.proxy.rowCount() == found


def test_a_check_that_runs_is_of_the_parameters_it_began_with(
    qtbot: QtBot, view: GradientCheckView, session: Session
) -> None:
    session.edits.resize_layer(0, 16)
    session.selection.choose([2])
    reading = GradientReader(session).read()
    assert reading is not None
    expected = [reading.grads[reading.tape.index_of(p)] for p in session.cursor.trainer.parameters]
    QTest.mouseClick(view.check_all_button, LEFT)
    assert view.work.is_running
    session.training.step()
    read(view, session)
    qtbot.waitUntil(lambda: not view.work.is_running)
    assert [row.check.autograd for row in view.model.rows] == expected
    assert view.headline.full_text.startswith("⚠ Outdated")


def test_looking_changes_nothing(qtbot: QtBot, view: GradientCheckView, session: Session) -> None:
    values = [(value.data, value.grad) for value in session.cursor.graph.order]
    check_all(qtbot, view)
    assert [(value.data, value.grad) for value in session.cursor.graph.order] == values
    assert session.undo_stack.count == 0


def test_every_verdict_has_a_word_and_a_mark() -> None:
    assert set(WORDS) == set(Verdict)
    assert WORDS[Verdict.AGREES][0] != WORDS[Verdict.DISAGREES][0]


def test_what_can_not_be_compared_counts_as_worst() -> None:
    checks = [
        GradientCheck(0, 1.0, 1.0, 1e-5, 1e-9, (), Verdict.AGREES),
        GradientCheck(1, 1.0, math.nan, math.nan, math.nan, (), Verdict.UNDEFINED),
    ]
    model = TableModel(COLUMNS)
    model.show_rows([CheckedParameter(i, f"w{i}", check) for i, check in enumerate(checks)])
    assert result_of(checks) == "1 of 2 agree; largest relative error 1.0e−09"
    numbers = [model.index(row, Column.ERROR).data(Qt.ItemDataRole.UserRole) for row in range(2)]
    assert numbers == [1e-9, math.inf]
    assert model.index(1, Column.ERROR).data() == "–"


def test_the_central_difference_is_explained_only_where_all_of_the_words_have_room(
    view: GradientCheckView, appearance: Appearance
) -> None:
    one = view.one
    seen = set()
    for percent in (100, 150):
        appearance.resize_text(percent)
        for height in range(120, 700, 40):
            view.resize(660, height)
            turn(2)
            seen.add((percent, one.formula.isVisible()))
            if one.formula.isVisible():
                assert one.formula.height() >= one.formula.heightForWidth(one.formula.width())
                assert one.formula.y() >= one.numbers.geometry().bottom()
    assert len(seen) == 4
