"""Results of a small sweep, and the page, for the tests of its parts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.playing.compiled_loop import CompiledLoop, loop_of_many_runs
from app.session.session import Session
from app.views.pages.sweep.page import SweepPage
from micrograd.data.dataset import four_samples
from tests.sweep_plans import sweep_plan


@pytest.fixture
def page(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[SweepPage]:
    """The page as it is at first, shown, at the size that it has at 1440 x 900."""
    page = SweepPage(session, appearance, CompiledLoop(), loop_of_many_runs())
    page.resize(716, 720)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.sweeping.close()


@pytest.fixture
def swept(page: SweepPage) -> Callable[..., SweepPage]:
    """The page after a sweep of two rates, two seeds and two shapes, or of others."""

    def sweep(**parts: Any) -> SweepPage:
        given = {"rates": (0.02, 0.1), "seeds": (0, 1), "shapes": ((4, 4, 1), (3, 1)), "steps": 30}
        page.sweeping.start(sweep_plan(four_samples(), **(given | parts)))
        while page.sweeping.training.is_running:
            QApplication.processEvents()
        return page

    return sweep


@pytest.fixture
def diverged(swept: Callable[..., SweepPage]) -> SweepPage:
    """The page after a sweep in which the second of two rates diverged with every seed."""
    return swept(
        rates=(0.001, 1.0), shapes=((4, 4, 1),), steps=300, hidden="linear", output="linear"
    )
