"""Numbers short of room are written in fewer digits: what is read is near what is there."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from app.kit.numbers import loss_text, number_in
from app.kit.theme import Appearance
from app.kit.widgets.fields import CountField
from app.kit.widgets.held_label import LabelHolder, NumberLabel
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import dressed, fill, in_box
from app.session.session import Session
from app.views.pages.network.page import DiagramPanel
from app.views.pages.sweep.form import SweepForm
from app.views.panels.dataset.panel import DatasetPanel
from app.views.panels.parameters.model import DATA, GRAD
from app.views.panels.parameters.panel import ParameterPanel
from app.views.setting_field import RealField
from app.window.actions.actions import make_actions
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.data.typed import parse_number
from micrograd.recipe.settings import SETTINGS
from tests.app.drawn_texts import drawn_texts

NUMBERS = (1.4375e121, -0.12345678, 12345.6789, -1e-300, 1234567.0, 1 / 3)


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[QMainWindow]:
    """A small window for one panel."""
    window = QMainWindow()
    qtbot.addWidget(window)
    yield window  # noqa: PT022 - a return would let go of the window


def shown(qtbot: QtBot, host: QMainWindow, panel: Panel, width: int) -> None:
    host.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    host.resize(width, 500)
    with qtbot.waitExposed(host):
        host.show()


def is_near(text: str, number: float) -> bool:
    """True where a text can only be read as this number, to as many digits as it has."""
    read = number_in(text.lstrip("+"))
    return read is not None and math.isclose(read, number, rel_tol=0.5)


@pytest.mark.parametrize("column_px", [34, 40, 54, 70, 100])
def test_the_dataset_cuts_no_number(
    qtbot: QtBot, host: QMainWindow, session: Session, appearance: Appearance, column_px: int
) -> None:
    panel = DatasetPanel(session, appearance, make_actions(host, appearance))
    session.edits.set_dataset(Dataset([list(NUMBERS)], [1.0]), "")
    shown(qtbot, host, panel, 1200)
    for column in range(len(NUMBERS)):
        panel.table.horizontalHeader().setMinimumSectionSize(column_px)
        panel.table.setColumnWidth(column, column_px)
    texts = drawn_texts(panel.table.viewport())[: len(NUMBERS)]
    for text, number in zip(texts, NUMBERS, strict=True):
        assert text == "…" or is_near(text, number)
    assert "…" not in texts or column_px < 70


def test_a_column_of_the_dataset_is_wide_enough_for_a_digit_of_each_number(
    qtbot: QtBot, host: QMainWindow, session: Session, appearance: Appearance
) -> None:
    panel = DatasetPanel(session, appearance, make_actions(host, appearance))
    shown(qtbot, host, panel, 300)
    assert not panel.table.horizontalScrollBar().isVisible()
    session.edits.set_dataset(Dataset([[-1.5e-300, 2e121]], [-1e60]), "")
    texts = drawn_texts(panel.table.viewport())
    assert is_near(texts[0], -1.5e-300)
    assert is_near(texts[1], 2e121)
    assert is_near(texts[2], -1e60)


@pytest.mark.parametrize("column_px", [60, 80, 110, 160])
def test_the_tree_cuts_no_number_and_lets_none_touch_another(
    qtbot: QtBot, host: QMainWindow, session: Session, appearance: Appearance, column_px: int
) -> None:
    panel = ParameterPanel(session, appearance, {})
    for parameter, number in enumerate(NUMBERS):
        session.edits.set_parameter(parameter, number)
    shown(qtbot, host, panel, 700)
    for column in (DATA, GRAD):
        panel.tree.header().resizeSection(column, column_px)
    panel.filter.setText("layer_1 neuron_1 w")
    texts = [text for text in drawn_texts(panel.tree.viewport()) if number_in(text.lstrip("+"))]
    data = texts if column_px > 60 else []
    for number in NUMBERS[:3] if data else ():
        assert any(is_near(text, number) for text in data)
    advance = panel.tree.fontMetrics().horizontalAdvance
    assert all(advance(text) <= column_px - 38 for text in texts)


@pytest.mark.parametrize("rate", [0.1 + 0.2, 1.2345678901234567e-12, 1e22 / 3])
def test_a_field_shows_a_rate_in_fewer_digits_until_it_is_edited(
    qtbot: QtBot, session: Session, appearance: Appearance, rate: float
) -> None:
    field = RealField(SETTINGS["learning_rate"])
    other = QLineEdit()
    form = in_box(fill(QHBoxLayout(), field, other))
    qtbot.addWidget(form)
    field.setFixedWidth(78)
    field.show_value(rate)
    with qtbot.waitExposed(form):
        form.show()
    other.setFocus()
    (drawn,) = drawn_texts(field)
    assert len(drawn) < len(field.text())
    assert is_near(drawn, rate)
    assert field.fontMetrics().horizontalAdvance(drawn) < 74
    field.setFocus()
    assert parse_number(field.text()).hex() == rate.hex()
    other.setFocus()
    assert drawn_texts(field) == [drawn]


def test_a_list_of_rates_that_does_not_fit_is_cut_between_two(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    form = SweepForm(session)
    qtbot.addWidget(form)
    field = form.fields["rates"]
    field.setFixedWidth(150)
    field.setText("0.001, 0.123456, 0.987654321, 5")
    with qtbot.waitExposed(form):
        form.show()
    form.fields["seeds"].setFocus()
    (drawn,) = drawn_texts(field)
    assert drawn in ("0.001, 0.123456,…", "0.001,…", "0.001, 0.123456, …")
    field.setFocus()
    assert field.text() == "0.001, 0.123456, 0.987654321, 5"


def test_every_field_for_a_whole_number_has_room_for_the_largest(shared_window: MainWindow) -> None:
    shared_window.resize(1440, 900)
    shared_window.stage.show_page("sweep")
    fields = shared_window.findChildren(CountField)
    assert len(fields) >= 6
    for field in fields:
        room = field.lineEdit().width() - field.lineEdit().textMargins().left() - 4
        text = field.textFromValue(field.maximum())
        assert field.fontMetrics().horizontalAdvance(text) <= room, field.objectName()


@pytest.mark.parametrize("loss", [1.44e121, 7.729794845790027, 1e-300, 12345.678, math.inf])
@pytest.mark.parametrize("width", [60, 90, 120])
def test_the_loss_above_the_window_is_whole_and_touches_nothing(
    qtbot: QtBot, set_up: None, loss: float, width: int
) -> None:
    holder = LabelHolder(NumberLabel)
    qtbot.addWidget(holder)
    dressed(holder.label, "loss_reading", "number")
    holder.setFixedSize(width, 30)
    holder.label.setText(loss_text(loss))
    with qtbot.waitExposed(holder):
        holder.show()
    (drawn,) = drawn_texts(holder.label)
    assert drawn == loss_text(loss) or is_near(drawn, loss) or (drawn == "…" and width < 120)
    assert holder.label.fontMetrics().horizontalAdvance(drawn) < width - 4


def test_the_speed_has_room_at_every_size_of_text(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    holder = LabelHolder()
    qtbot.addWidget(holder)
    holder.show_text("367,353 steps per second")
    with qtbot.waitExposed(holder):
        holder.show()
    for percent in (200, 100):
        appearance.resize_text(percent)
        qtbot.waitUntil(lambda: holder.width() >= holder.label.sizeHint().width())


def test_the_picture_of_the_network_cuts_no_number(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    session.edits.set_dataset(Dataset([list(NUMBERS[:3])], [-1.5e60]), "")
    page = DiagramPanel(session, appearance)
    qtbot.addWidget(page)
    for size in ((900, 500), (420, 300), (360, 360)):
        page.resize(*size)
        with qtbot.waitExposed(page):
            page.show()
        texts = drawn_texts(page.diagram)
        assert texts
        beside = [text.split()[-1] for text in texts if text.startswith(("target", "error²"))]
        assert len(beside) == 2
        assert is_near(beside[0], -1.5e60)
        assert is_near(beside[1], session.cursor.evaluation.sample_losses[0])
        advance = page.fontMetrics().horizontalAdvance
        inside = [text for text in texts if number_in(text.lstrip("+")) is not None]
        assert all(advance(text) < 110 for text in inside)


def test_a_node_too_small_for_its_number_says_it_by_its_colour_alone(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    for _ in range(20):
        session.training.step()
    page = DiagramPanel(session, appearance)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    for height in range(200, 340, 4):
        page.resize(640, height)
        assert "…" not in drawn_texts(page.diagram), height


@pytest.mark.parametrize("number", [0.1 + 0.2, -1.7976931348623157e308, 5e-324, 2.0])
def test_the_editor_of_a_number_shows_all_of_it_as_it_is_read_back(
    qtbot: QtBot, host: QMainWindow, session: Session, appearance: Appearance, number: float
) -> None:
    panel = ParameterPanel(session, appearance, {})
    session.edits.set_parameter(0, number)
    session.selection.choose([0])
    shown(qtbot, host, panel, 380)
    panel.edit_current()
    editor = panel.tree.findChild(QLineEdit, "cell_editor")
    assert float(editor.text()).hex() == number.hex()
    assert len(editor.text()) <= len(repr(number))
    assert editor.fontMetrics().horizontalAdvance(editor.text()) < editor.width() - 10
    assert editor.parentWidget().rect().contains(editor.geometry())
    qtbot.keyClicks(editor, "0.12345678901234567890123")
    assert editor.fontMetrics().horizontalAdvance(editor.text()) < editor.width() - 10
    assert session.cursor.trainer.parameters[0].data == number
