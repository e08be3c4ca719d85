"""How layers move points: known cases, and what keeps a picture of them calm."""

import numpy as np
import pytest

from micrograd.analysis.probe import probe_of
from micrograd.analysis.representation import (
    Frame,
    Space,
    at_place,
    border_in,
    frame_around,
    kept_frame,
    mixed_frames,
    principal_plane,
    spaces_of,
    turned_like,
    turned_to,
    two_neurons,
    with_lane,
)
from micrograd.compiled import compiled_trainer
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.training.trainer import Trainer

ROTATION = [[0.0, -1.0], [1.0, 0.0]]


def make_trainer(layers: list[int], activations: list[str], nin: int = 2) -> Trainer:
    dataset = Dataset.from_rows([[*[0.5] * nin, *[1.0] * layers[-1]]] * 2, layers[-1])
    return Trainer(MLP(nin, layers, activations), dataset, 0.1)


def set_layer(trainer: Trainer, layer: int, weights: list[list[float]], bias: float = 0.0) -> None:
    for neuron, row in zip(trainer.model.layers[layer].neurons, weights, strict=True):
        neuron.b.data = bias
        for weight, number in zip(neuron.w, row, strict=True):
            weight.data = number


def spaces(trainer: Trainer, points: np.ndarray) -> list[Space]:
    return spaces_of(probe_of(trainer), [p.data for p in trainer.parameters], points)


