"""The score of predictions: how many are right, or how much of the variance is explained."""

import math
import random
from time import perf_counter

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.recipe.losses import LOSSES
from micrograd.training.score import Score, Scorer

NAN, INF = math.nan, math.inf
SQUARED, ENTROPY = LOSSES["mean-squared"], LOSSES["cross-entropy"]


def dataset_of(targets):
    return Dataset([[0.0] for _ in targets], targets)


def scored(targets, predictions, loss="sum-squared", rows=None):
    rows_of_outputs = [p if isinstance(p, list) else [p] for p in predictions]
    return Scorer(dataset_of(targets), LOSSES[loss], rows).score(rows_of_outputs)


@pytest.mark.parametrize(
    ("loss", "targets", "boundary"),
    [
        ("sum-squared", [-1.0, 1.0], 0.0),
        ("sum-squared", [0.0, 1.0], 0.5),
        ("mean-absolute", [0.0, 1.0], 0.5),
        ("huber", [-1.0, 1.0], 0.0),
        ("hinge", [-1.0, 1.0], 0.0),
        ("hinge", [0.0, 1.0], 0.0),
        ("binary-cross-entropy", [-1.0, 1.0], 0.0),
        ("binary-cross-entropy", [0.0, 1.0], 0.0),
    ],
)
def test_two_classes_are_told_apart_where_the_loss_has_its_boundary(loss, targets, boundary):
    above, below = math.nextafter(boundary, INF), math.nextafter(boundary, -INF)
    assert scored(targets, [below, above], loss).right == 2
    assert scored(targets, [above, below], loss).right == 0
    # What lies on the boundary is of the first class.
    assert scored(targets, [boundary, boundary], loss).right == 1


@pytest.mark.parametrize("loss", ["cross-entropy", "mean-squared", "hinge"])
def test_of_k_classes_that_with_the_largest_output_is_answered(loss):
    targets = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
    answers = [[-1.0, -2.0, -3.0], [0.1, 0.3, 0.2], [0.5, 0.4, 0.3], [-INF, 7.0, INF]]
    score = scored(targets, answers, loss)
    assert (score.right, score.samples, score.value) == (3, 4, 0.75)


def test_of_several_largest_outputs_the_first_one_counts():
    targets = [[1.0, 0.0], [0.0, 1.0]]
    assert scored(targets, [[0.0, 0.0], [0.0, 0.0]]).right == 1


@pytest.mark.parametrize("targets", [[1.0, -1.0], [[1.0, 0.0], [0.0, 1.0]]])
def test_an_output_that_is_no_number_is_wrong(targets):
    width = len(targets[0]) if isinstance(targets[0], list) else 1
    assert scored(targets, [[NAN] * width, [NAN] * width]).right == 0


def test_one_output_of_several_that_is_no_number_makes_a_sample_wrong():
    assert scored([[1.0, 0.0], [0.0, 1.0]], [[1.0, NAN], [NAN, 1.0]]).right == 0


def test_an_accuracy_says_how_many_of_how_many():
    score = scored([1.0, -1.0, -1.0], [0.5, -0.5, 0.5])
    assert (score.name, score.text, score.percent) == ("accuracy", "2 of 3", "66.6 %")
    assert score.value == 2 / 3
    assert str(score) == "accuracy 2 of 3"


@pytest.mark.parametrize(
    ("right", "count", "percent"),
    [(1999, 2000, "99.9 %"), (2000, 2000, "100 %"), (0, 2000, "0 %"), (1, 2, "50 %")],
)
def test_a_share_is_never_rounded_up_to_all(right, count, percent):
    targets = [1.0, -1.0] * (count // 2)
    answers = [y if i < right else -y for i, y in enumerate(targets)]
    assert scored(targets, answers).percent == percent


def test_thousands_are_grouped():
    targets = [1.0, -1.0] * 1000
    assert scored(targets, targets).text == "2,000 of 2,000"


# R².


def test_r_squared_is_one_less_the_share_of_the_variance_that_is_left():
    # The example of scikit-learn's r2_score.
    score = scored([3.0, -0.5, 2.0, 7.0], [2.5, 0.0, 2.0, 8.0])
    assert score.name == "R²"
    assert score.value == pytest.approx(0.9486081370449679, abs=1e-15)
    assert score.text == "0.9486"
    assert str(score) == "R² 0.9486"


def test_the_mean_of_the_targets_has_an_r_squared_of_0_and_worse_answers_less():
    targets = [1.0, 2.0, 3.0]
    assert scored(targets, [2.0, 2.0, 2.0]).value == 0.0
    assert scored(targets, [3.0, 2.0, 1.0]).value == -3.0
    assert scored(targets, targets).value == 1.0


def test_r_squared_of_several_targets_is_their_mean_as_that_of_scikit_learn():
    score = scored([[0.5, 1.0], [-1.0, 1.0], [7.0, -6.0]], [[0.0, 2.0], [-1.0, 2.0], [8.0, -5.0]])
    assert score.value == pytest.approx(0.9368005266622779, abs=1e-15)


def test_a_target_that_is_always_the_same_does_not_count():
    alone = scored([0.5, -1.0, 7.0], [0.0, -1.0, 8.0])
    beside = scored([[0.5, 4.0], [-1.0, 4.0], [7.0, 4.0]], [[0.0, 9.0], [-1.0, 9.0], [8.0, 9.0]])
    assert beside.value == alone.value


@pytest.mark.parametrize("targets", [[0.1, 0.1, 0.1], [1.0], [1.0, 1.0]])
def test_r_squared_is_not_defined_where_all_targets_are_the_same(targets):
    score = scored(targets, targets)
    assert (score.value, score.text) == (None, "not defined")
    assert score.why == "all targets are the same"


@pytest.mark.parametrize("loss", ["hinge", "binary-cross-entropy", "cross-entropy"])
def test_numbers_are_not_scored_with_a_loss_of_classes(loss):
    score = scored([0.2, 0.7, 3.0], [0.2, 0.7, 3.0], loss)
    assert score.value is None
    assert score.why == f"{LOSSES[loss].title} answers classes, and the targets are none"


@pytest.mark.parametrize("answer", [INF, -INF, 1e200, NAN])
def test_an_r_squared_that_is_no_finite_number_is_not_defined(answer):
    score = scored([1.0, 2.0, 4.0], [1.0, answer, 4.0])
    assert score.value is None
    assert score.why == "the outputs are too far from the targets"


def test_targets_whose_variance_is_too_large_have_no_r_squared():
    score = scored([1e200, -1e200, 1.0], [0.0, 0.0, 0.0])
    assert (score.value, score.why) == (None, "the targets are too large")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.99997, "0.9999"), (-3.0, "-3.0000"), (-12345.678, "-1.235e4"), (-0.00001, "-0.0001")],
)
def test_an_r_squared_is_rounded_down(value, text):
    assert Score("R²", value, 3).text == text


