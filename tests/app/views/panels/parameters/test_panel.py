"""Parameter inspector: a tree to sort, filter, edit and choose from."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from app.kit.numbers import signed
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.parameters.model import BAR_PX, DATA, GRAD, NAME, PARAMETER_ROLE
from app.views.panels.parameters.panel import ParameterPanel
from micrograd.data.dataset import Dataset, four_samples

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NOTHING = QModelIndex()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[ParameterPanel]:
    """The panel alone in a window tall enough for all parameters."""
    panel = ParameterPanel(session, appearance, {})
    window = QMainWindow()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    window.resize(380, 1300)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield panel  # noqa: PT022 - a return would let go of the window


def rows_below(panel: ParameterPanel, parent: QModelIndex = NOTHING) -> list[QModelIndex]:
    return [panel.proxy.index(row, NAME, parent) for row in range(panel.proxy.rowCount(parent))]


def leaves(panel: ParameterPanel, parent: QModelIndex = NOTHING) -> list[QModelIndex]:
    """The rows of parameters from top to bottom, as the tree shows them."""
    found = []
    for index in rows_below(panel, parent):
        found += leaves(panel, index) if panel.proxy.rowCount(index) else [index]
    return found


def shown(panel: ParameterPanel) -> list[int]:
    """The parameters from top to bottom, by their index."""
    return [index.data(PARAMETER_ROLE) for index in leaves(panel)]


def numbers_in_groups(panel: ParameterPanel, session: Session, kind: str) -> list[list[float]]:
    """The numbers of each neuron, from top to bottom."""
    groups = []
    for layer in rows_below(panel):
        for neuron in rows_below(panel, layer):
            parameters = [index.data(PARAMETER_ROLE) for index in rows_below(panel, neuron)]
            groups.append([getattr(session.cursor.trainer.parameters[p], kind) for p in parameters])
    return groups


def index_of(panel: ParameterPanel, parameter: int, column: int = NAME) -> QModelIndex:
    return panel.proxy.mapFromSource(panel.model.index_of(parameter, column))


def click_parameter(
    qtbot: QtBot,
    panel: ParameterPanel,
    parameter: int,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    place = panel.tree.visualRect(index_of(panel, parameter)).center()
    qtbot.mouseClick(panel.tree.viewport(), LEFT, modifier, place)


def click_heading(qtbot: QtBot, panel: ParameterPanel, column: int) -> None:
    header = panel.tree.header()
    place = QPoint(
        header.sectionViewportPosition(column) + header.sectionSize(column) // 2,
        header.height() // 2,
    )
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)


def editors(panel: ParameterPanel) -> list[QLineEdit]:
    editors = panel.tree.viewport().findChildren(QLineEdit)
    return [editor for editor in editors if editor.isVisible()]


def type_data(qtbot: QtBot, panel: ParameterPanel, parameter: int, text: str) -> None:
    """Double-click the data of a parameter, type over it, press Enter."""
    place = panel.tree.visualRect(index_of(panel, parameter, DATA)).center()
    qtbot.mouseClick(panel.tree.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(panel.tree.viewport(), LEFT, pos=place)
    editor = editors(panel)[0]
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not editors(panel))


def chosen_in_tree(panel: ParameterPanel) -> set[int]:
    rows = panel.tree.selectionModel().selectedRows(NAME)
    return {index.data(PARAMETER_ROLE) for index in rows}


def message(panel: ParameterPanel) -> str:
    line = panel.findChild(QLabel, "parameter_message")
    return line.text() if line.isVisible() else ""


# State to screen.


def test_f2_edits_the_data_wherever_the_row_was_chosen(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    panel.tree.setCurrentIndex(index_of(panel, 1, NAME))
    qtbot.keyClick(panel.tree, Qt.Key.Key_F2)
    qtbot.keyClicks(editors(panel)[0], "-2\r")
    qtbot.waitUntil(lambda: not editors(panel))
    assert session.cursor.trainer.parameters[1].data == -2.0


def test_the_tree_has_layers_neurons_weights_and_biases(panel: ParameterPanel) -> None:
    layers = rows_below(panel)
    assert [layer.data() for layer in layers] == [
        "layer 1 · 16 parameters",
        "layer 2 · 20 parameters",
        "layer 3 · 5 parameters",
    ]
    neurons = rows_below(panel, layers[0])
    assert [neuron.data() for neuron in neurons] == [f"neuron {i}" for i in range(1, 5)]
    assert [leaf.data() for leaf in rows_below(panel, neurons[0])] == ["w1", "w2", "w3", "b"]
    assert shown(panel) == list(range(41))


def test_data_and_grad_are_written_and_follow_the_training(
    panel: ParameterPanel, session: Session
) -> None:
    before = index_of(panel, 5, DATA).data()
    session.training.step()
    parameter = session.cursor.trainer.parameters[5]
    assert index_of(panel, 5, DATA).data() == signed(parameter.data)
    assert index_of(panel, 5, DATA).data() != before
    assert index_of(panel, 5, GRAD).data() == signed(parameter.grad)
    assert parameter.grad != 0


def test_the_chosen_row_stays_in_sight_when_the_panel_becomes_lower(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    last = len(session.cursor.trainer.parameters) - 1
    session.selection.choose([last])
    panel.window().resize(380, 400)
    room = panel.tree.viewport()
    qtbot.waitUntil(lambda: room.height() < 400)
    assert room.rect().contains(panel.tree.visualRect(index_of(panel, last)))


def test_the_longest_bar_is_that_of_the_largest_number(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    for _ in range(3):
        session.training.step()

    def bars(column: int) -> list[int]:
        return [panel.model.look(p, column)[1] for p in range(41)]

    for column, kind in [(DATA, "data"), (GRAD, "grad")]:
        numbers = [getattr(parameter, kind) for parameter in session.cursor.trainer.parameters]
        largest = max(map(abs, numbers))
        # A bar is rounded to whole pixels, and has at least one.
        lengths = [max(1, round(BAR_PX * abs(number) / largest)) for number in numbers]
        pairs = zip(lengths, numbers, strict=True)
        expected = [
            length if number > 0 else -length if number < 0 else 0 for length, number in pairs
        ]
        qtbot.waitUntil(lambda column=column, expected=expected: bars(column) == expected)
        assert max(map(abs, bars(column))) == BAR_PX


def test_bars_are_painted_on_the_side_of_their_sign(
    panel: ParameterPanel, session: Session, appearance: Appearance
) -> None:
    session.edits.set_parameter(0, -5.0)
    session.edits.set_parameter(1, 5.0)
    image = panel.tree.viewport().grab().toImage()

    def half_with(parameter: int, color: str) -> str:
        """The half of the bar's place that is painted in this colour."""
        box = panel.tree.visualRect(index_of(panel, parameter, DATA))
        middle = box.right() - 15
        wanted, y = appearance.theme.color(color), box.center().y()
        left = image.pixelColor(middle - 10, y) == wanted
        right = image.pixelColor(middle + 10, y) == wanted
        return {(True, False): "left", (False, True): "right"}.get((left, right), "neither")

    assert half_with(0, "data_negative") == "left"
    assert half_with(1, "data_positive") == "right"


