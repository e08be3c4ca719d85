"""Planes: each is found as its row says, in cases whose answer is known."""

import numpy as np
import pytest

from micrograd.analysis.landscape.curvature import hessian_product, sharpest_direction
from micrograd.analysis.landscape.field import LossField
from micrograd.analysis.landscape.planes import (
    PLANES,
    Plane,
    PlaneError,
    PlaneQuestion,
    normalise_by_neuron,
)
from micrograd.compiled import compiled_trainer
from micrograd.data.dataset import Dataset, four_samples
from micrograd.nn import MLP
from micrograd.training.trainer import Trainer


def bowl() -> Trainer:
    """A linear neuron, whose loss is a quadratic form: (2 a + 6 b + c)² at inputs of 2 and 6, …"""
    rows = [[2.0, 6.0, 1.0], [1.0, -1.0, 2.0], [-3.0, 0.5, 0.0]]
    return compiled_trainer(MLP(2, [1], ["linear"]), Dataset.from_rows(rows, 1), 0.001)


def hessian_of_bowl() -> np.ndarray:
    inputs = np.array([[2.0, 6.0, 1.0], [1.0, -1.0, 1.0], [-3.0, 0.5, 1.0]])
    return 2 * inputs.T @ inputs


def question(trainer: Trainer, **chosen: object) -> PlaneQuestion:
    here = np.array([p.data for p in trainer.parameters])
    walked = chosen.pop("walked", here[None])
    names = [p.label for p in trainer.parameters]
    return PlaneQuestion(LossField(trainer), here, walked, names, **chosen)  # type: ignore[arg-type]


def dense_hessian(field: LossField, at: np.ndarray) -> np.ndarray:
    rows = [hessian_product(field.gradient, at, row) for row in np.eye(len(at))]
    return np.array(rows)


def test_a_hessian_product_of_a_bowl_is_exact_to_nine_digits() -> None:
    field = LossField(bowl())
    found = dense_hessian(field, np.array([0.3, -0.7, 0.1]))
    np.testing.assert_allclose(found, hessian_of_bowl(), rtol=1e-8, atol=1e-7)


def test_the_sharpest_direction_is_the_first_eigenvector() -> None:
    found = sharpest_direction(LossField(bowl()).gradient, np.ones(3), np.ones(3, bool))
    values, vectors = np.linalg.eigh(hessian_of_bowl())
    assert found.curvature == pytest.approx(values[-1])
    assert abs(found.direction @ vectors[:, -1]) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(3))
def test_of_a_network_it_is_the_largest_eigenvector_of_the_dense_hessian(seed: int) -> None:
    trainer = compiled_trainer(MLP(3, [4, 1]), four_samples(), 0.05, seed=seed)
    trainer.run(20 * seed)
    field, here = LossField(trainer), np.array([p.data for p in trainer.parameters])
    dense = dense_hessian(field, here)
    values, vectors = np.linalg.eigh((dense + dense.T) / 2)
    found = sharpest_direction(field.gradient, here, field.free)
    assert found.curvature == pytest.approx(values[-1], rel=1e-5)
    assert abs(found.direction @ vectors[:, -1]) == pytest.approx(1, abs=1e-3)


def test_downward_curvature_does_not_hide_the_sharpest_one() -> None:
    def gradient(at: np.ndarray) -> np.ndarray:
        return np.array([-9.0, 2.0, 1.0]) * at

    found = sharpest_direction(gradient, np.zeros(3), np.ones(3, bool))
    assert found.curvature == pytest.approx(2)
    assert abs(found.direction[1]) == pytest.approx(1)


def test_the_plane_of_the_path_is_that_of_its_principal_components() -> None:
    walked = np.random.default_rng(2).normal(size=(40, 25)) @ np.diag(np.linspace(3, 0.1, 25))
    trainer = compiled_trainer(MLP(3, [4, 4, 1]), four_samples(), 0.05)
    plane = PLANES["path"].find(question(trainer, walked=walked[:, : len(trainer.parameters)]))
    away = walked[:, : len(plane.origin)] - walked[:, : len(plane.origin)].mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(away.T))
    for i in range(2):
        assert abs(plane.directions[i] @ vectors[:, -1 - i]) == pytest.approx(1)
    held = plane.variance_held(walked[:, : len(plane.origin)])
    assert held == pytest.approx(values[-2:].sum() / values.sum())
    assert plane.distances(walked[-1:, : len(plane.origin)])[0] == pytest.approx(0)


