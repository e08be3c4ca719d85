"""Each operation explained: the numbers are the real ones, the sentence and the lines its own."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from app.kit.numbers import plain, signed
from app.session.session import Session
from app.walking.explained import DIGITS, Explanation
from app.walking.explanation import BEGINNING, BETWEEN_STEPS, explain
from app.walking.expression_walk import ExpressionWalk as TextWalk
from app.walking.graph_tree import Path
from app.walking.source_code import METHODS, body_of, rule_source
from app.walking.training_walk import TrainingWalk
from app.walking.walk import Walk
from micrograd.analysis.rules import rule_of
from micrograd.engine import Value, operate, topological_order
from micrograd.recipe.optimizers import OPTIMIZERS, Optimizer
from micrograd.training.passes import BackwardPass, ForwardPass
from micrograd.training.phases import PHASES, Phase

NEW_ACTIVATIONS = ["leaky-relu", "elu", "gelu", "silu", "softplus", "sine"]
# Every operation once or more, and one operand used twice by one node.
EXPRESSIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda a, b: a + b,
    "a + a": lambda a, b: a + a,
    "*": lambda a, b: a * b,
    "a * a": lambda a, b: a * a,
    "**": lambda a, b: a**b,
    "**2": lambda a, b: a**2,
    "**0.5": lambda a, b: a**0.5,
    "**-1": lambda a, b: a**-1,
    "exp": lambda a, b: b.exp(),
    "log": lambda a, b: a.log(),
    "tanh": lambda a, b: b.tanh(),
    "relu": lambda a, b: a.relu(),
    "relu, off": lambda a, b: b.relu(),
    "sigmoid": lambda a, b: b.sigmoid(),
    **{name: (lambda a, b, name=name: operate(name, b)) for name in NEW_ACTIVATIONS},
    "abs": lambda a, b: abs(b),
    "max": lambda a, b: a.maximum(b),
}
EACH_EXPRESSION = pytest.mark.parametrize("name", EXPRESSIONS)


class ExpressionWalk(Walk):
    """A walk forward and back through any graph, to look at its operations."""

    def __init__(self, root: Value) -> None:
        super().__init__()
        self._order = topological_order(root)
        self._passes = [ForwardPass(self._order), BackwardPass(self._order)]

    @property
    def order(self) -> list[Value]:
        return self._order

    @property
    def index(self) -> dict[Value, int]:
        return {value: i for i, value in enumerate(self._order)}

    def name(self, node: int) -> str:
        return self._order[node].label or f"n{node}"

    def label(self, node: int) -> str:
        return f"node {self.name(node)}"

    def paths(self) -> Sequence[Path | None]:
        return [()] * len(self._order)

    @property
    def phase(self) -> Phase | None:
        forward, backward = self._passes
        if backward.position:
            return Phase.BACKWARD
        return Phase.FORWARD if forward.position else None

    @property
    def last_pass(self) -> ForwardPass | BackwardPass | None:
        forward, backward = self._passes
        return backward if backward.position else forward if forward.position else None

    def step(self) -> None:
        next(each for each in self._passes if not each.is_done).advance(1)


def expression_walk(name: str) -> ExpressionWalk:
    a, b = Value(1.7, label="a"), Value(-0.6, label="b")
    walk = ExpressionWalk(EXPRESSIONS[name](a, b))
    a.grad, b.grad = 0.25, -3.5
    return walk


@pytest.fixture
def walk(session: Session) -> TrainingWalk:
    return TrainingWalk(session)


def steps_of(
    walk: Walk, count: int
) -> Iterator[tuple[dict[Value, tuple[float, float]], Explanation]]:
    """Each operation's explanation, beside what every node held before it: data, grad."""
    for _ in range(count):
        before = {value: (value.data, value.grad) for value in walk.order}
        walk.step()
        yield before, explain(walk)


def numbers(made: Explanation) -> list[list[float]]:
    return [[cell.number for cell in row.cells] for row in made.rows]


def captions(made: Explanation) -> list[str]:
    return [cell.caption for cell in made.rows[0].cells]


