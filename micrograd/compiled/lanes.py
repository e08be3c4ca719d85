"""`Lanes` for Numba: several floats side by side, one instruction for all of them.

LLVM turns them into the vector registers that the processor has. Every operation rounds each
lane as Python rounds a float; nothing is fused and no sum is reordered.
"""

import math
import operator
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import intrinsic, lower_builtin, models, register_model

from micrograd.compiled.inner import inner
from micrograd.compiled.opcodes import LANES

_DOUBLE = ir.DoubleType()
_VECTOR = ir.VectorType(_DOUBLE, LANES)
_BITS, _MASK = (ir.VectorType(ir.IntType(size), LANES) for size in (64, 1))


class LanesType(types.Type):
    """The type of lanes of floats, of whole numbers, and of comparisons."""


lanes = LanesType("lanes")
whole = LanesType("whole")
mask = LanesType("mask")
pointer = types.CPointer(types.float64)
_VECTORS = {lanes: _VECTOR, whole: _BITS, mask: _MASK}


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, of: LanesType) -> None:
        super().__init__(manager, of, _VECTORS[of])


def _called(name: str) -> Callable[..., Any]:
    """An instruction that LLVM knows by a name, such as `llvm.fabs`."""

    def emit(builder: Any, *operands: Any) -> Any:
        kind = ir.FunctionType(_VECTOR, [operand.type for operand in operands])
        full_name = f"{name}.v{LANES}f64"
        function = get_or_insert_function(builder.module, kind, full_name)
        return builder.call(function, operands)

    return emit


def _address(builder: Any, start: Any, index: Any, kind: Any) -> Any:
    address = builder.gep(start, [index])
    return builder.bitcast(address, kind.as_pointer())


def _load(builder: Any, start: Any, index: Any) -> Any:
    found = builder.load(_address(builder, start, index, _VECTOR))
    found.align = 8
    return found


def _store(builder: Any, start: Any, index: Any, value: Any) -> Any:
    builder.store(value, _address(builder, start, index, _VECTOR)).align = 8
    return ir.Constant(ir.IntType(1), 0)


def _spread(builder: Any, number: Any) -> Any:
    nothing = ir.Constant(ir.VectorType(number.type, LANES), ir.Undefined)
    first = builder.insert_element(nothing, number, ir.Constant(ir.IntType(32), 0))
    places = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(first, nothing, places)


def _holds_everywhere(builder: Any, held: Any) -> Any:
    bits = builder.bitcast(held, ir.IntType(LANES))
    return builder.icmp_unsigned("==", bits, ir.Constant(bits.type, 2**LANES - 1))


def _transpose(builder: Any, source: Any, row: Any, target: Any, column: Any) -> Any:
    def place(start: Any, step: Any, i: int) -> tuple[Any, Any]:
        return start, builder.mul(step, ir.Constant(step.type, i))

    rows = [_load(builder, *place(source, row, i)) for i in range(LANES)]
    # Blocks on both sides of the diagonal change places: single numbers first, then larger ones.
    size = 1
    while size < LANES:
        for i in range(LANES):
            if not i & size:
                rows[i], rows[i + size] = _blocks(builder, rows[i], rows[i + size], size)
        size *= 2
    for i in range(LANES):
        _store(builder, *place(target, column, i), rows[i])
    return ir.Constant(ir.IntType(1), 0)


def _blocks(builder: Any, upper: Any, lower: Any, size: int) -> list[Any]:
    """The left blocks of two rows side by side, and their right blocks, so many numbers wide."""
    # A place from LANES on is one of the lower row.
    left = [(i & ~size) + (LANES if i & size else 0) for i in range(LANES)]
    kind = ir.VectorType(ir.IntType(32), LANES)
    chosen = (ir.Constant(kind, places) for places in (left, [place + size for place in left]))
    return [builder.shuffle_vector(upper, lower, places) for places in chosen]


def scratch(rows: int) -> Any:
    """A function of compiled code: the pointer to room for so many rows, until its caller ends."""

    def emit(builder: Any) -> Any:
        with builder.goto_entry_block():
            room = builder.alloca(_VECTOR, rows)
        return builder.bitcast(room, _DOUBLE.as_pointer())

    return instruction(pointer, emit=emit)


