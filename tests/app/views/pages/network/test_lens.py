"""The lens: the map of a node enlarged, by the mouse and by keys, with words and samples."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.pages.network.page import DiagramPanel
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.drawn_texts import drawn_texts

# Parameters of 3-[4, 4, 1]: a weight of layer 2's first neuron.
SECOND_LAYER_WEIGHT = 16


@pytest.fixture
def panel(panel: DiagramPanel) -> DiagramPanel:
    """The network with maps in its nodes."""
    panel.choices["nodes"].choose("maps")
    return panel


def point_at(qtbot: QtBot, panel: DiagramPanel, column: int, row: int) -> None:
    place = panel.diagram.layout_now.columns[column][row].center.toPoint()
    qtbot.mouseMove(panel.diagram, place + QPoint(1, 0))
    qtbot.mouseMove(panel.diagram, place)


def words(panel: DiagramPanel) -> str:
    return " | ".join(drawn_texts(panel.diagram.lens))


def picture(panel: DiagramPanel) -> QImage:
    return panel.diagram.lens.grab().toImage()


def test_the_node_under_the_mouse_is_enlarged(qtbot: QtBot, panel: DiagramPanel) -> None:
    lens = panel.diagram.lens
    assert not lens.isVisible()
    point_at(qtbot, panel, 2, 1)
    assert lens.isVisible()
    assert "layer 2 · neuron 2" in words(panel)
    assert "tanh(w·h + b), h: layer 1" in words(panel)
    assert {"x1", "x2"} <= {*drawn_texts(lens)}
    qtbot.mouseMove(panel.diagram, QPoint(2, 2))
    assert not lens.isVisible()


def test_numbers_are_not_enlarged(qtbot: QtBot, panel: DiagramPanel) -> None:
    point_at(qtbot, panel, 2, 1)
    panel.choices["nodes"].choose("numbers")
    assert not panel.diagram.lens.isVisible()
    point_at(qtbot, panel, 1, 1)
    assert not panel.diagram.lens.isVisible()


def test_a_neuron_of_the_first_layer_is_written_with_its_weights(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    for index, number in enumerate((0.5, -1.25, 2.0, 0.25)):
        session.edits.set_parameter(index, number)
    point_at(qtbot, panel, 1, 0)
    assert "tanh(0.50 x1 −1.25 x2 +2.00 x3 +0.25)" in words(panel)


def test_an_input_and_a_linear_neuron_have_words_too(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    point_at(qtbot, panel, 0, 2)
    assert "x3" in words(panel)
    assert "an input" in words(panel)
    session.edits.set_activation(2, "linear")
    point_at(qtbot, panel, 3, 0)
    assert "| (w·h + b), h: layer 2" in words(panel)


def test_the_range_and_the_output_of_the_chosen_sample_are_told(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    session.selection.choose_sample(2)
    point_at(qtbot, panel, 3, 0)
    numbers = panel.diagram.maps[3].numbers[0]
    output = session.cursor.evaluation.predictions[2][0]
    assert f"{numbers.min():.3g}".replace("-", "−") in words(panel)
    assert f"sample 3: {output:+.2f}".replace("-", "−") in words(panel)


def test_it_follows_training_and_the_chosen_sample(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    point_at(qtbot, panel, 3, 0)
    drawn = [picture(panel)]
    session.training.step()
    drawn.append(picture(panel))
    session.selection.choose_sample(1)
    drawn.append(picture(panel))
    assert drawn[0] != drawn[1] != drawn[2]


def test_enter_enlarges_the_neuron_of_the_parameter_and_escape_ends_it(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    lens = panel.diagram.lens
    session.selection.choose([SECOND_LAYER_WEIGHT])
    qtbot.keyClick(panel.diagram, Qt.Key.Key_Return)
    assert lens.isVisible()
    assert "layer 2 · neuron 1" in words(panel)
    for _ in range(5):
        qtbot.keyClick(panel.diagram, Qt.Key.Key_Right)
    assert "layer 2 · neuron 2" in words(panel)
    qtbot.keyClick(panel.diagram, Qt.Key.Key_Escape)
    assert not lens.isVisible()
    qtbot.keyClick(panel.diagram, Qt.Key.Key_Return)
    qtbot.keyClick(panel.diagram, Qt.Key.Key_Return)
    assert not lens.isVisible()


@pytest.mark.parametrize("size", [(340, 260), (760, 520), (1300, 800)])
def test_it_stays_inside_and_beside_its_node(
    qtbot: QtBot, panel: DiagramPanel, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    diagram = panel.diagram
    for column in diagram.layout_now.columns:
        point_at(qtbot, panel, column[0].column, 0)
        assert diagram.rect().contains(diagram.lens.geometry())
        if size[0] > 400:
            assert not diagram.lens.geometry().contains(column[0].center.toPoint())


def test_along_a_single_input_it_shows_the_curve(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    rows = [[-1.0, 1.0], [0.0, 0.5], [1.0, -1.0]]
    session.open(new_experiment(Recipe(dataset=Dataset.from_rows(rows), layers=(3, 1))))
    point_at(qtbot, panel, 1, 0)
    assert {"x1", "output"} <= {*drawn_texts(panel.diagram.lens)}


def test_another_network_takes_the_enlarged_node_away(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    point_at(qtbot, panel, 2, 3)
    session.edits.resize_layer(1, 2)
    assert not panel.diagram.lens.isVisible()
