"""tanh of lanes, with the bits of the C library's `tanh`.

`math.tanh` is the C library's, one number at a time: some 15 ns each, more than all else in a
training step. glibc computes tanh from expm1(x) = exp(x) - 1 by the method of Sun's fdlibm
(s_tanh.c and s_expm1.c, 1993). Here the same method runs on lanes, every case at once, and the
case of each lane is selected at the end. Other C libraries use other methods, and glibc's
own is rounded in two ways: `build` finds out whether one of them has the bits of the C library at
hand, and takes `math.tanh` lane by lane where none has.
"""

from collections.abc import Callable
from typing import Any

from numba import njit

from micrograd.compiled import lanes
from micrograd.compiled.lanes import absolute, power_of_two, select, spread, truncated, with_sign

# ln 2 in two parts, so that a whole number times the first is exact.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
ONE_BY_LN2 = 1.44269504088896338700
# The coefficients of fdlibm's approximation to expm1 between -ln 2 / 2 and ln 2 / 2.
Q1, Q2, Q3 = -3.33333333333331316428e-02, 1.58730158725481460165e-03, -7.93650757867487942473e-05
Q4, Q5 = 4.00821782732936239552e-06, -2.01099218183624371326e-07
# Bounds between the cases of glibc: 0.5 ln 2 and 1.5 ln 2, their first 32 bits.
HALF_LN2 = float.fromhex("0x1.62e43p-2")
THREE_HALVES_LN2 = float.fromhex("0x1.0a2b2p+0")
TINY, LARGE = 2.0**-55, 22.0


@njit(inline="always")
def multiply_then_add(a, b, c):
    """a x b + c, rounded twice."""
    return a * b + c


def tanh_of_lanes(fused: bool) -> Callable[..., Any]:
    """tanh for compiled code.

    fused: a product that is added to something is rounded once, with the sum, as in the glibc for
    processors that can do so.
    """
    add_product = lanes.multiply_add if fused else multiply_then_add

    @njit
    def expm1(x):
        """exp(x) - 1 from -2 to 0 and from 2 to 44."""
        zero, half, one = spread(0.0), spread(0.5), spread(1.0)
        size = absolute(x)
        # x = k ln 2 + r, with a correction c to r.
        k = truncated(spread(ONE_BY_LN2) * x + with_sign(half, x))
        k = select(size < spread(THREE_HALVES_LN2), spread(-1.0), k)
        k = select(size < spread(HALF_LN2), zero, k)
        high, low = x - k * spread(LN2_HIGH), k * spread(LN2_LOW)
        r = high - low
        c = (high - r) - low

        r_half = half * r
        square = r * r_half
        square2 = square * square
        p1 = add_product(square, spread(Q1), one)
        p2 = add_product(square, spread(Q3), spread(Q2))
        p3 = add_product(square, spread(Q5), spread(Q4))
        p = add_product(square2 * square2, p3, add_product(square2, p2, p1))
        t = add_product(zero - p, r_half, spread(3.0))
        e = square * ((p - t) / add_product(zero - r, t, spread(6.0)))
        near_zero = r - add_product(r, e, zero - square)
        e = add_product(r, e - c, zero - c) - square

        # 2^k (1 + r - e) - 1, with the least rounding for each k.
        up, down = power_of_two(k), power_of_two(zero - k)
        small = ((one - down) - (e - r)) * up
        middle = ((r - (e + down)) + one) * up
        rest = (one - (e - r)) * up - one
        result = select(k < spread(20.0), small, select(k < spread(57.0), middle, rest))
        result = select(k < spread(-1.0), rest, result)
        result = select(k == spread(-1.0), half * (r - e) - half, result)
        return select(k == zero, near_zero, result)

    @njit
    def tanh(x):
        zero, one, two = spread(0.0), spread(1.0), spread(2.0)
        size = absolute(x)
        twice = size + size
        is_above_one = size >= one
        t = expm1(select(is_above_one, twice, zero - twice))
        quotient = select(is_above_one, two, zero - t) / (t + two)
        result = select(is_above_one, one - quotient, quotient)
        result = select(size >= spread(LARGE), one, result)
        result = select(size < spread(TINY), size, result)
        return with_sign(result, x)

    return tanh
