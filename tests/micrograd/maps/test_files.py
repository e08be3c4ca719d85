"""Files of finished maps: what they hold, and which map they are of."""

import numpy as np
import pytest

from micrograd.maps.axes import Axis
from micrograd.maps.files import fill, is_finished, write_map
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import tiles_of
from micrograd.parallel.part_file import PartFileError
from micrograd.recipe.recipe import Recipe

PLAN = MapPlan(
    Recipe(), Axis("learning-rate", 0.1, 1.0), Axis("seed", 0, 9), 12, 10, "final-loss", steps=20
)
IDENTITY = {"settings": {"seed": "0"}, "steps": 20}
TILES = tiles_of(12, 10, 20, run_steps=400)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "map.npz"


def test_tiles_of_another_size_do_not_fit():
    values = np.full((10, 12), np.nan)
    with pytest.raises(PartFileError, match="of other sizes"):
        fill(values, TILES[0], np.zeros(TILES[0].pixels + 1))


def test_all_tiles_together_are_the_map():
    values = np.full((10, 12), np.nan)
    for tile in TILES:
        fill(values, tile, np.arange(float(tile.pixels)))
    assert not np.isnan(values).any()


def test_a_finished_file_holds_both_axes_and_the_measure(path):
    values = np.arange(120.0).reshape(10, 12)
    write_map(path, PLAN, values, IDENTITY)
    with np.load(path) as file:
        assert set(file.files) == {"x", "y", "final-loss"}
        assert file["x"].tobytes() == PLAN.xs.tobytes()
        assert file["y"].tolist() == PLAN.ys.tolist()
        assert file["final-loss"].tobytes() == values.tobytes()


def test_a_finished_file_tells_which_map_it_is(path):
    assert not is_finished(path, IDENTITY)
    write_map(path, PLAN, np.zeros((10, 12)), IDENTITY)
    assert is_finished(path, IDENTITY)
    assert not is_finished(path, {**IDENTITY, "steps": 30})
    path.write_bytes(b"no archive")
    assert not is_finished(path, IDENTITY)
