"""Autograd beside the central difference: no cry of wolf, no wrong gradient passed."""

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.analysis.gradient_check import QUICK_STEPS, STEPS, Verdict, check_all, check_gradient
from micrograd.analysis.tape import Tape
from micrograd.data.dataset import four_samples
from micrograd.engine import Value
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.objective import Objective

ACTIVATION = st.sampled_from(list(ACTIVATIONS))


def as_list(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


def loss_tape(model, xs, targets):
    """The tape of a loss, and the indices of the parameters."""
    tape = Tape(Objective().total([as_list(model(x)) for x in xs], targets))
    return tape, [tape.index_of(parameter) for parameter in model.parameters()]


def specified(seed=0, activations="tanh"):
    model, dataset = MLP(3, [4, 4, 1], activations, random.Random(seed)), four_samples()
    return loss_tape(model, dataset.xs, dataset.targets)


def check_of(function, *numbers, by=0, autograd=None):
    """The check of a function of leaves, by one of them."""
    leaves = [Value(number) for number in numbers]
    tape = Tape(function(*leaves))
    return check_gradient(tape, tape.index_of(leaves[by]), autograd)


def verdicts(checks):
    return {check.verdict for check in checks}


@st.composite
def networks(draw):
    """Random networks and samples, some large, some small, some with a loss of nearly zero."""
    layers = draw(st.lists(st.tuples(st.integers(1, 3), ACTIVATION), min_size=1, max_size=3))
    nouts, activations = zip(*layers, strict=True)
    rng = random.Random(draw(st.integers(0, 10_000)))
    model = MLP(2, nouts, activations, rng)
    size, offset = draw(st.sampled_from([0.01, 1.0, 1000.0])), draw(st.sampled_from([0, 1e-9, 1]))
    xs = [[rng.gauss(0, size) for _ in range(2)] for _ in range(draw(st.integers(1, 3)))]
    targets = [[p.data + offset * rng.gauss(0, size) for p in as_list(model(x))] for x in xs]
    return loss_tape(model, xs, targets)


# Right gradients pass


@settings(deadline=None, max_examples=60)
@given(network=networks())
def test_no_gradient_of_any_network_is_called_wrong(network):
    tape, parameters = network
    quick = list(check_all(tape, parameters))
    whole = [check_gradient(tape, node) for node in parameters]
    assert Verdict.DISAGREES not in verdicts(quick) | verdicts(whole)


@pytest.mark.parametrize("seed", [2, 8, 17, 19, 21, 35])
def test_a_sine_that_turns_round_nearby_is_not_called_wrong(seed):
    rng = random.Random(seed)
    model = MLP(2, [1, 1], ["sine", "tanh"], rng)
    xs = [[rng.gauss(0, 1000) for _ in range(2)]]
    targets = [[p.data for p in as_list(model(x))] for x in xs]
    tape, parameters = loss_tape(model, xs, targets)
    assert Verdict.DISAGREES not in verdicts(check_all(tape, parameters))


@pytest.mark.parametrize("activations", ACTIVATIONS)
@pytest.mark.parametrize("seed", range(5))
def test_every_gradient_of_the_specifications_network_agrees(seed, activations):
    tape, parameters = specified(seed, activations)
    checks = list(check_all(tape, parameters))
    assert [check.node for check in checks] == parameters
    assert verdicts(checks) == {Verdict.AGREES}
    assert max(check.relative_error for check in checks) < 1e-5


@pytest.mark.parametrize("seed", range(3))
def test_every_node_between_agrees_too(seed):
    tape, _ = specified(seed)
    assert verdicts(check_all(tape, range(len(tape.nodes)))) == {Verdict.AGREES}


@pytest.mark.parametrize("x", [5.0, 10.0, 15.0, 17.0, 18.0, 25.0, 400.0, -12.0, -30.0, -700.0])
@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_a_saturated_neuron_is_not_called_wrong(name, x):
    check = check_of(lambda a: (getattr(a, name)() - 0.5) ** 2 + 1e6, x)
    assert check.verdict in {Verdict.AGREES, Verdict.UNRESOLVED}


@pytest.mark.parametrize("gradient", [1e-12, -1e-10, 1e-8])
def test_a_tiny_gradient_of_a_large_loss_cannot_be_told(gradient):
    check = check_of(lambda a: a * gradient + 1e6, 1.0)
    assert check.verdict is Verdict.UNRESOLVED
    # Beside the round-off, the gradient and no difference at all are much the same.
    assert check.relative_error < 0.1


@pytest.mark.parametrize("gradient", [1e-12, -1e-200, 1e100])
def test_a_gradient_of_any_size_agrees_where_the_function_is_of_its_size(gradient):
    assert check_of(lambda a: a.tanh() * gradient, 0.7).verdict is Verdict.AGREES


def test_a_loss_of_a_million_agrees():
    check = check_of(lambda a: (a * 3 - 1000) ** 2, 0.5)
    assert check.verdict is Verdict.AGREES


@pytest.mark.parametrize("function", [lambda a: (a - 1) ** 2, lambda a: a * 0 + 5])
def test_a_gradient_of_zero_agrees_with_a_flat_function(function):
    check = check_of(function, 1.0)
    assert (check.verdict, check.autograd) == (Verdict.AGREES, 0.0)


@pytest.mark.parametrize("function", [lambda a: a**3, lambda a: a**4, lambda a: (a * a).tanh() * a])
def test_a_gradient_of_zero_agrees_where_the_function_is_flat_in_this_point_only(function):
    assert check_of(function, 0.0).verdict is Verdict.AGREES


def test_a_dead_relu_agrees_that_its_gradient_is_zero():
    check = check_of(lambda a: (a.relu() - 1) ** 2, -2.0)
    assert (check.verdict, check.relative_error) == (Verdict.AGREES, 0.0)


@pytest.mark.parametrize("larger", range(4))
def test_two_steps_that_err_alike_by_chance_do_not_mislead(larger):
    h, smaller = (step**2 for step in STEPS[larger : larger + 2])

    def function(a):
        return 1 + a + 1000 / h**2 * ((h + smaller) * a**3 - a**5)

    assert check_of(function, 0.0).verdict is Verdict.AGREES


def test_the_root_agrees_with_itself():
    assert check_of(lambda a: a, 3.0).verdict is Verdict.AGREES


# Wrong gradients are found


def wrong_by_one_percent(grads, node):
    grads[node] *= 1.01


def with_the_wrong_sign(grads, node):
    grads[node] *= -1


def missing(grads, node):
    grads[node] = 0.0


@pytest.mark.parametrize("spoil", [wrong_by_one_percent, with_the_wrong_sign, missing])
@pytest.mark.parametrize("activations", ACTIVATIONS)
def test_a_backward_pass_with_one_wrong_gradient_is_found_out(monkeypatch, spoil, activations):
    tape, parameters = specified(1, activations)
    right = tape.gradients(tape.forward())
    steep = [node for node in parameters if abs(right[node]) > 1e-6]
    assert len(steep) > 10

    def backward(data):
        grads = list(right)
        for node in steep:
            spoil(grads, node)
        return grads

    monkeypatch.setattr(tape, "gradients", backward)
    assert verdicts(check_all(tape, steep)) == {Verdict.DISAGREES}


def test_a_backward_pass_that_forgets_one_sample_is_found_out(monkeypatch):
    tape, parameters = specified()
    data = tape.forward()
    right = tape.gradients(data)
    forgotten = {}
    for node in parameters:
        consumer = tape.consumers[node][0]
        slope = tape.local_derivatives(data, consumer)[tape.operands[consumer].index(node)]
        forgotten[node] = right[node] - slope * right[consumer]
    grads = [forgotten.get(i, grad) for i, grad in enumerate(right)]
    monkeypatch.setattr(tape, "gradients", lambda data: grads)
    for check in check_all(tape, parameters):
        relative_change = abs(right[check.node] / forgotten[check.node] - 1)
        assert check.verdict is Verdict.DISAGREES or relative_change < 1e-4


@settings(deadline=None, max_examples=50)
@given(x=st.floats(-3, 3), factor=st.sampled_from([-1, 0, 0.5, 0.99, 1.01, 2]))
def test_a_stored_gradient_is_checked_in_place_of_the_tapes(x, factor):
    def function(a):
        return (a.tanh() - 2) ** 2 * 10 + a.sigmoid()

    a = Value(x)
    function(a).backward()
    assert check_of(function, x, autograd=a.grad).verdict is Verdict.AGREES
    check = check_of(function, x, autograd=a.grad * factor)
    assert (check.verdict, check.autograd) == (Verdict.DISAGREES, a.grad * factor)


@pytest.mark.parametrize("function", [lambda a: a**3, lambda a: a**4, lambda a: a * 0 + 5])
def test_a_gradient_where_the_function_is_flat_is_found_out(function):
    assert check_of(function, 0.0, autograd=1.0).verdict is Verdict.DISAGREES


# Corners


def test_in_the_corner_of_a_relu_it_says_so():
    check = check_of(lambda a: a.relu() * 3 + 1, 0.0)
    assert check.verdict is Verdict.KINK
    assert check.central_difference == pytest.approx(1.5)


OTHER_CORNERS = {
    "abs": lambda a: abs(a) * 3 + 1,
    "max": lambda a: a.maximum(-2 * a) + 1,
    "max with a number": lambda a: (-a).maximum(0) * 3 + 1,
}
with_another_corner = pytest.mark.parametrize("function", OTHER_CORNERS.values(), ids=OTHER_CORNERS)


@with_another_corner
def test_in_the_corner_of_another_operation_it_says_so(function):
    assert check_of(function, 0.0, autograd=0.25).verdict is Verdict.KINK


@with_another_corner
@pytest.mark.parametrize("distance", [1e-8, 1e-9, 1e-10])
def test_steps_across_another_corner_do_not_count_either(function, distance):
    assert check_of(function, distance).verdict is Verdict.AGREES
    assert check_of(function, distance, autograd=0.5).verdict is not Verdict.AGREES


def test_in_the_corner_of_several_relus_whose_slopes_hide_each_other_it_says_so():
    assert check_of(lambda a: a.relu() - (-a).relu(), 0.0).verdict is Verdict.KINK


def test_in_a_corner_without_a_relu_it_says_so():
    assert check_of(lambda a: (a * a) ** 0.5 + a, 1e-20).verdict is Verdict.KINK


@pytest.mark.parametrize("distance", [0.05, 1e-3, 1e-5, 1e-7, -1e-7, -1e-3])
def test_beside_a_corner_the_steps_that_do_not_reach_it_count(distance):
    right = check_of(lambda a: (a.relu() - 2) ** 2, distance)
    assert right.verdict is Verdict.AGREES
    wrong = check_of(lambda a: (a.relu() - 2) ** 2, distance, autograd=right.autograd - 0.5)
    assert wrong.verdict is Verdict.DISAGREES


@pytest.mark.parametrize("distance", [1e-8, 1e-9, 1e-10])
def test_steps_across_a_corner_do_not_count_however_steady_they_are(distance):
    assert check_of(lambda a: a.relu() * 3 + 1, distance).verdict is Verdict.AGREES


def test_a_relu_of_what_is_always_zero_makes_no_corner():
    check = check_of(lambda a, b: (b * a).relu() + a * 2, 0.5, 0.0, autograd=1.0)
    assert check.verdict is Verdict.DISAGREES


# Gradients without a slope to compare


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (lambda a: a.log(), 1e-20),
        (lambda a: a**0.5, 0.0),
        (lambda a: (a * a) ** 0.5, 0.0),
        (lambda a: a * 1e308 * 10, 5.0),
        (lambda a: a * 2, math.inf),
        (lambda a: a * 2, math.nan),
    ],
)
def test_without_finite_numbers_on_both_sides_there_is_no_verdict(function, x):
    check = check_of(function, x)
    assert check.verdict is Verdict.UNDEFINED
    assert math.isnan(check.relative_error)


