"""The build makes three functions for this processor, with the tanh of the C library at hand."""

import math
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

pytest.importorskip("numba")

import llvmlite.binding as llvm

import micrograd.compiled.build as build_module
from micrograd.compiled import machine_code
from micrograd.compiled.build import _of_many, _tanh_of_this_machine
from micrograd.compiled.elementwise import row_by_row
from micrograd.compiled.lanes import each_lane
from micrograd.compiled.machine_code import Kernel, has_bits_of_tanh
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.tanh import tanh_of_rows

TRIED = 1 << 14

is_glibc_on_x86_64 = platform.machine() in ("x86_64", "AMD64") and platform.libc_ver()[0] == "glibc"
on_glibc_and_x86_64 = pytest.mark.skipif(not is_glibc_on_x86_64, reason="of glibc on x86-64")

WITHOUT_FMA = "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4"
TANH_OF_ALL = """
import array, math, sys
numbers = array.array("d", sys.stdin.buffer.read())
sys.stdout.buffer.write(array.array("d", map(math.tanh, numbers)))
"""


@pytest.fixture(scope="module")
def compiled() -> dict[str, Any]:
    """Each tanh as a function of arrays."""
    functions = {
        "fused": tanh_of_rows(fused=True),
        "unfused": tanh_of_rows(fused=False),
        "each lane": row_by_row(each_lane(math.tanh)),
    }
    return {name: _of_many(function) for name, function in functions.items()}


@pytest.fixture(scope="module")
def agrees(compiled: dict[str, Any]) -> dict[str, bool]:
    """Try which tanh has the bits of `math.tanh` here."""
    return {name: has_bits_of_tanh(f.address, TRIED) for name, f in compiled.items()}


def test_tanh_lane_by_lane_has_the_bits_of_the_c_library_everywhere(agrees) -> None:
    assert agrees["each lane"]


@on_glibc_and_x86_64
def test_one_tanh_of_whole_lanes_has_the_bits_of_glibc(agrees) -> None:
    assert agrees["fused"] != agrees["unfused"]


@on_glibc_and_x86_64
@pytest.mark.skipif("GLIBC_TUNABLES" in os.environ, reason="glibc is tuned already")
def test_where_glibc_does_not_fuse_products_the_other_tanh_has_its_bits(compiled) -> None:
    numbers = numbers_of_every_case()
    ran = subprocess.run(
        [sys.executable, "-c", TANH_OF_ALL],
        env={**os.environ, "GLIBC_TUNABLES": WITHOUT_FMA},
        input=numbers.tobytes(),
        capture_output=True,
        timeout=300,
        check=True,
    )
    agree = {name: tanh_of(f, numbers) == ran.stdout for name, f in compiled.items()}
    assert (agree["fused"], agree["unfused"]) == (False, True)


@on_glibc_and_x86_64
def test_tanh_has_the_bits_of_glibc_on_both_sides_of_every_bound(compiled, agrees) -> None:
    numbers = numbers_of_every_case()
    expected = np.array(list(map(math.tanh, numbers))).tobytes()
    name = "fused" if agrees["fused"] else "unfused"
    assert tanh_of(compiled[name], numbers) == expected


def numbers_of_every_case() -> npt.NDArray[np.float64]:
    """Numbers of every size and both signs, and some beside each bound between two cases."""
    chance = np.random.default_rng(0)
    # 2 |x| changes its k near each half of an odd number times ln 2.
    bounds = [0.0, 2.0**-1022, 2.0**-55, 1.0, 19.1, 20.0, 22.0, 1e300]
    bounds += [math.log(2) / 4 * odd for odd in range(1, 130, 2)]
    # The bounds of glibc have 32 bits only.
    bounds += [math.ldexp(math.floor(math.ldexp(bound, 20)), -20) for bound in bounds]
    beside = [bound * (1 + ulps * 2.0**-52) for bound in bounds for ulps in range(-8, 9)]
    sizes = chance.uniform(0, 1, TRIED) * 10.0 ** chance.uniform(-330, 300, TRIED)
    found = np.concatenate([chance.uniform(-3, 3, TRIED), chance.uniform(-30, 30, TRIED), sizes])
    found = np.concatenate([found, beside, [math.inf, math.nan]])
    return np.pad(np.concatenate([found, -found]), (0, -2 * len(found) % LANES))


def tanh_of(function: Any, numbers: npt.NDArray[np.float64]) -> bytes:
    results = np.empty_like(numbers)
    machine_code._TANH(function.address)(numbers.ctypes.data, results.ctypes.data, len(numbers))
    return results.tobytes()


@pytest.mark.parametrize("right", [0, 1])
def test_the_first_tanh_that_agrees_is_taken(monkeypatch: pytest.MonkeyPatch, right: int) -> None:
    assert taken(monkeypatch, lambda tried: len(tried) == right + 1) == right


def test_where_none_agrees_it_is_done_lane_by_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken(monkeypatch, lambda tried: False) == "each lane"


def taken(monkeypatch: pytest.MonkeyPatch, agrees: Callable[[list[Any]], bool]) -> object:
    """Which tanh is taken, where nothing is compiled: the place of the one that agrees."""
    tried: list[Any] = []

    class Compiled:
        def __init__(self, function: Any) -> None:
            self.address = function

    def has_bits(function: Any, count: int) -> bool:
        tried.append(function)
        return agrees(tried)

    monkeypatch.setattr(build_module, "_of_many", Compiled)
    monkeypatch.setattr(build_module, "has_bits_of_tanh", has_bits)
    monkeypatch.setattr(build_module, "each_lane", lambda function: "each lane")
    monkeypatch.setattr(build_module, "row_by_row", lambda function: function)
    tanh, of_many = _tanh_of_this_machine()
    assert of_many.address is tanh
    return tried.index(tanh) if tanh in tried else tanh


# The object file.


def test_the_three_functions_are_found_where_they_are_loaded(built_loop: Kernel) -> None:
    addresses = {built_loop.engine.get_function_address(n) for n in ("train", "evaluate", "tanh")}
    assert len(addresses) == 3
    assert 0 not in addresses


def test_the_target_is_this_processor() -> None:
    machine_code.llvm_of_this_machine()
    assert machine_code.target_machine(llvm).triple == llvm.get_default_triple()


def test_what_is_written_is_sealed(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(build_module, "build", lambda: b"the object file")
    build_module.main()
    assert capsysbinary.readouterr() == (machine_code.seal(b"the object file"), b"")
