"""make_map: its files are of the whole map or not there."""

import numpy as np
import pytest

from micrograd.maps import making
from micrograd.maps.axes import Axis
from micrograd.maps.making import make_map
from micrograd.maps.plan import MapPlan
from micrograd.recipe.recipe import Recipe


class CancelledWorkers:
    """Do one piece, and are cancelled then."""

    def workers(self, work):
        return self

    def hand_out(self, pieces):
        tile = next(iter(pieces))
        yield tile, np.zeros(tile.pixels)

    def cancel(self):
        pass


@pytest.mark.usefixtures("run_loop")
def test_a_map_whose_workers_end_early_is_not_written_and_keeps_its_tiles(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "RUN_STEPS", 40)
    axes = Axis.parsed("hidden-rate:0.01:100:log"), Axis.parsed("seed:4:9")
    plan, path = MapPlan(Recipe(), *axes, 7, 5, steps=20), tmp_path / "map.npz"
    for resume in (False, True):
        values = np.full((5, 7), np.nan)
        progress = [*make_map(plan, CancelledWorkers(), [path], resume, values)]
        assert progress[-1].tiles == 1 + resume < progress[-1].all_tiles
        assert [each.name for each in tmp_path.iterdir()] == ["map.npz.part"]
