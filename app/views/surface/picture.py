"""The picture of a surface, made from numbers alone."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from app.kit.even_colors import Pixels, class_scale, image_of, number_scale, shades, signed_scale
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


class SurfacePicture(NamedTuple):
    """A surface as it is drawn.

    plane: where it lies. points: as the network sees them, shape (rows * columns, inputs).
    outputs: shape (outputs, rows, columns), in units. image: over two inputs; None for a curve.
    lines: contours and borders. answered: the classes of the drawn samples, -1 for none;
    predictions: their outputs in units, shape (outputs, samples).
    """

    request: Request
    points: Floats
    outputs: Floats
    image: QImage | None
    lines: Sequence[Line]
    answered: Places
    predictions: Floats
    pixels: Pixels | None = None

    @property
    def plane(self) -> Plane:
        """Where it lies."""
        return self.request.plane

    def looks_as(self, other: "SurfacePicture") -> bool:
        """True where both have the same pixels, and the samples the same answers."""
        if self.pixels is None or other.pixels is None or self.plane != other.plane:
            return False
        return np.array_equal(self.pixels, other.pixels) and np.array_equal(
            self.answered, other.answered
        )


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
        if request.rows == 1:
            made = request, grid.points, outputs
            return SurfacePicture(*made, None, [], answered, predictions)
        pixels = pixels_of(outputs, answers, which, request.theme)
        lines = answers.lines(outputs, which)
        image = image_of(pixels)
        made = request, grid.points, outputs
        return SurfacePicture(*made, image, lines, answered, predictions, pixels)

    def _grid_of(self, request: Request) -> Grid:
        parts = request.plane, request.samples, request.columns, request.rows
        if self._kept is None or self._kept[0] != parts:
            self._kept = parts, Grid(*parts)
        return self._kept[1]


def pixels_of(outputs: Floats, answers: Answers, which: int | None, theme: Theme) -> Pixels:
    """The colours of a surface, shape (rows, columns), from the lowest row up."""
    if which is not None:
        low, high = answers.ranges[which]
        return scale_of(answers, theme)[shades(_share(outputs[which], low, high))]
    answered = answers.answered(outputs)
    shade = shades(LEAST_SHADE + (1 - LEAST_SHADE) * answers.confidence(outputs))
    scales = np.stack([class_scale(theme, i) for i in range(len(outputs))])
    return scales[answered, shade]


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
