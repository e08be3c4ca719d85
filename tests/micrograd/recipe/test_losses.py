"""The sum of squared errors, as a graph and as plain numbers."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.engine import Value
from micrograd.recipe.losses import SQUARED_ERRORS
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