def instruction(result: Any, *operands: Any, emit: Callable[..., Any]) -> Any:
    """A function of compiled code: `emit(builder, *operands)` writes its instructions."""
    signature = result(*operands)

    def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return emit(builder, *values)

    typed = [
        lambda typing: (signature, codegen),
        lambda typing, a: (signature, codegen),
        lambda typing, a, b: (signature, codegen),
        lambda typing, a, b, c: (signature, codegen),
        lambda typing, a, b, c, d: (signature, codegen),
    ]
    return intrinsic(typed[len(operands)])


# load, store: the lanes that begin at `start[index]`. offset: the pointer to there.
load = instruction(lanes, pointer, types.intp, emit=_load)
store = instruction(types.boolean, pointer, types.intp, lanes, emit=_store)
offset = instruction(pointer, pointer, types.intp, emit=lambda b, s, i: b.gep(s, [i]))
# transpose: LANES rows, so many numbers from one to the next, are the columns of as many others.
transpose = instruction(types.boolean, pointer, types.intp, pointer, types.intp, emit=_transpose)
# spread: the same number in every lane.
spread = instruction(lanes, types.float64, emit=_spread)
# negated, absolute: with other signs, without any. truncated: towards zero.
# with_sign: the first, with the signs of the second.
negated = instruction(lanes, lanes, emit=lambda builder, a: builder.fneg(a))
absolute = instruction(lanes, lanes, emit=_called("llvm.fabs"))
truncated = instruction(lanes, lanes, emit=_called("llvm.trunc"))
with_sign = instruction(lanes, lanes, lanes, emit=_called("llvm.copysign"))
# multiply_add: a x b + c, rounded once.
multiply_add = instruction(lanes, lanes, lanes, lanes, emit=_called("llvm.fma"))
# holds_everywhere: True where a mask holds in all lanes.
holds_everywhere = instruction(types.boolean, mask, emit=_holds_everywhere)
# select: lane by lane the second where the mask holds, else the third.
select = instruction(
    lanes, mask, lanes, lanes, emit=lambda builder, c, y, n: builder.select(c, y, n)
)
# lane: the number in one lane. with_lane: the lanes with another number in one.
lane = instruction(types.float64, lanes, types.intp, emit=lambda b, v, i: b.extract_element(v, i))
with_lane = instruction(
    lanes, lanes, types.intp, types.float64, emit=lambda b, v, i, x: b.insert_element(v, x, i)
)


def _compared(sign: str, builder: Any, a: Any, b: Any) -> Any:
    return builder.fcmp_ordered(sign, a, b)


def define(
    symbol: Any,
    result: Any,
    operands: int,
    emit: Callable[..., Any],
    of: Any = lanes,
    single: Any = types.float64,
) -> None:
    """Let Python's function or operator take lanes; a number beside them stands in every lane.

    `emit(builder, *lanes)` writes its instructions. Numba's `overload` does the same, in three
    times the time.
    """
    kinds = [k for k in product((of, single), repeat=operands) if of in k]

    @infer_global(symbol)
    class _Typed(AbstractTemplate):
        def generic(self, operands: Any, names: Any) -> Any:
            return result(*operands) if operands in kinds else None

    def lowered(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pairs = zip(values, signature.args, strict=True)
        return emit(builder, *(v if kind is of else _spread(builder, v) for v, kind in pairs))

    for each in kinds:
        lower_builtin(symbol, *each)(lowered)


def by_name(name: str) -> Callable[..., Any]:
    """An instruction that `llvmlite` knows by this name."""
    return lambda builder, *operands: getattr(builder, name)(*operands)


# The square root is rounded as IEEE 754 has it.
define(math.sqrt, lanes, 1, _called("llvm.sqrt"))
for _symbol, _name in [("add", "fadd"), ("sub", "fsub"), ("mul", "fmul"), ("truediv", "fdiv")]:
    define(getattr(operator, _symbol), lanes, 2, by_name(_name))
for _symbol, _sign in [("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">="), ("eq", "==")]:
    define(getattr(operator, _symbol), mask, 2, partial(_compared, _sign))
define(operator.and_, mask, 2, by_name("and_"), of=mask, single=types.boolean)


def each_lane(function: Callable[[float], float]) -> Any:
    """A function of the module `math`, done lane by lane: it has no vector instruction."""

    @inner
    def of_lanes(value):
        result = value
        for i in range(LANES):
            result = with_lane(result, i, function(lane(value, i)))
        return result

    return of_lanes


@inner
def _multiply_then_add(a, b, c):
    """a x b + c, rounded twice."""
    return a * b + c


def product_adder(fused: bool) -> Any:
    """The function of compiled code for a x b + c, which is rounded once or twice."""
    return multiply_add if fused else _multiply_then_add
