"""`python -m app`: the picture without a display, the last line, and errors in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[2]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def run(module: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a module on a machine without a display."""
    environment = {name: text for name, text in os.environ.items() if name not in DISPLAYS}
    return subprocess.run(
        [sys.executable, "-m", module, *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def assert_refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """One line on standard error that has these words, exit code 2, and nothing else."""
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert result.stderr.startswith("python -m app: error: ")
    for word in words:
        assert word in result.stderr


def size_of(picture: Path) -> tuple[int, int]:
    assert picture.read_bytes().startswith(b"\x89PNG")
    image = QImage(str(picture))
    return image.width(), image.height()


def colors_in(picture: Path) -> int:
    image = QImage(str(picture))
    return len(
        {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    )


# The picture.


def test_the_window_is_drawn_where_there_is_no_display_and_says_the_loss(tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    options = ("--seed", "0", "--steps", "50", "--size", "1300x740")
    drawn = run("app", *options, "--screenshot", str(picture))
    trained = run("micrograd", "--seed", "0", "--steps", "51")
    loss = trained.stdout.splitlines()[50].removeprefix("50 ")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert drawn.stdout.splitlines()[-1] == f"step 50 loss {loss}"
    assert size_of(picture) == (1300, 740)
    assert colors_in(picture) > 30


def test_a_window_too_small_to_be_drawn_is_refused_with_the_size_it_needs(tmp_path: Path) -> None:
    drawn = run("app", "--size", "400x300", "--screenshot", str(tmp_path / "window.png"))
    assert drawn.returncode == 2
    assert "--size: the window needs" in drawn.stderr
    assert drawn.stderr.count("\n") == 1


def test_the_options_of_the_network_are_those_of_the_terminal(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("x1,x2,y1,y2\n0.5,1,0,1\n-1,0.25,1,0\n", encoding="utf-8")
    options = ["--layers", "3,2", "--learning-rate", "0.05", "--seed", "7", "--data", str(data)]
    picture = tmp_path / "window.png"
    drawn = run("app", *options, "--steps", "3", "--theme", "light", "--screenshot", str(picture))
    trained = run("micrograd", *options, "--steps", "4")
    loss = trained.stdout.splitlines()[3].removeprefix("3 ")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert drawn.stdout.splitlines()[-1] == f"step 3 loss {loss}"
    assert size_of(picture) == (1440, 900)


# What is refused.


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--layers", "4,zero,1"], ["--layers", "4,zero,1"]),
        (["--layers", "4,4,2"], ["--layers", "2 neurons"]),
        (["--learning-rate", "-1"], ["--learning-rate"]),
        (["--seed", "x"], ["--seed"]),
        (["--theme", "pink"], ["--theme", "pink"]),
        (["--size", "huge"], ["--size", "huge"]),
        (["--size", "10x10"], ["--size", "10x10"]),
        (["--steps", "-5"], ["--steps"]),
        (["--no-such-option"], ["--no-such-option"]),
    ],
)
def test_a_wrong_option_is_named_in_one_line(options: list[str], words: list[str]) -> None:
    assert_refused(run("app", *options), *words)


def test_a_data_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"
    assert_refused(run("app", "--data", str(missing)), "--data", str(missing), "No such file")


def test_a_bad_cell_is_named_with_its_line_and_column(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("1,2,3\n4,five,6\n", encoding="utf-8")
    assert_refused(run("app", "--data", str(data)), "line 2, column 2", "five")


def test_a_picture_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    picture = tmp_path / "no such folder" / "window.png"
    assert_refused(run("app", "--screenshot", str(picture)), "--screenshot", str(picture))


def test_a_picture_of_an_unknown_kind_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    picture = tmp_path / "window.unknown"
    assert_refused(run("app", "--screenshot", str(picture)), str(picture))
    assert not picture.exists()


def test_without_a_display_the_way_to_a_picture_is_said() -> None:
    assert_refused(run("app"), "no display", "--screenshot")


def test_help_is_told_without_a_display() -> None:
    result = run("app", "--help")
    assert (result.returncode, result.stderr) == (0, "")
    for option in ("--layers", "--learning-rate", "--seed", "--data", "--theme", "--size"):
        assert option in result.stdout


def test_a_seed_that_the_window_has_no_room_for_is_refused_in_one_line() -> None:
    refused = run("app", "--seed", "9999999999", "--screenshot", "window.png")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "--seed" in refused.stderr
