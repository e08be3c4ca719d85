"""The compiled loop for many runs: each lane is a run, and groups of them follow each other.

Only `build` imports this module, since it needs Numba.
"""

import math
from collections import namedtuple
from collections.abc import Callable
from typing import Any

from numba import types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.batches import place_of_batch, shuffle, turns_epoch
from micrograd.compiled.elementwise import backward_by_code, forward_by_code, table
from micrograd.compiled.folding import folds
from micrograd.compiled.inner import inner
from micrograd.compiled.kept import oddness
from micrograd.compiled.lanes import lane, load, offset, select, spread, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.passes import FLOATS, INTEGERS, SIZE, Memory, Sizes
from micrograd.compiled.run_lanes import number_of_runs
from micrograd.compiled.run_passes import (
    backward_pass_of,
    forward_pass_of,
    sum_of_terms,
    take_samples,
)
from micrograd.compiled.updating import factor_of_step, update_of

# `rows`: which samples of the pools a step trains on, in order. All with as many numbers from a run
# to the next one as `step` says: 0 where all runs share them.
Shared = namedtuple("Shared", "numbers first step")

# See `run_machine.RunMachine`, which calls it.
TRAIN_RUNS_SIGNATURE = types.void(
    *[INTEGERS, *[FLOATS] * 4],  # ops, data, grads, terms, outputs
    *[SIZE] * 6,  # ops, outputs, terms, constants; samples of a step and of training
    *[FLOATS, SIZE],  # pools, with so many numbers for each run
    *[INTEGERS, SIZE],  # rows trained on
    *[INTEGERS, SIZE, SIZE],  # rows held out, and how many
    *[INTEGERS, INTEGERS, INTEGERS, SIZE],  # seeds, positions, order
    *[FLOATS] * 4,  # state, before, fresh, held
    *[SIZE, SIZE, SIZE, SIZE],  # n_weights, n_state, steps, groups
    *[INTEGERS, FLOATS, FLOATS],  # choices, numbers, and those of each run
    *[INTEGERS, SIZE, INTEGERS, SIZE],  # places of the penalized weights, and of frozen numbers
    *[FLOATS, FLOATS, FLOATS, FLOATS],  # folded, ended, losses, looked
    INTEGERS,  # stop
)


def make_kernel(tanh: Any, exp: Any, log: Any) -> dict[str, tuple[Any, Callable[..., Any]]]:
    """The function of the compiled loop by its name, with the signature to compile it with.

    tanh, exp, log: see `elementwise.table`.
    """
    rows = table(tanh, exp, log)
    train_runs = _train_runs(forward_by_code(rows), backward_by_code(rows))
    return {"train_runs": (TRAIN_RUNS_SIGNATURE, train_runs)}


def _both_passes(forward: Any, backward: Any, forward_pass: Any) -> Any:
    backward_pass = backward_pass_of(backward)

    @inner
    def both_passes(
        memory, sizes, pools, rows, is_taken, state, fresh, n_weights, n_state, choices, numbers
    ):
        """Both passes over all samples, the last ones first; see `kernel`.

        is_taken: the samples stand where they are read.
        """
        for i in range(0, n_weights * LANES, LANES):
            store(fresh, i, spread(0.0))
        if choices[codes.PENALTY] != codes.NO_PENALTY:
            out = offset(state, n_state * LANES)
            forward(choices[codes.PENALTY], out, state, state, n_weights)
            backward(choices[codes.PENALTY], state, fresh, n_state, 0, 0, n_weights)
        for last in range(sizes.samples - 1, -1, -codes.ABREAST):
            samples = min(codes.ABREAST, last + 1)
            if not is_taken:
                take_samples(memory.data, pools, rows, last, samples, sizes.constants)
            forward_pass(memory, sizes, state, last, samples)
            backward_pass(memory, sizes, state, fresh, samples, numbers[codes.TERM_WEIGHT])

    return both_passes


