"""OpenButton: opens a run, shows how far that is, and cancels it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.playing.opening import Opening
from app.session.session import Session
from app.views.open_button import OpenButton
from micrograd.recipe.recipe import Recipe
from micrograd.sweeps.plan import SweepPlan

PLAN = SweepPlan(Recipe(), {"seed": (0, 1)}, steps=10_000)


@pytest.fixture
def opening(session: Session) -> Opening:
    return Opening(session)


@pytest.fixture
def button(qtbot: QtBot, opening: Opening) -> OpenButton:
    """The button, which opens a run of 10,000 steps."""
    button = OpenButton(opening, "open_button", "Open as a run")
    qtbot.addWidget(button)
    button.wanted.connect(lambda: opening.open(PLAN, (0,)))
    button.show()
    return button


def test_a_click_opens_and_another_one_cancels(
    button: OpenButton, opening: Opening, session: Session
) -> None:
    assert button.text() == "Open as a run"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opening.is_running
    assert button.text().startswith("Cancel · ")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not opening.is_running
    assert button.text() == "Open as a run"
    assert len(session.experiment.runs) == 1


def test_whoever_cancels_it_the_button_opens_again(button: OpenButton, opening: Opening) -> None:
    QTest.keyClick(button, Qt.Key.Key_Space)
    opening.cancel()
    assert button.text() == "Open as a run"
