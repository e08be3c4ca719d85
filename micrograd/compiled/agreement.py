"""Whether compiled functions have the bits of those of Python, which are the C library's.

Two methods for a function, or two roundings of one, differ in one number of a hundred thousand or
more in all the ranges that are tried here, together.
"""

import ctypes
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
# A compiled function of arrays: numbers, results, count, which is a multiple of LANES.
OF_ARRAYS = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ssize_t)


class Tried(NamedTuple):
    """A function of Python, and numbers to try it with.

    numbers: from numbers spread between -1 and 1, an array for each case of its methods.
    """

    function: Callable[[float], float]
    numbers: Callable[[Floats], tuple[Floats, ...]]


def _of_every_size(spread: Floats) -> Floats:
    return spread * 10.0 ** (-330 * np.abs(spread))


def _around_one(spread: Floats) -> tuple[Floats, ...]:
    """Numbers at which log has two methods, and at which its roundings differ most."""
    return 1 + 0.06 * spread, 0.9 + 0.02 * spread, 1.1 + 0.02 * spread


TRIED = {
    "tanh": Tried(math.tanh, lambda x: (x, 3 * x, 30 * x, _of_every_size(x))),
    "exp": Tried(math.exp, lambda x: (x, 30 * x, 700 * x, _of_every_size(x))),
    "log": Tried(math.log, lambda x: (*_around_one(x), 2 + 1.5 * x, 10.0 ** (300 * x))),
}


def has_bits(name: str, function: int, count: int) -> bool:
    """True where a compiled function, given by its address, agrees with that of Python.

    count: of numbers that are tried in each case.
    """
    tried = TRIED[name]
    spread = (np.arange(count) * ((math.sqrt(5) - 1) / 2)) % 1 * 2 - 1
    for numbers in tried.numbers(spread):
        results = np.empty(count)
        OF_ARRAYS(function)(numbers.ctypes.data, results.ctypes.data, count)
        expected = np.array(list(map(tried.function, numbers.tolist())))
        if results.tobytes() != expected.tobytes():
            return False
    return True


def all_have_bits(address_of: Callable[[str], Any], count: int) -> bool:
    """True where all of them agree; address_of: of the function of arrays with a name."""
    return all(has_bits(name, address_of(of_arrays(name)), count) for name in TRIED)


def of_arrays(name: str) -> str:
    """What the machine code calls a function of arrays; the name alone is the C library's."""
    return f"{name}_of_arrays"
