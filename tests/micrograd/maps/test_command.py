"""`python -m micrograd map`: its files, its words, and how it goes on after an interruption."""

import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PySide6.QtGui import QImage

import micrograd.maps.making
import micrograd.maps.writing
from micrograd.compiled import run_library
from micrograd.maps.command import main
from micrograd.maps.progress import time_text
from micrograd.parallel.threads import ThreadWorkers

AXES = ("--x", "learning-rate:0.01:10:log", "--y", "init-scale:0.1:10:log")
SMALL = (*AXES, "--pixels", "7x5", "--steps", "20")


@pytest.fixture
def refusal(capsys, tmp_path, monkeypatch):
    """The one line of the error, where the command refuses its options."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main(list(arguments))
        assert exit_.value.code == 2
        (line,) = capsys.readouterr().err.splitlines()
        return line.removeprefix("python -m micrograd map: error: ")

    return run


@pytest.fixture
def small_tiles(monkeypatch):
    """Each tile has some pixels only."""
    monkeypatch.setattr(micrograd.maps.making, "RUN_STEPS", 40)


@pytest.mark.usefixtures("run_loop")
def test_the_numbers_and_the_picture_are_written(tmp_path, capsys):
    numbers, picture = tmp_path / "map.npz", tmp_path / "map.png"
    assert main([*SMALL, "--out", str(numbers), "--out", str(picture)]) == 0
    with np.load(numbers) as file:
        assert file["convergence"].shape == (5, 7)
        assert (file["x"][0], file["x"][-1], file["y"][0], file["y"][-1]) == (0.01, 10, 0.1, 10)
        learned = file["convergence"] < 0
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (7, 5)
    # Runs that learned are more blue than red; the first row is at the bottom.
    blue = [[image.pixelColor(i, 4 - k).blue() for i in range(7)] for k in range(5)]
    red = [[image.pixelColor(i, 4 - k).red() for i in range(7)] for k in range(5)]
    far = np.abs(np.subtract(blue, red)) > 40
    assert (np.greater(blue, red) == learned)[far].all()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.npz", "map.png"]
    told = capsys.readouterr().err.splitlines()[-1]
    share = f"{100 * learned.mean():.1f} % converged"
    assert told == f"python -m micrograd map: map.npz and map.png: 7 x 5 runs, {share}"


@pytest.mark.usefixtures("own_cache")
def test_what_trains_many_runs_is_built_first(tmp_path, monkeypatch, capsys):
    python = "import sys; sys.exit('there is no compiler')"
    monkeypatch.setattr(run_library, "build_command", (sys.executable, "-c", python))
    assert main([*SMALL, "--out", str(tmp_path / "map.npz")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "python -m micrograd map: the loop for many runs is made into machine code, which takes "
        "some seconds, once",
        "python -m micrograd map: error: there is no compiler",
    ]


@pytest.mark.usefixtures("run_loop")
def test_any_setting_of_the_command_line_goes_with_a_map(tmp_path):
    file = tmp_path / "map.npz"
    settings = ["--data", "xor", "--layers", "3,1", "--optimizer", "adam", "--seed", "7"]
    axes = ["--x", "1.2.w1:-2:2", "--y", "data.1.x2:-1:1", "--measure", "steps-to-loss"]
    sizes = ["--pixels", "3x2", "--steps", "9", "--target-loss", "3.5"]
    assert main([*axes, *sizes, *settings, "--out", str(file)]) == 0
    with np.load(file) as found:
        assert found["steps-to-loss"].shape == (2, 3)


@pytest.mark.usefixtures("run_loop", "small_tiles")
def test_an_interrupted_map_goes_on_where_it_was(tmp_path, monkeypatch, capsys):
    whole, file = tmp_path / "whole.npz", tmp_path / "map.npz"
    assert main([*SMALL, "--out", str(whole)]) == 0
    hand_out = ThreadWorkers.hand_out

    def interrupted(self, tiles):
        for count, trained in enumerate(hand_out(self, tiles)):
            if count == 2:
                raise KeyboardInterrupt
            yield trained

    monkeypatch.setattr(ThreadWorkers, "hand_out", interrupted)
    assert main([*SMALL, "--out", str(file)]) == 130
    assert "interrupted: 2 of " in capsys.readouterr().err
    assert not file.exists()
    trained = []

    def counted(self, tiles):
        for each in hand_out(self, tiles):
            trained.append(each[0].number)
            yield each

    monkeypatch.setattr(ThreadWorkers, "hand_out", counted)
    assert main([*SMALL, "--out", str(file), "--resume"]) == 0
    assert len(trained) == len(set(trained)) > 2
    with np.load(file) as found, np.load(whole) as expected:
        assert found["convergence"].tobytes() == expected["convergence"].tobytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.npz", "whole.npz"]


@pytest.mark.usefixtures("run_loop")
def test_a_finished_map_is_not_made_again(tmp_path, capsys):
    file = tmp_path / "map.npz"
    assert main([*SMALL, "--out", str(file), "--resume"]) == 0
    before = file.stat().st_mtime_ns
    assert main([*SMALL, "--out", str(file), "--resume"]) == 0
    assert file.stat().st_mtime_ns == before
    assert "is finished already" in capsys.readouterr().err


@pytest.mark.usefixtures("run_loop")
def test_tiles_of_another_map_are_refused(refusal, tmp_path):
    (tmp_path / "map.npz.part").write_text("something else\n")
    line = refusal(*SMALL, "--out", "map.npz", "--resume")
    assert line.startswith("argument --resume: map.npz.part is no file of tiles")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([], "argument --out: is needed"),
        (["--out", "map.jpg"], "argument --out: map.jpg does not end with .npz or "),
        (["--out", "no/map.npz"], "argument --out: no/map.npz: the folder /"),
        (["--out", "m.npz", "--x", "speed:1:2"], "argument --x: there is no axis “speed”"),
        (["--out", "m.npz", "--y", "seed:3:1"], "argument --y: seed: 3 to 1 does not go"),
        (["--out", "m.npz", "--pixels", "12"], "argument --pixels: '12' is not WIDTHxHEIGHT"),
        (["--out", "m.npz", "--pixels", "0x9"], "argument --pixels: 0 x 9 is not from 1 x 1"),
        (["--out", "m.npz", "--steps", "0"], "argument --steps: '0'"),
        (["--out", "m.npz", "--measure", "joy"], "argument --measure: invalid choice: 'joy'"),
        (["--out", "m.npz", "--measure", "test-loss"], "argument --measure: a test loss needs"),
        (["--out", "m.npz", "--target-loss", "much"], "argument --target-loss: “much”"),
        (["--out", "m.npz", "--layers", "4,2"], "argument --layers: 4,2 ends with 2 neurons"),
        (["--out", "m.npz", "--y", "learning-rate:1:2"], "argument --y: learning-rate is along"),
    ],
)
def test_a_map_that_can_not_be_made_is_refused_in_one_line(refusal, typed, told):
    assert refusal(*AXES, *typed).startswith(told)


def wait_for_a_tile(process, part):
    """Wait until there is a tile in the file behind the line that says which map it is."""
    size = 0
    while process.poll() is None:
        now = part.stat().st_size if part.exists() else 0
        if 0 < size < now:
            return
        size = size or now
        time.sleep(0.005)


@pytest.mark.usefixtures("built_loop")
def test_killed_it_goes_on_from_the_tiles_that_it_had(tmp_path, fresh_python):
    size = ["--pixels", "20x20", "--steps", "20000", "--measure", "final-loss"]
    file, part = tmp_path / "map.npz", tmp_path / "map.npz.part"
    options = ["-m", "micrograd", "map", *AXES, *size, "--out", str(file)]
    killed = subprocess.Popen([sys.executable, *options], stderr=subprocess.DEVNULL)
    wait_for_a_tile(killed, part)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    before = part.read_bytes()
    refused = fresh_python(*options)
    assert (refused.returncode, part.read_bytes()) == (2, before)
    assert "--resume goes on from them" in refused.stderr
    assert fresh_python(*options, "--resume").returncode == 0
    with np.load(file) as found:
        assert np.isfinite(found["final-loss"]).all()
    assert not part.exists()


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.4, "0 s"), (59, "59 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_times_are_told_in_two_units_at_most(seconds, told):
    assert time_text(seconds) == told


@pytest.mark.usefixtures("run_loop")
def test_a_large_map_lies_in_a_file_while_it_is_made(tmp_path, monkeypatch):
    small, large = tmp_path / "small.npz", tmp_path / "large.npz"
    assert main([*SMALL, "--out", str(small)]) == 0
    folders, in_file = [], micrograd.maps.writing.array_in_file
    monkeypatch.setattr(
        micrograd.maps.writing,
        "array_in_file",
        lambda folder, shape: folders.append(folder) or in_file(folder, shape),
    )
    monkeypatch.setattr(micrograd.maps.writing, "MOST_IN_MEMORY", 5)
    assert main([*SMALL, "--out", str(large)]) == 0
    assert folders == [tmp_path]
    with np.load(large) as found, np.load(small) as expected:
        assert found["convergence"].tobytes() == expected["convergence"].tobytes()
