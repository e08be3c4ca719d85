"""The numbers of the network as a table, in the place of the diagram."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.kit.numbers import signed
from app.session.session import Session
from app.views.pages.network.page import DiagramPanel
from app.views.pages.network.table import NetworkTable

LEFT = Qt.MouseButton.LeftButton
# The lines of 3-[4, 4, 1]: inputs, then the weights, the bias and the output of each neuron.
FIRST_BIAS_LINE, FIRST_OUTPUT_LINE, LINES = 6, 7, 3 + 41 + 9 + 2


@pytest.fixture
def panel(qtbot: QtBot, panel: DiagramPanel) -> DiagramPanel:
    """The page with its table."""
    panel.diagram.setFocus()
    qtbot.mouseClick(panel.as_table.button, LEFT)
    return panel


def texts(table: NetworkTable, line: int) -> list[str]:
    return [table.lines.index(line, column).data() for column in range(3)]


def test_the_table_stands_in_the_place_of_the_diagram_and_has_the_keyboard(
    qtbot: QtBot, panel: DiagramPanel
) -> None:
    assert panel.table.isVisible()
    assert not panel.diagram.isVisible()
    assert panel.table.hasFocus()
    qtbot.mouseClick(panel.as_table.button, LEFT)
    assert panel.diagram.isVisible()
    assert panel.diagram.hasFocus()


def test_it_has_every_number_of_the_diagram(session: Session, panel: DiagramPanel) -> None:
    parameters = session.cursor.trainer.parameters
    assert panel.table.lines.rowCount() == LINES
    bias = parameters[3]
    assert texts(panel.table, 0) == ["x1", "+2.0000", ""]
    expected = ["layer 1 · neuron 1 · b", signed(bias.data), signed(bias.grad)]
    assert texts(panel.table, FIRST_BIAS_LINE) == expected
    assert texts(panel.table, LINES - 2) == ["layer 3 · neuron 1 · target", "+1.0000", ""]
    assert texts(panel.table, LINES - 1)[0] == "error² of sample 1"


def test_it_follows_training_and_the_sample(session: Session, panel: DiagramPanel) -> None:
    before = texts(panel.table, FIRST_BIAS_LINE)
    session.training.step()
    assert texts(panel.table, FIRST_BIAS_LINE) != before
    session.selection.choose_sample(1)
    answer = session.cursor.model.plain()(session.cursor.dataset.xs[1])
    assert texts(panel.table, FIRST_OUTPUT_LINE)[1] == signed(answer[0][0])


def test_a_line_is_chosen_with_keys_and_shows_what_was_chosen_elsewhere(
    qtbot: QtBot, session: Session, panel: DiagramPanel
) -> None:
    session.selection.choose([2])
    assert panel.table.currentIndex().row() == FIRST_BIAS_LINE - 1
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert session.selection.parameters == [3]


def test_another_network_has_other_lines(session: Session, panel: DiagramPanel) -> None:
    session.edits.resize_layer(0, 5)
    assert panel.table.lines.rowCount() == LINES + 3 + 1 + 1 + 4
