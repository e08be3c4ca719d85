"""Losses, as graphs and as plain numbers: their values and slopes are those of their formulas."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.engine import Value
from micrograd.recipe.losses import LOSSES, SQUARED_ERRORS
from micrograd.recipe.objective import Objective

NUMBERS = st.floats(-1e100, 1e100)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8)


def test_the_loss_is_the_sum_of_the_squared_errors():
    predictions = [[Value(2.0)], [Value(-1.0)], [Value(0.5)]]
    assert Objective().total(predictions, [[1.0], [1.0], [0.5]]).data == 1.0 + 4.0 + 0.0


def test_every_output_of_a_sample_counts():
    predictions = [[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]]
    assert Objective().total(predictions, [[0.0, 0.0], [1.0, 1.0]]).data == 1 + 4 + 4 + 9


def test_the_gradient_of_a_prediction_is_twice_its_error():
    prediction, other = Value(3.0), Value(-2.0)
    Objective().total([[prediction], [other]], [[1.0], [0.5]]).backward()
    assert (prediction.grad, other.grad) == (4.0, -5.0)


@settings(deadline=None)
@given(pairs=PAIRS)
def test_the_samples_are_added_in_the_order_of_the_specification(pairs):
    outputs = [Value(output) for output, _ in pairs]
    targets = [target for _, target in pairs]
    specified = sum((yout - ygt) ** 2 for ygt, yout in zip(targets, outputs, strict=True))
    loss = Objective().total([[output] for output in outputs], [[y] for y in targets])
    assert loss.data.hex() == specified.data.hex()


@settings(deadline=None)
@given(pairs=PAIRS)
def test_the_plain_numbers_are_those_of_the_graph_to_the_last_bit(pairs):
    plain = SQUARED_ERRORS.terms([output for output, _ in pairs], [target for _, target in pairs])
    graphs = [Objective().total([[Value(output)]], [[y]]) for output, y in pairs]
    assert [number.hex() for number in plain] == [graph.data.hex() for graph in graphs]


def test_an_error_too_large_to_square_is_infinite():
    assert SQUARED_ERRORS.terms([1e200], [-1e200]) == [math.inf]
    assert Objective().total([[Value(1e200)]], [[-1e200]]).data == math.inf


@pytest.mark.parametrize("targets", [[[1.0]], [[1.0], [1.0], [1.0]], [[1.0], [1.0, 1.0]]])
def test_predictions_and_targets_of_different_length_are_refused(targets):
    predictions = [[Value(1.0)], [Value(1.0)]]
    with pytest.raises(ValueError, match="zip"):
        Objective().total(predictions, targets)


def test_the_total_begins_with_0_and_adds_one_term_after_the_other():
    predictions, targets = [[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]], [[0.0, 0.5]] * 2
    total, errors = Objective().total(predictions, targets), []
    while total._prev:
        assert total._op == "+"
        total, error = total._prev
        errors.append(error)
    assert (total.data, total._op) == (0.0, "")
    assert [error.data for error in reversed(errors)] == [1.0, 2.25, 9.0, 12.25]
    assert {error._op for error in errors} == {"**2"}


# Every loss by hand.


def value_and_slopes(loss, outputs, target):
    """The loss of one sample, and its derivative by each output."""
    values = [Value(output) for output in outputs]
    total = Objective(LOSSES[loss]).total([values], [target])
    total.backward()
    return total.data, [value.grad for value in values]


E = math.exp(1.0)


@pytest.mark.parametrize(
    ("loss", "output", "y", "value", "slope"),
    [
        ("mean-squared", 3.0, 1.0, 4.0, 4.0),
        ("mean-absolute", 3.0, 1.0, 2.0, 1.0),
        ("mean-absolute", -3.0, 1.0, 4.0, -1.0),
        ("mean-absolute", 1.0, 1.0, 0.0, 0.0),
        ("huber", 1.25, 1.0, 0.03125, 0.25),
        ("huber", 0.75, 1.0, 0.03125, -0.25),
        ("huber", 2.0, 1.0, 0.5, 1.0),
        ("huber", 4.0, 1.0, 2.5, 1.0),
        ("huber", -4.0, 1.0, 4.5, -1.0),
        ("huber", 1.0, 1.0, 0.0, 0.0),
        ("hinge", 0.25, 1.0, 0.75, -1.0),
        ("hinge", 0.25, -1.0, 1.25, 1.0),
        ("hinge", 2.0, 1.0, 0.0, 0.0),
        # At its corner it is flat, as PyTorch's relu.
        ("hinge", 1.0, 1.0, 0.0, 0.0),
        ("hinge", -1.0, -1.0, 0.0, 0.0),
        ("binary-cross-entropy", 1.0, 1.0, math.log(1 + 1 / E), 1 / (1 + 1 / E) - 1),
        ("binary-cross-entropy", 1.0, 0.0, math.log(1 + E), 1 / (1 + 1 / E)),
        ("binary-cross-entropy", -1.0, 1.0, math.log(1 + E), 1 / (1 + E) - 1),
        ("binary-cross-entropy", 0.0, 1.0, math.log(2), -0.5),
        ("binary-cross-entropy", 0.0, 0.0, math.log(2), 0.5),
        ("binary-cross-entropy", 0.0, 0.25, math.log(2), 0.25),
    ],
)
def test_a_loss_and_its_slope_are_those_worked_out_by_hand(loss, output, y, value, slope):
    found, (found_slope,) = value_and_slopes(loss, [output], [y])
    assert found == pytest.approx(value, rel=1e-14, abs=1e-15)
    assert found_slope == pytest.approx(slope, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("target", [[0.0, 1.0, 0.0], [0.25, 0.25, 0.5], [0.0, 0.0, 0.0], [1, 1, 0]])
@pytest.mark.parametrize("outputs", [[0.5, -1.0, 2.0], [1.0, 1.0, 1.0], [0.0, 3.0, 3.0]])
def test_softmax_cross_entropy_is_minus_the_logarithm_of_the_shares(outputs, target):
    total = sum(map(math.exp, outputs))
    shares = [math.exp(output) / total for output in outputs]
    found, slopes = value_and_slopes("cross-entropy", outputs, target)
    expected = -sum(y * math.log(p) for y, p in zip(target, shares, strict=True))
    assert found == pytest.approx(expected, rel=1e-14, abs=1e-15)
    # These are p - y if the targets add up to 1.
    expected = [p * sum(target) - y for y, p in zip(target, shares, strict=True)]
    assert slopes == pytest.approx(expected, rel=1e-14, abs=1e-15)


CLASSES = [("hinge", [0.0, 1.0], [-1.0, 1.0])]
CLASSES += [(loss, [-1.0, 1.0], [0.0, 1.0]) for loss in ("binary-cross-entropy", "cross-entropy")]


@pytest.mark.parametrize(("loss", "given", "meant"), CLASSES)
def test_classes_written_the_other_way_are_the_same_classes(loss, given, meant):
    outputs = [0.5, -0.25]
    assert value_and_slopes(loss, outputs, given) == value_and_slopes(loss, outputs, meant)
    assert value_and_slopes(loss, outputs, given[::-1]) != value_and_slopes(loss, outputs, meant)


@pytest.mark.parametrize("size", [100.0, 1e4, 1e300])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_no_output_is_too_large_for_a_loss_of_classes(sign, size):
    output = sign * size
    wrong, right = (0.0, 1.0) if sign > 0 else (1.0, 0.0)
    assert value_and_slopes("binary-cross-entropy", [output], [wrong]) == (size, [sign])
    found, (slope,) = value_and_slopes("binary-cross-entropy", [output], [right])
    assert (found, slope) == (pytest.approx(0, abs=1e-40), pytest.approx(0, abs=1e-40))
    assert value_and_slopes("cross-entropy", [output, 0.0], [wrong, right])[0] == size
    assert value_and_slopes("hinge", [output], [-sign]) == (1.0 + size, [sign])


@pytest.mark.parametrize("loss", LOSSES)
def test_a_mean_is_of_all_terms_and_a_sum_is_not(loss):
    row = LOSSES[loss]
    predictions, targets = [[0.5, -0.25], [2.0, 0.25], [0.0, 1.5]], [[1.0, 0.0]] * 3
    graph = Objective(row).total([[Value(o) for o in outputs] for outputs in predictions], targets)
    pairs = zip(predictions, targets, strict=True)
    terms = [term for pair in pairs for term in Objective(row).terms(*pair)]
    assert len(terms) == (3 if loss == "cross-entropy" else 6)
    expected = sum(terms) / len(terms) if loss != "sum-squared" else sum(terms)
    assert graph.data == pytest.approx(expected, rel=1e-14)
