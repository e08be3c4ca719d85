"""The folds of losses in the compiled loop, built from their table.

Their `where` of lanes is that of `run_lanes`.

Only `run_steps` imports this module, since it needs Numba.
"""

from typing import Any

from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import load, spread, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.updating import chosen
from micrograd.training.folds import FOLDS, Fold


def folds() -> tuple[Any, Any]:
    """`fold(kind, loss, step, target, first_of_last, folded)` and `is_settled(kind, folded)`.

    kind: its index in the table. folded: a row of lanes for each number kept.
    """
    rows = list(FOLDS.values())
    return chosen([_fold(row) for row in rows]), chosen([_is_settled(row) for row in rows])


def _kept_of(count: int) -> Any:
    """A function that takes so many rows of lanes out of memory, as a tuple."""
    if not count:
        return inner(lambda folded: ())
    rest, place = _kept_of(count - 1), (count - 1) * LANES
    return inner(lambda folded: rest(folded) + (load(folded, place),))  # noqa: RUF005


def _keeper_of(count: int) -> Any:
    """A function that puts as many rows back. One index for all of them could be out of range."""
    if not count:
        return inner(lambda folded, kept: True)
    rest, last = _keeper_of(count - 1), count - 1

    @inner
    def put_back(folded, kept):
        rest(folded, kept)
        return store(folded, last * LANES, kept[last])

    return put_back


def _fold(row: Fold) -> Any:
    if row.keep is None:

        @inner
        def nothing(loss, step, target, first_of_last, folded):
            pass

        return nothing
    fold, count = inner(row.keep), len(row.start)
    kept_of, keep = _kept_of(count), _keeper_of(count)

    @inner
    def folding(loss, step, target, first_of_last, folded):
        keep(folded, fold(loss, step, target, first_of_last, *kept_of(folded)))

    return folding


def _is_settled(row: Fold) -> Any:
    if row.is_settled is None:
        return inner(lambda folded: spread(0.0))
    is_settled, kept_of = inner(row.is_settled), _kept_of(len(row.start))
    return inner(lambda folded: is_settled(*kept_of(folded)))
