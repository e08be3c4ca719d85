"""`Value`: arithmetic, gradients, domains, the graph and its two passes."""

import gc
import math
import operator
import random
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import micrograd
from micrograd.engine import Value, topological_order

OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
METHODS = [
    f"__{reflected}{name}__"
    for name in ("add", "sub", "mul", "truediv", "pow")
    for reflected in ("", "r")
]
REAL_NUMBERS = [
    3,
    3.0,
    1.5,
    Fraction(3, 2),
    np.float64(1.5),
    np.float32(1.5),
    np.int64(3),
    np.uint8(3),
]
NO_REAL_NUMBERS = [
    True,
    False,
    "2",
    2j,
    None,
    [2.0],
    Decimal(2),
    np.bool_(True),
    np.complex128(2),
    np.array([2.0]),
    object(),
]


def name_of(example):
    return f"{type(example).__module__}.{type(example).__name__}"


every_operator = pytest.mark.parametrize("operate", OPERATORS.values(), ids=OPERATORS)
every_real_number = pytest.mark.parametrize("number", REAL_NUMBERS, ids=name_of)
everything_else = pytest.mark.parametrize("stranger", NO_REAL_NUMBERS, ids=name_of)


# Construction


def test_a_value_is_what_the_package_exports():
    assert micrograd.Value is Value


def test_a_new_value_is_a_leaf_without_gradient():
    value = Value(2.0)
    assert (value.data, value.grad, value.label) == (2.0, 0.0, "")
    assert (value._op, tuple(value._prev)) == ("", ())


def test_a_value_takes_its_children_operation_and_label_in_this_order():
    a = Value(2.0)
    value = Value(4.0, (a, a), "+", "twice a")
    assert (value.data, value._op, value.label) == (4.0, "+", "twice a")
    assert tuple(value._prev) == (a, a)


def test_an_operation_that_nobody_knows_is_refused_in_the_backward_pass():
    value = Value(0.0, (Value(0.0),), "sinus")
    with pytest.raises(ValueError, match=r"'sinus'.*OPERATIONS.*_backward"):
        value.backward()


def test_children_without_an_operation_are_kept_but_get_no_gradient():
    a = Value(2.0)
    value = Value(3.0, (a,))
    value._forward()
    value.backward()
    assert (value.data, value._prev, a.grad) == (3.0, (a,), 0.0)


def test_a_value_takes_its_arguments_by_name():
    a = Value(0.0)
    value = Value(data=1.0, _children=(a,), _op="exp", label="e to the a")
    assert (value.data, value._op, value.label) == (1.0, "exp", "e to the a")
    assert tuple(value._prev) == (a,)


@pytest.mark.parametrize(
    ("data", "text"),
    [(2, "Value(data=2.0)"), (0.1, "Value(data=0.1)"), (-1e300, "Value(data=-1e+300)")],
)
def test_the_representation_is_that_of_the_specification(data, text):
    assert repr(Value(data)) == text


@every_real_number
def test_a_real_number_is_kept_as_a_python_float(number):
    data = Value(number).data
    assert type(data) is float
    assert data == number


@everything_else
def test_anything_but_a_real_number_is_refused_on_construction(stranger):
    with pytest.raises(TypeError, match="real number"):
        Value(stranger)


def test_a_value_is_no_number_for_another_value():
    with pytest.raises(TypeError, match="real number"):
        Value(Value(1.0))


@pytest.mark.parametrize("number", [10**400, -(10**400), Fraction(10**400)], ids=name_of)
def test_a_number_beyond_the_floats_is_refused_on_construction(number):
    with pytest.raises(ValueError, match="too large"):
        Value(number)


# Arithmetic


@every_operator
def test_two_values_combine_like_their_numbers(operate):
    result = operate(Value(2.0), Value(1.5))
    assert isinstance(result, Value)
    assert result.data == pytest.approx(operate(2.0, 1.5), rel=1e-15)


