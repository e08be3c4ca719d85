"""Axis: what changes from pixel to pixel along one side of a map.

An axis is named after the flag of a setting (`learning-rate`, `seed`), after a parameter whose
starting value it is (`1.2.w3`), or after one number of the dataset (`data.2.x1`, `data.2.y1`).
"""

import math
import re
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.compiled.many import MANY_VALUED
from micrograd.data.typed import parse_number, shortest
from micrograd.recipe.kinds import Kind, Number, OrNone, Setting, SettingError, Whole
from micrograd.recipe.parts import parameter_names
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.system.quoting import quoted

Floats = npt.NDArray[np.float64]

LINEAR, LOG = "linear", "log"
# How an axis is typed.
FORM = "NAME:FIRST:LAST, or NAME:FIRST:LAST:log"
# Below this ratio of two numbers, it is too close to 1 for its logarithm.
CLOSE = 2.0
# 10 to a larger power than this is no finite number.
LARGEST_EXPONENT = 308.0
PARAMETER = re.compile(r"[1-9]\d{0,8}\.[1-9]\d{0,8}\.(w[1-9]\d{0,8}|b)")
NUMBER_OF_DATA = re.compile(r"data\.([1-9]\d{0,8})\.([xy])([1-9]\d{0,8})")


class AxisError(ValueError):
    """An axis that no map can have, in one line."""


class Cell(NamedTuple):
    """The place of a number in the table of samples, counted from 0; inputs before targets."""

    sample: int
    column: int


def _numbers(kind: Kind) -> Number | Whole:
    """The numbers that a setting of many runs can have."""
    kind = kind.item if isinstance(kind, OrNone) else kind
    assert isinstance(kind, Number | Whole)
    return kind


# The settings that an axis can have, by their names on it.
AXIS_SETTINGS = {
    row.flag.removeprefix("--"): row for name in MANY_VALUED if (row := SETTINGS[name]).flag
}
# The rate of every layer but the last, beside a rate of the last layer of its own.
HIDDEN_RATE = "hidden-rate"
AXIS_SETTINGS[HIDDEN_RATE] = SETTINGS["learning_rate"]
# What an axis is called where its caption needs the words around it in a form.
TITLES = {"init-scale": "scale of the weights"}
OTHER_NAMES = "a parameter such as 1.2.w3, or a number of the data such as data.2.x1"


