"""Where views show a thing a click chooses it; what is out of sight can be brought there."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.kit.text_size import px
from app.views.contract import View
from app.views.pages.network.layout import bias_below
from app.views.target import Target
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.recipe.parts import parameter_names
from tests.app.views.graph.laying_out import settle

LEFT = Qt.MouseButton.LeftButton
# 3-[4, 4, 1].
NAMES = parameter_names((3, 4, 4, 1))
PAIRS = Dataset.from_rows([[0.0, 0.0, -1.0], [0.0, 1.0, 1.0], [1.0, 0.5, 1.0]])


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def page(qtbot: QtBot, window: MainWindow, name: str) -> Any:
    """A page that is shown; the camera of a graph does not glide, and everything is laid out."""
    shown = window.stage.made(name)
    if name in ("graph", "expression"):
        shown.view.canvas.camera.glide_ms = 0
    window.show_page(name)
    QApplication.processEvents()
    if name in ("graph", "expression"):
        settle(qtbot, shown.view.canvas)
    return shown


def panel(window: MainWindow, name: str) -> Any:
    shown = window.view(name)
    shown.bring_forward()
    QApplication.processEvents()
    return shown


def bring(qtbot: QtBot, view: Any, target: Target) -> None:
    view.bring_to(target)
    QApplication.processEvents()
    if hasattr(view, "view"):
        settle(qtbot, view.view.canvas)


def click(qtbot: QtBot, view: View, target: Target) -> None:
    """Click at the middle of where a view shows a target, on whatever is there."""
    place = view.where(target)
    assert place is not None, target
    assert isinstance(view, QWidget)
    at = view.mapTo(view.window(), place.center().toPoint())
    hit = view.window().childAt(at)
    assert hit is not None
    qtbot.mouseClick(hit, LEFT, pos=hit.mapFrom(view.window(), at))
    QApplication.processEvents()


@pytest.mark.parametrize("name", ["1.1.w1", "1.4.w3", "2.2.w3", "2.3.w2", "3.1.w4", "2.1.b"])
def test_a_click_where_the_network_shows_a_parameter_chooses_it(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    click(qtbot, page(qtbot, window, "network"), Target("parameter", name))
    assert window.session.selection.parameters == [NAMES.index(name)]


def test_every_edge_of_the_network_has_a_place_where_a_click_means_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    network = page(qtbot, window, "network")
    layout = network.diagram.layout_now
    for edge in layout.edges:
        place = network.where(Target("parameter", NAMES[edge.weight]))
        own = layout.edge_at(network.diagram.mapFrom(network, place.center().toPoint()).toPointF())
        assert own is edge


def test_a_click_where_the_network_shows_a_neuron_chooses_its_bias(
    qtbot: QtBot, window: MainWindow
) -> None:
    click(qtbot, page(qtbot, window, "network"), Target("neuron", "2.3"))
    assert window.session.selection.parameters == [NAMES.index("2.3.b")]


def test_the_inputs_of_the_network_are_those_of_the_chosen_sample(
    qtbot: QtBot, window: MainWindow
) -> None:
    network = page(qtbot, window, "network")
    window.session.selection.choose_sample(2)
    place = network.where(Target("sample", 3))
    first, *_, last = network.diagram.layout_now.columns[0]
    offset = QPointF(network.diagram.mapTo(network, QPoint(0, 0)))
    assert place.contains(first.center + offset)
    assert place.contains(last.center + offset)
    assert network.where(Target("sample", 1)) is None


def test_a_click_where_the_graph_shows_a_parameter_chooses_it_once_the_camera_is_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    graph, target = page(qtbot, window, "graph"), Target("parameter", "2.3.w2")
    assert graph.where(target) is None, "its group is closed"
    bring(qtbot, graph, target)
    click(qtbot, graph, target)
    assert window.session.selection.parameters == [NAMES.index("2.3.w2")]


def test_a_click_where_the_graph_shows_an_operation_chooses_its_node(
    qtbot: QtBot, window: MainWindow
) -> None:
    graph, target = page(qtbot, window, "graph"), Target("operation", 60)
    # The first sample's operations come first.
    window.session.training.seek(1, window.session.cursor.trainer.next_pass)
    bring(qtbot, graph, target)
    click(qtbot, graph, target)
    chosen = window.session.cursor.chosen_value
    assert chosen is window.session.cursor.trainer.last_pass.nodes[59]


def test_the_place_of_a_neuron_holds_its_bias_in_a_magnified_network(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.edits.start_again("one neuron", layers=(1,), activations=("tanh",))
    network = page(qtbot, window, "network")
    layout = network.diagram.layout_now
    assert layout.digits > 2
    font = QFont(network.diagram.font())
    font.setPixelSize(px(11 * layout.zoom))
    # Its frame has five pixels more on either side.
    half = QFontMetricsF(font).horizontalAdvance("−0.482") / 2 + 5
    at = network.diagram.mapTo(network, bias_below(layout.columns[-1][0]))
    place = network.where(Target("neuron", "1.1"))
    assert place.left() < at.x() - half < at.x() + half < place.right()


@pytest.mark.parametrize("scope", ["sample", "loss"])
def test_the_graph_shows_a_neuron_as_its_group(
    qtbot: QtBot, window: MainWindow, scope: str
) -> None:
    graph, target = page(qtbot, window, "graph"), Target("neuron", "1.2")
    graph.walk.choose_scope(scope)
    settle(qtbot, graph.view.canvas)
    bring(qtbot, graph, target)
    place = graph.where(target)
    at = graph.view.canvas.mapFrom(graph, place.topLeft().toPoint() + QPoint(4, 4))
    group = graph.view.canvas.thing_at(at.toPointF()).item
    assert group.path[-2:] == ("layer 1", "neuron 2")
    assert graph.view.canvas.geometry().toRectF().contains(_in(graph, graph.view.canvas, place))
    graph.walk.choose_scope("sample")
    settle(qtbot, graph.view.canvas)


def _in(outer: QWidget, inner: QWidget, place: QRectF) -> QRectF:
    parent = inner.parentWidget()
    assert parent is not None
    return place.translated(-QPointF(parent.mapTo(outer, QPoint(0, 0))))


def test_a_click_where_the_expression_shows_a_name_chooses_its_node(
    qtbot: QtBot, window: MainWindow
) -> None:
    expression, target = page(qtbot, window, "expression"), Target("node", "a")
    bring(qtbot, expression, target)
    click(qtbot, expression, target)
    walk = expression.walk
    assert walk.label(walk.chosen) == "a"


def test_a_click_on_the_row_of_a_parameter_chooses_it_also_where_it_was_scrolled_or_filtered_away(
    qtbot: QtBot, window: MainWindow
) -> None:
    parameters, target = panel(window, "parameters"), Target("parameter", "3.1.b")
    parameters.filter.setText("layer 1")
    assert parameters.where(target) is None
    bring(qtbot, parameters, target)
    click(qtbot, parameters, target)
    assert window.session.selection.parameters == [NAMES.index("3.1.b")]


def test_the_row_of_a_neuron_stands_above_its_first_weight(
    qtbot: QtBot, window: MainWindow
) -> None:
    parameters = panel(window, "parameters")
    bring(qtbot, parameters, Target("neuron", "2.1"))
    bring(qtbot, parameters, Target("parameter", "2.1.w1"))
    neuron = parameters.where(Target("neuron", "2.1"))
    assert neuron.bottom() == parameters.where(Target("parameter", "2.1.w1")).top()


def test_a_click_on_the_row_of_a_sample_chooses_it(qtbot: QtBot, window: MainWindow) -> None:
    dataset, target = panel(window, "dataset"), Target("sample", 3)
    bring(qtbot, dataset, target)
    click(qtbot, dataset, target)
    assert window.session.selection.sample == 2
    assert dataset.where(Target("sample", 5)) is None


def test_a_click_where_the_surface_shows_a_sample_chooses_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.edits.set_dataset(PAIRS, "two inputs")
    surface, target = page(qtbot, window, "surface"), Target("sample", 3)
    surface.view.surface.look_at((-9.0, -8.0), (-9.0, -8.0))
    assert surface.where(target) is None
    surface.bring_to(target)
    click(qtbot, surface, target)
    assert window.session.selection.sample == 2


def test_a_line_of_the_training_loop_is_found_by_its_text(qtbot: QtBot, window: MainWindow) -> None:
    loop, target = panel(window, "training_loop"), Target("line", "loss.backward()")
    bring(qtbot, loop, target)
    place = loop.where(target)
    at = loop.code.viewport().mapFrom(loop, place.center().toPoint())
    assert loop.code.cursorForPosition(at).block().text().strip() == "loss.backward()"
    assert loop.where(Target("line", "no such line")) is None


def test_a_control_is_found_by_its_name_also_among_the_tools_of_a_page(
    qtbot: QtBot, window: MainWindow
) -> None:
    network = page(qtbot, window, "network")
    click(qtbot, network, Target("control", "show_gradients_button"))
    assert network.diagram.kind == "grad"
    click(qtbot, network, Target("control", "show_weights_button"))
    assert network.where(Target("control", "graph_scope")) is None
    assert network.where(Target("control", "network_diagram")) is not None


def test_a_page_that_is_not_shown_shows_nothing(qtbot: QtBot, window: MainWindow) -> None:
    network = page(qtbot, window, "network")
    page(qtbot, window, "graph")
    assert network.where(Target("neuron", "1.1")) is None
    assert network.where(Target("control", "show_gradients_button")) is None
