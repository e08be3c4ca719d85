"""A surface has the outputs of the network at every point of a plane, in the units of the data."""

import math

import numpy as np
import pytest

from micrograd.analysis.probe import probe_of
from micrograd.analysis.surface import Grid, Plane, plane_of, roomy, typed_inputs
from micrograd.compiled import compiled_trainer
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.training.trainer import Trainer

ROWS = [[1.0, 10.0, 5.0, 1.0], [3.0, 20.0, 5.0, -1.0], [2.0, 60.0, 8.0, 1.0]]
THREE_INPUTS = Dataset.from_rows(ROWS)


def trainer_of(dataset: Dataset, **settings: object) -> Trainer:
    return compiled_trainer(MLP(dataset.nin, [4, dataset.nout]), dataset, 0.01, **settings)


def parameters_of(trainer: Trainer) -> list[float]:
    return [parameter.data for parameter in trainer.parameters]


def test_a_plane_shows_all_samples_with_some_room_around_them() -> None:
    plane = plane_of(THREE_INPUTS, margin=0.25)
    assert plane.axes == (0, 1)
    assert plane.ranges == ((0.5, 3.5), (-2.5, 72.5))
    assert plane.held == pytest.approx((2.0, 30.0, 6.0))
    assert plane_of(THREE_INPUTS, (2, 0), sample=2).held == (2.0, 60.0, 8.0)


def test_points_come_row_by_row_and_hold_the_inputs_that_are_no_axes() -> None:
    plane = Plane((2, 0), ((0.0, 2.0), (10.0, 11.0)), (7.0, 8.0, 9.0))
    assert plane.points(3, 2).tolist() == [
        [10.0, 8.0, 0.0],
        [10.0, 8.0, 1.0],
        [10.0, 8.0, 2.0],
        [11.0, 8.0, 0.0],
        [11.0, 8.0, 1.0],
        [11.0, 8.0, 2.0],
    ]
    assert plane.inputs_at(0.5, 10.5) == [10.5, 8.0, 0.5]


def test_one_input_gives_a_curve() -> None:
    dataset = Dataset([[0.0], [4.0]], [1.0, 2.0])
    plane = plane_of(dataset, margin=0.0)
    assert plane.points(3).tolist() == [[0.0], [2.0], [4.0]]
    trainer = trainer_of(dataset)
    grid = Grid(plane, trainer.samples, 3)
    assert grid.outputs(probe_of(trainer), parameters_of(trainer)).shape == (1, 1, 3)


@pytest.mark.parametrize("normalise", ["none", "inputs", "inputs-and-targets"])
def test_outputs_are_those_of_the_table_at_every_sample(normalise: str) -> None:
    dataset = Dataset.from_rows([[1.0, 10.0, 3.0], [3.0, 20.0, 7.5], [2.0, 60.0, 11.0]])
    trainer = trainer_of(dataset, normalise=normalise)
    trainer.run(5)
    for sample, prediction in enumerate(trainer.evaluate().predictions):
        x, y = dataset.xs[sample]
        grid = Grid(Plane((0, 1), ((x, 99.0), (y, 99.0)), (0.0, 0.0)), trainer.samples, 2, 2)
        outputs = grid.outputs(probe_of(trainer), parameters_of(trainer))
        assert outputs[:, 0, 0].tolist() == list(trainer.samples.in_units(prediction))
        layers = grid.layer_outputs(probe_of(trainer), parameters_of(trainer))
        assert [layer.shape for layer in layers] == [(4, 2, 2), (1, 2, 2)]


def test_computed_inputs_follow_the_others_over_the_plane() -> None:
    dataset = Dataset.from_rows([[1.0, 2.0, 1.0], [3.0, 4.0, -1.0]]).with_input("x1/x2")
    assert typed_inputs(dataset) == [0, 1]
    plane = plane_of(dataset)._replace(ranges=((1.0, 2.0), (0.0, 4.0)))
    points = Grid(plane, trainer_of(dataset).samples, 2, 2).points
    assert points[2:].tolist() == [[1.0, 4.0, 0.25], [2.0, 4.0, 0.5]]
    # No number there: the formula divides by zero.
    assert np.isnan(points[:2, 2]).all()


def test_a_single_number_has_room_too_and_the_largest_numbers_stay_finite() -> None:
    assert roomy(3.0, 3.0) == (2.0, 4.0)
    assert roomy(100.0, 100.0) == (90.0, 110.0)
    largest = Dataset.from_rows([[-1.7e308, 1.0], [1.7e308, -1.0]])
    plane = plane_of(largest)
    assert all(map(math.isfinite, (*plane.ranges[0], *plane.held)))
    assert np.isfinite(plane.points(9)).all()
    assert np.isfinite(Grid(plane, trainer_of(largest, normalise="inputs").samples, 9).points).all()