@dataclass(frozen=True)
class Axis:
    """Values at equal distances, or at equal factors (is_log), from first to last.

    Raises AxisError where there are none.
    """

    name: str
    first: float
    last: float
    is_log: bool = False

    def __post_init__(self) -> None:
        if self.setting is None and not self._is_number:
            names = ", ".join(AXIS_SETTINGS)
            raise AxisError(f"there is no axis {quoted(self.name)}, but {names}, {OTHER_NAMES}")
        if not (math.isfinite(self.first) and math.isfinite(self.last)):
            raise AxisError("both ends have to be finite numbers")
        if not self.first < self.last:
            raise AxisError(f"{self.first:g} to {self.last:g} does not go to a larger number")
        if self.is_log and self.first <= 0:
            raise AxisError(f"a logarithmic axis begins above 0, not with {self.first:g}")
        if self.setting:
            for end in (self.first, self.last):
                self._check(end)

    @classmethod
    def parsed(cls, text: str) -> "Axis":
        """The axis that a person typed as FORM says. Raises AxisError."""
        name, *rest = text.strip().split(":")
        if len(rest) not in (2, 3) or (len(rest) == 3 and rest[2] not in (LINEAR, LOG)):
            raise AxisError(f"{quoted(text) or 'nothing'} is not {FORM}")
        try:
            first, last = map(parse_number, rest[:2])
        except ValueError as error:
            raise AxisError(f"{name}: {error}") from None
        try:
            return cls(name, first, last, rest[2:] == [LOG])
        except AxisError as error:
            raise AxisError(f"{name}: {error}" if name not in str(error) else str(error)) from None

    def __str__(self) -> str:
        """The axis as a person would type it, to the last bit."""
        ending = f":{LOG}" if self.is_log else ""
        return f"{self.name}:{shortest(self.first)}:{shortest(self.last)}{ending}"

    @property
    def setting(self) -> Setting | None:
        """The setting that changes along it; None for a parameter and for a number of the data."""
        return AXIS_SETTINGS.get(self.name)

    @property
    def caption(self) -> str:
        """Its name as it is shown."""
        if self.setting is None:
            return self.name
        return HIDDEN_RATE.replace("-", " ") if self.name == HIDDEN_RATE else self.setting.caption

    @property
    def title(self) -> str:
        """What it is called where nothing around it tells more."""
        return TITLES.get(self.name, self.caption)

    def told(self, value: float) -> str:
        """`hidden rate 0.4`."""
        return f"{self.title} {shortest(float(f'{value:.6g}'))}"

    @property
    def is_whole(self) -> bool:
        """True where its values are whole numbers."""
        return isinstance(self._kind, Whole)

    @property
    def _kind(self) -> Kind | None:
        return _numbers(self.setting.kind) if self.setting else None

    @property
    def _is_number(self) -> bool:
        return bool(PARAMETER.fullmatch(self.name) or NUMBER_OF_DATA.fullmatch(self.name))

    def _check(self, end: float) -> None:
        assert self.setting is not None
        if self.is_whole and end != int(end):
            raise AxisError(f"{end:g} is no whole number")
        try:
            self.setting.check(int(end) if self.is_whole else end)
        except SettingError as error:
            raise AxisError(str(error)) from None

    # What it changes.

    def cell(self, recipe: Recipe) -> Cell | None:
        """The number of the dataset that it changes, if it is one. Raises AxisError."""
        match = NUMBER_OF_DATA.fullmatch(self.name)
        if match is None:
            return None
        data, sample, number = recipe.dataset, int(match[1]), int(match[3])
        width = data.nin if match[2] == "x" else data.nout
        if sample > len(data) or number > width:
            shape = f"{len(data)} samples of {data.nin} inputs and {data.nout} targets"
            raise AxisError(f"{self.name} is no number of the data, which are {shape}")
        return Cell(sample - 1, number - 1 + (0 if match[2] == "x" else data.nin))

    def parameter(self, recipe: Recipe) -> int | None:
        """The index of the parameter that it changes, if it is one. Raises AxisError."""
        if not PARAMETER.fullmatch(self.name):
            return None
        names = parameter_names(recipe.widths)
        if self.name not in names:
            shape = ", ".join(map(str, recipe.layers))
            raise AxisError(f"{self.name} is in no network whose layers have {shape} neurons")
        return names.index(self.name)

    def check_fits(self, recipe: Recipe) -> None:
        """Raise AxisError where a recipe has no such parameter, or no such number."""
        self.cell(recipe)
        self.parameter(recipe)

    # Its values.

    def at(self, share: float) -> float:
        """The value at a share of the way from the first to the last; shares may lie outside."""
        if share in (0.0, 1.0):
            return self.last if share else self.first
        if not self.is_log:
            return self.first * (1.0 - share) + self.last * share
        if self.last < CLOSE * self.first:
            # Powers would cost the last digits of a narrow window.
            growth = _growth(self.first, self.last)
            return self.first + self.first * math.expm1(share * growth)
        first, last = math.log10(self.first), math.log10(self.last)
        return float(10.0 ** min(first + share * (last - first), LARGEST_EXPONENT))

    @property
    def width(self) -> float:
        """How far it goes: the difference of its ends, that of their log10 where it is_log."""
        if not self.is_log:
            return self.last - self.first
        return _growth(self.first, self.last) / math.log(10)

    def share(self, value: float) -> float:
        """The share of the axis at which a value lies: 0 at the first, 1 at the last."""
        if not self.is_log:
            return (value - self.first) / (self.last - self.first)
        if value <= 0:
            return -math.inf
        return _growth(self.first, value) / _growth(self.first, self.last)

    def values(self, pixels: int) -> Floats:
        """The values at so many pixels: the first and the last stand at the two ends."""
        if pixels == 1:
            return np.array([self.first])
        between = [self.at(i / (pixels - 1)) for i in range(pixels)]
        values = np.clip(between, self.first, self.last)
        return np.rint(values) if self.is_whole else values

    def tells_apart(self, pixels: int) -> bool:
        """False where neighbouring pixels have become the same number."""
        return bool((np.diff(self.values(pixels)) > 0).all())

    def part(self, begin: float, end: float) -> "Axis":
        """The axis from one share of the way to another, as far as its setting goes.

        Raises AxisError where nothing is left of it.
        """
        first, last = self.at(begin), self.at(end)
        if self.is_whole:
            first, last = float(round(first)), float(round(last))
        return replace(self, first=self._bounded(first), last=self._bounded(last))

    def _bounded(self, value: float) -> float:
        kind = self._kind
        if isinstance(kind, Whole):
            return float(min(max(value, kind.low), kind.high))
        if isinstance(kind, Number):
            lowest = max(kind.low, math.nextafter(kind.above, math.inf))
            return min(max(value, lowest), math.nextafter(kind.below, -math.inf))
        return value


def _growth(first: float, last: float) -> float:
    """The logarithm of last / first, both above 0, also where they are nearly the same."""
    if last < CLOSE * first:
        return math.log1p((last - first) / first)
    return math.log(last / first)
