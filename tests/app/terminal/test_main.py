"""The command line leaves a file that takes long to the window, which shows how far it is."""

import argparse
import json
import sys
from pathlib import Path

import pytest

from app.terminal import batch, command_line, main
from micrograd.compiled import library
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.runs.recording import train_run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A file without outlines."""
    experiment = new_experiment()
    run = experiment.current
    train_run(run, run.start.trainer(), 500)
    content = json.loads(to_bytes(experiment))
    content["runs"][0] |= {"outline": None, "checkpoints": []}
    path = tmp_path / "old.json"
    path.write_text(json.dumps(content))
    return path


def chosen(*arguments: str) -> tuple[int, argparse.Namespace]:
    """The steps of the experiment that the command line chooses, and the options after it."""
    parser = command_line.make_parser()
    options = parser.parse_args(arguments)
    return main.whole_experiment(parser, options).current.steps, options


def test_a_file_that_takes_long_is_left_to_the_window(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "AT_ONCE_S", 0.0)
    steps, options = chosen("--open", str(old_file))
    assert (steps, options.open, options.later) == (0, "", str(old_file))


def test_a_file_that_is_read_at_once_is_there_when_the_window_opens(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "AT_ONCE_S", 60.0)
    steps, options = chosen("--open", str(old_file))
    assert (steps, options.open, options.later) == (500, str(old_file), "")


@pytest.mark.parametrize("is_read", [False, True])
def test_a_double_click_leaves_the_file_to_the_window_which_tells_of_an_error(
    is_read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_read, raising=False)
    file, opened = tmp_path / "broken.json", list[argparse.Namespace]()
    file.write_text("{")
    monkeypatch.setattr(main, "show_window", lambda _, options, __: opened.append(options) or 0)
    parser = command_line.make_parser()
    try:
        assert main.do_what_is_asked(parser, parser.parse_args([str(file)])) == 0
    except SystemExit:
        assert "broken.json: " in capsys.readouterr().err
    assert [(each.later, each.open) for each in opened] == [(str(file), "")] * (not is_read)


def test_an_export_waits_for_all_of_it(old_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "AT_ONCE_S", 0.0)
    steps, options = chosen("--open", str(old_file), "--export", "losses.csv")
    assert (steps, options.open) == (500, str(old_file))


def test_work_is_recovered_with_the_compiled_loop_so_that_its_last_step_is_near(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(library, "load_for", lambda: calls.append("load"))
    monkeypatch.setattr(main, "has_display", lambda: True)
    monkeypatch.setattr(main, "window_problem", lambda: "")
    monkeypatch.setattr(main, "show_window", lambda *arguments: calls.append("window") or 0)
    parser = command_line.make_parser()
    assert main.do_what_is_asked(parser, parser.parse_args(["--recover"])) == 0
    assert calls == ["load", "window"]


@pytest.mark.parametrize("output", ["--screenshot=window.png", "--export=losses.csv"])
def test_the_compiled_loop_is_built_for_all_steps_that_are_asked_for(
    output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    monkeypatch.setattr(library, "load_for", lambda seconds=0.0: asked.append(seconds))
    monkeypatch.setattr(main, "show_window", lambda *arguments: 0)
    monkeypatch.setattr(batch, "complete_past", lambda *arguments: 0)
    monkeypatch.setattr(batch, "export_all", lambda *arguments: 0)
    monkeypatch.setattr("app.terminal.training.train_on", lambda *arguments: "")
    arguments = ["--layers", "16,1", "--steps", "5000", output]
    parser = command_line.make_parser()
    assert main.do_what_is_asked(parser, parser.parse_args(arguments)) == 0
    recipe = Recipe(layers=(16, 1))
    assert asked[-1] == batch.engine_seconds(new_experiment(recipe), 5000)
