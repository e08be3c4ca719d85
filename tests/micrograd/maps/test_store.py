"""Files of maps: tiles are kept as they come, and only whole ones of the same map are taken."""

import numpy as np
import pytest

from micrograd.maps.axes import Axis
from micrograd.maps.plan import MapPlan
from micrograd.maps.store import StoreError, TileFile, fill, is_finished, write_map
from micrograd.maps.tiles import TrainedTile, tiles_of
from micrograd.recipe.recipe import Recipe
from micrograd.system.saving import SaveError

PLAN = MapPlan(
    Recipe(), Axis("learning-rate", 0.1, 1.0), Axis("seed", 0, 9), 12, 10, 20, "final-loss"
)
IDENTITY = {"settings": {"seed": "0"}, "steps": 20}
TILES = tiles_of(12, 10, 20, run_steps=400)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "map.npz"


def trained(tile):
    return TrainedTile(tile, np.arange(tile.pixels, dtype=float).reshape(tile.shape) + tile.number)


def kept(path, tiles=TILES):
    """The file of these tiles, as an interruption leaves it."""
    with TileFile(path, IDENTITY, resume=False) as store:
        for tile in tiles:
            store.add(trained(tile))
    return store.path


def test_tiles_are_there_again_with_all_their_bits(path):
    kept(path, TILES[:3])
    with TileFile(path, IDENTITY, resume=True) as store:
        assert list(store.done) == [0, 1, 2]
        for tile in TILES[:3]:
            assert store.done[tile.number].tobytes() == trained(tile).values.tobytes()


def test_tiles_are_added_behind_those_that_are_there(path):
    kept(path, TILES[:2])
    with TileFile(path, IDENTITY, resume=True) as store:
        store.add(trained(TILES[2]))
    with TileFile(path, IDENTITY, resume=True) as store:
        assert list(store.done) == [0, 1, 2]


@pytest.mark.parametrize("lost", [1, 4, 8, 20])
def test_a_tile_that_was_cut_off_is_missing_and_all_others_are_there(path, lost):
    part = kept(path, TILES[:3])
    part.write_bytes(part.read_bytes()[:-lost])
    with TileFile(path, IDENTITY, resume=True) as store:
        assert list(store.done) == [0, 1]
        store.add(trained(TILES[2]))
    with TileFile(path, IDENTITY, resume=True) as store:
        assert list(store.done) == [0, 1, 2]


def test_a_tile_with_other_bits_than_were_written_is_missing(path):
    part = kept(path, TILES[:2])
    data = bytearray(part.read_bytes())
    data[-10] ^= 1
    part.write_bytes(data)
    with TileFile(path, IDENTITY, resume=True) as store:
        assert list(store.done) == [0]


@pytest.mark.parametrize("length", [0, 5, 30, 40])
def test_a_file_that_was_cut_off_at_its_beginning_is_begun_anew(path, length):
    part = kept(path, TILES[:1])
    part.write_bytes(part.read_bytes()[:length])
    with TileFile(path, IDENTITY, resume=True) as store:
        assert store.done == {}
        store.add(trained(TILES[0]))
    with TileFile(path, IDENTITY, resume=True) as store:
        assert list(store.done) == [0]


def test_tiles_of_another_map_are_refused_in_words_and_stay(path):
    part = kept(path, TILES[:1])
    before = part.read_bytes()
    told = "map.npz.part has tiles of another map: steps is 30, and was 20"
    with pytest.raises(StoreError, match=told):
        TileFile(path, {**IDENTITY, "steps": 30}, resume=True)
    assert part.read_bytes() == before


def test_tiles_are_not_thrown_away_unasked(path):
    part = kept(path, TILES[:2])
    before = part.read_bytes()
    with pytest.raises(StoreError, match=r"has 2 tiles .* --resume goes on from them; delete it"):
        TileFile(path, IDENTITY, resume=False)
    assert part.read_bytes() == before


def test_a_file_of_something_else_is_refused(path):
    path.with_name("map.npz.part").write_text("shopping list\nmilk\n")
    with pytest.raises(StoreError, match="is no file of tiles"):
        TileFile(path, IDENTITY, resume=True)


def test_tiles_can_not_be_kept_where_there_is_no_folder(tmp_path):
    with pytest.raises(SaveError, match="was not saved: the folder"):
        TileFile(tmp_path / "missing" / "map.npz", IDENTITY, resume=False)


def test_tiles_of_another_size_do_not_fit():
    values = np.full((10, 12), np.nan)
    with pytest.raises(StoreError, match="of other sizes"):
        fill(values, TILES[0], np.zeros(TILES[0].pixels + 1))


def test_all_tiles_together_are_the_map():
    values = np.full((10, 12), np.nan)
    for tile in TILES:
        fill(values, tile, trained(tile).values.ravel())
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
