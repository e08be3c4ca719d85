"""`python -m micrograd.compiled.build`: write the compiled loop to the standard output.

Numba makes LLVM code of `kernel`, and LLVM an object file for this processor. The object needs
nothing but the C library: loading it needs no Numba.
"""

import math
import os
import sys
from collections.abc import Callable
from typing import Any

import llvmlite.binding as llvm
from numba import cfunc, types
from numba.core.config import reload_config

from micrograd.compiled.elementwise import row_by_row
from micrograd.compiled.inner import inner
from micrograd.compiled.kernel import make_kernel
from micrograd.compiled.lanes import each_lane, pointer
from micrograd.compiled.machine_code import has_bits_of_tanh, seal, target_machine
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.tanh import tanh_of_rows

_TANH_SIGNATURE = types.void(pointer, pointer, types.intp)
# The count of numbers that have to agree before a tanh is taken for that of the C library.
CHECKED = 1 << 18


def build() -> bytes:
    """The object file, with the functions of the kernel and `tanh`."""
    tanh, tanh_of_many = _tanh_of_this_machine()
    functions = {name: _compiled(*both) for name, both in make_kernel(tanh).items()}
    return _object_file({"tanh": tanh_of_many, **functions})


def _tanh_of_this_machine() -> tuple[Callable[..., Any], Any]:
    """The fastest tanh that has the bits of `math.tanh`."""
    for tanh in (tanh_of_rows(fused=True), tanh_of_rows(fused=False)):
        of_many = _of_many(tanh)
        if has_bits_of_tanh(of_many.address, CHECKED):
            return tanh, of_many
    tanh = row_by_row(each_lane(math.tanh))
    return tanh, _of_many(tanh)


def _of_many(function: Callable[..., Any]) -> Any:
    """A function of arrays, whose count is a multiple of LANES, from one of rows."""

    @inner
    def run(numbers, results, count):
        function(0, results, numbers, numbers, count // LANES)

    return _compiled(_TANH_SIGNATURE, run.py_func)


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


def main() -> None:
    """Write the sealed object file, for `library`."""
    # Numba would optimize each function and all that it calls: LLVM does so once, at the end.
    os.environ["NUMBA_OPT"] = "0"
    reload_config()
    sys.stdout.buffer.write(seal(build()))


if __name__ == "__main__":
    main()
