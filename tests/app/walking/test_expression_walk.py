"""Expression walk: a text, its graph, and its two passes forwards and back."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.views.graph.graph_layout import GraphLayout, lay_out
from app.walking.expression_walk import (
    FIRST_TEXT,
    ExpressionWalk,
    calls_by_node,
    place_in,
    readable,
)
from app.walking.graph_tree import GraphTree
from app.walking.walk import PassProgress
from micrograd.engine import Value, topological_order
from micrograd.expression.expression import EXAMPLES, parse_expression
from micrograd.training.phases import Phase

TEXTS = [*EXAMPLES.values(), "a", "3", "d = a*b + c; e = tanh(d)", "a = 0; b = a**0.5", "b = -a"]


def numbers(walk: ExpressionWalk) -> list[tuple[float, float]]:
    return [(value.data, value.grad) for value in walk.order]


def after_backward(text: str) -> list[tuple[float, float]]:
    """The numbers that the engine itself leaves in every node."""
    root = parse_expression(text).root
    root.backward()
    return [(value.data, value.grad) for value in topological_order(root)]


def same_bits(first: list[tuple[float, float]], second: list[tuple[float, float]]) -> bool:
    return [(a.hex(), b.hex()) for a, b in first] == [(a.hex(), b.hex()) for a, b in second]


def labels(text: str) -> list[str]:
    return readable(topological_order(parse_expression(text).root))


@pytest.fixture
def walk(qapp: object) -> ExpressionWalk:
    return ExpressionWalk()


# The passes.


@pytest.mark.parametrize("text", TEXTS)
def test_it_begins_as_backward_leaves_the_graph(qapp: object, text: str) -> None:
    walk = ExpressionWalk(text)
    assert same_bits(numbers(walk), after_backward(text))
    assert not walk.can_step


@pytest.mark.parametrize("text", TEXTS)
def test_back_to_the_beginning_and_forward_again_gives_the_same_bits(
    qapp: object, text: str
) -> None:
    walk = ExpressionWalk(text)
    seen = []
    while walk.can_step_back:
        seen.append((walk.phase, walk.last_pass.position, numbers(walk)))
        walk.step_back()
    assert all(value.grad == 0 for value in walk.order if walk.expression.calls)
    while walk.can_step:
        walk.step()
        phase, position, held = seen.pop()
        assert (walk.phase, walk.last_pass.position) == (phase, position)
        assert same_bits([(0.0, grad) for _, grad in numbers(walk)], [(0.0, g) for _, g in held])
    assert same_bits(numbers(walk), after_backward(text))


def test_the_start_of_the_backward_pass_is_the_end_of_the_forward_pass(
    walk: ExpressionWalk,
) -> None:
    assert walk.phase is Phase.BACKWARD
    walk.seek(0)
    assert (walk.phase, walk.last_pass.position) == (Phase.FORWARD, 3)
    walk.step_back()
    assert (walk.phase, walk.last_pass.position) == (Phase.FORWARD, 2)
    walk.seek(0)
    assert (walk.phase, walk.last_pass.node) == (Phase.FORWARD, None)
    assert not walk.can_step_back
    walk.step_back()
    assert walk.last_pass.position == 0


def test_step_at_the_end_does_nothing(qtbot: QtBot, walk: ExpressionWalk) -> None:
    with qtbot.assertNotEmitted(walk.moved), qtbot.assertNotEmitted(walk.stepped):
        walk.step()
        walk.finish_pass()
    assert same_bits(numbers(walk), after_backward(FIRST_TEXT))


def test_the_end_of_a_pass_then_of_the_next(walk: ExpressionWalk) -> None:
    walk.restart()
    walk.step()
    walk.finish_pass()
    assert (walk.phase, walk.last_pass.is_done) == (Phase.FORWARD, True)
    walk.finish_pass()
    assert (walk.phase, walk.last_pass.is_done) == (Phase.BACKWARD, True)


def test_a_slider_that_is_held_stays_with_its_pass(walk: ExpressionWalk) -> None:
    held = walk.last_pass
    for done in (2, 0, 1, 3):
        walk.seek(done, held)
        assert held.position == done
    other = ExpressionWalk().last_pass
    walk.seek(0, other)
    assert other.position == 3


def test_run_to_a_node_goes_to_where_it_gets_what_the_pass_gives_it(walk: ExpressionWalk) -> None:
    walk.restart()
    index = {walk.name(i): i for i in range(len(walk.order))}
    walk.run_to(index["d"])
    assert walk.last_pass.node is walk.order[index["d"]]
    assert walk.phase is Phase.FORWARD
    walk.finish_pass()
    walk.run_to(index["f"])
    assert (walk.phase, walk.last_pass.position) == (Phase.BACKWARD, 1)
    walk.run_to(index["a"])
    assert not walk.can_step


def test_every_move_is_told(qtbot: QtBot, walk: ExpressionWalk) -> None:
    moves = [walk.step_back, lambda: walk.seek(0), walk.step, walk.finish_pass, walk.restart]
    for move in moves:
        with qtbot.waitSignals([walk.moved, walk.stepped]):
            move()


def test_what_is_not_reached_yet_is_not_known(walk: ExpressionWalk) -> None:
    known = PassProgress(walk)
    walk.restart()
    names = [walk.name(i) for i in range(len(walk.order))]
    assert [n for i, n in enumerate(names) if known.data(i)] == ["a", "b", "c", "f"]
    walk.finish_pass()
    walk.step()
    assert known.grad(names.index("f"))
    assert not known.grad(names.index("a"))


# Names, and the flat picture.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d = a*b + c", ["a", "b", "a × b", "c", "d"]),
        ("a*b + c*2", ["a", "b", "a × b", "c", "2", "c × 2", "a × b + c × 2"]),
        ("(a + b) * c", ["a", "b", "a + b", "c", "(a + b) × c"]),
        ("1 - b", ["b", "−1", "b × (−1)", "1", "b × (−1) + 1"]),
        ("tanh(a) * b", ["a", "tanh a", "b", "(tanh a) × b"]),
        ("exp(2*n)", ["n", "2", "n × 2", "exp (n × 2)"]),
        ("(a/b)**2", ["a", "b", "b⁻¹", "a × b⁻¹", "(a × b⁻¹)²"]),
        ("a**b", ["a", "b", "a ^ b"]),
        ("3", ["3"]),
    ],
)
def test_every_node_has_a_readable_name(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


def test_names_are_short_and_labels_are_whole(qapp: object) -> None:
    walk = ExpressionWalk("n = x1*w1 + x2*w2 + b\no = tanh(n)")
    assert [walk.name(i) for i in range(len(walk.order))][6] == "x1 × w1 + x…"
    assert walk.label(6) == "x1 × w1 + x2 × w2"


def test_parentheses_that_are_cut_off_are_closed(qapp: object) -> None:
    walk = ExpressionWalk("tanh((a + b*c) * d) + 1")
    names = [walk.name(i) for i in range(len(walk.order))]
    assert any("…" in name and "(" in name for name in names)
    assert all(name.count("(") == name.count(")") for name in names)


def test_the_graph_is_flat_and_is_laid_out(qapp: object) -> None:
    for text in TEXTS:
        walk = ExpressionWalk(text)
        operands = [[walk.index[each] for each in value._prev] for value in walk.order]
        *_, layout = lay_out(GraphTree(operands, walk.paths()), walk.opened_at_first())
        assert isinstance(layout, GraphLayout)
        assert sorted(box.item for box in layout.boxes) == list(range(len(walk.order)))
        assert layout.frames == []


def test_every_node_knows_the_call_that_made_it(qapp: object) -> None:
    expression = parse_expression("a = 2\nb = 3 * a\nc = 1 - b")
    made = calls_by_node(expression)
    by_text = dict(zip(labels(expression.text), topological_order(expression.root), strict=True))
    assert made[by_text["b"]].method == "Value.__rmul__"
    assert made[by_text["3"]].method == "Value.__rmul__"
    assert made[by_text["b × (−1)"]].method == "Value.__rsub__"
    assert by_text["a"] not in made


# The text.


def test_a_wrong_text_keeps_the_last_graph_and_says_where(
    qtbot: QtBot, walk: ExpressionWalk
) -> None:
    before = walk.order
    with qtbot.waitSignal(walk.refused), qtbot.assertNotEmitted(walk.rebuilt):
        walk.set_text("d = a*")
    assert walk.error is not None
    assert walk.message.startswith("column 7: ")
    assert walk.order is before
    with qtbot.waitSignal(walk.text_changed):
        walk.set_text(FIRST_TEXT)
    assert (walk.error, walk.message) == (None, "")


def test_the_place_of_an_error_has_a_line_where_there_are_several() -> None:
    assert place_in("a + ", 5) == "column 5"
    assert place_in("a = 1\nb = ?", 11) == "line 2, column 5"


def test_another_shape_is_rebuilt_with_both_passes_done(qtbot: QtBot, walk: ExpressionWalk) -> None:
    walk.restart()
    with qtbot.waitSignal(walk.rebuilt), qtbot.assertNotEmitted(walk.moved):
        walk.set_text("a = 2\nb = a*a")
    assert not walk.can_step
    assert same_bits(numbers(walk), after_backward(walk.text))


def test_other_numbers_keep_the_place_and_the_picture(qtbot: QtBot, walk: ExpressionWalk) -> None:
    walk.seek(1)
    order, node = walk.order, walk.index[walk.last_pass.node]
    with qtbot.waitSignal(walk.moved), qtbot.assertNotEmitted(walk.rebuilt):
        walk.set_text(FIRST_TEXT.replace("a = 2", "a = 2.5"))
    assert walk.order is order
    assert walk.index[walk.last_pass.node] == node
    assert walk.last_pass.position == 1
    walk.finish_pass()
    assert same_bits(numbers(walk), after_backward(walk.text))


def test_another_constant_keeps_the_place_and_renames_its_node(
    qtbot: QtBot, walk: ExpressionWalk
) -> None:
    walk.set_text("a = 2; b = 3 * a")
    walk.seek(0)
    with qtbot.waitSignal(walk.rebuilt):
        walk.set_text("a = 2; b = 4 * a")
    assert walk.phase is Phase.FORWARD
    assert "4" in [walk.name(i) for i in range(len(walk.order))]


def test_a_leaf_writes_its_number_into_the_text(walk: ExpressionWalk) -> None:
    walk.set_leaf("b", 4.5)
    assert walk.text == "a = 2; b = 4.5; c = 10\nd = a*b + c\nf = -2\nL = d * f"
    assert same_bits(numbers(walk), after_backward(walk.text))


def test_a_leaf_without_a_number_is_given_one(walk: ExpressionWalk) -> None:
    walk.set_text("d = a*b")
    walk.set_leaf("a", 3)
    assert walk.text == "a = 3; d = a*b"


@pytest.mark.parametrize("data", [-1.0, 0.0, math.inf, math.nan])
def test_a_leaf_stays_where_the_graph_has_no_value(walk: ExpressionWalk, data: float) -> None:
    walk.set_text("a = 1; b = log(a)")
    walk.set_leaf("a", data)
    assert walk.text == "a = 1; b = log(a)"
    assert walk.message.startswith("a stays 1: ")
    assert walk.error is None
    walk.set_leaf("a", 2.0)
    assert walk.message == ""


def test_leaves_wait_while_the_text_is_wrong(walk: ExpressionWalk) -> None:
    walk.set_text("a = ")
    walk.set_leaf("a", 5.0)
    walk.set_leaf("nobody", 5.0)
    assert walk.text == "a = "


def test_the_choice_is_kept_by_name(qtbot: QtBot, walk: ExpressionWalk) -> None:
    index = {walk.name(i): i for i in range(len(walk.order))}
    with qtbot.waitSignal(walk.chosen_changed):
        walk.choose(index["c"])
    walk.set_text("x = 1; c = 10; e = x*c")
    assert walk.name(walk.chosen) == "c"
    walk.set_text("x*x")
    assert walk.chosen is None


def test_names_that_engine_and_text_share_are_one_node(qapp: object) -> None:
    walk = ExpressionWalk("a = 3; b = a; c = b*b")
    assert isinstance(walk.order[0], Value)
    assert [walk.name(i) for i in range(len(walk.order))] == ["a", "c"]


operands = st.sampled_from(["a", "b", "2", "-3", "x1"])
expressions = st.recursive(
    operands,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})"),
        inner.map(lambda each: f"tanh({each})"),
    ),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions, st.lists(st.sampled_from(["step", "step_back", "finish_pass"]), max_size=12))
def test_whatever_way_is_walked_the_end_is_that_of_backward(
    qapp: object, text: str, moves: list[str]
) -> None:
    walk = ExpressionWalk(text)
    walk.seek(0)
    for move in moves:
        getattr(walk, move)()
    while walk.can_step:
        walk.step()
    assert same_bits(numbers(walk), after_backward(text))
