"""The compiled training loop: one program, run over all samples side by side.

Only `build` imports this module, since it needs Numba.
"""

import math
from collections import namedtuple
from collections.abc import Callable
from typing import Any

from numba import types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.batches import SHUFFLE_SIGNATURE, gather, next_batch, shuffle, shuffled
from micrograd.compiled.elementwise import backward_by_code, forward_by_code, table
from micrograd.compiled.inner import inner
from micrograd.compiled.kept import fill, is_zero, keep, keep_piece, oddness, put_back, sum_of
from micrograd.compiled.lanes import offset
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
    both_passes_of,
    forward_pass_of,
)
from micrograd.compiled.sample_layout import sample_layout, sum_of_terms
from micrograd.compiled.updating import factor_of_step, number_at, update_of

# The numbers that training carries from step to step. `state`, with room for as many penalties as
# weights behind it; what it was `before` the last step and one step `earlier`; `grads` of the last
# step, and `fresh` ones, in the places of the state. `penalized`, `frozen`: places in the state.
Trained = namedtuple(
    "Trained",
    "state before earlier grads fresh n_weights n_state penalized n_penalized frozen n_frozen",
)
# The samples to choose from, their order in this epoch, how many they are, and how many a step has.
Pool = namedtuple("Pool", "constants order samples size")

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
    layout = sample_layout(is_trained=True)
    passes = forward_pass_of(forward, layout), backward_pass_of(backward, layout)
    both_passes = both_passes_of(*passes, forward, backward, LANES)
    looking = forward_pass_of(forward, sample_layout(is_trained=False))
    return {
        "train": (TRAIN_SIGNATURE, _train(both_passes)),
        "shuffle": (SHUFFLE_SIGNATURE, shuffled),
        **looking_functions(looking, forward),
    }


def _train(both_passes: Any) -> Callable[..., Any]:
    move = _move()

    def train(
        ops, data, grads, columns, terms, outputs, constants,
        n_ops, n_rows, width, n_terms, n_outputs, n_constants, samples,
        state, before, earlier, weight_grads, fresh,
        n_weights, n_state, steps,
        choices, numbers,
        penalized, n_penalized,
        pool_constants, order, n_pool,
        frozen, n_frozen,
        losses, pieces,
        room, piece_width, most_pieces,
        stop, results,
    ):  # fmt: skip
        memory = Memory(ops, data, grads, columns, terms, outputs, constants)
        sizes = Sizes(n_ops, n_rows, width, n_terms, n_outputs, n_constants, samples)
        pool = Pool(pool_constants, order, n_pool, samples)
        trained = Trained(
            state, before, earlier, weight_grads, fresh, n_weights, n_state,
            penalized, n_penalized, frozen, n_frozen,
        )  # fmt: skip
        if samples < n_pool:
            shuffle(order, n_pool, choices[codes.SEED], choices[codes.EPOCH])
        status, done, piece, left, is_new = codes.DONE, 0, 0, room, True
        while done < steps:
            if left == 0:
                if piece + 1 == most_pieces:
                    break
                piece, left, is_new = piece + 1, piece_width, True
            sizes = take_batch(memory, sizes, pool, choices, numbers)
            # The derivative of the loss by each penalty; the backward pass leaves 0 there.
            fill(offset(fresh, n_state), penalized, n_penalized, numbers[codes.STRENGTH])
            if not both_passes(
                memory, sizes, state, fresh, n_weights, n_state, choices, numbers, stop
            ):
                status = codes.STOPPED
                break
            losses[done] = loss_of(memory, sizes, trained, choices, numbers)
            if not math.isfinite(losses[done]):
                status = codes.LOSS_NOT_FINITE
                break
            if not move(trained, choices, numbers, done):
                status = codes.STATE_NOT_FINITE
                break
            keep_piece(pieces, piece, before, weight_grads, n_weights, is_new)
            done, left, is_new = done + 1, left - 1, False
        results[codes.STATUS], results[codes.STEPS_DONE] = status, done
        results[codes.PIECES] = piece + (0 if is_new else 1)

    return train


@inner
def take_batch(memory, sizes, pool, choices, numbers):
    """Put the samples of the next step where it takes them; returns the sizes with their count."""
    if pool.size >= pool.samples:
        return sizes
    first, count = next_batch(pool.order, pool.samples, pool.size, choices, numbers)
    gather(memory.constants, pool.constants, pool.order, first, count, sizes.constants)
    return Sizes(*sizes[:6], count)


@inner
def loss_of(memory, sizes, trained, choices, numbers):
    """The loss of a step, after its passes."""
    loss = sum_of_terms(memory, sizes) * numbers[codes.TERM_WEIGHT]
    if choices[codes.PENALTY] != codes.NO_PENALTY:
        penalties = offset(trained.state, trained.n_state)
        total = sum_of(penalties, trained.penalized, trained.n_penalized)
        loss = loss + total * numbers[codes.STRENGTH]
    return loss


def _move() -> Any:
    factor_of, update = factor_of_step(), update_of(number_at)

    @inner
    def move(trained, choices, numbers, done):
        """Update the state after `done` steps, and keep what it was; False if it is not finite."""
        keep(trained.grads, trained.fresh, trained.n_weights)
        keep(trained.earlier, trained.before, trained.n_state)
        keep(trained.before, trained.state, trained.n_state)
        step, number = float(choices[codes.FIRST_STEP] + done), numbers[codes.UPDATES] + done
        factor = factor_of(choices[codes.SCHEDULE], step, numbers)
        odd = update(
            choices, trained.state, trained.grads, trained.n_weights, numbers, factor, number
        )
        if trained.n_frozen > 0:
            put_back(trained.state, trained.before, trained.frozen, trained.n_frozen)
            odd = oddness(trained.state, trained.n_state)
        return is_zero(odd)

    return move
