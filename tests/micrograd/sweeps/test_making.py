"""make_sweep: its table is of all runs or not there."""

import numpy as np

from micrograd.compiled.many import StopFlag
from micrograd.recipe.recipe import Recipe
from micrograd.sweeps.making import make_sweep
from micrograd.sweeps.plan import SweepPlan


class CancelledWorkers:
    """Do one piece of the two first runs, and are cancelled then."""

    def workers(self, work):
        self._work = work
        return self

    def hand_out(self, pieces):
        yield (0, 1), np.array(self._work.do((0, 1), StopFlag()))

    def cancel(self):
        pass


def test_a_table_whose_workers_end_early_is_not_written_and_its_runs_are_kept(tmp_path):
    plan = SweepPlan(Recipe(), {"seed": (0, 1, 2)}, steps=3)
    results = [*make_sweep(plan, CancelledWorkers(), tmp_path / "runs.csv", resume=False)]
    assert len(results) == 2
    assert [each.name for each in tmp_path.iterdir()] == ["runs.csv.part"]
