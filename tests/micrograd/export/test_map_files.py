"""The map of an experiment as files: what the page shows, with any number of pixels."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtGui import QImage

from micrograd.compiled.many import train_many
from micrograd.export import map_files
from micrograd.export.csv_files import write_csv_file
from micrograd.export.map_files import write_map_file, write_map_picture
from micrograd.export.options import ExportError
from micrograd.maps.command import main
from micrograd.maps.seen import choice_of
from micrograd.runs.experiment import new_experiment
from micrograd.runs.kept_map import KeptColors, KeptMap, KeptView

SEEN = KeptView("hidden-rate:0.1:10:log", "output-rate:0.1:10:log", "final-loss", 5, 0.01)


@dataclass(frozen=True)
class Options:
    pixels: tuple[int, int] = (5, 4)
    content: str = "map"
    every: int = 1
    first: int = 0
    last: int | None = None
    library: str = ""


@pytest.fixture
def seen():
    experiment = new_experiment()
    experiment.map = KeptMap((SEEN,), 0)
    return experiment


@pytest.mark.usefixtures("run_loop")
def test_numbers_are_those_of_the_command_line_to_the_last_bit(tmp_path, seen):
    path, other = tmp_path / "map.npz", tmp_path / "other.npz"
    shares = [*write_map_file(seen, Options(), path)]
    assert shares[-1] == 1.0
    axes = ["--x", SEEN.x, "--y", SEEN.y, "--measure", SEEN.measure, "--steps", "5"]
    assert main([*axes, "--pixels", "5x4", "--out", str(other)]) == 0
    with np.load(path) as found, np.load(other) as expected:
        for name in ("x", "y", "final-loss"):
            assert found[name].tobytes() == expected[name].tobytes()


@pytest.mark.usefixtures("run_loop")
def test_a_table_has_the_same_numbers(tmp_path, seen):
    path = tmp_path / "map.csv"
    assert [*write_csv_file(seen, Options(), path)][-1] == 1.0
    table = np.genfromtxt(path, delimiter=",", skip_header=1)
    plan = choice_of(SEEN).plan(seen.current.recipe, (5, 4))
    ys, xs = np.meshgrid(plan.ys, plan.xs, indexing="ij")
    values = train_many(plan.runs(xs.ravel(), ys.ravel()), "final-loss")
    np.testing.assert_array_equal(table[:, 1:].ravel(), values)


@pytest.mark.usefixtures("run_loop")
def test_a_picture_has_its_size_and_the_locked_colours(tmp_path, seen):
    path = tmp_path / "map.png"
    # With ranks far above all losses, every run lies at the boundary: they have one colour.
    seen.map = replace(seen.map, colors=KeptColors((-1e6, -1e5), (-1e6, -1e5), 0.5))
    assert [*write_map_picture(seen, (20, 10), path)][-1] == 1.0
    image = QImage(str(path))
    assert (image.width(), image.height()) == (20, 10)
    colors = {image.pixel(x, y) for x in range(20) for y in range(10)}
    assert len(colors) <= 2


@pytest.mark.usefixtures("run_loop")
def test_a_map_that_is_cancelled_leaves_no_file_and_no_thread(tmp_path, seen, monkeypatch):
    closed = []
    monkeypatch.setattr(map_files.MapFile, "write", lambda _: closed.append("written") or iter(()))
    seen.map = KeptMap((replace(SEEN, steps=100_000),), 0)
    work = write_map_file(seen, Options(pixels=(512, 512)), tmp_path / "map.npz")
    next(work)
    work.close()
    assert not closed
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("changed", "pixels", "told"),
    [
        ({"x": "9.1.w1:0:1"}, (4, 4), "there is no such map: 9.1.w1 is in no network"),
        ({"x": "learning-rate:1:1.000000000000001"}, (64, 4), "different numbers for 64 pixels"),
        ({}, (8193, 4), "at most 8,192 pixels"),
    ],
)
def test_a_map_that_there_is_not_is_told(tmp_path, seen, changed, pixels, told):
    seen.map = KeptMap((replace(SEEN, **changed),), 0)
    with pytest.raises(ExportError, match=told) as error:
        write_map_file(seen, Options(pixels=pixels), tmp_path / "map.npz")
    assert error.value.option == "pixels"
