"""The picture of a surface, made from numbers alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from app.kit.even_colors import (
    NO_NUMBER,
    SHADES,
    Pixels,
    class_scale,
    image_of,
    number_scale,
    shades,
    signed_scale,
)
from app.kit.theme import Theme
from micrograd.analysis.answers import Answers, Line
from micrograd.analysis.surface import Floats, Grid, Plane, in_units
from micrograd.data.rows import array_of
from micrograd.data.sampling import Samples
from micrograd.training.step_engine import Probe

Places = npt.NDArray[np.intp]
# Confidence has at least this share of a class's colour: a region stays one up to its border.
LEAST_SHADE = 0.3


class Request(NamedTuple):
    """What a picture is made of. which: the output that is shown, None for all classes at once.

    columns, rows: the points. predictions: the outputs for the samples that are drawn, `drawn`
    their rows in the dataset. classes: those of their targets, none where these are numbers.
    """

    probe: Probe
    parameters: Sequence[float]
    plane: Plane
    samples: Samples
    columns: int
    rows: int
    answers: Answers
    which: int | None
    theme: Theme
    drawn: Sequence[int]
    predictions: Sequence[Sequence[float]]
    classes: Sequence[int]


class Shading(NamedTuple):
    """The colours of a surface as places in scales, arrays of shape (rows, columns).

    winners: the class whose scale it is, -1 for none; None where there is one scale for all.
    """

    shades: Places
    winners: Places | None = None

    def apart(self, other: "Shading") -> int:
        """The most shades that lie between both at any place."""
        ours, theirs = self.shades, other.shades
        if not np.array_equal(ours == NO_NUMBER, theirs == NO_NUMBER):
            return SHADES
        between = np.abs(ours - theirs)
        if self.winners is not None and other.winners is not None:
            # The way to another class goes through the palest shade of both.
            around = ours + theirs - 2 * round(LEAST_SHADE * (SHADES - 1))
            between = np.where(self.winners == other.winners, between, around)
        return int(between.max())


@dataclass(frozen=True, eq=False)
class SurfacePicture:
    """A surface as it is drawn.

    points: as the network sees them, shape (rows * columns, inputs).
    outputs: shape (outputs, rows, columns), in units. answered: the classes of the drawn samples,
    -1 for none; predictions: their outputs in units, shape (outputs, samples). shading: over two
    inputs; None for a curve.
    """

    request: Request
    points: Floats
    outputs: Floats
    answered: Places
    predictions: Floats
    shading: Shading | None

    @property
    def plane(self) -> Plane:
        """The plane through the inputs that it shows."""
        return self.request.plane

    @cached_property
    def image(self) -> QImage | None:
        """Its colours; None for a curve."""
        if self.shading is None:
            return None
        return image_of(_colored(self.shading, self.request.answers, self.request.theme))

    @cached_property
    def lines(self) -> Sequence[Line]:
        """Contours and borders."""
        if self.shading is None:
            return []
        return self.request.answers.lines(self.outputs, self.request.which)

    def looks_as(self, other: "SurfacePicture", within: int = 0) -> bool:
        """True where no shade differs by more than `within`, and no answer for a sample."""
        if self.shading is None or other.shading is None:
            return False
        ours, theirs = self.request, other.request
        if (ours.plane, ours.which, ours.theme) != (theirs.plane, theirs.which, theirs.theme):
            return False
        if self.outputs.shape != other.outputs.shape:
            return False
        is_as_near = self.shading.apart(other.shading) <= within
        return is_as_near and np.array_equal(self.answered, other.answered)


class PictureMaker:
    """Makes one picture after the other, and keeps the points of the last one."""

    def __init__(self) -> None:
        self._kept: tuple[object, Grid] | None = None

    def make(self, request: Request) -> SurfacePicture:
        """The picture of a request."""
        grid = self._grid_of(request)
        outputs = grid.outputs(request.probe, request.parameters)
        answers, which = request.answers, request.which
        scale = request.samples.scales[1]
        predictions = in_units(scale, array_of(request.predictions).T)
        answered = answers.answered(predictions) if answers.classes else np.empty(0, np.intp)
        shading = None if request.rows == 1 else shading_of(outputs, answers, which)
        return SurfacePicture(request, grid.points, outputs, answered, predictions, shading)

    def _grid_of(self, request: Request) -> Grid:
        parts = request.plane, request.samples, request.columns, request.rows
        if self._kept is None or self._kept[0] != parts:
            self._kept = parts, Grid(*parts)
        return self._kept[1]


def shading_of(outputs: Floats, answers: Answers, which: int | None) -> Shading:
    """The colours of a surface, shape (rows, columns), from the lowest row up."""
    if which is not None:
        low, high = answers.ranges[which]
        return Shading(shades(_share(outputs[which], low, high)))
    confidence = LEAST_SHADE + (1 - LEAST_SHADE) * answers.confidence(outputs)
    return Shading(shades(confidence), answers.answered(outputs))


def pixels_of(outputs: Floats, answers: Answers, which: int | None, theme: Theme) -> Pixels:
    """The same as pixels."""
    return _colored(shading_of(outputs, answers, which), answers, theme)


def _colored(shading: Shading, answers: Answers, theme: Theme) -> Pixels:
    if shading.winners is None:
        return scale_of(answers, theme)[shading.shades]
    scales = np.stack([class_scale(theme, i) for i in range(answers.classes)])
    return scales[shading.winners, shading.shades]


def scale_of(answers: Answers, theme: Theme) -> Pixels:
    """The colours of the numbers of one output."""
    return signed_scale(theme) if answers.classes else number_scale(theme)


def ink_on(answers: Answers) -> str:
    """The token of the colour of lines; the scale of numbers is light in any theme."""
    return "text" if answers.classes else "on_accent"


def _share(numbers: Floats, low: float, high: float) -> Floats:
    # Half of the largest numbers can be subtracted from each other.
    with np.errstate(over="ignore", invalid="ignore"):
        share: Floats = (numbers / 2 - low / 2) / (high / 2 - low / 2)
    return share