def _total(forward_pass: Any) -> Any:
    @inner
    def total_of(memory, sizes, pools, rows, state):
        """The sum of the terms of some samples; the outputs are kept, too."""
        for last in range(sizes.samples - 1, -1, -codes.ABREAST):
            samples = min(codes.ABREAST, last + 1)
            take_samples(memory.data, pools, rows, last, samples, sizes.constants)
            forward_pass(memory, sizes, state, last, samples)
        return sum_of_terms(memory, sizes)

    return total_of


@inner
def with_penalty(loss, penalties, penalized, n_penalized, strength):
    """The whole loss, from that of the samples."""
    total = spread(0.0)
    for i in range(n_penalized):
        total = total + load(penalties, penalized[i] * LANES)
    return loss + total * strength


@inner
def with_end(ended, oddness, step):
    """The step at which each run diverged, infinite before that; oddness: nan where it did now."""
    now = select(ended < step, ended, spread(step))
    return select(oddness == 0.0, ended, now)


@inner
def are_all(numbers):
    """True where the number of every lane is 1."""
    total = 0.0
    for i in range(LANES):
        total += lane(numbers, i)
    return total == LANES


@inner
def shuffle_runs(order, step, rows, positions, seeds, first_run, epoch, count):
    """Write the rows of an epoch for each run, or once for all of them."""
    for i in range(LANES if step > 0 else 1):
        shuffle(positions, count, seeds[first_run + i], epoch)
        own = rows.first + i * rows.step
        for place in range(count):
            order[i * step + place] = rows.numbers[own + positions[place]]


