"""The transport: every operation is reached by button, slider and key, and all the way back."""

import json
import struct
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QStyle, QStyleOptionSlider, QToolButton
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.walking.transport import BUTTONS, Transport
from app.walking.player import SPEEDS, Player
from app.walking.training_walk import TrainingWalk
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.training.phases import PHASES, Phase
from micrograd.training.trainer import Trainer
from tests.app.sessions import full_speed_runner
from tests.event_loop import is_at_rest, turn

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
# 3-[4, 4, 1] with four samples.
OPERATIONS, PARAMETERS = 340, 41
# 3-[4, 1], with two samples.
SMALL_PARAMETERS = 21
TWO_SAMPLES = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5]], [1.0, -1.0]
LENGTHS = dict(zip(PHASES, [OPERATIONS, PARAMETERS, OPERATIONS, PARAMETERS], strict=True))
REFERENCE = Path(__file__).parents[3] / "micrograd" / "training_reference.json"


@pytest.fixture
def walk(session: Session) -> TrainingWalk:
    return TrainingWalk(session)


@pytest.fixture
def player(walk: TrainingWalk) -> Player:
    return Player(walk, walk)


@pytest.fixture
def transport(
    qtbot: QtBot, walk: TrainingWalk, player: Player, appearance: Appearance
) -> Transport:
    """The transport alone in a window."""
    transport = Transport(walk, player, appearance, "some")
    transport.resize(900, 40)
    qtbot.addWidget(transport, before_close_func=lambda widget: player.pause())
    with qtbot.waitExposed(transport):
        transport.show()
    return transport


def button(transport: Transport, name: str) -> QToolButton:
    found = transport.findChild(QToolButton, f"some_{name}_button")
    assert found is not None
    return found


def press(qtbot: QtBot, transport: Transport, name: str) -> None:
    qtbot.mouseClick(button(transport, name), LEFT)


def is_enabled(transport: Transport) -> dict[str, bool]:
    return {name: button(transport, name).isEnabled() for name, *_ in BUTTONS}


def numbers(session: Session) -> tuple[object, ...]:
    trainer, order = session.cursor.trainer, session.cursor.graph.order
    return (
        struct.pack(
            f"{2 * len(order)}d", *(n for value in order for n in (value.data, value.grad))
        ),
        trainer.phase,
        trainer.steps,
        trainer.is_between_steps,
    )


