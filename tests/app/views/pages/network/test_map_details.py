"""What stands on small maps: the line where a weighted sum is zero, and the samples."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance, Theme
from app.session.session import Session
from app.views.pages.network.map_details import LINE_RADIUS, SAMPLES_RADIUS, ZeroLines
from app.views.pages.network.page import DiagramPanel
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment

SQUARE = [[-1.0, -1.0, 1.0], [1.0, 1.0, 1.0], [1.0, -1.0, -1.0], [-1.0, 1.0, -1.0]]
THEME = Theme("dark")
# A line that lies between two pixels is lighter than this in both; no map of the dark theme is.
LIGHT = 110


def drawn_lines(sums: np.ndarray, row: int, side: int = 60) -> QImage:
    """The line of a neuron over an empty map."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    ZeroLines(sums).draw(painter, QRectF(0, 0, side, side), row, THEME)
    painter.end()
    return image


def is_ink(image: QImage, x: int, y: int) -> bool:
    """True where a line goes through a pixel or the one beside it."""
    return any(image.pixelColor(x + i, y).lightness() > 100 for i in (-1, 0, 1))


def test_a_line_is_where_the_sum_is_zero_and_each_map_has_its_own(qapp: object) -> None:
    xs, _ = np.meshgrid(np.linspace(-1, 1, 25), np.linspace(-1, 1, 25))
    sums = np.stack([xs, xs - 0.5, np.ones_like(xs), -np.ones_like(xs)])
    first, second = drawn_lines(sums, 0), drawn_lines(sums, 1)
    assert all(is_ink(first, 30, y) and is_ink(second, 45, y) for y in (1, 20, 58))
    assert not is_ink(first, 45, 30)
    # From above zero in one map to below zero in the next there is no line.
    empty = drawn_lines(np.ones((1, 9, 9)), 0)
    assert drawn_lines(sums, 2) == drawn_lines(sums, 3) == empty


def test_a_map_without_any_number_has_no_line(qapp: object) -> None:
    for number in (np.nan, np.inf, -np.inf):
        sums = np.full((2, 6, 6), number)
        assert drawn_lines(sums, 0) == drawn_lines(np.ones((1, 6, 6)), 0)


# In the network.


@pytest.fixture
def session(qapp: object) -> Session:
    """A neuron whose sum is zero where x1 is 0.5, one at x2 = 0, and relu behind both."""
    recipe = Recipe(dataset=Dataset.from_rows(SQUARE), layers=(2, 1), activations=("relu", "tanh"))
    session = Session(new_experiment(recipe))
    numbers = (1.0, 0.0, -0.5, 0.0, 1.0, 0.0, 1.0, 1.0, -0.25)
    for parameter, number in zip(session.cursor.trainer.parameters, numbers, strict=True):
        parameter.data = number
    return session


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> DiagramPanel:
    panel = DiagramPanel(session, appearance)
    panel.choices["small_surface"].choose("hidden")
    panel.choices["nodes"].choose("maps")
    panel.resize(900, 700)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def color_at(panel: DiagramPanel, column: int, row: int, x: float, y: float) -> QColor:
    """The colour of a node's map at a place of the plane."""
    diagram = panel.diagram
    node = diagram.layout_now.columns[column][row]
    (low, high), _ = diagram._neuron_maps.plane.ranges
    share = QPointF(2 * (x - low) / (high - low) - 1, 1 - 2 * (y - low) / (high - low))
    return diagram.grab().toImage().pixelColor((node.center + share * node.radius).toPoint())


def test_relu_has_its_line_where_it_begins_to_let_through(panel: DiagramPanel) -> None:
    assert panel.diagram.layout_now.radius > LINE_RADIUS
    assert color_at(panel, 1, 0, 0.5, 0.5).lightness() > LIGHT
    assert color_at(panel, 1, 0, 0.5, 0.8).lightness() > LIGHT
    assert color_at(panel, 1, 0, 0.2, 0.5).lightness() < LIGHT
    assert color_at(panel, 1, 1, -0.5, 0.0).lightness() > LIGHT


def test_the_sums_of_a_later_layer_are_of_the_outputs_before_it(panel: DiagramPanel) -> None:
    inputs, hidden, output = panel.diagram.maps
    assert inputs.sums is None
    assert hidden.sums is not None
    assert output.sums is not None
    assert hidden.sums[0] == pytest.approx(inputs.numbers[0] - 0.5)
    assert output.sums[0] == pytest.approx(hidden.numbers.sum(axis=0) - 0.25)


def test_large_maps_have_the_samples_on_them_with_a_ring_around_the_chosen_one(
    panel: DiagramPanel, session: Session
) -> None:
    assert panel.diagram.layout_now.radius > SAMPLES_RADIUS
    blue, orange = (THEME.of_class(i) for i in (1, 0))
    assert color_at(panel, 0, 0, 1.0, 1.0) == blue
    assert color_at(panel, 0, 0, 1.0, -1.0) == orange
    before = panel.diagram.grab().toImage()
    session.selection.choose_sample(1)
    assert panel.diagram.grab().toImage() != before
    session.sample_edits.move(1, {0: 0.0, 1: 0.5})
    assert color_at(panel, 0, 0, 1.0, 1.0) != blue
    assert color_at(panel, 0, 0, 0.0, 0.5) == blue


def test_small_maps_have_the_line_alone_and_very_small_ones_nothing(
    panel: DiagramPanel, session: Session
) -> None:
    session.edits.resize_layer(0, 14)
    assert LINE_RADIUS < panel.diagram.layout_now.columns[1][0].radius < SAMPLES_RADIUS
    assert color_at(panel, 1, 0, 0.5, 0.5).lightness() > LIGHT
    assert color_at(panel, 1, 1, 1.0, 1.0) != THEME.of_class(1)
    session.edits.resize_layer(0, 32)
    assert panel.diagram.layout_now.columns[1][0].radius < LINE_RADIUS
    assert color_at(panel, 1, 0, 0.5, 0.5).lightness() < LIGHT
