"""Expressions: a text becomes a graph of Values, or is refused with the reason and the column."""

import json
import math
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.engine import Value, topological_order
from micrograd.expression.expression import (
    EXAMPLES,
    MOST_NODES,
    Expression,
    ExpressionError,
    parse_expression,
)
from micrograd.expression.text import DEEPEST, LONGEST_TEXT, METHODS, TWO_INPUTS
from micrograd.mixins.functions import Functions
from micrograd.nn import ACTIVATIONS
from micrograd.operations import logistic, rectifier

OWN_FILES = {parse_expression.__code__.co_filename}
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def refusal_of(text):
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    return caught.value


def answer_to(text):
    try:
        return parse_expression(text)
    except ExpressionError as error:
        return error


def datas_of(text):
    return {name: value.data for name, value in parse_expression(text).names.items()}


# The examples.


@pytest.mark.parametrize(
    ("title", "root", "gradients"),
    [
        ("Sum and product", -8.0, {"a": 6, "b": -4, "c": -2, "d": -2, "f": 4, "L": 1}),
        ("One neuron", 0.7071067811865476, {"x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0}),
        ("A value used twice", 18.0, {"a": 12, "b": 3}),
        ("A number from the left: 3 * a", -5.0, {"a": -3, "b": -1}),
        ("Division and power", 5 / 6, {"a": 5 / 36, "b": -5 / 9, "c": 5 / 18, "d": -5 / 72}),
        ("tanh from exp", 0.7071067811865476, {"n": 0.5}),
        ("The larger of two", 1.750642222394281, {"b": -2 * 1.0833154705876864, "d": 1}),
    ],
)
def test_an_example_has_the_value_and_the_gradients_that_are_known_of_it(title, root, gradients):
    expression = parse_expression(EXAMPLES[title])
    expression.root.backward()
    assert expression.root.data == pytest.approx(root)
    found = {name: expression.names[name].grad for name in gradients}
    assert found == pytest.approx(gradients)


@pytest.mark.parametrize("title", EXAMPLES)
def test_every_name_of_an_example_is_needed(title):
    expression = parse_expression(EXAMPLES[title])
    assert expression.unused == []
    assert expression.leaves


# Meaning.


def test_statements_end_at_a_semicolon_or_a_new_line():
    assert datas_of("a = 2; b = a\r\n  c = a * b;\n\n\td = c") == {"a": 2, "b": 2, "c": 4, "d": 4}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("1 + 2 * 3", 7),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("(1 - 4) / 2", -1.5),
        ("+a - -a", 2),
        ("1e-3", 0.001),
        (".5 + 2.", 2.5),
        ("1_000", 1000),
        ("−3", -3),
        ("sigmoid(0)", 0.5),
        ("exp(log(a))", 1),
        ("relu(-a) + tanh(0)", 0),
        ("max(a, 3) + max(-2, -4)", 1),
        ("max(max(1, 2), (3 + a))", 4),
        ("abs(-2) + abs(a)", 3),
        ("leaky_relu(-a)", -0.01),
        ("sin(pi / 2)", 1),
        ("2*3*a # = 6", 6),
        ("# is it so?\n(a\n + 1)", 2),
        ("größe * 2", 2),
        ("a\u00a0+\u20031", 2),
    ],
)
def test_it_is_computed_as_python_computes_it(text, data):
    assert parse_expression(text).root.data == data


def test_the_root_is_the_value_of_the_last_statement():
    expression = parse_expression("d = a * b\ne = d + 1")
    assert expression.root is expression.names["e"]
    assert parse_expression("d = a * b\nd + 1").root.label == ""


def test_names_stand_in_the_order_in_which_they_came_to_be():
    assert list(parse_expression("d = b * a; e = d + c").names) == ["b", "a", "d", "c", "e"]


def test_an_assigned_name_is_the_label_and_what_lies_between_has_none():
    expression = parse_expression("d = a*b + 3")
    assert expression.root.label == "d"
    assert sorted(node.label for node in topological_order(expression.root)) == [
        "",
        "",
        "a",
        "b",
        "d",
    ]


