"""TileTraining: tiles have the bits that each pixel's run has alone, and can be cancelled."""

from contextlib import closing
from itertools import islice

import numpy as np
import pytest

from micrograd.maps.axes import Axis
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import tiles_of
from micrograd.maps.training import TileTraining
from micrograd.parallel.threads import ThreadWorkers
from micrograd.recipe.recipe import Recipe
from micrograd.training.divergence import DivergenceError

pytestmark = pytest.mark.usefixtures("run_loop")


def plan_of(**parts):
    axes = Axis("learning-rate", 0.001, 10, True), Axis("init-scale", 0.1, 10, True)
    given = {"recipe": Recipe(activations="linear"), "width": 6, "height": 5, "steps": 30}
    return MapPlan(x=axes[0], y=axes[1], **(given | {"measure": "final-loss"} | parts))


def tiles_of_plan(plan, run_steps=100):
    return tiles_of(plan.width, plan.height, plan.steps, run_steps=run_steps)


def values_of(plan, threads=2):
    values = np.full((plan.height, plan.width), np.nan)
    for tile, found in ThreadWorkers(TileTraining(plan), threads).hand_out(tiles_of_plan(plan)):
        values[tile.where()] = found
    return values


def loss_alone(plan, column, row):
    """The loss that a pixel's run has when it is opened."""
    start = plan.start((float(plan.xs[column]), float(plan.ys[row])))
    trainer = start.trainer()
    try:
        trainer.run(plan.steps)
    except DivergenceError:
        return np.inf
    return trainer.evaluate().loss


def test_every_pixel_has_the_loss_that_its_run_has_when_it_is_opened():
    plan = plan_of()
    values = values_of(plan)
    expected = [[loss_alone(plan, i, k) for i in range(plan.width)] for k in range(plan.height)]
    assert values.tobytes() == np.array(expected).tobytes()
    assert 0 < np.isinf(values).sum() < values.size


def test_threads_change_nothing():
    plan = plan_of(measure="convergence")
    assert values_of(plan, 1).tobytes() == values_of(plan, 3).tobytes()


def test_tiles_are_drawn_as_they_are_needed():
    plan, drawn = plan_of(), []

    def tiles():
        for tile in tiles_of_plan(plan):
            drawn.append(tile)
            yield tile

    with closing(ThreadWorkers(TileTraining(plan), 1).hand_out(tiles())) as trained:
        next(trained)
        assert len(drawn) < len(tiles_of_plan(plan))


def test_cancelled_it_hands_out_nothing_more():
    plan = plan_of(recipe=Recipe(), steps=1_000_000)
    threads = ThreadWorkers(TileTraining(plan), 2)

    def tiles():
        yield from islice(tiles_of_plan(plan), 3)
        # Two tiles of a million steps each are in work by now.
        threads.cancel()
        yield from tiles_of_plan(plan)

    assert list(threads.hand_out(tiles())) == []
