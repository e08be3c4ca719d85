"""FOLDS: what of the losses of a run is kept as they come, a row each.

No curve is kept. Each fold is plain arithmetic of arrays with a number for each run; the compiled
loop is built from the same functions.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

# The value of a run that does not get there.
NEVER = math.inf
# Sohl-Dickstein, "The boundary of neural network trainability is fractal", 2024: a share of the
# first loss that is larger, or no number, counts as this; so many losses at the end are its mean.
LARGEST_SHARE, LAST_LOSSES = 1e6, 20.0


class Fold(NamedTuple):
    """One row of the table.

    keep(loss, step, target, first_of_last, *kept): what is kept after another loss, a tuple; None
    where nothing is. step: the number of steps done before the loss. target: a loss to come to.
    first_of_last: from which step on losses are the last ones. After a divergence every loss is
    infinite. start: what is kept before the first loss. is_settled(*kept): above 0 where no other
    loss changes anything any more.
    """

    name: str
    keep: Callable[..., tuple[Any, ...]] | None = None
    start: tuple[float, ...] = ()
    is_settled: Callable[..., Any] | None = None


def where(condition: Any, chosen: Any, other: Any) -> Any:
    """The one number where a condition holds, else the other; in the compiled loop of lanes."""
    return np.where(condition, chosen, other)


def first_of_last(steps: int) -> float:
    """From which step on losses are the last ones, in a run of so many steps."""
    return max(0.0, steps - LAST_LOSSES)


def _keep_shares(
    loss: Any, step: float, target: Any, first_of_last: float,
    first: Any, total: Any, inverses: Any, recent: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """Keep the first loss, the sums of v = loss / first and of 1 / v, and that of the last v."""
    first = loss if step == 0.0 else first
    share = loss / first
    share = where(share <= LARGEST_SHARE, share, LARGEST_SHARE)
    recent = recent + share if step >= first_of_last else recent
    return first, total + share, inverses + 1.0 / share, recent


def _keep_arrival(
    loss: Any, step: float, target: Any, first_of_last: float, arrived: Any
) -> tuple[Any, ...]:
    """Keep the first step whose loss is the target or less."""
    return (where(loss <= target, where(arrived <= step, arrived, step), arrived),)


def _keep_first(
    loss: Any, step: float, target: Any, first_of_last: float, first: Any
) -> tuple[Any, ...]:
    """Keep the first loss."""
    return (loss if step == 0.0 else first,)


NOTHING = Fold("nothing")
SHARES = Fold("shares", _keep_shares, (0.0, 0.0, 0.0, 0.0))
ARRIVAL = Fold(
    "arrival",
    _keep_arrival,
    (NEVER,),
    lambda arrived: where(arrived < NEVER, 1.0, 0.0),
)
FIRST = Fold("first", _keep_first, (0.0,))
FOLDS = {row.name: row for row in (NOTHING, SHARES, ARRIVAL, FIRST)}
