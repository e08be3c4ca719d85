"""tanh of lanes, with the bits of the C library's `tanh`.

`math.tanh` is the C library's, one number at a time: some 15 ns each, more than all else in a
training step. glibc computes tanh from expm1(x) = exp(x) - 1 by the method of Sun's fdlibm
(s_tanh.c and s_expm1.c, 1993). Here the same method runs on lanes: each lane selects the numbers
of its case. Other C libraries use other methods, and glibc's own is rounded in two ways: `build`
finds out whether one of them has the bits of the C library at hand, and takes `math.tanh` lane by
lane where none has.

The method is a chain of some eighty operations, each of which waits for the one before. The
processor works at several rows at once as long as it can look ahead to the next ones, which is
about a hundred operations: so the chain is cut into two passes over many rows. Each has one
division, which takes as long as twenty other operations that are done meanwhile.
"""

from collections.abc import Callable
from typing import Any

from micrograd.compiled import lanes
from micrograd.compiled.bits import inverse_of_power, power_of_two
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import (
    absolute,
    load,
    negated,
    offset,
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


def tanh_of_rows(fused: bool) -> Callable[..., Any]:
    """The `forward` of tanh, see `elementwise.Row`.

    fused: a product that is added to something is rounded once, with the sum, as in the glibc for
    processors that can do so.
    """
    reduce, approximate, scale = _steps_of_expm1(fused)
    scratch = lanes.scratch(KEPT * ROWS)

    @inner
    def tanh(code, results, numbers, unused, count):
        ks, room = scratch(), ROWS * LANES
        rs, cs = offset(ks, room), offset(ks, 2 * room)
        squares, es = offset(ks, 3 * room), offset(ks, 4 * room)
        for begin in range(0, count, ROWS):
            xs, ys = offset(numbers, begin * LANES), offset(results, begin * LANES)
            end = min(ROWS, count - begin) * LANES
            for i in range(0, end, LANES):
                k, r, c, square = reduce(load(xs, i))
                store(ks, i, k)
                store(rs, i, r)
                store(cs, i, c)
                store(squares, i, square)
                store(es, i, approximate(r, square))
            for i in range(0, end, LANES):
                x, kept = load(xs, i), (load(ks, i), load(rs, i), load(cs, i), load(squares, i))
                is_large = absolute(x) >= spread(1.0)
                store(ys, i, from_expm1(scale(load(es, i), *kept, is_large), is_large, x))

    return tanh


@inner
def from_expm1(t, is_large, x):
    """tanh of x from the expm1 of 2 |x| where that is large, of -2 |x| elsewhere."""
    two = spread(2.0)
    # Whatever its sign, it becomes that of x.
    quotient = select(is_large, two, t) / (t + two)
    return with_sign(select(is_large, spread(1.0) - quotient, quotient), x)


def _steps_of_expm1(fused: bool) -> tuple[Any, Any, Any]:
    """The steps to expm1 of -2 |x| where |x| < 1, of 2 |x| elsewhere, at most 2 LARGE."""
    add_product = lanes.product_adder(fused)

    @inner
    def reduce(x):
        """The number is k ln 2 + r, or -k ln 2 + r below 0, with a correction c to r."""
        half, size = spread(0.5), absolute(x)
        size = select(size > spread(LARGE), spread(LARGE), size)
        twice = size + size
        k = truncated(spread(ONE_BY_LN2) * twice + half)
        k = select(twice >= spread(HALF_LN2), k, spread(0.0))
        high = add_product(negated(k), spread(LN2_HIGH), twice)
        low = k * spread(LN2_LOW)
        r = high - low
        c, square = (high - r) - low, r * (half * r)
        is_negative = size < spread(1.0)
        return k, select(is_negative, negated(r), r), select(is_negative, negated(c), c), square

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
    def scale(e, k, r, c, square, is_large):
        """2^k (1 + r - e) - 1 with the least rounding: (first - ((e + small) - r)) 2^k - last.

        number   k           first       small    last
        negative 0           0           0        0
        negative 1           0           0        1/2
        negative 2, 3        1           0        1
        positive 3 to 19     1 - 2^-k    0        0
        positive 20 to 58    1           2^-k     0
        """
        zero, one = spread(0.0), spread(1.0)
        is_reduced, is_high, is_low = k > zero, k >= spread(20.0), k < spread(2.0)
        up = power_of_two(k)
        down = inverse_of_power(up)
        e = add_product(r, e - c, negated(select(is_reduced, c, square)))
        e = select(is_reduced, e - square, e)
        e = select(is_high, e + down, e)
        first = select(is_low, zero, one)
        first = select(is_large, one - select(is_high, zero, down), first)
        minus_last = select(is_low, down, zero) - one
        minus_last = select(is_large, zero, minus_last)
        return add_product(first - (e - r), select(is_large, up, down), minus_last)

    return reduce, approximate, scale
