"""A wrong line in the code and on the operation card: what it did, and what would be right."""

import math

import pytest

from app.session.session import Session
from app.walking.explained import Explanation
from app.walking.explanation import explain
from app.walking.sample_alone import SampleAlone
from app.walking.training_walk import TrainingWalk
from app.walking.walk import PassProgress
from app.walking.wrong_lines import is_in_engine, with_wrong_lines
from micrograd.recipe.fault import Edit
from micrograd.recipe.faults import FAULTS
from micrograd.training.phases import Phase


def explained(session: Session, fault: str, phase: Phase, operation: str = "") -> Explanation:
    """The first operation of a phase with a fault, or the first one of this name."""
    walk = TrainingWalk(session, session)
    if session.sabotage.fault.name != fault:
        session.sabotage.choose(fault)
    while walk.next_pass is not session.cursor.trainer._passes.of(phase):
        walk.finish_pass()
    walk.step()
    while operation and walk.last_pass.node._op != operation:
        walk.step()
    return explain(walk)


def wrong_lines(made: Explanation) -> list[str]:
    return [each.lines[i].strip() for each in made.sources for i in sorted(each.wrong)]


def signs(made: Explanation) -> list[tuple[str, ...]]:
    return [row.signs for row in made.rows]


def test_the_first_edit_that_finds_its_pattern_counts() -> None:
    edits = Edit("no such", ""), Edit("a", "b"), Edit("c", "d")
    assert with_wrong_lines(["a", "c"], edits) == (["✗ b", "c"], [0, 1], frozenset({0}))
    assert with_wrong_lines(["  a", "c"], edits, is_marked=False) == (
        ["  b", "c"],
        [0, 1],
        frozenset(),
    )


def test_a_line_that_is_put_in_belongs_to_the_one_before() -> None:
    lines, origins, wrong = with_wrong_lines(["a", "c"], [Edit("(a)", r"\1\n  x")])
    assert (lines, origins, wrong) == (["a", "✗ x", "c"], [0, 0, 1], frozenset({1}))


def test_lines_of_the_engine_are_those_of_its_backward_pass_and_its_start() -> None:
    assert is_in_engine(FAULTS["overwritten-grad"])
    assert is_in_engine(FAULTS["zero-start"])
    assert not is_in_engine(FAULTS["uphill"])


@pytest.mark.parametrize(
    ("fault", "phase", "operation", "expected"),
    [
        ("no-zero-grad", Phase.ZERO_GRAD, "", ["✗   pass"]),
        (
            "overwritten-grad",
            Phase.BACKWARD,
            "tanh",
            ["operand.grad = local_derivative * upstream"],
        ),
        ("no-upstream", Phase.BACKWARD, "tanh", ["operand.grad += local_derivative"]),
        ("slope-of-input", Phase.BACKWARD, "tanh", ["lambda out, a: (1.0 - a * a,),"]),
        ("reversed-order", Phase.BACKWARD, "", ["for node in order:"]),
        ("updated-weight", Phase.BACKWARD, "*", ["first.grad) * upstream"]),
        ("uphill", Phase.UPDATE, "", ["-parameter.grad, *factors[i])"]),
    ],
)
def test_the_source_has_the_wrong_line_and_marks_it(
    session: Session, fault: str, phase: Phase, operation: str, expected: list[str]
) -> None:
    made = explained(session, fault, phase, operation)
    assert made.rule == f"✗ {FAULTS[fault].words}"
    found = wrong_lines(made)
    assert all(line.startswith("✗") for line in found)
    assert any(expected[0].removeprefix("✗   ") in line for line in found)


def test_an_overwritten_gradient_has_nothing_before(session: Session) -> None:
    made = explained(session, "overwritten-grad", Phase.BACKWARD, "tanh")
    assert signs(made) == [("×", "=")]
    assert made.rows[0].cells[0].caption == "local derivative"


