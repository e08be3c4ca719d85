"""The steps of a group of runs, one run in each lane, and the look at their end.

Only `run_kernel` imports this module, since it needs Numba.
"""

import math
from collections import namedtuple
from typing import Any

from micrograd.compiled import opcodes as codes
from micrograd.compiled.batches import place_of_batch, shuffle, turns_epoch
from micrograd.compiled.folding import folds
from micrograd.compiled.inner import inner
from micrograd.compiled.kept import oddness
from micrograd.compiled.lanes import lane, load, offset, select, spread, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.passes import Memory, Sizes, backward_pass_of, both_passes_of
from micrograd.compiled.run_lanes import number_of_runs
from micrograd.compiled.run_layout import Chosen, Shared, run_layout, sum_of_terms
from micrograd.compiled.updating import factor_of_step, update_of

# What all groups of a call share. `sizes`: of a step; `n_weights`, `n_state`: so many lanes of
# numbers, times LANES; `size`, `n_trained`, `n_tested`: samples of a step, and of all.
Call = namedtuple(
    "Call",
    "sizes n_weights n_state steps size n_trained n_tested choices numbers "
    "penalized n_penalized frozen n_frozen stop",
)
# One group of runs. `pools`: the constants of all samples; `trained`, `tested`: which of them, in
# order; `order`: those of this epoch; `own`: the numbers that runs differ in; see `RunMachine`.
Group = namedtuple(
    "Group",
    "memory pools trained tested order positions seeds "
    "state before fresh held own folded ended losses looked",
)


def training_of_group(forward_pass: Any, forward: Any, backward: Any) -> Any:
    """`run(call, group)`: train the runs of a group; what a stopped call leaves means nothing.

    forward, backward: what does elementwise instructions.
    """
    passes = forward_pass, backward_pass_of(backward, run_layout())
    both_passes = both_passes_of(*passes, forward, backward, codes.ABREAST)
    loss_of_step, move, (fold, is_settled) = _loss_of_step(both_passes), _move(), folds()

    @inner
    def is_over(call, group, ended, step):
        """True where nothing that is wanted of the runs changes any more."""
        if call.choices[codes.KEEPS_LOSSES] != 0:
            return False
        settled = is_settled(call.choices[codes.MEASURE], group.folded)
        return are_all(select(ended > step, settled, spread(1.0)))

    @inner
    def train(call, group):
        choices, numbers, has_batches = call.choices, call.numbers, call.size < call.n_trained
        measure, folded = choices[codes.MEASURE], group.folded
        target, first_of_last = numbers[codes.TARGET], numbers[codes.FIRST_OF_LAST]
        rows, count, is_taken = group.trained, call.size, False
        ended, done = load(group.ended, 0), 0
        if has_batches:
            begin_epoch(call, group)
        while done < call.steps and not call.stop[0]:
            if has_batches:
                rows, count = next_rows(call, group)
            step = float(choices[codes.FIRST_STEP] + done)
            loss = loss_of_step(call, group, rows, count, is_taken)
            is_taken = not has_batches and count <= codes.ABREAST
            ended = with_end(ended, loss - loss, step)
            if choices[codes.KEEPS_BEFORE] != 0:
                copy_where(group.before, group.state, ended > step, call.n_state)
            ended = with_end(ended, move(call, group, step, done), step)
            if choices[codes.KEEPS_LOSSES] != 0:
                store(group.losses, done * LANES, loss)
            loss = select(ended > step, loss, spread(math.inf))
            fold(measure, loss, step, target, first_of_last, folded)
            done += 1
            if is_over(call, group, ended, step):
                break
        # What has diverged has infinite losses; what is settled minds no others.
        while done < call.steps and not call.stop[0]:
            step = float(choices[codes.FIRST_STEP] + done)
            fold(measure, spread(math.inf), step, target, first_of_last, folded)
            done += 1
        store(group.ended, 0, ended)

    return train


def _loss_of_step(both_passes: Any) -> Any:
    @inner
    def loss_of_step(call, group, rows, count, is_taken):
        """The losses of a step, after both passes."""
        sizes = Sizes(*call.sizes[:6], count)
        memory = Memory(*group.memory[:6], Chosen(group.pools, rows, is_taken))
        if call.choices[codes.PENALTY] != codes.NO_PENALTY:
            # The derivative of the loss by each penalty; the backward pass leaves 0 there.
            strength = load(group.own, codes.STRENGTH * LANES)
            for i in range(call.n_penalized):
                store(group.fresh, call.n_state + call.penalized[i] * LANES, strength)
        both_passes(
            memory, sizes, group.state, group.fresh, call.n_weights, call.n_state,
            call.choices, call.numbers, call.stop,
        )  # fmt: skip
        loss = sum_of_terms(memory, sizes) * call.numbers[codes.TERM_WEIGHT]
        return with_penalty(call, group, loss)

    return loss_of_step


