"""LossScale: equal factors are equal distances, and a few outliers do not take all colours."""

from dataclasses import replace

import numpy as np
import pytest

from app.kit.theme import Theme, contrast, readable_on
from app.kit.widgets.loss_colors import loss_color
from app.views.pages.sweep.colors import LossScale
from micrograd.data.dataset import four_samples
from micrograd.sweeps.result import TrialResult
from tests.sweep_plans import sweep_plan

TRIAL = sweep_plan(four_samples(), (0.1,), (0,), ((1,),)).trials[0]


def results(*losses: float, began: float = 4.0) -> list[TrialResult]:
    return [
        TrialResult(TRIAL, loss, None, np.array([0, 9]), np.array([began, loss])) for loss in losses
    ]


def test_equal_factors_are_equal_distances() -> None:
    scale = LossScale(results(1.0, 0.01, 0.0001))
    assert [scale.share(loss) for loss in (1.0, 0.01, 0.0001)] == pytest.approx([0, 0.5, 1])
    assert (scale.high_text, scale.low_text) == ("1", "0.0001")


def test_losses_far_above_the_beginning_share_the_faintest_colour() -> None:
    scale = LossScale(results(0.1, 1e100, 1e200))
    assert scale.high == 40.0
    assert scale.high_text == "≥ 40"
    assert scale.share(1e100) == scale.share(1e200) == 0.0


def test_one_very_small_loss_of_a_hundred_leaves_the_others_their_colours() -> None:
    scale = LossScale(results(*[1.0, 0.1] * 50, 1e-30))
    assert scale.low_text == "≤ 0.1"
    assert scale.share(1e-30) == scale.share(0.1) == 1.0


def test_a_loss_of_zero_has_a_place() -> None:
    scale = LossScale(results(0.0, 1.0))
    assert (scale.share(0.0), scale.low_text) == (1.0, "0")


def test_a_loss_too_small_to_be_told_apart_says_so() -> None:
    assert LossScale(results(1e-40, 1.0)).low_text == "≤ 1e−32"
    assert LossScale(results(1e-32, 1.0)).low_text == "1e−32"


def test_equal_losses_have_one_colour() -> None:
    assert LossScale(results(0.5, 0.5)).share(0.5) == 1.0


def test_diverged_runs_have_no_say() -> None:
    (bad,) = results(1e300)
    assert LossScale([replace(bad, diverged_at=3)]).is_empty
    assert LossScale([*results(1.0, 0.1), replace(bad, diverged_at=3)]).high == 1.0


@pytest.mark.parametrize("name", ["dark", "light"])
def test_numbers_are_read_on_every_shade(name: str) -> None:
    for i in range(51):
        fill = loss_color(Theme(name), i / 50)
        assert contrast(readable_on(fill), fill) >= 4.5
