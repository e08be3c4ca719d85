"""Where room is short a number is written in fewer digits: what is read is near what is there."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from app.kit.numbers import number_in
from app.kit.theme import Appearance
from app.kit.widgets.panel import Panel
from app.session.session import Session
from app.views.panels.dataset.panel import DatasetPanel
from app.views.panels.parameters.model import DATA, GRAD
from app.views.panels.parameters.panel import ParameterPanel
from micrograd.data.dataset import Dataset
from tests.app.drawn_texts import drawn_texts

NUMBERS = (1.4375e121, -0.12345678, 12345.6789, -1e-300, 1234567.0, 1 / 3)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QMainWindow]:
    """A small window for one panel."""
    window = QMainWindow()
    qtbot.addWidget(window)
    yield window  # noqa: PT022 - a return would let go of the window


def shown(qtbot: QtBot, window: QMainWindow, panel: Panel, width: int) -> None:
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    window.resize(width, 500)
    with qtbot.waitExposed(window):
        window.show()


def is_near(text: str, number: float) -> bool:
    """True where a text can only be read as this number, to as many digits as it has."""
    read = number_in(text.lstrip("+"))
    return read is not None and math.isclose(read, number, rel_tol=0.5)


@pytest.mark.parametrize("column_px", [34, 40, 54, 70, 100])
def test_the_dataset_cuts_no_number(
    qtbot: QtBot, window: QMainWindow, session: Session, appearance: Appearance, column_px: int
) -> None:
    panel = DatasetPanel(session, appearance)
    session.edits.set_dataset(Dataset([list(NUMBERS)], [1.0]), "")
    shown(qtbot, window, panel, 1200)
    for column in range(len(NUMBERS)):
        panel.table.setColumnWidth(column, column_px)
    texts = drawn_texts(panel.table.viewport())[: len(NUMBERS)]
    for text, number in zip(texts, NUMBERS, strict=True):
        assert text == "…" or is_near(text, number)
    assert "…" not in texts or column_px < 70


@pytest.mark.parametrize("column_px", [60, 80, 110, 160])
def test_the_tree_cuts_no_number_and_lets_none_touch_another(
    qtbot: QtBot, window: QMainWindow, session: Session, appearance: Appearance, column_px: int
) -> None:
    panel = ParameterPanel(session, appearance)
    for parameter, number in enumerate(NUMBERS):
        session.edits.set_parameter(parameter, number)
    shown(qtbot, window, panel, 700)
    for column in (DATA, GRAD):
        panel.tree.header().resizeSection(column, column_px)
    panel.filter.setText("layer_1 neuron_1 w")
    texts = [text for text in drawn_texts(panel.tree.viewport()) if number_in(text.lstrip("+"))]
    data = texts if column_px > 60 else []
    for number in NUMBERS[:3] if data else ():
        assert any(is_near(text, number) for text in data)
    advance = panel.tree.fontMetrics().horizontalAdvance
    assert all(advance(text) <= column_px - 38 for text in texts)


@pytest.mark.parametrize("number", [0.1 + 0.2, -1.7976931348623157e308, 5e-324, 2.0])
def test_the_editor_of_a_number_shows_all_of_it_as_it_is_read_back(
    qtbot: QtBot, window: QMainWindow, session: Session, appearance: Appearance, number: float
) -> None:
    panel = ParameterPanel(session, appearance)
    session.edits.set_parameter(0, number)
    session.selection.choose([0])
    shown(qtbot, window, panel, 380)
    panel.edit_current()
    editor = panel.tree.findChild(QLineEdit, "cell_editor")
    assert float(editor.text()).hex() == number.hex()
    assert len(editor.text()) <= len(repr(number))
    assert editor.fontMetrics().horizontalAdvance(editor.text()) < editor.width() - 10
    assert editor.parentWidget().rect().contains(editor.geometry())
    qtbot.keyClicks(editor, "0.12345678901234567890123")
    assert editor.fontMetrics().horizontalAdvance(editor.text()) < editor.width() - 10
    assert session.cursor.trainer.parameters[0].data == number
