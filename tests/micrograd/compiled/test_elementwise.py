"""Every row of the table for lanes rounds as the row of the engine's table does."""

import ctypes
import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from numba import njit, types

from micrograd.compiled.build import _compiled
from micrograd.compiled.elementwise import Row, row_by_row, table
from micrograd.compiled.lanes import each_lane, load, pointer, store
from micrograd.compiled.opcodes import LANES, NAMES
from micrograd.operations import Operation, operation_named

ROWS = table(row_by_row(each_lane(math.tanh)), each_lane(math.exp), each_lane(math.log))
# Two numbers in, the result and two local derivatives out.
SIGNATURE = types.void(*[pointer] * 5, types.intp)
CALL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5, ctypes.c_ssize_t)

SPECIAL = [
    0.0,
    5e-324,
    2.2250738585072014e-308,
    1e-300,
    2.0**-55,
    2.0**-28,
    0.1,
    0.5,
    1.0,
    math.log(2) / 2,
    3.0,
    21.999999,
    22.0,
    37.0,
    709.0,
    746.0,
    1e154,
    1.4e154,
    1e300,
    1.7976931348623157e308,
    math.inf,
    math.nan,
]


def numbers() -> list[float]:
    """Numbers of every size and both signs, as many as fill their lanes."""
    chance = random.Random(0)
    found = [sign * x for x in SPECIAL for sign in (1.0, -1.0)]
    found += [math.nextafter(x, to) for x in found[:-2] for to in (-math.inf, math.inf)]
    for scale in (1e-5, 1.0, 30.0, 800.0):
        found += [chance.uniform(-scale, scale) for _ in range(1000)]
    return found + [0.0] * (-len(found) % LANES)


def pairs() -> tuple[list[float], list[float]]:
    """Each special number with each other one, and what is random with what is random."""
    signed = [sign * x for x in SPECIAL for sign in (1.0, -1.0)]
    both = [(a, b) for a in signed for b in signed]
    both += list(zip(numbers(), reversed(numbers()), strict=True))
    both += [(a, math.nextafter(a, to)) for a in numbers() for to in (a, math.inf)]
    both += [(0.0, 0.0)] * (-len(both) % LANES)
    first, second = zip(*both, strict=True)
    return list(first), list(second)


def of_arrays(row: Row) -> Any:
    """A row, compiled as a function of arrays."""
    forward, local_derivatives = row.forward, njit(row.local_derivatives)

    def unary(a, b, results, by_first, by_second, count):
        forward(0, results, a, b, count // LANES)
        for i in range(0, count, LANES):
            (local,) = local_derivatives(load(results, i), load(a, i))
            store(by_first, i, local)

    def binary(a, b, results, by_first, by_second, count):
        forward(0, results, a, b, count // LANES)
        for i in range(0, count, LANES):
            first, second = local_derivatives(load(results, i), load(a, i), load(b, i))
            store(by_first, i, first)
            store(by_second, i, second)

    return _compiled(SIGNATURE, binary if row.is_binary else unary)


def computed(row: Row, *operands: list[float]) -> list[list[float]]:
    """The results of a compiled row and its local derivatives, operand by operand."""
    count = len(operands[0])
    given = [np.array(operand) for operand in operands]
    made = [np.empty(count) for _ in range(3)]
    arrays = [given[0], given[-1], *made]
    compiled = of_arrays(row)
    CALL(compiled.address)(*(array.ctypes.data for array in arrays), count)
    return [array.tolist() for array in made[: 1 + len(operands)]]


def of_the_engine(operation: Operation, *operands: list[float]) -> list[list[float]]:
    results = list(map(operation.forward, *operands))
    locals_ = list(map(operation.local_derivatives, results, *operands))
    return [results, *map(list, zip(*locals_, strict=True))]


def test_the_rows_are_those_that_instructions_name() -> None:
    assert tuple(ROWS) == NAMES
    assert len(set(NAMES)) == len(NAMES)


def test_a_row_has_as_many_operands_as_that_of_the_engine() -> None:
    assert [name for name, row in ROWS.items() if row.is_binary] == ["+", "*", "max"]


@pytest.mark.parametrize("name", NAMES)
def test_results_and_local_derivatives_have_the_bits_of_the_engine(
    name: str, bits: Callable[[list[float]], list[str]]
) -> None:
    operands = pairs() if ROWS[name].is_binary else (numbers(),)
    if name == "log":
        operands = ([1.0 if x <= 0 else x for x in numbers()],)
    found = computed(ROWS[name], *operands)
    expected = of_the_engine(operation_named(name), *operands)
    for of_row, of_engine in zip(found, expected, strict=True):
        assert bits(of_row) == bits(of_engine)


def test_a_logarithm_that_the_engine_refuses_is_not_a_number() -> None:
    refused = [x for x in numbers() if x <= 0]
    refused += [-1.0] * (-len(refused) % LANES)
    results, _ = computed(ROWS["log"], refused)
    assert all(map(math.isnan, results))


def test_the_numbers_that_are_tried_reach_both_sides_of_every_case() -> None:
    tried = numbers()
    assert {math.copysign(1.0, x) for x in tried if x == 0} == {1.0, -1.0}
    assert {x for x in tried if math.isinf(x)} == {math.inf, -math.inf}
    assert any(map(math.isnan, tried))
    assert sum(x < 0 for x in tried) > 1000
    assert sum(x > 0 for x in tried) > 1000
