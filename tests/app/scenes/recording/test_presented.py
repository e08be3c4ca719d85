"""A presentation is recorded as one, and played as one in a window of any size."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest

from app.export.options import ExportOptions
from app.scenes.acts.acts import Train, Turn
from app.scenes.acts.panels import Present, ShowPanels
from app.scenes.film import ScriptCamera
from app.scenes.playground.playground import Playground
from app.scenes.reading import script_bytes, script_of
from app.scenes.recording.recorder import Recorder
from app.scenes.script import Script
from app.window.main_window import MainWindow
from app.window.panels.arrangements import PRESENTATION
from tests.app.scenes.recording.recorded import acts_of, play
from tests.app.scenes.scripts import VOCABULARY
from tests.event_loop import turn

SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    window = renewed_window
    window.presentation.resize("720p")
    yield window
    window.presentation.end()
    window.presentation.be_for_script("")
    window.presentation.resize("full")
    turn(3)


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window, key, modifier)
    turn(3)


def recorder_of(window: MainWindow) -> Recorder:
    recorder = Recorder(Playground(window), window)
    recorder.start()
    return recorder


def look_of(window: Any) -> tuple[object, ...]:
    bars = window.menuBar().isHidden(), window.statusBar().isHidden(), window.controls._is_slim
    return window.presentation.look, window.docks.shown, bars


PRESENTED = ("bare", ["loss"], (True, True, True))


def test_what_is_recorded_in_a_presentation_is_filmed_as_one(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F11, SHIFT)
    recorder = recorder_of(window)
    press(window, Qt.Key.Key_F10)
    script = recorder.stop()
    assert script.begin.presented == "bare"
    assert [type(act) for act in acts_of(script)] == [Train]
    assert look_of(window) == PRESENTED
    press(window, Qt.Key.Key_F11, SHIFT)
    before = look_of(window)
    size = window.size()
    play(script, window)
    assert look_of(window) == PRESENTED
    assert window.size() == size
    # The next script that is played here is of the whole window.
    play(script_without(script), window)
    assert look_of(window) == before
    assert filmed_look(script) == PRESENTED


def script_without(script: Script) -> Script:
    """The same in the whole window."""
    text = script_bytes(script).decode().replace('"presented": "bare",', "")
    text = text.replace('"panels": [\n      "loss"\n    ],', "")
    return script_of(text.encode(), VOCABULARY)


def filmed_look(script: Script) -> tuple[object, ...]:
    options, size = ExportOptions(size=(960, 540), fps=2), QSize(960, 540)
    with closing(ScriptCamera(script, options, size, MainWindow.filmed_window)) as camera:
        camera.take(camera.count - 1)
        window = camera.show.playground.window
        assert window.docks.arranger.arrangement is PRESENTATION
        return look_of(window)


def test_a_presentation_that_begins_and_ends_is_recorded(window: MainWindow) -> None:
    window.show_page("graph")
    before = look_of(window)
    recorder = recorder_of(window)
    press(window, Qt.Key.Key_F11, SHIFT)
    press(window, Qt.Key.Key_F10)
    window.actions_by_name["presentation_tools"].trigger()
    press(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_F11, SHIFT)
    script = recorder.stop()
    window.actions_by_name["presentation_tools"].setChecked(False)
    kinds = [type(act) for act in acts_of(script) if not isinstance(act, Turn)]
    assert kinds == [Present, ShowPanels, Train, Present, Present, ShowPanels]
    looks = [act.to for act in acts_of(script) if isinstance(act, Present)]
    assert looks == ["bare", "tools", ""]
    assert look_of(window) == before
    play(script, window)
    assert look_of(window) == before
    assert window.stage.page == "graph"


def test_a_script_leaves_the_presentation_of_the_person_alone(window: MainWindow) -> None:
    recorder = recorder_of(window)
    press(window, Qt.Key.Key_F10)
    script = recorder.stop()
    press(window, Qt.Key.Key_F11, SHIFT)
    assert window.presentation.is_on
    play(script, window)
    assert window.presentation.is_on
    size = window.size()
    press(window, Qt.Key.Key_F11, SHIFT)
    assert not window.presentation.is_on
    assert window.size() != size


def test_a_light_shows_in_a_presentation_that_it_is_recorded(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F11, SHIFT)
    light = window.recordings.presented_light
    assert not light.isVisible()
    press(window, Qt.Key.Key_F7, SHIFT)
    assert light.isVisible()
    assert "0:00" in light.text()
    QTest.mouseClick(light, Qt.MouseButton.LeftButton, NONE, QPoint(3, 3))
    assert not light.isVisible()
    window.recordings.editor.give_up()
