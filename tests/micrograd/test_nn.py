"""`Neuron`, `Layer`, `MLP`: drawing, labels, shapes, activations."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.engine import Value
from micrograd.nn import ACTIVATIONS, MLP, Layer, Neuron

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture
def random_state():
    """The state of the module `random`, put back after the test."""
    state = random.getstate()
    yield state
    random.setstate(state)


def draw_as_specified(uniform, nin, nouts):
    """Neuron by neuron: the weights, then the bias."""
    numbers = []
    sizes = [nin, *nouts]
    for i in range(len(nouts)):
        for _ in range(sizes[i + 1]):
            for _ in range(sizes[i]):
                numbers.append(uniform(-1, 1))
            numbers.append(uniform(-1, 1))
    return numbers


def data_of(values):
    return [value.data for value in values]


def set_parameters(module, numbers):
    for parameter, number in zip(module.parameters(), numbers, strict=True):
        parameter.data = number


def as_list(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


# Parameters


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("nin", "nouts"), [(3, [4, 4, 1]), (1, [1]), (2, [1, 5, 2])])
def test_after_seeding_random_it_draws_the_numbers_of_the_specification(
    random_state, bits, seed, nin, nouts
):
    random.seed(seed)
    expected = draw_as_specified(random.uniform, nin, nouts)
    next_number = random.random()
    random.seed(seed)
    model = MLP(nin, nouts)
    assert bits(data_of(model.parameters())) == bits(expected)
    assert random.random() == next_number


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("nin", "nouts"), [(3, [4, 4, 1]), (1, [1]), (2, [1, 5, 2])])
def test_a_generator_of_its_own_draws_the_same_numbers(random_state, bits, seed, nin, nouts):
    expected = draw_as_specified(random.Random(seed).uniform, nin, nouts)
    model = MLP(nin, nouts, rng=random.Random(seed))
    assert bits(data_of(model.parameters())) == bits(expected)
    assert random.getstate() == random_state


def test_the_activations_do_not_change_what_is_drawn():
    models = [MLP(3, [4, 1], name, rng=random.Random(5)) for name in ACTIVATIONS]
    drawn = [data_of(model.parameters()) for model in models]
    assert all(numbers == drawn[0] for numbers in drawn)


def test_a_neuron_and_a_layer_draw_weights_then_bias():
    neuron = Neuron(3, rng=random.Random(1))
    layer = Layer(3, 2, rng=random.Random(1))
    expected = draw_as_specified(random.Random(1).uniform, 3, [2])
    assert data_of([*neuron.w, neuron.b]) == expected[:4]
    assert data_of(layer.parameters()) == expected


def test_parameters_are_drawn_from_minus_1_to_1():
    numbers = data_of(MLP(10, [20, 20], rng=random.Random(0)).parameters())
    assert all(-1 <= number <= 1 for number in numbers)
    assert min(numbers) < -0.9
    assert max(numbers) > 0.9


def test_the_network_of_the_specification_has_41_parameters():
    model = MLP(3, [4, 4, 1])
    assert len(model.parameters()) == 41
    assert (model.nin, model.nouts) == (3, [4, 4, 1])


def test_the_parameters_are_those_of_the_neurons_in_their_order():
    model = MLP(2, [2, 1])
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    expected = [value for neuron in neurons for value in [*neuron.w, neuron.b]]
    assert [id(value) for value in model.parameters()] == [id(value) for value in expected]


def test_every_parameter_has_a_label():
    labels = [parameter.label for parameter in MLP(2, [2, 1]).parameters()]
    assert labels == [
        "layer 1 · neuron 1 · w1",
        "layer 1 · neuron 1 · w2",
        "layer 1 · neuron 1 · b",
        "layer 1 · neuron 2 · w1",
        "layer 1 · neuron 2 · w2",
        "layer 1 · neuron 2 · b",
        "layer 2 · neuron 1 · w1",
        "layer 2 · neuron 1 · w2",
        "layer 2 · neuron 1 · b",
    ]


def test_the_labels_say_where_a_parameter_is():
    model = MLP(3, [4, 4, 1])
    assert model.layers[0].neurons[1].w[2].label == "layer 1 · neuron 2 · w3"
    assert model.layers[2].neurons[0].b.label == "layer 3 · neuron 1 · b"


def test_a_neuron_alone_labels_its_parameters_too():
    assert [parameter.label for parameter in Neuron(2).parameters()] == ["w1", "w2", "b"]


@pytest.mark.parametrize("module", [Neuron(2), Layer(2, 3), MLP(2, [3, 1])])
def test_zero_grad_sets_every_gradient_to_zero_and_nothing_else(module):
    before = data_of(module.parameters())
    for parameter in module.parameters():
        parameter.grad = 5.0
    module.zero_grad()
    assert [parameter.grad for parameter in module.parameters()] == [0.0] * len(before)
    assert data_of(module.parameters()) == before


# Calling


def test_a_neuron_is_tanh_of_the_weighted_sum_and_the_bias():
    neuron = Neuron(2)
    set_parameters(neuron, [0.5, -0.25, 0.125])
    assert neuron([2.0, 3.0]).data == math.tanh(0.5 * 2.0 - 0.25 * 3.0 + 0.125)


def test_a_layer_of_one_neuron_puts_out_a_bare_value():
    assert isinstance(Layer(2, 1)([1.0, 2.0]), Value)


def test_a_layer_of_several_neurons_puts_out_a_list():
    outputs = Layer(2, 3)([1.0, 2.0])
    assert isinstance(outputs, list)
    assert [type(output) for output in outputs] == [Value] * 3


def test_a_network_with_one_output_puts_out_a_bare_value():
    assert isinstance(MLP(3, [4, 4, 1])([2.0, 3.0, -1.0]), Value)


def test_a_network_with_several_outputs_puts_out_a_list():
    assert len(MLP(3, [4, 2])([2.0, 3.0, -1.0])) == 2


def test_the_layers_are_chained():
    model = MLP(2, [2, 1])
    set_parameters(model, [0.5, -0.5, 0.25, 0.75, 0.125, -0.25, -1.0, 0.5, 0.125])
    first = math.tanh(0.5 * 1.0 - 0.5 * 2.0 + 0.25)
    second = math.tanh(0.75 * 1.0 + 0.125 * 2.0 - 0.25)
    expected = math.tanh(-1.0 * first + 0.5 * second + 0.125)
    assert model([1.0, 2.0]).data == pytest.approx(expected, rel=1e-15)


def test_every_layer_has_tanh_unless_it_is_told_otherwise():
    layers = MLP(3, [4, 4, 1]).layers
    assert {neuron.activation for layer in layers for neuron in layer.neurons} == {"tanh"}


def test_each_layer_has_the_activation_that_was_chosen_for_it():
    model = MLP(1, [1, 1, 1, 1], ["linear", "relu", "sigmoid", "tanh"])
    set_parameters(model, [2.0, 1.0, -1.0, 0.5, 3.0, 0.25, 1.5, -1.0])
    linear = 2.0 * -1.5 + 1.0
    relu = max(0.0, -linear + 0.5)
    sigmoid = 1 / (1 + math.exp(-(3.0 * relu + 0.25)))
    tanh = math.tanh(1.5 * sigmoid - 1.0)
    assert [outputs[0] for outputs in model.plain()([-1.5])] == pytest.approx(
        [linear, relu, sigmoid, tanh], rel=1e-15
    )
    assert model([-1.5]).data == pytest.approx(tanh, rel=1e-15)


def test_one_name_is_the_activation_of_all_layers():
    model = MLP(1, [2, 2], "linear")
    assert {neuron.activation for layer in model.layers for neuron in layer.neurons} == {"linear"}


def test_relu_cuts_off_below_zero():
    model = MLP(1, [1], "relu")
    set_parameters(model, [1.0, 0.0])
    assert [model([x]).data for x in (-2.0, 0.0, 2.0)] == [0.0, 0.0, 2.0]


def test_an_unknown_activation_is_refused_with_the_names_that_exist():
    with pytest.raises(ValueError, match=r"'sinus'.*tanh.*relu.*sigmoid.*linear"):
        MLP(3, [4, 1], ["tanh", "sinus"])


@pytest.mark.parametrize("names", [[], ["tanh"], ["tanh"] * 3])
def test_a_wrong_number_of_activations_is_refused(names):
    with pytest.raises(ValueError, match=rf"\b2\b.*\b{len(names)}\b"):
        MLP(3, [4, 1], names)


@pytest.mark.parametrize(("nin", "nouts"), [(3, []), (3, [4, 0, 1]), (3, [-1]), (0, [1])])
def test_a_network_without_layers_or_with_an_empty_one_is_refused(nin, nouts):
    with pytest.raises(ValueError, match="1 or more"):
        MLP(nin, nouts)


@pytest.mark.parametrize("nouts", [[1], [1, 1], [1, 3, 1], [4, 1, 2], [1, 1, 1, 1]])
def test_a_hidden_layer_of_width_1_works(nouts):
    model = MLP(2, nouts, rng=random.Random(3))
    sum(as_list(model([0.5, -0.25]))).backward()
    assert [len(layer) for layer in model.plain()([0.5, -0.25])] == nouts
    assert all(parameter.grad != 0 for parameter in model.parameters())


@pytest.mark.parametrize("length", [0, 1, 2, 4, 7])
@pytest.mark.parametrize(
    "use",
    [Neuron(3), Neuron(3).plain(), Layer(3, 2), MLP(3, [4, 1]), MLP(3, [4, 1]).plain()],
    ids=["Neuron", "Neuron.plain", "Layer", "MLP", "MLP.plain"],
)
def test_an_input_of_the_wrong_length_is_refused_naming_both_lengths(use, length):
    sample = [1.0] * length
    with pytest.raises(ValueError, match=rf"\b3\b.*\b{length}\b"):
        use(sample)


def test_values_go_in_as_well_as_numbers():
    model = MLP(2, [3, 1], rng=random.Random(0))
    inputs = [Value(0.5), Value(-1.5)]
    output = model(inputs)
    output.backward()
    assert output.data == model([0.5, -1.5]).data
    assert all(value.grad != 0 for value in inputs)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "linear"])
def test_the_gradient_of_every_parameter_is_the_central_difference(activation):
    model = MLP(2, [3, 1], activation, rng=random.Random(0))
    sample = [0.5, -1.5]
    model(sample).backward()
    for parameter in model.parameters():
        data, h = parameter.data, 1e-6
        parameter.data = data + h
        above = model(sample).data
        parameter.data = data - h
        below = model(sample).data
        parameter.data = data
        assert parameter.grad == pytest.approx((above - below) / (2 * h), rel=1e-6, abs=1e-8)


# Without a graph


@settings(deadline=None, max_examples=100)
@given(
    data=st.data(),
    layers=st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from(sorted(ACTIVATIONS))), min_size=1, max_size=4
    ),
    nin=st.integers(1, 4),
    seed=st.integers(0, 1000),
    scale=st.sampled_from([1.0, 1e-300, 1e3, 1e300]),
)
def test_plain_outputs_are_the_data_of_the_graph_to_the_last_bit(data, layers, nin, seed, scale):
    widths, names = zip(*layers, strict=True)
    model = MLP(nin, widths, names, rng=random.Random(seed))
    for parameter in model.parameters():
        parameter.data *= scale
    sample = data.draw(st.lists(FINITE, min_size=nin, max_size=nin))
    graph, expected = sample, []
    for layer in model.layers:
        graph = as_list(layer(graph))
        expected.append([node.data.hex() for node in graph])
    assert [[x.hex() for x in layer] for layer in model.plain()(sample)] == expected
    assert [node.data.hex() for node in as_list(model(sample))] == expected[-1]


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, np.uint8])
def test_plain_outputs_are_those_of_the_graph_for_numpy_scalars_too(bits, kind):
    model = MLP(2, [3, 1], rng=random.Random(0))
    sample = [kind(0.1), kind(1.7)]
    (output,) = model.plain()(sample)[-1]
    assert bits([output]) == bits([model(sample).data])


def test_plain_outputs_leave_parameters_and_gradients_alone(bits):
    model = MLP(3, [4, 1], rng=random.Random(0))
    for parameter in model.parameters():
        parameter.grad = 0.5
    before = bits(data_of(model.parameters()))
    model.plain()([1.0, 2.0, 3.0])
    assert bits(data_of(model.parameters())) == before
    assert {parameter.grad for parameter in model.parameters()} == {0.5}


# Words, and what users of Karpathy's micrograd write


@pytest.mark.parametrize(
    "text",
    [
        "Neuron(3, 'tanh')",
        "Layer(3, 2, 'relu')",
        "MLP(2, [3, 1], 'sigmoid')",
        "MLP(2, [16, 16, 1], ['relu', 'relu', 'linear'])",
    ],
)
def test_the_representation_is_what_makes_such_a_network(text):
    assert repr(eval(text)) == text


def test_a_layer_of_different_neurons_names_each():
    layer = Layer(2, 2)
    layer.neurons[1].activation = "relu"
    assert repr(layer) == "Layer(2, 2, ['tanh', 'relu'])"


@pytest.mark.parametrize(("nonlin", "name"), [(True, "relu"), (False, "linear")])
def test_nonlin_is_relu_or_linear(nonlin, name):
    assert Neuron(2, nonlin=nonlin).activation == name
    assert {neuron.activation for neuron in Layer(2, 3, nonlin=nonlin).neurons} == {name}
    hidden, last = MLP(2, [3, 1], nonlin=nonlin).layers
    assert {neuron.activation for neuron in hidden.neurons} == {name}
    assert last.neurons[0].activation == "linear"


@pytest.mark.parametrize("arguments", [{}, {"nonlin": True}])
def test_the_demo_of_micrograd_runs(random_state, arguments):
    """The cells of its demo.ipynb, with a made-up dataset in the place of two moons."""
    random.seed(1337)
    points = np.random.default_rng(1337)
    rows = points.normal(size=(20, 2))
    y = (rows[:, 0] * rows[:, 1] > 0).astype(np.int64)
    y = y * 2 - 1

    model = MLP(2, [16, 16, 1], **arguments)
    assert "[16, 16, 1]" in str(model)
    assert len(model.parameters()) == 337

    def loss():
        inputs = [list(map(Value, xrow)) for xrow in rows]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(y, scores, strict=True)]
        data_loss = sum(losses) * (1.0 / len(losses))
        alpha = 1e-4
        reg_loss = alpha * sum(p * p for p in model.parameters())
        total_loss = data_loss + reg_loss
        accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(y, scores, strict=True)]
        return total_loss, sum(accuracy) / len(accuracy)

    first, _ = loss()
    for k in range(20):
        total_loss, accuracy = loss()
        model.zero_grad()
        total_loss.backward()
        learning_rate = 0.5 - 0.4 * k / 20
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        assert f"step {k} loss {total_loss.data}, accuracy {accuracy * 100}%"
    assert total_loss.data < first.data
    assert accuracy > 0.5