def _train_runs(forward: Any, backward: Any) -> Callable[..., Any]:
    forward_pass = forward_pass_of(forward)
    both_passes = _both_passes(forward, backward, forward_pass)
    total_of = _total(forward_pass)
    factor_of, update = factor_of_step(), update_of(number_of_runs)
    fold, is_settled = folds()

    @inner
    def losses_at_end(
        memory, sizes, pools, trained, tested, n_tested, state, n_weights, n_state,
        choices, numbers, strength, penalized, n_penalized, looked,
    ):  # fmt: skip
        """Write the loss and the test loss of the parameters as they are."""
        loss = total_of(memory, sizes, pools, trained, state) * numbers[codes.WHOLE_WEIGHT]
        if choices[codes.PENALTY] != codes.NO_PENALTY:
            penalties = offset(state, n_state * LANES)
            forward(choices[codes.PENALTY], penalties, state, state, n_weights)
            loss = with_penalty(loss, penalties, penalized, n_penalized, strength)
        store(looked, 0, loss)
        if n_tested > 0:
            outputs = offset(memory.outputs, sizes.samples * sizes.outputs * LANES)
            memory = Memory(*memory[:5], outputs, memory.constants)
            sizes = Sizes(*sizes[:6], n_tested)
            test_loss = total_of(memory, sizes, pools, tested, state)
            store(looked, LANES, test_loss * numbers[codes.TEST_WEIGHT])

    def train_runs(
        ops, data, grads, terms, outputs,
        n_ops, n_outputs, n_terms, n_constants, size, n_trained,
        pools, pool_step,
        trained_rows, trained_step,
        tested_rows, tested_step, n_tested,
        seeds, positions, order, order_step,
        states, befores, fresh, held,
        n_weights, n_state, steps, groups,
        choices, numbers, own_numbers,
        penalized, n_penalized, frozen, n_frozen,
        all_folded, all_ended, losses, looked,
        stop,
    ):  # fmt: skip
        has_batches, has_penalty = size < n_trained, choices[codes.PENALTY] != codes.NO_PENALTY
        first_epoch, first_batch = choices[codes.EPOCH], choices[codes.BATCH]
        first_step, measure = choices[codes.FIRST_STEP], choices[codes.MEASURE]
        target, first_of_last = numbers[codes.TARGET], numbers[codes.FIRST_OF_LAST]
        room = (n_state + (n_weights if has_penalty else 0)) * LANES
        length = (n_trained + n_tested) * n_outputs * LANES
        for group in range(groups):
            first_run = group * LANES
            state, before = offset(states, group * room), offset(befores, group * n_state * LANES)
            own = offset(own_numbers, group * codes.NUMBERS * LANES)
            folded = offset(all_folded, group * codes.FOLDED * LANES)
            ended = load(all_ended, first_run)
            pool = Shared(pools, first_run * pool_step, pool_step)
            trained = Shared(trained_rows, first_run * trained_step, trained_step)
            memory = Memory(ops, data, grads, data, terms, offset(outputs, group * length), data)
            strength = load(own, codes.STRENGTH * LANES)
            choices[codes.EPOCH], choices[codes.BATCH] = first_epoch, first_batch
            rows, count, is_taken, done = trained, size, False, 0
            if has_batches:
                epoch = choices[codes.EPOCH]
                shuffle_runs(
                    order, order_step, trained, positions, seeds, first_run, epoch, n_trained
                )
            while done < steps:
                if stop[0]:
                    return
                if has_batches:
                    if turns_epoch(choices):
                        epoch = choices[codes.EPOCH]
                        shuffle_runs(
                            order, order_step, trained, positions, seeds, first_run, epoch,
                            n_trained,
                        )  # fmt: skip
                    begin, count = place_of_batch(n_trained, size, choices, numbers)
                    rows = Shared(order, begin, order_step)
                sizes = Sizes(n_ops, 0, 0, n_terms, n_outputs, n_constants, count)
                if has_penalty:
                    for i in range(n_penalized):
                        store(fresh, (n_state + penalized[i]) * LANES, strength)
                both_passes(
                    memory, sizes, pool, rows, is_taken, state, fresh, n_weights, n_state,
                    choices, numbers,
                )  # fmt: skip
                is_taken = not has_batches and count <= codes.ABREAST
                loss = sum_of_terms(memory, sizes) * numbers[codes.TERM_WEIGHT]
                if has_penalty:
                    penalties = offset(state, n_state * LANES)
                    loss = with_penalty(loss, penalties, penalized, n_penalized, strength)
                step = float(first_step + done)
                ended = with_end(ended, loss - loss, step)
                if choices[codes.KEEPS_BEFORE] != 0:
                    for i in range(0, n_state * LANES, LANES):
                        now = select(ended > step, load(state, i), load(before, i))
                        store(before, i, now)
                for i in range(n_frozen):
                    store(held, i * LANES, load(state, frozen[i] * LANES))
                factor = factor_of(choices[codes.SCHEDULE], step, numbers)
                number = numbers[codes.UPDATES] + done
                odd = update(choices, state, fresh, n_weights * LANES, own, factor, number)
                if n_frozen > 0:
                    for i in range(n_frozen):
                        store(state, frozen[i] * LANES, load(held, i * LANES))
                    odd = oddness(state, n_state * LANES)
                ended = with_end(ended, odd, step)
                if choices[codes.KEEPS_LOSSES] != 0:
                    store(losses, (group * steps + done) * LANES, loss)
                loss = select(ended > step, loss, spread(math.inf))
                fold(measure, loss, step, target, first_of_last, folded)
                done += 1
                if choices[codes.KEEPS_LOSSES] == 0 and are_all(
                    select(ended > step, is_settled(measure, folded), spread(1.0))
                ):
                    break
            while done < steps:
                if stop[0]:
                    return
                step = float(first_step + done)
                fold(measure, spread(math.inf), step, target, first_of_last, folded)
                done += 1
            store(all_ended, first_run, ended)
            if choices[codes.LOOKS] != 0:
                if choices[codes.KEEPS_BEFORE] != 0:
                    for i in range(0, n_state * LANES, LANES):
                        kept = select(ended < math.inf, load(before, i), load(state, i))
                        store(state, i, kept)
                n_looking = n_ops + n_outputs
                sizes = Sizes(n_looking, 0, 0, n_terms, n_outputs, n_constants, n_trained)
                tested = Shared(tested_rows, first_run * tested_step, tested_step)
                losses_at_end(
                    memory, sizes, pool, trained, tested, n_tested, state, n_weights, n_state,
                    choices, numbers, strength, penalized, n_penalized,
                    offset(looked, 2 * first_run),
                )  # fmt: skip

    return train_runs
