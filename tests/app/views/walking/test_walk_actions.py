"""Keys for single operations: they step through the graph of the page, in turns with training."""

import pytest
from PySide6.QtCore import QRectF, Qt
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.walking.walk_view import WalkView
from app.window.main_window import MainWindow
from micrograd.training.phases import Phase
from tests.app.views.graph.laying_out import settle
from tests.event_loop import is_at_rest, turn

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_ALT = CONTROL | Qt.KeyboardModifier.AltModifier
EACH_PAGE = pytest.mark.parametrize("page", ["network", "graph"])


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


@pytest.fixture
def view(window: MainWindow) -> WalkView:
    view = window.view("graph").view
    view.canvas.camera.glide_ms = 0
    return view


def press(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE
) -> None:
    """Press a key where the focus is."""
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def turn_to(qtbot: QtBot, window: MainWindow, page: str) -> None:
    window.stage.show_page(page)
    settle(qtbot, window.view("graph").view.canvas)


def place(session: Session) -> tuple[Phase | None, int]:
    last_pass = session.cursor.trainer.last_pass
    return session.cursor.phase, last_pass.position if last_pass else 0


# One operation.


@EACH_PAGE
def test_f12_does_an_operation_and_shift_f12_takes_it_back(
    qtbot: QtBot, window: MainWindow, session: Session, page: str
) -> None:
    turn_to(qtbot, window, page)
    places = []
    for modifier in (NONE, NONE, SHIFT, SHIFT, SHIFT):
        press(qtbot, window, Qt.Key.Key_F12, modifier)
        places.append(place(session))
    forward = Phase.FORWARD
    assert places == [(forward, 1), (forward, 2), (forward, 1), (None, 0), (None, 0)]


