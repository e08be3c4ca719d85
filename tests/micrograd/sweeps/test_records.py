"""Records: a result comes back from its numbers as it was, but for its curve."""

import pytest

from micrograd.data.named import NAMED
from micrograd.recipe.recipe import Recipe
from micrograd.sweeps.plan import SweepPlan
from micrograd.sweeps.records import record_of, result_from
from micrograd.sweeps.sweep import Sweep


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        ({}, 30),
        ({"activations": "linear"}, 300),
        ({"dataset": NAMED["moons"].dataset(20), "test_share": 0.4}, 9),
        ({"dataset": NAMED["sine"].dataset(12), "layers": (3, 1)}, 9),
    ],
)
def test_a_result_is_the_same_after_its_record(settings: dict[str, object], steps: int) -> None:
    sweep = Sweep(SweepPlan(Recipe(**settings), {"learning_rate": (0.01, 1e9)}, steps=steps))  # type: ignore[arg-type]
    list(sweep.work())
    for result in sweep.results:
        found = result_from(result.trial, record_of(result))
        for name in ("trial", "loss", "diverged_at", "score", "test_score", "first_loss"):
            assert getattr(found, name) == getattr(result, name)
        assert found.outcome is result.outcome
