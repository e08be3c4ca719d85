"""The natural logarithm of lanes, with the bits of the C library's `log`.

glibc has the method of ARM's optimized routines since 2.28 (e_log.c by Szabolcs Nagy, 2018): with
x = 2^k z and the middle c of z's interval, one of 128, log(x) = k ln 2 + log(c) + log(z / c). Near
1 a polynomial does it alone. Lanes without a usual number are done one by one. As with tanh, see
there, it is taken where it has the bits of the C library at hand.
"""

import math
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from micrograd.compiled.bits import as_floats, bits_of, entries, from_bits
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import (
    each_lane,
    holds_everywhere,
    multiply_add,
    negated,
    product_adder,
    select,
    spread,
)

# z lies between 0.6875 and 1.375; its 128 intervals are 2^-8 wide below 1 and 2^-7 from there on.
FIRST, BELOW_ONE, TABLE_BITS = 0.6875, 80, 7
BITS_OF_FIRST = 0x3FE6 << 48
# ln 2 in two parts, so that k times the first is exact, and so is its sum with a logarithm.
LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e42fefa3800p-1"), float.fromhex("0x1.ef35793c76730p-45")
# The polynomial for log(1 + r) - r, from r^2 on, with |r| at most 1 / 256.
A2, A3, A4, A5, A6 = map(
    float.fromhex,
    (
        *("-0x1.0000000000001p-1", "0x1.555555551305bp-2", "-0x1.fffffffeb4590p-3"),
        *("0x1.999b324f10111p-3", "-0x1.55575e506c89fp-3"),
    ),
)
# The polynomial alone, from r^3 on, between these bounds of x; r^2 has the factor -1/2.
NEAR_LOW, NEAR_HIGH = 1.0 - 2.0**-4, float.fromhex("0x1.109p0")
B3, B4, B5, B6, B7, B8, B9, B10, B11, B12 = map(
    float.fromhex,
    (
        *("0x1.5555555555577p-2", "-0x1.ffffffffffdcbp-3", "0x1.999999995dd0cp-3"),
        *("-0x1.55555556745a7p-3", "0x1.24924a344de30p-3", "-0x1.fffffa4423d65p-4"),
        *("0x1.c7184282ad6cap-4", "-0x1.999eb43b068ffp-4", "0x1.78182f7afd085p-4"),
        "-0x1.5521375d145cdp-4",
    ),
)
# By how many 2^-53 1 / c is not the nearest float to the inverse of the interval's middle. These c
# were searched for: log(c) is nearly a multiple of 2^-43, so that it can be added to k ln 2.
MOVED = (
    -46284764, -115287508, -468669678, -249329608, 38090024, -246646796, -1002326510, 684959852,
    -469186612, 114842368, 1027234976, -481782956, 170339482, 57318300, 568107598, 685126114,
    -136840918, -692289424, -180227532, -928045960, 570685416, -979097650, 752109696, 94795624,
    -847275702, -521977068, 672214042, 896483156, 308354710, 895786768, 482455110, -841273428,
    -436853460, -193753368, -411670436, -736356396, -690257420, -1020569004, 963527462, 418672224,
    858672620, 30978658, 884706354, -835668660, 146366742, 1030465360, 1015969072, 167574550,
    660819904, 303193368, 755488408, 396605714, 429596542, -691915432, 712326214, 431020044,
    -459795920, -263419452, 430427236, -929038414, -665643992, 771561040, -800689572, 512416278,
    956713054, 691440674, 256933754, 435031502, -324096686, 590255160, -471785550, -138738694,
    187333682, -545720260, 183830348, 58036118, 517786458, 772018560, -483266014, 136798762,
    386341370, 408940642, 65060217, -120872168, 189498853, -32395328, -49955913, 154042178,
    -346113480, 148348366, -396488327, -427431396, 107119491, -500798201, 212184347, 305888811,
    -330297730, -91422864, 6707636, 273897542, -512931067, -500150233, 485589437, -280752730,
    106848032, 30953893, -291342514, -408884927, 149302919, -107851081, 225432558, 460497078,
    -452391632, -490679353, 508304210, 493208081, 336502878, 526975298, -457361038, -312310462,
    -365194252, -421357131, 362015322, 310793228, -441535439, -69145545, -528727990, 433364383,
)  # fmt: skip


