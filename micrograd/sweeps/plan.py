"""SweepPlan: some settings, each with some values, in every combination."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from micrograd.recipe.kinds import Choice, SettingError
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.plan import Plan, PlanError
from micrograd.runs.run import Start, drawn_start
from micrograd.training.step_cost import expected_step_s

Shape = tuple[int, ...]
# The settings that are tried unless others are chosen.
FIRST_AXES = ("learning_rate", "seed", "layers")
MOST_RUNS = 1_000
# The settings with which losses become other numbers for the same predictions.
OF_THE_LOSS = ("loss", "penalty", "penalty_strength", "normalise", "test_share")
# Seconds that a trial takes beside its steps: to draw the weights and evaluate the result.
EACH_TRIAL_S = 0.5e-3


@dataclass(frozen=True)
class Trial:
    """A run of a sweep. index: its place in the plan, from 0 on. values: of the axes, in order."""

    index: int
    name: str
    recipe: Recipe
    steps: int
    values: tuple[Any, ...] = ()

    def expected_s(self, is_compiled: bool) -> float:
        """Guess how many seconds the trial takes, within a factor of three or so."""
        parameters, samples = self.recipe.parameter_count, self.recipe.samples_of_step
        is_compiled = is_compiled and not self.recipe.sabotage.is_any
        return EACH_TRIAL_S + self.steps * expected_step_s(parameters, samples, is_compiled)


@dataclass(frozen=True, eq=False)
class SweepPlan(Plan):
    """Every combination of the values of some settings.

    recipe: where layers are tried, the last layer has its last activation, all others its first
    one; a name of an activation that is tried is that of these others.
    axes: the values to try, by the name of the setting; the first axis changes fastest.
    Raises PlanError for too few or too many values, runs or steps, and for a bad value; its `part`
    is an axis, `steps` or `runs`.
    """

    axes: Mapping[str, Sequence[Any]]

    def __post_init__(self) -> None:
        for name, values in self.axes.items():
            check_axis(self.recipe, name, values)
        recipes = [self.recipe]
        for name, values in self.axes.items():
            if isinstance(SETTINGS[name].kind, Choice):
                recipes += [self.recipe.changed(**{name: value}) for value in values]
        for name in self.axes:
            self.check_acts(name, name, recipes)
        super().__post_init__()
        if self.count > MOST_RUNS:
            raise PlanError("runs", self._too_many())

    @property
    def measure(self) -> str:
        return "accuracy" if self.is_scored else "final-loss"

    @property
    def is_scored(self) -> bool:
        """True where losses of different trials can't be compared, but their scores can."""
        return any(name in OF_THE_LOSS for name in self.axes) or self._has_other_samples

    @property
    def is_tested(self) -> bool:
        """True where every trial holds samples out, so that what it makes of those is compared."""
        return all(share > 0 for share in self.axes.get("test_share", [self.recipe.test_share]))

    @property
    def _has_other_samples(self) -> bool:
        """True where trials are not trained on the same samples."""
        by_seed = self.recipe.test_share > 0 and len(self.axes.get("seed", ())) > 1
        return "test_share" in self.axes or by_seed

    @property
    def comparison(self) -> str:
        """What the trials are compared by, and why where that needs a word."""
        if not self.is_scored:
            return "loss"
        measure = "test score" if self.is_tested else "score"
        if not self._has_other_samples:
            return f"{measure}, as their losses differ in kind"
        if self.is_tested:
            return f"{measure}, as they are trained on different samples"
        return f"{measure} of the samples trained on, which differ: without 0 by that of a test"

    def _too_many(self) -> str:
        counts = {plural(name): len(values) for name, values in self.axes.items()}
        most = max(counts, key=lambda name: counts[name])
        product = " × ".join(f"{count:,} {name}" for name, count in counts.items() if count > 1)
        room = MOST_RUNS * counts[most] // self.count
        advice = f"with the others as they are, {room} {most} fit" if room else "try fewer of each"
        return f"{product} are {self.count:,} runs, more than {MOST_RUNS:,}: {advice}"

    @property
    def lengths(self) -> list[int]:
        """The number of values of each axis."""
        return list(map(len, self.axes.values()))

    @property
    def count(self) -> int:
        return math.prod(self.lengths)

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """All trials, in order."""
        trials: list[Trial] = []
        # `product` changes its last factor fastest.
        for backwards in itertools.product(*reversed(list(self.axes.values()))):
            values = backwards[::-1]
            recipe, name = self.recipe_of(values), self.name_of(values)
            trials.append(Trial(len(trials), name, recipe, self.steps, values))
        return tuple(trials)

    def recipe_of(self, values: Sequence[Any]) -> Recipe:
        """The recipe of the run with these values."""
        return _changed(self.recipe, dict(zip(self.axes, values, strict=True)))

    def start(self, values: Sequence[Any]) -> Start:
        return drawn_start(self.recipe_of(values))

    def name_of(self, values: Sequence[Any]) -> str:
        return " · ".join(map(value_text, self.axes, values))

    def identity(self) -> dict[str, Any]:
        axes = {name: [*map(SETTINGS[name].text, values)] for name, values in self.axes.items()}
        return {**super().identity(), "axes": axes}

    def expected_s(self, is_compiled: bool) -> float:
        """Guess how many seconds the sweep takes."""
        return sum(trial.expected_s(is_compiled) for trial in self.trials)


def check_axis(recipe: Recipe, name: str, values: Sequence[Any]) -> None:
    """Raise PlanError where there is no value, or a bad one."""
    if not values:
        raise PlanError(name, "at least one is needed")
    try:
        for value in values:
            _changed(recipe, {name: value})
    except SettingError as error:
        raise PlanError(name, str(error)) from None


def _changed(recipe: Recipe, values: Mapping[str, Any]) -> Recipe:
    layers, given = values.get("layers"), values.get("activations", "")
    if layers is None and not isinstance(given, str):
        return recipe.changed(**values)
    count = len(layers or recipe.layers)
    if isinstance(given, str) and ("activations" in values or layers is not None):
        given = (*[given or recipe.activations[0]] * (count - 1), recipe.activations[-1])
        values = {**values, "activations": given}
    return recipe.changed(**values)


def value_text(name: str, value: Any) -> str:
    """`rate 0.1`, `seed 3`; a shape needs no word: `4,4,1`."""
    row = SETTINGS[name]
    return row.text(value) if name == "layers" else row.words(value)


def plural(name: str) -> str:
    """`learning rates`, `layer shapes`, `losses`, `values of beta 1`."""
    caption = "layer shape" if name == "layers" else SETTINGS[name].caption
    if caption[-1].isdigit():
        return f"values of {caption}"
    if caption.endswith("s") and not caption.endswith("ss"):
        return caption
    ending = "es" if caption.endswith("ss") else "s"
    return f"{caption[:-1]}ies" if caption.endswith("y") else caption + ending
