"""tanh of lanes, with the bits of the C library's `tanh`.

`math.tanh` is the C library's, one number at a time: some 15 ns each, more than all else in a
training step. glibc computes tanh from expm1(x) = exp(x) - 1 by the method of Sun's fdlibm
(s_tanh.c and s_expm1.c, 1993). Here the same method runs on lanes: each lane selects the numbers
of its case. Other C libraries use other methods, and glibc's own is rounded in two ways: `build`
finds out whether one of them has the bits of the C library at hand, and takes `math.tanh` lane by
lane where none has.

The method is a chain of some forty operations, each of which waits for the one before. The
processor works at several rows at once as long as it can look ahead to the next ones, which is
about a hundred operations: so the chain is cut into four passes over many rows.
"""

from collections.abc import Callable
from typing import Any

from micrograd.compiled import lanes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import (
    absolute,
    inverse_of_power,
    load,
    negated,
    offset,
    power_of_two,
    select,
    spread,
    store,
    truncated,
    with_sign,
)
from micrograd.compiled.opcodes import LANES

# ln 2 in two parts, so that a whole number times the first is exact.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
ONE_BY_LN2 = 1.44269504088896338700
# The coefficients of fdlibm's approximation to expm1 between -ln 2 / 2 and ln 2 / 2.
Q1, Q2, Q3 = -3.33333333333331316428e-02, 1.58730158725481460165e-03, -7.93650757867487942473e-05
Q4, Q5 = 4.00821782732936239552e-06, -2.01099218183624371326e-07
# The bound between two cases of glibc: 0.5 ln 2, its first 32 bits.
HALF_LN2 = float.fromhex("0x1.62e43p-2")
# From here on tanh is 1 to the last bit: glibc says so from 22 on, its method from 19.1.
LARGE = 20.0
# The number of rows that a pass goes over before the next pass, and the numbers kept of each.
ROWS, KEPT = 16, 5


@inner
def multiply_then_add(a, b, c):
    """a x b + c, rounded twice."""
    return a * b + c


def tanh_of_rows(fused: bool) -> Callable[..., Any]:
    """The `forward` of tanh, see `elementwise.Row`.

    fused: a product that is added to something is rounded once, with the sum, as in the glibc for
    processors that can do so.
    """
    reduce, approximate, scale = _passes_of_expm1(fused)
    scratch = lanes.scratch(KEPT * ROWS)

    @inner
    def tanh(code, results, numbers, unused, count):
        room = scratch()
        k, r, c = room, offset(room, ROWS * LANES), offset(room, 2 * ROWS * LANES)
        square, t = offset(room, 3 * ROWS * LANES), offset(room, 4 * ROWS * LANES)
        for begin in range(0, count, ROWS):
            xs, end = offset(numbers, begin * LANES), min(ROWS, count - begin) * LANES
            for i in range(0, end, LANES):
                reduce(load(xs, i), i, k, r, c, square)
            for i in range(0, end, LANES):
                store(t, i, approximate(load(r, i), load(square, i)))
            for i in range(0, end, LANES):
                kept = load(k, i), load(r, i), load(c, i), load(square, i)
                store(t, i, scale(load(t, i), *kept))
            for i in range(0, end, LANES):
                result = from_expm1(load(t, i), load(k, i), load(xs, i))
                store(results, begin * LANES + i, result)

    return tanh


@inner
def from_expm1(t, k, x):
    """tanh of x from the expm1 of 2 |x| where k > 0, of -2 |x| elsewhere."""
    one, two, is_above_one = spread(1.0), spread(2.0), k > spread(0.0)
    quotient = select(is_above_one, two, negated(t)) / (t + two)
    return with_sign(select(is_above_one, one - quotient, quotient), x)


def _passes_of_expm1(fused: bool) -> tuple[Any, Any, Any]:
    """The passes for expm1 of -2 |x| where |x| < 1, of 2 |x| elsewhere, at most 2 LARGE."""
    add_product = lanes.multiply_add if fused else multiply_then_add

    @inner
    def reduce(x, i, ks, rs, cs, squares):
        """The number is k ln 2 + r, with a correction c to r."""
        half, size = spread(0.5), absolute(x)
        size = select(size > spread(LARGE), spread(LARGE), size)
        twice = size + size
        number = select(size >= spread(1.0), twice, negated(twice))
        k = truncated(spread(ONE_BY_LN2) * number + with_sign(half, number))
        k = select(twice < spread(HALF_LN2), spread(0.0), k)
        high = add_product(negated(k), spread(LN2_HIGH), number)
        low = k * spread(LN2_LOW)
        r = high - low
        store(ks, i, k)
        store(rs, i, r)
        store(cs, i, (high - r) - low)
        store(squares, i, r * (half * r))

    @inner
    def approximate(r, square):
        """The e of expm1(r) = r - (r e - square)."""
        r_half, square2 = spread(0.5) * r, square * square
        p1 = add_product(square, spread(Q1), spread(1.0))
        p2 = add_product(square, spread(Q3), spread(Q2))
        p3 = add_product(square, spread(Q5), spread(Q4))
        p = add_product(square2 * square2, p3, add_product(square2, p2, p1))
        t = add_product(negated(p), r_half, spread(3.0))
        return square * ((p - t) / add_product(negated(r), t, spread(6.0)))

    @inner
    def scale(e, k, r, c, square):
        """2^k (1 + r - e) - 1 with the least rounding: (first - ((e + small) - r)) 2^k - last.

        k            first       small    last
        0            0           0        0
        -1           0           0        1/2
        -2, -3       1           0        1
        3 to 19      1 - 2^-k    0        0
        20 to 58     1           2^-k     0
        """
        zero, one = spread(0.0), spread(1.0)
        is_zero, is_low, is_high = k == zero, k < spread(-1.0), k >= spread(20.0)
        is_positive, up = k > zero, power_of_two(k)
        down = inverse_of_power(up)
        e = add_product(r, e - c, negated(select(is_zero, square, c)))
        e = e - select(is_zero, zero, square)
        first = one - select(is_high, zero, down)
        first = select(is_positive, first, select(is_low, one, zero))
        last = select(is_positive, zero, one - select(is_low, zero, up))
        rest = (e + select(is_high, down, zero)) - r
        return add_product(first - rest, up, negated(last))

    return reduce, approximate, scale
