"""Plan: runs of one recipe that differ along some axes, each trained for the same steps."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from micrograd.recipe.choices import choices_with
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.run import Start

USUAL_STEPS, MOST_STEPS = 1_000, 1_000_000


class PlanError(ValueError):
    """A plan that can't be carried out. part: what is wrong: an axis, `steps`, `measure` …"""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True, eq=False)
class Plan(ABC):
    """The runs of a sweep, or of a map.

    recipe: what all of them share. steps: of each run. A run is named by its values along the axes,
    in their order. Raises PlanError.
    """

    recipe: Recipe
    steps: int = field(default=USUAL_STEPS, kw_only=True)

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= MOST_STEPS:
            raise PlanError("steps", f"{self.steps:,} is not from 1 to {MOST_STEPS:,}")

    def check_acts(self, axis: str, setting: str, recipes: Sequence[Recipe]) -> None:
        """Raise PlanError for an axis with a setting that training none of the recipes reads."""
        if not any(recipe.acts(setting) for recipe in recipes):
            (row, names), *_ = choices_with(setting)
            what = SETTINGS[setting].caption
            told = f"nothing depends on the {what} without the {row.caption} {names}"
            raise PlanError(axis, told)

    @property
    @abstractmethod
    def count(self) -> int:
        """The number of runs."""

    @property
    @abstractmethod
    def measure(self) -> str:
        """What the runs are compared by, the name of a row of MEASURES."""

    @abstractmethod
    def start(self, values: Sequence[Any]) -> Start:
        """The start of the run with these values."""

    @abstractmethod
    def name_of(self, values: Sequence[Any]) -> str:
        """`rate 0.1 · seed 3 · 4,4,1`."""

    def identity(self) -> dict[str, Any]:
        """All that its results follow from, to be compared and stored as JSON."""
        rows = np.asarray(self.recipe.dataset.rows(), float)
        settings = {
            name: row.text(getattr(self.recipe, name))
            for name, row in SETTINGS.items()
            if name != "dataset"
        }
        data = hashlib.sha256(repr(rows.shape).encode() + rows.tobytes()).hexdigest()
        return {"settings": settings, "data": data, "steps": self.steps}
