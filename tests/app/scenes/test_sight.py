"""Sight: what of a window is seen, found without looking through all of it."""

import pytest
from PySide6.QtCore import QRectF

from app.scenes.playground import Playground
from app.scenes.targets import StoredTarget
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
