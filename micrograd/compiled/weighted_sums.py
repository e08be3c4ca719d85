"""The weighted sums of neurons in the compiled loop: forwards, and the gradients of both factors.

Only `sample_layout` and `run_layout` import this module, since it needs Numba.
"""

from typing import Any

from micrograd.compiled import opcodes as codes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import load, offset, spread, store, transpose
from micrograd.compiled.opcodes import LANES


def products_of(factor_at: Any) -> Any:
    """A function that adds up products; factor_at(numbers, i): a factor of them as lanes."""

    @inner
    def add_products(sums, sum_step, n, numbers, of_next_sum, number_step, rows, row_step, count):
        """Add a factor times a row of lanes to each of n sums, then the next with the next row.

        Four sums side by side: each row is loaded once for all of them, and the processor has four
        additions to do while it waits for the result of one.
        """
        i, place = 0, 0
        while i + 4 <= n:
            a, b = load(sums, place), load(sums, place + sum_step)
            c, d = load(sums, place + 2 * sum_step), load(sums, place + 3 * sum_step)
            k, row = i * of_next_sum, 0
            for _ in range(count):
                factor = load(rows, row)
                a = a + factor_at(numbers, k) * factor
                b = b + factor_at(numbers, k + of_next_sum) * factor
                c = c + factor_at(numbers, k + 2 * of_next_sum) * factor
                d = d + factor_at(numbers, k + 3 * of_next_sum) * factor
                k, row = k + number_step, row + row_step
            store(sums, place, a)
            store(sums, place + sum_step, b)
            store(sums, place + 2 * sum_step, c)
            store(sums, place + 3 * sum_step, d)
            i, place = i + 4, place + 4 * sum_step
        while i < n:
            a, k, row = load(sums, place), i * of_next_sum, 0
            for _ in range(count):
                a = a + factor_at(numbers, k) * load(rows, row)
                k, row = k + number_step, row + row_step
            store(sums, place, a)
            i, place = i + 1, place + sum_step

    return add_products


@inner
def in_every_lane(numbers, i):
    """A number, the same in every lane."""
    return spread(numbers[i])


add_products = products_of(in_every_lane)


@inner
def dense_forward(memory, op, weights):
    """Weighted sums: w1·x1 + w2·x2 + … + b for each neuron, added from left to right."""
    ops, data = memory.ops, memory.data
    sums = offset(data, ops[op + codes.OUT] * LANES)
    inputs = offset(data, ops[op + codes.A] * LANES)
    neurons, count, stride = ops[op + codes.COUNT], ops[op + codes.INPUTS], ops[op + codes.STRIDE]
    of_first = offset(weights, ops[op + codes.WEIGHTS])
    for i in range(0, neurons * LANES, LANES):
        store(sums, i, spread(0.0))
    add_products(sums, LANES, neurons, of_first, stride, 1, inputs, LANES, count)
    bias = count
    for i in range(0, neurons * LANES, LANES):
        store(sums, i, load(sums, i) + spread(of_first[bias]))
        bias += stride


@inner
def keep_inputs(memory, op, width, samples):
    """The inputs of weighted sums sample by sample, as the gradients of the weights need them."""
    ops, columns = memory.ops, offset(memory.columns, memory.ops[op + codes.COLUMN])
    inputs, count = offset(memory.data, ops[op + codes.A] * LANES), ops[op + codes.INPUTS]
    whole = count // LANES * LANES
    for j in range(0, whole, LANES):
        transpose(offset(inputs, j * LANES), LANES, offset(columns, j), width)
    for j in range(whole, count):
        for s in range(samples):
            columns[s * width + j] = inputs[j * LANES + s]


@inner
def weights_backward(memory, op, width, weight_grads, samples):
    """The gradients of the weights, from sample to sample; a bias has 1 for its input."""
    ops, stride, count = memory.ops, memory.ops[op + codes.STRIDE], memory.ops[op + codes.INPUTS]
    upstream = offset(memory.grads, ops[op + codes.OUT] * LANES)
    inputs = offset(memory.columns, ops[op + codes.COLUMN])
    sums, neurons = offset(weight_grads, ops[op + codes.WEIGHTS]), ops[op + codes.COUNT]
    for j in range(0, count, LANES):
        add_products(
            offset(sums, j), stride, neurons, upstream, LANES, 1, offset(inputs, j), width, samples
        )
    if count % LANES == 0:
        # Lanes would hold the bias alone.
        biases_backward(offset(sums, count), stride, neurons, upstream, samples)


@inner
def biases_backward(sums, stride, neurons, upstream, samples):
    """The gradients of the biases: those of the weighted sums, from sample to sample."""
    for i in range(neurons):
        total = sums[i * stride]
        for s in range(samples):
            total += upstream[i * LANES + s]
        sums[i * stride] = total


@inner
def inputs_backward(memory, op, weights):
    """The gradients of the inputs, from the last neuron to the first."""
    ops, grads = memory.ops, memory.grads
    stride, last = ops[op + codes.STRIDE], ops[op + codes.COUNT] - 1
    upstream = offset(grads, (ops[op + codes.OUT] + last) * LANES)
    of_last = offset(weights, ops[op + codes.WEIGHTS] + last * stride)
    sums, inputs = offset(grads, ops[op + codes.A] * LANES), ops[op + codes.INPUTS]
    add_products(sums, LANES, inputs, of_last, 1, -stride, upstream, -LANES, last + 1)