def _move() -> Any:
    factor_of, update = factor_of_step(), update_of(number_of_runs)

    @inner
    def move(call, group, step, done):
        """Update the states; lanes that are nan where a number is not finite any more, else 0."""
        state, held = group.state, group.held
        for i in range(call.n_frozen):
            store(held, i * LANES, load(state, call.frozen[i] * LANES))
        factor = factor_of(call.choices[codes.SCHEDULE], step, call.numbers)
        number = call.numbers[codes.UPDATES] + done
        odd = update(call.choices, state, group.fresh, call.n_weights, group.own, factor, number)
        if call.n_frozen > 0:
            for i in range(call.n_frozen):
                store(state, call.frozen[i] * LANES, load(held, i * LANES))
            odd = oddness(state, call.n_state)
        return odd

    return move


def look_at_end_of_group(forward_pass: Any, forward: Any) -> Any:
    """`run(call, group)`: write outputs, loss and test loss of the parameters at the end."""

    @inner
    def total_of(call, group, rows, count, first):
        """The sum of the terms of some samples. first: the place of their outputs."""
        outputs = offset(group.memory.outputs, first * call.sizes.outputs * LANES)
        memory = Memory(*group.memory[:5], outputs, Chosen(group.pools, rows, False))
        sizes = Sizes(call.sizes.ops + call.sizes.outputs, *call.sizes[1:6], count)
        for last in range(count - 1, -1, -codes.ABREAST):
            forward_pass(memory, sizes, group.state, last, min(codes.ABREAST, last + 1))
        return sum_of_terms(memory, sizes)

    @inner
    def look(call, group):
        choices, numbers = call.choices, call.numbers
        if choices[codes.KEEPS_BEFORE] != 0:
            has_ended = load(group.ended, 0) < math.inf
            copy_where(group.state, group.before, has_ended, call.n_state)
        loss = total_of(call, group, group.trained, call.n_trained, 0) * numbers[codes.WHOLE_WEIGHT]
        if choices[codes.PENALTY] != codes.NO_PENALTY:
            state, penalties = group.state, offset(group.state, call.n_state)
            forward(choices[codes.PENALTY], penalties, state, state, call.n_weights // LANES)
        store(group.looked, 0, with_penalty(call, group, loss))
        if call.n_tested > 0:
            total = total_of(call, group, group.tested, call.n_tested, call.n_trained)
            store(group.looked, LANES, total * numbers[codes.TEST_WEIGHT])

    return look


@inner
def begin_epoch(call, group):
    """Write the rows of an epoch in its order, for each run, or once for all of them."""
    order, trained, positions = group.order, group.trained, group.positions
    for i in range(LANES if order.step > 0 else 1):
        seed = group.seeds.numbers[group.seeds.first + i]
        shuffle(positions, call.n_trained, seed, call.choices[codes.EPOCH])
        for place in range(call.n_trained):
            row = trained.numbers[trained.first + i * trained.step + positions[place]]
            order.numbers[i * order.step + place] = row


@inner
def next_rows(call, group):
    """The rows of the next batch, and how many they are."""
    if turns_epoch(call.choices):
        begin_epoch(call, group)
    begin, count = place_of_batch(call.n_trained, call.size, call.choices, call.numbers)
    return Shared(group.order.numbers, begin, group.order.step), count


@inner
def with_penalty(call, group, loss):
    """The whole loss, from that of the samples and the penalties behind the state."""
    if call.choices[codes.PENALTY] == codes.NO_PENALTY:
        return loss
    penalties, total = offset(group.state, call.n_state), spread(0.0)
    for i in range(call.n_penalized):
        total = total + load(penalties, call.penalized[i] * LANES)
    return loss + total * load(group.own, codes.STRENGTH * LANES)


@inner
def with_end(ended, oddness, step):
    """The step at which each run diverged, infinite before that; oddness: nan where it did now."""
    now = select(ended < step, ended, spread(step))
    return select(oddness == 0.0, ended, now)


@inner
def copy_where(target, source, where, count):
    """Copy so many numbers of those runs where a mask holds."""
    for i in range(0, count, LANES):
        store(target, i, select(where, load(source, i), load(target, i)))


@inner
def are_all(numbers):
    """True where the number of every lane is 1."""
    total = 0.0
    for i in range(LANES):
        total += lane(numbers, i)
    return total == LANES
