"""LossTrend: what the loss did lately."""

import numpy as np
import pytest

from micrograd.analysis.loss_trend import FEWEST, MOST, loss_trend


def test_a_few_losses_tell_nothing() -> None:
    assert not loss_trend(np.linspace(2, 1, FEWEST - 1)).is_known
    assert loss_trend(np.linspace(2, 1, FEWEST)).is_known
    assert not loss_trend(np.empty(0)).is_known


def test_a_falling_loss_falls_and_never_rises() -> None:
    trend = loss_trend(0.99 ** np.arange(300.0))
    assert trend.fall > 0.8
    assert trend.rises == 0


def test_a_rising_loss_falls_by_less_than_nothing() -> None:
    trend = loss_trend(np.linspace(1, 2, 100))
    assert trend.fall < -0.3
    assert trend.rises == 1


def test_a_loss_that_stands_still_has_no_swing() -> None:
    trend = loss_trend(np.full(100, 8.0))
    assert (trend.fall, trend.swing, trend.rises, trend.last) == (0, 0, 0, 8)


def test_a_loss_that_alternates_has_a_steady_middle_and_a_large_swing() -> None:
    for length in (100, 101, 299, 300):
        trend = loss_trend(np.where(np.arange(length) % 2, 75.0, 52.0))
        assert abs(trend.fall) < 1e-9
        assert trend.swing > 0.3
        assert trend.rises == pytest.approx(0.5, abs=0.01)


def test_only_the_newest_losses_count() -> None:
    losses = np.concatenate([np.full(1000, 50.0), np.full(MOST, 1.0)])
    trend = loss_trend(losses)
    assert (trend.length, trend.first, trend.last) == (MOST, 1, 1)


def test_losses_of_batches_are_judged_by_whole_epochs() -> None:
    noise = np.tile([0.5, 1.5, 1.0, 3.0], 100)
    trend = loss_trend(np.concatenate([[9.0, 9.0], noise]), 4)
    assert (trend.length, trend.unit, trend.steps) == (100, 4, 400)
    assert (trend.first, trend.last, trend.swing, trend.rises) == (1.5, 1.5, 0, 0)
