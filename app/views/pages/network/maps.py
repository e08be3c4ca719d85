"""Maps of neurons: small pictures of what each makes of the plane of two inputs, or of one."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.kit.even_colors import SHADES, shades
from app.kit.numbers import significant
from app.kit.step_places import roomy_end
from app.kit.theme import Theme
from app.session.session import Session
from app.views.surface.marks import SampleMarks, drawn_rows, marks_of
from micrograd.analysis.answers import answers_of
from micrograd.analysis.probe import probe_of
from micrograd.analysis.surface import Grid, Plane
from micrograd.training.step_engine import Probe

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.uint8]
Range = tuple[float, float]
# The points along each side of a map: the most and the fewest; and those of a curve.
SIDE, LEAST_SIDE, CURVE = 48, 6, 64
# The points of all maps together that a frame has the time to colour: those of 64 maps 24 x 24.
MOST_POINTS = 64 * 24 * 24
# How often a parameter may be used for one picture: by the compiled loop, and by the engine.
MOST_USES, MOST_SLOW_USES = 2_500_000, 25_000
# The level in the middle of a scale of colours, mostly zero; so many are on each side of it.
ZERO = FINEST = (SHADES - 1) // 2
# What stands for a full colour where an activation has a largest output.
LARGEST_OUTPUT = {"tanh": 1.0, "sigmoid": 1.0, "sine": 1.0}


class ColumnMaps(NamedTuple):
    """The maps of the inputs, or those of a layer.

    numbers: shape (nodes, rows, columns), from the lowest row up; along one input there is one row.
    levels: the same as shades of `signed_scale`. ends: for each node the numbers that have the full
    colours. sums: the weighted sums, in the shape of numbers; None of inputs, which are none.
    """

    numbers: Floats
    levels: Levels
    ends: tuple[Range, ...]
    sums: Floats | None = None

    @property
    def told(self) -> str:
        """What the full colours of the first node stand for: `±1`, `0 to 1`."""
        low, high = (significant(end, 2) for end in self.ends[0])
        return f"±{high}" if self.ends[0][0] == -self.ends[0][1] else f"{low} to {high}"


class NeuronMaps:
    """Looks at all neurons of a session's network, in one go for each step."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made_for: tuple[object, ...] = ()
        self._probe: Probe
        self._grid: Grid
        self._input_ends: tuple[Range, ...] = ()
        # The ends of a single output that answers one of two classes; None for others.
        self._answer_ends: Range | None = None
        self._marked: dict[int, tuple[object, SampleMarks]] = {}

    @property
    def plane(self) -> Plane:
        """The plane that is shown, or the line along a single input."""
        self._prepare()
        return self._grid.plane

    def look(self) -> list[ColumnMaps]:
        """The maps of the inputs, then of each layer, with the parameters as they are."""
        self._prepare()
        cursor = self._session.cursor
        parameters = [parameter.data for parameter in cursor.trainer.parameters]
        layers = self._grid.layer_outputs(self._probe, parameters)
        inputs = self._grid.points.T.reshape(-1, *layers[0].shape[1:])
        activations = cursor.recipe.activations
        ends = [self._input_ends, *map(_ends_of, layers, activations)]
        if self._answer_ends is not None:
            ends[-1] = (self._answer_ends,)
        sums = [None, *_sums_of(parameters, [inputs, *layers])]
        parts = zip([inputs, *layers], ends, sums, strict=True)
        return [ColumnMaps(part[0], _levels(*part[:2]), *part[1:]) for part in parts]

    def marks(self, theme: Theme, most: int) -> SampleMarks:
        """The samples as they are drawn on a map, at most so many."""
        trainer, axes = self._session.cursor.trainer, self.plane.axes
        samples = trainer.samples
        rows = drawn_rows(len(samples.dataset), self._session.selection.sample, most)
        parts = samples, trainer.objective, theme, axes, rows
        known = self._marked.get(most)
        if known is None or known[0] != parts:
            answers = answers_of(trainer)
            which = None if answers.classes and samples.dataset.nout > 1 else 0
            known = parts, marks_of(samples, rows, axes, answers, which, theme)
            self._marked[most] = known
        return known[1]

    def _prepare(self) -> None:
        """Make probe and points anew where they are for another network, or another plane."""
        trainer, plane = self._session.cursor.trainer, self._session.plane.around_samples()
        off, is_compiled = trainer.setting("off"), trainer.engine.is_compiled
        parts = trainer.model, trainer.samples, trainer.objective, off, is_compiled, plane
        if parts == self._made_for:
            return
        self._made_for = parts
        self._probe = probe_of(trainer)
        columns = CURVE
        if len(plane.axes) == 2:
            neurons, parameters = sum(trainer.model.nouts), len(trainer.parameters)
            columns = side_of(neurons, parameters, self._probe.is_compiled)
        self._grid = Grid(plane, trainer.samples, columns, columns if len(plane.axes) == 2 else 1)
        xs = np.abs(np.vstack([self._grid.points, trainer.samples.scaled.xs]))
        self._input_ends = tuple(map(_roomy, xs.max(axis=0).tolist()))
        answers = answers_of(trainer)
        self._answer_ends = answers.ranges[0] if answers.boundary is not None else None


def side_of(neurons: int, parameters: int, is_compiled: bool) -> int:
    """The points along each side of a map that a picture has the time for."""
    uses = MOST_USES if is_compiled else MOST_SLOW_USES
    points = min(uses // parameters, MOST_POINTS // neurons)
    return max(LEAST_SIDE, min(SIDE, math.isqrt(points)))


def _sums_of(parameters: Sequence[float], columns: Sequence[Floats]) -> list[Floats]:
    """The weighted sums of each layer, shape (neurons, rows, columns), of what comes before it."""
    numbers, found, begin = np.array(parameters), [], 0
    with np.errstate(invalid="ignore", over="ignore"):
        for before, after in pairwise(columns):
            shape = len(after), len(before) + 1
            end = begin + shape[0] * shape[1]
            own = numbers[begin:end].reshape(shape)
            sums = own[:, :-1] @ before.reshape(len(before), -1) + own[:, -1:]
            found.append(sums.reshape(after.shape))
            begin = end
    return found


def _ends_of(outputs: Floats, activation: str) -> tuple[Range, ...]:
    """The same ends for all of a layer, so that a small output looks small beside the others."""
    largest = LARGEST_OUTPUT.get(activation)
    if largest is None:
        largest = float(np.abs(outputs).max(initial=0.0, where=np.isfinite(outputs)))
    return (_roomy(largest),) * len(outputs)


def _roomy(number: float) -> Range:
    """Ends around zero for numbers up to this one."""
    end = roomy_end(number) if number > 1e-300 else 1.0
    return -end, end


def _levels(numbers: Floats, ends: tuple[Range, ...]) -> Levels:
    low, high = np.array(ends).T[:, :, None, None]
    with np.errstate(invalid="ignore", over="ignore"):
        shares = (numbers - low) / (high - low)
    return shades(shares).astype(np.uint8)