def name_of(walk: Walk, value: Value) -> str:
    return walk.name(walk.index[value])


def operand_names(walk: Walk) -> list[str]:
    """The names by which the node of the last operation calls its operands."""
    node = walk.last_pass.node
    return [walk.operand_name(walk.index[each], walk.index[node]) for each in node._prev]


def is_of(text: str, name: str, slot: str) -> bool:
    """True for `name.slot`; a name that is more than a word stands in parentheses."""
    return text in (f"{name}.{slot}", f"({name}).{slot}")


def is_explained(walk: Walk, made: Explanation) -> None:
    """Check an explanation as every operation of every pass must be explained."""
    current, phase = walk.last_pass, walk.phase
    node = current.node
    expected = f"{phase.value} · operation {current.position:,} of {len(current):,}"
    assert re.match(rf"{re.escape(expected)}\b", made.where)
    assert made.node == walk.label(walk.index[node])
    assert made.rule.endswith(".")
    assert made.hint == ""
    assert made.sources[0] == body_of(METHODS[phase], len(node._prev))
    if phase is Phase.UPDATE:
        assert made.sources[1:] == [body_of(current.optimizer.update)]
    else:
        is_pass = phase is not Phase.ZERO_GRAD
        assert made.sources[1:] == ([rule_source(node._op, phase)] if is_pass else [])
    for row in made.rows:
        assert len(row.signs) == len(row.cells) - 1
        assert all(cell.kind in ("data", "grad", "rate", "") and cell.caption for cell in row.cells)


def forward_is_explained(walk: Walk, before: dict, made: Explanation) -> None:
    node = walk.last_pass.node
    (formula,) = made.formulas
    operands = operand_names(walk)
    assert formula.gives == name_of(walk, node)
    assert all(name in formula.names for name in operands)
    assert all(plain(each.data, DIGITS) in formula.numbers for each in node._prev)
    assert formula.result == signed(node.data, DIGITS)
    assert made.rule == rule_of(node._op).forward
    for row in made.rows:
        assert is_of(row.name, name_of(walk, node), "data")
        assert row.cells[-1].number == node.data
        assert [cell.number for cell in row.cells[:-1]] == [each.data for each in node._prev]
        assert [cell.caption for cell in row.cells[:-1]] == operands
        assert {cell.kind for cell in row.cells} == {"data"}


def backward_is_explained(walk: Walk, before: dict, made: Explanation) -> None:
    node = walk.last_pass.node
    grads = {operand: before[operand][1] for operand in node._prev}
    if node is walk.order[-1]:
        grads = dict.fromkeys(node._prev, 0.0) | {
            operand: before[operand][1] for operand in node._prev if not operand._prev
        }
    assert made.rule == rule_of(node._op).backward
    assert len(made.rows) == len(made.formulas) == len(node._prev)
    names = operand_names(walk)
    for operand, name, row, formula in zip(
        node._prev, names, made.rows, made.formulas, strict=True
    ):
        start, local, upstream, after = [cell.number for cell in row.cells]
        assert is_of(row.name, name, "grad")
        assert row.signs == ("+", "×", "=")
        assert start == grads[operand]
        assert upstream == node.grad
        assert start + local * upstream == after
        grads[operand] = after
        assert formula.result == signed(local, DIGITS)
        assert name in formula.gives
        assert name_of(walk, node) in formula.gives
    for operand, grad in grads.items():
        assert operand.grad == grad


def zero_grad_is_explained(walk: Walk, before: dict, made: Explanation) -> None:
    node = walk.last_pass.node
    assert numbers(made) == [[before[node][1], 0.0]]
    assert is_of(made.rows[0].name, name_of(walk, node), "grad")
    assert node.grad == 0.0


def update_is_explained(walk: Walk, before: dict, made: Explanation) -> None:
    node = walk.last_pass.node
    ((start, rate, grad, after),) = numbers(made)
    assert (start, rate, grad, after) == (
        before[node][0],
        walk.session.cursor.trainer.learning_rate,
        node.grad,
        node.data,
    )
    assert start + -rate * grad == after
    assert is_of(made.rows[0].name, name_of(walk, node), "data")
    assert made.rows[0].signs == ("−", "×", "=")