def test_another_network_appears(panel: ParameterPanel, session: Session) -> None:
    session.edits.resize_layer(0, 2)
    session.edits.add_layer()
    assert [layer.data() for layer in rows_below(panel)] == [
        "layer 1 · 8 parameters",
        "layer 2 · 12 parameters",
        "layer 3 · 20 parameters",
        "layer 4 · 5 parameters",
    ]
    assert shown(panel) == list(range(45))


def test_the_largest_network_opens_with_its_layers_closed(
    panel: ParameterPanel, session: Session
) -> None:
    session.edits.resize_layer(0, 32)
    session.edits.resize_layer(1, 32)
    layers = rows_below(panel)
    neuron = rows_below(panel, layers[0])[0]
    assert panel.tree.isExpanded(layers[0])
    assert not panel.tree.isExpanded(neuron)


# Filter, sort, digits.


def test_the_filter_keeps_parameters_with_all_words(qtbot: QtBot, panel: ParameterPanel) -> None:
    qtbot.keyClicks(panel.filter, "layer 2 b")
    assert shown(panel) == [20, 25, 30, 35]
    assert [layer.data() for layer in rows_below(panel)] == ["layer 2 · 20 parameters"]
    qtbot.keyClick(panel.filter, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(panel.filter, "W3 Neuron 1")
    assert shown(panel) == [2, 18, 38]
    qtbot.keyClick(panel.filter, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(panel.filter, Qt.Key.Key_Delete)
    assert shown(panel) == list(range(41))


def test_a_filter_that_nothing_matches_leaves_an_empty_tree(
    qtbot: QtBot, panel: ParameterPanel
) -> None:
    qtbot.keyClicks(panel.filter, "w99")
    assert rows_below(panel) == []
    for _ in range(3):
        qtbot.keyClick(panel.filter, Qt.Key.Key_Backspace)
    assert shown(panel) == list(range(41))


def test_the_filter_stays_with_another_network(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    qtbot.keyClicks(panel.filter, "layer 3 b")
    session.edits.resize_layer(1, 6)
    assert shown(panel) == [16 + 30 + 6]


@pytest.mark.parametrize(("column", "kind"), [(DATA, "data"), (GRAD, "grad")])
def test_a_click_on_a_heading_sorts_and_another_turns_it_round(
    qtbot: QtBot, panel: ParameterPanel, session: Session, column: int, kind: str
) -> None:
    session.training.step()
    click_heading(qtbot, panel, column)
    first = numbers_in_groups(panel, session, kind)
    click_heading(qtbot, panel, column)
    second = numbers_in_groups(panel, session, kind)
    orders = {
        all(group == sorted(group) for group in first),
        all(group == sorted(group) for group in second),
    }
    assert orders == {True, False}
    falling = first if first[0] == sorted(first[0], reverse=True) else second
    assert all(group == sorted(group, reverse=True) for group in falling)
    assert sorted(shown(panel)) == list(range(41))


def test_a_click_on_the_name_brings_the_order_of_the_network_back(
    qtbot: QtBot, panel: ParameterPanel
) -> None:
    click_heading(qtbot, panel, DATA)
    assert shown(panel) != list(range(41))
    click_heading(qtbot, panel, NAME)
    assert shown(panel) == list(range(41))


def test_digits_are_chosen(qtbot: QtBot, panel: ParameterPanel, session: Session) -> None:
    number = session.cursor.trainer.parameters[0].data
    panel.digits.setFocus()
    qtbot.keyClick(panel.digits, Qt.Key.Key_Up)
    assert index_of(panel, 0, DATA).data() == signed(number, 5)
    qtbot.keyClick(panel.digits, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(panel.digits, "2")
    qtbot.keyClick(panel.digits, Qt.Key.Key_Return)
    assert index_of(panel, 0, DATA).data() == signed(number, 2)


def test_digits_out_of_range_are_refused_in_words(qtbot: QtBot, panel: ParameterPanel) -> None:
    panel.digits.setFocus()
    qtbot.keyClick(panel.digits, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(panel.digits, "18")
    qtbot.keyClick(panel.digits, Qt.Key.Key_Return)
    assert panel.digits.text() == "4"
    assert "from 1 to 17; 4 stays" in message(panel)


# Edit.


def test_data_is_edited_in_place(qtbot: QtBot, panel: ParameterPanel, session: Session) -> None:
    before = session.cursor.evaluation.loss
    type_data(qtbot, panel, 3, "-0.75")
    assert session.cursor.trainer.parameters[3].data == -0.75
    assert index_of(panel, 3, DATA).data() == "−0.7500"
    assert session.cursor.evaluation.loss != before
    session.undo_stack.undo()
    assert session.cursor.evaluation.loss == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("big", "“big” is not a number"),
        ("inf", "“inf” is not finite"),
        ("nan", "“nan” is not finite"),
        ("", "an empty cell is not a number"),
    ],
)
def test_a_text_that_is_no_finite_number_is_refused_with_the_reason(
    qtbot: QtBot, panel: ParameterPanel, session: Session, text: str, reason: str
) -> None:
    before = session.cursor.trainer.parameters[3].data
    type_data(qtbot, panel, 3, text)
    assert session.cursor.trainer.parameters[3].data == before
    assert f"layer 1 · neuron 1 · b: {reason}. The old value stays." in message(panel)
    type_data(qtbot, panel, 3, "0.5")
    assert message(panel) == ""


def test_the_gradient_cannot_be_edited(qtbot: QtBot, panel: ParameterPanel) -> None:
    place = panel.tree.visualRect(index_of(panel, 3, GRAD)).center()
    qtbot.mouseClick(panel.tree.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(panel.tree.viewport(), LEFT, pos=place)
    assert editors(panel) == []


def test_an_edit_in_a_sorted_and_filtered_tree_hits_the_right_parameter(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    click_heading(qtbot, panel, DATA)
    qtbot.keyClicks(panel.filter, "layer 2")
    type_data(qtbot, panel, 22, "0.125")
    assert session.cursor.trainer.parameters[22].data == 0.125


# Choose.


def test_a_click_chooses_and_ctrl_click_adds(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    click_parameter(qtbot, panel, 4)
    assert session.selection.parameters == [4]
    click_parameter(qtbot, panel, 9, CONTROL)
    click_parameter(qtbot, panel, 2, CONTROL)
    assert session.selection.parameters == [4, 9, 2]
    click_parameter(qtbot, panel, 9, CONTROL)
    assert session.selection.parameters == [4, 2]


def test_shift_click_chooses_a_range(qtbot: QtBot, panel: ParameterPanel, session: Session) -> None:
    click_parameter(qtbot, panel, 4)
    click_parameter(qtbot, panel, 7, SHIFT)
    assert sorted(session.selection.parameters) == [4, 5, 6, 7]
    click_parameter(qtbot, panel, 5, SHIFT)
    assert sorted(session.selection.parameters) == [4, 5]


def test_arrow_keys_choose(qtbot: QtBot, panel: ParameterPanel, session: Session) -> None:
    click_parameter(qtbot, panel, 4)
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    assert session.selection.parameters == [5]
    qtbot.keyClick(panel.tree, Qt.Key.Key_Up)
    assert session.selection.parameters == [4]


def test_arrow_keys_go_on_from_a_choice_made_elsewhere(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    click_parameter(qtbot, panel, 4)
    session.selection.choose([9])
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    assert session.selection.parameters == [10]


def test_a_choice_made_elsewhere_is_chosen_in_the_tree(
    panel: ParameterPanel, session: Session
) -> None:
    session.selection.choose([40, 1])
    assert chosen_in_tree(panel) == {40, 1}
    assert index_of(panel, 1).row() == panel.tree.currentIndex().row()
    session.selection.choose([])
    assert chosen_in_tree(panel) == set()


def test_a_choice_made_elsewhere_is_scrolled_into_sight(
    panel: ParameterPanel, session: Session
) -> None:
    panel.window().resize(380, 300)
    session.selection.choose([40])
    box = panel.tree.visualRect(index_of(panel, 40))
    assert panel.tree.viewport().rect().contains(box.center())


def test_the_choice_survives_a_network_that_still_has_it(
    panel: ParameterPanel, session: Session
) -> None:
    session.selection.choose([2, 40])
    session.edits.remove_layer(0)
    assert session.selection.parameters == [2]
    assert chosen_in_tree(panel) == {2}


def test_the_choice_survives_a_filter_that_hides_it(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    session.selection.choose([2, 40])
    qtbot.keyClicks(panel.filter, "layer 3")
    assert session.selection.parameters == [2, 40]
    for _ in range(7):
        qtbot.keyClick(panel.filter, Qt.Key.Key_Backspace)
    assert chosen_in_tree(panel) == {2, 40}


def test_the_choice_survives_sorting(qtbot: QtBot, panel: ParameterPanel, session: Session) -> None:
    session.selection.choose([2, 40])
    click_heading(qtbot, panel, DATA)
    assert session.selection.parameters == [2, 40]
    assert chosen_in_tree(panel) == {2, 40}


def test_a_parameter_that_the_filter_hides_can_still_be_edited(
    panel: ParameterPanel, session: Session
) -> None:
    session.selection.choose([0])
    panel.filter.setText("layer 2")
    panel.edit_current()
    editor = panel.tree.findChild(QLineEdit, "cell_editor")
    assert panel.filter.text() == ""
    assert editor is not None
    assert editor.text() == repr(session.cursor.trainer.parameters[0].data)


def test_asking_twice_to_edit_keeps_the_open_editor(
    panel: ParameterPanel, session: Session
) -> None:
    session.selection.choose([0])
    panel.edit_current()
    editor = panel.tree.findChild(QLineEdit, "cell_editor")
    panel.edit_current()
    assert panel.tree.findChild(QLineEdit, "cell_editor") is editor is not None


def test_rows_are_sorted_again_when_training_pauses(
    qtbot: QtBot, panel: ParameterPanel, session: Session
) -> None:
    panel.filter.setText("layer 1 neuron 1")
    panel.tree.sortByColumn(DATA, Qt.SortOrder.AscendingOrder)
    last = shown(panel)[-1]
    session.edits.set_parameter(last, -9.0)
    qtbot.waitUntil(lambda: shown(panel)[0] == last)


@pytest.mark.parametrize("grad", [math.inf, -math.inf, math.nan])
def test_gradients_that_are_not_finite_are_shown_beside_the_others(
    panel: ParameterPanel, session: Session, grad: float
) -> None:
    session.training.step()
    for parameter in session.cursor.trainer.parameters[:2]:
        parameter.grad = grad
    session.cursor.show_progress()
    panel.grab()
    assert [index_of(panel, p, GRAD).data() for p in range(2)] == [signed(grad, 4)] * 2


def test_a_weight_of_the_first_layer_says_under_the_mouse_which_input_it_is_of(
    panel: ParameterPanel, session: Session
) -> None:
    first = four_samples()
    session.edits.set_dataset(Dataset(first.xs, first.ys, "", ["", "<b>hours</b>", "", ""]), "x")
    tips = [index_of(panel, i).data(Qt.ItemDataRole.ToolTipRole) for i in range(5)]
    assert tips[0] == "The weight of x1"
    assert "&lt;b&gt;hours&lt;/b&gt;" in tips[1]
    # The bias, and the first weight of the neuron below.
    assert tips[3:] == [None, "The weight of x1"]
    inside = session.cursor.recipe.layers[0] * (first.nin + 1)
    assert index_of(panel, inside).data(Qt.ItemDataRole.ToolTipRole) is None


# Qt takes seconds where thousands of rows are chosen one by one.


def test_rows_that_lie_below_each_other_are_chosen_together(
    panel: ParameterPanel, session: Session
) -> None:
    session.selection.choose(list(range(41)))
    assert chosen_in_tree(panel) == set(range(41))
    assert len(panel.tree.selectionModel().selection().toList()) == 9


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_they_are_the_same_ones_however_the_tree_is_sorted(
    panel: ParameterPanel, session: Session, order: Qt.SortOrder
) -> None:
    panel.tree.sortByColumn(DATA, order)
    chosen = [5, 40, 0, 1, 30, 4, 7]
    session.selection.choose(chosen)
    assert chosen_in_tree(panel) == set(chosen)
    assert session.selection.parameters == chosen
    assert panel.tree.currentIndex().data(PARAMETER_ROLE) == 7
    session.selection.choose([1, 0])
    assert chosen_in_tree(panel) == {0, 1}
    assert panel.tree.currentIndex().data(PARAMETER_ROLE) == 0
