"""On a neuron's line its weighted sum is zero, and a line that is moved moves its parameters."""

import math

import pytest

from micrograd.analysis.neuron_lines import FirstLayer, NeuronLine
from micrograd.analysis.surface import Plane, plane_of
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.training.trainer import Trainer

ROWS = [[1.0, 10.0, 5.0, 1.0], [3.0, 20.0, 5.5, -1.0], [2.0, 60.0, 8.0, 1.0]]
PLANES = [((0, 1), 2), ((2, 0), 1), ((1, 2), None)]


def trained_on(dataset: Dataset, normalise: str) -> Trainer:
    return Trainer(MLP(dataset.nin, [4, 1]), dataset, 0.01, normalise=normalise)


def weighted_sum(trainer: Trainer, neuron: int, inputs: list[float]) -> float:
    scale = trainer.samples.scales[0]
    seen = scale.applied([inputs])[0] if scale else inputs
    neurons = trainer.model.layers[0].neurons
    *weights, bias = [p.data for p in neurons[neuron].parameters()]
    return math.fsum([bias, *(w * x for w, x in zip(weights, seen, strict=True))])


def numbers(trainer: Trainer) -> list[float]:
    return [parameter.data for parameter in trainer.parameters]


@pytest.mark.parametrize("normalise", ["none", "inputs"])
@pytest.mark.parametrize(("axes", "sample"), PLANES)
def test_a_line_has_the_weighted_sum_of_its_neuron(axes, sample, normalise) -> None:
    dataset = Dataset.from_rows(ROWS)
    trainer, plane = trained_on(dataset, normalise), plane_of(dataset, axes, sample)
    lines = FirstLayer(plane, trainer.samples, 4).lines(numbers(trainer))
    assert [line.neuron for line in lines] == [0, 1, 2, 3]
    for line in lines:
        for x, y in ((0.0, 0.0), (2.5, -3.0), (7.0, 11.0)):
            expected = weighted_sum(trainer, line.neuron, plane.inputs_at(x, y))
            assert line.sum_at(x, y) == pytest.approx(expected)


@pytest.mark.parametrize("normalise", ["none", "inputs"])
@pytest.mark.parametrize(("axes", "sample"), PLANES)
def test_a_line_that_is_moved_or_turned_moves_its_parameters_along(axes, sample, normalise) -> None:
    dataset = Dataset.from_rows(ROWS)
    trainer, plane = trained_on(dataset, normalise), plane_of(dataset, axes, sample)
    layer = FirstLayer(plane, trainer.samples, 4)
    line = layer.lines(numbers(trainer))[2]
    moved = line.through(3.0, 4.0)
    *weights, bias = layer.numbers_of(moved, numbers(trainer)).items()
    assert weights == [(i, trainer.parameters[i].data) for i, _ in weights]
    assert bias[0] == layer.parameters_of(2)[-1]
    turned = layer.turned(moved, (3.0, 4.0), (5.0, 30.0))
    edits = layer.numbers_of(turned, numbers(trainer))
    assert set(edits) < set(layer.parameters_of(2))
    size_before = weight_sizes(trainer, axes)
    for index, number in edits.items():
        trainer.parameters[index].data = number
    assert weight_sizes(trainer, axes) == pytest.approx(size_before)
    for place in ((3.0, 4.0), (5.0, 30.0)):
        assert weighted_sum(trainer, 2, plane.inputs_at(*place)) == pytest.approx(0.0, abs=1e-9)


def weight_sizes(trainer: Trainer, axes: tuple[int, int]) -> float:
    weights = trainer.model.layers[0].neurons[2].parameters()
    return math.hypot(*(weights[axis].data for axis in axes))


def test_the_positive_side_turns_along_with_a_line() -> None:
    samples = trained_on(Dataset.from_rows([[0.0, 0.0, 1.0], [1.0, 1.0, -1.0]]), "none").samples
    layer = FirstLayer(Plane((0, 1), ((0, 1), (0, 1)), (0.0, 0.0)), samples, 1)
    line = NeuronLine(0, 0.0, 2.0, 0.0)
    for degrees in range(0, 361, 10):
        place = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        line = layer.turned(line, (0.0, 0.0), place)
        assert (line.a, line.b) == pytest.approx((-2 * place[1], 2 * place[0]), abs=1e-9)
    assert layer.turned(line, (0.0, 0.0), (0.0, 0.0)) == line


def test_along_one_input_a_line_is_a_place() -> None:
    dataset = Dataset([[0.0], [4.0]], [1.0, 2.0])
    trainer = trained_on(dataset, "none")
    layer = FirstLayer(plane_of(dataset), trainer.samples, 4)
    line = layer.lines(numbers(trainer))[0]
    weight = trainer.parameters[0].data
    edits = layer.numbers_of(line.through(3.0, 99.0), numbers(trainer))
    assert edits == {0: weight, 1: pytest.approx(-3.0 * weight)}
    assert layer.turned(line, (0.0, 0.0), (1.0, 1.0)) == line


def test_there_is_no_line_where_nothing_is_weighed_or_inputs_are_computed() -> None:
    dataset = Dataset.from_rows([[1.0, 2.0, 1.0], [3.0, 4.0, -1.0]])
    trainer = trained_on(dataset, "none")
    layer = FirstLayer(plane_of(dataset), trainer.samples, 4)
    data = numbers(trainer)
    data[:2] = 0.0, 0.0
    data[3:5] = math.inf, math.nan
    assert [line.neuron for line in layer.lines(data)] == [2, 3]
    computed = trained_on(dataset.with_input("x1*x2"), "none")
    layer = FirstLayer(plane_of(computed.dataset), computed.samples, 4)
    assert layer.lines(numbers(computed)) == []
