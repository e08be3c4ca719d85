"""The compiled training loop: one program, run over all samples side by side.

Only `build` imports this module, since it needs Numba.
"""

import math
from collections import namedtuple
from collections.abc import Callable
from typing import Any

from numba import njit, types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.batches import gather, next_batch, shuffle
from micrograd.compiled.elementwise import backward_by_code, forward_by_code, table
from micrograd.compiled.kept import is_zero, keep, keep_piece, oddness, put_back, sum_of
from micrograd.compiled.lanes import load, offset, pointer, spread, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.updating import rate_of_step, update_by_code

# `data` and `grads`: rows of lanes, one for each number of a sample. `columns`: the inputs of
# weighted sums once more, sample by sample. `terms`, `outputs`: those of all samples.
Memory = namedtuple("Memory", "ops data grads columns terms outputs constants")
Sizes = namedtuple("Sizes", "ops rows width terms outputs constants samples")

_floats, _integers, _size = pointer, types.CPointer(types.int64), types.intp
_MEMORY = (_integers, *[_floats] * 6)
_SIZES = (_size,) * 7
# See `machine.Machine`, which calls them.
TRAIN_SIGNATURE = types.void(
    *(_MEMORY + _SIZES),
    *[_floats] * 5,  # state, before, one step earlier, weight_grads, fresh
    *[_size, _size, _size],  # n_weights, n_state, steps
    *[_integers, _floats],  # choices, numbers
    *[_integers, _size],  # places of the penalized weights, and how many
    *[_floats, _integers, _size],  # samples to choose from, their order, how many they are
    *[_integers, _size],  # places of frozen numbers in the state, and how many
    *[_floats, _floats],  # losses, pieces
    *[_size, _size, _size],  # room in the first piece, in each other one, most pieces
    *[_integers, _integers],  # stop, results
)
EVALUATE_SIGNATURE = types.void(*(_MEMORY + _SIZES), _floats)