def place_on_slider(transport: Transport, done: int) -> QPoint:
    """The middle of the handle at a value."""
    slider = transport.slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    style, control = slider.style(), QStyle.ComplexControl.CC_Slider
    groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, slider)
    handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, slider)
    room = groove.width() - handle.width()
    at = QStyle.sliderPositionFromValue(slider.minimum(), slider.maximum(), done, room)
    return QPoint(groove.x() + at + handle.width() // 2, handle.center().y())


def drag(qtbot: QtBot, transport: Transport, *goals: int) -> list[int]:
    """Drag the handle from goal to goal in one drag; return the values it had there."""
    slider = transport.slider
    qtbot.mousePress(slider, LEFT, pos=place_on_slider(transport, slider.value()))
    assert slider.isSliderDown()
    values = []
    for goal in goals:
        qtbot.mouseMove(slider, place_on_slider(transport, goal))
        values.append(slider.value())
    qtbot.mouseRelease(slider, LEFT, pos=place_on_slider(transport, goals[-1]))
    return values


def shows_the_place(transport: Transport, walk: TrainingWalk) -> None:
    current = walk.last_pass or walk.next_pass
    assert transport.slider.maximum() == len(current)
    assert transport.slider.value() == current.position
    assert transport.place.text() == f"{current.position:,} of {len(current):,}"


# Buttons.


def test_only_the_way_forward_is_enabled_at_first(transport: Transport, session: Session) -> None:
    assert is_enabled(transport) == {
        "pass_start": False,
        "operation_back": False,
        "play": True,
        "operation": True,
        "pass_end": True,
        "to_selected": False,
    }
    assert transport.place.text() == "0 of 340"


def test_the_way_back_is_enabled_after_the_first_operation(
    qtbot: QtBot, transport: Transport, session: Session
) -> None:
    press(qtbot, transport, "operation")
    assert is_enabled(transport)["operation_back"]
    assert is_enabled(transport)["pass_start"]
    press(qtbot, transport, "operation_back")
    assert not is_enabled(transport)["operation_back"]
    session.training.step()
    assert is_enabled(transport)["operation_back"]
    session.edits.set_parameter(0, 0.5)
    assert not is_enabled(transport)["operation_back"]


def test_run_to_the_chosen_is_enabled_while_something_is_chosen(
    transport: Transport, session: Session
) -> None:
    session.selection.choose([3])
    assert is_enabled(transport)["to_selected"]
    session.selection.choose([])
    assert not is_enabled(transport)["to_selected"]


def test_one_operation_forth_and_back(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk
) -> None:
    places = []
    for name in ["operation", "operation", "operation", "operation_back"]:
        press(qtbot, transport, name)
        shows_the_place(transport, walk)
        places.append(walk.last_pass.position)
    assert places == [1, 2, 3, 2]


def test_the_end_of_the_pass_and_its_start(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk, session: Session
) -> None:
    before = numbers(session)
    press(qtbot, transport, "operation")
    press(qtbot, transport, "pass_end")
    assert (walk.phase, walk.last_pass.position) == (Phase.FORWARD, OPERATIONS)
    press(qtbot, transport, "pass_end")
    assert (walk.phase, walk.last_pass.position) == (Phase.ZERO_GRAD, PARAMETERS)
    press(qtbot, transport, "pass_start")
    assert walk.phase is Phase.FORWARD
    press(qtbot, transport, "pass_start")
    assert numbers(session) == before


def test_a_button_runs_to_where_the_chosen_node_is_complete(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk, session: Session
) -> None:
    node = session.cursor.graph.outputs[2][1][0]
    session.cursor.choose_value(node)
    press(qtbot, transport, "to_selected")
    assert walk.last_pass.node is node
    press(qtbot, transport, "pass_end")
    press(qtbot, transport, "pass_end")
    press(qtbot, transport, "to_selected")
    assert walk.phase is Phase.BACKWARD
    assert walk.last_pass.node is node
    shows_the_place(transport, walk)


def test_every_button_says_what_it_does(transport: Transport) -> None:
    for name, *_ in BUTTONS:
        assert button(transport, name).toolTip()
        assert button(transport, name).accessibleName()
        assert not button(transport, name).icon().isNull()


# The slider.


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.value)
def test_any_operation_of_the_pass_is_dragged_to(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk, session: Session, phase: Phase
) -> None:
    walk.step()
    while walk.phase is not phase:
        walk.finish_pass()
        walk.step()
    length = LENGTHS[phase]
    values = drag(qtbot, transport, length // 2, length // 4, 3 * length // 4)
    assert walk.phase is phase
    assert walk.last_pass.position == values[-1]
    assert values[1] < values[0] < values[2]
    shows_the_place(transport, walk)
    twin = Session()
    while twin.cursor.phase is not phase or twin.cursor.trainer.last_pass.position < values[-1]:
        twin.training.step_operation()
    assert numbers(session) == numbers(twin)


def test_the_slider_is_dragged_to_the_start_and_on(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk, session: Session
) -> None:
    walk.finish_pass()
    walk.finish_pass()
    walk.step()
    backward = walk.last_pass
    values = drag(qtbot, transport, 200, 0, 120, 0, 50)
    assert (values[1], values[3]) == (0, 0)
    assert walk.last_pass is backward
    assert walk.last_pass.position == values[-1] > 0
    shows_the_place(transport, walk)


def test_a_slider_let_go_at_the_start_shows_the_pass_before(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk
) -> None:
    walk.finish_pass()
    walk.seek(20, walk.next_pass)
    drag(qtbot, transport, 10, 0)
    assert walk.phase is Phase.FORWARD
    shows_the_place(transport, walk)


def test_the_slider_is_dragged_to_the_end_of_the_pass_and_back(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk, session: Session
) -> None:
    walk.seek(10)
    before = numbers(session)
    values = drag(qtbot, transport, OPERATIONS, 100)
    assert values[0] == OPERATIONS
    assert walk.phase is Phase.FORWARD
    walk.seek(10)
    assert numbers(session) == before


def test_keys_move_the_slider_by_one_operation(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk
) -> None:
    for key in [Qt.Key.Key_Right] * 3 + [Qt.Key.Key_Left]:
        qtbot.keyClick(transport.slider, key)
        shows_the_place(transport, walk)
    assert walk.last_pass.position == 2
    qtbot.keyClick(transport.slider, Qt.Key.Key_End)
    assert walk.last_pass.is_done


def test_a_step_in_another_view_moves_the_slider(
    transport: Transport, walk: TrainingWalk, session: Session
) -> None:
    session.training.step_operation()
    shows_the_place(transport, walk)
    session.training.step_phase()
    shows_the_place(transport, walk)
    session.training.step()
    shows_the_place(transport, walk)
    session.edits.add_layer()
    shows_the_place(transport, walk)


def test_a_hidden_transport_is_brought_up_to_date_when_it_is_shown(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk
) -> None:
    transport.hide()
    walk.seek(33)
    with qtbot.waitExposed(transport):
        transport.show()
    shows_the_place(transport, walk)


# Play.


def test_play_advances_and_pause_stops(
    qtbot: QtBot, transport: Transport, walk: TrainingWalk, player: Player
) -> None:
    playing = button(transport, "play").icon().cacheKey()
    press(qtbot, transport, "play")
    assert player.is_playing
    assert button(transport, "play").icon().cacheKey() != playing
    qtbot.waitUntil(lambda: walk.last_pass is not None)
    press(qtbot, transport, "play")
    assert not player.is_playing
    position = walk.last_pass.position
    assert is_at_rest(player)
    turn()
    assert walk.last_pass.position == position
    shows_the_place(transport, walk)


def test_the_speed_is_chosen(qtbot: QtBot, transport: Transport, player: Player) -> None:
    assert transport.speed.currentData() == player.speed
    qtbot.keyClick(transport.speed, Qt.Key.Key_End)
    assert player.speed == SPEEDS[-1]
    qtbot.keyClick(transport.speed, Qt.Key.Key_Home)
    assert player.speed == SPEEDS[0]


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


# The whole step in the window, by keyboard alone.


def key(
    qtbot: QtBot, window: MainWindow, name: Qt.Key, modifier: Qt.KeyboardModifier = NONE
) -> None:
    qtbot.keyClick(window.focusWidget() or window, name, modifier)


def test_the_whole_step_is_walked_forth_and_all_the_way_back_by_keyboard_alone(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    twin = Session()
    for each in (session, twin):
        each.edits.remove_layer(1)
        each.edits.set_dataset(Dataset(*TWO_SAMPLES), "use two samples")
    key(qtbot, window, Qt.Key.Key_4, CONTROL)
    canvas = window.view("graph").view.canvas
    qtbot.waitUntil(lambda: not canvas.is_working)
    canvas.follows = False
    canvas.camera.glide_ms = 0
    snapshots = [numbers(session)]
    phases = []
    while session.cursor.phase is not Phase.UPDATE or not session.cursor.trainer.is_between_steps:
        key(qtbot, window, Qt.Key.Key_F12)
        snapshots.append(numbers(session))
        phases.append(session.cursor.phase)
    operations = sum(bool(value._prev) for value in session.cursor.graph.order)
    lengths = [operations, SMALL_PARAMETERS, operations, SMALL_PARAMETERS]
    assert phases == [phase for phase, n in zip(PHASES, lengths, strict=True) for _ in range(n)]
    assert session.cursor.steps == 1
    twin.training.step()
    assert numbers(session) == numbers(twin)
    while len(snapshots) > 1:
        assert numbers(session) == snapshots.pop()
        key(qtbot, window, Qt.Key.Key_F12, SHIFT)
    assert numbers(session) == snapshots.pop()
    assert (session.cursor.steps, session.cursor.phase) == (0, None)
    assert (session.cursor.run.steps, len(session.experiment.runs)) == (1, 1)


def test_the_gradients_that_were_walked_to_are_those_of_backward(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    for _ in range(2):
        key(qtbot, window, Qt.Key.Key_F8)
    for _ in range(OPERATIONS):
        key(qtbot, window, Qt.Key.Key_F12)
    assert session.cursor.phase is Phase.BACKWARD
    twin = Trainer(Session().cursor.model, session.cursor.dataset)
    for parameter in twin.parameters:
        parameter.grad = 0.0
    twin.graph.loss.backward()
    walked = [parameter.grad for parameter in session.cursor.trainer.parameters]
    assert walked == [parameter.grad for parameter in twin.parameters]
    (reference,) = [
        case
        for case in json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]
        if case["random_seed"] == 0 and case["nouts"] == [4, 4, 1]
    ]
    assert walked == pytest.approx(reference["first_gradients"], abs=1e-9)
    assert session.cursor.trainer.loss == pytest.approx(reference["losses"][0], abs=1e-9)


def half_step(walk: TrainingWalk, done: int) -> None:
    """Do this many operations of a step."""
    while done:
        current = walk.next_pass
        walk.seek(min(done, len(current)), current)
        done -= current.position


def is_as_trained_without_a_walk(session: Session) -> None:
    """Losses, parameters and gradients are those of plain steps, to the last bit."""
    twin = Trainer(Session().cursor.model, session.cursor.dataset)
    losses = twin.run(session.cursor.steps)
    assert session.cursor.owner.history.losses.values.tolist() == losses
    for ours, its in zip(session.cursor.trainer.parameters, twin.parameters, strict=True):
        assert (ours.data, ours.grad) == (its.data, its.grad)


@pytest.mark.parametrize("done", [1, 170, 339, 340, 360, 381, 500, 721, 740, 761])
@pytest.mark.parametrize("finish", ["phases", "step", "run"])
def test_a_pass_that_was_half_stepped_is_finished_with_the_same_bits(
    qtbot: QtBot, walk: TrainingWalk, session: Session, done: int, finish: str
) -> None:
    half_step(walk, done)
    while finish == "phases" and session.cursor.steps < 3:
        session.training.step_phase()
    while finish == "step" and session.cursor.steps < 3:
        session.training.step()
    if finish == "run":
        runner = full_speed_runner(session)
        with qtbot.waitSignals([runner.running_changed] * 2):
            runner.run(3)
    is_as_trained_without_a_walk(session)


@pytest.mark.parametrize("name", [Qt.Key.Key_F10, Qt.Key.Key_F8, Qt.Key.Key_F5])
def test_every_key_of_the_window_finishes_a_pass_with_the_same_bits(
    qtbot: QtBot, window: MainWindow, session: Session, name: Qt.Key
) -> None:
    key(qtbot, window, Qt.Key.Key_4, CONTROL)
    half_step(window.view("graph").walk, 500)
    if name == Qt.Key.Key_F5:
        window.runner.speed.hold(100)
        key(qtbot, window, name)
        qtbot.waitUntil(lambda: session.cursor.steps >= 2)
        key(qtbot, window, name)
    while session.cursor.steps < 3:
        key(qtbot, window, Qt.Key.Key_F10 if name == Qt.Key.Key_F5 else name)
    is_as_trained_without_a_walk(session)
