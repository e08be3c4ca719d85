"""The baseline of the benchmarks trains as the engine does, so that its time is comparable."""

import random

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.nn import MLP
from micrograd.training.trainer import Trainer
from tests.closure_baseline import ClosureTrainer, Node


def hundred_samples():
    source = random.Random(0)
    return Dataset.from_rows([[source.uniform(-1, 1) for _ in range(3)] for _ in range(100)])


def two_targets():
    return Dataset([[0.5, -1.0], [1.0, 2.0]], [[1.0, 0.5], [-0.5, 0.25]])


def both_trainers(dataset, nouts, seed):
    ours = Trainer(MLP(dataset.nin, nouts, rng=random.Random(seed)), dataset)
    return ours, ClosureTrainer(dataset.nin, nouts, random.Random(seed), dataset)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("make_dataset", "nouts"),
    [(four_samples, [4, 4, 1]), (two_targets, [3, 2])],
    ids=["the specification", "two targets"],
)
def test_twenty_steps_are_those_of_the_engine(make_dataset, nouts, seed):
    ours, baseline = both_trainers(make_dataset(), nouts, seed)
    losses = [baseline.step() for _ in range(20)]
    assert losses == pytest.approx(ours.run(20), rel=1e-9, abs=0)
    for node, parameter in zip(baseline.parameters, ours.parameters, strict=True):
        assert node.data == pytest.approx(parameter.data, rel=1e-9)
        assert node.grad == pytest.approx(parameter.grad, rel=1e-7)


def test_a_hundred_samples_are_not_too_deep_for_its_recursion():
    ours, baseline = both_trainers(hundred_samples(), [16, 16, 1], seed=0)
    assert baseline.step() == pytest.approx(ours.step(), rel=1e-9, abs=0)
    for node, parameter in zip(baseline.parameters, ours.parameters, strict=True):
        assert node.grad == pytest.approx(parameter.grad, rel=1e-9, abs=1e-9)


def test_it_keeps_its_operands_in_a_set_and_wraps_numbers():
    a = Node(2.0, label="a")
    result = a + 3
    assert isinstance(result._prev, set)
    assert {operand.data for operand in result._prev} == {2.0, 3.0}
    assert (result._op, a._op, a.label) == ("+", "", "a")


def test_a_difference_adds_the_negation_which_is_times_minus_1():
    a, b = Node(2.0), Node(0.5)
    (negation,) = (a - b)._prev - {a}
    assert negation._op == "*"
    assert {operand.data for operand in negation._prev} == {0.5, -1}
