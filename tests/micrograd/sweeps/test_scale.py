"""SweepScale: the colours of a map for the results of a sweep."""

from dataclasses import replace

import numpy as np

from micrograd.data.dataset import four_samples
from micrograd.scales.colors import LEARNED, OTHERS, hex_of
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.scale import SweepScale
from micrograd.training.score import Score
from tests.sweep_plans import sweep_plan

TRIAL = sweep_plan(four_samples(), (0.1,), (0,), ((1,),)).trials[0]


def ended(first: float, loss: float, right: int = 2) -> TrialResult:
    score = Score("accuracy", right / 4, 4, right)
    return TrialResult(TRIAL, loss, None, np.array([0, 9]), np.array([first, loss]), score)


def colors(*results: TrialResult, measure: str = "final-loss") -> list[str]:
    return [hex_of(color) for color in SweepScale(results, measure).colors_of(results)]


def test_the_smallest_loss_is_the_farthest_from_the_boundary() -> None:
    found = colors(ended(4.0, 3.0), ended(4.0, 1e-9), ended(4.0, 5.0), ended(4.0, 9.0))
    assert found == [LEARNED[0], LEARNED[-1], OTHERS[0], OTHERS[-1]]


def test_a_loss_is_judged_by_the_one_that_its_own_run_began_with() -> None:
    learned, others = SweepScale([ended(4.0, 3.0), ended(2.0, 2.5)], "final-loss").legend()
    assert (learned.stops[0].text, others.stops[0].text) == ("3", "2.5")


def test_a_run_that_diverged_lies_at_the_far_end_whatever_its_last_loss() -> None:
    gone = replace(ended(4.0, 0.1), diverged_at=7)
    assert colors(ended(4.0, 3.0), gone, ended(4.0, 5.0))[1] == OTHERS[-1]


def test_scores_are_judged_by_always_answering_the_same() -> None:
    found = colors(*(ended(4.0, 1.0, right) for right in (4, 3, 2, 0)), measure="accuracy")
    assert found == [LEARNED[-1], LEARNED[0], OTHERS[0], OTHERS[-1]]
    scale = SweepScale([ended(4.0, 1.0, 4)], "accuracy")
    assert scale.title == "final accuracy"
    assert scale.legend()[0].words == "learned something"


def test_nothing_has_a_scale_without_shades() -> None:
    assert [side.stops for side in SweepScale([], "final-loss").legend()] == [(), ()]
