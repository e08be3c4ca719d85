"""The training loop on flat arrays, as fast as C and with the engine's bits.

sample_graph.py   the graph of one sample, and its weighted sums
program.py        the same as a list of instructions
machine.py        a program with its memory, run by the compiled loop
trainer.py        CompiledTrainer, which goes on where the engine is and hands back to it
library.py        the compiled loop as machine code, from the cache folder or built
build.py          builds it, with Numba: kernel.py, elementwise.py, tanh.py, lanes.py
layout.py         what the numbers of an instruction mean
"""

from micrograd.compiled.library import UnavailableError
from micrograd.compiled.trainer import CompiledTrainer

__all__ = ["CompiledTrainer", "UnavailableError"]
