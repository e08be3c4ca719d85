"""The build makes functions for this processor, with the bits of the C library at hand."""

import math
import os
import platform
import subprocess
import sys
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

pytest.importorskip("numba")

import llvmlite.binding as llvm

import micrograd.compiled.build as build_module
from micrograd.compiled import machine_code
from micrograd.compiled.agreement import OF_ARRAYS, TRIED, has_bits, of_arrays
from micrograd.compiled.build import METHODS, compiled_for_arrays, fastest
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.opcodes import LANES

COUNT = 1 << 14

is_glibc_on_x86_64 = platform.machine() in ("x86_64", "AMD64") and platform.libc_ver()[0] == "glibc"
on_glibc_and_x86_64 = pytest.mark.skipif(not is_glibc_on_x86_64, reason="of glibc on x86-64")
each_function = pytest.mark.parametrize("name", METHODS)

WITHOUT_FMA = "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4"
ALL_RESULTS = """
import array, math, sys
numbers = array.array("d", sys.stdin.buffer.read())
sys.stdout.buffer.write(array.array("d", map(getattr(math, sys.argv[1]), numbers)))
"""

Numbers = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def compiled() -> dict[str, dict[str, Any]]:
    """Each way to each function, as a function of arrays."""
    return {
        name: {
            way: compiled_for_arrays(method.forward(function))
            for way, function in [
                ("fused", method.own(True)),
                ("unfused", method.own(False)),
                ("one by one", method.one_by_one()),
            ]
        }
        for name, method in METHODS.items()
    }


@pytest.fixture(scope="module")
def agrees(compiled: dict[str, dict[str, Any]]) -> dict[str, dict[str, bool]]:
    """Which ways have the bits of the function of Python here."""
    return {
        name: {way: has_bits(name, f.address, COUNT) for way, f in ways.items()}
        for name, ways in compiled.items()
    }


def test_the_functions_with_methods_are_those_that_are_tried() -> None:
    assert METHODS.keys() == TRIED.keys()


@each_function
def test_one_by_one_a_function_has_the_bits_of_the_c_library_everywhere(name, agrees) -> None:
    assert agrees[name]["one by one"]


@on_glibc_and_x86_64
@each_function
def test_one_method_of_whole_lanes_has_the_bits_of_glibc(name, agrees) -> None:
    assert agrees[name]["fused"] != agrees[name]["unfused"]


@on_glibc_and_x86_64
@pytest.mark.skipif("GLIBC_TUNABLES" in os.environ, reason="glibc is tuned already")
@each_function
def test_where_glibc_does_not_fuse_products_the_other_method_has_its_bits(name, compiled) -> None:
    numbers = NUMBERS[name]()
    # All else is done by the function of this process.
    numbers = whole_lanes(numbers[OF_METHOD[name](numbers)])
    ran = subprocess.run(
        [sys.executable, "-c", ALL_RESULTS, name],
        env={**os.environ, "GLIBC_TUNABLES": WITHOUT_FMA},
        input=numbers.tobytes(),
        capture_output=True,
        timeout=300,
        check=True,
    )
    agree = {way: results_of(f, numbers) == ran.stdout for way, f in compiled[name].items()}
    assert (agree["fused"], agree["unfused"]) == (False, True)


@on_glibc_and_x86_64
@each_function
def test_a_function_has_the_bits_of_glibc_on_both_sides_of_every_bound(
    name, compiled, agrees
) -> None:
    numbers = NUMBERS[name]()
    expected = np.array(list(map(TRIED[name].function, numbers))).tobytes()
    way = "fused" if agrees[name]["fused"] else "unfused"
    assert results_of(compiled[name][way], numbers) == expected


CHANCE = np.random.default_rng(0)


def numbers_for_tanh() -> Numbers:
    # 2 |x| changes its k near each half of an odd number times ln 2.
    bounds = [0.0, 2.0**-1022, 2.0**-55, 1.0, 19.1, 20.0, 22.0, 1e300]
    bounds += [math.log(2) / 4 * odd for odd in range(1, 130, 2)]
    # The bounds of glibc have 32 bits only.
    bounds += [math.ldexp(math.floor(math.ldexp(bound, 20)), -20) for bound in bounds]
    spread = [CHANCE.uniform(-end, end, COUNT) for end in (3, 30)]
    return of_both_signs(*spread, of_every_size(300), beside(bounds), [math.inf, math.nan])


