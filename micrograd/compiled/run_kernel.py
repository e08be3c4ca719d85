"""The compiled loop for many runs: each lane is a run, and groups of them follow each other.

Only `build` imports this module, since it needs Numba.
"""

from collections.abc import Callable
from typing import Any

from numba import types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.elementwise import backward_by_code, forward_by_code, table
from micrograd.compiled.lanes import offset
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.passes import FLOATS, INTEGERS, SIZE, Memory, Sizes, forward_pass_of
from micrograd.compiled.run_layout import Shared, run_layout
from micrograd.compiled.run_steps import Call, Group, look_at_end_of_group, training_of_group

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
    forward, backward = forward_by_code(rows), backward_by_code(rows)
    forward_pass = forward_pass_of(forward, run_layout())
    train_group = training_of_group(forward_pass, forward, backward)
    train_runs = _train_runs(train_group, look_at_end_of_group(forward_pass, forward))
    return {"train_runs": (TRAIN_RUNS_SIGNATURE, train_runs)}


def _train_runs(train_group: Any, look_at_end: Any) -> Callable[..., Any]:
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
        call = Call(
            Sizes(n_ops, 0, 0, n_terms, n_outputs, n_constants, size),
            n_weights * LANES, n_state * LANES, steps, size, n_trained, n_tested,
            choices, numbers, penalized, n_penalized, frozen, n_frozen, stop,
        )  # fmt: skip
        has_penalty = choices[codes.PENALTY] != codes.NO_PENALTY
        of_state = call.n_state + (call.n_weights if has_penalty else 0)
        of_outputs = (n_trained + n_tested) * n_outputs * LANES
        epoch, batch = choices[codes.EPOCH], choices[codes.BATCH]
        for i in range(groups):
            run = i * LANES
            group = Group(
                Memory(ops, data, grads, data, terms, offset(outputs, i * of_outputs), data),
                Shared(pools, run * pool_step, pool_step),
                Shared(trained_rows, run * trained_step, trained_step),
                Shared(tested_rows, run * tested_step, tested_step),
                Shared(order, 0, order_step), positions, Shared(seeds, run, 1),
                offset(states, i * of_state), offset(befores, i * call.n_state), fresh, held,
                offset(own_numbers, run * codes.NUMBERS), offset(all_folded, run * codes.FOLDED),
                offset(all_ended, run), offset(losses, run * steps), offset(looked, 2 * run),
            )  # fmt: skip
            choices[codes.EPOCH], choices[codes.BATCH] = epoch, batch
            train_group(call, group)
            if stop[0]:
                return
            if choices[codes.LOOKS] != 0:
                look_at_end(call, group)

    return train_runs