@every_operator
@every_real_number
def test_a_value_combines_with_a_number_on_its_right(operate, number):
    result = operate(Value(2.0), number)
    assert isinstance(result, Value)
    assert type(result.data) is float
    assert result.data == pytest.approx(operate(2.0, float(number)), rel=1e-15)


@every_operator
@every_real_number
def test_a_value_combines_with_a_number_on_its_left(operate, number):
    result = operate(number, Value(2.0))
    assert isinstance(result, Value)
    assert type(result.data) is float
    assert result.data == pytest.approx(operate(float(number), 2.0), rel=1e-15)


@every_operator
@every_real_number
def test_a_number_on_either_side_gives_the_gradient_of_a_value_there(operate, number):
    left, right, left_of_value, right_of_value = (Value(2.0) for _ in range(4))
    (operate(left, number) + 3 * operate(number, right)).backward()
    (operate(left_of_value, Value(number)) + 3 * operate(Value(number), right_of_value)).backward()
    assert left.grad == pytest.approx(left_of_value.grad, rel=1e-15)
    assert right.grad == pytest.approx(right_of_value.grad, rel=1e-15)
    assert left.grad != 0
    assert right.grad != 0


@pytest.mark.parametrize("number", [np.uint8(255), np.uint64(2**63), np.int8(-128)], ids=name_of)
def test_a_numpy_integer_never_wraps_around(number):
    assert (Value(0.5) - number).data == 0.5 - int(number)
    assert (number - Value(0.5)).data == int(number) - 0.5
    assert (-Value(number)).data == -int(number)
    assert (Value(number) * number).data == float(int(number) ** 2)


def test_minus_negates():
    value = Value(2.5)
    negative = -value
    negative.backward()
    assert (negative.data, value.grad) == (-2.5, -1.0)


def test_python_sums_values():
    assert sum([Value(1.0), Value(2.0), Value(3.5)]).data == 6.5


def test_augmented_assignment_makes_a_new_value():
    value = first = Value(2.0)
    value += 1
    value *= Value(4.0)
    assert (first.data, value.data) == (2.0, 12.0)


def is_bool(stranger):
    return isinstance(stranger, bool | np.bool_)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "stranger", [each for each in NO_REAL_NUMBERS if not is_bool(each)], ids=name_of
)
def test_an_operand_that_it_does_not_know_gets_not_implemented(method, stranger):
    assert getattr(Value(2.0), method)(stranger) is NotImplemented


@every_operator
@everything_else
def test_python_raises_its_type_error_for_an_unknown_operand_on_the_right(operate, stranger):
    value = Value(2.0)
    with pytest.raises(TypeError):
        operate(value, stranger)


@every_operator
@everything_else
def test_python_raises_its_type_error_for_an_unknown_operand_on_the_left(operate, stranger):
    value = Value(2.0)
    with pytest.raises(TypeError):
        operate(stranger, value)


@every_operator
@pytest.mark.parametrize("answer", [True, np.bool_(False)], ids=name_of)
def test_a_comparison_in_arithmetic_is_told_what_to_write(operate, answer):
    for operands in [(Value(2.0), answer), (answer, Value(2.0))]:
        with pytest.raises(TypeError, match=r"float\(x > 0\) \* value"):
            operate(*operands)


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
def test_an_order_of_values_is_told_what_to_write(compare):
    for operands in [(Value(1.0), 0), (0.5, Value(1.0)), (Value(1.0), Value(2.0))]:
        with pytest.raises(TypeError, match=r"value\.data > 0"):
            compare(*operands)
    with pytest.raises(TypeError, match="str"):
        compare(Value(1.0), "1")


@pytest.mark.parametrize("lose", [float, bool, math.sin, lambda value: value and 1])
def test_what_would_lose_the_graph_is_told_what_to_write(lose):
    with pytest.raises(TypeError, match=r"value\.data"):
        lose(Value(0.0))


def test_values_are_equal_where_they_are_the_same():
    a, b = Value(1.0), Value(1.0)
    assert a == a
    assert a != b
    assert a != 1.0
    assert len({a, b, a}) == 2


