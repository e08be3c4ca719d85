"""RunMachine: trains runs side by side on flat arrays, without the interpreter lock."""

from typing import Any

import numpy as np
import numpy.typing as npt

from micrograd.compiled import opcodes as codes
from micrograd.compiled.machine import address
from micrograd.compiled.machine_code import RunKernel
from micrograd.compiled.many_runs import ManyRuns
from micrograd.compiled.memory import zeros
from micrograd.compiled.opcodes import LANES
from micrograd.compiled.program import Floats, Integers, Program
from micrograd.compiled.run_samples import samples_of
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.parts import parameters_in
from micrograd.recipe.schedules import SCHEDULES
from micrograd.training.folds import FOLDS, first_of_last
from micrograd.training.measures import MEASURES

_OPTIMIZERS, _SCHEDULES, _FOLDS = list(OPTIMIZERS), list(SCHEDULES), list(FOLDS)


class RunMachine:
    """Trains runs from their start; one thread at a time may use it.

    program: of their recipe. is_kept: True where the losses of each call
    are wanted, and the last finite parameters of runs that diverge.
    steps: how many each run has done. ended: the step at which each diverged, infinite before.
    losses: of the last call, shape (runs, steps); after a divergence they mean nothing.
    loss, test_loss, outputs: of the last look; the latter has the samples trained on, then those
    that are held out, shape (runs, samples, outputs).
    """

    def __init__(
        self,
        kernel: RunKernel,
        program: Program,
        runs: ManyRuns,
        measure: str = "final-loss",
        target: float = 0.0,
        *,
        is_kept: bool = False,
    ) -> None:
        self._kernel, self._program, self._runs, self._is_kept = kernel, program, runs, is_kept
        self._fold, self._target = MEASURES[measure].fold, target
        self._count, self._groups = runs.count, -(-runs.count // LANES)
        # Lanes without a run repeat the last one.
        self._chosen = np.minimum(np.arange(self._groups * LANES), runs.count - 1)
        self._samples = samples_of(runs, program).of(self._chosen)
        self.steps = 0
        self._place_weights()
        self._begin()
        self._make_memory()

    @property
    def _recipe(self) -> Any:
        return self._runs.recipe

    def _place_weights(self) -> None:
        """Let the weights of neurons follow each other without gaps; see `Program`."""
        program, recipe = self._program, self._recipe
        self._ops, places = program.ops.copy(), np.zeros(program.weights, np.int64)
        begin = 0
        for op in self._ops[self._ops[:, codes.KIND] == codes.DENSE]:
            own = op[codes.INPUTS] + 1
            for neuron in range(op[codes.COUNT]):
                first = op[codes.WEIGHTS] + neuron * op[codes.STRIDE]
                places[first : first + own] = begin + neuron * own + np.arange(own)
            begin += op[codes.COUNT] * own
        is_dense = self._ops[:, codes.KIND] == codes.DENSE
        self._ops[is_dense, codes.WEIGHTS] = places[self._ops[is_dense, codes.WEIGHTS]]
        self._ops[is_dense, codes.STRIDE] = self._ops[is_dense, codes.INPUTS] + 1
        self._weights, self._places = begin, places[program.places]
        self._penalized = places[program.penalized]
        self._last_layer = int(places[program.last_layer])
        slots = range(1 + len(OPTIMIZERS[recipe.optimizer].slots))
        frozen = self._places[sorted(parameters_in(recipe.frozen, program.widths))]
        self._frozen = np.concatenate([frozen + i * begin for i in slots])
        self._n_state = begin * len(slots)

    def _begin(self) -> None:
        """Load the numbers that the runs begin with."""
        has_penalty = self._program.penalty != codes.NO_PENALTY
        room = self._n_state + (self._weights if has_penalty else 0)
        self._state = zeros(self._groups, room, LANES)
        self._state[:, self._places] = self._in_lanes(self._runs.starts()[self._chosen])
        self._before = zeros(self._groups, self._n_state if self._is_kept else 0, LANES)
        if self._is_kept:
            self._before[:] = self._state[:, : self._n_state]
        self._own = zeros(self._groups, codes.NUMBERS, LANES)
        for place, numbers in self._own_numbers():
            self._own[:, place] = numbers[self._chosen].reshape(-1, LANES)
        self._seeds = self._values("seed").astype(np.int64)[self._chosen]
        self._folded = zeros(self._groups, codes.FOLDED, LANES)
        for i, number in enumerate(self._fold.start):
            self._folded[:, i] = number
        self._ended = zeros(self._groups, LANES)
        self._ended[:] = np.inf

    def _in_lanes(self, rows: Floats) -> Floats:
        return rows.reshape(self._groups, LANES, -1).swapaxes(1, 2)

    def _values(self, name: str) -> Floats:
        """The value of a setting in each run."""
        shared = getattr(self._recipe, name)
        return self._runs.settings.get(name, np.full(self._runs.count, shared))

    def _own_numbers(self) -> list[tuple[int, Floats]]:
        """The numbers of a call that runs can differ in, each with its place."""
        rates, output_rates = self._values("learning_rate"), self._values("output_rate")
        own = OPTIMIZERS[self._recipe.optimizer].settings
        return [
            (codes.RATE, rates),
            (codes.OUTPUT_RATE, np.where(output_rates > 0, output_rates, rates)),
            (codes.STRENGTH, self._values("penalty_strength")),
            *((codes.SETTINGS + i, self._values(name)) for i, name in enumerate(own)),
        ]

    def _make_memory(self) -> None:
        """Make what every group works with, and what it leaves."""
        program, samples = self._program, self._samples
        self._trained, self._tested = samples.training.shape[1], samples.held_out.shape[1]
        size = self._recipe.batch_size or self._trained
        self._size = min(size, self._trained)
        self._data, self._grads = (zeros(program.rows, codes.ABREAST, LANES) for _ in range(2))
        self._terms = zeros(max(self._trained, self._tested), program.terms, LANES)
        self._fresh = zeros(self._n_state + self._weights, LANES)
        self._held = zeros(len(self._frozen), LANES)
        self._has_orders = len(samples.training) > 1 or "seed" in self._runs.settings
        self._order = np.zeros((LANES if self._has_orders else 1) * self._trained, np.int64)
        self._positions = np.zeros(self._trained, np.int64)
        self._looked = zeros(self._groups, 2, LANES)
        # The loss of samples held out, where there are none.
        self._looked[:, 1] = np.inf
        self._outputs = self._losses = zeros(0, LANES)

    def train(self, steps: int, stop: npt.NDArray[np.int64], looks: bool = False) -> bool:
        """Do so many more steps of each run; False where it was stopped in the middle.

        looks: True to look at the parameters after them.
        """
        program, samples = self._program, self._samples
        of_look = (self._trained + self._tested) * program.outputs
        self._outputs = zeros(self._groups, of_look if looks else 0, LANES)
        self._losses = zeros(self._groups, steps if self._is_kept else 0, LANES)
        choices, numbers = self._choices(looks), self._numbers()
        self._kernel.train_runs(
            *map(address, (self._ops, self._data, self._grads, self._terms, self._outputs)),
            len(self._ops) - program.outputs,
            program.outputs,
            *(program.terms, program.constants, self._size, self._trained),
            *(address(samples.pools), _step(samples.pools)),
            *(address(samples.training), _step(samples.training)),
            *(address(samples.held_out), _step(samples.held_out), self._tested),
            *map(address, (self._seeds, self._positions, self._order)),
            self._trained if self._has_orders else 0,
            *map(address, (self._state, self._before, self._fresh, self._held)),
            *(self._weights, self._n_state, steps, self._groups),
            *map(address, (choices, numbers, self._own)),
            *(address(self._penalized), len(self._penalized)),
            *(address(self._frozen), len(self._frozen)),
            *map(address, (self._folded, self._ended, self._losses, self._looked, stop)),
        )
        self.steps += steps
        return not stop[0]

    def _choices(self, looks: bool) -> Integers:
        recipe, samples = self._recipe, -(-self._trained // self._size)
        has_output_rate = "output_rate" in self._runs.settings or recipe.output_rate > 0
        choices = np.zeros(codes.CHOICES_OF_RUNS, np.int64)
        choices[:] = (
            _OPTIMIZERS.index(recipe.optimizer),
            _SCHEDULES.index(recipe.schedule),
            self._program.penalty,
            self.steps,
            0,
            *divmod(self.steps, samples),
            samples,
            (self._last_layer if has_output_rate else self._weights) * LANES,
            _FOLDS.index(self._fold.name),
            self._is_kept,
            self._is_kept,
            looks,
        )
        return choices

    def _numbers(self) -> Floats:
        recipe, program = self._recipe, self._program
        last = self._trained - (-(-self._trained // self._size) - 1) * self._size
        of_batch, of_last, of_all, of_test = (
            program.objective.of_samples(1.0, count * program.terms)
            for count in (self._size, last, self._trained, max(1, self._tested))
        )
        numbers = np.zeros(codes.NUMBERS_OF_RUNS)
        counts = OPTIMIZERS[recipe.optimizer].counts
        for place, number in (
            (codes.SCHEDULE_STEPS, recipe.schedule_steps),
            (codes.WARM_UP, recipe.warm_up),
            (codes.UPDATES, self.steps + 1.0 if counts else 0.0),
            (codes.TERM_WEIGHT, of_batch),
            (codes.BATCH_WEIGHT, of_batch),
            (codes.LAST_WEIGHT, of_last),
            (codes.TARGET, self._target),
            (codes.FIRST_OF_LAST, first_of_last(self._runs.steps)),
            (codes.WHOLE_WEIGHT, of_all),
            (codes.TEST_WEIGHT, of_test),
        ):
            numbers[place] = number
        return numbers

    # What was found, a row for each run.

    @property
    def ended(self) -> Floats:
        return self._ended.ravel()[: self._count]

    @property
    def folded(self) -> tuple[Floats, ...]:
        """What the measure kept of each run."""
        kept = range(len(self._fold.start))
        return tuple(self._folded[:, i].ravel()[: self._count] for i in kept)

    @property
    def losses(self) -> Floats:
        return self._by_run(self._losses)

    @property
    def loss(self) -> Floats:
        return self._by_run(self._looked)[:, 0]

    @property
    def test_loss(self) -> Floats:
        return self._by_run(self._looked)[:, 1]

    @property
    def outputs(self) -> Floats:
        outputs = self._by_run(self._outputs)
        return outputs.reshape(self._count, -1, self._program.outputs)

    def _by_run(self, numbers: Floats) -> Floats:
        """Groups of rows of lanes as one row for each run."""
        return numbers.swapaxes(1, 2).reshape(-1, numbers.shape[1])[: self._count]


def _step(of_runs: npt.NDArray[Any]) -> int:
    """From one run to the next one: so many numbers, 0 where all runs share them."""
    return 0 if len(of_runs) == 1 else int(of_runs[0].size)
