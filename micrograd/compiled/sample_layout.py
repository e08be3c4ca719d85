"""The layout of the training loop of one run: each lane is a sample, lane 0 the last of them.

Only `kernel` and `looking` import this module, since it needs Numba.
"""

from micrograd.compiled import opcodes as codes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import load, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.passes import Layout
from micrograd.compiled.weighted_sums import (
    dense_forward,
    inputs_backward,
    keep_inputs,
    weights_backward,
)


def sample_layout(is_trained: bool) -> Layout:
    """The layout; is_trained: a backward pass follows, which needs the inputs of weighted sums."""
    return Layout(
        inner(lambda samples: 1),
        take_block,
        _kept_dense_forward if is_trained else _dense_forward,
        _dense_backward,
        collect,
    )


@inner
def take_block(memory, sizes, last, samples):
    """Copy a block of constants; blocks lie in their order, the last sample first."""
    block = (sizes.samples - 1 - last) * sizes.constants
    for i in range(0, sizes.constants * LANES, LANES):
        store(memory.data, i, load(memory.constants, block + i))


@inner
def _dense_forward(memory, sizes, op, weights, samples):
    dense_forward(memory, op, weights)


@inner
def _kept_dense_forward(memory, sizes, op, weights, samples):
    dense_forward(memory, op, weights)
    keep_inputs(memory, op, sizes.width, samples)


@inner
def _dense_backward(memory, sizes, op, weights, weight_grads, samples):
    weights_backward(memory, op, sizes.width, weight_grads, samples)
    if memory.ops[op + codes.PASSES_ON]:
        inputs_backward(memory, op, weights)


@inner
def collect(memory, op, numbers, per_sample, last, samples):
    """Keep one number of each sample."""
    ops = memory.ops
    row = ops[op + codes.OUT] * LANES
    for s in range(samples):
        numbers[(last - s) * per_sample + ops[op + codes.A]] = memory.data[row + s]


@inner
def sum_of_terms(memory, sizes):
    """The terms of all samples, added from the first to the last."""
    total = 0.0
    for i in range(sizes.samples * sizes.terms):
        total += memory.terms[i]
    return total
