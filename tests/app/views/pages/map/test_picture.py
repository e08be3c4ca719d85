"""Pictures: what a value stands for, and what one knows from another."""

import numpy as np
import pytest

from app.views.pages.map.picture import Picture, missed_least
from micrograd.maps.axes import Axis
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import Tile, TrainedTile
from micrograd.recipe.recipe import Recipe


def picture(x: str = "learning-rate:1:101", size: int = 11) -> Picture:
    axes = Axis.parsed(x), Axis.parsed("init-scale:1:11")
    return Picture(MapPlan(Recipe(), *axes, size, size, steps=1))


def full(of: Picture) -> Picture:
    values = np.add.outer(1000 * of.plan.ys, of.plan.xs)
    pixels = range(of.plan.width)
    of.put(TrainedTile(Tile(0, 1, pixels, pixels), values))
    return of


def test_a_coarse_value_stands_for_its_square_until_finer_ones_come() -> None:
    seen = picture()
    coarse = Tile(0, 4, range(0, 11, 4), range(0, 11, 4))
    seen.put(TrainedTile(coarse, np.arange(9.0).reshape(3, 3)))
    assert seen.values[1, 5] == 1.0
    assert seen.values[10, 10] == 8.0
    assert seen.trained == 9
    seen.put(TrainedTile(Tile(1, 2, range(2, 3), range(1)), np.array([[50.0]])))
    assert seen.values[1, 3] == 50.0
    assert seen.values[0, 0] == 0.0
    assert seen.values[2, 3] == 0.0
    assert seen.has(coarse)


def test_a_coarse_value_does_not_hide_a_finer_one() -> None:
    seen = picture()
    seen.put(TrainedTile(Tile(0, 1, range(1, 2), range(1)), np.array([[7.0]])))
    seen.put(TrainedTile(Tile(1, 4, range(1), range(1)), np.array([[3.0]])))
    assert seen.values[0, :4].tolist() == [3.0, 7.0, 3.0, 3.0]


@pytest.mark.parametrize(("x", "known"), [("learning-rate:26:76", 11), ("learning-rate:51:151", 6)])
def test_another_view_shows_what_is_known_of_its_places(x: str, known: int) -> None:
    seen = picture(x)
    seen.take_from(full(picture()))
    assert seen.is_known.all(axis=0).sum() == known
    there = seen.is_known[0]
    np.testing.assert_allclose(seen.values[0][there] - 1000, seen.plan.xs[there], atol=5.001)
    # None of it is a value of the pixel itself.
    assert seen.trained == 0


def test_the_finer_of_two_pictures_is_shown() -> None:
    near, far = full(picture("learning-rate:26:76")), full(picture())
    for known in ([near, far], [far, near]):
        seen = picture("learning-rate:36:66")
        for each in known:
            seen.take_from(each)
        np.testing.assert_allclose(seen.values[0] - 1000, seen.plan.xs, atol=2.501)


def test_a_logarithmic_picture_is_known_from_a_linear_one() -> None:
    seen = picture("learning-rate:1:101:log")
    seen.take_from(full(picture()))
    np.testing.assert_allclose(seen.values[0] - 1000, seen.plan.xs, atol=5.001)


def test_between_squares_of_a_finer_level_there_is_no_gap_until_the_coarser_one_comes() -> None:
    seen = picture()
    between = Tile(1, 2, range(2, 11, 4), range(0, 11, 4))
    seen.put(TrainedTile(between, np.full((3, 3), 5.0)))
    assert seen.is_known[:, 2:].all()
    seen.put(TrainedTile(Tile(0, 4, range(0, 11, 4), range(0, 11, 4)), np.full((3, 3), 9.0)))
    assert seen.values[0].tolist() == [9, 9, 5, 5, 9, 9, 5, 5, 9, 9, 5]
    assert seen.values[2].tolist() == [9] * 11


def test_whoever_zooms_in_keeps_pictures_all_the_way_out() -> None:
    kept = [picture(f"learning-rate:1:{1 + 0.8**i}").plan for i in range(40)]
    widest, seen = kept[0], []
    for plan in kept:
        seen.append(plan)
        if len(seen) > 8:
            del seen[missed_least(seen)]
    assert seen[0] is widest
    assert seen[-1] is kept[-1]
    steps = np.diff(np.log([plan.x.width for plan in seen])) / np.log(0.8)
    # No gap is twice as large as if all were alike.
    assert steps.max() < 2 * 39 / 7


def test_of_views_side_by_side_the_oldest_goes() -> None:
    axes = ["1:101", *(f"{i}:{i + 10}" for i in range(1, 10)), "2:3"]
    plans = [picture(f"learning-rate:{axis}").plan for axis in axes]
    # The first of the same width is beside the widest one, the second between its likes.
    assert missed_least(plans) == 2
