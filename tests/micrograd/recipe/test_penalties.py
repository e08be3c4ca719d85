"""Penalties: what they add to the loss and to each gradient; biases are spared."""

import random

import pytest

from micrograd.data.dataset import four_samples
from micrograd.nn import MLP
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.objective import Objective
from micrograd.recipe.penalties import PENALTIES
from micrograd.training.evaluation import evaluate
from micrograd.training.loss_graph import LossGraph, node_count

STRENGTH = 0.125
by_hand = pytest.mark.parametrize(
    ("name", "term", "slope"),
    [("l1", abs, lambda w: (w > 0) - (w < 0)), ("l2", lambda w: w * w, lambda w: 2 * w)],
)


def graphs(name: str, loss: str = "mean-squared") -> tuple[MLP, LossGraph, LossGraph]:
    """A network with a weight of 0, the graph of its loss, and that with a penalty."""
    model = MLP(3, [4, 1], rng=random.Random(2))
    model.layers[0].neurons[1].w[2].data = 0.0
    plain = LossGraph(model, four_samples(), Objective(LOSSES[loss]))
    objective = Objective(LOSSES[loss], PENALTIES[name], STRENGTH)
    return model, plain, LossGraph(model, four_samples(), objective)


@by_hand
def test_every_weight_counts_and_no_bias(name, term, slope) -> None:
    model, plain, penalized = graphs(name)
    weights = [w.data for layer in model.layers for neuron in layer.neurons for w in neuron.w]
    expected = plain.loss.data + STRENGTH * sum(map(term, weights))
    assert penalized.loss.data == pytest.approx(expected, rel=1e-14)


@by_hand
def test_a_gradient_has_the_slope_of_its_own_weight_more(name, term, slope) -> None:
    model, plain, penalized = graphs(name)
    plain.loss.backward()
    before = [parameter.grad for parameter in model.parameters()]
    model.zero_grad()
    penalized.loss.backward()
    biases = {neuron.b for layer in model.layers for neuron in layer.neurons}
    for parameter, grad in zip(model.parameters(), before, strict=True):
        more = 0.0 if parameter in biases else STRENGTH * slope(parameter.data)
        assert parameter.grad == pytest.approx(grad + more, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_graph_has_the_bits_of_the_evaluation_and_the_nodes_that_are_counted(
    loss: str, penalty: str
) -> None:
    model, _, graph = graphs(penalty, loss)
    objective = Objective(LOSSES[loss], PENALTIES[penalty], STRENGTH)
    assert graph.loss.data.hex() == evaluate(model, four_samples(), objective).loss.hex()
    assert node_count(model, 4, objective) == len(graph.order)
