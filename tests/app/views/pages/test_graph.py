"""The graph page: scope and sample, search, the buttons in the corner, and the card below."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.graph import GraphPage
from app.views.walking.walk_view import LOW_FROM
from app.walking.explanation import explain
from app.walking.graph_tree import Path
from app.walking.training_walk import SCOPES
from micrograd.data.dataset import Dataset
from micrograd.training.phases import PHASES
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
AT_FIRST: set[Path] = {("layer 1",), ("layer 2",)}


@pytest.fixture
def page(qtbot: QtBot, session: Session, appearance: Appearance) -> GraphPage:
    """The page alone in a window, without glides."""
    page = GraphPage(session, appearance)
    page.view.canvas.camera.glide_ms = 0
    page.resize(1100, 900)
    qtbot.addWidget(page, before_close_func=lambda widget: widget.player.pause())
    with qtbot.waitExposed(page):
        page.show()
    settle(qtbot, page)
    return page


def settle(qtbot: QtBot, page: GraphPage) -> None:
    """Wait until the graph is laid out."""
    qtbot.waitUntil(lambda: not page.view.canvas.is_working)


def button(page: GraphPage, name: str) -> QToolButton:
    found = page.findChild(QToolButton, f"graph_{name}_button")
    assert found is not None, name
    return found


def press(qtbot: QtBot, page: GraphPage, name: str) -> None:
    qtbot.mouseClick(button(page, name), LEFT)
    settle(qtbot, page)


def choose_scope(qtbot: QtBot, page: GraphPage, scope: str) -> None:
    """Choose a scope with keys, as a person does in the list."""
    qtbot.keyClick(page.scope, Qt.Key.Key_Home)
    for _ in range(list(SCOPES).index(scope)):
        qtbot.keyClick(page.scope, Qt.Key.Key_Down)
    settle(qtbot, page)
    assert page.scope.currentData() == scope


def top_groups(page: GraphPage) -> list[str]:
    return list(page.view.canvas.scene.tree.root.groups)


# Scope and sample.


@pytest.mark.parametrize(
    ("scope", "groups"),
    [
        ("sample", {"layer 1", "layer 2", "output", "error", "loss"}),
        ("prediction", {"layer 1", "layer 2", "output"}),
        ("loss", {"parameters", "sample 1", "sample 2", "sample 3", "sample 4", "loss"}),
    ],
)
def test_the_scope_that_is_chosen_is_drawn(
    qtbot: QtBot, page: GraphPage, scope: str, groups: set[str]
) -> None:
    choose_scope(qtbot, page, scope)
    assert page.walk.scope == scope
    assert set(top_groups(page)) == groups
    shown = {node for node, path in enumerate(page.walk.paths()) if path is not None}
    assert set(page.view.canvas.scene.tree.group_of) == shown


def test_every_scope_is_offered_by_its_name(page: GraphPage) -> None:
    texts = [page.scope.itemText(i) for i in range(page.scope.count())]
    assert texts == list(SCOPES.values())


@pytest.mark.parametrize("scope", SCOPES)
def test_another_scope_begins_with_few_groups_and_shows_everything(
    qtbot: QtBot, page: GraphPage, scope: str
) -> None:
    press(qtbot, page, "unfold")
    choose_scope(qtbot, page, "loss")
    choose_scope(qtbot, page, scope)
    canvas = page.view.canvas
    assert canvas.scene.opened == page.walk.opened_at_first()
    layout = canvas.scene.layout
    whole = canvas.camera.transform.mapRect(QRectF(0, 0, layout.width, layout.height))
    assert QRectF(canvas.rect()).contains(whole)


def test_the_sample_that_is_chosen_is_drawn(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    qtbot.keyClick(page.sample, Qt.Key.Key_Down)
    settle(qtbot, page)
    assert session.selection.sample == 1
    samples = {
        session.cursor.graph.addresses[node].sample for node in page.view.canvas.scene.tree.group_of
    }
    assert samples == {1, None}


def test_the_sample_follows_the_operation(qtbot: QtBot, page: GraphPage, session: Session) -> None:
    page.walk.run_to(session.cursor.graph.index[session.cursor.graph.outputs[2][0][1]])
    settle(qtbot, page)
    assert page.sample.currentText() == "sample 3"
    assert page.view.canvas.scene.operation in page.view.canvas.scene.tree.group_of


# Fold, unfold, fit.


def test_all_groups_are_opened_and_closed(qtbot: QtBot, page: GraphPage) -> None:
    canvas = page.view.canvas
    press(qtbot, page, "unfold")
    assert canvas.scene.opened == {group.path for group in canvas.scene.tree.groups()}
    assert len(canvas.scene.layout.boxes) == len(canvas.scene.tree)
    press(qtbot, page, "fold")
    assert canvas.scene.opened == AT_FIRST


def test_fit_shows_everything(qtbot: QtBot, page: GraphPage) -> None:
    canvas = page.view.canvas
    before = canvas.camera.transform
    canvas.zoom(7)
    assert canvas.camera.transform != before
    press(qtbot, page, "fit")
    assert canvas.camera.transform == before


@pytest.mark.parametrize("width", [1, 700, 1300])
def test_search_and_legend_stand_outside_the_picture(
    qtbot: QtBot, page: GraphPage, width: int
) -> None:
    page.resize(width, 900)
    canvas, tools = page.view.canvas, page.view.tools
    # The line of tools folds after the page has its size.
    qtbot.waitUntil(lambda: 0 < tools.height() <= canvas.mapTo(page.view, QPoint()).y())
    for part in (page.view.tools, page.view.search, page.view.tools.legend):
        assert not canvas.isAncestorOf(part)
        top = part.mapTo(page.view, QPoint(0, part.height()))
        assert top.y() <= canvas.mapTo(page.view, QPoint()).y()
    legend = page.view.tools.legend
    assert legend.isVisible() == (width > 1)
    assert not legend.isVisible() or legend.width() >= legend.sizeHint().width()


def test_the_card_has_the_height_that_it_was_given_after_the_next_start(
    qtbot: QtBot, page: GraphPage, session: Session, appearance: Appearance
) -> None:
    handle = page.view.divider.handle(1)
    before = page.view.card_area.height()
    for _ in range(4):
        qtbot.keyClick(handle, Qt.Key.Key_Up)
    height = page.view.card_area.height()
    assert height > before
    assert page.view.canvas.height() >= page.view.canvas.minimumHeight()
    next_page = GraphPage(session, appearance)
    qtbot.addWidget(next_page)
    name = "graph_divider"
    next_page.choices[name].choose(page.choices[name].read())
    next_page.resize(page.size())
    with qtbot.waitExposed(next_page):
        next_page.show()
    assert next_page.view.card_area.height() == height


@pytest.mark.parametrize("size", [(600, 520), (1100, 900)])
def test_between_two_steps_the_graph_has_the_room_that_the_card_does_not_need(
    qtbot: QtBot, page: GraphPage, session: Session, size: tuple[int, int]
) -> None:
    page.resize(*size)
    session.training.finish_step()
    session.cursor.show_progress()
    assert page.view.card.where.text() == "between two steps"
    page.hide()
    page.show()
    turn(3)
    graph, card = page.view.divider.sizes()
    assert card <= 100
    assert card < graph / 2

    page.walk.step()
    turn(3)
    of_operation = page.view.divider.sizes()
    assert of_operation[1] > card
    session.training.finish_step()
    session.cursor.show_progress()
    assert page.view.card.where.text() == "between two steps"
    turn(3)
    # A graph that jumps with every step of a run can't be read.
    assert page.view.divider.sizes() == of_operation


def test_tab_goes_from_the_transport_over_the_divider_to_the_card(page: GraphPage) -> None:
    page.walk.step()
    chain, widget = [], page.view.transport.speed
    for _ in range(60):
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            chain.append(widget.objectName())
    assert chain[:2] == ["graph_divider", "graph_method_source"]


def test_a_card_that_is_higher_than_its_room_scrolls(qtbot: QtBot, page: GraphPage) -> None:
    # Too narrow for a card beside the graph.
    page.resize(LOW_FROM - 10, 330)
    press(qtbot, page, "operation")
    turn()
    area = page.view.card_area
    area.ensureWidgetVisible(page.view.card.rule_code)
    assert area.verticalScrollBar().value() > 0
    bottom = page.view.card.rule_code.mapTo(area.viewport(), QPoint(0, 1))
    assert area.viewport().rect().contains(bottom)


def test_icons_have_the_colours_of_the_theme(page: GraphPage, appearance: Appearance) -> None:
    dark = button(page, "fit").icon().pixmap(16).toImage()
    appearance.choose("light")
    assert button(page, "fit").icon().pixmap(16).toImage() != dark


# Search.


def test_typing_marks_and_counts_what_is_found(qtbot: QtBot, page: GraphPage) -> None:
    qtbot.keyClicks(page.view.search, "layer 2 w1")
    walk, canvas = page.walk, page.view.canvas
    expected = {
        node
        for node in canvas.scene.tree.group_of
        if all(word in walk.label(node) for word in ("layer", "2", "w1"))
    }
    assert canvas.marks.found == expected
    assert page.view.found.text() == f"{len(expected)} nodes"
    assert page.view.found.isVisible()
    page.view.search.clear()
    assert canvas.marks.found == set()
    assert page.view.found.text() == ""


def test_enter_goes_from_one_to_the_next_and_round(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    qtbot.keyClicks(page.view.search, "layer 1 w2·x2")
    canvas = page.view.canvas
    found = sorted(canvas.marks.found)
    assert len(found) == 4
    for i in [0, 1, 2, 3, 0]:
        qtbot.keyClick(page.view.search, Qt.Key.Key_Return)
        settle(qtbot, page)
        assert canvas.marks.chosen == found[i]
        assert page.walk.chosen == found[i]
        assert page.view.found.text() == f"{i + 1} of 4"


def test_enter_without_anything_found_does_nothing(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    session.selection.choose([3])
    qtbot.keyClicks(page.view.search, "no such node")
    assert page.view.found.text() == "0 nodes"
    qtbot.keyClick(page.view.search, Qt.Key.Key_Return)
    assert session.selection.parameters == [3]


def test_a_parameter_that_is_searched_is_chosen_as_one(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    qtbot.keyClicks(page.view.search, "layer 3 neuron 1 b")
    canvas = page.view.canvas
    bias = page.walk.index[session.cursor.trainer.parameters[40]]
    while canvas.marks.chosen != bias:
        qtbot.keyClick(page.view.search, Qt.Key.Key_Return)
        settle(qtbot, page)
    assert session.selection.parameters == [40]


# The operation of the moment.


def test_the_card_explains_what_the_graph_lights(qtbot: QtBot, page: GraphPage) -> None:
    for _ in PHASES:
        press(qtbot, page, "operation")
        made = explain(page.walk)
        assert page.view.card.where.text() == made.where
        node = page.view.canvas.scene.operation
        assert page.view.card.node.text() == page.walk.label(node) == made.node
        press(qtbot, page, "pass_end")


def test_the_whole_page_is_drawn_in_both_themes(
    qtbot: QtBot, page: GraphPage, appearance: Appearance
) -> None:
    press(qtbot, page, "operation")
    dark = page.grab().toImage()
    appearance.choose("light")
    assert page.grab().toImage() != dark


@pytest.mark.parametrize("width", [1, 640, 900, 1500])
def test_the_page_fits_into_any_width(qtbot: QtBot, page: GraphPage, width: int) -> None:
    page.resize(width, 700)
    press(qtbot, page, "operation")
    assert page.width() == max(width, page.minimumSizeHint().width())
    assert page.minimumSizeHint().width() < 640
    for part in (page.view.canvas, page.view.card, page.view.transport):
        assert part.geometry().right() <= page.view.width()
    page.grab()


@pytest.mark.parametrize(
    ("nin", "nout", "count"), [(1, 1, 1), (12, 3, 2), (2, 1, 60)], ids=["least", "wide", "many"]
)
@pytest.mark.parametrize("scope", SCOPES)
def test_any_dataset_is_shown_in_every_scope(
    qtbot: QtBot, page: GraphPage, session: Session, scope: str, nin: int, nout: int, count: int
) -> None:
    xs = [[0.1 * (i + j) for j in range(nin)] for i in range(count)]
    session.edits.set_dataset(Dataset(xs, [[0.5] * nout] * count), "use another dataset")
    settle(qtbot, page)
    choose_scope(qtbot, page, scope)
    assert page.view.canvas.scene.order[-1] is session.cursor.graph.loss
    press(qtbot, page, "operation")
    page.grab()


# Steps that do not train on every sample.


def test_a_sample_that_is_not_in_the_batch_is_shown_by_itself_and_others_are_named(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    session.edits.change_setting("batch_size", 2)
    rows = session.cursor.trainer.samples.rows_of(0)
    outside = next(row for row in range(4) if row not in rows)
    session.selection.choose_sample(rows[0])
    settle(qtbot, page)
    assert page.notice.isHidden()
    session.selection.choose_sample(outside)
    settle(qtbot, page)
    named = f"this step has the samples {rows[0] + 1}, {rows[1] + 1}"
    assert page.notice.full_text == f"Sample {outside + 1} by itself: {named}"
    alone = page.walk.alone
    assert alone is not None
    assert alone.graph.loss.data == pytest.approx(
        session.cursor.evaluation.sample_losses[outside], rel=1e-12
    )


def test_single_operations_are_those_of_the_step_and_choose_its_samples(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    session.edits.change_setting("batch_size", 2)
    rows = session.cursor.trainer.samples.rows_of(0)
    session.selection.choose_sample(next(row for row in range(4) if row not in rows))
    settle(qtbot, page)
    page.walk.step()
    settle(qtbot, page)
    assert session.selection.sample == rows[0]
    assert page.notice.isHidden()
    assert session.cursor.trainer.last_pass.position == 1
    page.walk.finish_pass()
    assert session.selection.sample in rows


def test_a_sample_held_out_is_said_to_be_so(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    session.edits.change_setting("test_share", 0.25)
    (row,) = session.cursor.trainer.samples.held_out
    session.selection.choose_sample(row)
    settle(qtbot, page)
    assert page.notice.full_text == f"Sample {row + 1} by itself: held out for testing"


def test_a_chosen_node_is_let_go_where_the_next_batch_has_another_graph(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    session.edits.change_setting("batch_size", 3)
    page.walk.choose(0 if session.cursor.graph.order[0]._prev else 40)
    assert session.selection.node is not None
    session.training.step()
    assert session.selection.node is not None
    session.training.step()
    assert len(session.cursor.graph.rows) == 1
    assert session.selection.node is None
