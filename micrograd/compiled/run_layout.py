"""The layout of many runs: each lane is a run of its own.

A row of numbers holds several samples side by side, of each of them a number in every lane; the
last sample comes first. Operations see nothing of that: they do more rows.

Only `run_kernel` imports this module, since it needs Numba.
"""

from collections import namedtuple

from micrograd.compiled import opcodes as codes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import load, offset, spread, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.passes import Layout
from micrograd.compiled.weighted_sums import products_of

# Numbers of runs, from `first` on, and how many there are from a run to the next one: 0 where all
# runs share them.
Shared = namedtuple("Shared", "numbers first step")
# The constants of all samples; `rows`: which of them to take, in order. is_taken: they stand where
# they are read already.
Chosen = namedtuple("Chosen", "pools rows is_taken")

add_products = products_of(load)


def run_layout() -> Layout:
    """The layout; its constants are `Chosen`."""
    return Layout(inner(lambda samples: samples), take, dense_forward, dense_backward, collect)


# A call that does nothing costs a small network a fortieth of a step.
@inner(inline="always")
def take(memory, sizes, last, samples):
    """Write the constants of samples, unless they stand there."""
    if not memory.constants.is_taken:
        pools, rows, _ = memory.constants
        take_samples(memory.data, pools, rows, last, samples, sizes.constants)


@inner
def take_samples(data, pools, rows, last, samples, constants):
    """Write the constants of samples: one number for all runs, or of each run its own."""
    if pools.step == 0 and rows.step == 0:
        for s in range(samples):
            of_sample = pools.first + rows.numbers[rows.first + last - s] * constants
            for i in range(constants):
                store(data, (i * samples + s) * LANES, spread(pools.numbers[of_sample + i]))
        return
    for lane in range(LANES):
        pool, own = pools.first + lane * pools.step, rows.first + lane * rows.step
        for s in range(samples):
            of_sample = pool + rows.numbers[own + last - s] * constants
            for i in range(constants):
                data[(i * samples + s) * LANES + lane] = pools.numbers[of_sample + i]


@inner
def dense_forward(memory, sizes, op, weights, samples):
    """Weighted sums: w1·x1 + w2·x2 + … + b of each neuron, added from left to right."""
    ops, data = memory.ops, memory.data
    width, inputs = samples * LANES, offset(data, ops[op + codes.A] * samples * LANES)
    count, stride = ops[op + codes.INPUTS], ops[op + codes.STRIDE] * LANES
    sums = offset(data, ops[op + codes.OUT] * width)
    own = offset(weights, ops[op + codes.WEIGHTS] * LANES)
    for _ in range(ops[op + codes.COUNT]):
        for i in range(0, width, LANES):
            store(sums, i, spread(0.0))
        add_products(sums, LANES, samples, inputs, LANES, width, own, LANES, count)
        bias = load(own, count * LANES)
        for i in range(0, width, LANES):
            store(sums, i, load(sums, i) + bias)
        sums, own = offset(sums, width), offset(own, stride)


@inner
def dense_backward(memory, sizes, op, weights, weight_grads, samples):
    """The gradients of both factors of weighted sums."""
    weights_backward(memory, op, weight_grads, samples)
    if memory.ops[op + codes.PASSES_ON]:
        inputs_backward(memory, op, weights, samples)


@inner
def weights_backward(memory, op, weight_grads, samples):
    """The gradients of the weights, from sample to sample; a bias has 1 for its input."""
    ops, width = memory.ops, samples * LANES
    inputs = offset(memory.data, ops[op + codes.A] * width)
    count, stride = ops[op + codes.INPUTS], ops[op + codes.STRIDE] * LANES
    upstream = offset(memory.grads, ops[op + codes.OUT] * width)
    sums = offset(weight_grads, ops[op + codes.WEIGHTS] * LANES)
    for _ in range(ops[op + codes.COUNT]):
        add_products(sums, LANES, count, inputs, width, LANES, upstream, LANES, samples)
        total = load(sums, count * LANES)
        for i in range(0, width, LANES):
            total = total + load(upstream, i)
        store(sums, count * LANES, total)
        sums, upstream = offset(sums, stride), offset(upstream, width)


@inner
def inputs_backward(memory, op, weights, samples):
    """The gradients of the inputs, from the last neuron to the first."""
    ops, grads = memory.ops, memory.grads
    width, last = samples * LANES, ops[op + codes.COUNT] - 1
    stride = ops[op + codes.STRIDE] * LANES
    upstream = offset(grads, (ops[op + codes.OUT] + last) * width)
    own = offset(weights, ops[op + codes.WEIGHTS] * LANES + last * stride)
    sums = offset(grads, ops[op + codes.A] * width)
    for _ in range(ops[op + codes.INPUTS]):
        add_products(sums, LANES, samples, upstream, LANES, -width, own, -stride, last + 1)
        sums, own = offset(sums, width), offset(own, LANES)


@inner
def collect(memory, op, numbers, per_sample, last, samples):
    """Keep one number of each sample, in the order of the samples."""
    ops = memory.ops
    row = ops[op + codes.OUT] * samples * LANES
    for s in range(samples):
        place = (last - s) * per_sample + ops[op + codes.A]
        store(numbers, place * LANES, load(memory.data, row + s * LANES))


@inner
def sum_of_terms(memory, sizes):
    """The terms of all samples, added from the first to the last."""
    total = spread(0.0)
    for i in range(0, sizes.samples * sizes.terms * LANES, LANES):
        total = total + load(memory.terms, i)
    return total
