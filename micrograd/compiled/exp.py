"""exp of lanes, with the bits of the C library's `exp`.

glibc has the method of ARM's optimized routines since 2.28 (e_exp.c by Szabolcs Nagy, 2018):
exp(x) = 2^(k/128) exp(r), with a table for the first factor and a polynomial for the second. Lanes
outside of its usual range are done one by one. As with tanh, see there, it is taken where it has
the bits of the C library at hand.
"""

import math
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from micrograd.compiled.bits import LAST_BITS, bits_of, entries, from_bits
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import absolute, each_lane, holds_everywhere, product_adder, spread

# The table has 2^(i/N) for so many i.
TABLE_BITS = 7
N = 1 << TABLE_BITS
N_BY_LN2 = float.fromhex("0x1.71547652b82fep+7")
# -ln 2 / N in two parts, so that a whole number times the first is exact.
LN2_HIGH, LN2_LOW = float.fromhex("-0x1.62e42fefa0000p-8"), float.fromhex("-0x1.cf79abc9e3b3ap-47")
# The polynomial for exp(r) - 1 - r, from r^2 on, with |r| at most ln 2 / 2 N.
C2, C3, C4, C5 = map(
    float.fromhex,
    (
        "0x1.ffffffffffdbdp-2",
        "0x1.555555555543cp-3",
        "0x1.55555cf172b91p-5",
        "0x1.1111167a4d017p-7",
    ),
)
# From here on, on both sides of 0, a result may be too large or too small for the usual method.
END = 512.0


def exp_of_lanes(fused: bool) -> Any:
    """The compiled function of lanes; fused: see `tanh.tanh_of_rows`."""
    add_product, one_by_one = product_adder(fused), each_lane(math.exp)
    corrections, powers = (entries(column) for column in _table())

    @inner
    def usual(x):
        shifted = add_product(spread(N_BY_LN2), x, spread(LAST_BITS))
        k = bits_of(shifted)
        place, number = k & (N - 1), shifted - spread(LAST_BITS)
        r = add_product(number, spread(LN2_LOW), add_product(number, spread(LN2_HIGH), x))
        power = from_bits(powers(place) + (k << (52 - TABLE_BITS)))
        square = r * r
        low = add_product(square, add_product(r, spread(C3), spread(C2)), corrections(place) + r)
        rest = add_product(square * square, add_product(r, spread(C5), spread(C4)), low)
        return add_product(power, rest, power)

    @inner
    def exp(x):
        if holds_everywhere(absolute(x) < spread(END)):
            return usual(x)
        return one_by_one(x)

    return exp


def _table() -> tuple[list[float], list[int]]:
    """For each i: by how much 2^(i/N) differs from the nearest float, as a share of that; the bits
    of that float, less i in the place where `usual` adds k.
    """
    corrections, powers = [], []
    with localcontext(prec=50):
        for i in range(N):
            power = (Decimal(2).ln() * i / N).exp()
            nearest = float(power)
            corrections.append(float(power / Decimal(nearest) - 1))
            bits = int(np.float64(nearest).view(np.int64))
            powers.append(bits - (i << (52 - TABLE_BITS)))
    return corrections, powers
