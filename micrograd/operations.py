"""The table of operations: a forward value beside its local derivatives.

It takes rows of one's own: `OPERATIONS["sin"] = Operation(math.sin, lambda out, a: (cos(a),))`;
then `engine.operate("sin", a)` makes a node with it.

Everything here is plain arithmetic on floats; `engine.Value` turns it into a graph.
A local derivative is the derivative of the result by one operand, the others held still.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from numbers import Real
from typing import Any, NamedTuple

# Asked for first: whether anything else is a Real takes as long as all the rest of an operation.
USUAL_KINDS = (float, int)
# The slope of a leaky relu below zero, and where softplus goes over to a straight line: PyTorch's.
LEAK, SOFTPLUS_END = 0.01, 20.0
SQRT_HALF, SQRT_TWO_PI = math.sqrt(0.5), math.sqrt(2.0 * math.pi)


class Operation(NamedTuple):
    """One row of the table.

    `forward(*operands)` is the result; `local_derivatives(result, *operands)` gives one
    local derivative per operand, in the operands' order. `corner(*operands)` changes its sign
    where a local derivative jumps; None where none does.
    """

    forward: Callable[..., float]
    local_derivatives: Callable[..., tuple[float, ...]]
    corner: Callable[..., float] | None = None


def as_float(data: Any) -> float:
    """The float of a real number.

    Raises TypeError for anything else and for a bool, ValueError for one that no float holds.
    """
    is_real = type(data) in USUAL_KINDS or isinstance(data, Real)
    if not is_real or isinstance(data, bool):
        raise TypeError(f"a Value holds a real number, not {type(data).__name__}: {data!r}")
    try:
        return float(data)
    except OverflowError:
        raise ValueError(f"a Value holds a float; {type(data).__name__} is too large") from None


def power(base: float, exponent: float) -> float:
    """`base ** exponent`; too large a result is infinite, as IEEE 754 has it.

    A square is `base * base` to the last bit, which `**` may round otherwise.
    Raises ZeroDivisionError for `0 ** negative`, ValueError where the result is complex.
    """
    if base < 0 and math.isfinite(exponent) and exponent % 1:
        raise ValueError(
            f"{base!r} ** {exponent!r}: a negative base with a fractional exponent is complex"
        )
    try:
        return float(base * base if exponent == 2 else base**exponent)
    except ZeroDivisionError:
        raise ZeroDivisionError(
            f"{base!r} ** {exponent!r}: zero has no negative power (a division by zero)"
        ) from None
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


def exponential(x: float) -> float:
    """e to the x; infinite above 709.78, where a float ends."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def logarithm(x: float) -> float:
    """The natural logarithm. Raises ValueError for zero and below."""
    if x <= 0:
        raise ValueError(f"log({x!r}): the logarithm is defined for positive numbers only")
    return math.log(x)


def rectifier(x: float) -> float:
    """`x` where it is positive, else 0; not a number stays so."""
    return 0.0 if x <= 0 else x


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), written so that `exp` only meets numbers below zero."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def leaky_rectifier(x: float) -> float:
    """`x` where it is positive, else a hundredth of it."""
    return x if x > 0 else LEAK * x


def exponential_linear(x: float) -> float:
    """`x` where it is positive, else exp(x) - 1."""
    return x if x > 0 else math.expm1(x)


def share_below(x: float) -> float:
    """The share of a standard normal distribution that lies below `x`."""
    return 0.5 * (1.0 + math.erf(x * SQRT_HALF))


def normal_density(x: float) -> float:
    """The density of a standard normal distribution at `x`, the slope of `share_below`."""
    return math.exp(-0.5 * (x * x)) / SQRT_TWO_PI


def _slope_of_silu(x: float) -> float:
    share = logistic(x)
    return share * (1.0 + x * (1.0 - share))


def softplus(x: float) -> float:
    """log(1 + exp(x)); above 20 `x` itself, as PyTorch has it."""
    return x if x > SOFTPLUS_END else math.log1p(math.exp(x))


def sine(x: float) -> float:
    """The sine of an angle in radians; an infinite one has none, which is not a number."""
    return math.sin(x) if math.isfinite(x) else math.nan


def cosine(x: float) -> float:
    """The cosine, likewise."""
    return math.cos(x) if math.isfinite(x) else math.nan


