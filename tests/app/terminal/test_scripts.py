"""`python -m app --script`: films, pictures and windows of scripts, and what goes with them."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.kit import unexpected
from app.kit.unexpected import Incident, UnexpectedErrors
from app.scenes.film import ScriptCamera
from app.terminal import scripts
from app.terminal.main import main
from app.views.dialogs.error_dialog import ErrorDialog
from app.window.main_window import MainWindow
from app.window.reports.restarting import RESTART
from tests.app.scenes.scripts import text_of

Start = Callable[..., tuple[int, str, str]]
STEP = {"do": "action", "name": "step", "at": 0.5}
SCENES = (
    {"caption": "One step.", "do": [STEP], "wait": {"seconds": 0.5}},
    {"caption": "Another.", "do": [STEP], "wait": {"seconds": 0.5}},
)
TINY = ("--size", "320x240", "--fps", "2")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A script of two scenes."""
    path = tmp_path / "steps.scenes.json"
    path.write_bytes(text_of(*SCENES))
    return path


@pytest.fixture
def start(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Start:
    """Call the command line with the application of the tests: exit code, output, errors."""
    monkeypatch.setattr(scripts, "make_application", lambda arguments: qapp)

    def start(*options: object) -> tuple[int, str, str]:
        try:
            code = main([str(option) for option in options])
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return start


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--steps", "3"], "argument --steps: steps.scenes.json says that; leave it out"),
        (["--learning-rate", "0.2"], "argument --learning-rate: steps.scenes.json says that"),
        (["--open", "x.json"], "argument --open: steps.scenes.json says that"),
        (["x.json"], "argument --open: steps.scenes.json says that"),
        (["--page", "graph"], "argument --page: steps.scenes.json says that"),
        (["--nodes", "maps"], "argument --nodes: steps.scenes.json says that"),
        (["--scene", "0"], "argument --scene: '0'"),
        (["--scene", "3", "--screenshot", "a.png"], "argument --scene: 3: there are only 2"),
        (["--export", "a.png"], "a.png: a script is filmed; end the name with .gif, .webp or .mp4"),
        (["--export", "a"], "a: a script is filmed; end the name with .gif, .webp or .mp4"),
        (["--export", "a.mp4", "--seconds", "3"], "argument --seconds: the script says that"),
        (["--export", "a.mp4", "--view", "graph"], "argument --view: the script says that"),
        (["--export", "a.mp4", "--scene", "2"], "argument --scene: a film has all scenes"),
        (["--export", "a.gif", "--fps", "60"], "argument --fps: a GIF shows at most 50 frames"),
    ],
)
def test_what_does_not_go_with_a_script_is_told_in_one_line(
    start: Start, file: Path, options: list[str], message: str
) -> None:
    code, out, err = start("--script", file, *options)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_options_of_scripts_need_one(start: Start) -> None:
    for options in (["--scene", "2"], ["--captions", "file", "--export", "a.mp4"]):
        code, _, err = start(*options)
        assert code == 2
        assert err.endswith(f"argument {options[0]}: goes with --script FILE.scenes.json\n")


def test_a_file_is_named_once(start: Start, file: Path) -> None:
    code, _, err = start(file, "--script", file)
    assert code == 2
    assert err.endswith("argument --script: a file is named without it already; name one only\n")


def test_a_script_with_a_mistake_is_refused_with_its_line(start: Start, file: Path) -> None:
    file.write_bytes(text_of({"page": "netwrk"}))
    code, _, err = start("--script", file, "--export", file.with_name("a.mp4"))
    assert code == 2
    assert f"argument --script: {file}: line 7, scenes[0].page: there is no page" in err
    assert os.listdir(file.parent) == [file.name]


def test_a_film_and_its_captions_are_written_and_told(start: Start, file: Path) -> None:
    film, words = file.with_name("film.mp4"), file.with_name("film.srt")
    code, out, err = start(file, "--export", film, *TINY, "--theme", "light")
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first.startswith(f"wrote {film}, ")
    assert first.endswith("(--size 320x240 --theme light --fps 2)")
    assert second.startswith(f"wrote {words}, ")
    assert words.read_text().count("-->") == 2