def test_a_value_is_formatted_as_its_number():
    assert f"{Value(2.0):.3f}" == "2.000"
    assert f"{Value(2.0)}" == "Value(data=2.0)"


class Guest:
    """A class that knows how to combine with a Value, on either side."""

    def __add__(self, other):
        return "the guest answered"

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __add__
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __add__


@every_operator
def test_the_other_operand_gets_its_chance(operate):
    assert operate(Value(2.0), Guest()) == "the guest answered"
    assert operate(Guest(), Value(2.0)) == "the guest answered"


@every_operator
def test_a_constant_beyond_the_floats_is_refused_by_every_operator(operate):
    value = Value(2.0)
    with pytest.raises(ValueError, match="too large"):
        operate(value, 10**400)
    with pytest.raises(ValueError, match="too large"):
        operate(10**400, value)


@every_operator
@pytest.mark.parametrize("number", [1e-310, 5e-324, -1e-310, 1e308, -1e308, 1e-200])
def test_an_extreme_constant_is_like_a_value_of_that_number(operate, number):
    assert repr(operate(Value(2.0), number)) == repr(operate(Value(2.0), Value(number)))


# Gradients


def relative_slope(function, numbers, i):
    """The central difference of a function of Values along its argument i."""
    h = 1e-5
    above = [Value(x + h) if j == i else Value(x) for j, x in enumerate(numbers)]
    below = [Value(x - h) if j == i else Value(x) for j, x in enumerate(numbers)]
    return (function(*above).data - function(*below).data) / (2 * h)


FUNCTIONS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a / b": lambda a, b: a / b,
    "a ** b": lambda a, b: a**b,
    "-a": lambda a, b: -a * b,
    "a + 3": lambda a, b: (a + 3) * b,
    "3 + a": lambda a, b: (3 + a) * b,
    "a - 3": lambda a, b: (a - 3) * b,
    "3 - a": lambda a, b: (3 - a) * b,
    "a * 3": lambda a, b: (a * 3) * b,
    "3 * a": lambda a, b: (3 * a) * b,
    "a / 3": lambda a, b: (a / 3) * b,
    "3 / a": lambda a, b: (3 / a) * b,
    "a ** 3": lambda a, b: a**3 * b,
    "a ** -2": lambda a, b: a**-2 * b,
    "a ** 0.5": lambda a, b: a**0.5 * b,
    "3 ** a": lambda a, b: 3**a * b,
    "exp": lambda a, b: a.exp() * b,
    "log": lambda a, b: a.log() * b,
    "tanh": lambda a, b: a.tanh() * b,
    "relu": lambda a, b: a.relu() * (b - 1).relu(),
    "sigmoid": lambda a, b: a.sigmoid() * b,
    "leaky_relu": lambda a, b: a.leaky_relu() * (b - 1).leaky_relu(),
    "elu": lambda a, b: a.elu() * (b - 1).elu(),
    "gelu": lambda a, b: a.gelu() * b,
    "silu": lambda a, b: a.silu() * b,
    "softplus": lambda a, b: a.softplus() * b,
    "sin": lambda a, b: a.sin() * b,
    "abs": lambda a, b: abs(1 - a) * b,
    "max": lambda a, b: (a * b).maximum(-a) + (-a).maximum(b) * a,
    "max of a value and a number": lambda a, b: b.maximum(1) * a,
    "a used by everything": lambda a, b: a * a + a.tanh() / a - (a**2 * b).sigmoid() + a**b,
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@settings(deadline=None, max_examples=25)
@given(
    a=st.floats(0.2, 3),
    b=st.one_of(st.floats(0.2, 0.99), st.floats(1.01, 3)),  # b - 1 has no kink in between
    upstream=st.floats(-3, 3),
)
def test_a_gradient_is_the_central_difference(function, a, b, upstream):
    def scaled(*operands):
        return function(*operands) * upstream

    operands = [Value(a), Value(b)]
    scaled(*operands).backward()
    slopes = [relative_slope(scaled, [a, b], i) for i in range(2)]
    assert [operand.grad for operand in operands] == pytest.approx(slopes, rel=1e-5, abs=1e-5)