def larger(a: float, b: float) -> float:
    """The larger of two numbers; what is not a number stays so."""
    return b if a <= b or b != b else a


def _sign(a: float) -> float:
    return 1.0 if a > 0 else -1.0 if a < 0 else 0.0


def _share_of_maximum(a: float, b: float) -> float:
    """The derivative of `larger(a, b)` by a: a half where both are equal, as PyTorch has it."""
    return 1.0 if a > b else 0.5 if a == b else 0.0


def _derivative_by_base(base: float, exponent: float) -> float:
    if exponent == 0:
        return 0.0
    if base == 0 and exponent < 1:
        return math.copysign(math.inf, exponent)  # a root is vertical at zero
    return exponent * power(base, exponent - 1)


def _derivative_by_exponent(result: float, base: float, exponent: float) -> float:
    if base > 0:
        return result * math.log(base)
    # Below zero only whole exponents are defined, and a point has no slope.
    return 0.0 if base == 0 and exponent >= 0 else math.nan


OPERATIONS: dict[str, Operation] = {
    "+": Operation(
        lambda a, b: a + b,
        lambda out, a, b: (1.0, 1.0),
    ),
    "*": Operation(
        lambda a, b: a * b,
        lambda out, a, b: (b, a),
    ),
    "**": Operation(
        power,
        lambda out, a, b: (_derivative_by_base(a, b), _derivative_by_exponent(out, a, b)),
    ),
    "exp": Operation(
        exponential,
        lambda out, a: (out,),
    ),
    "log": Operation(
        logarithm,
        lambda out, a: (1.0 / a,),
    ),
    "tanh": Operation(
        math.tanh,
        lambda out, a: (1.0 - out * out,),
    ),
    "relu": Operation(
        rectifier,
        lambda out, a: (1.0 if out > 0 else 0.0,),
        corner=lambda a: a,
    ),
    "sigmoid": Operation(
        logistic,
        lambda out, a: (out * (1.0 - out),),
    ),
    "leaky-relu": Operation(
        leaky_rectifier,
        lambda out, a: (1.0 if a > 0 else LEAK,),
        corner=lambda a: a,
    ),
    "elu": Operation(
        exponential_linear,
        lambda out, a: (1.0 if a > 0 else out + 1.0,),
    ),
    "gelu": Operation(
        lambda a: a * share_below(a),
        lambda out, a: (share_below(a) + a * normal_density(a),),
    ),
    "silu": Operation(
        lambda a: a * logistic(a),
        lambda out, a: (_slope_of_silu(a),),
    ),
    "softplus": Operation(
        softplus,
        lambda out, a: (1.0 if a > SOFTPLUS_END else logistic(a),),
    ),
    "sine": Operation(
        sine,
        lambda out, a: (cosine(a),),
    ),
    "abs": Operation(
        math.fabs,
        lambda out, a: (_sign(a),),
        corner=lambda a: a,
    ),
    "max": Operation(
        larger,
        lambda out, a, b: (_share_of_maximum(a, b), _share_of_maximum(b, a)),
        corner=lambda a, b: a - b,
    ),
    "off": Operation(
        lambda a: 0.0,
        lambda out, a: (0.0,),
    ),
}


# The rows of micrograd itself, whatever is put in their places: the compiled loop knows these.
BUILT_IN = OPERATIONS.copy()


@lru_cache(maxsize=1024)
def _constant_power(exponent: float) -> Operation:
    return Operation(
        lambda a: power(a, exponent),
        lambda out, a: (_derivative_by_base(a, exponent),),
    )


@lru_cache(maxsize=1024)
def _power_named(name: str) -> Operation:
    """Raises ValueError for a name without a number."""
    return _constant_power(float(name.removeprefix("**")))


def find_operation(name: str) -> Operation | None:
    """The operation of a node's `_op`, `**2` the power with that constant exponent; None for an
    operation that is not in the table.
    """
    row = OPERATIONS.get(name)
    if row is None and name.startswith("**"):
        try:
            return _power_named(name)
        except ValueError:
            return None
    return row


def operation_named(name: str) -> Operation:
    """The operation of a node's `_op`. Raises ValueError for one that is not in the table."""
    row = find_operation(name)
    if row is None:
        raise ValueError(f"no operation is named {name!r}; there are {', '.join(OPERATIONS)}")
    return row
