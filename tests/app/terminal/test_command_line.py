"""`python -m app`: pictures and exports without a display, and errors in one line."""

import csv
import errno
import io
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.export.kinds import ENDINGS
from app.export.options import ExportOptions
from app.export.pictures import write_picture
from app.session.training import Training
from app.terminal.batch import complete_past, show_progress
from app.terminal.main import main
from app.views.pages.network.page import NetworkDiagram
from app.window.main_window import MainWindow
from micrograd.data.dataset import four_samples
from micrograd.files import reading
from micrograd.files.building import Building
from micrograd.files.reading import read_experiment
from micrograd.files.writing import to_bytes
from micrograd.nn import MLP
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.recording import train_run
from micrograd.terminal.command_line import main as train_in_terminal
from micrograd.training.trainer import Trainer
from tests.micrograd.files.experiments import linear_run, with_another_rate

DRAWN_BY = MainWindow.offscreen_view

ROOT = Path(__file__).parents[3]
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
        timeout=300,
        check=False,
    )


class Said(NamedTuple):
    """The output of `main`, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def start(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Call the command line in this process, which is a second faster."""

    def start(*options: object) -> Said:
        try:
            code = main([str(option) for option in options])
        except SystemExit as end:
            code = end.code
        return Said(code, *capsys.readouterr())

    return start


@pytest.fixture
def start_window(
    start: Callable[..., Said], qapp: QApplication, set_up: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Said]]:
    """Call it for a drawn window, with the existing application."""
    monkeypatch.setattr("app.terminal.window.make_application", lambda arguments: qapp)
    yield start
    # The program ends with its window; here it would live on.
    for widget in qapp.topLevelWidgets():
        if isinstance(widget, MainWindow):
            widget.deleteLater()


def assert_told(said: Said, *words: str) -> None:
    """Check for one line on standard error with these words, exit code 2, and no output."""
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1, said.err
    assert said.err.startswith("python -m app: error: ")
    for word in words:
        assert word in said.err


def size_of(picture: Path) -> tuple[int, int]:
    assert picture.read_bytes().startswith(b"\x89PNG")
    image = QImage(str(picture))
    return image.width(), image.height()


