"""Network panel: layers, activations and seed, from the session and back to it."""

import math
import random
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMainWindow,
    QSpinBox,
    QStyle,
    QStyleOptionSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.network import NetworkPanel
from app.window.actions.action_table import ACTIONS
from app.window.actions.actions import make_actions, method_of
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from tests.app.keyboard import retype
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton


class Host(QMainWindow):
    """A window with nothing but the panel, and with the actions of its buttons."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session = session
        actions = make_actions(self, appearance)
        for spec in ACTIONS:
            if spec.name in ("add_layer", "new_weights", "same_weights"):
                actions[spec.name].triggered.connect(method_of(spec, self))
        self.panel = NetworkPanel(session, appearance, actions)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.panel)
        self.resize(320, 400)


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[NetworkPanel]:
    host = Host(session, appearance)
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    yield host.panel  # noqa: PT022 - a return would let go of the window


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def size_field(window: QWidget, layer: int) -> QSpinBox:
    return window.findChild(QSpinBox, f"layer_{layer}_size")


def activation_choice(window: QWidget, layer: int) -> QComboBox:
    return window.findChild(QComboBox, f"layer_{layer}_activation")


def click(qtbot: QtBot, window: QWidget, name: str) -> None:
    qtbot.mouseClick(window.findChild(QToolButton, name), LEFT)


def click_arrow(qtbot: QtBot, field: QSpinBox, arrow: QStyle.SubControl) -> None:
    option = QStyleOptionSpinBox()
    field.initStyleOption(option)
    place = field.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, arrow, field)
    qtbot.mouseClick(field, LEFT, pos=place.center())


def shown_layers(window: QWidget) -> list[tuple[str, str]]:
    """The width and the activation of each visible row, as text."""
    layers = []
    for number in range(1, 9):
        field = size_field(window, number)
        if field is not None and field.isVisibleTo(window):
            layers.append((field.text(), activation_choice(window, number).currentText()))
    return layers


def parameter_count(panel: NetworkPanel) -> str:
    return panel.header.detail.text()


def said(window: MainWindow) -> str:
    return window.findChild(QLabel, "status_message").text()


def weights(session: Session) -> list[float]:
    return [parameter.data for parameter in session.cursor.trainer.parameters]


def weights_drawn(**settings: Any) -> list[float]:
    return [parameter.data for parameter in draw_network(Recipe(**settings)).parameters()]


def weights_of_seed(seed: int, *layers: int) -> list[float]:
    model = MLP(3, layers, rng=random.Random(seed))
    return [parameter.data for parameter in model.parameters()]


# State to screen.


def test_the_panel_opens_with_the_network_of_the_specification(panel: NetworkPanel) -> None:
    assert shown_layers(panel) == [("4", "tanh"), ("4", "tanh"), ("1", "tanh")]
    assert parameter_count(panel) == "41 PARAMETERS"
    assert panel.settings["seed"].field.text() == "0"
    assert panel.findChild(QLabel, "inputs").text().startswith("3")


def test_edits_made_elsewhere_appear(panel: NetworkPanel, session: Session) -> None:
    session.edits.resize_layer(0, 7)
    session.edits.set_activation(1, "relu")
    session.edits.start_with("seed", 12)
    assert shown_layers(panel) == [("7", "tanh"), ("4", "relu"), ("1", "tanh")]
    assert parameter_count(panel) == "65 PARAMETERS"
    assert panel.settings["seed"].field.text() == "12"


def test_the_inputs_follow_the_dataset(panel: NetworkPanel, session: Session) -> None:
    session.edits.set_dataset(Dataset([[1.0, 2.0]], [1.0]), "use two inputs")
    assert panel.findChild(QLabel, "inputs").text().startswith("2")
    assert parameter_count(panel) == "37 PARAMETERS"


def test_the_output_layer_follows_the_targets(panel: NetworkPanel, session: Session) -> None:
    session.edits.set_dataset(Dataset([[1.0, 2.0, 3.0]], [[1.0, 2.0]]), "use two targets")
    assert shown_layers(panel)[-1] == ("2", "tanh")


def test_undo_brings_the_layers_back(panel: NetworkPanel, session: Session) -> None:
    session.edits.add_layer()
    session.undo_stack.undo()
    assert shown_layers(panel) == [("4", "tanh"), ("4", "tanh"), ("1", "tanh")]


# Screen to state.


def test_a_typed_width_resizes_the_layer(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    for text, width in [("1", 1), ("7", 7), ("32", 32)]:
        retype(qtbot, size_field(panel, 1), text)
        assert session.cursor.recipe.layers == (width, 4, 1)
        assert weights(session) == weights_of_seed(0, width, 4, 1)
        assert parameter_count(panel) == f"{len(weights(session))} PARAMETERS"


def test_a_typed_width_is_taken_when_the_field_is_left(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    retype(qtbot, size_field(panel, 2), "6", Qt.Key.Key_Tab)
    assert session.cursor.recipe.layers == (4, 6, 1)


def test_a_width_out_of_range_is_refused_in_words(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    for text in ["0", "33", "-1", "many", ""]:
        retype(qtbot, size_field(panel, 1), text)
        message = panel.findChild(QLabel, "network_message")
        assert session.cursor.recipe.layers == (4, 4, 1)
        assert size_field(panel, 1).text() == "4"
        assert message.isVisible()
        assert "from 1 to 32; 4 stays" in message.text()
        session.edits.resize_layer(0, 5)
        retype(qtbot, size_field(panel, 1), "4")
        assert not message.isVisible()


def test_arrow_keys_resize_a_layer(qtbot: QtBot, panel: NetworkPanel, session: Session) -> None:
    field = size_field(panel, 1)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(size_field(panel, 2), Qt.Key.Key_Down)
    assert session.cursor.recipe.layers == (6, 3, 1)


def test_the_arrows_of_a_field_resize_a_layer(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    click_arrow(qtbot, size_field(panel, 1), QStyle.SubControl.SC_SpinBoxUp)
    click_arrow(qtbot, size_field(panel, 2), QStyle.SubControl.SC_SpinBoxDown)
    assert session.cursor.recipe.layers == (5, 3, 1)


def test_a_wider_output_layer_gives_the_dataset_another_target(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    qtbot.keyClick(size_field(panel, 3), Qt.Key.Key_Up)
    assert session.cursor.dataset.targets == [[1.0, 0.0], [-1.0, 0.0], [-1.0, 0.0], [1.0, 0.0]]


def test_layers_are_added_up_to_eight(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    button = window.findChild(QToolButton, "add_layer_button")
    for count in range(4, 9):
        assert button.isEnabled()
        qtbot.mouseClick(button, LEFT)
        assert len(session.cursor.recipe.layers) == count
        qtbot.waitUntil(lambda count=count: len(shown_layers(window)) == count)
    assert not button.isEnabled()
    qtbot.mouseClick(button, LEFT)
    assert session.cursor.recipe.layers == (4, 4, 4, 4, 4, 4, 4, 1)
    click(qtbot, window, "layer_3_remove")
    assert button.isEnabled()


def test_hidden_layers_are_removed_but_the_output_layer_stays(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    retype(qtbot, size_field(panel, 2), "6")
    click(qtbot, panel, "layer_1_remove")
    assert shown_layers(panel) == [("6", "tanh"), ("1", "tanh")]
    click(qtbot, panel, "layer_1_remove")
    assert shown_layers(panel) == [("1", "tanh")]
    assert not panel.findChild(QToolButton, "layer_1_remove").isVisibleTo(panel)
    assert session.cursor.recipe.layers == (1,)
    assert parameter_count(panel) == "4 PARAMETERS"


def test_only_a_layer_that_is_not_the_last_has_a_remove_button(
    qtbot: QtBot, panel: NetworkPanel
) -> None:
    click(qtbot, panel, "layer_2_remove")
    assert not panel.findChild(QToolButton, "layer_2_remove").isVisibleTo(panel)
    click(qtbot, panel, "add_layer_button")
    qtbot.waitUntil(lambda: panel.findChild(QToolButton, "layer_2_remove").isVisibleTo(panel))


def test_an_activation_is_chosen_with_the_keyboard(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    names = list(ACTIVATIONS)
    choice = activation_choice(panel, 2)
    choice.setFocus()
    below = names[names.index("tanh") + 1]
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert session.cursor.recipe.activations == ("tanh", below, "tanh")
    qtbot.keyClicks(choice, "lin")
    assert session.cursor.recipe.activations == ("tanh", "linear", "tanh")
    assert session.cursor.model.layers[1].neurons[0].activation == "linear"


def test_new_weights_come_from_the_next_seed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    click(qtbot, window, "new_weights_button")
    assert weights(session) == weights_of_seed(1, 4, 4, 1)
    assert session.cursor.steps == 0
    assert window.view("layers").settings["seed"].field.text() == "1"
    assert "seed 1" in said(window)
    assert "step count restarted" in said(window)


def test_same_weights_again_come_from_the_same_seed(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    session.training.step()
    assert weights(session) != weights_of_seed(0, 4, 4, 1)
    click(qtbot, panel, "same_weights_button")
    assert weights(session) == weights_of_seed(0, 4, 4, 1)
    assert session.cursor.steps == 0
    assert panel.settings["seed"].field.text() == "0"


def test_a_typed_seed_draws_its_weights(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    retype(qtbot, panel.settings["seed"].field, "42")
    assert weights(session) == weights_of_seed(42, 4, 4, 1)
    assert session.cursor.recipe.seed == 42


def test_a_seed_that_is_no_whole_number_is_refused_in_words(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    for text in ["-1", "1.5", "seed", "2147483648"]:
        retype(qtbot, panel.settings["seed"].field, text)
        assert panel.settings["seed"].field.text() == "0"
        assert session.cursor.recipe.seed == 0
        message = panel.findChild(QLabel, "network_message")
        assert message.isVisible()
        assert "0 stays" in message.text()


def test_an_initialiser_chosen_with_the_keyboard_draws_the_weights_anew(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    panel = window.view("layers")
    session.training.step()
    choice = panel.settings["init"].field
    choice.setFocus()
    qtbot.keyClicks(choice, "he")
    assert session.cursor.recipe.init == "he"
    assert weights(session) == weights_drawn(init="he")
    assert session.cursor.steps == 0
    assert "Weights drawn from seed 0, initialiser he. The step count" in said(window)
    session.edits.undo()
    assert (session.cursor.recipe.init, choice.currentText()) == ("uniform", "uniform")
    assert session.cursor.steps == 1


def test_a_scale_that_is_typed_multiplies_the_weights(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    retype(qtbot, panel.settings["init_scale"].field, "0.5")
    assert weights(session) == weights_drawn(init_scale=0.5)
    click(qtbot, panel, "new_weights_button")
    assert weights(session) == weights_drawn(init_scale=0.5, seed=1)


def test_a_scale_of_nothing_is_refused_in_words(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    for text, reason in [("0", "above 0"), ("-1", "above 0"), ("half", "half")]:
        retype(qtbot, panel.settings["init_scale"].field, text)
        assert session.cursor.recipe.init_scale == 1.0
        message = panel.findChild(QLabel, "network_message")
        assert message.isVisible()
        assert reason in message.text()


def test_the_panel_shows_what_the_weights_were_drawn_from(
    panel: NetworkPanel, session: Session
) -> None:
    session.edits.start_with("init", "xavier")
    session.edits.start_with("init_scale", 0.25)
    assert panel.settings["init"].field.currentText() == "xavier"
    assert panel.settings["init_scale"].field.text() == "0.25"


def test_a_new_layer_is_drawn_by_the_initialiser(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    session.edits.start_with("init", "constant")
    click(qtbot, panel, "add_layer_button")
    assert set(weights(session)) == {0.0, 1.0}


# While training.


def test_after_some_steps_the_window_says_which_weights_were_kept(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    for _ in range(3):
        session.training.step()
    first = session.cursor.model.layers[0].neurons[0].w[0].data
    qtbot.keyClick(size_field(window, 1), Qt.Key.Key_Up)
    assert "41 of 49 parameters kept" in said(window)
    assert "training goes on at step 3" in said(window)
    assert session.cursor.steps == 3
    assert session.cursor.model.layers[0].neurons[0].w[0].data == first


def test_an_activation_keeps_all_weights(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    before = weights(session)
    qtbot.keyClicks(activation_choice(window, 1), "sig")
    assert session.cursor.recipe.activations[0] == "sigmoid"
    assert weights(session) == before
    assert "all 41 parameters kept" in said(window)


def test_changing_the_network_while_it_trains_is_safe(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    def train_on() -> None:
        steps = session.cursor.steps
        qtbot.waitUntil(lambda: session.cursor.steps > steps)

    click(qtbot, window, "run_button")
    train_on()
    qtbot.keyClick(size_field(window, 1), Qt.Key.Key_Up)
    train_on()
    click(qtbot, window, "add_layer_button")
    train_on()
    click(qtbot, window, "layer_1_remove")
    train_on()
    qtbot.keyClick(activation_choice(window, 1), Qt.Key.Key_Down)
    train_on()
    qtbot.keyClick(size_field(window, 3), Qt.Key.Key_Up)
    train_on()
    click(qtbot, window, "new_weights_button")
    train_on()
    assert window.runner.is_running
    owner = session.cursor.owner
    # An arrow that is pressed counts when it is let go: the change may come in a later step.
    assert len(owner.history.losses) == session.cursor.steps - owner.start.step
    assert math.isfinite(session.cursor.evaluation.loss)
    assert [int(width) for width, _ in shown_layers(window)] == list(session.cursor.recipe.layers)


# A layer that is gone.


def test_a_refusal_goes_with_its_network(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    retype(qtbot, size_field(panel, 2), "99")
    assert panel.message.isVisible()
    session.edits.remove_layer(1)
    assert not panel.message.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_what_is_typed_into_the_list_of_a_layer_that_is_gone_goes_nowhere(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    choice = panel.findChild(QComboBox, "layer_3_activation")
    choice.showPopup()
    popup = choice.view()
    session.edits.remove_layer(0)
    layers = session.cursor.recipe
    qtbot.keyClicks(popup, "s")
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.keyClicks(choice, "r")
    assert session.cursor.recipe == layers


def test_a_number_that_is_being_typed_goes_with_its_layer(
    qtbot: QtBot, panel: NetworkPanel, session: Session
) -> None:
    field = size_field(panel, 2)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    session.edits.remove_layer(0)
    layers = session.cursor.recipe
    field.clearFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.cursor.recipe == layers


def test_in_a_low_and_wide_panel_the_layers_have_the_height(
    panel: NetworkPanel, appearance: Appearance
) -> None:
    buttons = [
        panel.findChild(QToolButton, f"{name}_button") for name in ("add_layer", "new_weights")
    ]
    seed, *_, scale = panel.settings.values()

    def rises() -> list[bool]:
        turn(3)
        in_header = [panel.header.isAncestorOf(button) for button in buttons]
        assert all(button.isVisible() for button in buttons)
        are_beside = seed.mapTo(panel, QPoint()).y() == scale.mapTo(panel, QPoint()).y()
        return [*in_header, are_beside, panel.header.detail.isHidden()]

    # The window may give a panel less than it asks for, and then it scrolls.
    panel.widget().be_content_with(60)
    turn(3)
    window = panel.window()
    window.resize(800, 170)
    assert rises() == [True] * 4
    # The same height is roomy for smaller text.
    for percent, is_strip in ((80, False), (100, True)):
        appearance.resize_text(percent)
        assert rises() == [is_strip] * 4
    window.resize(380, 420)
    assert rises() == [False] * 4