@pytest.mark.parametrize("autograd", [math.nan, math.inf])
def test_a_gradient_that_is_not_finite_has_no_verdict(autograd):
    assert check_of(lambda a: a * 2, 1.0, autograd=autograd).verdict is Verdict.UNDEFINED


def test_steps_out_of_the_domain_are_left_out():
    check = check_of(lambda a: a.log(), 0.05)
    assert check.verdict is Verdict.AGREES
    assert max(step for step, _ in check.curve) < 0.05


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (lambda a: 1 / a, 1e-25),
        (lambda a: (a * 1e25).tanh(), 1e-25),
        (lambda a: (a * 1e25).tanh(), 0.0),
    ],
)
def test_a_function_steeper_than_the_smallest_step_is_not_called_wrong(function, x):
    assert check_of(function, x).verdict in {Verdict.UNRESOLVED, Verdict.KINK}


# The curve


def test_the_curve_has_every_step_from_large_to_small():
    check = check_of(lambda a: a.exp(), 1.0)
    assert [step for step, _ in check.curve] == pytest.approx(STEPS, rel=1e-2)
    assert (check.step, check.relative_error) in check.curve
    ratios = [larger / smaller for larger, smaller in pairwise(STEPS)]
    assert ratios == pytest.approx([10**0.5] * len(ratios), rel=1e-2)


