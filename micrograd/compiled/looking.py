"""The functions of the compiled loop that look at networks and train nothing."""

from collections.abc import Callable
from typing import Any

from numba import types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.kept import sum_of
from micrograd.compiled.lanes import load, offset, store
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.passes import FLOATS, INTEGERS, MEMORY, SIZE, SIZES, Memory, Sizes
from micrograd.compiled.sample_layout import sum_of_terms

# See `machine.Machine`, which calls it.
EVALUATE_SIGNATURE = types.void(*(MEMORY + SIZES), FLOATS)
# See `probe.CompiledProbe`, which calls them.
OUTPUTS_SIGNATURE = types.void(
    *(MEMORY + SIZES),
    FLOATS,  # weights
    *[INTEGERS, SIZE],  # rows that are wanted, and how many
    *[FLOATS, SIZE],  # what they were at each point, and the room for each row
)
LOSSES_SIGNATURE = types.void(
    *(MEMORY + SIZES),
    *[FLOATS, SIZE, SIZE],  # weights of all networks, with room for as many penalties; counts
    *[SIZE, INTEGERS, SIZE],  # penalty, places of the penalized weights, and how many
    FLOATS,  # for each network the sum of its terms, and that of its penalties
)


def looking_functions(forward_pass: Any, forward: Any) -> dict[str, tuple[Any, Callable[..., Any]]]:
    """The functions by name, each with the signature to compile it with.

    forward: what does elementwise instructions.
    """
    return {
        "evaluate": (EVALUATE_SIGNATURE, _evaluate(forward_pass)),
        "outputs_at": (OUTPUTS_SIGNATURE, _outputs_at(forward_pass)),
        "losses_of": (LOSSES_SIGNATURE, _losses_of(forward_pass, forward)),
    }


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


def _outputs_at(forward_pass: Any) -> Callable[..., Any]:
    def outputs_at(
        ops, data, grads, columns, terms, outputs, constants,
        n_ops, n_rows, width, n_terms, n_outputs, n_constants, points,
        weights,
        wanted, n_wanted,
        results, room,
    ):  # fmt: skip
        memory = Memory(ops, data, grads, columns, terms, outputs, constants)
        sizes = Sizes(n_ops, n_rows, width, n_terms, n_outputs, n_constants, points)
        for last in range(points - 1, -1, -LANES):
            forward_pass(memory, sizes, weights, last, LANES)
            for i in range(n_wanted):
                place = i * room + points - 1 - last
                store(results, place, load(data, wanted[i] * LANES))

    return outputs_at


def _losses_of(forward_pass: Any, forward: Any) -> Callable[..., Any]:
    def losses_of(
        ops, data, grads, columns, terms, outputs, constants,
        n_ops, n_rows, width, n_terms, n_outputs, n_constants, samples,
        weights, n_weights, networks,
        penalty, penalized, n_penalized,
        totals,
    ):  # fmt: skip
        memory = Memory(ops, data, grads, columns, terms, outputs, constants)
        sizes = Sizes(n_ops, n_rows, width, n_terms, n_outputs, n_constants, samples)
        for i in range(networks):
            of_network = offset(weights, 2 * i * n_weights)
            for last in range(samples - 1, -1, -LANES):
                forward_pass(memory, sizes, of_network, last, min(LANES, last + 1))
            totals[2 * i] = sum_of_terms(memory, sizes)
            if penalty != codes.NO_PENALTY:
                count = n_weights // LANES
                penalties = offset(of_network, n_weights)
                forward(penalty, penalties, of_network, of_network, count)
                totals[2 * i + 1] = sum_of(penalties, penalized, n_penalized)

    return losses_of