def test_a_second_name_for_a_node_leaves_its_label():
    expression = parse_expression("a = 2; b = a; c = +b")
    assert expression.names["a"] is expression.names["b"] is expression.names["c"]
    assert expression.root.label == "a"
    assert list(expression.leaves) == ["a"]


def test_leaves_are_free_names_and_names_of_a_number():
    expression = parse_expression("a = 2; b = -3.5; c = (+4); d = 2*3; e = --1; a*b*c*d*e*x")
    leaves = {name: value.data for name, value in expression.leaves.items()}
    assert leaves == {"a": 2.0, "b": -3.5, "c": 4.0, "x": 1.0}
    assert expression.names["d"].data == 6.0


def test_names_that_the_root_does_not_depend_on_are_told():
    assert parse_expression("a = 2; b = a*x; c = 3; d = a*c").unused == ["x", "b"]


def test_a_letter_written_another_way_is_that_letter():
    assert list(parse_expression("ﬁ = 2; fi * 𝐚").names) == ["fi", "a"]


def test_plain_numbers_meet_a_value_as_floats():
    expression = parse_expression("b = 2*3 + a")
    assert {node.data for node in expression.root._prev} == {6.0, 1.0}
    assert {type(node.data) for node in topological_order(expression.root)} == {float}
    assert [call.method for call in expression.calls] == ["Value.__radd__"]


@pytest.mark.parametrize(
    ("text", "operation"),
    [("a ** 2", "**2"), ("a ** -1", "**-1"), ("a ** 0.5", "**0.5"), ("a ** 1e20", "**1e+20")],
)
def test_a_constant_exponent_stands_in_the_operation_as_it_is_written(text, operation):
    assert parse_expression(text).root._op == operation


# Which methods ran.


def methods_run(text):
    """The methods of Value that expression.py itself made Python call, as Python saw them."""
    methods = []

    def watch(frame, event, argument):
        # Some methods of a Value are those of a class that it inherits from.
        name = frame.f_code.co_qualname.replace(f"{Functions.__name__}.", "Value.")
        is_method = name.startswith("Value.") and name != "Value.__init__"
        if event == "call" and is_method and frame.f_back.f_code.co_filename in OWN_FILES:
            methods.append(name)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        expression = parse_expression(text)
    finally:
        sys.setprofile(before)
    return methods, expression


@pytest.mark.parametrize(
    ("text", "methods"),
    [
        ("a + b", ["__add__"]),
        ("a + 2", ["__add__"]),
        ("2 + a", ["__radd__"]),
        ("a - b", ["__sub__"]),
        ("a - 2", ["__sub__"]),
        ("2 - a", ["__rsub__"]),
        ("a * b", ["__mul__"]),
        ("a * 2", ["__mul__"]),
        ("3 * a", ["__rmul__"]),
        ("-3 * a", ["__rmul__"]),
        ("a / b", ["__truediv__"]),
        ("a / 2", ["__truediv__"]),
        ("2 / a", ["__rtruediv__"]),
        ("a ** b", ["__pow__"]),
        ("a ** 2", ["__pow__"]),
        ("2 ** a", ["__rpow__"]),
        ("-a", ["__neg__"]),
        ("+a", []),
        ("2 * 3", []),
        ("exp(a)", ["exp"]),
        ("log(2)", ["log"]),
        ("tanh(2*a)", ["__rmul__", "tanh"]),
        ("relu(a)", ["relu"]),
        ("sigmoid(a)", ["sigmoid"]),
        ("leaky_relu(a)", ["leaky_relu"]),
        ("abs(a)", ["__abs__"]),
        ("max(a, 2*b)", ["__rmul__", "maximum"]),
        ("d = a*b + c; e = 1 - tanh(d)", ["__mul__", "__add__", "tanh", "__rsub__"]),
    ],
)
def test_the_calls_name_the_methods_that_python_really_ran(text, methods):
    run, expression = methods_run(text)
    told = [call.method for call in expression.calls]
    assert told == run == [f"Value.{method}" for method in methods]


