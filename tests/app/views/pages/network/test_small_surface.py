"""Small surface: beside the network where it has one or two inputs, and room for it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.pages.network.page import DiagramPanel
from micrograd.data.dataset import Dataset, four_samples
from tests.app.drawn_texts import drawn_texts
from tests.app.sessions import train

LEFT = Qt.MouseButton.LeftButton
TWO_INPUTS = Dataset.from_rows([[0.0, 0.0, -1.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])


@pytest.fixture
def session(session: Session) -> Session:
    """A session of two inputs."""
    session.edits.set_dataset(TWO_INPUTS, "begin")
    return session


def test_it_follows_training(qtbot: QtBot, panel: DiagramPanel, session: Session) -> None:
    surface = panel.surface.view.surface
    before = surface.picture
    train(session, 20)
    assert not surface.picture.looks_as(before)


def test_it_is_there_for_one_and_two_inputs_only(panel: DiagramPanel, session: Session) -> None:
    assert panel.surface.isVisible()
    assert not panel._surface_button.isHidden()
    session.edits.set_dataset(four_samples(), "three inputs")
    assert not panel.surface.isVisible()
    assert panel._surface_button.isHidden()
    session.edits.set_dataset(Dataset([[0.0], [1.0]], [1.0, 2.0]), "one input")
    assert panel.surface.isVisible()


def test_it_is_switched_off_and_remembered(qtbot: QtBot, panel: DiagramPanel) -> None:
    qtbot.mouseClick(panel._surface_button, LEFT)
    assert not panel.surface.isVisible()
    assert panel.choices["small_surface"].read() == "hidden"
    panel.choices["small_surface"].choose("shown")
    assert panel.surface.isVisible()


def test_a_narrow_page_has_room_for_the_network_alone(panel: DiagramPanel) -> None:
    panel.resize(400, 520)
    assert not panel.surface.isVisible()
    panel.resize(760, 520)
    assert panel.surface.isVisible()


def test_it_becomes_smaller_and_leaves_before_the_numbers_of_the_nodes_do(
    qtbot: QtBot, panel: DiagramPanel, session: Session
) -> None:
    for _ in range(5):
        session.edits.add_layer()
    sides = {}
    for width in (760, 600, 580, 560, 525):
        panel.resize(width, 440)
        qtbot.waitUntil(lambda: panel.diagram.layout_now.has_numbers)
        assert "+0.5" in drawn_texts(panel.diagram)
        sides[width] = panel.surface.view.width() if panel.surface.isVisible() else 0
    assert sides[760] == 176
    assert 0 < sides[560] < sides[580] < sides[600] < 176
    assert sides[525] == 0


def test_it_stays_where_the_nodes_would_have_no_numbers_without_it_either(
    panel: DiagramPanel, session: Session
) -> None:
    panel.resize(620, 440)
    session.edits.resize_layer(0, 32)
    assert panel.surface.isVisible()
    assert panel.surface.view.width() == 176


def test_a_click_chooses_a_sample(qtbot: QtBot, panel: DiagramPanel, session: Session) -> None:
    view = panel.surface.view
    marks = view.surface.marks
    qtbot.mouseClick(view, LEFT, pos=view.sight.point(marks.xs[2], marks.ys[2]).toPoint())
    assert session.selection.sample == 2