def test_ctrl_f12_takes_the_pass_back(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    for _ in range(5):
        press(qtbot, window, Qt.Key.Key_F12)
    press(qtbot, window, Qt.Key.Key_F12, CONTROL)
    assert place(session) == (None, 0)


@EACH_PAGE
def test_ctrl_f9_runs_to_the_chosen_node(
    qtbot: QtBot, window: MainWindow, session: Session, page: str
) -> None:
    turn_to(qtbot, window, page)
    node = session.cursor.graph.outputs[1][1][2]
    session.cursor.choose_value(node)
    press(qtbot, window, Qt.Key.Key_F9, CONTROL)
    assert session.cursor.trainer.last_pass.node is node


def test_ctrl_f9_without_a_choice_stays(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.selection.choose([])
    press(qtbot, window, Qt.Key.Key_F9, CONTROL)
    assert place(session) == (None, 0)


def test_an_operation_pauses_training(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    keys = [(Qt.Key.Key_F12, modifier) for modifier in (NONE, SHIFT, CONTROL)]
    for key, modifier in [*keys, (Qt.Key.Key_F9, CONTROL)]:
        steps = session.cursor.steps
        window.runner.run()
        qtbot.waitUntil(lambda steps=steps: session.cursor.steps > steps + 2)
        press(qtbot, window, key, modifier)
        assert not window.runner.is_running


def test_an_operation_pauses_the_player(qtbot: QtBot, window: MainWindow, view: WalkView) -> None:
    view.player.play()
    press(qtbot, window, Qt.Key.Key_F12)
    assert not view.player.is_playing


# Play and train in turns.


def test_f9_plays_and_pauses(
    qtbot: QtBot, window: MainWindow, session: Session, view: WalkView
) -> None:
    view.player.set_speed(100)
    press(qtbot, window, Qt.Key.Key_F9)
    assert view.player.is_playing
    qtbot.waitUntil(lambda: place(session)[1] > 3)
    press(qtbot, window, Qt.Key.Key_F9)
    assert not view.player.is_playing


def test_running_training_pauses_the_player(
    qtbot: QtBot, window: MainWindow, session: Session, view: WalkView
) -> None:
    view.player.play()
    press(qtbot, window, Qt.Key.Key_F5)
    assert window.runner.is_running
    assert not view.player.is_playing
    window.runner.pause()


def test_playing_pauses_running_training(
    qtbot: QtBot, window: MainWindow, session: Session, view: WalkView
) -> None:
    press(qtbot, window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 2)
    press(qtbot, window, Qt.Key.Key_F9)
    assert view.player.is_playing
    assert not window.runner.is_running
    steps = session.cursor.steps
    turn()
    assert is_at_rest(window.runner)
    assert session.cursor.steps == steps
    view.player.pause()


def test_the_player_pauses_when_another_page_is_shown(
    qtbot: QtBot, window: MainWindow, view: WalkView
) -> None:
    turn_to(qtbot, window, "graph")
    view.player.play()
    window.stage.show_page("network")
    assert not view.player.is_playing


@pytest.mark.parametrize("key", [Qt.Key.Key_F10, Qt.Key.Key_F8])
def test_steps_and_phases_go_on_from_where_operations_stopped(
    qtbot: QtBot, window: MainWindow, session: Session, key: Qt.Key
) -> None:
    twin = Session()
    for _ in range(7):
        press(qtbot, window, Qt.Key.Key_F12)
    while session.cursor.steps < 1:
        press(qtbot, window, key)
    twin.training.step()
    assert (
        session.cursor.owner.history.losses.values.tolist()
        == twin.cursor.owner.history.losses.values.tolist()
    )
    pairs = zip(session.cursor.trainer.parameters, twin.cursor.trainer.parameters, strict=True)
    assert all((a.data, a.grad) == (b.data, b.grad) for a, b in pairs)


# Find, fit, go to the chosen.


@EACH_PAGE
def test_ctrl_f_turns_to_the_graph_to_type_a_name(
    qtbot: QtBot, window: MainWindow, view: WalkView, page: str
) -> None:
    turn_to(qtbot, window, page)
    view.search.setText("before")
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    assert window.stage.page == "graph"
    assert window.focusWidget() is view.search
    qtbot.keyClicks(window.focusWidget(), "w1·x1")
    assert view.search.text() == "w1·x1"
    settle(qtbot, view.canvas)


@EACH_PAGE
def test_ctrl_9_shows_the_whole_graph(
    qtbot: QtBot, window: MainWindow, view: WalkView, page: str
) -> None:
    turn_to(qtbot, window, "graph")
    view.canvas.zoom(9.0)
    turn_to(qtbot, window, page)
    press(qtbot, window, Qt.Key.Key_G, CONTROL_ALT)
    settle(qtbot, view.canvas)
    layout = view.canvas.scene.layout
    whole = view.canvas.camera.transform.mapRect(QRectF(0, 0, layout.width, layout.height))
    assert QRectF(view.canvas.rect()).contains(whole)


@EACH_PAGE
def test_ctrl_8_goes_to_the_chosen_node(
    qtbot: QtBot, window: MainWindow, session: Session, view: WalkView, page: str
) -> None:
    turn_to(qtbot, window, "graph")
    session.selection.choose([25])
    turn_to(qtbot, window, page)
    press(qtbot, window, Qt.Key.Key_Z, CONTROL_ALT)
    settle(qtbot, view.canvas)
    assert window.stage.page == "graph"
    node = view.walk.index[session.cursor.trainer.parameters[25]]
    box = view.canvas.scene.box_of(node)
    assert box.item == node
    rect = view.canvas.camera.transform.mapRect(QRectF(box.x, box.y, box.width, box.height))
    assert QRectF(view.canvas.rect()).contains(rect)


def test_the_keys_step_through_the_training_graph_on_other_pages(window: MainWindow) -> None:
    assert window.stage.page == "network"
    assert window.walks.view is window.view("graph").view


@pytest.mark.parametrize("key", [Qt.Key.Key_F10, Qt.Key.Key_F8])
def test_a_step_and_a_phase_pause_the_player(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    window.show_page("graph")
    press(qtbot, window, Qt.Key.Key_F9)
    assert window.view("graph").player.is_playing
    press(qtbot, window, key)
    assert not window.view("graph").player.is_playing


def test_f11_on_the_expression_page_ends_the_pass_of_the_expression(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_page("expression")
    window.walks.go_to_start()
    window.walks.go_to_start()
    window.view("expression").view.canvas.setFocus()
    press(qtbot, window, Qt.Key.Key_F8)
    walk = window.view("expression").walk
    assert walk.last_pass.is_done
    assert window.session.cursor.phase is None
