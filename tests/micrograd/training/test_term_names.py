"""Every node between a prediction and the terms of its loss has a name that says what it is."""

import random

import pytest

from micrograd.data.dataset import four_samples
from micrograd.engine import Value
from micrograd.nn import MLP
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.objective import Objective
from micrograd.recipe.penalties import PENALTIES
from micrograd.training.loss_graph import LossGraph
from micrograd.training.term_names import names_of_terms

ERROR = ["−y", "ŷ − y"]
LOG = ["|ŷ|", "-1", "−|ŷ|", "exp(−|ŷ|)", "1", "exp(−|ŷ|) + 1", "log(exp(−|ŷ|) + 1)"]
NAMES = {
    "sum-squared": [*ERROR, "(ŷ − y)²"],
    "mean-squared": [*ERROR, "(ŷ − y)²"],
    "mean-absolute": [*ERROR, "|ŷ − y|"],
    "huber": [
        *[*ERROR, "|ŷ − y|", "-1", "|ŷ − y| − 1", "excess", "-1", "−excess"],
        *["|ŷ − y| − excess", "(|ŷ − y| − excess)²", "0.5", "(|ŷ − y| − excess)²·0.5"],
        "(|ŷ − y| − excess)²·0.5 + excess",
    ],
    "hinge": ["y", "ŷ·y", "-1", "−ŷ·y", "1", "1 − ŷ·y", "relu(1 − ŷ·y)"],
    "binary-cross-entropy": [
        *["0", "max(ŷ, 0)", "y", "ŷ·y", "-1", "−ŷ·y", "max(ŷ, 0) − ŷ·y", *LOG],
        "max(ŷ, 0) − ŷ·y + log(exp(−|ŷ|) + 1)",
    ],
}
OF_SOFTMAX = [
    *["largest", "-1", "−largest", "ŷ1 − largest", "exp(ŷ1 − largest)"],
    *["-1", "−largest", "ŷ2 − largest", "exp(ŷ2 − largest)"],
    *["sum of exp", "log(sum of exp)", "log of sum"],
    *["-1", "−ŷ1", "−log p1", "y1", "−log p1·y1"],
    *["-1", "−ŷ2", "−log p2", "y2", "−log p2·y2", "cross-entropy"],
]


def names(loss: str, *outputs: str) -> list[str]:
    values = [Value(0.5 + i, label=name) for i, name in enumerate(outputs)]
    terms = LOSSES[loss].terms(values, [1.0, 0.0][: len(values)])
    return list(names_of_terms(LOSSES[loss], values, terms, outputs).values())


@pytest.mark.parametrize("loss", NAMES)
def test_the_nodes_of_a_loss_are_named_by_what_they_compute(loss: str) -> None:
    assert names(loss, "ŷ") == NAMES[loss]


def test_the_nodes_of_a_softmax_are_named_as_its_formula() -> None:
    assert names("cross-entropy", "ŷ1", "ŷ2") == OF_SOFTMAX
    assert {*LOSSES} == {*NAMES, "cross-entropy"}


def test_an_output_keeps_its_own_label() -> None:
    (output,) = outputs = [Value(0.5, label="own")]
    LOSSES["cross-entropy"].terms(outputs, [1.0])
    assert output.label == "own"


@pytest.mark.parametrize("loss", NAMES)
def test_several_outputs_have_their_names_one_by_one(loss: str) -> None:
    first, second = ([name.replace("y", f"y{i}") for name in NAMES[loss]] for i in (1, 2))
    numbered = [name.replace("ŷ", "ŷ1") for name in first]
    numbered += [name.replace("ŷ", "ŷ2") for name in second]
    assert names(loss, "ŷ1", "ŷ2") == numbered


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("loss", LOSSES)
def test_what_all_samples_share_is_named_too(loss: str, penalty: str) -> None:
    model = MLP(3, [2, 1], rng=random.Random(0))
    row = LOSSES[loss]
    graph = LossGraph(model, four_samples(), Objective(row, PENALTIES[penalty], 0.5))
    shared = {a.name for a in graph.addresses if a.layer is None and a.sample is None}
    expected = {"start", row.sum_name, "loss"}
    expected |= {"1 / number"} if row.is_mean else set()
    expected |= {"mean"} if row.is_mean and penalty != "none" else set()
    if penalty != "none":
        sum_name = {"l1": "sum of |w|", "l2": "sum of w²"}[penalty]
        expected |= {"start of penalty", sum_name, "penalty", "strength"}
    assert shared == expected
