"""Canvas: a view from the first coarse squares to its last pixel, and what a view before shows."""

import numpy as np
import pytest

from micrograd.maps.axes import Axis
from micrograd.maps.canvas import OTHER_VIEW, Canvas
from micrograd.maps.local import TrainedTile
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import tiles_of
from micrograd.maps.views import View
from micrograd.recipe.recipe import Recipe

WIDTH, HEIGHT = 100, 70
VIEW = View(Axis("1.1.w1", -1.0, 1.0), Axis("1.1.w2", -1.0, 1.0))


def plan_of(view=VIEW, width=WIDTH, height=HEIGHT):
    return MapPlan(Recipe(), *view, width, height, 10, "final-loss")


def measures(plan):
    """A number for each pixel that tells where it is."""
    return plan.xs + 1000 * plan.ys[:, np.newaxis]


def tiles(plan):
    of_plan = tiles_of(plan.width, plan.height, plan.steps, run_steps=1500)
    return [TrainedTile(tile, measures(plan)[tile.where()]) for tile in of_plan]


def whole(plan):
    canvas = Canvas(plan)
    for tile in tiles(plan):
        canvas.add(tile)
    return canvas


def test_nothing_is_known_at_first():
    canvas = Canvas(plan_of())
    assert not canvas.known.any()
    assert np.isnan(canvas.values).all()
    assert canvas.share == 0


def test_the_first_level_shows_something_at_every_pixel():
    plan = plan_of()
    canvas = Canvas(plan)
    for tile in tiles(plan):
        if tile.tile.stride == 2:
            canvas.add(tile)
    assert canvas.known.all()
    expected = measures(plan)[::2, ::2].repeat(2, axis=0).repeat(2, axis=1)
    assert canvas.values.tobytes() == expected[:HEIGHT, :WIDTH].tobytes()
    assert canvas.share == pytest.approx(0.25)


@pytest.mark.parametrize("is_backwards", [False, True])
def test_in_the_end_every_pixel_shows_its_own_measure(is_backwards):
    plan = plan_of()
    canvas = Canvas(plan)
    # Threads may be done in another order than they began.
    for tile in tiles(plan)[:: -1 if is_backwards else 1]:
        canvas.add(tile)
    assert canvas.values.tobytes() == measures(plan).tobytes()
    assert (canvas.strides == 1).all()
    assert canvas.share == 1


def test_a_canvas_knows_which_tiles_are_missing():
    plan = plan_of()
    canvas, all_tiles = Canvas(plan), tiles(plan)
    canvas.add(all_tiles[0])
    canvas.add(all_tiles[-1])
    expected = [tile.tile for tile in all_tiles[1:-1]]
    assert canvas.missing([tile.tile for tile in all_tiles]) == expected


def test_a_closer_view_shows_what_is_known_larger_until_better_comes():
    before = whole(plan_of())
    closer = plan_of(VIEW.part(0.25, 0.25, 0.5, 0.5))
    canvas = Canvas(closer, before)
    assert (canvas.strides == OTHER_VIEW).all()
    distances = np.abs(canvas.values - measures(closer))
    assert distances.max() <= 1000 / (HEIGHT - 1) + 1 / (WIDTH - 1) + 1e-9
    for tile in tiles(closer):
        canvas.add(tile)
    assert canvas.values.tobytes() == measures(closer).tobytes()


def test_a_wider_view_shows_what_is_known_in_its_middle():
    before = whole(plan_of())
    wider = Canvas(plan_of(VIEW.zoomed(0.5, 0.5, 0.5)), before)
    middle = wider.known[HEIGHT // 2, WIDTH // 2]
    corners = wider.known[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert middle
    assert not corners.any()
    assert wider.known.mean() == pytest.approx(0.25, abs=0.02)


def test_a_view_that_was_moved_keeps_what_both_show():
    before = whole(plan_of())
    moved = Canvas(plan_of(VIEW.moved(0.5, 0.0)), before)
    columns = moved.known.any(axis=0)
    assert columns[: WIDTH // 2].all()
    assert not columns[WIDTH // 2 + 1 :].any()


def test_a_view_of_other_things_begins_with_nothing():
    before = whole(plan_of())
    other = View(Axis("1.1.w1", -1.0, 1.0), Axis("1.1.w3", -1.0, 1.0))
    assert not Canvas(plan_of(other), before).known.any()


def test_a_picture_of_another_size_shows_what_is_known():
    before = whole(plan_of())
    assert Canvas(plan_of(width=31, height=200), before).known.all()
