"""CompiledProbe: looks at networks at any points and with any parameters, without the lock."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from micrograd.compiled.machine import address
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.memory import zeros
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.program import Floats, Program, in_blocks
from micrograd.data.sampling import Samples

# The weights of so many networks fit into the processor's cache.
NETWORKS_AT_A_TIME = 256


class CompiledProbe:
    """Looks at networks of a program's form; see `micrograd.training.step_engine.Probe`."""

    is_compiled = True

    def __init__(self, kernel: Kernel, program: Program, samples: Samples) -> None:
        self._kernel, self._program, self._samples = kernel, program, samples
        self._data = zeros(program.rows, LANES)
        # The points of the last look, and how the kernel reads them: mostly the same in the next.
        self._placed_points: tuple[Floats, Floats] | None = None

    def layer_outputs(self, parameters: Sequence[float], points: Floats) -> list[Floats]:
        """The outputs of each layer, arrays of shape (neurons, points)."""
        layers = self._program.layers
        rows = self._rows_at(parameters, points, [row for layer in layers for row in layer])
        return np.split(rows, np.cumsum([len(layer) for layer in layers[:-1]]))

    def outputs(self, parameters: Sequence[float], points: Floats) -> Floats:
        """The outputs of the last layer, shape (outputs, points)."""
        return self._rows_at(parameters, points, self._program.layers[-1])

    def losses(self, parameters: Floats) -> Floats:
        """The loss of all samples trained on, for each row of shape (networks, parameters)."""
        totals = np.zeros((len(parameters), 2))
        for first in range(0, len(parameters), NETWORKS_AT_A_TIME):
            few = slice(first, first + NETWORKS_AT_A_TIME)
            self._add_up(parameters[few], totals[few])
        objective = self._program.objective
        # A loss that is too large becomes infinite without a warning, as in the engine.
        with np.errstate(over="ignore", invalid="ignore"):
            terms = len(self._samples.training) * self._program.terms
            losses: Floats = objective.of_samples(totals[:, 0], terms)
            if len(self._program.penalized):
                losses = objective.with_penalty(losses, totals[:, 1], objective.strength)
        return losses

    def _rows_at(self, parameters: Sequence[float], points: Floats, rows: Sequence[int]) -> Floats:
        """These rows of the program at each point, shape (rows, points)."""
        program, count, wanted = self._program, len(points), np.array(rows)
        results = np.empty((len(wanted), count + -count % LANES))
        nothing, no_sizes = (self._data,) * 4, (0, 0, 0, 0)
        # The kernel is given addresses: the arrays have to live until it returns.
        weights, blocks = self._placed(np.array([parameters])), self._blocks_of(points)
        self._kernel.outputs_at(
            *map(address, (program.ops, self._data, *nothing, blocks)),
            *(program.network_ops, *no_sizes, program.widths[0], count),
            *map(address, (weights, wanted)),
            *(len(wanted), address(results), results.shape[1]),
        )
        # The kernel comes to the last point first.
        return results[:, :count][:, ::-1]

    def _blocks_of(self, points: Floats) -> Floats:
        if self._placed_points is None or self._placed_points[0] is not points:
            self._placed_points = points, in_blocks(np.asarray(points, float))
        return self._placed_points[1]

    def _add_up(self, parameters: Floats, totals: Floats) -> None:
        """Write the sum of each network's terms, and that of its penalties."""
        program, samples = self._program, len(self._samples.training)
        weights = self._placed(parameters)
        terms = np.empty((samples, program.terms))
        nothing, no_sizes = (self._data,) * 2, (0, 0)
        self._kernel.losses_of(
            *map(address, (program.ops, self._data, *nothing, terms, terms, self._training)),
            *(len(program.ops) - program.outputs, *no_sizes, program.terms, 0),
            *(program.constants, samples),
            *(address(weights), program.weights, len(weights)),
            *(program.penalty, address(program.penalized), len(program.penalized)),
            address(totals),
        )

    @cached_property
    def _training(self) -> Floats:
        """The constants of the samples trained on."""
        constants = self._program.constants_of(self._samples.scaled)
        return in_blocks(constants[self._samples.training])

    def _placed(self, parameters: Floats) -> Floats:
        """The parameters of each network where the instructions look for them.

        Behind them there is room for as many penalties.
        """
        weights = zeros(len(parameters), 2 * self._program.weights)
        weights[:, self._program.places] = parameters
        return weights
