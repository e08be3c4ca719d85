"""Formulas: a number from the numbers of a row; comparisons; what is refused, and where."""

import math

import pytest

from micrograd.expression.expression import parse_expression
from micrograd.expression.formula import Formula
from micrograd.expression.text import METHODS, TWO_INPUTS, ExpressionError

NAMES = ["hours", "x1", "größe", "two words"]
ROW = [0.5, 2.0, -3.0, 7.0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("hours", 0.5),
        ("x1", 2.0),
        ("x3", -3.0),
        ("x4 + x2", 9.0),
        ("größe * 2", -6.0),
        ("sin(2*x1)", math.sin(4.0)),
        ("pi / 2", math.pi / 2),
        ("-x1**2", -4.0),
        ("+x1 - -1", 3.0),
        ("x1 > hours**2", 1.0),
        ("x1 <= 1", 0.0),
        ("0 < x1 < 1", 0.0),
        ("x1 == 2 and not x1 != 2", 1.0),
        ("x1 < 0 or hours > 0", 1.0),
        ("(x1 > 0) * (größe > 0) + 2", 2.0),
        ("max(x1, hours)", 2.0),
        ("x1 > 1  # so it is", 1.0),
    ],
)
def test_it_is_computed_from_the_numbers_of_a_row(text, number):
    assert Formula(text, NAMES)(ROW) == number


def test_a_name_goes_before_one_by_its_place():
    assert Formula("x1 + x2", NAMES)(ROW) == 4.0
    assert Formula("x1 + x2", ["a", "b"])([1.0, 2.0]) == 3.0


def test_it_tells_what_it_reads_and_whether_it_compares():
    assert Formula("x1 * größe + 3", NAMES).used == {1, 2}
    assert not Formula("(x1 > 0) + 1", NAMES).is_class
    for text in ("x1 > 0", "x1 > 0 and hours < 1", "not x1 > 0"):
        assert Formula(text, NAMES).is_class


@pytest.mark.parametrize("name", METHODS)
def test_its_functions_are_those_of_an_expression(name):
    inputs = "x1, -2" if name in TWO_INPUTS else "x1"
    found = Formula(f"{name}({inputs})", ["x1"])([0.7])
    assert found == parse_expression(f"x1 = 0.7; {name}({inputs})").root.data


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "nothing here"),
        ("x1 + weight", 6, "“weight” is no column; there are x1, x2, x3, x4, hours, größe"),
        ("y = x1", 1, "gives a name"),
        ("x1; x2", 5, "one formula too many"),
        ("x1 if x2 > 0 else 0", 4, "condition"),
        ("x1 is 2", 4, "“is”"),
        ("tanh(x1, x2)", 8, "only max"),
        ("cos(x1)", 1, "“cos” is no function"),
        ("tanh + 1", 1, r"write its input too: tanh\(x1\)"),
        ("x1[0]", 3, "list"),
        ("2x1", 1, r"\*"),
        ("x1 · x2", 4, r"write \*"),
        ("х1", 1, "another alphabet"),
        ("__import__('os')", 1, "both ends"),
        ("(" * 200 + "x1" + ")" * 200, 101, "deep"),
    ],
)
def test_what_is_no_formula_is_refused_where_it_stands(text, column, message):
    with pytest.raises(ExpressionError, match=message) as caught:
        Formula(text, NAMES)
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / (x1 - 2)", "divides by 0"),
        ("log(größe)", "positive numbers only"),
        ("größe ** 0.5", "complex"),
        ("exp(1000 * x1)", "too large"),
        ("(1e300 + x1) * 1e300", "too large"),
    ],
)
def test_a_row_without_a_number_is_told(text, message):
    with pytest.raises(ValueError, match=message):
        Formula(text, NAMES)(ROW)