# Samples.


def test_only_the_chosen_samples_are_scored():
    targets, answers = [1.0, -1.0, 1.0, -1.0], [1.0, -1.0, -1.0, 1.0]
    assert scored(targets, answers, rows=[0, 1]).text == "2 of 2"
    assert scored(targets, answers, rows=[2, 3]).text == "0 of 2"
    # The task is that of all samples, whichever are chosen.
    assert scored(targets, answers, rows=[0]).name == "accuracy"


def test_the_variance_is_that_of_the_chosen_targets():
    targets, answers = [0.0, 1.0, 2.0, 50.0], [0.0, 1.0, 1.0, 0.0]
    assert scored(targets, answers, rows=[0, 1, 2]).value == 0.5


def test_each_sample_is_right_or_wrong():
    scorer = Scorer(four_samples(), SQUARED)
    assert [scorer.is_right(i, [0.3]) for i in range(4)] == [True, False, False, True]
    iris = Scorer(dataset_of([[1.0, 0.0], [0.0, 1.0]]), ENTROPY)
    assert [iris.is_right(i, [3.0, 2.0]) for i in range(2)] == [True, False]


def test_numbers_are_neither_right_nor_wrong():
    assert Scorer(dataset_of([0.5, 0.7]), SQUARED).is_right(0, [9.0]) is None


def test_a_hundred_thousand_samples_are_scored_between_two_frames():
    draw = random.Random(0).random
    scorers = [
        Scorer(dataset_of([y() for _ in range(100_000)]), SQUARED)
        for y in (draw, lambda: 1.0 if draw() > 0.5 else -1.0)
    ]
    outputs = [[draw()] for _ in range(100_000)]
    for scorer in scorers:
        scorer.score(outputs)
        began = perf_counter()
        scorer.score(outputs)
        assert perf_counter() - began < 0.2


@pytest.mark.parametrize(
    ("targets", "loss", "words"),
    [
        ([0.0, 1.0], "mean-squared", "an output above 0.5 answers the second one"),
        ([0.0, 1.0], "binary-cross-entropy", "an output above 0 answers the second one"),
        ([[1.0, 0.0], [0.0, 1.0]], "cross-entropy", "the largest output answers its own"),
        ([0.1, 0.7], "mean-squared", "0 where the mean of the targets is as good"),
    ],
)
def test_a_score_says_what_it_counts(targets, loss, words):
    assert Scorer(dataset_of(targets), LOSSES[loss]).about.endswith(words)


def test_classes_with_names_are_answered_by_name():
    two = Dataset([[1.0], [2.0]], [0, 1], classes=["no", "yes"])
    scorer = Scorer(two, LOSSES["mean-squared"])
    assert scorer.about.endswith(": an output above 0.5 answers “yes”")
    assert [scorer.answer([y]) for y in (0.4, 0.6, NAN)] == ["no", "yes", ""]
    three = Dataset([[1.0]], [[1, 0, 0]], columns=["x", "cat", "dog", "ape"])
    scorer = Scorer(three, ENTROPY)
    assert scorer.about.endswith("the largest output of cat, dog, ape answers its own")
    assert [scorer.answer(y) for y in ([0, 2, 1], [0, 1, NAN])] == ["dog", ""]
    assert Scorer(dataset_of([0.0, 1.0]), SQUARED).answer([0.7]) == ""