@pytest.mark.parametrize("title", EXAMPLES)
def test_the_calls_of_an_example_are_what_python_ran(title):
    run, expression = methods_run(EXAMPLES[title])
    assert [call.method for call in expression.calls] == run


def test_a_call_knows_its_piece_of_the_text_its_column_and_its_node():
    expression = parse_expression("é = 2; d = é*b + 1")
    product, total = expression.calls
    assert (product.source, product.column, product.node.data) == ("é*b", 12, 2.0)
    assert (total.source, total.column, total.node) == ("é*b + 1", 12, expression.root)


def test_it_explains_why_a_number_from_the_left_runs_rmul():
    (call,) = parse_expression("3 * a").calls
    assert call.method == "Value.__rmul__"
    assert call.why == (
        "float.__mul__(3.0, a) answers NotImplemented, so Python asks the right operand: "
        "a.__rmul__(3.0). It gives the same as a * 3.0."
    )


def test_a_float_really_answers_not_implemented():
    assert (3.0).__mul__(Value(2.0)) is NotImplemented


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a * b", "the left operand: a.__mul__(b). It makes a Value with the operation *."),
        ("(a + b) * c", "(a + b).__mul__(c)."),
        ("a - b", "it is a + (b * -1)"),
        ("2 - a", "it is (a * -1) + 2.0"),
        ("a / b", "it is a * b**-1"),
        ("2 / a", "it is Value(2.0) * a**-1"),
        ("a ** 2", "part of the operation “**2”, not a Value"),
        ("a ** b", "has two operands"),
        ("2 ** a", "it is Value(2.0) ** a"),
        ("-a", "it is a * -1"),
        ("tanh(a)", "a.tanh()"),
        ("tanh(0.5)", "Value(0.5).tanh()"),
    ],
)
def test_it_explains_what_a_method_becomes_inside_the_engine(text, why):
    assert why in parse_expression(text).calls[-1].why


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        ("a - b", ["*", "+"]),
        ("a - 2", ["+"]),
        ("2 - a", ["*", "+"]),
        ("a / b", ["**-1", "*"]),
        ("a / 2", ["*"]),
        ("2 / a", ["**-1", "*"]),
        ("2 ** a", ["**"]),
        ("-a", ["*"]),
    ],
)
def test_the_engine_has_the_nodes_that_the_explanations_speak_of(text, operations):
    nodes = topological_order(parse_expression(text).root)
    assert [node._op for node in nodes if node._prev] == operations


