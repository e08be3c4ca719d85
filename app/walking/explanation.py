"""One operation in words, as a formula and in numbers: what the operation card shows."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from app.kit.numbers import plain, signed
from app.walking.source_code import METHODS, Excerpt, body_of, rule_source
from app.walking.walk import Walk
from micrograd.analysis.rules import filled, rule_of
from micrograd.engine import Value
from micrograd.training.passes import BackwardStep, OperationRecord
from micrograd.training.phases import Phase, Update

DIGITS = 5


class Cell(NamedTuple):
    """A number of a row. kind: "data", "grad", "rate", or "" for one without a colour."""

    number: float
    kind: str
    caption: str


class Row(NamedTuple):
    """One line of arithmetic: `name = cells[0] signs[0] cells[1] …`, the last one the result.

    note: why a gradient was not 0 before, such as `use 2 of 4`.
    """

    name: str
    cells: tuple[Cell, ...]
    signs: tuple[str, ...]
    note: str = ""


class Formula(NamedTuple):
    """The same formula three times: what it gives, in names, and in numbers."""

    gives: str
    names: str
    numbers: str
    result: str


@dataclass
class Explanation:
    """What an operation did. rule: a sentence. where: the place in the pass. sources: its lines.

    hint: what to do, where there is no operation to explain.
    """

    rule: str
    where: str
    node: str = ""
    hint: str = ""
    formulas: list[Formula] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    sources: list[Excerpt] = field(default_factory=list)


BEGINNING = Explanation(
    "One operation at a time: data go forward, gradients come back.",
    "not begun",
    hint="Press Op (F12, or the right arrow key in the graph) for the first operation.",
)
BETWEEN_STEPS = Explanation(
    "This step is done. The next one begins with the forward pass.",
    "between two steps",
    hint="Press Op (F12) for its first operation, or Shift+F12 to go back through the last step.",
)


def explain(walk: Walk) -> Explanation:
    """What the last operation of the walk did."""
    phase = walk.phase
    # Asked before the pass, which has to be computed where nobody watched the step.
    if phase is not None and not walk.is_watched:
        return BETWEEN_STEPS
    current = walk.last_pass
    if phase is None or current is None or current.node is None:
        return BEGINNING
    node = walk.index[current.node]
    where = f"{phase.value} · operation {current.position:,} of {len(current):,}, just done"
    last = current.last
    assert last is not None
    if isinstance(last, BackwardStep):
        made = _explain_backward(walk, last)
    else:
        made = OVERWRITING[phase](walk, last)
    made.where, made.node = where, walk.label(node)
    made.sources = [body_of(METHODS[phase])]
    if phase in (Phase.FORWARD, Phase.BACKWARD):
        made.sources.append(rule_source(current.node._op, phase))
    if isinstance(current, Update):
        made.sources = [body_of(type(current)._perform), body_of(current.optimizer.update)]
    return made


def _explain_forward(walk: Walk, step: OperationRecord) -> Explanation:
    rule = rule_of(step.node._op)
    operands = _operand_names(walk, step.node)
    numbers = [_in_formula(operand.data) for operand in step.node._prev]
    out = _name(walk, step.node)
    formula = Formula(
        out,
        filled(rule.formula, [_bracketed(name) for name in operands], out),
        filled(rule.formula, numbers, ""),
        signed(step.after, DIGITS),
    )
    read = [
        Cell(operand.data, "data", name)
        for operand, name in zip(step.node._prev, operands, strict=True)
    ]
    signs = (rule.symbol, "=") if len(read) > 1 else (f"→ {rule.symbol} →",)
    row = Row(f"{_owner(out)}.data", (*read, Cell(step.after, "data", "data after")), signs)
    return Explanation(rule.forward, "", formulas=[formula], rows=[row])


def _explain_backward(walk: Walk, step: BackwardStep) -> Explanation:
    rule = rule_of(step.node._op)
    out = _name(walk, step.node)
    operands = _operand_names(walk, step.node)
    numbers = [_in_formula(operand.data) for operand in step.node._prev]
    made = Explanation(rule.backward, "")
    uses = _uses(walk, step.node)
    for i, part in enumerate(step.contributions):
        made.formulas.append(
            Formula(
                f"∂ {_bracketed(out)} / ∂ {_bracketed(operands[i])}",
                filled(rule.locals[i], [_bracketed(name) for name in operands], _bracketed(out)),
                filled(rule.locals[i], numbers, _in_formula(step.node.data)),
                signed(part.local_derivative, DIGITS),
            )
        )
        made.rows.append(
            Row(
                f"{_owner(operands[i])}.grad",
                (
                    Cell(part.before, "grad", "grad before"),
                    Cell(part.local_derivative, "", "local derivative"),
                    Cell(part.upstream, "grad", "upstream gradient"),
                    Cell(part.after, "grad", "grad after"),
                ),
                ("+", "×", "="),
                uses[i],
            )
        )
    return made


def _uses(walk: Walk, node: Value) -> list[str]:
    """Which of its several uses this is, for each operand: each use adds to its gradient."""
    current = walk.last_pass
    assert current is not None
    seen: Counter[Value] = Counter()
    done = Counter(
        operand for each in current.nodes[: current.position - 1] for operand in each._prev
    )
    total = Counter(operand for each in current.nodes for operand in each._prev)
    notes = []
    for operand in node._prev:
        seen[operand] += 1
        number = done[operand] + seen[operand]
        notes.append(f"use {number} of {total[operand]}" if total[operand] > 1 else "")
    return notes


def _explain_zero_grad(walk: Walk, step: OperationRecord) -> Explanation:
    name = _name(walk, step.node)
    row = Row(
        f"{name}.grad",
        (Cell(step.before, "grad", "grad before"), Cell(step.after, "grad", "grad after")),
        ("→",),
    )
    return Explanation(
        "Zero grad: the backward pass adds to gradients, so they start at 0.", "", rows=[row]
    )


def _explain_update(walk: Walk, step: OperationRecord) -> Explanation:
    name = _name(walk, step.node)
    update = walk.last_pass
    assert isinstance(update, Update)
    row = Row(
        f"{name}.data",
        (
            Cell(step.before, "data", "data before"),
            Cell(update.rate, "rate", "learning rate"),
            Cell(step.node.grad, "grad", "grad"),
            Cell(step.after, "data", "data after"),
        ),
        ("−", "×", "="),
    )
    return Explanation(update.optimizer.words, "", rows=[row])


OVERWRITING = {
    Phase.FORWARD: _explain_forward,
    Phase.ZERO_GRAD: _explain_zero_grad,
    Phase.UPDATE: _explain_update,
}


def _operand_names(walk: Walk, node: Value) -> list[str]:
    index = walk.index
    return [walk.operand_name(index[operand], index[node]) for operand in node._prev]


def _name(walk: Walk, value: Value) -> str:
    return walk.name(walk.index[value])


def _in_formula(number: float) -> str:
    """A number as it stands in a formula: a negative one in parentheses."""
    text = plain(number, DIGITS)
    return f"({text})" if number < 0 else text


def _bracketed(name: str) -> str:
    """A name that is more than a word in parentheses, so that it is one thing in a formula."""
    is_one = name.startswith("(") or not any(sign in name for sign in " ·×")
    return name if is_one else f"({name})"


def _owner(name: str) -> str:
    """A name before `.grad`: in parentheses where it holds an operation of its own."""
    is_one = name.startswith("(") or not any(f" {sign} " in name for sign in "+−×^")
    return name if is_one else f"({name})"