@settings(deadline=None, max_examples=50)
@given(
    a=st.floats(-2, 2).filter(lambda x: abs(x) > 0.01),
    steps=st.lists(
        st.sampled_from(["double", "square", "tanh", "sigmoid", "plus", "exp"]), max_size=6
    ),
)
def test_the_chain_rule_holds_along_any_chain(a, steps):
    def chain(value):
        start = value
        for step in steps:
            value = {
                "double": lambda v: v * 2,
                "square": lambda v: v.tanh() ** 2,
                "tanh": Value.tanh,
                "sigmoid": Value.sigmoid,
                "plus": lambda v: v + start,
                "exp": lambda v: v.tanh().exp(),
            }[step](value)
        return value

    leaf = Value(a)
    chain(leaf).backward()
    assert leaf.grad == pytest.approx(relative_slope(chain, [a], 0), rel=1e-4, abs=1e-4)


def test_addition_hands_the_gradient_to_both_operands():
    a, b = Value(2.0), Value(-3.0)
    ((a + b) * 10).backward()
    assert (a.grad, b.grad) == (10.0, 10.0)


def test_multiplication_gives_each_operand_the_other_one():
    a, b = Value(2.0), Value(-3.0)
    ((a * b) * 10).backward()
    assert (a.grad, b.grad) == (-30.0, 20.0)


def test_tanh_multiplies_by_the_upstream_gradient():
    a = Value(0.5)
    (a.tanh() * 10).backward()
    assert a.grad == pytest.approx(10 * (1 - math.tanh(0.5) ** 2), rel=1e-15)


def test_a_value_used_twice_gets_both_gradients():
    a = Value(3.0)
    (a * a + a).backward()
    assert a.grad == 7.0


def test_a_value_added_to_itself_gets_the_gradient_twice():
    a = Value(3.0)
    (a + a).backward()
    assert a.grad == 2.0


def test_a_value_behind_two_paths_gets_the_sum_of_both():
    a = Value(2.0)
    b = a * 3
    (b.tanh() + b * b).backward()
    assert a.grad == pytest.approx(3 * (1 - math.tanh(6.0) ** 2) + 3 * 12.0, rel=1e-15)


def test_the_gradient_by_itself_is_1():
    result = Value(2.0) * Value(3.0)
    result.backward()
    assert result.grad == 1.0


def test_backward_of_one_operation_adds_to_its_operands_only():
    a = Value(2.0)
    b = a * 3
    c = b * 5
    c.grad = 10.0
    c._backward()
    assert (a.grad, b.grad, c.grad) == (0.0, 50.0, 10.0)
    c._backward()
    assert b.grad == 100.0


@pytest.mark.parametrize("leaf", [Value(2.0), Value(2.0, _op="+")], ids=["plain", "named"])
def test_neither_pass_does_anything_to_a_leaf(leaf):
    leaf.grad = 7.0
    leaf._forward()
    leaf._backward()
    assert (leaf.data, leaf.grad) == (2.0, 7.0)


def test_the_left_operand_gets_its_part_before_the_right_one(bits):
    a = Value(1.3)
    result = a**a
    by_base, by_exponent = result._operation.local_derivatives(result.data, 1.3, 1.3)
    a.grad, result.grad = 1.0, 0.3
    result._backward()
    assert bits([a.grad]) == bits([(1.0 + by_base * 0.3) + by_exponent * 0.3])
    assert a.grad != (1.0 + by_exponent * 0.3) + by_base * 0.3


def test_a_square_and_its_gradient_are_products_to_the_last_bit(bits):
    a = Value(1.3057918306039)  # where glibc's pow(x, 2) differs in the last bit
    for result in (a**2, a**2.0):
        a.grad = 0.0
        result.backward()
        assert bits([result.data, a.grad]) == bits([a.data * a.data, 2.0 * a.data])


