"""Forward and backward pass where each lane is a run of its own.

A row of numbers holds several samples side by side, of each of them a number in every lane; the
last sample comes first. Operations see nothing of that: they do more rows.

Only `run_kernel` imports this module, since it needs Numba.
"""

from typing import Any

from micrograd.compiled import opcodes as codes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import load, offset, spread, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.passes import rows_of
from micrograd.compiled.weighted_sums import products_of

add_products = products_of(load)


def forward_pass_of(run_elementwise: Any) -> Any:
    """`run(memory, sizes, weights, last, samples)`: so many samples, from the last on."""

    @inner
    def forward_pass(memory, sizes, weights, last, samples):
        ops, data, width = memory.ops, memory.data, samples * LANES
        for i in range(sizes.ops):
            op = i * codes.FIELDS
            kind = ops[op + codes.KIND]
            if kind == codes.DENSE:
                dense_forward(ops, op, data, weights, samples)
            elif kind == codes.TERM:
                collect(memory, op, memory.terms, sizes.terms, last, samples)
            elif kind == codes.OUTPUT:
                collect(memory, op, memory.outputs, sizes.outputs, last, samples)
            else:
                out, a, b, count = rows_of(ops, op)
                operands = offset(data, a * width), offset(data, b * width)
                results, code = offset(data, out * width), kind - codes.ELEMENTWISE
                run_elementwise(code, results, *operands, count * samples)

    return forward_pass


def backward_pass_of(run_elementwise: Any) -> Any:
    """`run(memory, sizes, weights, weight_grads, samples, term_weight)`, after a forward pass."""

    @inner
    def backward_pass(memory, sizes, weights, weight_grads, samples, term_weight):
        ops, data, grads, width = memory.ops, memory.data, memory.grads, samples * LANES
        for i in range(sizes.ops - 1, -1, -1):
            op = i * codes.FIELDS
            kind = ops[op + codes.KIND]
            if kind == codes.DENSE:
                weights_backward(ops, op, data, grads, weight_grads, samples)
                if ops[op + codes.PASSES_ON]:
                    inputs_backward(ops, op, grads, weights, samples)
                first = ops[op + codes.OUT] * width
                for place in range(first, first + ops[op + codes.COUNT] * width, LANES):
                    store(grads, place, spread(0.0))
            elif kind == codes.TERM:
                # The derivative of the loss by each term: 1 for their sum.
                first = ops[op + codes.OUT] * width
                for place in range(first, first + width, LANES):
                    store(grads, place, load(grads, place) + spread(term_weight))
            elif kind != codes.OUTPUT:
                out, a, b, count = rows_of(ops, op)
                places = out * samples, a * samples, b * samples
                run_elementwise(kind - codes.ELEMENTWISE, data, grads, *places, count * samples)
        # Each instruction leaves 0 for the gradients of its results. Constants have none, but with
        # another number of samples other rows lie in their place.
        for i in range(0, sizes.constants * width, LANES):
            store(grads, i, spread(0.0))

    return backward_pass


@inner
def dense_forward(ops, op, data, weights, samples):
    """Weighted sums: w1·x1 + w2·x2 + … + b of each neuron, added from left to right."""
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
def weights_backward(ops, op, data, grads, weight_grads, samples):
    """The gradients of the weights, from sample to sample; a bias has 1 for its input."""
    width, inputs = samples * LANES, offset(data, ops[op + codes.A] * samples * LANES)
    count, stride = ops[op + codes.INPUTS], ops[op + codes.STRIDE] * LANES
    upstream = offset(grads, ops[op + codes.OUT] * width)
    sums = offset(weight_grads, ops[op + codes.WEIGHTS] * LANES)
    for _ in range(ops[op + codes.COUNT]):
        add_products(sums, LANES, count, inputs, width, LANES, upstream, LANES, samples)
        total = load(sums, count * LANES)
        for i in range(0, width, LANES):
            total = total + load(upstream, i)
        store(sums, count * LANES, total)
        sums, upstream = offset(sums, stride), offset(upstream, width)


@inner
def inputs_backward(ops, op, grads, weights, samples):
    """The gradients of the inputs, from the last neuron to the first."""
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


@inner
def take_samples(data, pools, rows, last, samples, constants):
    """Write the constants of samples where the first instructions read them.

    pools: for each run the constants of all samples; rows: which of them, in order.
    """
    if pools.step == 0 and rows.step == 0:
        for s in range(samples):
            of_sample = rows.numbers[rows.first + last - s] * constants
            for i in range(constants):
                number = pools.numbers[pools.first + of_sample + i]
                store(data, (i * samples + s) * LANES, spread(number))
        return
    for lane in range(LANES):
        pool, own = pools.first + lane * pools.step, rows.first + lane * rows.step
        for s in range(samples):
            of_sample = pool + rows.numbers[own + last - s] * constants
            for i in range(constants):
                place = (i * samples + s) * LANES + lane
                data[place] = pools.numbers[of_sample + i]