def test_a_path_that_is_a_straight_line_still_has_a_plane() -> None:
    trainer = bowl()
    line = np.linspace(0, 1, 9)[:, None] * np.array([1.0, 2.0, -1.0])
    plane = PLANES["path"].find(question(trainer, walked=line))
    assert np.linalg.matrix_rank(plane.directions) == 2
    assert plane.variance_held(line) == pytest.approx(1)


def test_a_path_that_leads_too_far_has_no_plane() -> None:
    walked = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1e200, 0.0, 0.0]])
    # The survey that asks has no warnings either.
    with np.errstate(over="ignore"), pytest.raises(OverflowError):
        PLANES["path"].find(question(bowl(), walked=walked))


def test_without_a_path_its_plane_is_that_of_the_gradient_and_says_so() -> None:
    plane = PLANES["path"].find(question(bowl()))
    assert plane.note == "no path yet"
    assert plane.axes[0] == "against the gradient"


def test_the_gradient_leads_down_and_the_sharpest_direction_stands_at_right_angles() -> None:
    trainer = compiled_trainer(MLP(3, [4, 1]), four_samples(), 0.05)
    asked = question(trainer)
    plane = PLANES["gradient"].find(asked)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-9)
    here, ahead = asked.field.losses(plane.at(np.array([[0.0, 0.0], [1e-3, 0.0]])))
    assert ahead < here


def test_random_directions_are_as_long_for_each_neuron_as_its_weights() -> None:
    trainer = compiled_trainer(MLP(3, [4, 1]), four_samples(), 0.05)
    asked = question(trainer, seed=7)
    plane, again = PLANES["random"].find(asked), PLANES["random"].find(asked)
    np.testing.assert_array_equal(plane.directions, again.directions)
    for row in plane.directions:
        for first in (0, 4, 8, 12):
            part = slice(first, first + 4)
            assert np.linalg.norm(row[part]) == pytest.approx(np.linalg.norm(asked.here[part]))
    other = PLANES["random"].find(question(trainer, seed=8))
    assert np.abs(other.directions - plane.directions).max() > 0.1


def test_a_neuron_without_weights_has_no_part_in_a_direction() -> None:
    direction = np.ones(6)
    normalise_by_neuron(direction, np.array([0.0, 0.0, 0.0, 3.0, 4.0, 0.0]), (2, 2))
    assert not direction[:3].any()
    assert np.linalg.norm(direction[3:]) == pytest.approx(5)


def test_two_parameters_have_their_own_numbers_as_places() -> None:
    asked = question(bowl(), pair=(2, 0))
    plane = PLANES["parameters"].find(asked)
    assert plane.axes == (asked.names[2], asked.names[0])
    np.testing.assert_allclose(plane.places(asked.here[None]), [[asked.here[2], asked.here[0]]])
    with pytest.raises(PlaneError, match="different"):
        PLANES["parameters"].find(question(bowl(), pair=(1, 1)))


def test_the_ends_of_three_runs_lie_in_their_plane() -> None:
    ends = tuple(
        (f"run {i}", row) for i, row in enumerate(np.random.default_rng(0).normal(size=(3, 3)))
    )
    plane = PLANES["runs"].find(question(bowl(), ends=ends))
    points = np.array([end for _, end in ends])
    np.testing.assert_allclose(plane.distances(points), 0, atol=1e-12)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    two = PLANES["runs"].find(question(bowl(), ends=ends[:2], walked=points[2:]))
    np.testing.assert_allclose(two.distances(points), 0, atol=1e-12)
    with pytest.raises(PlaneError, match="two runs"):
        PLANES["runs"].find(question(bowl(), ends=ends[:1], walked=points[2:]))


def test_with_one_free_parameter_there_is_no_plane() -> None:
    trainer = compiled_trainer(MLP(2, [1]), Dataset.from_rows([[1.0, 2.0, 1.0]], 1), 0.1)
    trainer.change("frozen", ("1.1.w1", "1.1.w2"))
    for kind in ("gradient", "random"):
        with pytest.raises(PlaneError, match="two parameters that are free"):
            PLANES[kind].find(question(trainer))


def test_places_and_distances_hold_for_oblique_directions() -> None:
    plane = Plane(np.zeros(3), np.array([[1.0, 0, 0], [1.0, 2.0, 0]]), ("a", "b"))
    point = plane.at(np.array([[0.5, -1.5]])) + np.array([[0, 0, 0.25]])
    np.testing.assert_allclose(plane.places(point), [[0.5, -1.5]])
    np.testing.assert_allclose(plane.distances(point), [0.25])
