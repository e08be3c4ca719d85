"""Leaves of an expression: dragged, typed, changed with keys, and shown with their gradients."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.views.pages.expression.field import LeafField, moved, step_of
from app.views.pages.expression.leaves import LeafRow, object_names, round_above
from app.views.pages.expression.page import ExpressionPage
from app.walking.expression_walk import FIRST_TEXT
from micrograd.expression.expression import parse_expression
from tests.app.keyboard import retype

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> ExpressionPage:
    page = ExpressionPage(appearance)
    qtbot.addWidget(page, before_close_func=lambda p: p.player.pause())
    page.resize(694, 745)
    with qtbot.waitExposed(page):
        page.show()
    return page


def row(page: ExpressionPage, name: str) -> LeafRow:
    """The row of a leaf; one that is gone may live a little longer."""
    return next(row for row in page.leaves.rows if row.leaf == name)


def field(page: ExpressionPage, name: str) -> LeafField:
    return row(page, name).field


def gradient(page: ExpressionPage, name: str) -> str:
    return row(page, name).gradient.text()


def drag(where: LeafField, *offsets: int, keys: Qt.KeyboardModifier | None = None) -> None:
    """Press in the middle, move to each offset, let go."""
    keys = keys or Qt.KeyboardModifier.NoModifier
    start = where.rect().center()
    QTest.mousePress(where, LEFT, keys, start)
    for offset in offsets:
        at = start + QPoint(offset, 0)
        move = _move(where, at, keys)
        where.mouseMoveEvent(move)
    QTest.mouseRelease(where, LEFT, keys, start + QPoint(offsets[-1], 0))


def _move(where: LeafField, at: QPoint, keys: Qt.KeyboardModifier) -> QMouseEvent:
    # QTest moves the pointer without a modifier.
    place = QPointF(at)
    return QMouseEvent(
        QEvent.Type.MouseMove, place, QPointF(where.mapToGlobal(at)), LEFT, LEFT, keys
    )


def text(page: ExpressionPage) -> str:
    assert page.editor.toPlainText() == page.walk.text
    return page.walk.text


# State to screen.


def test_every_leaf_shows_data_and_gradient(page: ExpressionPage) -> None:
    assert [row.leaf for row in page.leaves.rows] == ["a", "b", "c", "f"]
    assert field(page, "b").text() == "−3"
    assert gradient(page, "a") == "∇ +6.0000"
    assert gradient(page, "b") == "∇ −4.0000"


def test_a_gradient_that_has_not_come_yet_is_not_shown(qtbot: QtBot, page: ExpressionPage) -> None:
    page.walk.seek(1)
    qtbot.waitUntil(lambda: gradient(page, "a") == "∇ ·")
    assert gradient(page, "f") == "∇ +4.0000"


def test_a_leaf_that_the_result_does_not_need_says_so(page: ExpressionPage) -> None:
    page.walk.set_text("a = 1; b = 2; c = a*a")
    assert gradient(page, "b") == "not used"
    field(page, "b").setFocus()
    assert page.walk.chosen is None


def test_leaves_follow_the_text(page: ExpressionPage) -> None:
    page.walk.set_text("x = 1.5; y = x*z")
    assert [row.leaf for row in page.leaves.rows] == ["x", "z"]
    assert field(page, "x").text() == "1.5"
    page.walk.set_text("x = 2.5; y = x*z")
    assert field(page, "x").text() == "2.5"
    page.walk.set_text("3")
    assert page.leaves.rows == []


def test_the_whole_number_is_there(page: ExpressionPage) -> None:
    page.walk.set_text("b = 6.8813735870195432; c = b*b")
    assert field(page, "b").text() == "6.881373587019543"
    assert "6.881373587019543" in field(page, "b").toolTip()


# Drags.


def test_a_drag_changes_text_and_graph_and_keeps_the_picture(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    canvas = page.view.canvas
    layout, camera = canvas.scene.layout, canvas.camera.transform
    drag(field(page, "a"), 10, 30, 50)
    assert text(page).startswith("a = 2.5; b = -3; c = 10\n")
    assert canvas.scene.layout is layout
    assert canvas.camera.transform == camera
    expected = parse_expression(page.walk.text).root
    assert canvas.scene.order[-1].data == expected.data
    assert field(page, "a").text() == "2.5"


def test_a_drag_goes_left_too_and_faster_with_shift(page: ExpressionPage) -> None:
    drag(field(page, "a"), -50)
    assert text(page).startswith("a = 1.5;")
    drag(field(page, "a"), 20, keys=SHIFT)
    assert text(page).startswith("a = 3.5;")


def test_a_drag_keeps_the_place_in_the_passes(page: ExpressionPage) -> None:
    page.walk.seek(1)
    drag(field(page, "a"), 50)
    assert page.walk.last_pass.position == 1
    assert page.walk.last_pass.node is page.walk.order[-1]


def test_a_drag_is_one_undo_and_the_next_drag_another(qtbot: QtBot, page: ExpressionPage) -> None:
    drag(field(page, "a"), 10, 20, 30)
    drag(field(page, "b"), 10, 20, 30)
    between = FIRST_TEXT.replace("a = 2;", "a = 2.3;")
    assert text(page) == between.replace("b = -3;", "b = -2.7;")
    page.editor.setFocus()
    qtbot.keyClick(page.editor, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: page.walk.text == between)
    qtbot.keyClick(page.editor, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: page.walk.text == FIRST_TEXT)
    qtbot.keyClick(page.editor, Qt.Key.Key_Z, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: page.walk.text == between)
    assert field(page, "a").text() == "2.3"


def test_typing_and_dragging_are_undone_one_by_one(qtbot: QtBot, page: ExpressionPage) -> None:
    page.editor.setFocus()
    page.editor.moveCursor(page.editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(page.editor, "*a")
    drag(field(page, "a"), 50)
    assert text(page) == FIRST_TEXT.replace("a = 2;", "a = 2.5;") + "*a"
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text(page) == f"{FIRST_TEXT}*a"
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text(page) == FIRST_TEXT


def test_a_drag_stops_where_the_graph_has_no_value(page: ExpressionPage) -> None:
    page.walk.set_text("a = 0.1; b = log(a)")
    drag(field(page, "a"), -4, -9, -20, -30)
    assert text(page) == "a = 0.01; b = log(a)"
    assert page.message.isVisible()
    assert page.message.text().startswith("a stays 0.01: “log(a)” has no value")
    drag(field(page, "a"), 20)
    assert not page.message.isVisible()


def test_a_click_marks_the_number_and_chooses_the_leaf(qtbot: QtBot, page: ExpressionPage) -> None:
    qtbot.mouseClick(field(page, "c"), LEFT)
    assert field(page, "c").selectedText() == "10"
    assert page.walk.name(page.walk.chosen) == "c"
    assert text(page) == FIRST_TEXT


# Keys and typing.


def test_arrow_keys_change_a_leaf_by_a_step(qtbot: QtBot, page: ExpressionPage) -> None:
    qtbot.keyClick(field(page, "a"), Qt.Key.Key_Up)
    assert text(page).startswith("a = 2.1;")
    qtbot.keyClick(field(page, "a"), Qt.Key.Key_Down, SHIFT)
    assert text(page).startswith("a = 1.1;")
    for _ in range(2):
        QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text(page) == FIRST_TEXT


def test_a_typed_number_is_taken_exactly(qtbot: QtBot, page: ExpressionPage) -> None:
    retype(qtbot, field(page, "b"), "0.1234567890123")
    assert "b = 0.1234567890123;" in text(page)
    retype(qtbot, field(page, "b"), "-4", Qt.Key.Key_Tab)
    assert "b = -4;" in text(page)
    assert field(page, "b").text() == "−4"


@pytest.mark.parametrize("typed", ["many", "", "inf", "nan", "1e999"])
def test_what_is_no_number_is_refused_in_words(
    qtbot: QtBot, page: ExpressionPage, typed: str
) -> None:
    where = field(page, "b")
    where.setFocus()
    qtbot.keyClick(where, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(where, Qt.Key.Key_Delete)
    qtbot.keyClicks(where, typed)
    qtbot.keyClick(where, Qt.Key.Key_Return)
    assert page.message.text().startswith("b stays −3: ")
    assert where.text() == "−3"
    assert text(page) == FIRST_TEXT


def test_escape_takes_typing_back(qtbot: QtBot, page: ExpressionPage) -> None:
    retype(qtbot, field(page, "b"), "77", Qt.Key.Key_Escape)
    assert field(page, "b").text() == "−3"
    assert text(page) == FIRST_TEXT


def test_leaving_the_editor_for_a_leaf_that_goes_away_is_safe(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    page.editor.setFocus()
    qtbot.keyClick(page.editor, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(page.editor, "x*y")
    drag(field(page, "a"), 40)
    assert text(page) == "x*y"
    assert [row.leaf for row in page.leaves.rows] == ["x", "y"]


# Helpers.


def test_object_names_are_snake_case_and_unique() -> None:
    names = object_names(["a", "A", "α", "β", "x__1", "_y", "a_2"])
    assert names == [
        f"expression_leaf_{each}" for each in ["a", "a_2", "name", "name_2", "x_1", "y", "a_2_2"]
    ]


@pytest.mark.parametrize(
    ("number", "step"), [(2, 0.01), (0, 0.01), (0.5, 0.01), (-42, 0.1), (1234, 10), (0.002, 1e-5)]
)
def test_steps_fit_the_size_of_a_number(number: float, step: float) -> None:
    assert step_of(number) == pytest.approx(step)


def test_moving_rounds_to_the_step_and_never_fails() -> None:
    assert moved(6.8813735870195432, 1) == 6.89
    assert moved(6.8813735870195432, 0) == 6.8813735870195432
    assert moved(0.1, -10) == 0
    for number in (1.7e308, -1.7e308, 5e-324):
        assert abs(moved(number, 10**6)) < float("inf")


def test_bars_have_round_reaches() -> None:
    assert [round_above([x]) for x in (0, 1, 1.5, -3, 7, 10, 11)] == [1, 1, 2, 5, 10, 10, 20]