# Refusals.


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "nothing here"),
        ("  # only a remark", 1, "nothing here"),
        ("a = ", 5, "something is missing"),
        ("a = \nb", 5, "something is missing"),
        ("(a + )", 6, "something is missing"),
        ("a = 2;; b", 7, "something is missing"),
        ("a b", 3, "“b” does not fit"),
        ("größe größe", 7, "“größe” does not fit"),
        ("é = 2\n  b = é é", 15, "“é” does not fit"),
        ("a + * b", 5, r"“\*” does not fit"),
        ("(a + b", 1, "never closed"),
        ("a + b)", 6, "closes nothing"),
        ("2 = a", 1, "left of = stands one name"),
        ("a*b = 2", 1, "left of = stands one name"),
        ("*a = b", 1, "left of = stands one name"),
        ("a = b = 2", 5, "second name"),
        ("a = 1; a = 2", 8, "“a” stands for a value already"),
        ("b = a; a = 2", 8, "“a” stands for a value already"),
        ("a = a + 1", 1, "uses “a” before it is assigned"),
        ("a * b\na", 1, "has no name"),
        ("a += 1", 3, "changes a name"),
        ("a **= 2", 3, "changes a name"),
        ("a: float = 1", 2, "given with = alone"),
        ("a := 1", 3, "given with = alone"),
        ("a, b = 1, 2", 2, "one input"),
        ("a, *b = c", 2, "one input"),
        ("()", 1, "has no place here"),
        ("*a", 1, "has no place here"),
        ("[a]", 1, "belongs to a list"),
        ("{a: b}", 1, "belongs to a list"),
        ("{a}", 1, "belongs to a list"),
        ("a[0]", 2, "belongs to a list"),
        ("[x for x in a]", 1, "belongs to a list"),
        ("tanh(x for x in a)", 8, "repeats"),
        ("a.data", 2, "look inside"),
        ("a.__class__", 2, "look inside"),
        ("().__class__", 3, "look inside"),
        ("1..real", 1, "not a number"),
        ("'a'", 1, "quoted text"),
        ('f"{a}"', 2, "quoted text"),
        ("b'a'", 2, "quoted text"),
        ("'''\n", 1, "quoted text"),
        ("2j", 1, "not a number"),
        ("2a", 1, r"write \*"),
        ("0x10", 1, "not a number"),
        ("007", 1, "a zero too many"),
        ("True", 1, "only numbers"),
        ("a = None", 5, "only numbers"),
        ("...", 1, "not a number"),
        ("a == b", 3, "only numbers"),
        ("a < b", 3, "only numbers"),
        ("a and b", 3, "only numbers"),
        ("not a", 1, "only numbers"),
        ("a is b", 3, "only numbers"),
        ("a if b else c", 3, "condition"),
        ("1if 2else 3", 1, "not a number"),
        ("a // b", 3, "no operator"),
        ("a % b", 3, "no operator"),
        ("a @ b", 3, "no operator"),
        ("a & b", 3, "no operator"),
        ("a << b", 3, "no operator"),
        ("~a", 1, "no operator"),
        ("a ^ 2", 3, r"a power is written \*\*"),
        ("lambda: 0", 1, "makes a function"),
        ("lambda = 3", 1, "makes a function"),
        ("def f(): 0", 1, "makes a function"),
        ("await a", 1, "makes a function"),
        ("yield a", 1, "makes a function"),
        ("import os", 1, "other code"),
        ("from os import path", 1, "other code"),
        ("class A: a", 1, "choose another name"),
        ("class = 1", 1, "choose another name"),
        ("with a: b", 1, "choose another name"),
        ("a = 1; pass", 8, "choose another name"),
        ("for a in b: c", 1, "repeats"),
        ("while a: b", 1, "repeats"),
        ("if a: b", 1, "condition"),
        ("𝐢𝐟 = 2", 1, "condition"),
        ("__class__", 1, "both ends"),
        ("a = _x_", 5, "both ends"),
        ("_", 1, "both ends"),
        ("__import__('os')", 1, "both ends"),
        ("cos(a)", 1, "“cos” is no function"),
        ("2(3)", 1, "“2” is no function"),
        ("tanh(a)(b)", 1, r"“tanh\(a\)” is no function"),
        ("tanh()", 1, "needs one input"),
        ("max(a)", 1, r"needs two inputs; write max\(a, b\)"),
        ("max(a, b, c)", 1, "needs two inputs"),
        ("max(tanh(a, b), c)", 11, "only max takes more"),
        ("max((a, b))", 7, "only max takes more"),
        ("tanh(a, b)", 7, "one input"),
        ("tanh(x=a)", 6, "is no input"),
        ("tanh(**a)", 6, "is no input"),
        ("tanh(*a)", 6, "has no place here"),
        ("a + exp", 5, "“exp” is a function"),
        ("tanh(tanh)", 6, "“tanh” is a function"),
        ("log = 2", 1, "“log” is a function"),
        ("a?", 2, "has no meaning"),
        ("a + \0", 5, r"“\\x00” has no meaning"),
        ("a\u200b", 1, r"“a\\u200b” holds an invisible character; write a$"),
        ("\ud800", 1, r"“\\ud800” is not a name"),
        ("d = a√b", 5, "is not a name"),
        ("a \\\n + b", 3, "parentheses"),
    ],
)
def test_what_is_not_of_the_language_is_refused_where_it_stands(text, column, message):
    error = refusal_of(text)
    assert error.column == column
    with pytest.raises(ExpressionError, match=message):
        raise error


