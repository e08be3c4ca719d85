"""The training loop on flat arrays, as fast as C and with the engine's bits.

sample_graph.py   the graph of one sample, and its weighted sums
program.py        the same as a list of instructions
machine.py        a program with its memory, run by the compiled loop
engine.py         CompiledEngine, which has a machine for a trainer
many.py           train_many: runs that differ in numbers only, side by side and without curves
run_machine.py    their memory, for run_kernel.py
libraries.py      library and run_library: the loops of this process, from the cache or built
shipped.py        the loops that came with a program that is one folder
machine_code.py   its functions, and whether they are those of this Python
golden.py         a known step, which the functions have to do before they are used; golden_runs.py
build.py          builds them, with Numba: kernel.py, run_kernel.py, passes.py, elementwise.py, …
passes.py         both passes; where the numbers of samples lie: sample_layout.py, run_layout.py
opcodes.py        what the numbers of an instruction mean
"""

from micrograd.compiled.engine import compiled_trainer
from micrograd.compiled.libraries import library, run_library
from micrograd.compiled.machine_code import UnavailableError

__all__ = ["UnavailableError", "compiled_trainer", "library", "run_library"]
