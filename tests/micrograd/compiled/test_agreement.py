"""Compiled functions are taken only where they have the bits of Python's."""

import ctypes
import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from micrograd.compiled.agreement import OF_ARRAYS, TRIED, all_have_bits, has_bits, of_arrays
from micrograd.compiled.machine_code import Kernel

Function = Callable[[Sequence[float]], Sequence[float]]


def called_as_compiled(function: Function) -> object:
    """A function that is called as the compiled ones are: numbers, results, count."""

    @OF_ARRAYS
    def run(numbers: int, results: int, count: int) -> None:
        given, wanted = (
            np.ctypeslib.as_array(ctypes.cast(address, ctypes.POINTER(ctypes.c_double)), (count,))
            for address in (numbers, results)
        )
        wanted[:] = function(given.tolist())

    return run


def agrees(name: str, function: Function) -> bool:
    run = called_as_compiled(function)
    return has_bits(name, ctypes.cast(run, ctypes.c_void_p).value, 512)


def right(name: str) -> Function:
    return lambda numbers: list(map(TRIED[name].function, numbers))


@pytest.mark.parametrize("name", TRIED)
def test_a_function_that_was_built_has_the_bits_of_that_of_python(
    name: str, built_loop: Kernel
) -> None:
    assert has_bits(name, built_loop.engine.get_function_address(of_arrays(name)), 1 << 16)


@pytest.mark.parametrize("name", TRIED)
def test_a_function_of_python_has_its_own_bits(name: str) -> None:
    assert agrees(name, right(name))


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize("place", [0, 255, 511])
def test_one_number_that_is_off_by_one_bit_is_found(name: str, place: int) -> None:
    def one_bit_off(numbers: Sequence[float]) -> Sequence[float]:
        results = [*right(name)(numbers)]
        results[place] = math.nextafter(results[place], 2.0)
        return results

    assert not agrees(name, one_bit_off)


@pytest.mark.parametrize(
    "function",
    [
        lambda numbers: numbers,
        lambda numbers: [math.sinh(x) for x in numbers],
        lambda numbers: [(1 - math.exp(-2 * x)) / (1 + math.exp(-2 * x)) for x in numbers],
        lambda numbers: [math.nan for _ in numbers],
    ],
    ids=["identity", "sinh", "by exp", "nan"],
)
def test_another_function_does_not_have_them(function: Function) -> None:
    assert not agrees("tanh", function)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        *[("tanh", *ends) for ends in [(0, 1e-300), (1e-9, 1e-3), (1.1, 2.9), (5.0, 21.0)]],
        *[("exp", *ends) for ends in [(0, 1e-300), (0.01, 0.9), (5.0, 25.0), (520.0, 700.0)]],
        *[("log", *ends) for ends in [(0, 1e-200), (0.96, 1.04), (1.1, 1.3), (1e10, 1e300)]],
    ],
)
def test_a_function_that_differs_in_one_range_does_not_have_them(
    name: str, low: float, high: float
) -> None:
    def differing(numbers: Sequence[float]) -> list[float]:
        return [
            math.nextafter(result, 2.0) if low <= abs(x) < high else result
            for x, result in zip(numbers, right(name)(numbers), strict=True)
        ]

    assert not agrees(name, differing)


@pytest.mark.parametrize("wrong", TRIED)
def test_all_have_them_only_where_each_has(wrong: str) -> None:
    functions = {of_arrays(name): called_as_compiled(right(name)) for name in TRIED}
    addresses = {name: ctypes.cast(run, ctypes.c_void_p).value for name, run in functions.items()}
    assert all_have_bits(addresses.__getitem__, 8)
    other = next(name for name in TRIED if name != wrong)
    addresses[of_arrays(wrong)] = addresses[of_arrays(other)]
    assert not all_have_bits(addresses.__getitem__, 8)
