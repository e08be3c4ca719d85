"""Health panel: the layers in histograms, the neurons to be chosen."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.export.options import ExportOptions
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.health.chart import HealthChart
from app.views.panels.health.panel import HealthPanel
from app.window.main_window import MainWindow
from app.window.offscreen.offscreen import OffscreenView
from micrograd.data.dataset import Dataset

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> HealthPanel:
    """The panel alone, shown."""
    panel = HealthPanel(session, appearance)
    qtbot.addWidget(panel)
    panel.resize(340, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def saturate(session: Session) -> None:
    """Give the second neuron of the first layer a bias that nothing gets over."""
    session.edits.set_parameter(7, 100.0)


def center(chart: HealthChart, layer: int, neuron: int) -> QPoint:
    return chart.neuron_rect(layer, neuron).center().toPoint()


def test_each_layer_has_its_numbers_and_neurons(panel: HealthPanel, session: Session) -> None:
    session.training.step()
    panel.show_health()
    readings = panel.chart.readings
    assert [each.title for each in readings] == [f"Layer {i} · tanh" for i in (1, 2, 3)]
    assert [len(each.marks) for each in readings] == [4, 4, 1]
    for reading in readings:
        assert all(max(histogram.shares) == 1 for histogram in reading.histograms)


def test_before_the_first_step_there_is_nothing_to_tell_of_gradients(panel: HealthPanel) -> None:
    for reading in panel.chart.readings:
        assert reading.outputs.shares
        assert (reading.grads.shares, reading.updates.shares) == ((), ())
        assert (reading.grads.text, reading.updates.text) == ("–", "–")


def test_a_neuron_that_rests_is_marked_and_named(panel: HealthPanel, session: Session) -> None:
    assert panel.chart.readings[0].state == ""
    saturate(session)
    first = panel.chart.readings[0]
    assert first.marks == ("", "saturated", "", "")
    assert first.state == "1 of 4 saturated: 1.2"
    session.undo_stack.undo()
    assert panel.chart.readings[0].state == ""


def test_one_that_is_off_is_neither_dead_nor_saturated(
    panel: HealthPanel, session: Session
) -> None:
    saturate(session)
    session.edits.change_setting("off", ("1.2",))
    assert panel.chart.readings[0].state == "1 of 4 off: 1.2"


def test_a_dead_relu_is_crossed_out(panel: HealthPanel, session: Session) -> None:
    session.edits.set_activation(0, "relu")
    session.edits.set_parameter(7, -100.0)
    assert panel.chart.readings[0].marks[1] == "dead"
    image = panel.chart.grab().toImage()
    place = panel.chart.neuron_rect(0, 1)
    warning = panel.appearance.theme.color("warning")
    found = image.pixelColor(QPoint(round(place.center().x()), round(place.top()) + 2))
    assert found == QColor(warning)


def test_screen_readers_hear_each_layer(panel: HealthPanel, session: Session) -> None:
    saturate(session)
    session.training.step()
    panel.show_health()
    said = panel.chart.accessibleDescription()
    assert "Layer 1 · tanh: outputs " in said
    assert "1 of 4 saturated: 1.2." in said
    assert "all neurons work." in said


def test_a_click_chooses_the_parameters_of_a_neuron_everywhere(
    qtbot: QtBot, panel: HealthPanel, session: Session
) -> None:
    qtbot.mouseClick(panel.chart, LEFT, pos=center(panel.chart, 1, 2))
    assert session.selection.parameters == [26, 27, 28, 29, 30]
    assert panel.chart.place == (1, 2)


def test_what_is_chosen_elsewhere_is_marked(panel: HealthPanel, session: Session) -> None:
    session.selection.choose([40])
    assert panel.chart.place == (2, 0)
    session.selection.choose([])
    assert panel.chart.place is None


def test_arrow_keys_go_from_neuron_to_neuron(
    qtbot: QtBot, panel: HealthPanel, session: Session
) -> None:
    keys = Qt.Key
    session.selection.choose([])
    places = []
    for key in (
        keys.Key_Right,
        keys.Key_Right,
        keys.Key_Down,
        keys.Key_Down,
        keys.Key_Left,
        keys.Key_Up,
    ):
        qtbot.keyClick(panel.chart, key)
        places.append(panel.chart.place)
    assert places == [(0, 0), (0, 1), (1, 1), (2, 0), (2, 0), (1, 0)]
    assert session.selection.parameters == [16, 17, 18, 19, 20]


def test_training_shows_in_the_numbers(qtbot: QtBot, panel: HealthPanel, session: Session) -> None:
    session.training.step()
    panel.show_health()
    before = panel.chart.readings
    for _ in range(20):
        session.training.step()
    qtbot.waitUntil(lambda: panel.chart.readings != before)
    trained = session.examination.health.layers[0].moved
    qtbot.waitUntil(
        lambda: float(panel.chart.readings[0].updates.text) == pytest.approx(trained, rel=0.05)
    )


def test_going_back_shows_that_step(panel: HealthPanel, session: Session) -> None:
    session.training.step()
    panel.show_health()
    first = panel.chart.readings
    session.training.step()
    session.cursor.go_to(1)
    assert panel.chart.readings[0].outputs == first[0].outputs


def test_a_step_under_way_leaves_the_last_whole_one(panel: HealthPanel, session: Session) -> None:
    session.training.step()
    panel.show_health()
    before = panel.chart.readings
    for _ in range(3):
        session.training.step_phase()
        panel.show_health()
        assert panel.chart.readings == before


def test_steps_in_a_row_are_shown_before_the_next_one_begins(
    panel: HealthPanel, session: Session
) -> None:
    for _ in range(20):
        session.training.step()
    trained = [layer.moved for layer in session.examination.health.layers]
    for _ in range(3):
        session.training.step_phase()
    assert [float(each.updates.text) for each in panel.chart.readings] == pytest.approx(
        trained, rel=0.05
    )


def test_a_share_of_many_samples_is_named(panel: HealthPanel, session: Session) -> None:
    assert panel.header.detail.text() == ""
    xs = np.linspace(-1, 1, 6000).reshape(2000, 3).tolist()
    session.edits.set_dataset(Dataset(xs, [[1.0]] * 2000), "many")
    samples = session.examination.health.samples
    assert panel.header.detail.text() == f"{samples} OF 2,000 SAMPLES"


def test_nothing_is_measured_while_the_panel_is_hidden(
    panel: HealthPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        "app.session.examination.measured_health", lambda *parts: asked.append(parts)
    )
    panel.hide()
    session.edits.set_parameter(0, 0.1)
    panel.show_health()
    assert asked == []


def test_tooltips_tell_what_stands_there(panel: HealthPanel, session: Session) -> None:
    saturate(session)
    chart = panel.chart
    assert "saturated, so flat" in chart._tip_at(chart.neuron_rect(0, 1).center())
    assert "layer 1 · neuron 1: works" in chart._tip_at(chart.neuron_rect(0, 0).center())
    for i, word in enumerate(("which output", "gradients", "usual region")):
        x, width = chart._columns()[i]
        below = chart.neuron_rect(0, 0).translated(x + width / 2, -40).center()
        assert word in chart._tip_at(below)


def test_another_theme_is_drawn_in_its_colours(
    panel: HealthPanel, appearance: Appearance, session: Session
) -> None:
    dark = panel.chart.grab().toImage()
    appearance.choose("light")
    assert panel.chart.grab().toImage() != dark


def test_a_picture_shows_the_layers_of_its_step(session: Session, set_up: None) -> None:
    options = ExportOptions(view="health", theme="dark")
    view = OffscreenView(MainWindow, session.experiment, options, QSize(640, 480))
    chart = view.widget.findChild(HealthChart)
    assert [len(reading.marks) for reading in chart.readings] == [4, 4, 1]
    view.close()
