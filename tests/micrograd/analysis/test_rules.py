"""The rule of every operation is true: its formulas are computed and compared."""

import math
import re
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.analysis.rules import RULES, SUPERSCRIPTS, filled, rule_of
from micrograd.operations import OPERATIONS, logistic, operation_named, rectifier

EXPONENTS = ["2", "3", "-1", "0.5", "1", "0", "-2.5"]
MODERATE = st.floats(-5, 5)
POSITIVE = st.floats(0.1, 5)
OPERANDS = {
    "+": st.tuples(MODERATE, MODERATE),
    "*": st.tuples(MODERATE, MODERATE),
    "**": st.tuples(POSITIVE, st.floats(-3, 3)),
    "exp": st.tuples(MODERATE),
    "log": st.tuples(POSITIVE),
    "tanh": st.tuples(MODERATE),
    "relu": st.tuples(MODERATE),
    "sigmoid": st.tuples(MODERATE),
    "leaky-relu": st.tuples(MODERATE),
    "elu": st.tuples(MODERATE),
    "gelu": st.tuples(MODERATE),
    "silu": st.tuples(MODERATE),
    "softplus": st.tuples(MODERATE),
    "sine": st.tuples(MODERATE),
    "abs": st.tuples(MODERATE),
    "max": st.tuples(MODERATE, MODERATE),
    "off": st.tuples(MODERATE),
    **{f"**{exponent}": st.tuples(POSITIVE) for exponent in EXPONENTS},
}
# Whole powers are defined below zero as well.
BELOW_ZERO = {f"**{exponent}": st.tuples(st.floats(-5, -0.1)) for exponent in ("2", "3", "-1")}
FUNCTIONS = {
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "relu": rectifier,
    "σ": logistic,
    "Φ": statistics.NormalDist().cdf,
    "φ": statistics.NormalDist().pdf,
    "sin": math.sin,
    "cos": math.cos,
    "abs": abs,
    "sign": lambda x: (x > 0) - (x < 0),
    "max": max,
}
PLAIN_DIGITS = {superscript: chr(digit) for digit, superscript in SUPERSCRIPTS.items()}
RAISED = re.compile(f"[{''.join(map(chr, PLAIN_DIGITS))}]+")

SMOOTH_AT_ZERO = ["tanh", "sigmoid", "elu", "gelu", "silu", "softplus", "sine", "exp"]
SMOOTH_AT_ZERO += ["**2", "**1", "**3"]

every_operation = pytest.mark.parametrize("name", OPERANDS)


def computed(formula, operands, out):
    """The number that a formula comes to: the text is read as it stands, signs as Python's."""
    text = filled(formula, [f"({x!r})" for x in operands], f"({out!r})")
    text = RAISED.sub(lambda raised: f"**({raised[0].translate(PLAIN_DIGITS)})", text)
    text = text.replace("×", "*").replace("−", "-").replace("^", "**")
    return eval(text, {"__builtins__": {}}, FUNCTIONS)


def check_formulas(name, operands):
    operation, rule = operation_named(name), rule_of(name)
    out = operation.forward(*operands)
    assert computed(rule.formula, operands, out) == pytest.approx(out, rel=1e-12, abs=1e-12)
    derivatives = [computed(local, operands, out) for local in rule.locals]
    expected = operation.local_derivatives(out, *operands)
    assert derivatives == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_every_operation_has_a_rule_and_every_rule_an_operation():
    assert RULES.keys() == OPERATIONS.keys()
    assert OPERANDS.keys() >= OPERATIONS.keys()
    assert all(rule_of(name) is RULES[name] for name in OPERATIONS)


@every_operation
@settings(deadline=None)
@given(data=st.data())
def test_the_formulas_are_what_the_engine_computes(name, data):
    check_formulas(name, data.draw(OPERANDS[name]))


@pytest.mark.parametrize("name", BELOW_ZERO)
@settings(deadline=None)
@given(data=st.data())
def test_the_formulas_of_whole_powers_hold_below_zero(name, data):
    check_formulas(name, data.draw(BELOW_ZERO[name]))


@pytest.mark.parametrize("x", [0.0, -0.0])
@pytest.mark.parametrize("name", [*SMOOTH_AT_ZERO, "relu", "leaky-relu", "abs"])
def test_the_formulas_hold_at_zero(name, x):
    check_formulas(name, (x,))


@pytest.mark.parametrize("x", [0.0, -3.0])
def test_the_formulas_of_a_maximum_hold_where_both_are_equal(x):
    check_formulas("max", (x, x))