@pytest.mark.parametrize(
    ("text", "piece", "instead"),
    [
        ("a·b", "a·b", "a*b"),
        ("d = a ⋅ b", "⋅", "*"),
        ("a × b", "×", "*"),
        ("2 ×a", "×a", "*a"),
        ("a•b + 1", "a•b", "a*b"),
        ("a ÷ b", "÷", "/"),
        ("a–b", "a–b", "a-b"),
        ("a—1", "a—1", "a-1"),
        ("ａ＊ｂ", "ａ＊ｂ", "ａ*ｂ"),
        ("a＝2", "a＝2", "a=2"),
        ("（a）", "（a）", "(a)"),
        *[(f"a{dot}b", f"a{dot}b", "a*b") for dot in "˙ˑꞏꓸᐧㆍᆞ᛫‧⸱"],
        ("2½", "2½", "(2+1/2)"),
        ("1¼*a", "1¼", "(1+1/4)"),
        ("a½", "a½", "a*(1/2)"),
        ("x1½", "x1½", "x1*(1/2)"),
        ("½a", "½a", "(1/2)*a"),
        ("½½²", "½½²", "(1/2)*(1/2)**2"),
        ("a²½·b", "a²½·b", "a**2*(1/2)*b"),
        ("⅟3", "⅟3", "(1/3)"),
        ("a²", "a²", "a**2"),
        ("3²", "3²", "3**2"),
        ("a⁻¹² + 1", "a⁻¹²", "a**-12"),
        ("x₁ * 2", "x₁", "x1"),
        ("aᵇ", "aᵇ", "a**b"),
        ("2 * eˣ", "eˣ", "e**x"),
        ("xⁿ⁺¹ - 1", "xⁿ⁺¹", "x**(n+1)"),
        ("x⁽¹⁾", "x⁽¹⁾", "x**(1)"),
        ("1ª", "1ª", "1**a"),
        ("xᵢ * 2", "xᵢ", "xi"),
        ("aᵇ = 2", "aᵇ", "a**b"),
        ("a / ½", "½", "(1/2)"),
        ("a１", "a１", "a1"),
        ("１２ + a", "１２", "12"),
        ("2٣", "2٣", "23"),
        ("a٣", "a٣", "a3"),
        ("a\u200bb", "a\\u200bb", "ab"),
        ("\u202ea", "\\u202ea", "a"),
        ("a + \u2066", "\\u2066", None),
    ],
)
def test_a_lookalike_is_refused_with_what_to_write(text, piece, instead):
    error = refusal_of(text)
    assert str(error).startswith(f"“{piece}” ")
    assert str(error).endswith(f"; write {instead}" if instead else "; leave it out")
    assert str(error).isprintable()


@pytest.mark.parametrize("name", ["α", "β1", "θ_0", "Δ", "é", "名", "ñ", "λx", "ё", "σ"])
def test_a_letter_of_any_alphabet_makes_a_name(name):
    assert list(parse_expression(f"{name} = 2; {name} * 3").names) == [name]


@pytest.mark.parametrize(
    ("first", "second"), [("a", "а"), ("х", "x"), ("B1", "Β1"), ("сор", "cop"), ("v", "ν")]
)
def test_two_names_that_look_the_same_are_refused(first, second):
    error = refusal_of(f"{first} = 2; {second} * 3")
    assert error.column == len(first) + 7
    assert f"looks like “{first}”" in str(error)
    assert list(parse_expression(f"{second} = 2; {second} * 3").names) == [second]


def test_a_function_in_another_alphabet_is_told():
    assert "looks like “exp”" in str(refusal_of("ехр(2)"))


@pytest.mark.parametrize("pi", ["pi", "π"])
def test_pi_is_a_number_and_no_leaf(pi):
    expression = parse_expression(f"r = 2; area = {pi} * r**2; area + {pi}")
    assert list(expression.names) == ["r", "area"]
    assert expression.root.data == math.pi * 4 + math.pi
    assert str(math.pi) in str(refusal_of(f"{pi} = 3; {pi} * 2"))