def cloud(k: int, count: int = 40, seed: int = 0) -> np.ndarray:
    """Points of shape (k, count) that vary by another amount along each of k mixed directions."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(k, k)) @ (rng.normal(size=(k, count)) * np.arange(1, k + 1)[:, None])


# Spaces.


def test_an_identity_layer_moves_nothing() -> None:
    trainer = make_trainer([2], ["linear"])
    set_layer(trainer, 0, [[1.0, 0.0], [0.0, 1.0]])
    points = np.random.default_rng(1).normal(size=(9, 2))
    inputs, outputs = spaces(trainer, points)
    assert np.array_equal(inputs.outputs, points.T)
    assert np.array_equal(outputs.outputs, points.T)
    planes = [two_neurons(space.outputs, 0, 1) for space in (inputs, outputs)]
    for place in (0.0, 0.2, 0.5, 0.8, 1.0):
        assert np.allclose(at_place([inputs, outputs], planes, place), points.T)


def test_a_rotation_is_halfway_done_at_the_quarter_and_done_at_the_half() -> None:
    trainer = make_trainer([2], ["linear"])
    set_layer(trainer, 0, ROTATION)
    points = np.array([[1.0, 0.0], [0.0, 2.0]])
    both = spaces(trainer, points)
    planes = [two_neurons(space.outputs, 0, 1) for space in both]
    turned = np.array(ROTATION) @ points.T
    assert np.allclose(at_place(both, planes, 0.5), turned)
    assert np.allclose(at_place(both, planes, 0.25), (points.T + turned) / 2)
    assert np.allclose(at_place(both, planes, 0.9), turned)


def test_an_activation_bends_after_the_weights_have_moved() -> None:
    trainer = make_trainer([2], ["tanh"])
    set_layer(trainer, 0, [[3.0, 0.0], [0.0, 3.0]], bias=0.5)
    points = np.array([[1.0, -1.0]])
    both = spaces(trainer, points)
    planes = [two_neurons(space.outputs, 0, 1) for space in both]
    sums = np.array([[3.5], [-2.5]])
    assert np.allclose(both[1].sums, sums)
    assert np.allclose(at_place(both, planes, 0.5), sums)
    assert np.allclose(at_place(both, planes, 0.75), (sums + np.tanh(sums)) / 2)
    assert np.allclose(at_place(both, planes, 1.0), np.tanh(sums))


@pytest.mark.parametrize("make", [Trainer, compiled_trainer])
def test_sums_and_outputs_are_those_of_every_layer(make: type[Trainer]) -> None:
    model = MLP(3, [5, 4, 2], ["tanh", "relu", "linear"])
    trainer = make(model, Dataset.from_rows([[0.1, 0.2, 0.3, 1.0, 0.0]] * 2, 2), 0.1)
    points = np.random.default_rng(0).normal(size=(6, 3))
    found = spaces(trainer, points)
    assert [len(space.outputs) for space in found] == [3, 5, 4, 2]
    forward = model.plain()
    for i, point in enumerate(points.tolist()):
        for space, layer in zip(found[1:], forward(point), strict=True):
            assert space.outputs[:, i].tolist() == layer
    assert np.allclose(np.tanh(found[1].sums), found[1].outputs)
    assert np.allclose(np.maximum(found[2].sums, 0), found[2].outputs)
    assert np.allclose(found[3].sums, found[3].outputs)


def test_a_layer_of_one_neuron_is_a_line_with_lanes_beside_it() -> None:
    line = Space(np.array([[1.0, 2.0, 3.0]]), np.array([[0.1, 0.2, 0.3]]))
    lane = np.array([0.5, -0.5, 0.5])
    found = with_lane(line, lane)
    assert found.sums.tolist() == [[1.0, 2.0, 3.0], lane.tolist()]
    assert found.outputs.tolist() == [[0.1, 0.2, 0.3], lane.tolist()]


# Planes.


@pytest.mark.parametrize("k", [2, 3, 8, 32])
def test_the_principal_plane_is_that_of_the_singular_value_decomposition(k: int) -> None:
    points = cloud(k)
    plane = principal_plane(points)
    left, sizes, _ = np.linalg.svd(points - points.mean(axis=1, keepdims=True), full_matrices=False)
    assert np.allclose(np.abs(np.sum(plane.axes * left[:, :2], axis=0)), 1)
    assert np.allclose(plane.axes.T @ plane.axes, np.eye(2))
    assert plane.held == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum())
    # The points in sight have the variance that is said.
    assert plane.of(points).var() * 2 == pytest.approx(plane.held * points.var(axis=1).sum())


def test_points_that_do_not_vary_have_a_plane() -> None:
    plane = principal_plane(np.ones((3, 4)))
    assert np.allclose(plane.of(np.ones((3, 4))), 0)
    assert plane.held == 1.0


def test_the_plane_of_two_neurons_says_what_it_holds() -> None:
    points = np.array([[0.0, 2.0], [0.0, 0.0], [0.0, 4.0]])
    plane = two_neurons(points, 0, 1)
    assert plane.of(points).tolist() == points[:2].tolist()
    assert plane.held == pytest.approx(1 / 5)


def test_a_plane_whose_components_flip_and_change_places_is_drawn_as_before() -> None:
    points = cloud(5)
    last = principal_plane(points)
    swapped = last._replace(axes=last.axes[:, ::-1] * [-1.0, 1.0])
    assert np.allclose(turned_to(swapped, last.axes).axes, last.axes)


def test_a_picture_moves_by_little_where_the_points_do() -> None:
    # Two components of nearly the same size change places between the two moments.
    rng = np.random.default_rng(3)
    points = rng.normal(size=(6, 300)) * np.array([2.0, 2.0, 0.2, 0.2, 0.1, 0.1])[:, None]
    last = principal_plane(points)
    for _ in range(30):
        points = points + rng.normal(size=points.shape) * 0.02
        plane = turned_to(principal_plane(points), last.axes)
        assert np.abs(plane.axes - last.axes).max() < 0.05
        last = plane


def test_samples_lie_as_in_the_layer_before() -> None:
    before = np.random.default_rng(0).normal(size=(2, 30))
    outputs = np.vstack([-before[1], before[0], 0.01 * before[0]])
    plane = turned_like(principal_plane(outputs), outputs, before)
    expected = before - before.mean(axis=1, keepdims=True)
    assert np.allclose(plane.of(outputs), expected, atol=0.05)


def test_numbers_that_are_not_finite_turn_nothing() -> None:
    plane = two_neurons(cloud(3), 0, 1)
    assert turned_to(plane, np.full((3, 2), np.nan)) is plane


def test_a_border_divides_the_plane_where_the_weighted_sum_changes_its_sign() -> None:
    points = cloud(4)
    plane, weights, bias = principal_plane(points), np.array([1.0, -2.0, 0.5, 3.0]), 0.7
    border = border_in(plane, weights, bias)
    inside = plane.center[:, None] + plane.axes @ plane.of(points)
    sums = weights @ inside + bias
    assert np.allclose(border.normal @ plane.of(points) + border.offset, sums)
    frame = frame_around(plane.of(points))
    ends = border.across(frame)
    assert ends is not None
    assert np.allclose(border.normal @ ends + border.offset, 0)
    assert (np.abs(frame.of(ends)).max(axis=0) > 1).all()


def test_without_weights_or_far_away_there_is_no_border() -> None:
    plane, frame = two_neurons(cloud(2), 0, 1), Frame(0.0, 0.0, 1.0, 1.0)
    assert border_in(plane, np.zeros(2), 1.0).across(frame) is None
    assert border_in(plane, np.array([1.0, 0.0]), 1.0).across(frame) is not None
    assert border_in(plane, np.array([1.0, 0.0]), 9.0).across(frame) is None


# Frames.


def test_a_frame_shows_all_points_and_one_unit_is_as_long_both_ways() -> None:
    points = np.array([[0.0, 10.0, np.nan], [1.0, 3.0, 1.0]])
    frame = frame_around(points)
    assert (frame.x, frame.y) == (5, 2)
    assert frame.reach_x == frame.reach_y > 5
    assert np.abs(frame.of(points[:, :2])).max() < 1
    assert frame_around(points, is_square=False).reach_y < 2
    assert frame_around(np.full((2, 3), np.inf)) == Frame(0, 0, 1, 1)


def test_a_frame_around_a_single_place_has_two_ends() -> None:
    for number in (0.0, 1.0, -1e75):
        frame = frame_around(np.full((2, 3), number))
        assert frame.x - frame.reach_x < frame.x < frame.x + frame.reach_x


def test_a_frame_stays_while_the_points_fill_it_and_are_inside() -> None:
    points = np.array([[-1.0, 1.0], [-1.0, 1.0]])
    first = kept_frame(None, points)
    assert kept_frame(first, points * 1.1) is first
    assert kept_frame(first, points * 0.7) is first
    assert kept_frame(first, points * 1.3) == frame_around(points * 1.3)
    assert kept_frame(first, points * 0.3) == frame_around(points * 0.3)


def test_between_two_layers_the_frame_is_between_theirs() -> None:
    frames = Frame(0, 0, 1, 1), Frame(4, 2, 3, 3), Frame(0, 0, 2, 2)
    assert mixed_frames(*frames, 0.0) == frames[0]
    assert mixed_frames(*frames, 0.25) == Frame(2, 1, 2, 2)
    assert mixed_frames(*frames, 0.5) == frames[1]
    assert mixed_frames(*frames, 1.0) == frames[2]