def test_a_film_without_captions_is_told_to_have_no_file_of_them(start: Start, file: Path) -> None:
    file.write_bytes(text_of({"do": [STEP], "wait": {"seconds": 0.5}}))
    film, words = file.with_name("film.mp4"), file.with_name("film.srt")
    code, out, _ = start(file, "--export", film, *TINY)
    assert (code, out.splitlines()[1]) == (0, f"no {words}: the script has no captions")
    assert not words.exists()


@pytest.mark.parametrize(
    "scene",
    [
        {"do": [{"do": "control", "name": "no_such", "at": 0.5}]},
        {"point": [{"control": "no_such"}]},
    ],
)
def test_a_film_that_cannot_go_on_is_told_in_one_line(
    start: Start, file: Path, scene: dict[str, object]
) -> None:
    file.write_bytes(text_of(scene))
    code, _, err = start("--script", file, "--export", file.with_name("film.mp4"), *TINY)
    assert code == 2
    said = "film.mp4 was not written: scene 1: there is no control “no_such”\n"
    assert f"argument --script: {file}: line 6: {said}" in err
    assert os.listdir(file.parent) == [file.name]


@pytest.mark.parametrize("options", [["--export", "a.mp4"], ["--screenshot", "a.png"]])
def test_a_solution_that_does_not_do_its_task_is_told_with_its_line(
    start: Start, file: Path, options: list[str]
) -> None:
    task = {"until": "step >= 3", "solution": [{"do": "action", "name": "step"}]}
    file.write_bytes(text_of({"task": task, "wait": {"seconds": 0.5}}))
    code, _, err = start("--script", file, options[0], file.with_name(options[1]), *TINY[:2])
    assert code == 0
    lacks = "the solution of scene 1 does not do its task: step is 1, and step >= 3 is wanted"
    assert f": {file}: line 9: {lacks}\n" in err


def test_an_interrupted_film_leaves_no_file(
    start: Start, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = ScriptCamera.take

    def interrupt(camera: ScriptCamera, frame: int) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return take(camera, frame)

    monkeypatch.setattr(ScriptCamera, "take", interrupt)
    code, _, err = start("--script", file, "--export", file.with_name("film.mp4"), *TINY)
    assert code == 128 + signal.SIGINT
    assert "interrupted" in err
    assert os.listdir(file.parent) == [file.name]


def test_a_picture_is_drawn_of_the_end_of_a_scene(start: Start, file: Path) -> None:
    picture = file.with_name("scene.png")
    options = "--scene", "2", "--size", "640x360", "--theme", "light"
    code, out, _ = start("--script", file, "--screenshot", picture, *options)
    assert (code, out) == (0, "scene 2 of 2\n")
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (640, 360)
    assert image.pixelColor(2, 2).lightness() > 200


def test_a_script_plays_in_a_window_that_remembers_nothing_and_can_be_begun_again(
    start: Start, file: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(unexpected, "errors", UnexpectedErrors())
    begun: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda program, line: begun.append(line))
    # The event loops of later tests would end at once.
    monkeypatch.setattr(QApplication, "exit", lambda code: None)
    seen: list[tuple[object, ...]] = []

    def look() -> int:
        (window,) = (each for each in qapp.topLevelWidgets() if isinstance(each, MainWindow))
        player = window.show_of_script.player
        seen.append((window.settings, player.index, player.is_playing, window.width()))
        assert unexpected.errors is not None
        incident = Incident("here", "BrokenError: a test", "Traceback")
        unexpected.errors.incidents.append(incident)
        unexpected.errors.happened.emit(incident)
        (dialog,) = window.findChildren(ErrorDialog)
        seen.append((dialog.what.text(), dialog.isVisible()))
        dialog.restart.click()
        qapp.setQuitOnLastWindowClosed(True)
        window.deleteLater()
        return RESTART

    monkeypatch.setattr(qapp, "exec", look)
    code, _, _ = start("--script", file, "--scene", "2", "--size", "1300x800")
    assert code == RESTART
    assert seen == [(None, 1, True, 1300), ("BrokenError: a test", True)]
    assert len(begun) == 1
