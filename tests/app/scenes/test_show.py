"""Show: a script in a window of its own, driven by its buttons; what it points at is lit."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.export.options import ExportOptions
from app.kit.theme import Appearance
from app.playing.compiled_loop import CompiledLoop
from app.scenes.lessons import catalogue
from app.scenes.marks import caption_strip
from app.scenes.player import State
from app.scenes.show import Show
from app.views.dialogs.export.film_dialog import FilmDialog
from app.window.main_window import MainWindow
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment
from tests.app.scenes.scripts import script, text_of

SCENES: list[dict[str, Any]] = [
    {"caption": "The neuron", "point": [{"neuron": "1.2"}]},
    {"caption": "The rate", "point": [{"control": "learning_rate"}, {"sample": 3}]},
    {
        "caption": "Try a small rate",
        "point": [{"neuron": "1.1"}, {"control": "learning_rate"}],
        "task": {
            "until": "learning_rate < 0.01",
            "solution": [{"do": "set", "setting": "learning_rate", "to": "0.005"}],
        },
    },
]


@contextmanager
def playing(qtbot: QtBot, window: MainWindow, *scenes: dict[str, Any]) -> Iterator[MainWindow]:
    """A window that was opened for a script, whose clock stands."""
    window = window.scripts.play(script(*scenes))
    qtbot.waitUntil(window.isVisible)
    window.show_of_script.player.pause()
    window.show_of_script.overlay.has_clock = False
    try:
        yield window
    finally:
        with qtbot.waitSignal(window.destroyed):
            window.close()


@pytest.fixture
def played(qtbot: QtBot, shared_window: MainWindow) -> Iterator[MainWindow]:
    with playing(qtbot, shared_window, *SCENES) as window:
        yield window


def click(qtbot: QtBot, window: QWidget, name: str) -> None:
    button = window.findChild(QWidget, name)
    assert button is not None
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def caption(window: QWidget) -> str:
    label: Any = window.findChild(QWidget, "caption_text")
    text: str = label.text()
    return text


def place_of(window: QWidget, widget: QWidget) -> QRectF:
    return QRectF(widget.rect()).translated(QPointF(widget.mapTo(window, widget.rect().topLeft())))


def test_a_script_plays_in_a_window_of_its_own(
    shared_window: MainWindow, played: MainWindow
) -> None:
    assert played is not shared_window
    assert played.windowTitle().startswith("A test")
    assert caption(played) == "The neuron"
    assert shared_window.windowTitle().startswith("Untitled")


def test_the_buttons_go_on_and_back(qtbot: QtBot, played: MainWindow) -> None:
    click(qtbot, played, "caption_next")
    assert caption(played) == "The rate"
    click(qtbot, played, "caption_back")
    assert caption(played) == "The neuron"


@pytest.mark.parametrize("focused", ["network_diagram", "learning_rate", "caption_play"])
def test_page_down_and_page_up_go_on_and_back(
    qtbot: QtBot, played: MainWindow, focused: str
) -> None:
    widget = played.findChild(QWidget, focused)
    assert widget is not None
    played.activateWindow()
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_PageDown)
    assert caption(played) == "The rate"
    qtbot.keyClick(widget, Qt.Key.Key_PageUp)
    assert caption(played) == "The neuron"


def test_what_a_scene_points_at_is_lit_where_it_stands(qtbot: QtBot, played: MainWindow) -> None:
    show: Show = played.show_of_script
    click(qtbot, played, "caption_next")
    show.advance(1.0)
    rate = played.findChild(QWidget, "learning_rate")
    assert rate is not None
    spots = show.overlay.spots
    lit = next(spot for spot in spots if spot.contains(place_of(played, rate)))
    # With its caption, and with what is said there of a number that is none.
    assert lit.top() < place_of(played, rate).top()
    assert len(spots) == 2


def test_what_is_pointed_at_stays_lit_where_the_window_is_resized(
    qtbot: QtBot, played: MainWindow
) -> None:
    show: Show = played.show_of_script
    click(qtbot, played, "caption_next")
    played.resize(1024, 700)
    QApplication.processEvents()
    show.advance(0.1)
    rate = played.findChild(QWidget, "learning_rate")
    assert rate is not None
    assert any(spot.contains(place_of(played, rate)) for spot in show.overlay.spots)


def test_a_task_can_be_done_by_the_script(qtbot: QtBot, played: MainWindow) -> None:
    click(qtbot, played, "caption_next")
    click(qtbot, played, "caption_next")
    button: Any = played.findChild(QWidget, "caption_next")
    assert button.text() == "Do it for me"
    click(qtbot, played, "caption_next")
    assert played.session.cursor.recipe.learning_rate == 0.005
    assert button.text() == "Next"


def test_a_task_is_begun_with_the_keyboard_in_what_it_points_at(
    qtbot: QtBot, played: MainWindow
) -> None:
    click(qtbot, played, "caption_next")
    click(qtbot, played, "caption_next")
    rate: Any = played.findChild(QWidget, "learning_rate")
    assert played.focusWidget() is rate
    qtbot.keyClicks(rate, "0.004\r")
    played.show_of_script.advance(1.0)
    assert played.show_of_script.player.state is State.STAYING


def test_a_script_that_is_over_begins_again(qtbot: QtBot, played: MainWindow) -> None:
    for _ in range(4):
        click(qtbot, played, "caption_next")
    assert played.show_of_script.player.state is State.OVER
    click(qtbot, played, "caption_next")
    assert caption(played) == "The neuron"


def test_a_task_points_at_where_it_is_done_and_dims_nothing(
    qtbot: QtBot, shared_window: MainWindow
) -> None:
    solution = [{"do": "set", "setting": "learning_rate", "to": "0.005"}]
    task = {"until": "learning_rate < 0.01", "solution": solution}
    task["point"] = [{"control": "learning_rate"}]
    scenes = {"point": [{"neuron": "1.1"}], "task": task}, {"task": {**task, "point": []}}
    with playing(qtbot, shared_window, {}, *scenes) as window:
        click(qtbot, window, "caption_next")
        show: Show = window.show_of_script
        rate: Any = window.findChild(QWidget, "learning_rate")
        show.advance(1.0)
        (lit,) = show.overlay.spots
        assert lit.contains(place_of(window, rate))
        assert not show.overlay.dims
        assert window.focusWidget() is rate
        click(qtbot, window, "caption_next")
        show.advance(1.0)
        assert show.overlay.dims
        assert not any(spot.contains(place_of(window, rate)) for spot in show.overlay.spots)
        # Without a place of its own, Enter must not give the task away.
        window.captions.next.setFocus()
        click(qtbot, window, "caption_next")
        assert show.player.is_a_task
        assert window.focusWidget() is window


def test_a_scene_that_points_at_a_control_that_is_nowhere_says_so(
    qtbot: QtBot, shared_window: MainWindow
) -> None:
    scenes = {"caption": "Here", "point": [{"control": "no_such"}]}, {"caption": "Then"}
    with playing(qtbot, shared_window, *scenes) as window:
        window.show_of_script.advance(1.0)
        assert caption(window) == "The script can't go on: scene 1: there is no control “no_such”"
        label = window.captions.text
        assert label.palette().text().color() == window.appearance.theme.color("warning")
        click(qtbot, window, "caption_next")
        assert caption(window) == "Then"


def test_a_control_that_a_scene_makes_first_is_pointed_at(
    qtbot: QtBot, shared_window: MainWindow
) -> None:
    turn = {"do": "page", "name": "graph", "at": 0.5}
    with playing(qtbot, shared_window, {"do": [turn], "point": [{"control": "graph_scope"}]}) as w:
        assert w.show_of_script.overlay.spots == []
        w.show_of_script.advance(1.0)
        assert len(w.show_of_script.overlay.spots) == 1


def test_each_caption_is_said_once_and_no_outcome_before_it_has_come(
    qtbot: QtBot, shared_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(caption_strip, "announce", lambda label, text: said.append(text))
    step = {"do": "action", "name": "step", "at": 0.5}
    scenes = {"caption": "One step", "do": [step], "after": "It is done"}, {"caption": "Then"}
    with playing(qtbot, shared_window, *scenes) as window:
        assert said == ["One step"]
        for _ in range(5):
            window.show_of_script.advance(1.0)
        click(qtbot, window, "caption_next")
    assert said == ["One step", "It is done", "Then"]


def test_enter_goes_on_from_page_to_page(qtbot: QtBot, shared_window: MainWindow) -> None:
    pages = "surface", "gradient", "network"
    with playing(qtbot, shared_window, *({"page": page} for page in pages)) as window:
        button = window.captions.next
        button.setFocus()
        for page in pages[1:]:
            qtbot.keyClick(button, Qt.Key.Key_Return)
            assert window.stage.page == page
            assert window.focusWidget() is button


def test_a_window_of_a_script_loads_the_loop_of_a_map_that_it_shows(
    qtbot: QtBot, shared_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str] = []
    monkeypatch.setattr(CompiledLoop, "is_loaded", False)
    monkeypatch.setattr(CompiledLoop, "prepare", lambda loop: prepared.append(loop._title))
    with playing(qtbot, shared_window, {"page": "map"}):
        qtbot.waitUntil(lambda: prepared == ["the fast loop for many runs"])


def test_a_lesson_that_is_over_leads_to_the_next_in_the_same_window(
    qtbot: QtBot, played: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = text_of(*SCENES), text_of({"caption": "A neuron again"}, title="Another test")
    paths = [tmp_path / f"{number}-test.scenes.json" for number in range(2)]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text)
    monkeypatch.setattr(catalogue, "lesson_files", lambda: paths)
    button: Any = played.findChild(QWidget, "caption_next")
    again: Any = played.findChild(QWidget, "caption_again")
    for _ in range(4):
        assert again.isHidden()
        click(qtbot, played, "caption_next")
    assert button.accessibleName() == "Next lesson: Another test"
    assert "Next comes “Another test”" in caption(played)
    assert played.show_of_script.overlay.spots == []
    click(qtbot, played, "caption_again")
    assert caption(played) == "The neuron"
    for _ in range(4):
        click(qtbot, played, "caption_next")
    qtbot.keyClick(button, Qt.Key.Key_PageDown)
    assert caption(played) == "A neuron again"
    assert played.windowTitle().startswith("Another test")
    click(qtbot, played, "caption_next")
    assert "the last lesson" in caption(played)
    assert button.text() == "Again"


def test_scenes_follow_by_themselves_where_play_is_pressed(
    qtbot: QtBot, played: MainWindow
) -> None:
    show: Show = played.show_of_script
    click(qtbot, played, "caption_play")
    assert caption(played) == "The rate"
    show.advance(10.0)
    assert caption(played) == "Try a small rate"


def test_the_window_of_a_script_closes_without_a_question(
    qtbot: QtBot, shared_window: MainWindow
) -> None:
    window = shared_window.scripts.play(script({"do": [{"do": "train", "steps": 5}]}))
    with qtbot.waitSignal(window.destroyed):
        window.close()


def test_a_file_with_a_mistake_is_refused_with_its_line(
    qtbot: QtBot, shared_window: MainWindow, tmp_path: Path, appearance: Appearance
) -> None:
    path = tmp_path / "wrong.scenes.json"
    path.write_bytes(text_of({"page": "netwrk"}))
    shared_window.scripts.open(path)
    box = shared_window.findChild(QMessageBox)
    assert box is not None
    assert "line 7, scenes[0].page: there is no page “netwrk”" in box.informativeText()
    box.accept()


def test_a_script_is_filmed_from_its_window_and_rests_meanwhile(
    qtbot: QtBot, played: MainWindow
) -> None:
    player = played.show_of_script.player
    player.play()
    played.actions_by_name["film_script"].trigger()
    dialog = played.findChild(FilmDialog)
    assert isinstance(dialog, FilmDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.target.path.name == "a-test.mp4"
    assert not player.is_playing
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert player.is_playing
    player.pause()


def test_who_films_a_script_is_told_of_a_solution_that_does_not_do_its_task(
    shared_window: MainWindow, tmp_path: Path, appearance: Appearance
) -> None:
    task = {"until": "step >= 3", "solution": [{"do": "action", "name": "step"}]}
    shared_window.scripts.film_of(script({"task": task, "wait": {"seconds": 1}}), shared_window)
    dialog = shared_window.findChild(FilmDialog)
    assert isinstance(dialog, FilmDialog)
    for _ in dialog._film(ExportOptions(size=(320, 240), fps=2), tmp_path / "film.mp4"):
        pass
    box = shared_window.findChild(QMessageBox)
    assert box is not None
    assert "Scene 1: step is 1, and step >= 3 is wanted." in box.informativeText()
    box.accept()
    dialog.reject()


def test_dialogs_begin_beside_the_script_that_they_are_about(
    qtbot: QtBot, shared_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "one.scenes.json"
    path.write_bytes(text_of({"caption": "One"}))
    shared_window.scripts.open(path)
    played = shared_window.scripts._windows[-1]
    played.show_of_script.player.pause()
    played.scripts.film()
    film = played.findChild(FilmDialog)
    assert isinstance(film, FilmDialog)
    assert film.target.path == tmp_path / "a-test.mp4"
    # The next script is looked for where the last one was.
    shared_window.scripts.ask()
    dialog = shared_window.findChild(QFileDialog, "open_script_dialog")
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.directory().path()) == tmp_path
    for each in (film, dialog):
        each.reject()
    with qtbot.waitSignal(played.destroyed):
        played.close()


def test_a_file_that_was_opened_beside_a_script_is_asked_about(
    qtbot: QtBot, played: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "own.json"
    path.write_bytes(to_bytes(new_experiment()))
    played.document.load(path)
    played.session.edits.set_learning_rate(0.25)
    played.close()
    assert played.isVisible()
    assert not played.show_of_script.is_over
    box = played.findChild(QMessageBox)
    assert box is not None
    box.close()
    played.document.give_up_changes()
