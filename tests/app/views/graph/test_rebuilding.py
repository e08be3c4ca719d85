"""A graph that changes while it is looked at: rebuilt, laid out in slices, cancelled, searched."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.graph.canvas import GraphCanvas
from app.views.pages.graph import GraphPage
from app.walking.graph_tree import Group
from app.walking.walk import PassProgress
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from tests.app.views.graph.laying_out import settle
from tests.event_loop import is_at_rest


def samples(count: int) -> Dataset:
    return Dataset([[0.01 * i, 0.5, 1.0] for i in range(count)], [0.5] * count)


def seen(canvas: GraphCanvas, box: object) -> QRectF:
    return canvas.camera.transform.mapRect(QRectF(box.x, box.y, box.width, box.height))


def test_a_smaller_graph_is_painted_while_it_is_still_laid_out(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    canvas = page.view.canvas
    session.edits.set_dataset(samples(40), "a")
    page.walk.choose_scope("loss")
    settle(qtbot, canvas)
    canvas.unfold_all()
    settle(qtbot, canvas)
    session.edits.set_dataset(samples(10), "b")
    assert canvas.is_working
    canvas.grab()
    canvas.cancel()
    canvas.grab()


def test_after_a_cancelled_rebuild_an_operation_is_painted(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    canvas = page.view.canvas
    page.walk.choose_scope("loss")
    settle(qtbot, canvas)
    session.edits.set_dataset(samples(40), "a")
    assert canvas.is_working
    canvas.cancel()
    session.training.step_phase()
    session.training.step_phase()
    session.training.step_operation()
    canvas.grab()


def test_an_operation_before_the_first_layout_is_there(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    session.edits.set_dataset(samples(40), "a")
    page = GraphPage(session, appearance)
    page.walk.choose_scope("loss")
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    assert page.view.canvas.is_working
    page.walk.step()
    page.view.canvas.grab()
    settle(qtbot, page.view.canvas)


def test_enter_in_the_search_after_the_network_became_smaller(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    qtbot.keyClicks(page.view.search, "layer 3")
    session.edits.remove_layer(0)
    session.edits.remove_layer(0)
    settle(qtbot, page.view.canvas)
    with qtbot.captureExceptions() as errors:
        for _ in range(66):
            qtbot.keyClick(page.view.search, Qt.Key.Key_Return)
    assert errors == []


def test_what_is_found_is_of_the_graph_that_is_shown(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    qtbot.keyClicks(page.view.search, "w1·x1")
    session.selection.choose_sample(2)
    settle(qtbot, page.view.canvas)
    canvas = page.view.canvas
    assert canvas.marks.found == set(canvas.search("w1·x1"))


def test_enter_in_the_search_opens_the_groups_around_the_node_and_goes_there(
    qtbot: QtBot, page: GraphPage
) -> None:
    qtbot.keyClicks(page.view.search, "layer 1 w2·x2")
    canvas = page.view.canvas
    for node in sorted(canvas.marks.found):
        qtbot.keyClick(page.view.search, Qt.Key.Key_Return)
        settle(qtbot, canvas)
        box = canvas.scene.box_of(node)
        assert box is not None
        assert box.item == node
        assert QRectF(canvas.rect()).contains(seen(canvas, box))


@pytest.mark.parametrize(
    ("part", "key"),
    [("search", Qt.Key.Key_PageDown), ("search", Qt.Key.Key_Return), ("follow", Qt.Key.Key_Return)],
)
def test_keys_in_the_tools_of_the_corner_are_not_those_of_the_graph(
    qtbot: QtBot, page: GraphPage, part: str, key: Qt.Key
) -> None:
    page.walk.session.selection.choose([5])
    opened = set(page.view.canvas.scene.opened)
    qtbot.keyClick(getattr(page.view, part), key)
    settle(qtbot, page.view.canvas)
    assert page.walk.phase is None
    assert page.view.canvas.scene.opened == opened


# Layouts that take several slices.


def test_unfolding_that_was_cancelled_leaves_the_groups_as_they_were(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    canvas = page.view.canvas
    session.edits.set_dataset(samples(30), "a")
    page.walk.choose_scope("loss")
    settle(qtbot, canvas)
    canvas.fold_all()
    settle(qtbot, canvas)
    opened = set(canvas.scene.opened)
    canvas.unfold_all()
    assert canvas.is_working
    canvas.cancel()
    assert canvas.scene.opened == opened


def opened_wide(qtbot: QtBot, page: GraphPage, session: Session) -> GraphCanvas:
    canvas = page.view.canvas
    session.edits.set_dataset(samples(30), "a")
    page.walk.choose_scope("loss")
    settle(qtbot, canvas)
    groups = canvas.scene.tree.groups()
    canvas.scene.opened = {g.path for g in groups if not g.title.startswith("neuron")}
    canvas._arrange()
    settle(qtbot, canvas)
    return canvas


def test_a_node_is_gone_to_also_where_the_layout_takes_long(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    canvas = opened_wide(qtbot, page, session)
    node = page.walk.index[session.cursor.graph.outputs[20][0][2]]
    canvas.reveal(node)
    assert canvas.is_working
    settle(qtbot, canvas)
    assert canvas.camera.scale >= 0.5
    assert QRectF(canvas.rect()).contains(seen(canvas, canvas.scene.box_of(node)))


def test_an_opened_group_is_gone_to_also_where_the_layout_takes_long(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    canvas = opened_wide(qtbot, page, session)
    groups = canvas.scene.tree.groups()
    group: Group = next(g for g in groups if g.path[-2:] == ("layer 1", "neuron 2"))
    canvas.toggle(group)
    assert canvas.is_working
    settle(qtbot, canvas)
    frame = next(frame for frame in canvas.scene.layout.frames if frame.item is group)
    assert QRectF(canvas.rect()).adjusted(-1, -1, 1, 1).contains(seen(canvas, frame))
    assert canvas.camera.scale > 0.2


# Hidden.


def test_a_hidden_graph_does_not_follow(page: GraphPage) -> None:
    canvas = page.view.canvas
    opened = set(canvas.scene.opened)
    page.hide()
    page.walk.step()
    assert canvas.scene.opened == opened


def test_a_loss_panel_that_was_hidden_stays_hidden_after_a_restart_on_the_graph_page(
    opened: Callable[[], MainWindow],
) -> None:
    first = opened()
    first.view("loss").hide()
    first.actions_by_name["show_graph"].trigger()
    first.close()
    second = opened()
    assert second.stage.page == "graph"
    second.actions_by_name["show_network"].trigger()
    assert second.view("loss").isHidden()


# Small ones.


def test_what_flowed_back_stays_what_it_was_after_the_update(qtbot: QtBot, page: GraphPage) -> None:
    canvas = page.view.canvas
    canvas.unfold_all()
    settle(qtbot, canvas)
    for _ in range(3):
        page.walk.finish_pass()
    links = [link for wire in canvas.scene.layout.wires for link in wire.links]
    before = list(map(canvas.scene.flows(), links))
    page.walk.finish_pass()
    assert list(map(canvas.scene.flows(), links)) == before


@pytest.mark.parametrize("passes", [0, 1, 3])
def test_no_rule_was_passed_outside_the_backward_pass(page: GraphPage, passes: int) -> None:
    known = PassProgress(page.walk)
    for _ in range(passes):
        page.walk.finish_pass()
    page.walk.seek(30, page.walk.next_pass)
    assert not known.passed(len(page.walk.order) - 1)


def test_hover_and_click_while_a_smaller_graph_is_laid_out(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    canvas = page.view.canvas
    session.edits.set_dataset(samples(40), "a")
    page.walk.choose_scope("loss")
    settle(qtbot, canvas)
    canvas.unfold_all()
    settle(qtbot, canvas)
    last = canvas.scene.layout.boxes[canvas.scene.layout.box_of[len(canvas.scene.order) - 1]]
    canvas.camera.show(QRectF(last.x, last.y, last.width, last.height), canvas.size().toSizeF())
    session.edits.set_dataset(samples(10), "b")
    assert canvas.is_working
    place = canvas.camera.transform.map(QPointF(*last.center)).toPoint()
    with qtbot.captureExceptions() as errors:
        qtbot.mouseMove(canvas, place)
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert errors == []


def test_a_search_while_the_picture_is_of_another_graph_finds_nothing(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    session.edits.set_dataset(samples(60), "a")
    page.walk.choose_scope("loss")
    settle(qtbot, page.view.canvas)
    session.edits.set_dataset(samples(50), "b")
    page.view.canvas.cancel()
    qtbot.keyClicks(page.view.search, "w")
    assert page.view.canvas.marks.found == set()


def test_a_graph_that_changed_while_it_was_hidden_is_laid_out_when_it_is_shown(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    canvas = page.view.canvas
    page.walk.choose_scope("loss")
    session.edits.set_dataset(samples(60), "a")
    assert canvas.is_working
    page.hide()
    session.edits.set_dataset(samples(5), "b")
    qtbot.waitUntil(lambda: is_at_rest(page))
    page.show()
    settle(qtbot, canvas)
    assert canvas.scene.is_current
    assert not canvas.is_stale
