"""Answers are read from the outputs as the score reads them."""

import math

import numpy as np
import pytest

from micrograd.analysis.answers import answers_of, softmax
from micrograd.compiled import compiled_trainer
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.training.measuring import scorers_of
from micrograd.training.trainer import Trainer

ONE_HOT = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def trainer_for(targets: list, loss: str = "mean-squared", **names: object) -> Trainer:
    dataset = Dataset([[float(i)] for i, _ in enumerate(targets)], targets, **names)
    return compiled_trainer(MLP(1, [dataset.nout]), dataset, 0.01, loss=loss)


@pytest.mark.parametrize(
    ("targets", "loss", "boundary", "scale"),
    [
        ([-1.0, 1.0], "mean-squared", 0.0, (-1.0, 1.0)),
        ([0.0, 1.0], "huber", 0.5, (0.0, 1.0)),
        ([0.0, 1.0], "binary-cross-entropy", 0.0, (-3.0, 3.0)),
        ([-1.0, 1.0], "hinge", 0.0, (-3.0, 3.0)),
        ([2.0, 5.5, 3.0], "mean-squared", None, (2.0, 5.5)),
        ([4.0, 4.0], "mean-squared", None, (3.0, 5.0)),
    ],
)
def test_a_single_output_has_its_boundary_and_its_scale(targets, loss, boundary, scale) -> None:
    answers = answers_of(trainer_for(targets, loss))
    assert answers.boundary == boundary
    assert answers.ranges == [scale]


@pytest.mark.parametrize("targets", [[-1.0, 1.0], [0.0, 1.0], ONE_HOT])
@pytest.mark.parametrize("loss", ["mean-squared", "hinge", "binary-cross-entropy"])
def test_a_class_is_answered_as_the_score_counts_it(targets, loss) -> None:
    trainer = trainer_for(targets, loss)
    scorer, width = scorers_of(trainer).trained, trainer.model.nouts[-1]
    outputs = np.random.default_rng(1).normal(size=(width, 60))
    outputs[0, :3] = math.nan, 0.0, 0.5
    found = answers_of(trainer).answered(outputs)
    for column, answer in zip(outputs.T.tolist(), found.tolist(), strict=True):
        for sample in range(len(targets)):
            if not any(map(math.isnan, column)):
                assert scorer.is_right(sample, column) == (answer == sample)
    assert found[0] == -1


def test_classes_have_names_or_the_numbers_that_stand_for_them() -> None:
    assert answers_of(trainer_for([0.0, 1.0], classes=["no", "yes"])).names == ["no", "yes"]
    assert answers_of(trainer_for([1.0, -1.0])).names == ["−1", "1"]
    assert answers_of(trainer_for(ONE_HOT)).names == ["y1", "y2", "y3"]
    assert answers_of(trainer_for(ONE_HOT, columns=["x", "a", "b", "c"])).names == ["a", "b", "c"]
    assert answers_of(trainer_for([2.0, 5.0, 7.0])).names == []


def test_confidence_is_the_lead_of_the_largest_output() -> None:
    outputs = np.array([[0.9, 30.0, math.nan], [0.2, -30.0, 1.0], [0.0, 0.0, 0.0]])
    numbers = answers_of(trainer_for(ONE_HOT)).confidence(outputs)
    assert numbers[:2] == pytest.approx([0.7, 1.0])
    chances = answers_of(trainer_for(ONE_HOT, "cross-entropy")).confidence(outputs)
    first, second, _ = sorted(softmax(outputs)[:, 0], reverse=True)
    assert chances[:2] == pytest.approx([first - second, 1.0])
    assert math.isnan(numbers[2])


def test_lines_are_contours_at_round_numbers_and_the_border_of_two_classes() -> None:
    ramp = np.tile(np.linspace(-1, 1, 41), (3, 1))[None]
    lines = answers_of(trainer_for([-1.0, 1.0])).lines(ramp, 0)
    assert [(line.level, line.is_border) for line in lines] == [
        (-0.5, False),
        (0.5, False),
        (0.0, True),
    ]
    assert lines[0].pieces[:, 0].tolist() == [10.0, 10.0]
    (border,) = answers_of(trainer_for(ONE_HOT)).lines(
        np.concatenate([ramp, -ramp, ramp - 3]), None
    )
    assert border.is_border
    assert border.pieces[:, 0].tolist() == [20.0, 20.0]