@pytest.mark.parametrize("name", ["inf", "Infinity", "nan", "NaN", "∞"])
def test_what_is_not_finite_is_no_name(name):
    for text in (f"a = {name}", f"{name} = 2", f"2 * {name}"):
        assert f"“{name}” is no number" in str(refusal_of(text))


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a = 0; b = 1 / a", 12, "“1 / a” has no value"),
        ("2 * (1 / 0)", 6, "“1 / 0” has no value"),
        ("é = 0; log(é)", 8, r"“log\(é\)” has no value .* positive numbers only"),
        ("log(-1)", 1, "positive numbers only"),
        ("0 ** -1", 1, "zero has no negative power"),
        ("a = -8; b = a ** 0.5", 13, "complex"),
        ("(-8) ** 0.5", 1, "complex"),
        ("1 + exp(1000)", 5, r"“exp\(1000\)” is too large"),
        ("1e200 * 1e200", 1, "too large"),
        ("a = 1e200; a * a - a * a", 12, r"“a \* a” is too large"),
        ("9**9**9**9", 4, r"“9\*\*9\*\*9” is too large"),
        ("(-9)**9**9**9", 7, "too large"),
        ("a = 9; a**a**a**a", 11, "too large"),
        ("1e999", 1, "“1e999” is too large"),
        ("a = " + "9" * 400, 5, "too large"),
    ],
)
def test_what_has_no_finite_value_is_refused_with_its_piece(text, column, message):
    error = refusal_of(text)
    assert error.column == column
    with pytest.raises(ExpressionError, match=message):
        raise error


@pytest.mark.parametrize(
    "text", ["a" * 500 + " b", "9" * 1000 + "x", "log(0 * " + "a" * 300 + ")", "a = 1; a = \n\n2"]
)
def test_a_message_is_one_short_line(text):
    message = str(refusal_of(text))
    assert "\n" not in message
    assert len(message) < 160


# Bounds.


def test_the_text_has_a_longest_length():
    assert parse_expression("a".ljust(LONGEST_TEXT)).root.data == 1.0
    error = refusal_of("a".ljust(LONGEST_TEXT + 1))
    assert error.column == LONGEST_TEXT + 1


@pytest.mark.parametrize(
    ("before", "after"),
    [("(", ")"), ("-", ""), ("a+", ""), ("2**", ""), ("tanh(", ")"), ("-(", ")"), ("(a*", ")")],
)
def test_nesting_has_an_end_whatever_the_length(before, after):
    for times in [*range(120), 500, 900, 1999]:
        text = before * times + "a" + after * times
        answer = answer_to(text)
        if isinstance(answer, Expression):
            assert times <= DEEPEST
        else:
            assert times >= DEEPEST // 2 or "too large" in str(answer)
            assert 1 <= answer.column <= len(text) + 1


@pytest.mark.parametrize("unclosed", ["(", "[", "{", "tanh(", "a+(", "f(x=", "(a,", "-(", "((a)"])
@pytest.mark.parametrize("times", [1, 20, 60, 99, 150, 400])
def test_what_is_left_open_is_answered(unclosed, times):
    text = unclosed * times
    assert 1 <= refusal_of(text).column <= len(text) + 1