# Extreme numbers


@pytest.mark.parametrize(
    ("method", "x", "result"),
    [
        ("tanh", 355.0, 1.0),
        ("tanh", -355.0, -1.0),
        ("tanh", 1000.0, 1.0),
        ("tanh", -1000.0, -1.0),
        ("tanh", 1e308, 1.0),
        ("tanh", -1e308, -1.0),
        ("sigmoid", 355.0, 1.0),
        ("sigmoid", -355.0, math.exp(-355.0)),
        ("sigmoid", 1000.0, 1.0),
        ("sigmoid", -1000.0, 0.0),
        ("sigmoid", 1e308, 1.0),
        ("sigmoid", -1e308, 0.0),
        ("exp", 355.0, math.exp(355.0)),
        ("exp", -355.0, math.exp(-355.0)),
        ("exp", 709.78, math.exp(709.78)),
        ("exp", -1000.0, 0.0),
        ("exp", -1e308, 0.0),
    ],
)
def test_a_function_never_overflows_inside_where_its_result_is_finite(method, x, result):
    value = Value(x)
    out = getattr(value, method)()
    out.backward()
    assert out.data == result
    assert math.isfinite(value.grad)


@pytest.mark.parametrize("x", [1000.0, 1e308])
def test_exp_of_a_large_number_is_infinite(x):
    assert Value(x).exp().data == math.inf


@settings(deadline=None)
@given(x=st.floats(allow_nan=False, allow_infinity=False))
def test_tanh_is_that_of_the_standard_library_for_every_finite_number(x):
    assert Value(x).tanh().data == math.tanh(x)


# Out of domain


@pytest.mark.parametrize(
    ("compute", "error", "message"),
    [
        (lambda: Value(0.0) ** -1, ZeroDivisionError, r"0\.0 \*\* -1"),
        (lambda: Value(0.0) ** -0.5, ZeroDivisionError, r"0\.0 \*\* -0\.5"),
        (lambda: Value(0.0) ** Value(-1.0), ZeroDivisionError, r"0\.0 \*\* -1"),
        (lambda: 0 ** Value(-1.0), ZeroDivisionError, r"0\.0 \*\* -1"),
        (lambda: Value(2.5) / 0, ZeroDivisionError, r"2\.5 / 0"),
        (lambda: Value(2.5) / Value(0.0), ZeroDivisionError, r"2\.5 / 0"),
        (lambda: 2.5 / Value(0.0), ZeroDivisionError, r"2\.5 / 0"),
        (lambda: Value(0.0) / 0.0, ZeroDivisionError, r"0\.0 / 0"),
        (lambda: Value(2.5) / np.uint8(0), ZeroDivisionError, r"2\.5 / 0"),
        (lambda: Value(0.0).log(), ValueError, r"log\(0\.0\)"),
        (lambda: Value(-1.5).log(), ValueError, r"log\(-1\.5\)"),
        (lambda: Value(-8.0) ** (1 / 3), ValueError, r"-8\.0 \*\* 0\.33"),
        (lambda: Value(-8.0) ** Fraction(1, 2), ValueError, r"-8\.0 \*\* 0\.5"),
        (lambda: Value(-8.0) ** Value(0.5), ValueError, r"-8\.0 \*\* 0\.5"),
        (lambda: (-8) ** Value(0.5), ValueError, r"-8\.0 \*\* 0\.5"),
        (lambda: Value(-1e300) ** 1.5, ValueError, r"-1e\+300 \*\* 1\.5"),
        (lambda: Value(-1e300) ** Value(1.5), ValueError, r"-1e\+300 \*\* 1\.5"),
    ],
)
def test_out_of_domain_the_forward_operation_names_itself_and_its_operand(compute, error, message):
    with pytest.raises(error, match=message):
        compute()


def test_a_negative_base_has_whole_powers():
    base = Value(-2.0)
    result = base**3 + base**-1
    result.backward()
    assert (result.data, base.grad) == (-8.5, 12 - 0.25)


