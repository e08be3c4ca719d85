"""The table of operations once more, for lanes: a forward value beside its local derivatives.

Each operation of `micrograd.operations` that a network has outside its weighted sums has a row
here too, which has to round as the row there does.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import absolute, each_lane, load, select, spread, store, with_sign
from micrograd.compiled.opcodes import LANES, NAMES
from micrograd.operations import LEAK, SOFTPLUS_END, SQRT_HALF, SQRT_TWO_PI


class Row(NamedTuple):
    """An operation of rows of lanes.

    forward(code, results, a, b, count): so many rows of results from as many of each operand; b is
    not read where there is one operand only. local_derivatives(result, *operands): lanes in, a
    tuple of lanes out.
    """

    forward: Callable[..., None]
    local_derivatives: Callable[..., tuple[Any, ...]]

    @property
    def is_binary(self) -> bool:
        """True for an operation of two operands."""
        return self.local_derivatives.__code__.co_argcount == 3


def row(forward: Callable[..., Any], local_derivatives: Callable[..., tuple[Any, ...]]) -> Row:
    """An operation with `forward(*operands)`: lanes in, lanes out."""
    return Row(row_by_row(inner(forward, inline="always")), local_derivatives)


def row_by_row(of_lanes: Any) -> Callable[..., None]:
    """A `Row.forward` that calls a compiled function of lanes."""

    @inner
    def unary(code, results, a, b, count):
        for i in range(0, count * LANES, LANES):
            store(results, i, of_lanes(load(a, i)))

    @inner
    def binary(code, results, a, b, count):
        for i in range(0, count * LANES, LANES):
            store(results, i, of_lanes(load(a, i), load(b, i)))

    return binary if of_lanes.py_func.__code__.co_argcount == 2 else unary


def table(tanh: Callable[..., Any], exp: Any, natural_log: Any) -> dict[str, Row]:
    """All rows; tanh: the `forward` of its row; exp, natural_log: compiled functions of lanes."""

    @inner
    def logistic(a):
        # exp meets only numbers below zero, as in the engine.
        e = exp(spread(0.0) - absolute(a))
        return select(a >= spread(0.0), spread(1.0), e) / (spread(1.0) + e)

    @inner
    def log(a):
        # Not a number where the engine raises ValueError, which the trainer then does too.
        return select(a <= spread(0.0), spread(math.nan), natural_log(a))

    @inner
    def share_of_maximum(a, b):
        share = select(a == b, spread(0.5), spread(0.0))
        return select(a > b, spread(1.0), share)

    return {
        "+": row(lambda a, b: a + b, lambda out, a, b: (spread(1.0), spread(1.0))),
        "*": row(lambda a, b: a * b, lambda out, a, b: (b, a)),
        "**2": row(lambda a: a * a, lambda out, a: (spread(2.0) * a,)),
        "exp": row(lambda a: exp(a), lambda out, a: (out,)),
        "log": row(lambda a: log(a), lambda out, a: (spread(1.0) / a,)),
        "tanh": Row(tanh, lambda out, a: (spread(1.0) - out * out,)),
        "sigmoid": row(lambda a: logistic(a), lambda out, a: (out * (spread(1.0) - out),)),
        "abs": row(
            lambda a: absolute(a),
            lambda out, a: (where_positive(out, with_sign(spread(1.0), a), spread(0.0)),),
        ),
        "max": row(
            lambda a, b: select(a <= b, b, select(b == b, a, b)),
            lambda out, a, b: (share_of_maximum(a, b), share_of_maximum(b, a)),
        ),
        "off": row(lambda a: spread(0.0), lambda out, a: (spread(0.0),)),
        **_rectifiers(),
        **_smooth_activations(exp, logistic),
    }


@inner
def where_positive(a, positive, other):
    """Lane by lane the second where the first is above 0, else the third."""
    return select(a > spread(0.0), positive, other)


def _rectifiers() -> dict[str, Row]:
    """The activations with a case on each side of 0."""
    expm1 = each_lane(math.expm1)
    return {
        "relu": row(
            lambda a: select(a <= spread(0.0), spread(0.0), a),
            lambda out, a: (where_positive(out, spread(1.0), spread(0.0)),),
        ),
        "leaky-relu": row(
            lambda a: where_positive(a, a, spread(LEAK) * a),
            lambda out, a: (where_positive(a, spread(1.0), spread(LEAK)),),
        ),
        "elu": row(
            lambda a: where_positive(a, a, expm1(a)),
            lambda out, a: (where_positive(a, spread(1.0), out + spread(1.0)),),
        ),
    }


def _smooth_activations(exp: Any, logistic: Any) -> dict[str, Row]:
    """Those that are made of functions of the C library."""
    log1p, erf = each_lane(math.log1p), each_lane(math.erf)
    sin, cos = each_lane(math.sin), each_lane(math.cos)

    @inner
    def share_below(a):
        return spread(0.5) * (spread(1.0) + erf(a * spread(SQRT_HALF)))

    @inner
    def normal_density(a):
        return exp(spread(-0.5) * (a * a)) / spread(SQRT_TWO_PI)

    @inner
    def slope_of_silu(a):
        share = logistic(a)
        return share * (spread(1.0) + a * (spread(1.0) - share))

    @inner
    def softplus(a):
        return select(a > spread(SOFTPLUS_END), a, log1p(exp(a)))

    @inner
    def slope_of_softplus(a):
        return select(a > spread(SOFTPLUS_END), spread(1.0), logistic(a))

    return {
        "gelu": row(
            lambda a: a * share_below(a),
            lambda out, a: (share_below(a) + a * normal_density(a),),
        ),
        "silu": row(lambda a: a * logistic(a), lambda out, a: (slope_of_silu(a),)),
        "softplus": row(lambda a: softplus(a), lambda out, a: (slope_of_softplus(a),)),
        "sine": row(lambda a: sin(a), lambda out, a: (cos(a),)),
    }


def forward_by_code(rows: dict[str, Row]) -> Any:
    """`run(code, results, a, b, count)`: the `Row.forward` of the operation with this code."""
    return _by_code([rows[name].forward for name in NAMES])


def backward_by_code(rows: dict[str, Row]) -> Any:
    """A function that does the chain rule of an operation to rows that lie together.

    `run(code, data, grads, out, a, b, count)` adds to the gradients of `count` rows from `a` and
    `b` on, from those of the results from `out` on.
    """
    return _by_code([_backward(rows[name]) for name in NAMES])


def _by_code(functions: list[Any], first_code: int = 0) -> Any:
    """One function that calls the one of its code, found by halves; LLVM makes one jump of it."""
    if len(functions) == 1:
        return functions[0]
    half = len(functions) // 2
    middle = first_code + half
    low, high = _by_code(functions[:half], first_code), _by_code(functions[half:], middle)

    @inner
    def run(code, *arguments):
        if code < middle:
            low(code, *arguments)
        else:
            high(code, *arguments)

    return run


@inner
def _add(grads, place, local_derivative, upstream):
    store(grads, place, load(grads, place) + local_derivative * upstream)


@inner
def taken(grads, place):
    """The gradients of a result, which are 0 again for the next samples."""
    upstream = load(grads, place)
    store(grads, place, spread(0.0))
    return upstream


def _backward(row: Row) -> Any:
    local_derivatives = inner(row.local_derivatives, inline="always")

    @inner
    def unary(code, data, grads, out, a, b, count):
        for i in range((count - 1) * LANES, -1, -LANES):
            result, operand = load(data, out * LANES + i), load(data, a * LANES + i)
            upstream = taken(grads, out * LANES + i)
            (local,) = local_derivatives(result, operand)
            _add(grads, a * LANES + i, local, upstream)

    @inner
    def binary(code, data, grads, out, a, b, count):
        for i in range((count - 1) * LANES, -1, -LANES):
            left, right = load(data, a * LANES + i), load(data, b * LANES + i)
            upstream = taken(grads, out * LANES + i)
            by_left, by_right = local_derivatives(load(data, out * LANES + i), left, right)
            _add(grads, a * LANES + i, by_left, upstream)
            _add(grads, b * LANES + i, by_right, upstream)

    return binary if row.is_binary else unary
