"""What looking at a network costs: a surface, maps of its neurons, a landscape of its loss.

Surface and steps are of 2-[16,16,1], the landscape of 3-[4,4,1]. Surface and maps are judged by
the time of training steps, timed in turns with them.
"""

import random
import statistics
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

import numpy as np

from micrograd import MLP, Dataset, Trainer
from micrograd.analysis.probe import probe_of
from tests.benchmarks.contestants import compiled_kind
from tests.benchmarks.engines import Target, judge, targets_table
from tests.benchmarks.problem import FOUR_SAMPLES, HUNDRED_SAMPLES
from tests.benchmarks.report import table

ROUNDS = 15
STEPS, SURFACE, MAPS, LANDSCAPE = (
    "60 steps of 100 samples",
    "surface of 100 x 100",
    "maps of 24 x 24, 8 layers of 8",
    "landscape of 128 x 128, 4 samples",
)
TARGETS = [Target(SURFACE, STEPS, "at most", 1.0), Target(MAPS, STEPS, "at most", 1.0)]


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Time each, one after the other in each round."""
    kinds = _kinds(compiled_kind())
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(1 + rounds):
        for name, look in kinds.items():
            began = process_time()
            look()
            times[name].append((process_time() - began) * 1e3)
    # The first round builds what all others use.
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    return {"ms": times, "median_ms": medians, "targets": [judge(t, medians) for t in TARGETS]}


def show(measured: dict[str, Any]) -> Iterator[str]:
    """A table of times, and one of targets."""
    rows = [
        [name, median, min(measured["ms"][name][1:])]
        for name, median in measured["median_ms"].items()
    ]
    yield table("Looking at a network, processor time", ["", "ms, median", "lowest"], rows)
    yield targets_table(
        {"problem": "surface and steps of 2-[16,16,1]", "targets": measured["targets"]}
    )


def _kinds(make: Callable[..., Trainer]) -> dict[str, Callable[[], Any]]:
    hundred = make(HUNDRED_SAMPLES.model(), HUNDRED_SAMPLES.dataset(), 0.001)
    four = make(FOUR_SAMPLES.model(), FOUR_SAMPLES.dataset())
    deep_model = MLP(2, [8] * 8, rng=random.Random(0))
    deep = make(deep_model, Dataset.from_rows([[0.0] * 10], 8))
    surface, maps, landscape = map(probe_of, (hundred, deep, four))
    fine, coarse = _plane(100), _plane(24)
    networks = np.random.default_rng(0).normal(size=(128 * 128, len(four.parameters)))
    return {
        STEPS: lambda: hundred.run(60),
        SURFACE: lambda: surface.outputs(_numbers(hundred), fine),
        MAPS: lambda: maps.layer_outputs(_numbers(deep), coarse),
        LANDSCAPE: lambda: landscape.losses(networks),
    }


def _numbers(trainer: Trainer) -> list[float]:
    return [parameter.data for parameter in trainer.parameters]


def _plane(count: int) -> Any:
    """The points of a grid over two inputs, shape (count x count, 2)."""
    axis = np.linspace(-2, 2, count)
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
