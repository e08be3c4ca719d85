"""The parts of a gradient, by uses, samples and paths, add up, also when displayed."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.analysis.attribution import (
    by_sample,
    contributions,
    displayed_shares,
    path_count,
    strongest_paths,
)
from micrograd.analysis.tape import Tape
from micrograd.engine import Value, topological_order
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.objective import Objective

NAMES = st.sampled_from(list(ACTIVATIONS))
SEEDS = st.integers(0, 1000)


def as_list(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


class Case:
    """A small network, its loss as a tape, and which sample each node belongs to."""

    def __init__(self, seed, activations, samples=3, width=2, nout=1):
        rng = random.Random(seed)
        nouts = [width] * (len(activations) - 1) + [nout]
        self.model = MLP(2, nouts, activations, rng=rng)
        xs = [[rng.gauss(0, 1) for _ in range(2)] for _ in range(samples)]
        targets = [[rng.gauss(0, 1) for _ in range(nout)] for _ in range(samples)]
        predictions = [as_list(self.model(x)) for x in xs]
        self.loss = Objective().total(predictions, targets)
        self.tape = Tape(self.loss)
        self.data = self.tape.forward()
        self.grads = self.tape.gradients(self.data)
        self.parameters = [self.tape.index_of(p) for p in self.model.parameters()]
        self._samples = self._find_samples(predictions)

    def _find_samples(self, predictions):
        shared = set(self.model.parameters())
        found = {}
        for sample, outputs in enumerate(predictions):
            for output in outputs:
                for node in topological_order(output):
                    if node not in shared:
                        found[self.tape.index_of(node)] = sample
        return found

    def sample_of(self, node):
        return self._samples.get(node)


CASES = st.builds(
    Case,
    seed=SEEDS,
    activations=st.lists(NAMES, min_size=1, max_size=3),
    samples=st.integers(1, 4),
    nout=st.integers(1, 2),
)


def tape_of(root):
    tape = Tape(root)
    data = tape.forward()
    return tape, data, tape.gradients(data)


def added_up(numbers):
    total = 0.0
    for number in numbers:
        total += number
    return total


# Shares by use.


@settings(deadline=None, max_examples=60)
@given(case=CASES)
def test_the_contributions_add_up_to_the_gradient_to_the_last_bit(case):
    for node in range(len(case.tape.nodes) - 1):
        shares = contributions(case.tape, case.data, case.grads, node)
        assert added_up(share.gradient for share in shares).hex() == case.grads[node].hex()


def test_a_contribution_is_the_local_derivative_times_the_upstream_gradient():
    a, b = Value(3.0), Value(5.0)
    tape, data, grads = tape_of((a * b) * 2 + a)
    shares = contributions(tape, data, grads, tape.index_of(a))
    assert [share.gradient for share in shares] == [1.0, 10.0]
    assert [tape.nodes[share.key]._op for share in shares] == ["+", "*"]


@pytest.mark.parametrize("make", [lambda a: a * a, lambda a: a + a])
def test_a_value_used_twice_by_one_operation_contributes_twice(make):
    tape, data, grads = tape_of(make(Value(3.0)))
    shares = contributions(tape, data, grads, 0)
    assert [share.key for share in shares] == [1, 1]
    assert added_up(share.gradient for share in shares) == grads[0]


def test_the_root_gets_its_gradient_from_nobody():
    tape, data, grads = tape_of(Value(3.0) * 2)
    assert contributions(tape, data, grads, len(data) - 1) == []


# Shares by sample.


@settings(deadline=None, max_examples=60)
@given(case=CASES)
def test_the_parts_of_a_parameter_by_sample_add_up_to_its_gradient(case):
    samples = len(set(case._samples.values()))
    for node in case.parameters:
        parts = by_sample(case.tape, case.data, case.grads, node, case.sample_of, samples)
        assert len(parts) == samples
        # The backward pass comes to the last sample first.
        assert added_up(reversed(parts)).hex() == case.grads[node].hex()


@settings(deadline=None, max_examples=30)
@given(seed=SEEDS, activations=st.lists(NAMES, min_size=1, max_size=2))
def test_a_part_is_the_gradient_of_that_samples_error_alone(seed, activations):
    case = Case(seed, activations)
    rng = random.Random(seed)
    model = MLP(2, case.model.nouts, activations, rng=rng)
    xs = [[rng.gauss(0, 1) for _ in range(2)] for _ in range(3)]
    targets = [[rng.gauss(0, 1)] for _ in range(3)]
    for sample in range(3):
        model.zero_grad()
        Objective().total([[model(xs[sample])]], [targets[sample]]).backward()
        for node, parameter in zip(case.parameters, model.parameters(), strict=True):
            parts = by_sample(case.tape, case.data, case.grads, node, case.sample_of, 3)
            assert parts[sample] == pytest.approx(parameter.grad, rel=1e-12, abs=1e-14)


def test_the_gradient_inside_a_sample_is_that_samples_alone():
    case = Case(0, ["tanh", "tanh"])
    for node, sample in case._samples.items():
        parts = by_sample(case.tape, case.data, case.grads, node, case.sample_of, 3)
        assert parts == [case.grads[node] if i == sample else 0.0 for i in range(3)]


def test_the_loss_itself_is_of_no_sample():
    case = Case(0, ["tanh", "tanh"])
    root = len(case.data) - 1
    assert by_sample(case.tape, case.data, case.grads, root, case.sample_of, 3) == [0.0] * 3


# Shares by path.


def all_paths(tape, data, node):
    """Every path by brute force, its product from the root backwards."""
    if node == len(tape.nodes) - 1:
        return [((node,), 1.0)]
    return [
        ((node, *nodes), slope * product)
        for consumer in dict.fromkeys(tape.consumers[node])
        for nodes, product in all_paths(tape, data, consumer)
        for operand, slope in zip(
            tape.operands[consumer], tape.local_derivatives(data, consumer), strict=True
        )
        if operand == node
    ]


def joined_paths(tape, data, node, stops):
    """All paths, added up where they pass the same stops."""
    joined = {}
    for nodes, product in all_paths(tape, data, node):
        between = tuple(each for each in nodes[1:-1] if each in stops)
        ends = (node,) if len(nodes) == 1 else (node, *between, nodes[-1])
        joined[ends] = joined.get(ends, 0.0) + product
    return joined


def outputs_of(case):
    """The outputs of the neurons with some of the activations."""
    return {i for i, node in enumerate(case.tape.nodes) if node._op in ("tanh", "ReLU", "exp")}


@settings(deadline=None, max_examples=60)
@given(case=CASES, all_nodes=st.booleans())
def test_there_are_as_many_paths_as_brute_force_finds_and_they_add_up(case, all_nodes):
    stops = range(len(case.tape.nodes)) if all_nodes else outputs_of(case)
    for node in case.parameters:
        paths = joined_paths(case.tape, case.data, node, stops)
        assert path_count(case.tape, node, stops) == len(paths)
        products = list(paths.values())
        size = sum(map(abs, products)) + 1e-300
        assert math.fsum(products) == pytest.approx(case.grads[node], rel=0, abs=1e-12 * size)


@settings(deadline=None, max_examples=60)
@given(case=CASES, count=st.integers(1, 12), all_nodes=st.booleans())
def test_the_strongest_paths_are_those_of_brute_force(case, count, all_nodes):
    stops = range(len(case.tape.nodes)) if all_nodes else outputs_of(case)
    for node in case.parameters:
        paths = joined_paths(case.tape, case.data, node, stops)
        strongest = strongest_paths(case.tape, case.data, node, stops, count)
        expected = sorted(map(abs, paths.values()), reverse=True)[:count]
        assert [abs(path.gradient) for path in strongest] == pytest.approx(
            expected, rel=1e-12, abs=1e-15
        )
        for path in strongest:
            assert path.gradient == pytest.approx(paths[path.nodes], rel=1e-12, abs=1e-15)
        assert len({path.nodes for path in strongest}) == len(strongest)


def test_asked_for_all_paths_they_are_all_given_and_in_a_fixed_order():
    case = Case(3, ["tanh", "sigmoid"])
    node = case.parameters[0]
    stops = outputs_of(case)
    count = path_count(case.tape, node, stops)
    paths = strongest_paths(case.tape, case.data, node, stops, count + 10)
    assert len(paths) == count
    assert paths == strongest_paths(case.tape, case.data, node, stops, count)


def test_ways_that_differ_inside_an_operation_or_between_two_stops_are_one_path():
    a = Value(3.0)
    twice, other = a * a, a * 5
    tape, data, _ = tape_of(twice.exp().log() * 2 - twice + other)
    stops = tape.index_of(twice), tape.index_of(other)
    paths = strongest_paths(tape, data, tape.index_of(a), stops)
    assert [path.gradient for path in paths] == pytest.approx([6.0, 5.0])
    assert [path.nodes[1] for path in paths] == list(stops)
    assert path_count(tape, tape.index_of(a), stops) == 2
    joined = strongest_paths(tape, data, tape.index_of(a), ())
    assert [path.gradient for path in joined] == pytest.approx([11.0])
    assert path_count(tape, tape.index_of(a), ()) == 1


def test_from_the_root_there_is_the_one_path_of_no_step():
    tape, data, _ = tape_of(Value(3.0) * 2)
    assert path_count(tape, 2, ()) == 1
    assert strongest_paths(tape, data, 2, ()) == [((2,), 1.0)]


def test_the_strongest_path_comes_first_whatever_its_sign():
    a = Value(1.0)
    tape, data, _ = tape_of(a * 2 + a * -5 + a)
    paths = strongest_paths(tape, data, tape.index_of(a), range(99), 2)
    assert [path.gradient for path in paths] == [-5.0, 2.0]


def test_what_is_not_a_number_is_seen_first():
    a = Value(0.0)
    tape, data, grads = tape_of((a * a) ** 0.5 + a * 100)
    assert math.isnan(grads[tape.index_of(a)])
    first = strongest_paths(tape, data, tape.index_of(a), range(99), 1)[0]
    assert math.isnan(first.gradient)


def chain_of_forks(count):
    """A value and what becomes of it in so many forks, each in two halves that add up to it."""
    a = Value(1e-300)
    root = a
    for _ in range(count):
        root = root * 0.5 + root * 0.5
    return a, root


def test_a_chain_of_ten_thousand_forks_has_its_huge_number_of_paths():
    a, root = chain_of_forks(10_000)
    tape = Tape(root)
    assert path_count(tape, tape.index_of(a), range(len(tape.nodes))) == 2**10_000


def test_the_strongest_paths_of_a_chain_of_a_thousand_forks_are_as_long_as_it():
    a, root = chain_of_forks(1_000)
    tape, data, _ = tape_of(root)
    node = tape.index_of(a)
    paths = strongest_paths(tape, data, node, range(len(tape.nodes)), 3)
    assert [(len(path.nodes), path.gradient) for path in paths] == [(2_001, 0.5**1_000)] * 3


# Displayed


PARTS = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.floats(-1, 1), st.floats(-1e-6, 1e-6)), max_size=20
)


@settings(deadline=None, max_examples=300)
@given(parts=PARTS, digits=st.integers(0, 6))
def test_displayed_parts_add_up_exactly_to_the_displayed_total(parts, digits):
    shown, total = displayed_shares(parts, digits)
    texts = [Fraction(f"{part:.{digits}f}") for part in shown]
    assert sum(texts) == Fraction(f"{total:.{digits}f}")


@settings(deadline=None, max_examples=300)
@given(parts=PARTS, digits=st.integers(0, 6))
def test_no_part_is_off_by_a_unit_and_the_total_is_the_sum_rounded(parts, digits):
    shown, total = displayed_shares(parts, digits)
    unit = Fraction(1, 10**digits)
    for part, given_part in zip(shown, parts, strict=True):
        assert abs(Fraction(f"{part:.{digits}f}") - Fraction(given_part)) < unit
    exact = sum(map(Fraction, parts))
    assert abs(Fraction(f"{total:.{digits}f}") - exact) <= unit / 2


@pytest.mark.parametrize(
    ("parts", "digits", "shown", "total"),
    [
        ([1 / 3, 1 / 3, 1 / 3], 2, [0.34, 0.33, 0.33], 1.0),
        ([0.5, -0.5], 0, [1.0, -1.0], 0.0),
        ([2.4, -1.4], 0, [2.0, -1.0], 1.0),
        ([1e6, 0.004, -1e-9], 2, [1e6, 0.0, 0.0], 1e6),
        ([0.004, 0.004, 0.004], 2, [0.01, 0.0, 0.0], 0.01),
        ([0.25, 0.0, 0.0], 1, [0.2, 0.0, 0.0], 0.2),
        ([], 3, [], 0.0),
    ],
)
def test_the_largest_remainders_are_rounded_up(parts, digits, shown, total):
    assert displayed_shares(parts, digits) == (shown, total)


@pytest.mark.parametrize("part", [math.inf, -math.inf, math.nan, 1.7e308])
def test_what_has_no_finite_sum_is_given_back_as_it_is(part):
    parts, total = displayed_shares([part, 0.123, part], 1)
    assert [x.hex() for x in parts] == [part.hex(), (0.123).hex(), part.hex()]
    assert not math.isfinite(total)


# Looking changes nothing


@settings(deadline=None, max_examples=30)
@given(case=CASES)
def test_attribution_writes_to_no_value_and_to_no_list(case):
    def state():
        numbers = [*case.data, *case.grads]
        numbers += [number for node in case.tape.nodes for number in (node.data, node.grad)]
        return [number.hex() for number in numbers], random.getstate()

    case.loss.backward()
    before = state()
    for node in range(len(case.tape.nodes)):
        contributions(case.tape, case.data, case.grads, node)
        by_sample(case.tape, case.data, case.grads, node, case.sample_of, 4)
        strongest_paths(case.tape, case.data, node, outputs_of(case))
        path_count(case.tape, node, outputs_of(case))
    assert state() == before
