"""Network diagram: what is drawn where, what the mouse reads, what a click chooses."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.kit.numbers import signed
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.network.layout import DiagramLayout, Edge, Node
from app.views.pages.network.page import DiagramPanel, NetworkDiagram
from app.views.pages.network.spacing import SHORT_NUMBER_RADIUS
from app.views.panels.parameters.model import NAME, PARAMETER_ROLE
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset, four_samples
from micrograd.nn import MLP
from tests.app.drawn_texts import drawn_texts

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
# Parameters of 3-[4, 4, 1]: layer 1's first weight, layer 2's first bias, the last bias.
FIRST_WEIGHT, SECOND_LAYER_BIAS, LAST_BIAS = 0, 20, 40


@pytest.fixture
def diagram(panel: DiagramPanel) -> NetworkDiagram:
    """The picture in the panel."""
    return panel.diagram


def node_place(diagram: NetworkDiagram, column: int, row: int) -> QPoint:
    return diagram.layout_now.columns[column][row].center.toPoint()


def edge_place(diagram: NetworkDiagram, weight: int) -> QPoint:
    """The middle of an edge."""
    layout = diagram.layout_now
    i = next(i for i, edge in enumerate(layout.edges) if edge.weight == weight)
    return layout.paths[i].pointAtPercent(0.5).toPoint()


def empty_place(diagram: NetworkDiagram) -> QPoint:
    return QPoint(3, diagram.height() - 3)


def move_to(qtbot: QtBot, diagram: NetworkDiagram, place: QPoint) -> None:
    qtbot.mouseMove(diagram, place + QPoint(1, 0))
    qtbot.mouseMove(diagram, place)


def click(
    qtbot: QtBot,
    diagram: NetworkDiagram,
    place: QPoint,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    qtbot.mouseClick(diagram, LEFT, modifier, place)


def picture(diagram: NetworkDiagram) -> QImage:
    return diagram.grab().toImage()


def readout(panel: DiagramPanel) -> str:
    return panel.readout.text()


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def chosen_in_tree(window: MainWindow) -> set[int]:
    rows = window.view("parameters").tree.selectionModel().selectedRows(NAME)
    return {index.data(PARAMETER_ROLE) for index in rows}


# Layout and hit-testing.

SHAPES = [(1, (1,)), (3, (4, 4, 1)), (2, (1, 5, 1)), (3, (16, 16, 1)), (8, (32,) * 8)]


@pytest.mark.parametrize(("nin", "layers"), SHAPES)
def test_every_node_lies_inside_and_none_covers_another(nin: int, layers: tuple) -> None:
    layout = DiagramLayout(MLP(nin, layers), QSizeF(740, 450))
    assert [len(column) for column in layout.columns] == [nin, *layers]
    for column in layout.columns:
        for node in column:
            assert layout.radius <= node.center.x() <= 740 - layout.radius
            assert layout.radius <= node.center.y() <= 450 - layout.radius
        for above, below in pairwise(column):
            assert below.center.y() - above.center.y() >= 2 * layout.radius
    lefts = [column[0].center.x() for column in layout.columns]
    assert all(b - a >= 2 * layout.radius for a, b in pairwise(lefts))


@pytest.mark.parametrize(("nin", "layers"), SHAPES)
def test_every_node_is_found_at_its_centre(nin: int, layers: tuple) -> None:
    layout = DiagramLayout(MLP(nin, layers), QSizeF(740, 450))
    nodes = [node for column in layout.columns for node in column]
    assert [layout.node_at(node.center) for node in nodes] == nodes


@pytest.mark.parametrize(("nin", "layers"), SHAPES)
def test_nodes_and_edges_stand_for_all_parameters_once(nin: int, layers: tuple) -> None:
    model = MLP(nin, layers)
    layout = DiagramLayout(model, QSizeF(740, 450))
    weights = [edge.weight for edge in layout.edges]
    biases = [node.bias for column in layout.columns[1:] for node in column]
    assert sorted(weights + biases) == list(range(len(model.parameters())))
    assert all(node.bias is None for node in layout.columns[0])


def test_an_edge_joins_the_input_and_the_neuron_of_its_weight() -> None:
    model = MLP(3, [4, 2])
    layout = DiagramLayout(model, QSizeF(740, 450))
    parameters = model.parameters()
    for edge in layout.edges:
        layer, row = edge.target.column, edge.target.row
        neuron = model.layers[layer - 1].neurons[row]
        assert edge.source.column == layer - 1
        assert parameters[edge.weight] is neuron.w[edge.source.row]
        assert parameters[edge.target.bias] is neuron.b


def test_every_edge_of_a_small_network_is_found_somewhere_along_it() -> None:
    layout = DiagramLayout(MLP(3, [4, 4, 1]), QSizeF(740, 450))
    for edge, path in zip(layout.edges, layout.paths, strict=True):
        found = [layout.edge_at(path.pointAtPercent(share / 20)) for share in range(1, 20)]
        assert edge in found
        assert None not in found


def test_far_from_everything_nothing_is_found() -> None:
    layout = DiagramLayout(MLP(3, [4, 4, 1]), QSizeF(740, 450))
    for point in (QPointF(0, 0), QPointF(739, 449), QPointF(5, 440)):
        assert layout.node_at(point) is None
        assert layout.edge_at(point) is None


def test_an_edge_is_found_within_a_few_pixels_of_it() -> None:
    layout = DiagramLayout(MLP(1, [1]), QSizeF(740, 450))
    middle = layout.paths[0].pointAtPercent(0.5)
    assert layout.edge_at(middle + QPointF(0, 4)) == layout.edges[0]
    assert layout.edge_at(middle + QPointF(0, 20)) is None


# Hover.


def test_the_mouse_reads_a_weight(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    session.training.step()
    move_to(qtbot, diagram, edge_place(diagram, FIRST_WEIGHT))
    parameter = session.cursor.trainer.parameters[FIRST_WEIGHT]
    assert readout(panel).startswith("layer 1 · neuron 1 · w1:")
    assert signed(parameter.data) in readout(panel)
    assert signed(parameter.grad) in readout(panel)


def test_the_mouse_reads_the_output_and_the_bias_of_a_neuron(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    move_to(qtbot, diagram, node_place(diagram, 3, 0))
    assert readout(panel).startswith("layer 3 · neuron 1: output")
    assert signed(session.cursor.evaluation.predictions[0][0]) in readout(panel)
    assert signed(session.cursor.trainer.parameters[LAST_BIAS].data) in readout(panel)


def test_the_mouse_reads_an_input_of_the_sample(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram
) -> None:
    move_to(qtbot, diagram, node_place(diagram, 0, 1))
    assert readout(panel).startswith("x2 of sample 1:")
    assert signed(3.0) in readout(panel)


def test_an_output_and_a_target_tell_the_classes_that_they_stand_for(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    xs = four_samples().xs
    named = Dataset(xs, [0, 1, 1, 0], "", ["", "", "", "kind"], classes=["no", "yes"])
    session.edits.set_dataset(named, "name classes")
    move_to(qtbot, diagram, node_place(diagram, 3, 0))
    assert readout(panel).startswith("layer 3 · neuron 1 (kind: no or yes): output")
    assert {"target no", "kind: no or yes"} <= set(drawn_texts(diagram))
    session.selection.choose_sample(1)
    assert "target yes" in drawn_texts(diagram)


def test_the_mouse_reads_the_whole_name_of_a_column(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    name = "hours of sleep in the nights of the week before the test"
    first = four_samples()
    named = Dataset(first.xs, first.ys, "", ["", name, "", "passed"])
    session.edits.set_dataset(named, "name columns")
    move_to(qtbot, diagram, node_place(diagram, 0, 1))
    assert readout(panel).startswith(f"{name} of sample 1:")
    move_to(qtbot, diagram, node_place(diagram, 3, 0))
    assert readout(panel).startswith("layer 3 · neuron 1 (passed): output")
    session.selection.choose([1])
    move_to(qtbot, diagram, empty_place(diagram))
    assert readout(panel).startswith(f"layer 1 · neuron 1 · w2 ({name}): data")


def test_longer_names_of_inputs_have_more_room_up_to_a_share_of_the_picture(qtbot: QtBot) -> None:
    size = QSizeF(740, 450)
    model = MLP(1, [2, 1])
    lefts = [
        DiagramLayout(model, size, [name, ""]).columns[0][0].center.x()
        for name in ("x1", "petal", "petal_length", "petal" * 20, "petal" * 40)
    ]
    assert lefts == sorted(lefts)
    assert lefts[0] < lefts[1] < lefts[2] < lefts[3] == lefts[4] < 0.4 * size.width()


def test_away_from_everything_the_chosen_parameter_is_read(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    move_to(qtbot, diagram, node_place(diagram, 0, 1))
    move_to(qtbot, diagram, empty_place(diagram))
    assert readout(panel).startswith("Point at an edge or a node")
    session.selection.choose([LAST_BIAS])
    assert readout(panel).startswith("layer 3 · neuron 1 · b:")


def test_the_reading_is_live_while_the_network_trains(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    move_to(qtbot, diagram, edge_place(diagram, FIRST_WEIGHT))
    before = readout(panel)
    session.training.step()
    assert readout(panel) != before
    assert signed(session.cursor.trainer.parameters[FIRST_WEIGHT].grad) in readout(panel)


def test_what_the_mouse_is_on_stands_out(qtbot: QtBot, diagram: NetworkDiagram) -> None:
    before = picture(diagram)
    move_to(qtbot, diagram, edge_place(diagram, FIRST_WEIGHT))
    assert picture(diagram) != before
    move_to(qtbot, diagram, empty_place(diagram))
    assert picture(diagram) == before


def test_a_diagram_resized_under_the_mouse_is_drawn_without_an_error(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram
) -> None:
    move_to(qtbot, diagram, edge_place(diagram, FIRST_WEIGHT))
    assert isinstance(diagram.hovered, Edge)
    with qtbot.captureExceptions() as errors:
        panel.resize(600, 400)
        picture(diagram)
    assert errors == []


@pytest.mark.parametrize("chosen", [[], [LAST_BIAS]])
def test_a_network_that_shrinks_under_the_mouse_is_no_error(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session, chosen: list
) -> None:
    session.selection.choose(chosen)
    move_to(qtbot, diagram, node_place(diagram, 3, 0))
    assert isinstance(diagram.hovered, Node)
    with qtbot.captureExceptions() as errors:
        session.edits.remove_layer(0)
        picture(diagram)
    assert errors == []
    assert diagram.hovered is None


@pytest.mark.parametrize("name", ["data", "network"])
def test_fewer_samples_and_inputs_under_the_mouse_are_no_error(
    qtbot: QtBot, diagram: NetworkDiagram, session: Session, name: str
) -> None:
    session.selection.choose_sample(3)
    move_to(qtbot, diagram, node_place(diagram, 0, 2))
    inputs = [1.0, 2.0, 3.0] if name == "data" else [1.0]
    with qtbot.captureExceptions() as errors:
        session.edits.set_dataset(Dataset([inputs], [1.0]), "use one sample")
        picture(diagram)
    assert errors == []
    assert session.selection.sample == 0


# Click.


def test_a_click_on_an_edge_chooses_its_weight_in_the_tree(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    diagram = window.view("network").diagram
    session.selection.choose([LAST_BIAS])
    click(qtbot, diagram, edge_place(diagram, FIRST_WEIGHT))
    assert session.selection.parameters == [FIRST_WEIGHT]
    assert chosen_in_tree(window) == {FIRST_WEIGHT}


def test_a_click_on_a_neuron_chooses_its_bias_in_the_tree(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    diagram = window.view("network").diagram
    click(qtbot, diagram, node_place(diagram, 2, 0))
    assert session.selection.parameters == [SECOND_LAYER_BIAS]
    assert chosen_in_tree(window) == {SECOND_LAYER_BIAS}


def test_ctrl_click_adds_and_takes_away(qtbot: QtBot, window: MainWindow) -> None:
    diagram = window.view("network").diagram
    click(qtbot, diagram, node_place(diagram, 3, 0))
    click(qtbot, diagram, node_place(diagram, 2, 0), CONTROL)
    click(qtbot, diagram, edge_place(diagram, FIRST_WEIGHT), CONTROL)
    assert chosen_in_tree(window) == {LAST_BIAS, SECOND_LAYER_BIAS, FIRST_WEIGHT}
    click(qtbot, diagram, node_place(diagram, 2, 0), CONTROL)
    assert chosen_in_tree(window) == {LAST_BIAS, FIRST_WEIGHT}


def test_a_click_in_the_tree_is_seen_in_the_diagram(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    diagram, panel = window.view("network").diagram, window.view("parameters")
    before = picture(diagram)
    index = panel.proxy.mapFromSource(panel.model.index_of(SECOND_LAYER_BIAS))
    panel.tree.scrollTo(index)
    place = panel.tree.visualRect(index).center()
    qtbot.mouseClick(panel.tree.viewport(), LEFT, pos=place)
    assert readout(window.view("network")).startswith("layer 2 · neuron 1 · b:")
    assert picture(diagram) != before


@pytest.mark.parametrize("place", ["input", "nothing"])
def test_a_click_on_what_has_no_parameter_keeps_the_choice(
    qtbot: QtBot, diagram: NetworkDiagram, session: Session, place: str
) -> None:
    session.selection.choose([7])
    where = node_place(diagram, 0, 0) if place == "input" else empty_place(diagram)
    click(qtbot, diagram, where)
    assert session.selection.parameters == [7]


# Weights or gradients, and the sample.


def test_weights_or_gradients_are_shown(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    session.training.step()
    weights = picture(diagram)
    qtbot.mouseClick(panel.findChild(QToolButton, "show_gradients_button"), LEFT)
    assert diagram.kind == "grad"
    assert picture(diagram) != weights
    qtbot.mouseClick(panel.findChild(QToolButton, "show_weights_button"), LEFT)
    assert diagram.kind == "data"
    assert picture(diagram) == weights


@pytest.mark.parametrize(
    ("button", "kind", "number"),
    [
        ("show_weights_button", "data", -0.8),
        ("show_weights_button", "data", 0.8),
        ("show_gradients_button", "grad", -0.8),
        ("show_gradients_button", "grad", 0.8),
    ],
)
def test_an_edge_has_the_colour_of_its_sign(
    qtbot: QtBot,
    panel: DiagramPanel,
    diagram: NetworkDiagram,
    session: Session,
    appearance: Appearance,
    button: str,
    kind: str,
    number: float,
) -> None:
    qtbot.mouseClick(panel.findChild(QToolButton, button), LEFT)
    for parameter in session.cursor.trainer.parameters:
        parameter.data = parameter.grad = 0.1
    setattr(session.cursor.trainer.parameters[FIRST_WEIGHT], kind, number)
    session.cursor.show_progress()
    place = edge_place(diagram, FIRST_WEIGHT)
    image = picture(diagram)
    seen = {image.pixelColor(place + QPoint(0, dy)).name() for dy in range(-3, 4)}
    assert appearance.theme.signed(kind, number).name() in seen


def test_a_change_of_a_parameter_is_seen(diagram: NetworkDiagram, session: Session) -> None:
    before = picture(diagram)
    session.edits.set_parameter(FIRST_WEIGHT, -session.cursor.trainer.parameters[FIRST_WEIGHT].data)
    assert picture(diagram) != before
    session.undo_stack.undo()
    assert picture(diagram) == before


def test_the_chosen_sample_runs_through_the_picture(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    before = picture(diagram)
    qtbot.keyClick(panel.sample, Qt.Key.Key_Down)
    assert session.selection.sample == 1
    assert picture(diagram) != before
    move_to(qtbot, diagram, node_place(diagram, 3, 0))
    assert signed(session.cursor.evaluation.predictions[1][0]) in readout(panel)
    session.selection.choose_sample(3)
    assert panel.sample.currentText() == "sample 4"
    assert signed(session.cursor.evaluation.predictions[3][0]) in readout(panel)


def test_looking_at_a_sample_changes_nothing_in_training(
    qtbot: QtBot, panel: DiagramPanel, diagram: NetworkDiagram, session: Session
) -> None:
    session.training.step()
    before = [(p.data, p.grad) for p in session.cursor.trainer.parameters]
    for _ in range(3):
        qtbot.keyClick(panel.sample, Qt.Key.Key_Down)
        picture(diagram)
    assert [(p.data, p.grad) for p in session.cursor.trainer.parameters] == before
    assert session.cursor.dataset == four_samples()


def test_the_samples_to_choose_from_follow_the_dataset(
    panel: DiagramPanel, session: Session
) -> None:
    session.edits.set_dataset(Dataset([[1.0, 2.0, 3.0]] * 6, [1.0] * 6), "use six samples")
    names = [panel.sample.itemText(i) for i in range(panel.sample.count())]
    assert names == [f"sample {i}" for i in range(1, 7)]


# Keys.


def test_left_and_right_go_through_the_parameters(
    qtbot: QtBot, diagram: NetworkDiagram, session: Session
) -> None:
    seen = []
    for key in [Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left]:
        qtbot.keyClick(diagram, key)
        seen.append(session.selection.parameters)
    assert seen == [[0], [1], [0], [40]]


def test_up_and_down_go_through_the_samples(
    qtbot: QtBot, diagram: NetworkDiagram, session: Session
) -> None:
    seen = []
    for key in [Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up]:
        qtbot.keyClick(diagram, key)
        seen.append(session.selection.sample)
    assert seen == [1, 2, 1, 0, 3]


# Sizes.


@pytest.mark.parametrize("kind", ["data", "grad"])
@pytest.mark.parametrize(
    ("nin", "layers"),
    [(1, (1,)), (3, (4, 4, 1)), (1, (1,) * 8), (4, (32, 1)), (3, (32,) * 8)],
)
def test_networks_of_all_sizes_are_painted(
    qtbot: QtBot,
    panel: DiagramPanel,
    diagram: NetworkDiagram,
    session: Session,
    appearance: Appearance,
    nin: int,
    layers: tuple,
    kind: str,
) -> None:
    session.edits.set_dataset(
        Dataset([[0.5] * nin], [[1.0] * layers[-1]]), "use another number of inputs"
    )
    while len(session.cursor.recipe.layers) > 1:
        session.edits.remove_layer(0)
    for _ in layers[1:]:
        session.edits.add_layer()
    for i, width in enumerate(layers):
        session.edits.resize_layer(i, width)
    assert session.cursor.recipe.layers == layers
    diagram.show_kind(kind)
    session.selection.choose([0, len(session.cursor.trainer.parameters) - 1])
    with qtbot.captureExceptions() as errors:
        image = picture(diagram)
        move_to(qtbot, diagram, node_place(diagram, 1, 0))
        move_to(qtbot, diagram, QPoint(diagram.width() // 3, diagram.height() // 2))
        picture(diagram)
    assert errors == []
    surface = appearance.theme.color("surface")
    for column in diagram.layout_now.columns:
        for node in (column[0], column[-1]):
            assert image.pixelColor(node.center.toPoint()) != surface


@pytest.mark.parametrize("number", [1e-300, 1e300, 123456.0])
def test_very_small_and_very_large_numbers_are_painted(
    qtbot: QtBot, diagram: NetworkDiagram, session: Session, number: float
) -> None:
    before = picture(diagram)
    for activation in ("linear", "relu"):
        session.edits.set_activation(2, activation)
        with qtbot.captureExceptions() as errors:
            session.edits.set_parameter(LAST_BIAS, number)
            image = picture(diagram)
        assert errors == []
        assert image != before


@pytest.mark.parametrize(("number", "written"), [(3e-5, "0"), (-4e-5, "0"), (-0.96, "−1.0")])
def test_every_small_node_has_a_number(
    panel: DiagramPanel, session: Session, number: float, written: str
) -> None:
    panel.resize(400, 300)
    session.edits.set_dataset(Dataset([[number] * 7, [1.0] * 7], [0.0, 1.0]), "seven inputs")
    assert panel.diagram.layout_now.radius < SHORT_NUMBER_RADIUS + 1
    assert drawn_texts(panel.diagram).count(written) >= 7


def test_a_network_without_any_weight_left_is_painted(
    qtbot: QtBot, diagram: NetworkDiagram, session: Session
) -> None:
    session.edits.remove_layer(0)
    session.edits.remove_layer(0)
    with qtbot.captureExceptions() as errors:
        for index in range(4):
            session.edits.set_parameter(index, 0.0)
        picture(diagram)
    assert errors == []
    assert [parameter.data for parameter in session.cursor.trainer.parameters] == [0.0] * 4


# Maps in the nodes.


def turn_to_maps(qtbot: QtBot, panel: DiagramPanel) -> None:
    button = panel.findChild(QToolButton, "show_maps_button")
    qtbot.mouseClick(button, LEFT)


def node_colors(panel: DiagramPanel, column: int, row: int) -> set[str]:
    """The colours within a node, away from its frame and from its bias."""
    node = panel.diagram.layout_now.columns[column][row]
    image, reach = picture(panel.diagram), int(node.radius / 2)
    center = node.center.toPoint()
    steps = range(-reach, reach // 2)
    return {image.pixelColor(center + QPoint(x, y)).name() for x in steps for y in steps}


def test_a_switch_shows_maps_in_the_nodes_and_numbers_again(
    qtbot: QtBot, panel: DiagramPanel
) -> None:
    numbers, texts = picture(panel.diagram), drawn_texts(panel.diagram)
    turn_to_maps(qtbot, panel)
    assert len(node_colors(panel, 1, 0)) > 20
    assert any("tanh ±1" in text for text in drawn_texts(panel.diagram))
    qtbot.mouseClick(panel.findChild(QToolButton, "show_numbers_button"), LEFT)
    assert picture(panel.diagram) == numbers
    assert drawn_texts(panel.diagram) == texts


def test_maps_of_hidden_neurons_have_their_numbers(qtbot: QtBot, panel: DiagramPanel) -> None:
    assert "4" not in drawn_texts(panel.diagram)
    turn_to_maps(qtbot, panel)
    assert drawn_texts(panel.diagram).count("4") == 2
    panel.resize(340, 240)
    assert "4" not in drawn_texts(panel.diagram)


def test_the_faces_of_nodes_are_remembered(panel: DiagramPanel) -> None:
    panel.choices["nodes"].choose("maps")
    assert panel.diagram.has_maps
    assert panel.choices["nodes"].read() == "maps"


def test_maps_follow_training_the_timeline_and_edits(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    turn_to_maps(qtbot, panel)
    drawn = [picture(panel.diagram)]
    session.training.step()
    drawn.append(picture(panel.diagram))
    session.edits.set_parameter(LAST_BIAS, 3.0)
    drawn.append(picture(panel.diagram))
    assert drawn[0] != drawn[1] != drawn[2]
    session.undo_stack.undo()
    session.cursor.go_to(0)
    assert picture(panel.diagram) == drawn[0]


def test_a_neuron_that_is_off_is_grey_and_crossed_in_place_of_its_map(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    turn_to_maps(qtbot, panel)
    session.selection.choose([FIRST_WEIGHT])
    session.switches.toggle_off()
    colors = [QColor(name) for name in node_colors(panel, 1, 0)]
    assert all(color.hsvSaturation() < 100 for color in colors)
    assert len(node_colors(panel, 1, 1)) > 20


def test_maps_of_another_dataset_are_those_of_its_network(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    turn_to_maps(qtbot, panel)
    picture(panel.diagram)
    rows = [[-1.0, 1.0], [0.0, 0.5], [1.0, -1.0]]
    session.edits.start_again("one input", dataset=Dataset.from_rows(rows), layers=(3, 2, 1))
    assert [len(column.levels) for column in panel.diagram.maps] == [1, 3, 2, 1]
    assert len(node_colors(panel, 1, 0)) > 2


def test_only_nodes_whose_map_changed_are_asked_to_be_drawn_again(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    turn_to_maps(qtbot, panel)
    panel.diagram.grab()
    session.cursor.step_taken.emit()
    asked: list[object] = []
    panel.diagram.update = lambda *box: asked.append(box)  # type: ignore[method-assign]
    session.cursor.step_taken.emit()
    assert not asked