@pytest.mark.parametrize(
    "unit", ["a b ", "a=", "a;", "(a) ", ";", "=", "1if ", "not ", "f()", "lambda:", "a\n", "\n;"]
)
def test_a_long_text_of_nonsense_is_answered(unit):
    text = unit * (LONGEST_TEXT // len(unit))
    assert 1 <= refusal_of(text).column <= len(text) + 1


def test_the_graph_has_a_largest_size():
    line = "+".join(["a"] * 60)
    inside = "\n".join(f"b{i} = {line}" for i in range(5))
    assert len(topological_order(parse_expression(f"{inside}\nb0*b1*b2*b3*b4").root)) == 300
    error = refusal_of(f"{inside}\nb5 = {line}")
    assert str(MOST_NODES) in str(error)


# A leaf that gets another number.


@pytest.mark.parametrize(
    ("text", "name", "data", "after"),
    [
        ("a = 2; b = a*3", "a", 2.5, "a = 2.5; b = a*3"),
        ("a = 2; b = a*3", "a", -4.0, "a = -4; b = a*3"),
        ("b = 1\n  a=-3.50 # here\nb*a", "a", 1e-7, "b = 1\n  a=1e-07 # here\nb*a"),
        ("é = (− 3) ; é*2", "é", 0.1, "é = (0.1) ; é*2"),
        ("a*b", "b", 3.0, "b = 3; a*b"),
        ("\n# x\n a*b", "a", -0.0, "a = -0; \n# x\n a*b"),
    ],
)
def test_a_leaf_gets_its_number_in_place_or_in_front(text, name, data, after):
    assert parse_expression(text).with_leaf(name, data) == after


LEAVES = [*EXAMPLES.values(), "tanh(a*b) + ﬁ # c", "x = (-(2))\n\n  é = + 1e3;x*é*z", "b = a\nb"]


@pytest.mark.parametrize("text", LEAVES)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_text_with_another_leaf_reads_back_and_keeps_the_other_leaves(text, data):
    text = f"p = 0.25\n{text}"
    before = parse_expression(text)
    name = data.draw(st.sampled_from(sorted(before.leaves)))
    number = data.draw(st.floats(0.5, 2.0) | FINITE)
    changed = before.with_leaf(name, number)
    after = answer_to(changed)
    if isinstance(after, ExpressionError):
        assert "too large" in str(after) or "has no value" in str(after)
        return
    kept = {other: value.data for other, value in before.leaves.items()}
    assert {n: value.data for n, value in after.leaves.items()} == {**kept, name: number}
    assert after.with_leaf(name, number) == changed


@pytest.mark.parametrize("name", ["d", "e", "nothing"])
def test_what_is_no_leaf_gets_no_number(name):
    with pytest.raises(ValueError, match=f"“{name}” is no leaf; there are a"):
        parse_expression("a = 2; d = a*3; e = 2*3").with_leaf(name, 1.0)


@pytest.mark.parametrize("data", [math.nan, math.inf, -math.inf])
def test_a_leaf_stays_finite(data):
    with pytest.raises(ValueError, match="finite"):
        parse_expression("a = 2").with_leaf("a", data)


# Any text at all.

HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__base__.__subclasses__()",
    "a.__class__",
    "lambda: 0",
    "exec('1')",
    "eval(a)",
    "open(a)",
    "[x for x in ()]",
    "(yield)",
    "f'{a!r:>{b}}'",
    "import os",
    "from os import *",
    "a\\\n",
    "# coding: utf-7\na",
    "'\\d'",
    "3(4)",
    "1if 2else 3",
    "0_7",
    "9**9**9**9",
    "-" * 300,
    "(" * 300,
    "a+" * 300,
    "\0",
    "\ud800",
    "\ufeffa",
    "\x0c a",
    "print a",
    "exec a",
    "match a: 1",
    "type a = 1",
    "a\u2028b",
    "__debug__ = 1",
    "𝐓𝐫𝐮𝐞",
]
TOKENS = st.sampled_from(
    [
        *"ab=+-*/();:,.#\n\r \t@%[]{}!<>'\"\\_",
        *["a ", "é", "d = ", "tanh(", "log(", "exp", "**", "//", "2", "0", "1e3", "3.5", "007"],
        *["if ", "else ", "for ", "in ", "True", "None", "_x_", "...", "2j", "9**9", "−", "a*b\n"],
        *["·", "×", "²", "⁻", "１", "٣", "\u200b", "\u202e", "½", "а", "pi", "π", "inf", "nan"],
        *HOSTILE,
    ]
)
TYPED = st.text(max_size=60) | st.lists(TOKENS, max_size=30).map("".join)


