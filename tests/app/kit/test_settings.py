"""Settings: the window remembers its size, its layout, the theme and choices in its views."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QToolButton
from pytestqt.qtbot import QtBot

from app.kit.settings import open_settings, settings_problem
from app.kit.theme import Appearance
from app.session.session import Session
from app.window.main_window import MainWindow
from tests.app.window.by_hand import drag_the_line_below


@pytest.fixture
def settings(qapp: object, tmp_path: Path) -> Iterator[QSettings]:
    """The settings of a person who has never started the program."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    settings = open_settings()
    assert Path(settings.fileName()).is_relative_to(tmp_path)
    yield settings
    settings.sync()


def at_first(window: MainWindow) -> list[QDockWidget]:
    """The panels that are there from the first start on: all but the list of runs."""
    return [panel for panel in window.panels.values() if panel is not window.view("runs")]


def open_window(qtbot: QtBot, settings: QSettings | None, theme: str = "dark") -> MainWindow:
    window = MainWindow(Session(), Appearance(theme), settings)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_settings_are_a_file_in_the_persons_folder(settings: QSettings) -> None:
    settings.setValue("theme", "light")
    settings.sync()
    assert Path(settings.fileName()).read_text(encoding="utf-8").count("theme=light") == 1
    assert open_settings().value("theme") == "light"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The platform's folder for settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "micrograd-playground").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "micrograd-playground.ini",
        "micrograd-playground/micrograd-playground.ini",
        "micrograd-playground/micrograd-playground.ini.lock",
    ],
)
def test_settings_that_are_no_file_are_told_and_not_waited_for(config: Path, name: str) -> None:
    assert settings_problem() == ""
    os.mkfifo(config / name)
    assert settings_problem() == f"{config / name} is a named pipe, not a file"


def test_settings_that_are_too_large_are_not_read(config: Path) -> None:
    file = config / "micrograd-playground" / "micrograd-playground.ini"
    file.write_bytes(b"theme=light\n")
    assert settings_problem() == ""
    file.write_bytes(b"#" * 1_000_001)
    assert settings_problem() == f"{file} is too large for settings"


def test_the_first_start_has_its_own_size_and_every_panel(
    qtbot: QtBot, settings: QSettings
) -> None:
    window = open_window(qtbot, settings)
    assert (window.width(), window.height()) == (1440, 900)
    assert all(panel.isVisible() for panel in at_first(window))


def smaller_window(qtbot: QtBot, settings: QSettings) -> MainWindow:
    """Make the window smaller than the screen: a larger one would come back smaller."""
    window = open_window(qtbot, settings)
    window.resize(1300, 740)
    return window


def test_panels_stay_hidden_and_where_they_were_moved_until_the_first_layout_is_brought_back(
    qtbot: QtBot, settings: QSettings
) -> None:
    left, bottom = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
    first = open_window(qtbot, settings)
    first.view("history").hide()
    first.addDockWidget(left, first.view("loss"))
    first.close()
    second = open_window(qtbot, settings)
    hidden = [panel for panel in at_first(second) if not panel.isVisible()]
    assert hidden == [second.view("history")]
    assert second.dockWidgetArea(second.view("loss")) == left
    second.actions_by_name["reset_layout"].trigger()
    assert all(panel.isVisible() for panel in at_first(second))
    assert second.dockWidgetArea(second.view("loss")) == bottom


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_panel_that_floats_floats_again(qtbot: QtBot, settings: QSettings) -> None:
    first = open_window(qtbot, settings)
    first.view("dataset").setFloating(True)
    first.close()
    second = open_window(qtbot, settings)
    assert second.view("dataset").isFloating()
    second.close()


def test_the_size_of_the_window_and_the_shares_of_its_panels_are_remembered(
    qtbot: QtBot, settings: QSettings
) -> None:
    first = smaller_window(qtbot, settings)
    size = first.size()
    assert size.height() == 740
    panels = [first.view("parameters"), first.view("history")]
    before = [panel.height() for panel in panels]
    drag_the_line_below(qtbot, panels[0], -40)
    after = [panel.height() for panel in panels]
    assert after[1] > before[1]
    first.close()
    second = open_window(qtbot, settings)
    assert second.size() == size
    qtbot.waitUntil(lambda: second.view("history").height() == after[1])
    assert second.view("parameters").height() == after[0]


def test_speed_axis_edges_decimals_and_steps_to_run_are_remembered(
    qtbot: QtBot, settings: QSettings
) -> None:
    first = open_window(qtbot, settings)
    first.controls.speed.slider.setValue(7)
    first.controls.run_steps.setValue(1234)
    choose(first, "linear_button")
    choose(first, "show_gradients_button")
    first.view("parameters").digits.setValue(7)
    first.close()
    second = open_window(qtbot, settings)
    assert (second.runner.speed.per_s, second.runner.speed.rises) == (5, False)
    assert second.controls.run_steps.value() == 1234
    assert not second.view("loss").plot.is_logarithmic
    assert second.view("network").diagram.kind == "grad"
    assert second.view("parameters").model.digits == 7


def test_a_speed_that_rises_is_remembered_too(qtbot: QtBot, settings: QSettings) -> None:
    first = open_window(qtbot, settings)
    first.controls.speed.slider.setValue(7)
    choose(first, "speed_rises_button")
    first.close()
    second = open_window(qtbot, settings)
    assert second.runner.speed.rises


@pytest.mark.parametrize("text", ["full speed", "nonsense", ""])
def test_a_speed_that_nobody_chose_is_the_one_that_shows_learning(
    qtbot: QtBot, settings: QSettings, text: str
) -> None:
    # An earlier version wrote its default, full speed, as if it had been chosen.
    settings.setValue("speed", text)
    assert open_window(qtbot, settings).runner.speed.rises


def choose(window: MainWindow, button: str) -> None:
    window.findChild(QToolButton, button).click()


def test_damaged_choices_are_ignored(qtbot: QtBot, settings: QSettings) -> None:
    for name in ("speed", "loss_axis", "edges", "digits", "run_steps", "theme"):
        settings.setValue(name, "nonsense")
    window = open_window(qtbot, settings)
    assert window.controls.run_steps.value() >= 1
    assert window.view("parameters").model.digits >= 1
    assert window.view("network").diagram.kind == "data"
    assert window.view("loss").plot.is_logarithmic


def test_the_chosen_theme_is_remembered(qtbot: QtBot, settings: QSettings) -> None:
    window = open_window(qtbot, settings)
    for theme in ("light", "dark", "system"):
        window.theme_actions[theme].trigger()
        window.close()
        assert open_settings().value("theme") == theme
        window.show()


def test_a_window_without_settings_remembers_nothing(qtbot: QtBot, settings: QSettings) -> None:
    window = open_window(qtbot, None)
    window.theme_actions["light"].trigger()
    window.resize(1200, 780)
    window.close()
    assert open_settings().allKeys() == []


def test_a_damaged_layout_is_ignored(qtbot: QtBot, settings: QSettings) -> None:
    settings.setValue("geometry", b"no geometry")
    settings.setValue("state", b"no state")
    window = open_window(qtbot, settings)
    assert (window.width(), window.height()) == (1440, 900)
    assert all(panel.isVisible() for panel in at_first(window))