CHECKS = {
    Phase.FORWARD: forward_is_explained,
    Phase.ZERO_GRAD: zero_grad_is_explained,
    Phase.BACKWARD: backward_is_explained,
    Phase.UPDATE: update_is_explained,
}


# Every operation of a training step.


def test_every_operation_of_a_step_is_explained_with_its_real_numbers(
    walk: TrainingWalk, session: Session
) -> None:
    session.training.step()
    session.edits.set_learning_rate(0.07)
    phases = []
    for before, made in steps_of(walk, 2 * (340 + 41)):
        is_explained(walk, made)
        CHECKS[walk.phase](walk, before, made)
        phases.append(walk.phase)
    assert list(dict.fromkeys(phases)) == PHASES
    assert session.cursor.steps == 2


def test_an_explanation_is_the_same_after_going_forth_and_back(walk: TrainingWalk) -> None:
    walk.step()
    for phase in PHASES:
        for done in (1, 20, 41):
            walk.seek(done)
            made = explain(walk)
            walk.step()
            walk.step_back()
            assert explain(walk) == made, phase
        walk.finish_pass()
        walk.step()


def test_explaining_changes_nothing(walk: TrainingWalk) -> None:
    for _ in PHASES:
        walk.finish_pass()
        walk.step()
        before = [(value.data, value.grad) for value in walk.order]
        explain(walk)
        assert [(value.data, value.grad) for value in walk.order] == before


# Every operation that there is.


@EACH_EXPRESSION
def test_every_kind_of_operation_is_explained_both_ways(name: str) -> None:
    walk = expression_walk(name)
    checked = []
    for before, made in steps_of(walk, 2 * len(walk._passes[0])):
        is_explained(walk, made)
        CHECKS[walk.phase](walk, before, made)
        checked.append(walk.phase)
    assert set(checked) == {Phase.FORWARD, Phase.BACKWARD}


def test_every_expression_is_of_the_operation_it_is_named_after() -> None:
    operations = {name: expression_walk(name).order[-1]._op for name in EXPRESSIONS}
    assert operations == {
        name: {"a + a": "+", "a * a": "*", "relu, off": "relu"}.get(name, name)
        for name in EXPRESSIONS
    }


@pytest.mark.parametrize(
    ("name", "gives", "names"),
    [
        ("+", "n2", "a + b"),
        ("*", "n2", "a × b"),
        ("**2", "n1", "a²"),
        ("tanh", "n1", "tanh b"),
    ],
)
def test_a_result_is_written_as_a_formula(name: str, gives: str, names: str) -> None:
    walk = expression_walk(name)
    walk.step()
    (formula,) = explain(walk).formulas
    assert (formula.gives, formula.names) == (gives, names)


@pytest.mark.parametrize(
    ("name", "derivatives"),
    [
        ("+", [("∂ n2 / ∂ a", "1"), ("∂ n2 / ∂ b", "1")]),
        ("*", [("∂ n2 / ∂ a", "b"), ("∂ n2 / ∂ b", "a")]),
        ("a * a", [("∂ n1 / ∂ a", "a"), ("∂ n1 / ∂ a", "a")]),
        ("**2", [("∂ n1 / ∂ a", "2 × a")]),
        ("exp", [("∂ n1 / ∂ b", "n1")]),
        ("log", [("∂ n1 / ∂ a", "1 / a")]),
        ("tanh", [("∂ n1 / ∂ b", "1 − n1²")]),
        ("sigmoid", [("∂ n1 / ∂ b", "n1 × (1 − n1)")]),
    ],
)
def test_a_local_derivative_is_written_as_a_formula(name: str, derivatives: list) -> None:
    walk = expression_walk(name)
    walk.step()
    walk.step()
    formulas = explain(walk).formulas
    assert [(each.gives, each.names) for each in formulas] == derivatives