def numbers_for_exp() -> Numbers:
    # x changes its k near each half of an odd number times ln 2 / 128.
    bounds = [0.0, 2.0**-1022, 2.0**-54, 512.0, 708.39, 709.78, -744.44, -745.13, -1e300]
    bounds += [math.log(2) / 256 * odd for odd in range(-3000, 3001, 2)]
    spread = [CHANCE.uniform(-end, 0.95 * end, COUNT) for end in (1, 30, 745)]
    of_sizes = of_both_signs(of_every_size(2.8))
    return whole_lanes(*spread, of_sizes, beside(bounds), [math.inf, -math.inf, math.nan])


def numbers_for_log() -> Numbers:
    # Near 1 there is another method, and the table has 128 intervals.
    bounds = [5e-324, 2.0**-1022, 1.0, 1 - 2.0**-4, float.fromhex("0x1.109p0"), 1e308]
    bounds += [(0.6875 + i * 2.0**-8) * 2.0**k for i in range(177) for k in (-1022, -1, 0, 1, 1000)]
    near = [CHANCE.uniform(1 - width, 1 + width, COUNT) for width in (1e-9, 0.12, 1.0)]
    of_sizes = of_every_size(308)
    return whole_lanes(*near, of_sizes[of_sizes > 0], beside(bounds), [math.inf, math.nan])


NUMBERS = {"tanh": numbers_for_tanh, "exp": numbers_for_exp, "log": numbers_for_log}
OF_METHOD = {
    "tanh": lambda x: x == x,
    "exp": lambda x: abs(x) < 512,
    "log": lambda x: (x >= 2.0**-1022) & (x < math.inf),
}


def beside(bounds: list[float]) -> Numbers:
    """Each bound and the floats next to it, but for 0 and below where the bound is above."""
    found = [bound * (1 + ulps * 2.0**-52) for bound in bounds for ulps in range(-8, 9)]
    return np.array([x for x in found if math.isfinite(x)])


def of_every_size(largest: float) -> Numbers:
    """Numbers from the smallest there are to 10 to this power."""
    return CHANCE.uniform(0, 1, COUNT) * 10.0 ** CHANCE.uniform(-330, largest, COUNT)


def of_both_signs(*parts: Any) -> Numbers:
    return whole_lanes(*parts, *(-np.asarray(part) for part in parts))


def whole_lanes(*parts: Any) -> Numbers:
    found = np.concatenate(parts)
    return np.pad(found, (0, -len(found) % LANES), mode="edge")


def results_of(function: Any, numbers: Numbers) -> bytes:
    results = np.empty_like(numbers)
    OF_ARRAYS(function.address)(numbers.ctypes.data, results.ctypes.data, len(numbers))
    return results.tobytes()


@each_function
@pytest.mark.parametrize("way", ["fused", "unfused"])
def test_the_first_method_that_agrees_is_taken(
    monkeypatch: pytest.MonkeyPatch, name: str, way: str
) -> None:
    assert taken(monkeypatch, name, [way]) == way


@each_function
def test_where_none_agrees_a_function_is_done_lane_by_lane(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert taken(monkeypatch, name, []) == "one by one"


def taken(monkeypatch: pytest.MonkeyPatch, name: str, agreeing: list[str]) -> object:
    """Which way is taken, where nothing is compiled."""

    class Compiled:
        def __init__(self, function: Any) -> None:
            self.address = function

    def has_bits(tried: str, function: Any, count: int) -> bool:
        assert tried == name
        return function in agreeing

    method = build_module.Method(
        lambda fused: "fused" if fused else "unfused", lambda: "one by one", lambda way: way
    )
    monkeypatch.setitem(METHODS, name, method)
    monkeypatch.setattr(build_module, "compiled_for_arrays", Compiled)
    monkeypatch.setattr(build_module, "has_bits", has_bits)
    function, for_arrays = fastest(name)
    assert for_arrays.address is function
    return function


# The object file.


def test_the_functions_are_found_where_they_are_loaded(built_loop: Kernel) -> None:
    names = ["train", "evaluate", *map(of_arrays, METHODS)]
    addresses = {built_loop.engine.get_function_address(name) for name in names}
    assert len(addresses) == len(names)
    assert 0 not in addresses


def test_the_target_is_this_processor() -> None:
    machine_code.llvm_of_this_machine()
    assert machine_code.target_machine(llvm).triple == llvm.get_default_triple()


def test_what_is_written_is_sealed(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(build_module, "build", lambda make_kernel: make_kernel.__module__.encode())
    for module in ("micrograd.compiled.kernel", "micrograd.compiled.run_kernel"):
        build_module.main(module)
        assert capsysbinary.readouterr() == (machine_code.seal(module.encode()), b"")
