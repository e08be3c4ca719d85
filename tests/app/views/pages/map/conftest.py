"""The map page, whose runs are not trained: their measure follows from the axes at once."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.playing.compiled_loop import CompiledLoop
from app.session.session import Session
from app.views.pages.map.developing import Drawing
from app.views.pages.map.page import MapPage
from micrograd.compiled.many import ManyRuns, StopFlag
from micrograd.maps.axes import Floats

# Below this product of both rates, a run of these tests has learned.
BOUNDARY = 0.3


def measured(runs: ManyRuns, *_: Any) -> Floats:
    """A stand-in for convergence: negative where a run has learned, and all values differ."""
    first, second = [*runs.settings.values(), *runs.parameters.values()]
    product = first * second
    return np.where(product < BOUNDARY, -1 / product, product)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Train no run; returns the numbers of runs of each call."""
    counts: list[int] = []

    def train(runs: ManyRuns, measure: str, target: float, stop: StopFlag) -> Floats | None:
        counts.append(runs.count)
        return None if stop.is_set else measured(runs)

    monkeypatch.setattr("micrograd.maps.training.train_many", train)
    monkeypatch.setattr(CompiledLoop, "is_loaded", True)
    return counts


@pytest.fixture
def actions(qtbot: QtBot) -> dict[str, QAction]:
    """The action of the window that the page has a button for."""
    action = QAction("&Zoom film…")
    action.setToolTip("Film a zoom")
    return {"zoom_film": action}


@pytest.fixture
def page(
    qtbot: QtBot,
    session: Session,
    appearance: Appearance,
    called: list[int],
    actions: dict[str, QAction],
) -> Iterator[MapPage]:
    """The page with its first map, small, shown, and developed to the last pixel."""
    page = MapPage(session, appearance, CompiledLoop(), actions)
    page.resize(640, 420)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    developed(qtbot, page)
    yield page
    page.end()


def developed(qtbot: QtBot, page: MapPage) -> Drawing:
    """Wait until every pixel of what is seen is trained."""

    def is_done() -> bool:
        drawing = page.drawing
        return bool(
            drawing
            and drawing.has_all
            and not page.asking.work.is_running
            and (drawing.question.plan.x, drawing.question.plan.y) == (page.choice.x, page.choice.y)
            and drawing.question.choice == page.choice
        )

    qtbot.waitUntil(is_done)
    assert page.drawing is not None
    return page.drawing


@pytest.fixture
def wait(qtbot: QtBot) -> Callable[[MapPage], Drawing]:
    """Waits until the picture of a page is done."""
    return lambda page: developed(qtbot, page)
