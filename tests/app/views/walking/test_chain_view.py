"""One neuron only: its operations with all others folded, and its chain in live numbers."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.kit.numbers import plain
from app.kit.theme import Appearance
from app.session.cursor import Cursor
from app.session.session import Session
from app.views.pages.graph import GraphPage
from app.views.walking.chain_layout import ChainLayout, ChainShape, note_of
from app.views.walking.walk_actions import NO_CHAIN
from app.walking.chain_text import as_text
from app.window.main_window import MainWindow
from tests.app.drawn_texts import drawn_texts
from tests.app.views.graph.laying_out import settle
from tests.event_loop import turn

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
# Parameters of 3-[4, 4, 1].
W3, OTHER_NEURON, LAST_BIAS = 6, 8, 40


@pytest.fixture
def page(qtbot: QtBot, session: Session, appearance: Appearance) -> GraphPage:
    """The graph page alone in a window, without glides, with the neuron of a weight by itself."""
    session.selection.choose([W3])
    page = GraphPage(session, appearance)
    page.view.canvas.camera.glide_ms = 0
    page.resize(700, 760)
    qtbot.addWidget(page, before_close_func=lambda widget: widget.player.pause())
    with qtbot.waitExposed(page):
        page.show()
    settle(qtbot, page.view.canvas)
    qtbot.mouseClick(page.neuron, LEFT)
    settle(qtbot, page.view.canvas)
    return page


def layout_of(page: GraphPage) -> ChainLayout:
    return page.chain.layout_now


def shown_groups(page: GraphPage) -> set[str]:
    """The names of what is drawn of the graph: open groups, closed groups."""
    layout = page.view.canvas.scene.layout
    items = [box.item for box in (*layout.frames, *layout.boxes)]
    return {item.title for item in items if not isinstance(item, int)}


def test_all_but_the_neuron_of_the_chosen_parameter_is_folded(page: GraphPage) -> None:
    folded = {"layer 1 · rest", "layer 2", "output", "error", "loss"}
    assert shown_groups(page) == {"layer 1 · neuron 2", *folded}
    (frame,) = page.view.canvas.scene.layout.frames
    assert getattr(frame.item, "title", "") == "layer 1 · neuron 2"
    assert page.chain.isVisible()


def test_a_parameter_of_another_neuron_brings_that_neuron(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    session.selection.choose([OTHER_NEURON])
    settle(qtbot, page.view.canvas)
    assert "layer 1 · neuron 3" in shown_groups(page)
    assert page.chain.chain.neuron == "layer 1 · neuron 3"
    session.selection.choose([LAST_BIAS])
    settle(qtbot, page.view.canvas)
    assert {"layer 1", "layer 2", "output"} <= shown_groups(page)
    assert page.chain.chain.name == "b"


def test_the_button_shows_the_whole_graph_again(qtbot: QtBot, page: GraphPage) -> None:
    qtbot.mouseClick(page.neuron, LEFT)
    settle(qtbot, page.view.canvas)
    assert not page.chain.isVisible()
    assert {"layer 1", "layer 2", "neuron 1"} <= shown_groups(page)
    layout = page.view.canvas.scene.layout
    whole = page.view.canvas.camera.transform.mapRect(QRectF(0, 0, layout.width, layout.height))
    assert QRectF(page.view.canvas.rect()).contains(whole)


def test_operations_of_other_neurons_open_nothing_and_move_nothing(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    sight, groups = page.view.canvas.camera.sight, shown_groups(page)
    page.walk.run_to(session.cursor.graph.index[session.cursor.graph.outputs[0][1][1]])
    settle(qtbot, page.view.canvas)
    assert shown_groups(page) == groups
    assert page.view.canvas.camera.sight == sight


def test_the_numbers_follow_a_step_and_nothing_around_them_moves(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    before, height = layout_of(page), page.chain.height()
    session.training.step()
    turn()
    after = layout_of(page)
    assert [slot.place for slot in after.slots] == [slot.place for slot in before.slots]
    assert [word.place for word in after.words] == [word.place for word in before.words]
    assert page.chain.height() == height
    chain = page.chain.chain
    assert chain.total == session.cursor.trainer.parameters[W3].grad
    assert None not in after.values(chain)


def test_what_is_drawn_are_the_numbers_of_the_chain(page: GraphPage, session: Session) -> None:
    session.training.step()
    page.chain.keeps_picture = False
    texts = drawn_texts(page.chain)
    assert {"∂loss", "∂w3", "∂(sum + b)", "sample 4", "sum"} <= set(texts)
    numbers = layout_of(page).values(page.chain.chain)
    assert {plain(number) for number in numbers if number is not None} <= set(texts)


def test_a_gradient_that_the_chain_does_not_give_is_marked(
    page: GraphPage, session: Session
) -> None:
    session.training.step()
    page.chain.keeps_picture = False
    session.cursor.trainer.parameters[W3].grad = 0.25
    assert "but the graph has 0.2500" in drawn_texts(page.chain)


@pytest.mark.parametrize("width", [360, 700])
def test_ways_that_do_not_give_the_gradient_of_the_output_are_marked(
    page: GraphPage, session: Session, width: int
) -> None:
    page.resize(width, 760)
    session.edits.change_setting("fault", "updated-weight")
    session.training.step()
    page.chain.keeps_picture = False
    chain = page.chain.chain
    assert chain.output_grad is not None
    assert note_of(chain.output_grad) in drawn_texts(page.chain)
    assert plain(chain.ways_total) in drawn_texts(page.chain)


def test_a_click_on_a_row_chooses_its_sample_and_keys_do(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    place = layout_of(page).rows[2].center().toPoint()
    qtbot.mouseClick(page.chain, LEFT, pos=place)
    settle(qtbot, page.view.canvas)
    assert session.selection.sample == 2
    assert page.chain.chain.sample == 2
    page.chain.setFocus()
    qtbot.keyClick(page.chain, Qt.Key.Key_Down)
    assert session.selection.sample == 3
    qtbot.keyClick(page.chain, Qt.Key.Key_Down)
    assert session.selection.sample == 0
    qtbot.mouseClick(page.chain, LEFT, pos=QPoint(5, page.chain.height() - 2))
    assert session.selection.sample == 0


def test_the_chain_is_copied_as_text(qtbot: QtBot, page: GraphPage, session: Session) -> None:
    session.training.step()
    page.chain.setFocus()
    qtbot.keyClick(page.chain, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == as_text(page.chain.chain)


def test_a_narrow_chain_is_folded_and_a_low_one_leaves_the_ways_out(
    qtbot: QtBot, page: GraphPage
) -> None:
    chain, font = page.chain.chain, page.chain.font()
    columns = [
        len(ChainLayout(chain, width, font, ChainShape(has_ways=has_ways)).slots)
        for width, has_ways in ((700, True), (400, True), (200, True), (200, False))
    ]
    # Four samples with four factors, two or none, their products, the sum, and the ways.
    assert columns[0] == 4 * 5 + 1 + 4 * 2 + 1
    assert columns[3] == 4 + 1
    assert columns == sorted(columns, reverse=True)


def test_a_chain_is_as_large_as_its_page_lets_it(qtbot: QtBot, page: GraphPage) -> None:
    assert page.chain.shape.zoom == 1
    height = page.chain.height()
    page.resize(1300, 1100)
    turn()
    assert page.chain.shape.zoom == 1.5
    assert page.chain.height() > height
    assert len(page.chain.chain.terms) == 4
    assert page.chain.layout_now.is_whole


def test_a_low_page_writes_fewer_samples_and_a_lower_one_no_ways(
    qtbot: QtBot, page: GraphPage
) -> None:
    page.chain.keeps_picture = False
    about = "∂loss/∂out of sample 1, a term for each neuron of the next layer:"
    for room, samples, has_ways in ((760, 4, True), (400, 1, True), (300, 2, False)):
        page.chain.fit_into(room)
        chain = page.chain.chain
        assert (len(chain.terms), len(chain.terms) + chain.others) == (samples, 4)
        assert (about in drawn_texts(page.chain)) == has_ways


def test_in_the_whole_loss_the_neuron_of_the_chosen_sample_is_shown(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    qtbot.keyClick(page.scope, Qt.Key.Key_End)
    settle(qtbot, page.view.canvas)
    session.selection.choose_sample(3)
    settle(qtbot, page.view.canvas)
    paths = {getattr(frame.item, "path", ()) for frame in page.view.canvas.scene.layout.frames}
    own = "layer 1 · neuron 2"
    assert paths == {("sample 4",), ("sample 4", own), ("parameters",), ("parameters", own)}


def test_a_network_without_the_neuron_shows_another_one(
    qtbot: QtBot, page: GraphPage, session: Session
) -> None:
    session.selection.choose([30])
    session.edits.resize_layer(1, 2)
    settle(qtbot, page.view.canvas)
    assert page.walk.neuron == (2, 0)
    assert page.chain.chain.neuron == "layer 3 · neuron 1"
    assert {"layer 1", "layer 2", "output"} <= shown_groups(page)


def test_a_hidden_page_builds_no_graph_and_follows_when_it_is_shown(
    qtbot: QtBot, page: GraphPage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.hide()
    built = []
    monkeypatch.setattr(Cursor, "graph", property(lambda cursor: built.append(cursor)))
    session.selection.choose([OTHER_NEURON])
    session.edits.resize_layer(1, 3)
    monkeypatch.undo()
    assert not built
    page.show()
    settle(qtbot, page.view.canvas)
    assert "layer 1 · neuron 3" in shown_groups(page)
    assert page.chain.chain.neuron == "layer 1 · neuron 3"


def test_the_action_turns_to_the_neuron_and_back_and_is_remembered(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.selection.choose([W3])
    window.remembered.choose({"graph_shows": "neuron"})
    window.actions_by_name["show_neuron"].trigger()
    assert window.stage.page == "graph"
    page = window.view("graph")
    assert page.walk.neuron == (0, 1)
    assert window.remembered.view_choices()["graph_shows"] == "neuron"
    window.actions_by_name["copy_chain"].trigger()
    assert QGuiApplication.clipboard().text().startswith("layer 1 · neuron 2 · w3\n")
    window.actions_by_name["show_neuron"].trigger()
    assert page.walk.neuron is None
    with qtbot.waitSignal(window.session.announced) as told:
        window.actions_by_name["copy_chain"].trigger()
    assert told.args == [NO_CHAIN]