def test_a_negative_number_stands_in_parentheses() -> None:
    walk = expression_walk("*")
    walk.step()
    assert explain(walk).formulas[0].numbers == "1.70000 × (−0.60000)"


def test_a_name_of_several_words_stands_in_parentheses(walk: TrainingWalk) -> None:
    seen = set()
    while walk.phase is None or not walk.last_pass.is_done:
        walk.step()
        made = explain(walk).formulas[0].names
        for name in operand_names(walk):
            if " " in name:
                assert name.startswith("(") or f"({name})" in made
                seen.add(name)
    assert len(seen) > 4


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("a + b", "(a + b)"),
        ("(a + b) * (c + d)", "((a + b) × (…))"),
        ("(a + b) ** 2", "(a + b)²"),
        ("b * c", "(b × c)"),
    ],
)
def test_what_a_number_is_of_is_one_thing(qapp: object, text: str, owner: str) -> None:
    walk = TextWalk(text)
    walk.restart()
    done = [explain(walk).rows[0].name for _ in walk.order if walk.step() is None]
    assert f"{owner}.data" in done


def test_what_is_used_several_times_says_which_use_it_is(walk: TrainingWalk) -> None:
    """Each adds its part to a gradient, which is why that was not 0 before."""
    walk.finish_pass()
    walk.finish_pass()
    done: Counter[Value] = Counter()
    total = Counter(operand for node in walk.next_pass.nodes for operand in node._prev)
    for _, made in steps_of(walk, 340):
        for operand, row in zip(walk.last_pass.node._prev, made.rows, strict=True):
            done[operand] += 1
            several = total[operand] > 1
            assert row.note == (f"use {done[operand]} of {total[operand]}" if several else "")
    assert done == total
    assert set(total.values()) == {1, 4}


def test_the_captions_say_what_each_number_is(walk: TrainingWalk) -> None:
    seen = {}
    for phase in PHASES:
        walk.step()
        seen[phase] = captions(explain(walk))
        walk.finish_pass()
    assert seen[Phase.ZERO_GRAD] == ["grad before", "grad after"]
    assert seen[Phase.BACKWARD] == [
        "grad before",
        "local derivative",
        "upstream gradient",
        "grad after",
    ]
    assert seen[Phase.UPDATE] == ["data before", "learning rate", "grad", "data after"]


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 1e300, 1e-300, 0.0, -0.0])
@EACH_EXPRESSION
def test_numbers_of_any_size_are_explained(name: str, number: float) -> None:
    walk = expression_walk(name)
    try:
        for before, made in steps_of(walk, 2 * len(walk._passes[0])):
            assert made.where
            leaf = next(value for value in before if not value._prev)
            leaf.data = number
    except (ValueError, ZeroDivisionError):
        # The operation itself is not defined there.
        assert name.startswith(("**", "log"))


# No operation.


def test_before_the_first_operation_it_is_said_how_to_begin(walk: TrainingWalk) -> None:
    assert explain(walk) is BEGINNING
    assert "F12" in BEGINNING.hint
    assert BEGINNING.sources == BEGINNING.rows == BEGINNING.formulas == ()


def test_between_two_whole_steps_it_is_said_what_comes(
    walk: TrainingWalk, session: Session
) -> None:
    session.training.step()
    assert explain(walk) is BETWEEN_STEPS
    assert "F12" in BETWEEN_STEPS.hint
    walk.step()
    assert explain(walk).where.startswith("forward pass · operation 1 of 340")