def colors_in(picture: Path) -> int:
    image = QImage(str(picture))
    return len(
        {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    )


# The picture of the window.


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


def test_a_window_too_small_to_be_drawn_is_refused_with_the_size_it_needs(
    start_window: Callable[..., Said], tmp_path: Path
) -> None:
    said = start_window("--size", "400x300", "--screenshot", tmp_path / "window.png")
    assert_told(said, "--size: the window needs")


def test_the_options_of_the_network_are_those_of_the_terminal(
    start_window: Callable[..., Said], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "data.csv"
    data.write_text("x1,x2,y1,y2\n0.5,1,0,1\n-1,0.25,1,0\n", encoding="utf-8")
    options = ["--layers", "3,2", "--learning-rate", "0.05", "--seed", "7", "--data", str(data)]
    picture = tmp_path / "window.png"
    shown = ["--steps", "3", "--theme", "light", "--screenshot", str(picture)]
    drawn = start_window(*options, *shown)
    assert train_in_terminal([*options, "--steps", "4"]) == 0
    loss = capsys.readouterr().out.splitlines()[3].removeprefix("3 ")
    told = "data.csv: 2 rows; comma, header; inputs: x1, x2; targets: y1, y2"
    assert (drawn.code, drawn.err) == (0, f"python -m app: {told}\n")
    assert drawn.out.splitlines()[-1] == f"step 3 loss {loss}"
    assert size_of(picture) == (1440, 900)


def test_a_preset_is_trained_as_in_the_terminal(
    start_window: Callable[..., Said], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = ["--preset", "micrograd-demo", "--learning-rate", "0.5"]
    drawn = start_window(*options, "--steps", "1", "--screenshot", tmp_path / "window.png")
    assert train_in_terminal([*options, "--steps", "2"]) == 0
    loss = capsys.readouterr().out.splitlines()[1].removeprefix("1 ")
    assert (drawn.code, drawn.err) == (0, "")
    assert drawn.out.splitlines()[-1] == f"step 1 loss {loss}"


def test_a_preset_does_not_go_with_a_file(start: Callable[..., Said], tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_bytes(to_bytes(new_experiment()))
    assert_told(start("--open", path, "--preset", "micrograd-demo"), "--preset", "saved.json")


# Refused options.


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
        (["--stop-loss", "low"], ["--stop-loss", "low"]),
        (["--stop-step", "0"], ["--stop-step", "0 is not a whole number from 1"]),
        (["--preset", "demo"], ["--preset", "there is no 'demo', but micrograd-demo"]),
        (["--no-such-option"], ["--no-such-option"]),
        (["--recover", "--screenshot", "a.png"], ["--recover", "goes without"]),
    ],
)
def test_a_wrong_option_is_named_in_one_line(
    start: Callable[..., Said], options: list[str], words: list[str]
) -> None:
    assert_told(start(*options), *words)


def test_a_data_file_that_can_not_be_read_is_named(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    missing = tmp_path / "missing.csv"
    assert_told(start("--data", missing), "--data", str(missing), "No such file")


def test_a_bad_cell_is_named_with_its_line_and_column(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    data = tmp_path / "data.csv"
    data.write_text("1,2,3\n4,five,6\n", encoding="utf-8")
    assert_told(start("--data", data), "line 2, column 2", "five")


def test_samples_are_drawn_as_in_the_terminal(
    start_window: Callable[..., Said], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = ["--data", "moons", "--samples", "12", "--noise", "0.3", "--data-seed", "2"]
    options += ["--seed", "0"]
    picture = tmp_path / "window.png"
    drawn = start_window(*options, "--steps", "2", "--screenshot", picture)
    assert train_in_terminal([*options, "--steps", "3"]) == 0
    loss = capsys.readouterr().out.splitlines()[2].removeprefix("2 ")
    assert (drawn.code, drawn.out.splitlines()[-1]) == (0, f"step 2 loss {loss}")
    told = "python -m app: moons, 12 samples, noise 0.3, seed 2: 2 inputs, 1 target, two classes\n"
    assert drawn.err == told


@pytest.mark.parametrize("option", ["--samples", "--noise", "--data-seed"])
def test_samples_of_a_file_are_not_drawn(
    start: Callable[..., Said], tmp_path: Path, option: str
) -> None:
    path = tmp_path / "saved.json"
    path.write_bytes(to_bytes(new_experiment()))
    said = start("--open", path, option, "3")
    assert_told(said, f"argument {option}: saved.json says that; leave it out")


def test_a_picture_that_can_not_be_written_is_named(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    picture = tmp_path / "no such folder" / "window.png"
    assert_told(start("--screenshot", picture), "--screenshot", str(picture))


def test_a_picture_with_too_long_a_name_is_refused(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    said = start("--screenshot", tmp_path / f"{300 * 'a'}.png")
    assert_told(said, "--screenshot", "the name is too long")


def test_a_picture_of_an_unknown_kind_is_refused_and_leaves_no_file(
    start_window: Callable[..., Said], tmp_path: Path
) -> None:
    picture = tmp_path / "window.unknown"
    assert_told(start_window("--screenshot", picture), str(picture))
    assert not picture.exists()


def test_without_a_display_the_way_to_a_picture_is_said(
    start: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    assert_told(start(), "no display", "--screenshot")


@pytest.mark.parametrize(
    ("started", "name"),
    [
        ("/usr/bin/micrograd-playground", "micrograd-playground"),
        ("/lib/micrograd_playground/__main__.py", "python -m micrograd_playground"),
        ("/home/micrograd_playground/app/__main__.py", "python -m app"),
    ],
)
@pytest.mark.parametrize("options", [("--steps", "x"), ("--open", "lost.json"), ("--size", "1x1")])
def test_an_error_begins_with_the_program_as_it_was_started(
    start: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
    started: str,
    name: str,
    options: tuple[str, ...],
) -> None:
    monkeypatch.setattr("sys.argv", [started])
    assert start(*options).err.startswith(f"{name}: error: ")


def test_help_tells_every_option_and_every_kind_of_file(start: Callable[..., Said]) -> None:
    said = start("--help")
    assert (said.code, said.err) == (0, "")
    for option in ("--layers", "--learning-rate", "--seed", "--data", "--theme", "--size"):
        assert option in said.out
    for ending in ENDINGS:
        assert ending in said.out


def test_a_seed_that_the_window_has_no_room_for_is_refused(start: Callable[..., Said]) -> None:
    assert_told(start("--seed", "9999999999", "--screenshot", "window.png"), "--seed")


# Exports.


def losses_of(table: Path) -> dict[str, list[str]]:
    """The columns of a table by the names of their runs, without empty cells."""
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    return {name.split(":")[0]: [row[name] for row in rows if row[name]] for name in rows[0]}


def engine_losses(steps: int, rate: float = 0.1, seed: int = 0) -> list[str]:
    """The losses that the engine finds for the four samples."""
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(seed)), four_samples(), rate)
    return [repr(loss) for loss in trainer.run(steps)]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A file with an experiment that was trained to step 10 and left at step 4."""
    experiment = new_experiment()
    run = experiment.current
    trainer = run.start.trainer()
    train_run(run, trainer, 10)
    run.place = 4
    file = tmp_path / "saved.json"
    file.write_bytes(to_bytes(experiment))
    return file


def test_files_are_exported_where_there_is_no_display(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("losses.csv", "run.py", "window.png")]
    exports = [option for file in files for option in ("--export", str(file))]
    result = run("app", "--seed", "3", "--steps", "20", "--size", "1300x740", *exports)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [line.rpartition(",")[0] for line in lines] == [f"wrote {file}" for file in files]
    assert losses_of(files[0])["run 1"] == engine_losses(21, seed=3)
    assert size_of(files[2]) == (1300, 740)


def test_an_exported_script_prints_the_losses_to_the_last_bit(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    script = tmp_path / "run.py"
    assert start("--learning-rate", "0.05", "--steps", "12", "--export", script).code == 0
    printed = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    losses = [line.split()[1] for line in printed.stdout.splitlines() if line[:1].isdigit()]
    assert losses[:12] == engine_losses(12, rate=0.05)


def test_a_saved_experiment_is_exported_as_it_was(
    start: Callable[..., Said], saved: Path, tmp_path: Path
) -> None:
    table = tmp_path / "losses.csv"
    assert start("--open", saved, "--export", table).code == 0
    assert losses_of(table)["run 1"] == engine_losses(11)


def test_steps_from_an_earlier_place_are_a_branch_as_in_the_window(
    start: Callable[..., Said], saved: Path, tmp_path: Path
) -> None:
    table = tmp_path / "losses.csv"
    before = saved.read_bytes()
    assert start(saved, "--steps", "9", "--export", table).code == 0
    columns = losses_of(table)
    assert columns["run 1"] == engine_losses(11)
    assert columns["run 2"] == engine_losses(14)
    assert saved.read_bytes() == before


def test_the_history_of_a_saved_experiment_is_drawn_as_if_it_was_trained_just_now(
    qapp: object, start: Callable[..., Said], saved: Path, tmp_path: Path
) -> None:
    def drawn(experiment: Experiment) -> bytes:
        for _ in write_picture(
            experiment,
            ExportOptions(view="history"),
            tmp_path / "one.png",
            DRAWN_BY,
        ):
            pass
        return (tmp_path / "one.png").read_bytes()

    picture = tmp_path / "history.png"
    assert start(saved, "--view", "history", "--export", picture).code == 0
    experiment = read_experiment(saved)
    assert picture.read_bytes() != drawn(experiment)
    complete_past(experiment)
    assert picture.read_bytes() == drawn(experiment)


def test_a_file_is_read_with_the_compiled_loop(
    start: Callable[..., Said], saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    read = reading.begin_reading

    def load_from_cache() -> bool:
        calls.append("load")
        return True

    def begin_reading(path: Path) -> Building:
        calls.append("read")
        return read(path)

    monkeypatch.setattr("micrograd.compiled.library.load_from_cache", load_from_cache)
    monkeypatch.setattr(reading, "begin_reading", begin_reading)
    assert start(saved, "--export", tmp_path / "run.py").code == 0
    assert calls[:2] == ["load", "read"]


def test_steps_are_given_with_or_without_commas(start: Callable[..., Said], tmp_path: Path) -> None:
    table = tmp_path / "losses.csv"
    options = ("--steps", "1,000", "--to-step", "1,000", "--every", "500")
    assert start(*options, "--export", table).code == 0
    assert losses_of(table)["step"] == ["0", "500", "1000"]


def test_the_line_of_a_file_says_which_options_made_it(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    options = ("--steps", "9", "--to-step", "5", "--every", "2", "--size", "1300x740")
    files = [tmp_path / name for name in ("a.csv", "b.py", "c.png")]
    said = start(*options, *(word for file in files for word in ("--export", file)))
    table, script, picture = said.out.splitlines()
    assert table.endswith(" (--to-step 5 --every 2)")
    assert script.endswith(" (--to-step 5)")
    assert picture.endswith(" (--size 1300x740)")
    assert start("--steps", "9", "--export", files[0]).out.endswith(" bytes\n")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.csv", ()),
        ("a.py", ()),
        ("a.webp", ("--seconds", "0.1")),
        ("a.png", ()),
        ("a.png", ("--view", "network")),
    ],
)
def test_every_export_says_that_a_file_is_not_reproduced(
    name: str, options: tuple[str, ...], start: Callable[..., Said], tmp_path: Path
) -> None:
    file, out = tmp_path / "other.json", tmp_path / name
    file.write_bytes(with_another_rate(linear_run(40), 0.0011))
    said = start(file, *options, "--export", out)
    assert said.code == 0
    assert said.err.endswith("this computer computes other numbers than run 1 has in the file\n")
    assert out.stat().st_size > 0


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.csv", ()), ("a.csv", ("--content", "parameters")), ("a.gif", ("--seconds", "0.1"))],
)
def test_a_file_that_comes_to_no_finite_numbers_is_refused_in_words(
    name: str, options: tuple[str, ...], start: Callable[..., Said], tmp_path: Path
) -> None:
    file, out = tmp_path / "other.json", tmp_path / name
    file.write_bytes(with_another_rate(linear_run(40), 1e200))
    said = start(file, *options, "--export", out)
    assert said.code == 2
    assert "Traceback" not in said.err
    assert "this computer computes other numbers than run 1 has in the file" in said.err
    assert f"{name} was not written: this computer does not come to the numbers of" in said.err
    assert not out.exists()


def test_a_script_of_a_file_that_is_not_reproduced_says_so_in_its_first_line(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    file, out = tmp_path / "other.json", tmp_path / "a.py"
    file.write_bytes(with_another_rate(linear_run(40), 1e200))
    assert start(file, "--export", out).code == 0
    first, second, *_ = out.read_text().splitlines()
    assert first == "# Note: this computer computes other numbers than run 1 has in the file."
    assert second.startswith('"""')


@pytest.mark.parametrize(
    ("option", "what"),
    [
        ("--open", "a named pipe"),
        ("--open", "a device"),
        ("--open", "a folder"),
        ("--data", "a named pipe"),
        ("--data", "a device"),
        ("--data", "a folder"),
        ("--export", "a named pipe"),
        ("--export", "a folder"),
        ("--screenshot", "a named pipe"),
        ("--screenshot", "a folder"),
    ],
)
def test_only_a_file_is_taken_for_a_file_and_the_message_says_what_it_is(
    option: str, what: str, start: Callable[..., Said], tmp_path: Path
) -> None:
    is_written = option in ("--export", "--screenshot")
    path = tmp_path / ("it.png" if is_written else "it.json")
    if what == "a named pipe":
        os.mkfifo(path)
    elif what == "a folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    others = () if is_written else ("--export", tmp_path / "a.csv")
    assert_told(start(option, path, *others), option, path.name, what)


@pytest.mark.parametrize("reader", ["gone", "full"])
def test_what_can_not_be_printed_does_not_stop_the_export(tmp_path: Path, reader: str) -> None:
    table, program = tmp_path / "losses.csv", [sys.executable, "-m", "app", "--steps", "2"]
    if reader == "gone":
        ours, theirs = os.pipe()
        os.close(ours)
    else:
        theirs = os.open("/dev/full", os.O_WRONLY)
    result = subprocess.run(
        [*program, "--export", str(table)],
        cwd=ROOT,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        timeout=300,
        check=False,
    )
    os.close(theirs)
    assert result.returncode == 0
    wrote = f"wrote {table}, {len(table.read_bytes())} bytes; that can't be printed"
    expected = "" if reader == "gone" else f"{wrote}: the disk is full\n"
    assert result.stderr == expected


def test_a_name_that_is_no_text_is_printed_with_its_bytes_escaped(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "app", "--export", b"\xff.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.startswith(b"wrote \\udcff.py, ")
    assert os.listdir(bytes(tmp_path)) == [b"\xff.py"]


def test_a_drawn_export_leaves_no_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    result = run("app", "--view", "network", "--export", str(tmp_path / "out.png"))
    assert (result.returncode, result.stderr) == (0, "")
    assert os.listdir(tmp_path / "temporary") == []


def test_options_of_a_table_are_taken(
    start: Callable[..., Said], saved: Path, tmp_path: Path
) -> None:
    table = tmp_path / "parameters.csv"
    options = ("--content", "parameters", "--from-step", "2", "--to-step", "8", "--every", "3")
    assert start("--open", saved, *options, "--export", table).code == 0
    columns = losses_of(table)
    assert columns["step"] == ["2", "5", "8"]
    assert len(columns) == 2 + 2 * 41


def test_a_view_is_drawn_with_its_size_scale_and_theme(
    qapp: object, start: Callable[..., Said], saved: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "network.png"
    options = ("--view", "network", "--size", "400x300", "--scale", "2", "--theme", "light")
    assert start("--open", saved, *options, "--export", picture).code == 0
    assert size_of(picture) == (800, 600)
    assert QImage(str(picture)).pixelColor(1, 1).lightness() > 200


def test_what_the_views_show_is_chosen_for_pictures_and_told(
    qapp: object, start: Callable[..., Said], saved: Path, tmp_path: Path
) -> None:
    pictures = [tmp_path / "numbers.png", tmp_path / "maps.png"]
    for picture, nodes in zip(pictures, ("numbers", "maps"), strict=True):
        options = ("--view", "network", "--size", "400x300", "--nodes", nodes)
        said = start("--open", saved, *options, "--export", picture)
        assert said.out.endswith(f" (--view network --size 400x300 --nodes {nodes})\n")
    numbers, maps = (QImage(str(picture)) for picture in pictures)
    assert numbers != maps


def test_a_divergence_is_told_and_what_came_before_is_exported(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    config = Recipe(layers=(4, 4, 1), activations=("linear",) * 3)
    file, table = tmp_path / "saved.json", tmp_path / "losses.csv"
    file.write_bytes(to_bytes(new_experiment(config.changed(learning_rate=10.0))))
    said = start(file, "--steps", "1000", "--export", table)
    assert said.code == 0
    assert said.err.startswith("python -m app: ")
    assert "diverge" in said.err
    assert 0 < len(losses_of(table)["run 1"]) < 1000


def test_training_that_stops_by_itself_says_where_and_why(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    table = tmp_path / "losses.csv"
    said = start("--seed", "0", "--steps", "1000", "--stop-loss", "0,02", "--export", table)
    losses = [float(loss) for loss in losses_of(table)["run 1"]]
    words = f"stopped at step {len(losses) - 1}: its loss is at or below 0.02"
    assert (said.code, said.err) == (0, f"python -m app: {words}\n")
    assert 10 < len(losses) < 100
    assert losses[-1] <= 0.02 < min(losses[:-1])


def test_a_window_is_drawn_where_training_stopped_by_itself(
    start_window: Callable[..., Said], tmp_path: Path
) -> None:
    picture = tmp_path / "window.png"
    said = start_window("--steps", "50", "--stop-step", "7", "--screenshot", picture)
    assert said.out.startswith("step 7 loss ")
    assert said.err == "python -m app: stopped at step 7: step 7 is reached\n"


def test_an_export_that_fails_is_told_in_one_line_and_leaves_no_file(
    start: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(*arguments: object) -> Iterator[float]:
        yield 0.1
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("micrograd.export.csv_files.write_csv_file", fill_the_disk)
    said = start("--steps", "2", "--export", tmp_path / "out.csv")
    assert_told(said, "--export", "out.csv", "the disk is full")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_export_leaves_no_file(
    start: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    handler = signal.getsignal(number)

    def interrupt(experiment: object, options: object, path: Path) -> Iterator[float]:
        path.write_text("half")
        yield 0.1
        for _ in range(2):
            # An impatient person asks twice.
            os.kill(os.getpid(), number)
        yield 0.2

    monkeypatch.setattr("micrograd.export.csv_files.write_csv_file", interrupt)
    said = start("--steps", "2", "--export", tmp_path / "out.csv")
    assert said.code == 128 + number
    assert "interrupted" in said.err
    assert signal.getsignal(number) == handler
    assert os.listdir(tmp_path) == []


def test_who_interrupts_while_qt_draws_is_heard_all_the_same(
    qapp: object, start: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint = NetworkDiagram.paintEvent

    def interrupt(diagram: NetworkDiagram, event: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        paint(diagram, event)

    monkeypatch.setattr(NetworkDiagram, "paintEvent", interrupt)
    said = start("--view", "network", "--export", tmp_path / "out.png")
    assert said == (130, "", "\npython -m app: interrupted; no file was left half written\n")
    assert os.listdir(tmp_path) == []


def test_an_interrupted_picture_of_the_window_is_not_drawn(
    start_window: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(training: Training) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(Training, "train_on", interrupt)
    picture = tmp_path / "out.png"
    said = start_window("--steps", "9", "--screenshot", picture)
    assert said == (143, "", "\npython -m app: interrupted; no file was left half written\n")
    assert not picture.exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_terminal_the_progress_is_shown_and_cleared_again() -> None:
    terminal = Terminal()
    show_progress("film.gif", iter([0.25, 0.25, 0.5]), terminal)
    shown = terminal.getvalue()
    assert shown.count("film.gif: 25 %") == 1
    assert "film.gif: 50 %" in shown
    assert shown.endswith("\r\x1b[K")


def test_where_nobody_watches_no_progress_is_shown() -> None:
    file = io.StringIO()
    show_progress("film.gif", iter([0.25, 0.5]), file)
    assert file.getvalue() == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--export", "out.exe"], ["--export", "out.exe", ".csv", ".mp4"]),
        (["--export", "/no such/out.csv"], ["out.csv", "the folder /no such does not exist"]),
        (["--pace", "fast", "--export", "out.gif"], ["--pace", "fast", "even", "early"]),
        (["--pace", "early", "--export", "out.png"], ["--pace", ".gif"]),
        (["--fps", "25"], ["--fps", "--export", ".gif"]),
        (["--fps", "25", "--export", "out.csv"], ["--fps", ".gif"]),
        (["--size", "640x480", "--export", "out.py"], ["--size", ".png"]),
        (["--fps", "0", "--export", "out.gif"], ["--fps", "1 to 60"]),
        (["--fps", "60", "--export", "out.gif"], ["--fps", "at most 50 frames per second"]),
        (["--view", "sky", "--export", "out.png"], ["--view", "sky", "network"]),
        (["--to-step", "9", "--export", "out.csv"], ["--to-step", "only 0 steps"]),
        (
            ["--from-step", "5", "--to-step", "2", "--steps", "9", "--export", "out.csv"],
            ["--to-step", "before the first"],
        ),
        (["--stop-loss", "0.1", "--export", "out.csv"], ["--stop-loss", "--steps"]),
        (["--stop-still", "--export", "out.csv"], ["--stop-still", "--steps"]),
        (
            ["--stop-still", "--batch-size", "2", "--steps", "9", "--export", "out.csv"],
            ["--stop-still", "mini-batch"],
        ),
        (["--theme", "system", "--export", "out.png"], ["--theme"]),
        (["--page", "graph", "--export", "out.png"], ["--page", "--view"]),
        (["--nodes", "maps", "--export", "out.csv"], ["--nodes", ".png", ".mp4"]),
        (["--nodes", "discs", "--export", "out.png"], ["--nodes", "discs", "numbers", "maps"]),
        (["--place", "9", "--export", "out.png"], ["--place", "0 to 8"]),
        (["--along", "layers", "--export", "out.gif"], ["--along", "representation"]),
        (["--along", "zoom", "--pace", "early", "--export", "a.mp4"], ["--pace", "--along steps"]),
        (["--route", "views", "--export", "a.mp4"], ["--route", "--along zoom"]),
        (["--along", "zoom", "--magnify", "1", "--export", "a.mp4"], ["--magnify", "from 2"]),
        (["--screenshot", "a.png", "--export", "out.png"], ["--screenshot"]),
        (["--operation", "update:3"], ["--operation", "--screenshot"]),
        (["--operation", "back:3", "--screenshot", "a.png"], ["--operation", "forward, zero"]),
        (["--operation", "update", "--screenshot", "a.png"], ["--operation", "whole number"]),
        (["a.json", "--open", "b.json"], ["--open"]),
        (["--open", "a.json", "--seed", "1", "--export", "out.csv"], ["--seed", "a.json"]),
        (["a.json", "--layers", "4,1", "--export", "out.csv"], ["--layers", "a.json"]),
        (["a.json", "--learning-rate", "0.1", "--export", "out.csv"], ["--learning-rate"]),
        (["--open", "missing.json", "--export", "out.csv"], ["--open", "missing.json"]),
    ],
)
def test_what_does_not_go_together_is_told_before_any_work(
    start: Callable[..., Said],
    options: list[str],
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_told(start(*options), *words)
    assert os.listdir(tmp_path) == []


def test_a_broken_file_is_told_in_one_line(start: Callable[..., Said], tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"version": 1, "runs": [', encoding="utf-8")
    said = start("--open", broken, "--export", tmp_path / "out.csv")
    assert_told(said, "--open", str(broken))
    assert os.listdir(tmp_path) == ["broken.json"]


def test_what_was_written_before_an_export_that_is_refused_stays_as_it_was(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    good = tmp_path / "good.csv"
    good.write_text("old")
    said = start("--steps", "2", "--export", good, "--export", tmp_path / "missing" / "out.py")
    assert_told(said, "out.py")
    assert good.read_text() == "old"


def test_a_setting_that_would_not_act_is_refused_with_what_it_goes_with(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    said = start("--momentum", "0.5", "--export", tmp_path / "run.csv")
    assert said.code == 2
    assert said.err.endswith("argument --momentum: goes with --optimizer momentum or nesterov\n")


def test_a_rate_that_belongs_to_the_optimizer_is_told_before_an_export(
    start: Callable[..., Said], tmp_path: Path
) -> None:
    adam = "--optimizer", "adam", "--steps", "1", "--export", tmp_path / "run.csv"
    assert "adam trains better with --learning-rate 0.01" in start(*adam).err
    assert "better" not in start(*adam, "--learning-rate", "0.1").err
