"""Writes the compiled functions of a module to the standard output; see `libraries`.

Numba makes LLVM code of them, and LLVM an object file for this processor. The object needs nothing
but the C library: loading it needs no Numba.
"""

import importlib
import math
import os
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import llvmlite.binding as llvm
from numba import cfunc, types
from numba.core.config import reload_config

from micrograd.compiled.agreement import has_bits, of_arrays
from micrograd.compiled.elementwise import row_by_row
from micrograd.compiled.exp import exp_of_lanes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import each_lane, pointer
from micrograd.compiled.log import log_of_lanes
from micrograd.compiled.machine_code import seal, target_machine
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.tanh import tanh_of_rows

_OF_ARRAYS = types.void(pointer, pointer, types.intp)
# The count of numbers that have to agree before a function is taken for that of the C library.
CHECKED = 1 << 18


class Method(NamedTuple):
    """A method of its own for a function of the C library.

    own(fused): the method, with products rounded once with a sum, or apart. one_by_one: the
    function itself, lane by lane. forward: the `Row.forward` of what both are.
    """

    own: Callable[[bool], Any]
    one_by_one: Callable[[], Any]
    forward: Callable[[Any], Any] = row_by_row


METHODS = {
    "tanh": Method(tanh_of_rows, lambda: row_by_row(each_lane(math.tanh)), lambda rows: rows),
    "exp": Method(exp_of_lanes, lambda: each_lane(math.exp)),
    "log": Method(log_of_lanes, lambda: each_lane(math.log)),
}


def build(make_kernel: Callable[..., dict[str, tuple[Any, Callable[..., Any]]]]) -> bytes:
    """The object file, with the functions of a kernel and those of the C library.

    make_kernel(tanh, exp, log): the functions by name, each with the signature to compile it with.
    """
    found = {name: fastest(name) for name in METHODS}
    kernel = make_kernel(**{name: function for name, (function, _) in found.items()})
    return _object_file(
        {of_arrays(name): compiled for name, (_, compiled) in found.items()}
        | {name: _compiled(*both) for name, both in kernel.items()}
    )


def fastest(name: str) -> tuple[Any, Any]:
    """The fastest way to a function of the C library that has its bits, and it for arrays."""
    method = METHODS[name]
    for fused in (True, False):
        function = method.own(fused)
        compiled = compiled_for_arrays(method.forward(function))
        if has_bits(name, compiled.address, CHECKED):
            return function, compiled
    function = method.one_by_one()
    return function, compiled_for_arrays(method.forward(function))


def compiled_for_arrays(forward: Callable[..., Any]) -> Any:
    """A function of arrays, whose count is a multiple of LANES, from a `Row.forward`."""

    @inner
    def run(numbers, results, count):
        forward(0, results, numbers, numbers, count // LANES)

    return _compiled(_OF_ARRAYS, run.py_func)


def _compiled(signature: Any, function: Callable[..., None]) -> Any:
    return cfunc(signature, error_model="numpy")(function)


def _object_file(functions: dict[str, Any]) -> bytes:
    module = llvm.parse_assembly("")
    for function in functions.values():
        module.link_in(llvm.parse_assembly(function.inspect_llvm()))
    names = {function.native_name: name for name, function in functions.items()}
    for part in [*module.functions, *module.global_variables]:
        if part.name in names:
            part.name = names[part.name]
        elif not part.is_declaration:
            # A function that nobody outside calls can be simplified: LLVM then drops what Numba
            # wraps around it to hand errors to Python, since nothing in it can fail.
            part.linkage = "internal"
    machine = target_machine(llvm)
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(module, builder)
    return bytes(machine.emit_object(module))


def main(module: str) -> None:
    """Write the sealed object file of a module with `make_kernel`, for `libraries`."""
    # Numba would optimize each function and all that it calls: LLVM does so once, at the end.
    os.environ["NUMBA_OPT"] = "0"
    reload_config()
    make_kernel = importlib.import_module(module).make_kernel
    sys.stdout.buffer.write(seal(build(make_kernel)))
