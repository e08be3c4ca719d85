"""Curves for a logarithmic axis: as fine in the first steps as in the last, no spike is lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.runs.log_bins import bins_per_doubling, log_edges
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.parameter_history import ParameterHistory

few = settings(deadline=None, max_examples=25)


def growing(steps: int) -> LossHistory:
    """The loss of each step is its number."""
    history = LossHistory()
    for begin in range(0, steps, 100_000):
        history.extend(np.arange(begin, min(steps, begin + 100_000), dtype=float))
    return history


def parameters_of(data: np.ndarray) -> ParameterHistory:
    """The data of one parameter, as a compiled loop delivers it."""
    history = ParameterHistory(1)
    for part in np.split(data, range(3000, len(data), 3000)):
        starts = np.append(0, np.arange(history.room, len(part), history.width))
        bounds = [f.reduceat(part, starts) for f in (np.minimum, np.maximum)]
        pieces = np.stack([*bounds, *bounds], axis=1)[:, :, None]
        history.extend(pieces, len(part))
    return history


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.sampled_from([1, 2, 16, 128]))
def test_bins_hold_every_step_and_are_narrow_for_where_they_are(
    first: int, steps: int, per_doubling: int
) -> None:
    edges, end = log_edges(first, first + steps, per_doubling)
    assert edges[0] <= first < first + steps <= end
    widths = np.diff(np.append(edges, end))
    assert widths.min() >= 1
    assert (widths <= np.maximum(1, (1 + edges) / per_doubling)).all()


@pytest.mark.parametrize("span", [(0, 1_000_000), (50, 4_000), (0, 100)])
def test_a_curve_has_about_as_many_bins_as_are_asked_for(span: tuple[int, int]) -> None:
    per_doubling = bins_per_doubling(*span, 400)
    edges, _ = log_edges(*span, per_doubling)
    assert min(50, 400 / 4) <= len(edges) <= 900


def test_a_narrow_part_needs_no_such_bins() -> None:
    assert bins_per_doubling(500_000, 600_000, 400) == 0


@pytest.mark.parametrize("steps", [50, 5_000, 3_000_000])
def test_the_first_losses_are_drawn_one_by_one_however_long_the_run(steps: int) -> None:
    drawn, losses = growing(steps).log_outline(0, steps, 32)
    first = [float(step) for step in range(min(50, steps))]
    assert drawn[:50].tolist() == losses[:50].tolist() == first
    assert (np.diff(drawn) > 0).all()
    assert len(drawn) < 2 * 32 * 24
    assert losses.max() == steps - 1


@pytest.mark.parametrize("spike", [3, 70_000, 1_234_567, 2_999_999])
def test_a_spike_of_one_step_is_drawn_where_it_was(spike: int) -> None:
    losses = np.ones(3_000_000)
    losses[spike] = 9.0
    history = LossHistory()
    history.extend(losses)
    steps, drawn = history.log_outline(0, 3_000_000, 16)
    assert np.count_nonzero(drawn == 9.0) == 1
    assert abs(steps[drawn.argmax()] - spike) <= max(1, spike / 16)


@few
@given(st.lists(st.integers(1, 400_000), min_size=2, max_size=6), st.integers(0, 3000))
def test_a_curve_that_grows_is_drawn_like_one_that_was_never_drawn(
    sizes: list[int], origin: int
) -> None:
    losses = np.random.default_rng(sum(sizes)).random(sum(sizes))
    seen, fresh = LossHistory(), LossHistory()
    for part in np.split(losses, np.cumsum(sizes)[:-1]):
        seen.extend(part)
        seen.log_outline(0, len(seen), 16, origin)
        fresh.extend(part)
    for span in ((0, len(losses)), (len(losses) // 3, len(losses) // 2)):
        ours, theirs = (h.log_outline(*span, 16, origin) for h in (seen, fresh))
        assert [each.tolist() for each in ours] == [each.tolist() for each in theirs]


def test_after_going_back_the_first_losses_are_those_of_the_new_way() -> None:
    history = growing(2_000_000)
    history.rewind(10)
    history.extend(np.full(2_000_000, -1.0))
    steps, losses = history.log_outline(0, 2_000_000, 32)
    assert losses[steps < 7].tolist() == [float(step) for step in range(7)]
    assert (losses[steps >= 16] == -1.0).all()


def test_parameters_of_the_first_hundred_steps_are_told_apart_after_a_million() -> None:
    history = parameters_of(np.arange(1_000_000, dtype=float))
    steps, data = history.log_outline(0, "data", 16)
    early = steps < 100
    assert history.width >= 256
    assert np.count_nonzero(early) > 60
    assert np.abs(data[early] - steps[early]).max() <= 8
    assert (np.diff(steps) >= 0).all()
    assert (data.min(), data.max()) == (0, 999_999)


@pytest.mark.parametrize("spike", [0, 17, 3_000, 40_001, 99_999])
def test_a_spike_of_a_parameter_stays(spike: int) -> None:
    data = np.zeros(100_000)
    data[spike] = 5.0
    steps, drawn = parameters_of(data).log_outline(0, "data", 16)
    assert np.count_nonzero(drawn == 5.0) >= 1
    assert np.abs(steps[drawn == 5.0] - spike).max() <= max(64, spike / 8)


@pytest.mark.parametrize("end", [1, 40, 5_000, 60_000])
def test_what_came_after_a_step_leaves_no_trace(end: int) -> None:
    steps, data = parameters_of(np.arange(100_000, dtype=float)).log_outline(0, "data", 16, end)
    assert max(steps, default=0) < end
    assert max(data, default=0) < end


def test_parameters_that_were_gone_back_on_are_forgotten() -> None:
    history = parameters_of(np.arange(100_000, dtype=float))
    history.rewind(50)
    history.extend(np.full((-(-(200 - history.room) // history.width) + 1, 4, 1), -1.0), 200)
    _, data = history.log_outline(0, "data", 16)
    assert data.max() <= 50 + history.width
