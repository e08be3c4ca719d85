"""The arithmetic of a wrong line: what it really did, and what the right one would have done."""

import re

from app.walking.explained import Row
from micrograd.recipe.fault import Fault
from micrograd.training.passes import BackwardStep, OperationRecord
from micrograd.training.phases import Update


def wrong_formula(fault: Fault, step: BackwardStep, operand: int, formula: str) -> str:
    """The formula of a local derivative as a fault has it."""
    if not step.right or not fault.slopes or not fault.acts_on(step.node._op):
        return formula
    is_right = [step.right[operand][0]] == [step.contributions[operand].local_derivative]
    return formula if is_right else formula.replace(*fault.formula)


def wrong_backward_row(
    fault: Fault, step: BackwardStep, operand: int, row: Row, is_told: bool
) -> Row:
    """A row of the backward pass with the cells that count; is_told: the right result, too."""
    if not step.right:
        return row
    before, *factors, after = row.cells
    _, times, equals = row.signs
    if fault.drops_upstream and fault.acts_on(step.node._op):
        row = row._replace(cells=(before, factors[0], after), signs=("+", equals))
    elif fault.overwrites:
        row = row._replace(cells=(*factors, after), signs=(times, equals))
    right = step.right[operand][1]
    is_same = [right] == [after.number]
    return row._replace(right=right) if is_told and not is_same else row


def wrong_update_formula(fault: Fault, names: str) -> str:
    """A formula of an update with the gradient as a fault takes it."""
    return re.sub(r"\bgrad\b", "(−grad)", names) if fault.update else names


def wrong_update_row(row: Row, step: OperationRecord, update: Update, is_told: bool) -> Row:
    """A row of an update that goes the wrong way."""
    row = row._replace(signs=("+", *row.signs[1:]))
    right = update.optimizer.update(step.before, step.node.grad, *update.last_factors)
    return row._replace(right=float(right)) if is_told else row
