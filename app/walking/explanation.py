"""One operation in words, as a formula and in numbers: what the operation card shows."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from app.kit.numbers import plain, signed
from app.walking.explained import DIGITS, Cell, Explanation, Formula, Row
from app.walking.source_code import METHODS, Excerpt, body_of, sabotaged, sources_of
from app.walking.walk import Walk
from app.walking.wrong_arithmetic import (
    wrong_backward_row,
    wrong_formula,
    wrong_update_formula,
    wrong_update_row,
)
from app.walking.wrong_lines import is_in_engine
from micrograd.analysis.rules import filled, rule_of
from micrograd.engine import Value
from micrograd.training.passes import BackwardPass, BackwardStep, OperationRecord
from micrograd.training.phases import Phase, PhasePass, Update

INNERMOST = re.compile(r"\([^()]*\)")
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
    """Explain the last operation of the walk."""
    phase = walk.phase
    # Ask this before `last_pass`, which would be computed anew after steps that nobody watched.
    if phase is not None and not walk.is_watched:
        return BETWEEN_STEPS
    current = walk.last_pass
    if phase is None or current is None or current.node is None:
        return BEGINNING
    rule, formulas, rows = EXPLAINERS[phase](walk, current.last)
    sources = _sources(current, phase)
    fault = walk.fault
    if fault.where == phase.value and (walk.shows_fault or not is_in_engine(fault)):
        if fault.method:
            sources = [body_of(getattr(Value, fault.method)), *sources]
        if not isinstance(current, BackwardPass) or fault.acts_on(current.node._op):
            sources = [sabotaged(each, fault, walk.shows_fault) for each in sources]
            rule = f"✗ {fault.words}" if walk.shows_fault else rule
    done, length = walk.place_in_step or (current.position, len(current))
    return Explanation(
        rule,
        f"{phase.value} · operation {done:,} of {length:,}, just done",
        walk.label(walk.index[current.node]),
        formulas=formulas,
        rows=rows,
        sources=sources,
    )


def _sources(current: PhasePass, phase: Phase) -> list[Excerpt]:
    """The lines of micrograd that do the operations of a pass."""
    if isinstance(current, Update):
        sources = [body_of(type(current)._perform), body_of(current.optimizer.update)]
        return [*sources, *([body_of(current.optimizer.factors)] * bool(current.optimizer.slots))]
    if phase is Phase.ZERO_GRAD:
        return [body_of(METHODS[phase])]
    assert current.node is not None
    return sources_of(current.node, phase)


FROZEN = "This parameter is frozen: the update leaves it, and what is kept of it, as it is."
Explained = tuple[str, list[Formula], list[Row]]


def _explain_forward(walk: Walk, step: OperationRecord) -> Explained:
    operands = step.node._prev
    rule = rule_of(step.node._op, len(operands))
    out, names = _name(walk, step.node), _operand_names(walk, step.node)
    formula = Formula(
        out,
        filled(rule.formula, list(map(bracketed, names)), out),
        filled(rule.formula, [_in_formula(operand.data) for operand in operands], ""),
        signed(step.after, DIGITS),
    )
    cells = [Cell(each.data, "data", name) for each, name in zip(operands, names, strict=True)]
    signs = (*[rule.symbol] * (len(cells) - 1), "=") if len(cells) > 1 else (f"→ {rule.symbol} →",)
    row = Row(f"{_owner(out)}.data", (*cells, Cell(step.after, "data", "data after")), signs)
    return rule.forward, [formula], [row]


def _explain_backward(walk: Walk, step: BackwardStep) -> Explained:
    operands = step.node._prev
    rule = rule_of(step.node._op, len(operands))
    out, names = bracketed(_name(walk, step.node)), _operand_names(walk, step.node)
    operand_names = list(map(bracketed, names))
    numbers = [_in_formula(operand.data) for operand in operands]
    formulas, rows = [], []
    for i, (part, note) in enumerate(zip(step.contributions, _uses(walk, step.node), strict=True)):
        local = wrong_formula(walk.fault, step, i, rule.locals[i])
        formulas.append(
            Formula(
                f"∂ {out} / ∂ {operand_names[i]}",
                filled(local, operand_names, out),
                filled(local, numbers, _in_formula(step.node.data)),
                signed(part.local_derivative, DIGITS),
            )
        )
        cells = (
            Cell(part.before, "grad", "grad before"),
            Cell(part.local_derivative, "", "local derivative"),
            Cell(part.upstream, "grad", "upstream gradient"),
            Cell(part.after, "grad", "grad after"),
        )
        row = Row(f"{_owner(names[i])}.grad", cells, ("+", "×", "="), note)
        rows.append(wrong_backward_row(walk.fault, step, i, row, walk.shows_fault))
    return rule.backward, formulas, rows


def _uses(walk: Walk, node: Value) -> list[str]:
    """A note on each operand that is used several times: `use 2 of 4`. Each use adds a part."""
    current = walk.last_pass
    assert current is not None
    before = current.nodes[: current.position - 1]
    done = Counter(operand for each in before for operand in each._prev)
    total = Counter(operand for each in current.nodes for operand in each._prev)
    notes = []
    for operand in node._prev:
        done[operand] += 1
        is_shared = total[operand] > 1
        notes.append(f"use {done[operand]} of {total[operand]}" if is_shared else "")
    return notes


def _explain_zero_grad(walk: Walk, step: OperationRecord) -> Explained:
    cells = Cell(step.before, "grad", "grad before"), Cell(step.after, "grad", "grad after")
    row = Row(f"{_name(walk, step.node)}.grad", cells, ("→",))
    if walk.fault.skips_zero_grad and walk.shows_fault:
        row = row._replace(right=0.0)
    return "Zero grad: the backward pass adds to gradients, so they start at 0.", [], [row]


def _explain_update(walk: Walk, step: OperationRecord) -> Explained:
    update = walk.last_pass
    assert isinstance(update, Update)
    if update.left_frozen:
        name = f"{_name(walk, step.node)}.data"
        numbers = (step.before, "data before"), (step.after, "data after")
        held = tuple(Cell(number, "data", caption) for number, caption in numbers)
        return FROZEN, [], [Row(name, held, ("→",))]
    if update.optimizer.slots:
        return _explain_slot_update(walk, step, update)
    cells = (
        Cell(step.before, "data", "data before"),
        Cell(update.last_factors[0], "rate", "learning rate"),
        Cell(step.node.grad, "grad", "grad"),
        Cell(step.after, "data", "data after"),
    )
    row = Row(f"{_name(walk, step.node)}.data", cells, ("−", "×", "="))
    if walk.fault.update:
        row = wrong_update_row(row, step, update, walk.shows_fault)
    return _words_of_update(step, update), [], [row]


def _words_of_update(step: OperationRecord, update: Update) -> str:
    """What the optimizer does, or why this parameter stays where it is."""
    if step.after != step.before:
        return update.optimizer.words
    if update.last_factors[0] == 0:
        return "The rate is 0, so the update leaves the parameter where it is."
    if step.node.grad == 0:
        return "The gradient is 0, so the update leaves the parameter where it is."
    return "The update is smaller than the last bit of the parameter, which stays where it is."


def _explain_slot_update(walk: Walk, step: OperationRecord, update: Update) -> Explained:
    """The optimizer's formulas in names and in numbers; what it keeps, before and after."""
    optimizer, slots = update.optimizer, update.last_slots
    before = {"grad": step.node.grad, "data": step.before}
    before |= {name: number for name, (number, _) in slots.items()}
    known = {name: _in_formula(number) for name, number in before.items()}
    # What a person typed, or follows from it, has no more digits than it needs.
    known |= {
        name: f"{number:.5g}"
        for name, number in zip(optimizer.factor_names, update.last_factors, strict=True)
    }
    formulas = []
    for line in optimizer.formulas:
        gives, names = line.split(" = ", 1)
        names = wrong_update_formula(walk.fault, names)
        after = slots[gives][1] if gives in slots else step.after
        formulas.append(Formula(gives, names, _with_numbers(names, known), signed(after, DIGITS)))
        known[gives] = _in_formula(after)
    name = _name(walk, step.node)
    rows = [
        Row(f"{slot} of {name}", (Cell(a, "", "before"), Cell(b, "", "after")), ("→",))
        for slot, (a, b) in slots.items()
    ]
    cells = Cell(step.before, "data", "data before"), Cell(step.after, "data", "data after")
    words = _words_of_update(step, update)
    return words, formulas, [*rows, Row(f"{name}.data", cells, ("→",))]


def _with_numbers(names: str, known: Mapping[str, str]) -> str:
    """A formula with numbers in the place of names."""
    pattern = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.sub(pattern, lambda found: known[found.group()], names)


EXPLAINERS: dict[Phase, Callable[[Walk, Any], Explained]] = {
    Phase.FORWARD: _explain_forward,
    Phase.ZERO_GRAD: _explain_zero_grad,
    Phase.BACKWARD: _explain_backward,
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


def bracketed(name: str) -> str:
    """A name that is more than a word in parentheses, so that it is one thing in a formula."""
    is_one = not any(sign in name for sign in " ·×") or not _outside(name)
    return name if is_one else f"({name})"


def _owner(name: str) -> str:
    """A name before `.grad`: in parentheses where it holds an operation of its own."""
    outside = _outside(name)
    return f"({name})" if any(f" {sign}" in outside for sign in "+−×^") else name


def _outside(name: str) -> str:
    """What of a name stands outside its parentheses: ` × c` of `(a + b) × c`."""
    left = name
    while (fewer := INNERMOST.sub("", left)) != left:
        left = fewer
    return left
