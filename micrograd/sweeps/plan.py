"""What a sweep tries: every learning rate with every seed and every layer shape."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from micrograd.data.dataset import Dataset
from micrograd.nn import ACTIVATIONS, MAX_LAYERS, MAX_SEED, MAX_WIDTH
from micrograd.recipe.network import NetworkConfig
from micrograd.runs.run import Start, drawn_start

MOST_RUNS, MOST_STEPS = 1_000, 1_000_000
# What a step takes on a processor of 2023: once, and for each parameter and sample.
COMPILED_S, ENGINE_S = (0.4e-6, 1.2e-9), (5e-6, 1.5e-6)
# Drawing the weights and looking at the result.
EACH_TRIAL_S = 0.5e-3

Shape = tuple[int, ...]


class PlanError(ValueError):
    """A plan that can't be carried out. part: what is wrong: rates, seeds, shapes, steps, runs."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True)
class Trial:
    """One run of a sweep. index: its place in the plan, counted from 0."""

    index: int
    dataset: Dataset
    config: NetworkConfig
    learning_rate: float
    steps: int

    @property
    def name(self) -> str:
        """`rate 0.1 · seed 3 · 4,4,1`."""
        rate = repr(self.learning_rate).removesuffix(".0")
        return f"rate {rate} · seed {self.config.seed} · {shape_text(self.config.layers)}"

    def start(self) -> Start:
        """What it begins with."""
        return drawn_start(self.dataset, self.config, self.learning_rate)

    def expected_step_s(self, is_compiled: bool) -> float:
        """About how many seconds a step takes: a guess, within a factor of three or so."""
        once, each = COMPILED_S if is_compiled else ENGINE_S
        widths = (self.dataset.nin, *self.config.layers)
        pairs = itertools.pairwise(widths)
        parameters = sum((nin + 1) * nout for nin, nout in pairs)
        return once + each * parameters * len(self.dataset)

    def expected_s(self, is_compiled: bool) -> float:
        """About how many seconds the whole trial takes."""
        return EACH_TRIAL_S + self.steps * self.expected_step_s(is_compiled)


@dataclass(frozen=True)
class SweepPlan:
    """Every combination of rates, seeds and shapes, each trained for so many steps.

    shapes: the widths of the layers, the last one as wide as the dataset's targets.
    hidden, output: the activation of all layers but the last one, and that of the last one.
    Trials stand in the order of shapes, then seeds, then rates.
    Raises PlanError for none or too many of anything, and for what no network can be.
    """

    dataset: Dataset
    rates: tuple[float, ...]
    seeds: tuple[int, ...]
    shapes: tuple[Shape, ...]
    hidden: str = "tanh"
    output: str = "tanh"
    steps: int = 1000

    def __post_init__(self) -> None:
        check_rates(self.rates)
        check_seeds(self.seeds)
        check_shapes(self.shapes, self.dataset)
        for activation in (self.hidden, self.output):
            if activation not in ACTIVATIONS:
                raise PlanError("shapes", f"there is no activation {activation!r}")
        if not 1 <= self.steps <= MOST_STEPS:
            raise PlanError("steps", f"{self.steps:,} is not from 1 to {MOST_STEPS:,}")
        if self.count > MOST_RUNS:
            raise PlanError("runs", self._too_many())

    def _too_many(self) -> str:
        counts = {
            "learning rates": len(self.rates),
            "seeds": len(self.seeds),
            "layer shapes": len(self.shapes),
        }
        most = max(counts, key=lambda name: counts[name])
        product = " × ".join(f"{count:,} {name}" for name, count in counts.items() if count > 1)
        room = MOST_RUNS * counts[most] // self.count
        advice = f"with the others as they are, {room} {most} fit" if room else "try fewer of each"
        return f"{product} are {self.count:,} runs, more than {MOST_RUNS:,}: {advice}"

    @property
    def count(self) -> int:
        """How many runs that makes."""
        return len(self.rates) * len(self.seeds) * len(self.shapes)

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """All of them, in their order."""
        combined = (
            (NetworkConfig(shape, self._activations(shape), seed), rate)
            for shape in self.shapes
            for seed in self.seeds
            for rate in self.rates
        )
        return tuple(
            Trial(i, self.dataset, config, rate, self.steps)
            for i, (config, rate) in enumerate(combined)
        )

    def _activations(self, shape: Shape) -> tuple[str, ...]:
        return (*[self.hidden] * (len(shape) - 1), self.output)

    def expected_s(self, is_compiled: bool) -> float:
        """About how many seconds the sweep takes: a guess, within a factor of three or so."""
        return sum(trial.expected_s(is_compiled) for trial in self.trials)


def check_rates(rates: Sequence[float]) -> None:
    """Raises PlanError for what no learning rate can be, and for none at all."""
    if not rates:
        raise PlanError("rates", "at least one is needed")
    for rate in rates:
        if not 0 < rate < math.inf:
            raise PlanError("rates", f"{rate:g} is not a finite number above 0")


def check_seeds(seeds: Sequence[int]) -> None:
    """Raises PlanError for what no seed can be, and for none at all."""
    if not seeds:
        raise PlanError("seeds", "at least one is needed")
    for seed in seeds:
        if not 0 <= seed <= MAX_SEED:
            raise PlanError("seeds", f"{seed} is not from 0 to {MAX_SEED:,}")


def check_shapes(shapes: Sequence[Shape], dataset: Dataset) -> None:
    """Raises PlanError for what no network for a dataset can be, and for none at all."""
    if not shapes:
        raise PlanError("shapes", "at least one is needed")
    for shape in shapes:
        text, nout = shape_text(shape), dataset.nout
        if not 1 <= len(shape) <= MAX_LAYERS:
            raise PlanError("shapes", f"{text} has {len(shape)} layers, not 1 to {MAX_LAYERS}")
        for width in shape:
            if not 1 <= width <= MAX_WIDTH:
                raise PlanError(
                    "shapes", f"a layer has 1 to {MAX_WIDTH} neurons, not {width} as in {text}"
                )
        if shape[-1] != nout:
            targets = "1 target" if nout == 1 else f"{nout} targets"
            raise PlanError("shapes", f"the samples have {targets}: {text} has to end with {nout}")


def shape_text(shape: Shape) -> str:
    """`4,4,1`."""
    return ",".join(map(str, shape))
