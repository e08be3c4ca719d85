"""The instructions for a network, where its numbers lie in memory, and what is not compiled."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from micrograd.compiled.opcodes import (
    COLUMN,
    COUNT,
    DENSE,
    ELEMENTWISE,
    FIELDS,
    INPUTS,
    KIND,
    LANES,
    NAMES,
    OUT,
    OUTPUT,
    PASSES_ON,
    STRIDE,
    TERM,
    WEIGHTS,
    A,
    B,
)
from micrograd.compiled.program import Program, in_blocks
from micrograd.compiled.sample_graph import NotCompilableError
from micrograd.data.dataset import Dataset, four_samples
from micrograd.engine import Value
from micrograd.nn import ACTIVATIONS, MLP, Neuron

KINDS = {DENSE: "dense", TERM: "term", OUTPUT: "output"}
KINDS |= {ELEMENTWISE + i: name for i, name in enumerate(NAMES)}


def network(nin: int, layers: list[int], activations: str | list[str] = "tanh") -> MLP:
    return MLP(nin, layers, activations, random.Random(0))


def listing(program: Program) -> list[tuple[str, int]]:
    """The kind of each instruction, and the count of numbers that it makes."""
    return [(KINDS[op[KIND]], int(op[COUNT])) for op in program.ops]


def instructions(program: Program, kind: int) -> list[list[int]]:
    return [op.tolist() for op in program.ops if op[KIND] == kind]


# Instructions.


def test_the_network_of_the_specification_is_ten_instructions() -> None:
    assert listing(Program(network(3, [4, 4, 1]))) == [
        ("dense", 4),
        ("tanh", 4),
        ("dense", 4),
        ("tanh", 4),
        ("dense", 1),
        ("tanh", 1),
        ("+", 1),
        ("**2", 1),
        ("term", 1),
        ("output", 1),
    ]


def test_layers_without_activation_have_no_instruction_for_it() -> None:
    assert listing(Program(network(1, [2, 1], "linear"))) == [
        ("dense", 2),
        ("dense", 1),
        ("+", 1),
        ("**2", 1),
        ("term", 1),
        ("output", 1),
    ]


def test_several_outputs_are_subtracted_and_squared_side_by_side() -> None:
    assert listing(Program(network(2, [3], "relu"))) == [
        ("dense", 3),
        ("relu", 3),
        ("+", 3),
        ("**2", 3),
        *[("term", 1)] * 3,
        *[("output", 1)] * 3,
    ]


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "linear"])
def test_every_activation_has_its_own_instruction(activation: str) -> None:
    assert listing(Program(network(2, [5, 1], activation)))[1] == (activation, 5)


def test_the_number_of_instructions_does_not_depend_on_the_width() -> None:
    programs = [Program(network(3, [width, width, 1])) for width in (1, 7, 32)]
    assert {len(program.ops) for program in programs} == {10}


def test_an_instruction_is_a_row_of_whole_numbers() -> None:
    ops = Program(network(3, [4, 4, 1])).ops
    assert ops.shape == (10, FIELDS)
    assert ops.dtype == np.int64
    assert ops.flags.c_contiguous


def test_only_the_first_layer_does_not_pass_gradients_on_to_its_inputs() -> None:
    dense = instructions(Program(network(3, [4, 4, 1])), DENSE)
    assert [op[PASSES_ON] for op in dense] == [0, 1, 1]


def test_each_layer_reads_what_the_one_before_it_wrote() -> None:
    program = Program(network(3, [4, 5, 1]))
    dense = instructions(program, DENSE)
    tanh = instructions(program, ELEMENTWISE + NAMES.index("tanh"))
    assert [op[A] for op in dense] == [0, tanh[0][OUT], tanh[1][OUT]]
    assert [op[INPUTS] for op in dense] == [3, 4, 5]
    assert [op[A] for op in tanh] == [op[OUT] for op in dense]


def test_the_error_is_the_prediction_plus_the_constant_after_the_inputs() -> None:
    program = Program(network(3, [4, 2]))
    (tanh_of_outputs,) = instructions(program, ELEMENTWISE + NAMES.index("tanh"))[1:]
    (plus,) = instructions(program, ELEMENTWISE + NAMES.index("+"))
    assert (plus[A], plus[B]) == (tanh_of_outputs[OUT], 3)


def test_every_row_is_written_by_one_instruction_or_is_a_constant() -> None:
    program = Program(network(3, [4, 4, 2], ["tanh", "linear", "relu"]))
    written = [
        row
        for op in program.ops
        if op[KIND] not in (TERM, OUTPUT)
        for row in range(op[OUT], op[OUT] + op[COUNT])
    ]
    assert written == list(range(program.constants, program.rows))


def test_terms_and_outputs_are_numbered() -> None:
    program = Program(network(2, [3]))
    assert (program.terms, program.outputs) == (3, 3)
    for kind in (TERM, OUTPUT):
        assert [op[A] for op in instructions(program, kind)] == [0, 1, 2]


# Memory.


@pytest.mark.parametrize(
    ("nin", "layers"), [(1, [1]), (3, [4, 4, 1]), (7, [3, 2]), (8, [7, 9, 1]), (3, [32, 32, 1])]
)
def test_every_parameter_has_a_place_of_its_own_and_each_neuron_begins_a_vector(
    nin: int, layers: list[int]
) -> None:
    model = network(nin, layers)
    program = Program(model)
    places = program.places.tolist()
    assert len(set(places)) == len(places) == len(model.parameters())
    place_of = dict(zip(model.parameters(), places, strict=True))
    for neuron in (neuron for layer in model.layers for neuron in layer.neurons):
        of_neuron = [place_of[parameter] for parameter in neuron.parameters()]
        assert of_neuron[0] % LANES == 0
        assert of_neuron == list(range(of_neuron[0], of_neuron[0] + len(of_neuron)))
    assert program.weights % LANES == 0
    assert max(places) < program.weights


@pytest.mark.parametrize("width", [1, 6, 7, 8, 15, 16])
def test_a_neuron_takes_whole_vectors_of_weights(width: int) -> None:
    (dense,) = instructions(Program(network(width, [3])), DENSE)
    assert dense[STRIDE] % LANES == 0
    assert width + 1 <= dense[STRIDE] < width + 1 + LANES
    assert dense[WEIGHTS] == 0


def test_the_one_of_the_bias_comes_after_the_inputs_in_each_column() -> None:
    program = Program(network(3, [4, 8, 1]))
    dense = instructions(program, DENSE)
    assert program.ones == [op[COLUMN] + op[INPUTS] for op in dense]
    assert program.columns % LANES == 0
    assert max(program.ones) < program.columns


# The constant rows of a dataset.


def dataset(samples: int, nin: int = 2, nout: int = 1) -> Dataset:
    """Sample s has the inputs s.1, s.2, … and the targets s.01, s.02, …, from s = 1 on."""
    rows = [
        [s + i / 10 for i in range(1, nin + 1)] + [s + i / 100 for i in range(1, nout + 1)]
        for s in range(1, samples + 1)
    ]
    return Dataset.from_rows(rows, nout)


@pytest.mark.parametrize(("samples", "blocks"), [(1, 1), (7, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_samples_stand_in_blocks_of_lanes(samples: int, blocks: int) -> None:
    constants = in_blocks(Program(network(2, [3, 1])).constants_of(dataset(samples)))
    assert constants.shape == (blocks, 3, LANES)
    assert constants.dtype == np.float64
    assert constants.flags.c_contiguous


@pytest.mark.parametrize("samples", [1, 4, 8, 9, 11, 16])
def test_the_last_sample_comes_first_and_the_first_one_fills_what_is_left(samples: int) -> None:
    given = dataset(samples)
    constants = in_blocks(Program(network(2, [3, 1])).constants_of(given))
    for row, numbers in enumerate([*zip(*given.xs, strict=True)]):
        in_lanes = constants[:, row, :].ravel().tolist()
        assert in_lanes[:samples] == list(numbers)[::-1]
        assert in_lanes[samples:] == [numbers[0]] * (len(in_lanes) - samples)


def test_after_the_inputs_come_the_targets_with_the_other_sign() -> None:
    given = dataset(3, nin=2, nout=2)
    constants = in_blocks(Program(network(2, [2])).constants_of(given))
    assert constants.shape == (1, 4, LANES)
    for row, i in [(2, 0), (3, 1)]:
        of_samples = [-target[i] for target in given.targets]
        assert constants[0, row, :3].tolist() == of_samples[::-1]


def test_a_target_of_zero_is_minus_zero_as_in_the_engine(bits) -> None:
    given = Dataset([[0.0, -0.0], [-0.0, 0.0]], [0.0, -0.0])
    (constants,) = in_blocks(Program(network(2, [1])).constants_of(given))
    assert [bits(row[:2]) for row in constants.tolist()] == [
        bits([-0.0, 0.0]),
        bits([0.0, -0.0]),
        bits([0.0, -0.0]),
    ]


def test_what_is_computed_from_inputs_alone_is_a_constant_of_each_sample(bits) -> None:
    class Prepared(MLP):
        def layer_outputs(self, x: Sequence[Value]) -> list[list[Value]]:
            return super().layer_outputs([(value * 3).tanh() for value in x])

    given = four_samples()
    constants = in_blocks(Program(Prepared(3, [1], rng=random.Random(0))).constants_of(given))
    expected = [[(Value(number) * 3).tanh().data for number in x] for x in given.xs]
    found = constants[0, 3:6, : len(given)].T[::-1].tolist()
    assert list(map(bits, found)) == list(map(bits, expected))


# Models without a program.


class Reciprocal(Neuron):
    def __call__(self, x: Sequence[Value]) -> Value:
        return 2 / super().__call__(x)


class Cubed(Neuron):
    def __call__(self, x: Sequence[Value]) -> Value:
        return super().__call__(x) ** 3


@pytest.mark.parametrize(
    ("neuron", "name"),
    [(Reciprocal, "**-1"), (Cubed, "**3")],
    ids=["reciprocal", "cube"],
)
def test_an_operation_without_a_row_is_refused_by_its_name(neuron, name: str) -> None:
    model = network(3, [2, 1])
    model.layers[0].neurons[1] = neuron(3, "linear", random.Random(0))
    with pytest.raises(NotCompilableError) as refused:
        Program(model)
    assert str(refused.value) == f"the compiled loop has no row for {name}"


class WithSkips(MLP):
    """2-[2, 1], linear; `how` makes the prediction from the hidden numbers and the output."""

    def __init__(self, how) -> None:
        super().__init__(2, [2, 1], "linear", random.Random(0))
        self._how = how

    def layer_outputs(self, x: Sequence[Value]) -> list[list[Value]]:
        hidden, (output,) = super().layer_outputs(x)
        return [hidden, [self._how(hidden, output)]]


def test_a_number_that_skips_a_layer_has_a_program_where_the_order_of_the_engine_is_kept() -> None:
    program = Program(WithSkips(lambda hidden, output: output + hidden[0]))
    assert [kind for kind, _ in listing(program)] == [
        "dense",
        "dense",
        "+",
        "+",
        "**2",
        "term",
        "output",
    ]


def test_a_gradient_that_would_be_added_up_in_another_order_is_refused() -> None:
    # The engine comes to relu before it comes to the sum, which depends on more.
    model = WithSkips(lambda hidden, output: (output + hidden[0]) + hidden[0].relu())
    with pytest.raises(NotCompilableError) as refused:
        Program(model)
    assert str(refused.value) == "a gradient would be added up in another order"


def test_inputs_that_do_not_lie_side_by_side_are_refused() -> None:
    class OneSeesThemTheOtherWayRound(MLP):
        def layer_outputs(self, x: Sequence[Value]) -> list[list[Value]]:
            first, second = self.layers[0].neurons
            return [[first(x), second(x[::-1])]]

    with pytest.raises(NotCompilableError) as refused:
        Program(OneSeesThemTheOtherWayRound(2, [2], rng=random.Random(0)))
    assert str(refused.value) == "the inputs of a weighted sum do not lie side by side"