def make_kernel(tanh: Callable[..., Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The functions `train` and `evaluate`, to be compiled with the signatures above."""
    rows = table(tanh)
    forward, backward = forward_by_code(rows), backward_by_code(rows)
    forward_pass, backward_pass = _forward_pass(forward), _backward_pass(backward)
    both_passes = _both_passes(forward_pass, backward_pass, forward, backward)
    return _train(both_passes), _evaluate(forward_pass)


def _forward_pass(run_elementwise: Any) -> Any:
    @njit
    def forward_pass(memory, sizes, weights, last, samples):
        ops, data = memory.ops, memory.data
        for i in range(0, sizes.constants * LANES, LANES):
            constants = (sizes.samples - 1 - last) * sizes.constants + i
            store(data, i, load(memory.constants, constants))
        for i in range(sizes.ops):
            op = i * codes.FIELDS
            kind = ops[op + codes.KIND]
            if kind == codes.DENSE:
                dense_forward(memory, op, sizes.width, weights, samples)
            elif kind == codes.TERM:
                collect(memory, op, memory.terms, sizes.terms, last, samples)
            elif kind == codes.OUTPUT:
                collect(memory, op, memory.outputs, sizes.outputs, last, samples)
            else:
                run_elementwise(kind - codes.ELEMENTWISE, data, *rows_of(ops, op))

    return forward_pass


def _backward_pass(run_elementwise: Any) -> Any:
    @njit
    def backward_pass(memory, sizes, weights, weight_grads, samples, term_weight):
        ops, grads = memory.ops, memory.grads
        for i in range(0, sizes.rows * LANES, LANES):
            store(grads, i, spread(0.0))
        for i in range(sizes.ops - 1, -1, -1):
            op = i * codes.FIELDS
            kind = ops[op + codes.KIND]
            if kind == codes.DENSE:
                weights_backward(memory, op, sizes.width, weight_grads, samples)
                if ops[op + codes.PASSES_ON]:
                    inputs_backward(memory, op, weights)
            elif kind == codes.TERM:
                # The derivative of the loss by each term: 1 for their sum.
                place = ops[op + codes.OUT] * LANES
                store(grads, place, load(grads, place) + spread(term_weight))
            elif kind != codes.OUTPUT:
                run_elementwise(kind - codes.ELEMENTWISE, memory.data, grads, *rows_of(ops, op))

    return backward_pass


def _both_passes(forward_pass: Any, backward_pass: Any, forward: Any, backward: Any) -> Any:
    @njit
    def both_passes(memory, sizes, weights, fresh, n_weights, n_state, choices, numbers, stop):
        """Both passes over all samples, the last ones first; False where it was stopped.

        A weight's gradient is added up in the order of the engine's backward pass, which comes to
        the last sample first, and to the penalty before all samples.
        """
        for i in range(0, n_weights, LANES):
            store(fresh, i, spread(0.0))
        if choices[codes.PENALTY] != codes.NO_PENALTY:
            out, count = n_state // LANES, n_weights // LANES
            forward(choices[codes.PENALTY], weights, out, 0, 0, count)
            backward(choices[codes.PENALTY], weights, fresh, out, 0, 0, count)
        for last in range(sizes.samples - 1, -1, -LANES):
            samples = min(LANES, last + 1)
            forward_pass(memory, sizes, weights, last, samples)
            backward_pass(memory, sizes, weights, fresh, samples, numbers[codes.TERM_WEIGHT])
            if stop[0]:
                return False
        return True

    return both_passes


def _train(both_passes: Any) -> Callable[..., Any]:
    rate_of, update = rate_of_step(), update_by_code()

    def train(
        ops, data, grads, columns, terms, outputs, constants,
        n_ops, n_rows, width, n_terms, n_outputs, n_constants, samples,
        state, before, earlier, weight_grads, fresh,
        n_weights, n_state, steps,
        choices, numbers,
        penalized, n_penalized,
        pool, order, n_pool,
        frozen, n_frozen,
        losses, pieces,
        room, piece_width, most_pieces,
        stop, results,
    ):  # fmt: skip
        memory = Memory(ops, data, grads, columns, terms, outputs, constants)
        sizes = Sizes(n_ops, n_rows, width, n_terms, n_outputs, n_constants, samples)
        if samples < n_pool:
            shuffle(order, n_pool, choices[codes.SEED], choices[codes.EPOCH])
        status, done, piece, left, is_new = codes.DONE, 0, 0, room, True
        while done < steps:
            if samples < n_pool:
                first, count = next_batch(order, n_pool, samples, choices, numbers)
                gather(constants, pool, order, first, count, n_constants)
                sizes = Sizes(n_ops, n_rows, width, n_terms, n_outputs, n_constants, count)
            if left == 0:
                if piece + 1 == most_pieces:
                    break
                piece, left, is_new = piece + 1, piece_width, True
            if not both_passes(
                memory, sizes, state, fresh, n_weights, n_state, choices, numbers, stop
            ):
                status = codes.STOPPED
                break
            losses[done] = loss_of(memory, sizes, numbers)
            if choices[codes.PENALTY] != codes.NO_PENALTY:
                total = sum_of(offset(state, n_state), penalized, n_penalized)
                losses[done] = losses[done] + total * numbers[codes.STRENGTH]
            if not math.isfinite(losses[done]):
                status = codes.LOSS_NOT_FINITE
                break
            keep(weight_grads, fresh, n_weights)
            keep(earlier, before, n_state)
            keep(before, state, n_state)
            step, number = float(choices[codes.FIRST_STEP] + done), numbers[codes.UPDATES] + done
            rate, rule = rate_of(choices[codes.SCHEDULE], step, numbers), choices[codes.OPTIMIZER]
            odd = update(rule, state, weight_grads, n_weights, numbers, rate, number)
            if n_frozen > 0:
                put_back(state, before, frozen, n_frozen)
                odd = oddness(state, n_state)
            if not is_zero(odd):
                status = codes.STATE_NOT_FINITE
                break
            keep_piece(pieces, piece, before, weight_grads, n_weights, is_new)
            done, left, is_new = done + 1, left - 1, False
        results[codes.STATUS], results[codes.STEPS_DONE] = status, done
        results[codes.PIECES] = piece + (0 if is_new else 1)

    return train


def _evaluate(forward_pass: Any) -> Callable[..., Any]:
    def evaluate(
        ops, data, grads, columns, terms, outputs, constants,
        n_ops, n_rows, width, n_terms, n_outputs, n_constants, samples,
        weights,
    ):  # fmt: skip
        memory = Memory(ops, data, grads, columns, terms, outputs, constants)
        sizes = Sizes(n_ops, n_rows, width, n_terms, n_outputs, n_constants, samples)
        for last in range(samples - 1, -1, -LANES):
            forward_pass(memory, sizes, weights, last, min(LANES, last + 1))

    return evaluate


@njit
def rows_of(ops, op):
    """The first rows of an elementwise instruction (result, both operands), and their count."""
    return ops[op + codes.OUT], ops[op + codes.A], ops[op + codes.B], ops[op + codes.COUNT]


@njit
def dense_forward(memory, op, width, weights, samples):
    """Weighted sums: w1·x1 + w2·x2 + … + b for each neuron, added from left to right."""
    ops, data, columns = memory.ops, memory.data, memory.columns
    first, count, column = ops[op + codes.A] * LANES, ops[op + codes.INPUTS], ops[op + codes.COLUMN]
    out, w, stride = ops[op + codes.OUT] * LANES, ops[op + codes.WEIGHTS], ops[op + codes.STRIDE]
    for _ in range(ops[op + codes.COUNT]):
        total = spread(0.0)
        for j in range(count):
            total = total + spread(weights[w + j]) * load(data, first + j * LANES)
        store(data, out, total + spread(weights[w + count]))
        out += LANES
        w += stride
    # The gradients of the weights need the same inputs sample by sample.
    for j in range(count):
        for s in range(samples):
            columns[s * width + column + j] = data[first + j * LANES + s]


@njit
def weights_backward(memory, op, width, weight_grads, samples):
    """The gradients of the weights, from sample to sample; a bias has 1 for its input."""
    ops, grads, columns = memory.ops, memory.grads, memory.columns
    upstream, stride = ops[op + codes.OUT] * LANES, ops[op + codes.STRIDE]
    w, column = ops[op + codes.WEIGHTS], ops[op + codes.COLUMN]
    for _ in range(ops[op + codes.COUNT]):
        for j in range(0, stride, LANES):
            total = load(weight_grads, w + j)
            for s in range(samples):
                inputs = load(columns, s * width + column + j)
                total = total + inputs * spread(grads[upstream + s])
            store(weight_grads, w + j, total)
        upstream += LANES
        w += stride


@njit
def inputs_backward(memory, op, weights):
    """The gradients of the inputs, from the last neuron to the first."""
    ops, grads = memory.ops, memory.grads
    stride, count = ops[op + codes.STRIDE], ops[op + codes.COUNT]
    last_upstream = (ops[op + codes.OUT] + count - 1) * LANES
    last_weight = ops[op + codes.WEIGHTS] + (count - 1) * stride
    for j in range(ops[op + codes.INPUTS]):
        place = (ops[op + codes.A] + j) * LANES
        total = load(grads, place)
        upstream, w = last_upstream, last_weight + j
        for _ in range(count):
            total = total + spread(weights[w]) * load(grads, upstream)
            upstream -= LANES
            w -= stride
        store(grads, place, total)


@njit
def collect(memory, op, numbers, per_sample, last, samples):
    """Keep one number of each sample; lane 0 holds the last of them."""
    ops = memory.ops
    row = ops[op + codes.OUT] * LANES
    for s in range(samples):
        numbers[(last - s) * per_sample + ops[op + codes.A]] = memory.data[row + s]


@njit
def loss_of(memory, sizes, numbers):
    """The terms of all samples, added from the first to the last."""
    loss = 0.0
    for i in range(sizes.samples * sizes.terms):
        loss += memory.terms[i]
    return loss * numbers[codes.TERM_WEIGHT]