def test_a_step_that_nobody_watched_is_not_computed_to_be_explained(
    walk: TrainingWalk, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.training.step()
    # Without a getter, asking for the pass raises AttributeError.
    monkeypatch.setattr(TrainingWalk, "last_pass", property())
    assert explain(walk) is BETWEEN_STEPS


def test_a_step_taken_back_to_its_start_is_not_begun(walk: TrainingWalk) -> None:
    walk.step()
    walk.step_back()
    assert explain(walk) is BEGINNING


def test_after_an_edit_the_step_is_not_begun(walk: TrainingWalk, session: Session) -> None:
    walk.seek(30)
    session.edits.set_parameter(0, 0.25)
    assert explain(walk) is BEGINNING


def test_an_update_is_explained_with_the_rate_that_it_used(
    walk: TrainingWalk, session: Session
) -> None:
    for _ in range(3):
        session.training.step_phase()
    for _ in range(5):
        walk.step()
    ((_, rate, _, _),) = numbers(explain(walk))
    assert rate == 0.1
    # The update begins again: each step has one rate.
    session.edits.set_learning_rate(1.0)
    walk.step()
    walk.step()
    ((start, rate, grad, after),) = numbers(explain(walk))
    assert rate == 1.0
    assert start + -rate * grad == after


@pytest.mark.parametrize("optimizer", ["gradient-descent", "adam"])
def test_the_update_of_a_frozen_parameter_says_that_it_stays(optimizer: str) -> None:
    session = Session()
    session.edits.change_setting("optimizer", optimizer)
    session.edits.change_setting("frozen", ("1.1.w2",))
    for _ in range(3):
        session.training.step_phase()
    walk = TrainingWalk(session)
    session.training.step_operation()
    assert not explain(walk).rule.startswith("This parameter is frozen")
    session.training.step_operation()
    made = explain(walk)
    assert made.rule.startswith("This parameter is frozen: the update leaves it")
    (row,) = made.rows
    before, after = row.cells
    assert before.number == after.number == session.cursor.trainer.parameters[1].data
    session.training.step_operation()
    assert not explain(walk).rule.startswith("This parameter is frozen")


@pytest.mark.parametrize("optimizer", ["gradient-descent", "momentum", "adam"])
@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"schedule": "cosine", "schedule_steps": 1}, "The rate is 0"),
        ({"init": "zeros"}, "The gradient is 0"),
        ({"learning_rate": 1e-30}, "The update is smaller than the last bit"),
    ],
)
def test_an_update_that_moves_nothing_says_why(
    optimizer: str, settings: dict[str, Any], why: str
) -> None:
    session = Session()
    session.edits.start_again("begin", optimizer=optimizer, **settings)
    session.training.step()
    for _ in range(3):
        session.training.step_phase()
    walk = TrainingWalk(session)
    session.training.step_operation()
    made = explain(walk)
    assert made.rows[-1].cells[0].number == made.rows[-1].cells[-1].number
    assert made.rule.startswith(why)
    assert "falls" not in made.rule


# The update of an optimizer with slots.


@pytest.mark.parametrize("optimizer", [row for row in OPTIMIZERS.values() if row.slots])
def test_the_update_of_an_optimizer_is_told_in_names_and_in_numbers(
    session: Session, optimizer: Optimizer
) -> None:
    session.edits.change_setting("optimizer", optimizer.name)
    session.training.step()
    walk = TrainingWalk(session)
    for _ in range(3):
        session.training.step_phase()
    session.training.step_operation()
    state, made = session.cursor.trainer.state, explain(walk)
    assert made.rule == optimizer.words
    assert [f"{each.gives} = {each.names}" for each in made.formulas] == list(optimizer.formulas)
    known = {*optimizer.factor_names, *optimizer.slots, "grad", "data"}
    for formula in made.formulas:
        assert not any(name in formula.numbers for name in known), formula.numbers
    count = len(session.cursor.trainer.parameters)
    after = [*state[count::count][: len(optimizer.slots)], state[0]]
    assert [float(row.cells[1].number) for row in made.rows] == after
    assert all(row.cells[0].number != row.cells[1].number for row in made.rows)
    assert [formula.result for formula in made.formulas] == [signed(n, DIGITS) for n in after]


def test_the_numbers_of_a_formula_make_its_result(session: Session) -> None:
    session.edits.change_setting("optimizer", "momentum")
    session.training.step()
    walk = TrainingWalk(session)
    for _ in range(3):
        session.training.step_phase()
    session.training.step_operation()
    for formula in explain(walk).formulas:
        code = formula.numbers.replace("−", "-").replace("×", "*")
        result = float(formula.result.replace("−", "-"))
        assert eval(code) == pytest.approx(result, rel=1e-3)
