"""`Lanes` for Numba: several floats side by side, one instruction for all of them.

LLVM turns them into the vector registers that the processor has. Every operation rounds each
lane as Python rounds a float; nothing is fused and no sum is reordered.
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic, models, overload, register_model

from micrograd.compiled.opcodes import LANES

_DOUBLE = ir.DoubleType()
_VECTOR = ir.VectorType(_DOUBLE, LANES)
_MASK = ir.VectorType(ir.IntType(1), LANES)


class LanesType(types.Type):
    """The type of lanes of floats, and of their comparisons."""


lanes = LanesType("lanes")
mask = LanesType("mask")
pointer = types.CPointer(types.float64)


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, of: LanesType) -> None:
        super().__init__(manager, of, _MASK if of is mask else _VECTOR)


def _make(signature: Any, emit: Callable[..., Any]) -> Any:
    """A function of compiled code: `emit(builder, *operands)` writes its instructions."""

    def codegen(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return emit(builder, *operands)

    return signature, codegen


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
    first = builder.insert_element(
        ir.Constant(_VECTOR, ir.Undefined), number, ir.Constant(ir.IntType(32), 0)
    )
    places = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(first, ir.Constant(_VECTOR, ir.Undefined), places)


def _power_of_two(builder: Any, exponent: Any) -> Any:
    whole = ir.VectorType(ir.IntType(64), LANES)
    shifted = builder.add(builder.fptosi(exponent, whole), ir.Constant(whole, [1023] * LANES))
    return builder.bitcast(builder.shl(shifted, ir.Constant(whole, [52] * LANES)), _VECTOR)


@intrinsic
def load(typing, start, index):
    """The lanes that begin at `start[index]`."""
    return _make(lanes(pointer, types.intp), _load)


@intrinsic
def store(typing, start, index, value):
    """Write lanes to where `start[index]` begins."""
    return _make(types.boolean(pointer, types.intp, lanes), _store)


@intrinsic
def offset(typing, start, index):
    """The pointer to `start[index]`."""
    return _make(pointer(pointer, types.intp), lambda builder, s, i: builder.gep(s, [i]))


@intrinsic
def spread(typing, number):
    """The same number in every lane."""
    return _make(lanes(types.float64), _spread)


@intrinsic
def absolute(typing, value):
    """Without their signs."""
    return _make(lanes(lanes), _called("llvm.fabs"))


@intrinsic
def truncated(typing, value):
    """Rounded towards zero."""
    return _make(lanes(lanes), _called("llvm.trunc"))


@intrinsic
def with_sign(typing, value, sign):
    """The sizes of the first with the signs of the second."""
    return _make(lanes(lanes, lanes), _called("llvm.copysign"))


@intrinsic
def multiply_add(typing, a, b, c):
    """a x b + c, rounded once."""
    return _make(lanes(lanes, lanes, lanes), _called("llvm.fma"))


@intrinsic
def power_of_two(typing, exponent):
    """2 to a whole exponent of -1022 to 1023."""
    return _make(lanes(lanes), _power_of_two)


@intrinsic
def select(typing, condition, yes, no):
    """Lane by lane `yes` where the condition holds, else `no`."""
    return _make(lanes(mask, lanes, lanes), lambda builder, c, y, n: builder.select(c, y, n))


@intrinsic
def lane(typing, value, index):
    """The number in one lane."""
    return _make(types.float64(lanes, types.intp), lambda b, v, i: b.extract_element(v, i))


@intrinsic
def with_lane(typing, value, index, number):
    """With another number in one lane."""
    return _make(
        lanes(lanes, types.intp, types.float64), lambda b, v, i, x: b.insert_element(v, x, i)
    )


def _operators() -> None:
    def arithmetic(name: str) -> Any:
        @intrinsic
        def instruction(typing, a, b):
            return _make(lanes(lanes, lanes), lambda builder, a, b: getattr(builder, name)(a, b))

        return instruction

    def comparison(sign: str) -> Any:
        @intrinsic
        def instruction(typing, a, b):
            return _make(mask(lanes, lanes), lambda builder, a, b: builder.fcmp_ordered(sign, a, b))

        return instruction

    def define(symbol: Any, instruction: Any) -> None:
        @overload(symbol, inline="always")
        def typed(a, b):
            if a is lanes and b is lanes:
                return lambda a, b: instruction(a, b)
            return None

    for symbol, name in [
        (operator.add, "fadd"),
        (operator.sub, "fsub"),
        (operator.mul, "fmul"),
        (operator.truediv, "fdiv"),
    ]:
        define(symbol, arithmetic(name))
    for symbol, sign in [
        (operator.lt, "<"),
        (operator.le, "<="),
        (operator.gt, ">"),
        (operator.ge, ">="),
        (operator.eq, "=="),
    ]:
        define(symbol, comparison(sign))


_operators()


def each_lane(function: Callable[[float], float]) -> Any:
    """A function of the module `math`, done lane by lane: it has no vector instruction."""

    @njit
    def of_lanes(value):
        result = value
        for i in range(LANES):
            result = with_lane(result, i, function(lane(value, i)))
        return result

    return of_lanes
