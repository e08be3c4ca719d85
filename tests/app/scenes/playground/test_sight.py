"""Sight: what of a window is seen, found without looking through all of it."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.scenes.parts.targets import StoredTarget
from app.scenes.playground.playground import Playground
from app.session.session import Session
from app.views.pages.network.layout import DiagramLayout
from app.window.main_window import MainWindow


@pytest.fixture
def playground(renewed_window: MainWindow) -> Playground:
    return Playground(renewed_window)


def place(playground: Playground, target: StoredTarget) -> QRectF | None:
    found = playground.sight.places([target])
    return found[0] if found else None


def test_the_place_of_a_weight_is_looked_for_once_in_a_layout(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    distances = DiagramLayout.distances
    monkeypatch.setattr(
        DiagramLayout,
        "distances",
        lambda layout, point: looked.append(point) or distances(layout, point),
    )
    weight = StoredTarget(parameter="2.2.w3")
    first = place(playground, weight)
    count = len(looked)
    assert first is not None
    assert place(playground, weight) == first
    assert len(looked) == count > 0


def test_what_is_on_another_page_is_not_seen(playground: Playground) -> None:
    playground.turn_to("graph")
    playground.turn_to("network")
    assert place(playground, StoredTarget(control="graph_scope")) is None


def test_a_weight_is_seen_in_a_panel_where_the_page_does_not_show_it(
    playground: Playground,
) -> None:
    playground.turn_to("surface")
    found = place(playground, StoredTarget(parameter="1.2.w3"))
    panel = playground.window.panels["parameters"]
    assert found is not None
    assert panel.rect().contains(panel.mapFrom(playground.window, found.center().toPoint()))


def test_the_window_keeps_what_is_in_it_when_a_field_goes_after_a_task_took_the_keyboard(
    playground: Playground, session: Session
) -> None:
    field = QLineEdit(playground.window)
    playground.sight.focus([StoredTarget(control="timeline")])
    shiboken6.delete(field)
    session.step_scale.choose("log")
    chosen = playground.window.findChild(QAction, "steps_log")
    assert chosen is not None
    assert chosen.isChecked()
    session.step_scale.choose("automatic")


def test_the_keyboard_goes_to_what_the_solution_uses_of_what_is_pointed_at(
    playground: Playground,
) -> None:
    targets = [StoredTarget(control="training_controls")]
    playground.sight.focus(targets, ["learning_rate"])
    assert playground.window.focusWidget().objectName() == "learning_rate"
    playground.sight.focus(targets)
    assert playground.window.focusWidget().objectName() == "learning_rate"
    playground.sight.focus(targets, ["run_button"])
    assert playground.window.focusWidget().objectName() == "run_button"


def test_what_is_wrong_with_a_field_is_seen_with_it(qtbot: QtBot, playground: Playground) -> None:
    playground.turn_to("expression")
    page, target = playground.window.view("expression"), StoredTarget(control="expression_text")
    page.walk.set_text("2a")
    qtbot.waitUntil(lambda: page.message.isVisible() and page.message.y() > page.editor.y())
    found = place(playground, target)
    assert found is not None
    words = page.message.rect().adjusted(0, 0, -page.message.width() // 2, 0)
    corner = page.message.mapTo(playground.window, QPoint(0, 0))
    assert found.contains(QRectF(words.translated(corner)))


def test_what_is_higher_than_its_room_is_seen_from_its_beginning(playground: Playground) -> None:
    area = QScrollArea(playground.window)
    area.setObjectName("area")
    area.setGeometry(0, 0, 100, 100)
    inner = QWidget()
    tall = QWidget(inner)
    tall.setObjectName("tall")
    tall.setGeometry(0, 60, 80, 300)
    inner.resize(80, 500)
    area.setWidget(inner)
    area.show()
    area.verticalScrollBar().setValue(400)
    playground.sight.bring([StoredTarget(control="tall")])
    assert area.verticalScrollBar().value() == 60
    area.deleteLater()