def test_a_node_above_one_is_moved_in_proportion():
    check = check_of(lambda a: a * a, -200.0)
    assert [step for step, _ in check.curve] == pytest.approx([200 * h for h in STEPS], rel=1e-2)


def test_the_error_falls_like_h_squared_and_grows_again_below_the_best_step():
    check = check_of(lambda a: a.exp().tanh() + a.exp(), 0.3)
    best, _ = min(check.curve, key=lambda point: point[1])
    assert 1e-7 < best < 1e-4
    falling = [(h, error) for h, error in check.curve if 1e-3 < h < 0.05]
    for (h, error), (smaller, less) in pairwise(falling):
        assert error / less == pytest.approx((h / smaller) ** 2, rel=0.05)
    assert max(error for h, error in check.curve if h < 1e-11) > 1e-6


# All of them, one by one


def test_a_check_of_all_does_one_at_a_time(monkeypatch):
    tape, parameters = specified()
    passes = []
    forward, data_at = tape.forward, tape.data_at
    monkeypatch.setattr(tape, "forward", lambda: passes.append("whole") or forward())
    monkeypatch.setattr(tape, "data_at", lambda *a: passes.append("held") or data_at(*a))
    checks = check_all(tape, parameters)
    assert passes == []
    assert next(checks).node == parameters[0]
    assert passes.count("whole") == 1
    assert passes.count("held") <= 2 * len(QUICK_STEPS)
    assert len(list(checks)) == len(parameters) - 1
    assert passes.count("whole") == 1


@settings(deadline=None, max_examples=30)
@given(network=networks())
def test_a_quick_check_that_agrees_is_not_contradicted_by_the_whole_one(network):
    tape, parameters = network
    for check in check_all(tape, parameters):
        whole = check_gradient(tape, check.node)
        assert check.autograd == whole.autograd
        assert len(check.curve) > 1 or check.verdict is Verdict.AGREES
        if check.verdict is not Verdict.AGREES:
            assert check == whole


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_a_sentence(verdict):
    assert verdict.value[0].isupper()
    assert verdict.value.endswith(".")


# Looking changes nothing


@settings(deadline=None, max_examples=20)
@given(network=networks())
def test_a_check_writes_to_no_value_and_draws_no_random_number(network):
    tape, parameters = network
    tape.nodes[-1].backward()

    def state():
        numbers = [number for node in tape.nodes for number in (node.data, node.grad)]
        return [number.hex() for number in numbers], random.getstate()

    before = state()
    assert len(list(check_all(tape, parameters))) == len(parameters)
    check_gradient(tape, parameters[0], autograd=1.0)
    assert state() == before
