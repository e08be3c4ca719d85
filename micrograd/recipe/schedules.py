"""The table of schedules: how the learning rate changes from step to step.

They are those of `torch.optim.lr_scheduler`: `LinearLR(1.0, 0.1)`, `StepLR(gamma=0.1)`,
`ExponentialLR`, `CosineAnnealingLR`, once they have begun; a warm-up of their own comes first.
PyTorch's cosine rises again after its steps; this one stays at 0.
"""

import math
from collections.abc import Callable
from typing import NamedTuple


class Schedule(NamedTuple):
    """One row of the table.

    name: as it is typed and stored. factor(share): what the learning rate is multiplied with, in
    plain arithmetic; share: the steps done, as a share of those of the schedule, from 0 on without
    end. The update pass calls it, and the compiled loop is built from it.
    formula: the same as a person writes it, with `t` for the share. settings: the names of its rows
    in the table of settings; a warm-up goes with any schedule. ends: the rate stays as it is after
    its steps.
    """

    name: str
    factor: Callable[[float], float]
    words: str
    formula: str
    settings: tuple[str, ...] = ("schedule_steps",)
    ends: bool = False


def _constant(share: float) -> float:
    return 1.0


def _linear(share: float) -> float:
    return 1.0 - 0.9 * min(share, 1.0)


def _stepwise(share: float) -> float:
    return math.pow(0.1, float(int(share)))


def _exponential(share: float) -> float:
    return math.pow(0.1, share)


def _cosine(share: float) -> float:
    return 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))


_ROWS = (
    Schedule("constant", _constant, "The rate stays.", "1", settings=()),
    Schedule(
        "linear", _linear, "The rate falls evenly to a tenth.", "1 − 0.9 min(t, 1)", ends=True
    ),
    Schedule("step", _stepwise, "The rate falls to a tenth again and again.", "0.1^floor(t)"),
    Schedule("exponential", _exponential, "The rate falls by the same share each step.", "0.1^t"),
    Schedule(
        "cosine",
        _cosine,
        "The rate falls to 0, first and last slowly.",
        "(1 + cos(π t)) / 2",
        ends=True,
    ),
)
SCHEDULES = {row.name: row for row in _ROWS}


def warmed_up(step: float, warm_up: float) -> float:
    """The factor of a warm-up of so many steps: it grows evenly from the first step on."""
    return min(1.0, (step + 1.0) / warm_up) if warm_up > 0.0 else 1.0


def share_done(step: float, warm_up: float, steps: float) -> float:
    """The share of a schedule of so many steps that is done before a step."""
    return max(0.0, step - warm_up) / steps
