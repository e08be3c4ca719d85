"""Forward and backward pass of one program over samples, in whatever layout they lie in memory."""

from collections import namedtuple
from collections.abc import Callable
from typing import Any, NamedTuple

from numba import types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import load, offset, pointer, spread, store
from micrograd.compiled.opcodes import LANES

# `data` and `grads`: rows of lanes for each number of a sample. `columns`: the inputs of weighted
# sums once more, sample by sample. `terms`, `outputs`: those of all samples. `constants`: whatever
# the layout takes the constants of samples from.
Memory = namedtuple("Memory", "ops data grads columns terms outputs constants")
Sizes = namedtuple("Sizes", "ops rows width terms outputs constants samples")

FLOATS, INTEGERS, SIZE = pointer, types.CPointer(types.int64), types.intp
MEMORY = (INTEGERS, *[FLOATS] * 6)
SIZES = (SIZE,) * 7


class Layout(NamedTuple):
    """Where the numbers of samples lie, as functions of compiled code.

    rows(samples): how many rows of lanes each number has, of so many samples.
    take(memory, sizes, last, samples): write the constants of samples, `last` and those before it,
    where the first instructions read them.
    dense_forward(memory, sizes, op, weights, samples): the weighted sums of an instruction.
    dense_backward(memory, sizes, op, weights, weight_grads, samples): the gradients of both their
    factors.
    collect(memory, op, numbers, per_sample, last, samples): keep one number of each sample.
    """

    rows: Callable[..., int]
    take: Callable[..., None]
    dense_forward: Callable[..., None]
    dense_backward: Callable[..., None]
    collect: Callable[..., None]


def forward_pass_of(run_elementwise: Any, layout: Layout) -> Any:
    """`run(memory, sizes, weights, last, samples)`: so many samples, from the last on."""
    rows_of_samples, take, dense_forward, _, collect = layout

    @inner
    def forward_pass(memory, sizes, weights, last, samples):
        take(memory, sizes, last, samples)
        ops, data, rows = memory.ops, memory.data, rows_of_samples(samples)
        for i in range(sizes.ops):
            op = i * codes.FIELDS
            kind = ops[op + codes.KIND]
            if kind == codes.DENSE:
                dense_forward(memory, sizes, op, weights, samples)
            elif kind == codes.TERM:
                collect(memory, op, memory.terms, sizes.terms, last, samples)
            elif kind == codes.OUTPUT:
                collect(memory, op, memory.outputs, sizes.outputs, last, samples)
            else:
                out, a, b, count = places_of(ops, op, rows)
                operands = offset(data, a * LANES), offset(data, b * LANES)
                results, code = offset(data, out * LANES), kind - codes.ELEMENTWISE
                run_elementwise(code, results, *operands, count)

    return forward_pass


def backward_pass_of(run_elementwise: Any, layout: Layout) -> Any:
    """`run(memory, sizes, weights, weight_grads, samples, term_weight)`, after a forward pass."""
    rows_of_samples, dense_backward = layout.rows, layout.dense_backward

    @inner
    def backward_pass(memory, sizes, weights, weight_grads, samples, term_weight):
        ops, grads, rows = memory.ops, memory.grads, rows_of_samples(samples)
        for i in range(sizes.ops - 1, -1, -1):
            op = i * codes.FIELDS
            kind = ops[op + codes.KIND]
            out, a, b, count = places_of(ops, op, rows)
            if kind == codes.DENSE:
                dense_backward(memory, sizes, op, weights, weight_grads, samples)
                clear(grads, out, count)
            elif kind == codes.TERM:
                # The derivative of the loss by each term: 1 for their sum.
                for place in range(out * LANES, (out + rows) * LANES, LANES):
                    store(grads, place, load(grads, place) + spread(term_weight))
            elif kind != codes.OUTPUT:
                run_elementwise(kind - codes.ELEMENTWISE, memory.data, grads, out, a, b, count)
        # Each instruction leaves 0 for the gradients of its results. Constants have none, but with
        # another number of samples other rows lie in their place.
        clear(grads, 0, sizes.constants * rows)

    return backward_pass


def both_passes_of(
    forward_pass: Any, backward_pass: Any, forward: Any, backward: Any, abreast: int
) -> Any:
    """`run(memory, sizes, weights, fresh, n_weights, n_state, choices, numbers, stop)`.

    forward, backward: what does elementwise instructions. abreast: the most samples at a time.
    """

    @inner
    def both_passes(memory, sizes, weights, fresh, n_weights, n_state, choices, numbers, stop):
        """Both passes over all samples, the last ones first; False where it was stopped.

        n_weights, n_state: so many numbers, a multiple of LANES.
        A weight's gradient is added up in the order of the engine's backward pass, which comes to
        the last sample first, and to the penalty before all samples.
        """
        out, count = n_state // LANES, n_weights // LANES
        clear(fresh, 0, count)
        if choices[codes.PENALTY] != codes.NO_PENALTY:
            forward(choices[codes.PENALTY], offset(weights, n_state), weights, weights, count)
            backward(choices[codes.PENALTY], weights, fresh, out, 0, 0, count)
        for last in range(sizes.samples - 1, -1, -abreast):
            samples = min(abreast, last + 1)
            forward_pass(memory, sizes, weights, last, samples)
            backward_pass(memory, sizes, weights, fresh, samples, numbers[codes.TERM_WEIGHT])
            if stop[0]:
                return False
        return True

    return both_passes


@inner
def clear(numbers, first, count):
    """Let so many rows be 0."""
    for i in range(first * LANES, (first + count) * LANES, LANES):
        store(numbers, i, spread(0.0))


@inner
def places_of(ops, op, rows):
    """The first rows of an instruction (result, both operands), and how many it computes.

    rows: of each number.
    """
    out, a, b = ops[op + codes.OUT], ops[op + codes.A], ops[op + codes.B]
    return out * rows, a * rows, b * rows, ops[op + codes.COUNT] * rows
