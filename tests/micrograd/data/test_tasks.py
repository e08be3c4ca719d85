"""The task of a dataset: what its targets ask for."""

import pytest

from micrograd.data.dataset import four_samples
from micrograd.data.tasks import classes_of, task_of


@pytest.mark.parametrize(
    ("targets", "text"),
    [
        ([[1.0], [-1.0], [-1.0]], "two classes"),
        ([[0.0], [1.0]], "two classes"),
        ([[-0.0], [1.0]], "two classes"),
        ([[1.0], [1.0]], "regression"),
        ([[0.0], [1.0], [-1.0]], "regression"),
        ([[0.5], [-0.5]], "regression"),
        ([[0.0], [1.0], [2.0]], "regression"),
        ([[0.0, 1.0], [1.0, 0.0]], "two classes"),
        ([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]], "3 classes"),
        ([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]], "regression"),
        ([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]], "regression"),
        ([[0.5, 0.5], [1.0, 0.0]], "regression"),
        ([[1.0, -1.0], [-1.0, 1.0]], "regression"),
    ],
)
def test_the_task_is_known_from_the_targets(targets, text):
    assert task_of(targets).text == text


def test_the_four_samples_are_two_classes():
    assert task_of(four_samples().targets).text == "two classes"


def test_a_task_has_as_many_targets_as_there_are_columns():
    assert task_of([[0.5, 2.0], [0.0, 1.0]]).targets == 2
    assert task_of([[1.0], [-1.0]]).targets == 1


@pytest.mark.parametrize(
    ("targets", "classes"),
    [
        ([[1.0], [-1.0]], [1, 0]),
        ([[0.0], [1.0]], [0, 1]),
        ([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], [1, 0, 2]),
    ],
)
def test_each_sample_has_a_class(targets, classes):
    assert classes_of(targets) == classes