class _Intervals(NamedTuple):
    """Of each interval: 1 / c, log(c), and c itself in two parts."""

    inverse: list[float]
    log: list[float]
    high: list[float]
    low: list[float]


def log_of_lanes(fused: bool) -> Any:
    """The compiled function of lanes; fused: see `tanh.tanh_of_rows`."""
    add_product, one_by_one = product_adder(fused), each_lane(math.log)
    near_one, ratio = _near_one(add_product), _ratio(fused)
    logarithms = entries(_intervals().log)

    @inner
    def usual(x):
        bits = bits_of(x)
        above = bits - BITS_OF_FIRST
        place = (above >> (52 - TABLE_BITS)) & ((1 << TABLE_BITS) - 1)
        k, z = as_floats(above >> 52), from_bits(bits - (above & (-1 << 52)))
        r = ratio(z, place)
        first = add_product(k, spread(LN2_HIGH), logarithms(place))
        high = first + r
        low = add_product(k, spread(LN2_LOW), first - high + r)
        square = r * r
        p = add_product(r, spread(A4), spread(A3))
        p = add_product(square, add_product(r, spread(A6), spread(A5)), p)
        return add_product(r * square, p, add_product(square, spread(A2), low)) + high

    @inner
    def log(x):
        if holds_everywhere((x >= spread(2.0**-1022)) & (x < spread(math.inf))):
            is_near = (x >= spread(NEAR_LOW)) & (x < spread(NEAR_HIGH))
            return select(is_near, near_one(x - spread(1.0)), usual(x))
        return one_by_one(x)

    return log


def _near_one(add_product: Any) -> Any:
    """log(1 + r) near 1."""

    @inner
    def near_one(r):
        half, split = spread(-0.5), spread(2.0**27)
        square = r * r
        cube = r * square
        p = add_product(square, spread(B11), add_product(r, spread(B10), spread(B9)))
        p = add_product(cube, spread(B12), p)
        middle = add_product(square, spread(B8), add_product(r, spread(B7), spread(B6)))
        first = add_product(square, spread(B5), add_product(r, spread(B4), spread(B3)))
        p = add_product(cube, add_product(cube, p, middle), first)
        # The square of the leading bits of r is exact.
        r_high = add_product(negated(r), split, add_product(r, split, r))
        r_low = r - r_high
        exact = r_high * r_high
        high = add_product(exact, half, r)
        low = add_product(exact, half, r - high)
        low = add_product(half * r_low, r_high + r, low)
        return add_product(cube, p, low) + high

    return near_one


def _ratio(fused: bool) -> Any:
    """z / c - 1, for a z in the interval at this place."""
    intervals = _intervals()
    inverse, high, low = (entries(c) for c in (intervals.inverse, intervals.high, intervals.low))

    @inner
    def of_product(z, place):
        return multiply_add(z, inverse(place), spread(-1.0))

    @inner
    def of_difference(z, place):
        return (z - high(place) - low(place)) * inverse(place)

    return of_product if fused else of_difference


def _intervals() -> _Intervals:
    found = _Intervals([], [], [], [])
    with localcontext(prec=50):
        for i, moved in enumerate(MOVED):
            above = i - BELOW_ONE
            middle = 1.0 + (above + 0.5) * (2.0**-8 if above < 0 else 2.0**-7)
            inverse = 1.0 / middle + moved * 2.0**-53
            c = 1 / Decimal(inverse)
            found.inverse.append(inverse)
            found.log.append(float(c.ln()))
            found.high.append(float(c))
            found.low.append(float(c - Decimal(float(c))))
    return found
