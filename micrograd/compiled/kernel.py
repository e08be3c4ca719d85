"""The compiled training loop: one program, run over all samples side by side.

Only `build` imports this module, since it needs Numba.
"""

import math
from collections.abc import Callable
from typing import Any

from numba import types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.batches import SHUFFLE_SIGNATURE, gather, next_batch, shuffle, shuffled
from micrograd.compiled.elementwise import backward_by_code, forward_by_code, table
from micrograd.compiled.inner import inner
from micrograd.compiled.kept import fill, is_zero, keep, keep_piece, oddness, put_back, sum_of
from micrograd.compiled.lanes import offset, spread, store
from micrograd.compiled.looking import looking_functions
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.passes import (
    FLOATS,
    INTEGERS,
    MEMORY,
    SIZE,
    SIZES,
    Memory,
    Sizes,
    backward_pass_of,
    forward_pass_of,
    sum_of_terms,
)
from micrograd.compiled.updating import factor_of_step, number_at, update_of

# See `machine.Machine`, which calls them.
TRAIN_SIGNATURE = types.void(
    *(MEMORY + SIZES),
    *[FLOATS] * 5,  # state, before, one step earlier, weight_grads, fresh
    *[SIZE, SIZE, SIZE],  # n_weights, n_state, steps
    *[INTEGERS, FLOATS],  # choices, numbers
    *[INTEGERS, SIZE],  # places of the penalized weights, and how many
    *[FLOATS, INTEGERS, SIZE],  # samples to choose from, their order, how many they are
    *[INTEGERS, SIZE],  # places of frozen numbers in the state, and how many
    *[FLOATS, FLOATS],  # losses, pieces
    *[SIZE, SIZE, SIZE],  # room in the first piece, in each other one, most pieces
    *[INTEGERS, INTEGERS],  # stop, results
)


def make_kernel(tanh: Any, exp: Any, log: Any) -> dict[str, tuple[Any, Callable[..., Any]]]:
    """The functions of the compiled loop by name, each with the signature to compile it with.

    tanh, exp, log: see `elementwise.table`.
    """
    rows = table(tanh, exp, log)
    forward, backward = forward_by_code(rows), backward_by_code(rows)
    training = _both_passes(
        forward_pass_of(forward, is_trained=True), backward_pass_of(backward), forward, backward
    )
    looking = forward_pass_of(forward, is_trained=False)
    return {
        "train": (TRAIN_SIGNATURE, _train(training)),
        "shuffle": (SHUFFLE_SIGNATURE, shuffled),
        **looking_functions(looking, forward),
    }


def _both_passes(forward_pass: Any, backward_pass: Any, forward: Any, backward: Any) -> Any:
    @inner
    def both_passes(memory, sizes, weights, fresh, n_weights, n_state, choices, numbers, stop):
        """Both passes over all samples, the last ones first; False where it was stopped.

        A weight's gradient is added up in the order of the engine's backward pass, which comes to
        the last sample first, and to the penalty before all samples.
        """
        for i in range(0, n_weights, LANES):
            store(fresh, i, spread(0.0))
        if choices[codes.PENALTY] != codes.NO_PENALTY:
            out, count = n_state // LANES, n_weights // LANES
            forward(choices[codes.PENALTY], offset(weights, n_state), weights, weights, count)
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
    factor_of, update = factor_of_step(), update_of(number_at)

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
            # The derivative of the loss by each penalty; the backward pass leaves 0 there.
            fill(offset(fresh, n_state), penalized, n_penalized, numbers[codes.STRENGTH])
            if not both_passes(
                memory, sizes, state, fresh, n_weights, n_state, choices, numbers, stop
            ):
                status = codes.STOPPED
                break
            losses[done] = sum_of_terms(memory, sizes) * numbers[codes.TERM_WEIGHT]
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
            factor = factor_of(choices[codes.SCHEDULE], step, numbers)
            odd = update(choices, state, weight_grads, n_weights, numbers, factor, number)
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
