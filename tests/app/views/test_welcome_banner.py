"""The line of the very first start: it leads to the first lesson, and does not come back."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.views.welcome_banner import WelcomeBanner
from app.window.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def begun() -> list[str]:
    """What the banner has begun."""
    return []


@pytest.fixture
def banner(qtbot: QtBot, appearance: Appearance, begun: list[str]) -> WelcomeBanner:
    banner = WelcomeBanner(appearance, lambda: begun.append("lesson 1"))
    qtbot.addWidget(banner)
    with qtbot.waitExposed(banner):
        banner.show()
    return banner


def test_its_button_begins_the_first_lesson_once(
    qtbot: QtBot, banner: WelcomeBanner, begun: list[str]
) -> None:
    qtbot.keyClick(banner.begin, Qt.Key.Key_Space)
    assert begun == ["lesson 1"]
    assert not banner.isVisible()


def test_it_can_be_put_away(qtbot: QtBot, banner: WelcomeBanner, begun: list[str]) -> None:
    qtbot.mouseClick(banner.dismiss, LEFT)
    assert begun == []
    assert not banner.isVisible()


def test_only_the_very_first_start_has_it(
    opened: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened()
    played: list[Any] = []
    monkeypatch.setattr(first.scripts, "play", played.append)
    assert not first.welcome.isVisible()
    first.begin()
    assert first.welcome.isVisible()
    first.welcome.begin.click()
    assert [script.title for script in played] == ["A value and its gradient"]
    first.close()
    second = opened()
    second.begin()
    assert not second.welcome.isVisible()


def test_a_window_that_remembers_nothing_has_none(renewed_window: MainWindow) -> None:
    assert not renewed_window.remembered.is_first_start
    assert not renewed_window.welcome.isVisible()
