"""The bits of lanes as whole numbers, and tables of numbers that such bits choose from."""

import operator
from collections.abc import Sequence
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import global_constant

from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import by_name, define, instruction, lanes, spread, whole
from micrograd.compiled.opcodes import LANES

_INTEGER, _DOUBLE = ir.IntType(64), ir.DoubleType()
_WHOLE, _LANES = (ir.VectorType(kind, LANES) for kind in (_INTEGER, _DOUBLE))
# A float from 2^52 on has no fractional part: added to this, a whole number is in its last bits.
LAST_BITS = 1.5 * 2.0**52

# bits_of, from_bits: the same bits as a whole number, as a float. as_floats: the same number.
bits_of = instruction(whole, lanes, emit=lambda b, a: b.bitcast(a, _WHOLE))
from_bits = instruction(lanes, whole, emit=lambda b, a: b.bitcast(a, _LANES))
as_floats = instruction(lanes, whole, emit=lambda b, a: b.sitofp(a, _LANES))

# A shift to the right keeps the sign.
for _symbol, _name in [
    ("add", "add"),
    ("sub", "sub"),
    ("and_", "and_"),
    ("lshift", "shl"),
    ("rshift", "ashr"),
]:
    define(getattr(operator, _symbol), whole, 2, by_name(_name), of=whole, single=types.int64)


@inner
def power_of_two(exponent):
    """2 to a whole exponent of -1022 to 1023."""
    return from_bits(bits_of(exponent + spread(LAST_BITS + 1023)) << 52)


@inner
def inverse_of_power(power):
    """1 / such a power: the exponent lies in the bits above 52 and is biased by 1023."""
    return from_bits((2 * 1023 << 52) - bits_of(power))


def entries(numbers: Sequence[float] | Sequence[int]) -> Any:
    """A function of compiled code: the numbers of a table at places from 0 on, in lanes."""
    are_floats = isinstance(numbers[0], float)
    kind, result = (_DOUBLE, lanes) if are_floats else (_INTEGER, whole)
    table = ir.Constant(ir.ArrayType(kind, len(numbers)), list(numbers))

    def emit(builder: Any, places: Any) -> Any:
        start = global_constant(builder.module, "entries", table)
        found = ir.Constant(ir.VectorType(kind, LANES), ir.Undefined)
        for i in range(LANES):
            number = ir.Constant(ir.IntType(32), i)
            place = builder.extract_element(places, number)
            entry = builder.load(builder.gep(start, [ir.Constant(_INTEGER, 0), place]))
            found = builder.insert_element(found, entry, number)
        return found

    return instruction(result, whole, emit=emit)
