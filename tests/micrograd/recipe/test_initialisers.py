"""Starting weights: each initialiser draws what its paper, or PyTorch's function, says."""

import math
import random
import statistics

import pytest

from micrograd.nn import MLP
from micrograd.recipe.initialisers import INITIALISERS
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe

every_initialiser = pytest.mark.parametrize("name", INITIALISERS)


def drawn(name: str, nin: int, nout: int, count: int = 20_000) -> list[float]:
    rng = random.Random(0)
    return [INITIALISERS[name].draw(rng, nin, nout) for _ in range(count)]


def weights_and_biases(model: MLP) -> tuple[list[float], list[float]]:
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    weights = [weight.data for neuron in neurons for weight in neuron.w]
    return weights, [neuron.b.data for neuron in neurons]


def test_the_table_has_the_usual_ones_the_first_that_of_the_specification() -> None:
    assert [*INITIALISERS] == ["uniform", "xavier", "he", "normal", "zeros", "constant"]
    assert Recipe().init == "uniform"
    assert Recipe().init_scale == 1.0


@pytest.mark.parametrize("layers", [(4, 4, 1), (1,), (2, 3, 5, 1)])
def test_uniform_draws_the_bits_of_a_network_in_its_order(layers: tuple[int, ...], bits) -> None:
    expected = MLP(3, layers, rng=random.Random(5)).parameters()
    found = draw_network(Recipe(layers=layers, seed=5)).parameters()
    assert bits([p.data for p in found]) == bits([p.data for p in expected])


# The gain of nn.init is 1 for xavier_uniform_, √2 for kaiming_normal_ as for relu.
@pytest.mark.parametrize(
    ("name", "nin", "nout", "bound"),
    [
        ("uniform", 7, 3, 1.0),
        ("xavier", 3, 3, 1.0),
        ("xavier", 2, 4, 1.0),
        ("xavier", 10, 14, 0.5),
        ("xavier", 1, 1, math.sqrt(3)),
    ],
)
def test_an_even_distribution_fills_its_bounds(name, nin, nout, bound) -> None:
    numbers = drawn(name, nin, nout)
    assert -bound <= min(numbers) < -0.99 * bound
    assert 0.99 * bound < max(numbers) <= bound
    assert statistics.mean(numbers) == pytest.approx(0, abs=0.02 * bound)
    assert statistics.pstdev(numbers) == pytest.approx(bound / math.sqrt(3), rel=0.02)


@pytest.mark.parametrize(
    ("name", "nin", "nout", "deviation"),
    [("he", 2, 9, 1.0), ("he", 8, 9, 0.5), ("he", 1, 1, math.sqrt(2)), ("normal", 5, 5, 1.0)],
)
def test_a_normal_distribution_has_its_deviation(name, nin, nout, deviation) -> None:
    numbers = drawn(name, nin, nout)
    assert statistics.mean(numbers) == pytest.approx(0, abs=0.03 * deviation)
    assert statistics.pstdev(numbers) == pytest.approx(deviation, rel=0.02)
    within = sum(abs(x) < deviation for x in numbers) / len(numbers)
    assert within == pytest.approx(0.6827, abs=0.01)


@pytest.mark.parametrize(("name", "number"), [("zeros", 0.0), ("constant", 1.0)])
def test_a_number_that_is_not_drawn_is_that_of_all_weights(name, number) -> None:
    assert set(drawn(name, 4, 2, count=10)) == {number}


@every_initialiser
def test_biases_start_at_0_but_with_the_specifications_initialiser(name) -> None:
    _, biases = weights_and_biases(draw_network(Recipe(init=name)))
    assert any(biases) == (name == "uniform")


@every_initialiser
@pytest.mark.parametrize("scale", [0.125, 2.0])
def test_a_scale_multiplies_what_is_drawn(name, scale) -> None:
    plain = draw_network(Recipe(init=name, seed=3)).parameters()
    scaled = draw_network(Recipe(init=name, seed=3, init_scale=scale)).parameters()
    assert [p.data for p in scaled] == [scale * p.data for p in plain]


@every_initialiser
def test_a_seed_draws_the_same_weights_again(name) -> None:
    networks = [draw_network(Recipe(init=name, seed=seed)) for seed in (3, 3, 4)]
    first, again, other = (weights_and_biases(network) for network in networks)
    assert first == again
    assert (first == other) == (name in ("zeros", "constant"))


def test_a_layer_is_drawn_with_its_own_sizes() -> None:
    model = draw_network(Recipe(layers=(32, 32, 1), init="he", seed=1))
    for layer, inputs in zip(model.layers, (3, 32, 32), strict=True):
        numbers = [weight.data for neuron in layer.neurons for weight in neuron.w]
        assert statistics.pstdev(numbers) == pytest.approx(math.sqrt(2 / inputs), rel=0.3)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"init": "glorot"}, "there is no 'glorot', but uniform, xavier, he, normal, zeros"),
        ({"init_scale": 0.0}, "0 is not a finite number above 0"),
        ({"init_scale": math.inf}, "inf is not a finite number above 0"),
        ({"init_scale": 1e308}, "not a finite number above 0 and below 1e\\+06"),
        ({"init_scale": math.nan}, "nan is not a finite number above 0"),
    ],
)
def test_another_name_or_a_scale_that_is_no_factor_is_refused(values, message) -> None:
    with pytest.raises(SettingError, match=message):
        Recipe(**values)