@every_operation
def test_there_is_a_local_formula_for_each_operand(name):
    rule = rule_of(name)
    operands = {letter for letter in "ab" if f"{{{letter}}}" in rule.formula}
    assert len(rule.locals) == len(operands)
    assert operands == set("ab"[: len(operands)])


@every_operation
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_a_rule_is_one_sentence_in_one_line(name, direction):
    sentence = getattr(rule_of(name), direction)
    assert re.fullmatch(r"\w[^\n]*[^\s.]\.", sentence)
    assert not re.search(r"\. ", sentence)


@every_operation
def test_formulas_and_symbols_have_no_hyphen_for_a_minus_and_no_star_for_a_times(name):
    rule = rule_of(name)
    texts = [rule.symbol, rule.formula, *rule.locals, rule.forward, rule.backward]
    assert not any(re.search(r"[-*]", text) for text in texts)


@every_operation
def test_a_symbol_is_short(name):
    assert 0 < len(rule_of(name).symbol) <= 7


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "**3", "**-1", "**0.5", "**-2.5"])
def test_the_backward_sentence_names_the_slope_of_the_formula(name):
    rule = rule_of(name)
    assert filled(rule.locals[0], ["a"], "out") in rule.backward


@pytest.mark.parametrize(
    ("name", "symbol", "formula", "local"),
    [
        ("**2", "x²", "a²", "2 × a"),
        ("**3", "x³", "a³", "3 × a²"),
        ("**-1", "x⁻¹", "a⁻¹", "−1 × a⁻²"),
        ("**0.5", "x⁰·⁵", "a⁰·⁵", "0.5 × a⁻⁰·⁵"),
        ("**-2.5", "x⁻²·⁵", "a⁻²·⁵", "−2.5 × a⁻³·⁵"),
        ("**1", "x¹", "a¹", "1 × a⁰"),
        ("**0", "x⁰", "a⁰", "0"),
        ("**1.1", "x¹·¹", "a¹·¹", "1.1 × a⁰·¹"),
        ("**2.0", "x²", "a²", "2 × a"),
        ("**1e-07", "x ^ (1e−07)", "a ^ (1e−07)", "1e−07 × a⁻⁰·⁹⁹⁹⁹⁹⁹⁹"),
    ],
)
def test_a_constant_exponent_is_written_raised(name, symbol, formula, local):
    rule = rule_of(name)
    assert rule.symbol == symbol
    assert filled(rule.formula, ["a"], "out") == formula
    assert filled(rule.locals[0], ["a"], "out") == local


@pytest.mark.parametrize(
    ("exponent", "said"), [("3", "to 3."), ("-1", "to −1."), ("0.5", "to 0.5.")]
)
def test_a_power_says_its_exponent(exponent, said):
    assert rule_of(f"**{exponent}").forward.endswith(said)


def test_a_square_is_said_in_words_of_its_own():
    rule = rule_of("**2")
    assert rule.forward == "Square multiplies its operand by itself."
    assert rule.backward == "Square multiplies the upstream gradient by twice its operand."


@pytest.mark.parametrize(
    ("formula", "operands", "text"),
    [
        ("{a} × {b}", ["w1", "x1"], "w1 × x1"),
        ("{b} × {a} ^ ({b} − 1)", ["2", "3"], "3 × 2 ^ (3 − 1)"),
        ("1 − {out}²", ["x"], "1 − y²"),
        ("1", ["x", "z"], "1"),
        ("exp {a}", ["{b}"], "exp {b}"),
    ],
)
def test_a_formula_is_filled_with_any_texts(formula, operands, text):
    assert filled(formula, operands, "y") == text


@pytest.mark.parametrize(
    ("name", "told"), [("sin", "sin"), ("**half", "**half"), ("", "operation")]
)
@pytest.mark.parametrize("operands", [1, 2, 30])
def test_an_operation_of_ones_own_is_told_by_its_name(name, told, operands):
    rule = rule_of(name, operands)
    names = [f"x{i}" for i in range(operands)]
    assert rule.symbol == told
    assert filled(rule.formula, names, "y") == f"{told}({', '.join(names)})"
    assert [filled(local, names, "y") for local in rule.locals] == [
        f"slope of {told} along {each}" for each in names
    ]


def test_a_row_is_not_that_of_a_node_with_more_operands():
    assert rule_of("+", 2) is RULES["+"]
    assert filled(rule_of("+", 3).formula, ["a", "b", "c"], "") == "+(a, b, c)"
    assert filled(rule_of("**2", 2).formula, ["a", "b"], "") == "**2(a, b)"
