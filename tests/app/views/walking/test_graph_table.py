"""The numbers of a graph as a table, in the place of its picture."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.views.walking.graph_table import JUST_DONE, LEAF, NOT_YET
from app.views.walking.walk_view import WalkView
from app.walking.expression_walk import ExpressionWalk


@pytest.fixture
def view(qtbot: QtBot, appearance: Appearance) -> WalkView:
    """An expression, its graph as a table."""
    view = WalkView(ExpressionWalk("a = 2; b = -3\na * b"), appearance, "some", has_groups=False)
    view.resize(900, 600)
    qtbot.addWidget(view, before_close_func=lambda _: view.player.pause())
    with qtbot.waitExposed(view):
        view.show()
    qtbot.mouseClick(view.as_table.button, Qt.MouseButton.LeftButton)
    return view


def lines(view: WalkView) -> list[list[str]]:
    model = view.table.lines
    return [[model.index(row, column).data() for column in range(4)] for row in range(3)]


def test_each_node_has_a_line_with_its_operation_and_its_numbers(view: WalkView) -> None:
    assert [line[1:3] for line in lines(view)] == [
        [LEAF, "+2.0000"],
        [LEAF, "−3.0000"],
        ["a × b", "−6.0000"],
    ]


def test_what_no_pass_has_reached_has_no_number(view: WalkView) -> None:
    assert isinstance(view.walk, ExpressionWalk)
    view.walk.restart()
    assert lines(view)[2] == ["a × b", "a × b", NOT_YET, NOT_YET]
    view.walk.step()
    assert lines(view)[2] == [f"a × b{JUST_DONE}", "a × b", "−6.0000", NOT_YET]
    view.walk.step()
    assert [line[3] for line in lines(view)] == ["−3.0000", "+2.0000", "+1.0000"]


def test_a_line_chooses_a_node_and_shows_the_one_chosen_elsewhere(
    qtbot: QtBot, view: WalkView
) -> None:
    view.walk.choose(0)
    assert view.table.currentIndex().row() == 0
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    assert view.walk.chosen == 1


def test_another_graph_has_other_lines(view: WalkView) -> None:
    assert isinstance(view.walk, ExpressionWalk)
    view.walk.set_text("a = 1; b = 2\n(a + b)**2")
    assert view.table.lines.rowCount() == 4
    assert lines(view)[2][1] == "a + b"
