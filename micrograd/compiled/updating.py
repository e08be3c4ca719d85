"""The update of the compiled loop, built from the tables of optimizers and schedules.

Only `kernel` and `run_steps` import this module, since it needs Numba.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from micrograd.compiled import opcodes as codes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import load, spread, store
from micrograd.compiled.opcodes import LANES
from micrograd.recipe.optimizers import OPTIMIZERS, Optimizer
from micrograd.recipe.schedules import SCHEDULES, share_done, warmed_up

# Divides as IEEE 754 has it, instead of raising an error.
_plain = partial(inner, error_model="numpy")
_share_done, _warmed_up = _plain(share_done), _plain(warmed_up)


def factor_of_step() -> Any:
    """`run(schedule, step, numbers)`: what the learning rates of an update are multiplied with."""
    rows = [_plain(row.factor) for row in SCHEDULES.values()]
    factor_of = chosen([_plain(_alone(row)) for row in rows])

    @inner
    def factor(schedule, step, numbers):
        warm_up = numbers[codes.WARM_UP]
        share = _share_done(step, warm_up, numbers[codes.SCHEDULE_STEPS])
        return _warmed_up(step, warm_up) * factor_of(schedule, share)

    return factor


def _alone(function: Any) -> Callable[..., Any]:
    return lambda number: function(number)


@inner
def number_at(numbers, place):
    """A number of a call."""
    return numbers[place]


def update_of(number_at: Any) -> Any:
    """`run(choices, state, grads, n, numbers, factor, count)`: every parameter moved.

    number_at(numbers, place): takes rates and settings out of the numbers of a call. state: n
    parameters, then their slots. factor: of the rates. Returns lanes that are nan where a number of
    the state is not finite any more, else 0.
    """
    move = chosen([_mover(row, number_at) for row in OPTIMIZERS.values()])

    @inner
    def update(choices, state, grads, n, numbers, factor, count):
        rule, last = choices[codes.OPTIMIZER], choices[codes.LAST_LAYER]
        rate = number_at(numbers, codes.RATE) * factor
        odd = move(rule, state, grads, n, 0, last, numbers, rate, count)
        if last < n:
            rate = number_at(numbers, codes.OUTPUT_RATE) * factor
            odd = odd + move(rule, state, grads, n, last, n, numbers, rate, count)
        return odd

    return update


def chosen(functions: Sequence[Any]) -> Any:
    """`run(code, …)` calls the function with this index; the last one serves all larger codes."""
    first, *others = functions
    if not others:
        return _ignoring_code(first)
    rest = chosen(others)

    @inner
    def run(code, *arguments):
        if code == 0:
            return first(*arguments)
        return rest(code - 1, *arguments)

    return run


def _ignoring_code(function: Any) -> Any:
    @inner
    def run(code, *arguments):
        return function(*arguments)

    return run


def _mover(row: Optimizer, number_at: Any) -> Any:
    factors_of, settings_of = _plain(row.factors), _settings_of(len(row.settings), number_at)
    move = _MOVES[len(row.slots)](inner(row.update))

    @inner
    def move_all(state, grads, n, first, end, numbers, rate, count):
        factors = factors_of(rate, count, *settings_of(numbers))
        odd = spread(0.0)
        for i in range(first, end, LANES):
            odd = odd + move(state, load(grads, i), n, i, factors)
        return odd

    return move_all


def _settings_of(count: int, number_at: Any) -> Any:
    """A function that takes the first settings of an optimizer out of the numbers of a call."""
    if not count:
        return inner(lambda numbers: ())
    rest, place = _settings_of(count - 1, number_at), codes.SETTINGS + count - 1
    return inner(lambda numbers: rest(numbers) + (number_at(numbers, place),))  # noqa: RUF005


# One group of parameters and its slots: what is finite adds 0, what is not adds nan.


def _without_slots(update: Any) -> Any:
    @inner
    def move(state, grad, n, i, factors):
        moved = update(load(state, i), grad, *factors)
        store(state, i, moved)
        return moved - moved

    return move


def _with_slot(update: Any) -> Any:
    @inner
    def move(state, grad, n, i, factors):
        moved, slot = update(load(state, i), grad, *factors, load(state, n + i))
        store(state, i, moved)
        store(state, n + i, slot)
        return (moved - moved) + (slot - slot)

    return move


def _with_two_slots(update: Any) -> Any:
    @inner
    def move(state, grad, n, i, factors):
        first, second = load(state, n + i), load(state, 2 * n + i)
        moved, first, second = update(load(state, i), grad, *factors, first, second)
        store(state, i, moved)
        store(state, n + i, first)
        store(state, 2 * n + i, second)
        return (moved - moved) + ((first - first) + (second - second))

    return move


_MOVES = (_without_slots, _with_slot, _with_two_slots)
