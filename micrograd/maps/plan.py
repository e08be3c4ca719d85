"""MapPlan: two axes of settings, each pixel a run of the same steps, reduced to one number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from micrograd.compiled.many import ManyRuns
from micrograd.maps.axes import HIDDEN_RATE, Axis, AxisError, Floats
from micrograd.recipe.kinds import counted
from micrograd.recipe.recipe import Recipe
from micrograd.runs.plan import Plan, PlanError
from micrograd.runs.run import Start, drawn_start
from micrograd.scales.sides import SIDES, Mask, Sides
from micrograd.training.measures import MEASURES

MOST_PIXELS = 65_536
USUAL_MEASURE, USUAL_TARGET_LOSS = "convergence", 0.01


@dataclass(frozen=True, eq=False)
class MapPlan(Plan):
    """A map of so many pixels.

    x, y: what differs from column to column, and from row to row; row 0 stands at the first value.
    target_loss: what `steps-to-loss` waits for.
    Raises PlanError; its `part` is `x`, `y`, `pixels`, `steps`, `measure`, `target_loss`
    or `fault`.
    """

    x: Axis
    y: Axis
    width: int
    height: int
    measure: str = USUAL_MEASURE
    target_loss: float = USUAL_TARGET_LOSS

    def __post_init__(self) -> None:
        if not (1 <= self.width <= MOST_PIXELS and 1 <= self.height <= MOST_PIXELS):
            size = f"{self.width:,} x {self.height:,}"
            raise PlanError("pixels", f"{size} is not from 1 x 1 to {MOST_PIXELS:,} on each side")
        super().__post_init__()
        if self.recipe.sabotage.is_any:
            told = "a map trains with the compiled loop, which has no wrong line: mend it first"
            raise PlanError("fault", told)
        if self.measure not in MEASURES:
            raise PlanError("measure", f"there is no {self.measure!r}, but {', '.join(MEASURES)}")
        if MEASURES[self.measure].is_of_test and not self.recipe.test_share:
            raise PlanError("measure", "a test loss needs samples that are held out: --test-share")
        if self.x.name == self.y.name or (self.x.setting and self.x.setting == self.y.setting):
            raise PlanError("y", f"{self.y.name} is along the other axis already")
        for part, axis, pixels in (("x", self.x, self.width), ("y", self.y, self.height)):
            self._check_axis(part, axis, pixels)

    def _check_axis(self, part: str, axis: Axis, pixels: int) -> None:
        try:
            axis.check_fits(self.recipe)
        except AxisError as error:
            raise PlanError(part, str(error)) from None
        if axis.setting:
            self.check_acts(part, axis.setting.name, [self.recipe])
        if not axis.tells_apart(pixels):
            few = counted(len(set(axis.values(pixels).tolist())), "different number")
            raise PlanError(part, f"{axis} has only {few} for {counted(pixels, 'pixel')}")

    @cached_property
    def shared(self) -> Recipe:
        """What all runs share: beside a hidden rate the last layer keeps the rate that it has."""
        is_split = HIDDEN_RATE in (self.x.name, self.y.name)
        if is_split and not self.recipe.output_rate:
            return self.recipe.changed(output_rate=self.recipe.learning_rate)
        return self.recipe

    # Its pixels.

    @cached_property
    def xs(self) -> Floats:
        """The value of each column."""
        return self.x.values(self.width)

    @cached_property
    def ys(self) -> Floats:
        """The value of each row."""
        return self.y.values(self.height)

    @property
    def count(self) -> int:
        return self.width * self.height

    def runs(self, xs: Floats, ys: Floats) -> ManyRuns:
        """The runs of pixels with these values, an x and a y each."""
        settings, parameters = dict[str, Floats](), dict[int, Floats]()
        cells = dict[tuple[int, int], Floats]()
        for axis, values in ((self.x, xs), (self.y, ys)):
            if axis.setting:
                settings[axis.setting.name] = values
            elif cell := axis.cell(self.recipe):
                cells[cell] = values
            elif (parameter := axis.parameter(self.recipe)) is not None:
                parameters[parameter] = values
        return ManyRuns(self.shared, self.steps, settings, parameters, cells)

    def start(self, values: Sequence[Any]) -> Start:
        runs = self.runs(*(np.array([value]) for value in values))
        drawn = drawn_start(runs.recipe_of(0))
        data = runs.start_of(0)
        return replace(drawn, state=(*data, *drawn.state[len(data) :]))

    def name_of(self, values: Sequence[Any]) -> str:
        return " · ".join(map(Axis.told, (self.x, self.y), values))

    # What its numbers mean.

    @property
    def sides(self) -> Sides:
        """What its measure tells apart."""
        return SIDES[self.measure]

    @cached_property
    def limit(self) -> float:
        """The measure of a run that neither learned nor got worse, where the sides ask for it."""
        return self.sides.limit(self.recipe)

    def has_learned(self, values: Floats) -> Mask:
        """True for the runs that learned."""
        return self.sides.has_learned(values, self.limit)

    def identity(self) -> dict[str, Any]:
        return {
            **super().identity(),
            "x": str(self.x),
            "y": str(self.y),
            "pixels": f"{self.width}x{self.height}",
            "measure": self.measure,
            "target loss": self.target_loss,
        }
