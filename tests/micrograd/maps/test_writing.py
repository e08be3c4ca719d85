"""Files of finished maps: the same numbers in each, pictures of any size, bounded memory."""

import csv
import errno
import os

import numpy as np
import pytest
from PySide6.QtGui import QImage

from micrograd.maps import writing
from micrograd.maps.axes import Axis
from micrograd.maps.colors import MapScale
from micrograd.maps.plan import MapPlan
from micrograd.maps.writing import MapFile, room_for
from micrograd.recipe.recipe import Recipe
from micrograd.system.saving import SaveError

VALUES = np.array([[-3.5, -2.0, 0.1], [1.0, np.inf, 1 / 3]])


@pytest.fixture
def plan():
    axes = Axis.parsed("hidden-rate:0.01:100:log"), Axis.parsed("seed:4:5")
    return MapPlan(Recipe(), *axes, 3, 2)


def pixels(path):
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    found = np.frombuffer(image.constBits(), np.uint8)
    rows = found.reshape(image.height(), image.bytesPerLine())[:, : 3 * image.width()]
    return rows.reshape(image.height(), image.width(), 3).copy()


def test_a_table_and_the_numbers_have_every_bit(tmp_path, plan):
    for ending in (".csv", ".npz"):
        assert [*MapFile(tmp_path / f"map{ending}", plan, VALUES, {}).write()][-1] == 1.0
    with open(tmp_path / "map.csv", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[0] == "convergence: seed by hidden-rate"
    table = np.array(rows, float)
    with np.load(tmp_path / "map.npz") as found:
        assert [*map(float, head[1:])] == found["x"].tolist()
        assert table[:, 0].tolist() == found["y"].tolist() == [4.0, 5.0]
        assert table[:, 1:].tobytes() == found["convergence"].tobytes() == VALUES.tobytes()


def test_a_picture_has_the_first_row_below(tmp_path, plan):
    path = tmp_path / "map.png"
    assert [*MapFile(path, plan, VALUES, {}).write()][-1] == 1.0
    np.testing.assert_array_equal(pixels(path), MapScale.of(plan, VALUES).colors(VALUES[::-1]))


def test_a_larger_picture_has_several_pixels_for_a_run(tmp_path, plan, monkeypatch):
    monkeypatch.setattr(writing, "PIXELS_AT_A_TIME", 14)
    path = tmp_path / "map.png"
    assert len([*MapFile(path, plan, VALUES, {}, size=(7, 5)).write()]) > 2
    found, colors = pixels(path), MapScale.of(plan, VALUES).colors(VALUES[::-1])
    assert found.shape == (5, 7, 3)
    for row, column, of in ((0, 0, (0, 0)), (4, 6, (1, 2)), (1, 3, (0, 1))):
        assert found[row, column].tolist() == colors[of].tolist()


def test_a_picture_can_have_the_colours_of_another_map(tmp_path, plan):
    kept = MapScale.of(plan, VALUES - 1).kept
    path = tmp_path / "map.png"
    assert [*MapFile(path, plan, VALUES, {}, kept).write()][-1] == 1.0
    np.testing.assert_array_equal(pixels(path), MapScale(plan, kept).colors(VALUES[::-1]))


def test_the_measures_of_a_large_map_lie_in_a_file_that_nobody_sees(tmp_path, plan, monkeypatch):
    monkeypatch.setattr(writing, "MOST_IN_MEMORY", 5)
    values = room_for(plan, tmp_path / "map.npz")
    values[:] = VALUES
    assert isinstance(values, np.memmap)
    assert values.tolist() == VALUES.tolist()
    assert not [*tmp_path.iterdir()]


def test_a_large_map_that_finds_no_room_on_the_disk_is_told_at_its_beginning(
    tmp_path, plan, monkeypatch
):
    def full(descriptor, offset, length):
        assert (offset, length) == (0, 8 * VALUES.size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing, "MOST_IN_MEMORY", 5)
    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(SaveError, match=r"map\.npz was not saved: the disk is full"):
        room_for(plan, tmp_path / "map.npz")
    assert not [*tmp_path.iterdir()]
