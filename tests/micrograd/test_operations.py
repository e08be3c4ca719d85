"""The table of operations: forward values, domains, local derivatives."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from micrograd.operations import (
    OPERATIONS,
    exponential,
    logarithm,
    logistic,
    operation_named,
    power,
    rectifier,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False)
MODERATE = st.floats(-5, 5)
POSITIVE = st.floats(0.1, 5)
AWAY_FROM_ZERO = st.one_of(st.floats(0.01, 5), st.floats(-5, -0.01))

# Two numbers whose order does not change nearby.
APART = st.tuples(MODERATE, MODERATE).filter(lambda both: abs(both[0] - both[1]) > 0.01)

OPERANDS = {
    "+": st.tuples(MODERATE, MODERATE),
    "*": st.tuples(MODERATE, MODERATE),
    "**": st.tuples(POSITIVE, st.floats(-3, 3)),
    "**3": st.tuples(AWAY_FROM_ZERO),
    "**-1": st.tuples(AWAY_FROM_ZERO),
    "**0.5": st.tuples(POSITIVE),
    "exp": st.tuples(MODERATE),
    "log": st.tuples(POSITIVE),
    "tanh": st.tuples(MODERATE),
    "relu": st.tuples(AWAY_FROM_ZERO),
    "sigmoid": st.tuples(MODERATE),
    "leaky-relu": st.tuples(AWAY_FROM_ZERO),
    "elu": st.tuples(AWAY_FROM_ZERO),
    "gelu": st.tuples(MODERATE),
    "silu": st.tuples(MODERATE),
    "softplus": st.tuples(st.one_of(MODERATE, st.floats(20.01, 40))),
    "sine": st.tuples(MODERATE),
    "abs": st.tuples(AWAY_FROM_ZERO),
    "max": APART,
    "off": st.tuples(MODERATE),
}


def central_difference(name, operands, i):
    """The slope along operand i, from two forward values close by."""
    h = 1e-5
    forward = operation_named(name).forward
    above = [x + h if j == i else x for j, x in enumerate(operands)]
    below = [x - h if j == i else x for j, x in enumerate(operands)]
    return (forward(*above) - forward(*below)) / (2 * h)


def test_every_operation_of_the_table_is_compared_with_central_differences():
    assert OPERANDS.keys() >= OPERATIONS.keys()


@pytest.mark.parametrize("name", OPERANDS)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_a_local_derivative_is_the_slope_along_its_operand(name, data):
    operands = data.draw(OPERANDS[name])
    operation = operation_named(name)
    local_derivatives = operation.local_derivatives(operation.forward(*operands), *operands)
    slopes = [central_difference(name, operands, i) for i in range(len(operands))]
    assert local_derivatives == pytest.approx(slopes, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "operands", "result"),
    [
        ("+", (2.0, 3.0), 5.0),
        ("*", (2.0, 3.0), 6.0),
        ("**", (2.0, 3.0), 8.0),
        ("**3", (2.0,), 8.0),
        ("**-2", (2.0,), 0.25),
        ("**0.5", (9.0,), 3.0),
        ("exp", (0.0,), 1.0),
        ("log", (1.0,), 0.0),
        ("tanh", (0.0,), 0.0),
        ("relu", (2.0,), 2.0),
        ("relu", (-2.0,), 0.0),
        ("sigmoid", (0.0,), 0.5),
        ("abs", (-2.0,), 2.0),
        ("abs", (2.0,), 2.0),
        ("max", (-2.0, 1.0), 1.0),
        ("max", (2.0, 1.0), 2.0),
    ],
)
def test_a_name_leads_to_the_forward_computation(name, operands, result):
    assert operation_named(name).forward(*operands) == result


def test_an_unknown_name_is_refused_with_the_names_that_exist():
    with pytest.raises(ValueError, match=r"'sinus'.*tanh"):
        operation_named("sinus")


@pytest.mark.parametrize(
    ("base", "exponent", "result"),
    [
        (1e308, 2.0, math.inf),
        (-1e308, 2.0, math.inf),
        (-1e308, 3.0, -math.inf),
        (1e-310, -1.0, math.inf),
        (-1e-310, -1.0, -math.inf),
    ],
)
def test_a_power_beyond_the_floats_is_infinite_with_its_sign(base, exponent, result):
    assert power(base, exponent) == result


@settings(deadline=None)
@given(x=st.floats())
@example(x=1.3057918306039)  # where glibc's pow(x, 2) differs in the last bit
def test_a_square_is_a_product_to_the_last_bit_however_it_is_written(x):
    squares = [
        power(x, 2),
        operation_named("**2").forward(x),
        operation_named("**2.0").forward(x),
        operation_named("**").forward(x, 2.0),
    ]
    assert {square.hex() for square in squares} == {(x * x).hex()}


@settings(deadline=None)
@given(x=st.floats())
def test_the_slope_of_a_square_is_twice_its_operand_to_the_last_bit(x):
    (slope,) = operation_named("**2").local_derivatives(power(x, 2), x)
    assert slope.hex() == (2.0 * x).hex()


@pytest.mark.parametrize("exponent", [-1.0, -0.5, -2.0])
def test_zero_has_no_negative_power(exponent):
    with pytest.raises(ZeroDivisionError, match=rf"0\.0 \*\* {exponent}"):
        power(0.0, exponent)


@pytest.mark.parametrize("base", [-8.0, -1e-300, -1e300])
@pytest.mark.parametrize("exponent", [0.5, 1 / 3, 1.5, -1.5, 2.5])
def test_a_negative_base_has_no_fractional_power(base, exponent):
    with pytest.raises(ValueError, match=r"\*\*"):
        power(base, exponent)


@pytest.mark.parametrize("x", [0.0, -0.0, -1.5, -math.inf])
def test_the_logarithm_is_refused_outside_its_domain(x):
    with pytest.raises(ValueError, match=rf"log\({x}\)"):
        logarithm(x)


def test_exp_is_computed_up_to_the_largest_float():
    assert exponential(709.78) == math.exp(709.78) < math.inf
    assert exponential(709.79) == math.inf
    assert exponential(-1e308) == 0.0


@settings(deadline=None)
@given(x=FINITE)
def test_sigmoid_is_defined_for_every_finite_number(x):
    assert 0.0 <= logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, rel=1e-15)


@settings(deadline=None)
@given(x=st.floats(-700, 700))
def test_sigmoid_keeps_its_precision_in_the_tails(x):
    assert logistic(x) == pytest.approx(1 / (1 + math.exp(-x)), rel=1e-14, abs=0)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu"])
@settings(deadline=None)
@given(x=FINITE)
def test_the_slope_of_an_activation_is_between_0_and_1_everywhere(name, x):
    operation = operation_named(name)
    (slope,) = operation.local_derivatives(operation.forward(x), x)
    assert 0.0 <= slope <= 1.0


# x, the result and its slope, printed by PyTorch 2.13 with float64 and the defaults of
# nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Softplus and by torch.sin.
OF_PYTORCH = {
    "leaky-relu": [
        (-3.0, -0.03, 0.01),
        (-0.5, -0.005, 0.01),
        (0.0, 0.0, 0.01),
        (0.75, 0.75, 1.0),
        (20.5, 20.5, 1.0),
    ],
    "elu": [
        (-3.0, -0.950212931632136, 0.049787068367863944),
        (-0.5, -0.3934693402873666, 0.6065306597126334),
        (0.0, 0.0, 1.0),
        (0.75, 0.75, 1.0),
        (20.5, 20.5, 1.0),
    ],
    "gelu": [
        (-3.0, -0.00404969409489031, -0.01194564720418392),
        (-0.5, -0.15426876936299344, 0.13250487534383712),
        (0.0, 0.0, 0.5),
        (0.75, 0.5800294857173489, 0.9992257217392352),
        (20.5, 20.5, 1.0),
    ],
    "silu": [
        (-3.0, -0.14227761953270035, -0.08810410601516962),
        (-0.5, -0.1887703343990727, 0.2600388126973482),
        (0.0, 0.0, 0.5),
        (0.75, 0.5093840243815447, 0.8425999444967536),
        (20.5, 20.499999974371867, 1.000000024377981),
    ],
    "softplus": [
        (-3.0, 0.04858735157374206, 0.04742587317756679),
        (-0.5, 0.4740769841801067, 0.37754066879814546),
        (0.0, 0.6931471805599453, 0.5),
        (0.75, 1.1368710061148999, 0.679178699175393),
        (20.5, 20.5, 1.0),
    ],
    "sine": [
        (-3.0, -0.1411200080598672, -0.9899924966004454),
        (-0.5, -0.479425538604203, 0.8775825618903728),
        (0.0, 0.0, 1.0),
        (0.75, 0.6816387600233341, 0.7316888688738209),
        (20.5, 0.9968297942787993, -0.07956356727854007),
    ],
}


@pytest.mark.parametrize("name", OF_PYTORCH)
def test_an_activation_and_its_slope_are_those_of_pytorch(name):
    operation = operation_named(name)
    for x, result, slope in OF_PYTORCH[name]:
        assert operation.forward(x) == pytest.approx(result, rel=1e-14)
        assert operation.local_derivatives(operation.forward(x), x) == pytest.approx(
            (slope,), rel=1e-14
        )


@pytest.mark.parametrize("name", [*OF_PYTORCH, "tanh", "relu", "sigmoid", "abs", "exp"])
@settings(deadline=None)
@given(x=st.floats())
@example(x=math.inf)
@example(x=-math.inf)
@example(x=math.nan)
@example(x=1.7976931348623157e308)
def test_a_function_has_a_result_for_every_float(name, x):
    operation = operation_named(name)
    result = operation.forward(x)
    (slope,) = operation.local_derivatives(result, x)
    assert math.isnan(result) or not math.isnan(x)
    if math.isfinite(x) and name != "exp":
        assert math.isfinite(result)
        assert math.isfinite(slope)


def test_relu_is_flat_at_zero():
    assert operation_named("relu").local_derivatives(0.0, 0.0) == (0.0,)


def test_relu_does_not_hide_what_is_not_a_number():
    assert math.isnan(rectifier(math.nan))


def test_the_slope_of_abs_is_the_sign_of_its_operand_and_0_at_zero():
    slopes = [operation_named("abs").local_derivatives(abs(x), x) for x in (-2.0, 0.0, -0.0, 3.0)]
    assert slopes == [(-1.0,), (0.0,), (0.0,), (1.0,)]


def test_two_equal_numbers_share_the_slope_of_their_maximum():
    # torch.maximum gives each of them a half too.
    assert operation_named("max").local_derivatives(2.0, 2.0, 2.0) == (0.5, 0.5)


@pytest.mark.parametrize("operands", [(math.nan, 1.0), (1.0, math.nan), (math.nan, math.inf)])
def test_a_maximum_does_not_hide_what_is_not_a_number(operands):
    assert math.isnan(operation_named("max").forward(*operands))


CORNERS = {
    "relu": [(0.0,)],
    "leaky-relu": [(0.0,)],
    "abs": [(0.0,)],
    "max": [(2.0, 2.0), (-1.0, -1.0)],
}


def test_an_operation_whose_slope_jumps_has_a_corner():
    assert {name for name, row in OPERATIONS.items() if row.corner} == CORNERS.keys()


@pytest.mark.parametrize("name", CORNERS)
def test_a_corner_is_where_the_slopes_to_both_sides_differ(name):
    operation, h = operation_named(name), 1e-6
    for first, *others in CORNERS[name]:
        points = [(first + d, *others) for d in (-h, 0.0, h)]
        below, at, above = [operation.forward(*point) for point in points]
        assert (at - below) / h != pytest.approx((above - at) / h, rel=1e-3)
        sides = [operation.corner(*point) for point in points]
        assert sides[0] < sides[1] == 0 < sides[2]


def test_the_slope_of_x_to_the_0_is_0_even_at_zero():
    assert operation_named("**0").local_derivatives(1.0, 0.0) == (0.0,)


def test_the_slope_of_x_to_the_1_at_zero_is_1():
    assert operation_named("**1").local_derivatives(0.0, 0.0) == (1.0,)


def test_a_root_is_vertical_at_zero():
    assert operation_named("**0.5").local_derivatives(0.0, 0.0) == (math.inf,)
