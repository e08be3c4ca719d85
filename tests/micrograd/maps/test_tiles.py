"""Tiles: every pixel once, coarse ones first, from a point outwards."""

import math

import numpy as np
import pytest

from micrograd.maps.tiles import COARSEST, MOST_TILES, RUN_STEPS, Outwards, tiles_of

SIZES = [(1, 1), (64, 64), (65, 64), (100, 7), (7, 300), (333, 129)]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("steps", [1, 500, 10**6])
def test_every_pixel_is_in_one_tile(width, height, steps):
    times = np.zeros((height, width), int)
    for tile in tiles_of(width, height, steps):
        times[tile.where()] += 1
        assert tile.shape == times[tile.where()].shape
        assert tile.pixels == math.prod(tile.shape)
    assert (times == 1).all()


def test_the_first_tiles_are_a_picture_of_the_whole():
    tiles = tiles_of(512, 256, 300)
    first = [tile for tile in tiles if tile.stride == 8]
    assert tiles[: len(first)] == first
    assert sum(tile.pixels for tile in first) == COARSEST * COARSEST // 2


def test_several_threads_make_the_first_picture():
    usual, shared = tiles_of(512, 512, 300), tiles_of(512, 512, 300, first_tiles=4)
    counts = [sum(tile.stride == 8 for tile in tiles) for tiles in (usual, shared)]
    assert counts[0] < 4 <= counts[1]
    finer = [[tile[1:] for tile in tiles if tile.stride < 8] for tiles in (usual, shared)]
    assert finer[0] == finer[1]


def test_tiles_become_finer():
    strides = [tile.stride for tile in tiles_of(512, 512, 300)]
    assert strides == sorted(strides, reverse=True)
    assert strides[-1] == 1


def distance(tile, column, row):
    columns, rows = tile.columns, tile.rows
    return math.hypot((columns[0] + columns[-1]) / 2 - column, (rows[0] + rows[-1]) / 2 - row)


def test_the_tiles_of_a_level_go_outwards_from_a_point():
    column, row = 400, 30
    tiles = tiles_of(512, 512, 500, (column, row), run_steps=100_000)
    finest = [distance(tile, column, row) for tile in tiles if tile.stride == 1]
    assert finest == sorted(finest)
    assert finest[0] < 20 < 400 < finest[-1]


def test_a_tile_is_large_enough_to_be_handed_out():
    sizes = [tile.pixels * 500 for tile in tiles_of(2048, 2048, 500)]
    assert min(sizes) > RUN_STEPS / 2
    assert max(sizes) < 3 * RUN_STEPS


def test_a_very_large_map_has_larger_tiles():
    assert len(tiles_of(8192, 8192, 10**6)) < 2 * MOST_TILES


def test_tiles_are_numbered_in_their_order():
    tiles = tiles_of(200, 100, 300)
    assert [tile.number for tile in tiles] == list(range(len(tiles)))


def test_tiles_follow_a_point_that_moves_while_they_are_handed_out():
    tiles = tiles_of(256, 256, 500, run_steps=100_000)
    outwards = Outwards(tiles, (0, 0))
    handed_out = iter(outwards)
    of_level = [next(handed_out) for _ in range(sum(tile.stride > 1 for tile in tiles))]
    assert all(tile.stride > 1 for tile in of_level)
    near = next(handed_out)
    outwards.around = (255, 255)
    far = next(handed_out)
    assert distance(near, 0, 0) < 40
    assert distance(far, 255, 255) < 40
    assert sorted([*of_level, near, far, *handed_out]) == sorted(tiles)