# The graph


@pytest.mark.parametrize("sign", ["+", "*", "**"])
def test_the_operands_are_kept_in_their_order(sign):
    for _ in range(10):
        a, b = Value(2.0), Value(3.0)
        first, second = OPERATORS[sign](a, b)._prev
        assert first is a
        assert second is b


def test_a_difference_keeps_its_left_operand_first():
    a, b = Value(2.0), Value(3.0)
    left, right = (a - b)._prev
    assert left is a
    assert right.data == -3.0
    assert right._prev[0] is b


def test_a_quotient_keeps_its_left_operand_first():
    a, b = Value(2.0), Value(4.0)
    left, right = (a / b)._prev
    assert left is a
    assert right.data == 0.25
    assert right._prev[0] is b


@pytest.mark.parametrize("sign", ["+", "*", "**"])
def test_an_operation_of_a_value_with_itself_has_two_operands(sign):
    a = Value(2.0)
    first, second = OPERATORS[sign](a, a)._prev
    assert first is a
    assert second is a


@pytest.mark.parametrize("method", ["exp", "log", "tanh", "relu", "sigmoid"])
def test_a_function_has_one_operand_and_its_name(method):
    a = Value(2.0)
    result = getattr(a, method)()
    assert result._op == method
    assert len(result._prev) == 1
    assert result._prev[0] is a


@pytest.mark.parametrize(
    ("result", "operation"),
    [
        (Value(2.0) + 1, "+"),
        (1 + Value(2.0), "+"),
        (Value(2.0) * 3, "*"),
        (Value(2.0) ** 3, "**3"),
        (Value(2.0) ** 0.5, "**0.5"),
        (Value(2.0) ** Value(0.5), "**"),
    ],
)
def test_a_result_knows_the_operation_that_made_it(result, operation):
    assert result._op == operation


def test_the_topological_order_puts_operands_first_and_left_before_right():
    a, b, c, d = (Value(number) for number in (2.0, 3.0, 5.0, 7.0))
    left, right = a * b, c * d
    total = left + right
    order = topological_order(total)
    expected = [a, b, left, c, d, right, total]
    assert [id(node) for node in order] == [id(node) for node in expected]


def test_every_node_is_in_the_topological_order_once():
    a = Value(2.0)
    squared = a * a
    result = squared + squared
    assert [node.data for node in topological_order(result)] == [2.0, 4.0, 8.0]


# The backward pass


def test_a_chain_of_100_000_operations_has_a_backward_pass():
    start = Value(1.0)
    node = start
    for _ in range(100_000):
        node = node + start
    node.backward()
    assert (node.data, start.grad) == (100_001.0, 100_001.0)


def build_tangled_graph():
    """A graph where the order of the additions shows in the last bits of the gradients."""
    source = random.Random(7)
    leaves = [Value(source.uniform(-1, 1)) for _ in range(12)]
    nodes = list(leaves)
    for _ in range(300):
        a, b = source.choice(nodes), source.choice(nodes)
        nodes.append(source.choice([a + b, a * b, a - b, (a * b).tanh(), a / 3, 2 - b]))
    return leaves, sum(node.tanh() for node in nodes)


def test_a_fresh_graph_has_the_same_gradients_to_the_last_bit_every_time(bits):
    seen = set()
    for _ in range(50):
        leaves, result = build_tangled_graph()
        result.backward()
        seen.add(tuple(bits([result.data, *(leaf.grad for leaf in leaves)])))
    assert len(seen) == 1


def test_a_second_backward_pass_after_zeroing_the_leaves_gives_the_same_bits(bits):
    leaves, result = build_tangled_graph()
    inner = [node for node in topological_order(result) if node._prev]
    result.backward()
    first = bits([node.grad for node in [*leaves, *inner]])
    for leaf in leaves:
        leaf.grad = 0.0
    result.backward()
    assert bits([node.grad for node in [*leaves, *inner]]) == first