def check_answer(text):
    """An expression within its bounds, or an ExpressionError within the text; nothing else."""
    answer = answer_to(text)
    if isinstance(answer, ExpressionError):
        assert 1 <= answer.column <= len(text) + 1
        assert str(answer).isprintable()
        return
    values = {*topological_order(answer.root), *answer.names.values()}
    assert len(values) <= MOST_NODES
    assert all(math.isfinite(value.data) for value in values)
    assert answer.leaves.items() <= answer.names.items()
    for call in answer.calls:
        assert text.startswith(call.source, call.column - 1)


@settings(deadline=None, max_examples=600)
@given(text=TYPED)
def test_whatever_is_typed_is_an_expression_or_refused_within_the_text(text):
    check_answer(text)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", ["{}", "a = {}", "tanh({})", "b = 1; {}; c", "(é + {}) * 2"])
def test_hostile_texts_are_answered_wherever_they_stand(hostile, place):
    check_answer(place.replace("{}", hostile))


REACHED = """
import json, sys
from micrograd.expression.expression import ExpressionError, parse_expression
reached, watching = set(), False
def watch(event, arguments):
    if watching:
        reached.add((event, arguments[0] if event == "open" else None))
sys.addaudithook(watch)
texts = json.loads(sys.argv[1])
watching = True
for text in texts:
    try:
        parse_expression(text)
    except ExpressionError:
        pass
watching = False
print(sorted(reached))
"""


def test_no_text_reaches_anything_outside(fresh_python):
    texts = [*HOSTILE, *EXAMPLES.values(), *[f"a = {text}" for text in HOSTILE], "a b", "a ="]
    done = fresh_python("-c", REACHED, json.dumps(texts))
    # Compiling counts as reading, too: for a wrong text it looks for the file "".
    reached = "[('compile', None), ('open', '')]\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, reached, "")


# Valid texts give Python's own numbers.

# Powers of two, since the engine divides by b as * b**-1, which is exact for them.
ATOMS = st.sampled_from(["a", "b", "c", "2.0", "0.5", "1.0", "3.0", "1e2"])
DIVISORS = st.sampled_from(["a", "b", "c", "2.0", "0.25"])


def larger(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "**"]), inner).map(" ".join),
        st.tuples(inner, DIVISORS).map(" / ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        st.tuples(st.sampled_from(["exp", "log", "tanh", "relu", "sigmoid"]), inner).map(
            lambda call: f"{call[0]}({call[1]})"
        ),
    )


NUMBERS = {"a": 2.0, "b": -0.5, "c": 4.0}
MATH = {
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "relu": rectifier,
    "sigmoid": logistic,
}


def computed_by_python(text):
    """The finite real number that Python makes of a text, or None."""
    try:
        number = eval(text, {"__builtins__": {}}, NUMBERS | MATH)
    except (ArithmeticError, ValueError, TypeError):
        return None
    return number if isinstance(number, float) and math.isfinite(number) else None


@settings(deadline=None, max_examples=400)
@given(text=st.recursive(ATOMS, larger, max_leaves=12))
def test_a_valid_text_has_the_number_that_python_computes(text):
    expected = computed_by_python(text)
    answer = answer_to(f"a = 2; b = -0.5\nc = 4\nd = {text}")
    if isinstance(answer, ExpressionError):
        assert expected is None or "too large" in str(answer)
    else:
        assert answer.root.data == expected


def test_the_page_knows_a_function_for_every_operation_of_a_neuron():
    written = {name.replace("-", "_").replace("sine", "sin") for name in ACTIVATIONS} - {"linear"}
    assert written <= METHODS.keys()
    for name in METHODS:
        inputs = "(a, -2)" if name in TWO_INPUTS else "(a)"
        expression = parse_expression(f"a = 0.5; {name}{inputs}")
        expression.root.backward()
        assert math.isfinite(expression.names["a"].grad)


def test_a_call_of_python_itself_or_of_a_method_with_another_name_says_so():
    absolute, larger = parse_expression("abs(a) + max(a * 2, 3)").calls[0:3:2]
    assert absolute.why == "Python's own abs asks its input: a.__abs__(). It makes one node."
    assert larger.why.startswith("Values have no order, so max is a method of Value: ")
    assert "(a * 2).maximum(Value(3.0))" in larger.why
