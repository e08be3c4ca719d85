"""The curve of a neuron is where its weighted sum is zero, with the positive side at its left."""

import numpy as np
import pytest

from micrograd.analysis.neuron_curves import first_sums, neuron_curves
from micrograd.analysis.surface import Grid, plane_of
from micrograd.data.dataset import Dataset
from micrograd.data.sampling import Samples, Sampling

CORNERS = [[-1.0, -1.0, 1.0], [1.0, 1.0, 1.0], [1.0, -1.0, -1.0], [-1.0, 1.0, -1.0]]


def sums_of(dataset: Dataset, parameters: list[float], normalise: str = "none") -> np.ndarray:
    samples = Samples(dataset, Sampling(normalise=normalise))
    plane = plane_of(dataset)
    rows = 60 if len(plane.axes) == 2 else 1
    grid = Grid(plane, samples, 60, rows)
    neurons = len(parameters) // (dataset.nin + 1)
    return first_sums(grid.points, parameters, neurons).reshape(neurons, rows, 60)


def places(dataset: Dataset, pieces: np.ndarray) -> np.ndarray:
    """Both ends of the pieces in the units of the data, shape (pieces, 2, 2)."""
    (left, right), (low, high) = plane_of(dataset).ranges
    return pieces.reshape(-1, 2, 2) * (right - left, high - low) + (left, low)


@pytest.mark.parametrize("normalise", ["none", "inputs"])
def test_a_circle_is_the_curve_of_squares(normalise: str) -> None:
    dataset = Dataset.from_rows(CORNERS).with_input("x1**2").with_input("x2**2")
    (curve,) = neuron_curves(sums_of(dataset, [0.0, 0.0, 1.0, 1.0, -0.5]))
    ends = places(dataset, curve.pieces)
    assert np.hypot(*ends.T).ravel() == pytest.approx(0.5**0.5, abs=0.01)
    middles, along = ends.mean(axis=1), ends[:, 1] - ends[:, 0]
    # Beyond the circle the sum is above zero: the middle is at the right of each piece.
    outwards = -along[:, 1] * middles[:, 0] + along[:, 0] * middles[:, 1]
    assert (outwards > 0).all()
    (turned,) = neuron_curves(sums_of(dataset, [0.0, 0.0, -1.0, -1.0, 0.5]))
    ends = places(dataset, turned.pieces)
    middles, along = ends.mean(axis=1), ends[:, 1] - ends[:, 0]
    assert (-along[:, 1] * middles[:, 0] + along[:, 0] * middles[:, 1] < 0).all()


def test_a_product_has_two_curves_and_a_neuron_that_is_never_zero_has_none() -> None:
    dataset = Dataset.from_rows(CORNERS).with_input("x1*x2")
    curves = neuron_curves(sums_of(dataset, [0, 0, 1.0, -0.25, 0, 0, 0, 1.0, 0, 0, 1.0, 0.25]))
    assert [curve.neuron for curve in curves] == [0, 2]
    for curve, product in zip(curves, (0.25, -0.25), strict=True):
        x, y = places(dataset, curve.pieces).reshape(-1, 2).T
        assert x * y == pytest.approx(product, abs=0.01)
        assert x.min() < 0 < x.max()


def test_along_one_input_curves_stand_upright() -> None:
    dataset = Dataset.from_rows([[-1.0, 1.0], [1.0, -1.0]]).with_input("x1**2")
    (curve,) = neuron_curves(sums_of(dataset, [0.0, 1.0, -0.25]))
    ((low, high),) = plane_of(dataset).ranges
    xs = low + curve.pieces[:, [0, 2]] * (high - low)
    assert sorted(xs.mean(axis=1)) == pytest.approx([-0.5, 0.5], abs=0.01)
    # The sum is above zero left of the left one and right of the right one.
    ups = curve.pieces[:, 3] - curve.pieces[:, 1]
    assert sorted(zip(xs.mean(axis=1) > 0, ups, strict=True)) == [(False, 1.0), (True, -1.0)]


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1.7e308])
def test_what_is_no_number_or_too_large_has_no_curve_and_no_warning(number: float) -> None:
    assert neuron_curves(np.full((2, 5, 5), number)) == []
    sums = np.where(np.arange(5) < 2, -number, number) * np.ones((1, 5, 1))
    assert len(neuron_curves(sums)) == (0 if np.isnan(number) else 1)