def test_the_leaves_accumulate_over_two_backward_passes():
    a, b = Value(2.0), Value(3.0)
    product = a * b
    result = product.tanh() + product
    result.backward()
    once = (a.grad, b.grad)
    result.backward()
    assert (a.grad, b.grad) == (2 * once[0], 2 * once[1])


def test_a_leaf_is_accumulated_into_even_where_it_is_the_result():
    a = Value(2.0)
    a.backward()
    a.backward()
    assert a.grad == 2.0


def test_the_nodes_between_forget_an_earlier_pass():
    a = Value(2.0)
    middle = a * 3
    result = middle * 5
    middle.grad = result.grad = 123.0
    result.backward()
    assert (a.grad, middle.grad, result.grad) == (15.0, 5.0, 1.0)


def test_two_results_over_a_shared_node_add_up_in_the_leaf_only():
    a = Value(2.0)
    shared = a * 3
    (shared * 5).backward()
    (shared * 7).backward()
    assert (shared.grad, a.grad) == (7.0, 15.0 + 21.0)


def test_a_backward_pass_changes_no_data(bits):
    leaves, result = build_tangled_graph()
    nodes = topological_order(result)
    before = bits([node.data for node in nodes])
    result.backward()
    assert bits([node.data for node in nodes]) == before
    assert any(leaf.grad for leaf in leaves)


# Memory


@pytest.mark.usefixtures("no_cyclic_collector")
def test_two_thousand_graphs_leave_nothing_for_the_cyclic_collector(count_values):
    before = count_values()
    for i in range(2000):
        a, b = Value(i / 1000), Value(-0.5)
        result = ((a * b + a).tanh() - b**2) / (a.sigmoid() + 1)
        result.backward()
    del a, b, result
    assert count_values() == before
    assert gc.collect() == 0


@pytest.mark.usefixtures("no_cyclic_collector")
def test_dropping_a_graph_frees_it_without_the_cyclic_collector(count_values):
    before = count_values()
    leaves, result = build_tangled_graph()
    result.backward()
    result = result.exp() ** 2 - 1 / (result.sigmoid() + 1)
    result.backward()
    assert count_values() > before + 300
    del leaves, result
    assert count_values() == before


@pytest.mark.usefixtures("no_cyclic_collector")
def test_the_leaves_outlive_the_graph_that_used_them(count_values):
    before = count_values()
    a, b = Value(2.0), Value(3.0)
    (a * b + a.tanh()).backward()
    assert count_values() == before + 2
    assert a.grad == pytest.approx(3.0 + 1 - math.tanh(2.0) ** 2)


def test_a_chain_of_100_000_operations_is_dropped_without_a_crash(fresh_python):
    program = """
from micrograd import Value
node = Value(1.0)
for _ in range(100_000):
    node = -node
node.backward()
del node
print("dropped")
"""
    done = fresh_python("-c", program)
    assert (done.returncode, done.stdout, done.stderr) == (0, "dropped\n", "")


# Speed, counted in calls: they are what an operation costs, on any machine.


def calls_of(function):
    calls = []
    sys.setprofile(lambda frame, event, arg: calls.append(event) if "call" in event else None)
    try:
        function()
    finally:
        sys.setprofile(None)
    return len(calls)


@pytest.mark.parametrize("name", ["exp", "log", "tanh", "relu", "sigmoid"])
def test_an_operation_of_one_operand_costs_no_more_than_a_product(name):
    a, b = Value(0.5), Value(2.0)
    assert calls_of(lambda: getattr(a, name)()) <= calls_of(lambda: a * b)


@pytest.mark.parametrize("exponent", [2, 3, -1, 0.5])
def test_a_power_that_was_taken_before_costs_little_more_than_a_product(exponent):
    a, b = Value(0.5), Value(2.0)
    a**exponent
    # The name of the operation, its row, and the checks of what a power is defined for.
    assert calls_of(lambda: a**exponent) <= calls_of(lambda: a * b) + 7