def test_a_forgotten_upstream_gradient_is_no_factor(session: Session) -> None:
    made = explained(session, "no-upstream", Phase.BACKWARD, "tanh")
    (row,) = made.rows
    before, slope, after = (cell.number for cell in row.cells)
    assert row.signs == ("+", "=")
    assert after == before + slope
    assert row.right not in (None, after)


def test_the_formula_of_the_wrong_slope_has_the_input(session: Session) -> None:
    made = explained(session, "slope-of-input", Phase.BACKWARD, "tanh")
    assert made.formulas[0].names == "1 − (sum + b)²"
    assert made.rows[0].right is not None


def test_the_wrong_sign_is_in_the_row_of_the_update(session: Session) -> None:
    made = explained(session, "uphill", Phase.UPDATE)
    before, rate, grad, after = (cell.number for cell in made.rows[0].cells)
    assert made.rows[0].signs == ("+", "×", "=")
    assert after == before + rate * grad
    assert made.rows[0].right == before - rate * grad


def test_an_operation_that_the_fault_leaves_alone_is_explained_as_ever(session: Session) -> None:
    made = explained(session, "slope-of-input", Phase.BACKWARD, "+")
    assert not made.rule.startswith("✗")
    assert not wrong_lines(made)
    assert made.rows[0].right is None


def test_a_fault_to_be_found_has_its_lines_without_a_mark(session: Session) -> None:
    session.sabotage.draw = lambda rows: next(row for row in rows if row.name == "no-upstream")
    session.sabotage.find()
    made = explained(session, "no-upstream", Phase.BACKWARD, "tanh")
    assert session.sabotage.is_secret
    assert not wrong_lines(made)
    assert not made.rule.startswith("✗")
    assert made.rows[0].signs == ("+", "=")
    assert made.rows[0].right is None


def test_in_the_wrong_order_the_leaves_are_passed_first(session: Session) -> None:
    walk = TrainingWalk(session, session)
    session.sabotage.choose("reversed-order")
    for _ in range(2):
        walk.finish_pass()
    walk.step()
    progress, node = PassProgress(walk), walk.index[walk.last_pass.node]
    assert progress.passed(node)
    assert not progress.passed(len(walk.order) - 1)
    assert node < len(walk.order) / 2


def test_a_sample_alone_goes_wrong_in_the_same_way(session: Session) -> None:
    right = SampleAlone(session.cursor, 0)
    session.sabotage.choose("no-upstream")
    wrong = SampleAlone(session.cursor, 0)
    assert [p.grad for p in wrong.graph.parameters] != [p.grad for p in right.graph.parameters]


def test_an_optimizer_with_slots_takes_the_gradient_with_the_wrong_sign(session: Session) -> None:
    session.edits.change_setting("optimizer", "momentum")
    session.cursor.trainer.step()
    made = explained(session, "uphill", Phase.UPDATE)
    velocity = made.formulas[0]
    assert velocity.names == "momentum × velocity + (−grad)"
    numbers = velocity.numbers.replace("×", "*").replace("−", "-")
    assert math.isclose(eval(numbers), float(velocity.result.replace("−", "-")), rel_tol=1e-3)


@pytest.mark.parametrize("batch_size", [0, 2])
def test_a_sample_alone_has_the_target_that_it_is_trained_on(
    session: Session, batch_size: int
) -> None:
    session.edits.start_again("begin", batch_size=batch_size, fault="shifted-targets")
    trainer = session.cursor.trainer
    for _ in range(4):
        rows = list(trainer.rows_of(trainer.steps))
        losses = []
        for sample in rows:
            alone = SampleAlone(session.cursor, sample)
            losses.append(alone.graph.loss.data)
        assert sum(losses) == pytest.approx(trainer.loss_to_come())
        session.training.step()


def test_a_sample_alone_follows_its_target_from_batch_to_batch(session: Session) -> None:
    session.edits.start_again("begin", batch_size=2, fault="shifted-targets")
    alone = SampleAlone(session.cursor, 0)
    for _ in range(8):
        alone.follow()
        assert alone.graph.loss.data == SampleAlone(session.cursor, 0).graph.loss.data
        session.training.step()
