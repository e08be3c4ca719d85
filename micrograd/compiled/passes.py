"""Forward and backward pass of one program over samples side by side."""

from collections import namedtuple
from typing import Any

from numba import types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import load, offset, pointer, spread, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.weighted_sums import (
    dense_forward,
    inputs_backward,
    keep_inputs,
    weights_backward,
)

# `data` and `grads`: rows of lanes, one for each number of a sample. `columns`: the inputs of
# weighted sums once more, sample by sample. `terms`, `outputs`: those of all samples.
Memory = namedtuple("Memory", "ops data grads columns terms outputs constants")
Sizes = namedtuple("Sizes", "ops rows width terms outputs constants samples")

FLOATS, INTEGERS, SIZE = pointer, types.CPointer(types.int64), types.intp
MEMORY = (INTEGERS, *[FLOATS] * 6)
SIZES = (SIZE,) * 7


def forward_pass_of(run_elementwise: Any, is_trained: bool) -> Any:
    """is_trained: a backward pass follows, which needs the inputs of weighted sums."""

    @inner
    def forward_pass(memory, sizes, weights, last, samples):
        ops, data = memory.ops, memory.data
        for i in range(0, sizes.constants * LANES, LANES):
            constants = (sizes.samples - 1 - last) * sizes.constants + i
            store(data, i, load(memory.constants, constants))
        for i in range(sizes.ops):
            op = i * codes.FIELDS
            kind = ops[op + codes.KIND]
            if kind == codes.DENSE:
                dense_forward(memory, op, weights)
                if is_trained:
                    keep_inputs(memory, op, sizes.width, samples)
            elif kind == codes.TERM:
                collect(memory, op, memory.terms, sizes.terms, last, samples)
            elif kind == codes.OUTPUT:
                collect(memory, op, memory.outputs, sizes.outputs, last, samples)
            else:
                out, a, b, count = rows_of(ops, op)
                operands = offset(data, a * LANES), offset(data, b * LANES)
                results, code = offset(data, out * LANES), kind - codes.ELEMENTWISE
                run_elementwise(code, results, *operands, count)

    return forward_pass


def backward_pass_of(run_elementwise: Any) -> Any:
    @inner
    def backward_pass(memory, sizes, weights, weight_grads, samples, term_weight):
        ops, grads = memory.ops, memory.grads
        # Each instruction leaves 0 for the gradients of its results; constants have none.
        for i in range(0, sizes.constants * LANES, LANES):
            store(grads, i, spread(0.0))
        for i in range(sizes.ops - 1, -1, -1):
            op = i * codes.FIELDS
            kind = ops[op + codes.KIND]
            if kind == codes.DENSE:
                weights_backward(memory, op, sizes.width, weight_grads, samples)
                if ops[op + codes.PASSES_ON]:
                    inputs_backward(memory, op, weights)
                clear(grads, ops[op + codes.OUT], ops[op + codes.COUNT])
            elif kind == codes.TERM:
                # The derivative of the loss by each term: 1 for their sum.
                place = ops[op + codes.OUT] * LANES
                store(grads, place, load(grads, place) + spread(term_weight))
            elif kind != codes.OUTPUT:
                run_elementwise(kind - codes.ELEMENTWISE, memory.data, grads, *rows_of(ops, op))

    return backward_pass


@inner
def clear(numbers, first, count):
    """Let so many rows be 0."""
    for i in range(first * LANES, (first + count) * LANES, LANES):
        store(numbers, i, spread(0.0))


@inner
def rows_of(ops, op):
    """The first rows of an elementwise instruction (result, both operands), and their count."""
    return ops[op + codes.OUT], ops[op + codes.A], ops[op + codes.B], ops[op + codes.COUNT]


@inner
def collect(memory, op, numbers, per_sample, last, samples):
    """Keep one number of each sample; lane 0 holds the last of them."""
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
