"""Planes through the space of the parameters: one table of how their directions are found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from micrograd.analysis.landscape.curvature import sharpest_direction
from micrograd.analysis.landscape.field import Floats, LossField

# The least share of the sharpest direction that is at right angles to the gradient; below it the
# sharpest of the directions that are at right angles takes its place.
TOO_PARALLEL = 0.1
# Directions whose length is below this share of the longest one count as none.
NOTHING = 1e-9
# Numbers that are too large become infinite without a warning, as in the engine.
QUIET = np.errstate(over="ignore", invalid="ignore")


class PlaneError(ValueError):
    """Says why there is no such plane, and what to do."""


@dataclass(frozen=True)
class Plane:
    """A plane through the space of the parameters.

    origin: shape (parameters). directions: shape (2, parameters), neither orthogonal nor of length
    1 by rule. axes: a name for each. note: what else is to be said; empty where nothing is.
    """

    origin: Floats
    directions: Floats
    axes: tuple[str, str]
    note: str = ""

    @QUIET
    def at(self, places: Floats) -> Floats:
        """The parameters at places of the plane, shape (places, parameters)."""
        points: Floats = self.origin + places @ self.directions
        return points

    @QUIET
    def places(self, points: Floats) -> Floats:
        """The places of the plane that are nearest to parameters, shape (points, 2)."""
        found = (points - self.origin) @ self.directions.T @ self._inverse
        return np.asarray(found, float)

    @QUIET
    def distances(self, points: Floats) -> Floats:
        """How far parameters are from the plane, the length of the difference; shape (points)."""
        away = points - self.at(self.places(points))
        return np.asarray(np.linalg.norm(away, axis=1), float)

    @property
    def _inverse(self) -> Floats:
        gram = self.directions @ self.directions.T
        _need_finite(gram)
        return np.asarray(np.linalg.pinv(gram), float)

    @QUIET
    def variance_held(self, points: Floats) -> float:
        """The share of the variance of some points that lies along the plane, 0 to 1."""
        away = points - points.mean(axis=0)
        total = float((away**2).sum())
        if not total or not np.isfinite(total):
            return 1.0
        lying = (away @ self.directions.T @ self._inverse) @ self.directions
        return min(1.0, float((lying**2).sum()) / total)


class PlaneQuestion(NamedTuple):
    """What a plane is found from.

    here: the present parameters. walked: the path, shape (points, parameters), the end last.
    names: of all parameters. seed, pair: what was chosen. ends: the parameters that up to three
    runs come to, by their names.
    """

    field: LossField
    here: Floats
    walked: Floats
    names: Sequence[str]
    seed: int = 0
    pair: tuple[int, int] = (0, 1)
    ends: tuple[tuple[str, Floats], ...] = ()


class PlaneKind(NamedTuple):
    """A row: its name and title, what its directions are in words, and what is chosen for it."""

    name: str
    title: str
    words: str
    find: Callable[[PlaneQuestion], Plane]
    chosen: Literal["", "seed", "pair", "runs"] = ""


def _principal(question: PlaneQuestion) -> Plane:
    """The plane through the end of the path along its first two principal components."""
    walked = question.walked
    if len(walked) < 3:
        plane = _gradient_and_sharpest(question)
        return Plane(plane.origin, plane.directions, plane.axes, "no path yet")
    away = walked - walked.mean(axis=0)
    _need_finite(np.linalg.norm(away))
    _, lengths, components = np.linalg.svd(away, full_matrices=False)
    shares = lengths**2 / max(float((lengths**2).sum()), 1e-300)
    if lengths[1] <= NOTHING * lengths[0]:
        # The path is a straight line.
        field = question.field
        other = sharpest_direction(field.gradient, walked[-1], field.free, components[0])
        names = _component(0, 1.0), "sharpest at right angles"
        return Plane(walked[-1], np.stack([components[0], other.direction]), names)
    return Plane(walked[-1], _onward(components[:2], away), (_named(shares, 0), _named(shares, 1)))


def _onward(components: Floats, away: Floats) -> Floats:
    """Let each direction lead from the start of the path to its end: signs are arbitrary."""
    signs = np.sign((away[-1] - away[0]) @ components.T)
    return np.asarray(components * np.where(signs == 0, 1, signs)[:, None], float)


def _named(shares: Floats, i: int) -> str:
    return _component(i, float(shares[i]))


def _component(i: int, share: float) -> str:
    digits = 0 if share >= 0.1 else 1
    return f"{('1st', '2nd')[i]} principal component, {share:.{digits}%}"


def _gradient_and_sharpest(question: PlaneQuestion) -> Plane:
    """The plane through the present point, downhill and along the sharpest direction."""
    field, here = question.field, question.here
    _need_two(field)
    gradient = field.gradient(here)
    length = float(np.linalg.norm(gradient))
    try:
        if not np.isfinite(length):
            raise ArithmeticError
        if not length:
            return _two_sharpest(question)
        down = -gradient / length
        sharpest = sharpest_direction(field.gradient, here, field.free)
        other = sharpest.direction - float(sharpest.direction @ down) * down
        name = "sharpest direction"
        if np.linalg.norm(other) < TOO_PARALLEL:
            sharpest = sharpest_direction(field.gradient, here, field.free, down)
            other, name = sharpest.direction, "sharpest direction at right angles"
    except ArithmeticError:
        raise PlaneError("The loss has no gradient here: go to another step.") from None
    directions = np.stack([down, other / np.linalg.norm(other)])
    return Plane(here, directions, ("against the gradient", name))


def _two_sharpest(question: PlaneQuestion) -> Plane:
    """The plane where the gradient is 0: the two sharpest directions."""
    field, here = question.field, question.here
    first = sharpest_direction(field.gradient, here, field.free).direction
    second = sharpest_direction(field.gradient, here, field.free, first).direction
    directions = np.stack([first, second])
    return Plane(here, directions, ("sharpest direction", "second sharpest"), "the gradient is 0")


def _random(question: PlaneQuestion) -> Plane:
    """Two random directions, whose part for each neuron is as long as that neuron's parameters.

    Li, Xu, Taylor, Studer, Goldstein, "Visualizing the Loss Landscape of Neural Nets", 2018, who
    call it filter normalisation. The bias of a neuron counts as one of its weights.
    """
    field = question.field
    _need_two(field)
    chance = np.random.default_rng(question.seed)
    directions = chance.normal(size=(2, len(question.here)))
    directions[:, ~field.free] = 0.0
    for row in directions:
        normalise_by_neuron(row, question.here, field.widths)
    if not directions.any(axis=1).all():
        # All weights are 0: nothing to be as long as.
        directions = chance.normal(size=directions.shape) * field.free
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return Plane(question.here, directions, ("1st random direction", "2nd random direction"))


def normalise_by_neuron(direction: Floats, parameters: Floats, widths: Sequence[int]) -> None:
    """Scale the part of each neuron, in place, to the length that its parameters have."""
    first = 0
    for inputs, neurons in pairwise(widths):
        for _ in range(neurons):
            part = slice(first, first + inputs + 1)
            length = float(np.linalg.norm(direction[part]))
            if length:
                direction[part] *= float(np.linalg.norm(parameters[part])) / length
            first += inputs + 1


def _two_parameters(question: PlaneQuestion) -> Plane:
    """The plane of any two parameters, the others as they are."""
    first, second = question.pair
    if first == second:
        raise PlaneError("Choose two different parameters.")
    origin = question.here.copy()
    origin[[first, second]] = 0.0
    directions = np.zeros((2, len(origin)))
    directions[0, first] = directions[1, second] = 1.0
    return Plane(origin, directions, (question.names[first], question.names[second]))


def _ends_of_runs(question: PlaneQuestion) -> Plane:
    """The plane through three points: the ends of runs, and the start of the path for a third."""
    points = list(question.ends[:3])
    if len(points) < 3 and len(question.walked):
        points.append(("the start", question.walked[0]))
    if len(points) < 3:
        raise PlaneError(
            "This plane needs two runs of this network: go back and train on another way, "
            "or choose another plane."
        )
    (_, a), (name_b, b), (name_c, c) = points
    first = b - a
    length = float(np.linalg.norm(first))
    second = c - a
    if length:
        second = second - float(second @ first) / length**2 * first
    away = float(np.linalg.norm(second))
    if min(length, away) <= NOTHING * max(length, away, 1e-300):
        raise PlaneError("These runs end on one line: choose others.")
    directions = np.stack([first / length, second / away])
    return Plane(a, directions, (f"{points[0][0]} to {name_b}", f"on the way to {name_c}"))


def _need_finite(numbers: Floats | np.floating) -> None:
    """Raise OverflowError for other numbers: LAPACK may search them without an end."""
    if not np.isfinite(numbers).all():
        raise OverflowError("numbers are too large for a plane")


def _need_two(field: LossField) -> None:
    if np.count_nonzero(field.free) < 2:
        raise PlaneError("A plane needs two parameters that are free: fewer are not frozen or off.")


_ROWS = (
    PlaneKind(
        "path",
        "Path",
        "The two directions in which the path varies most: its principal components",
        _principal,
    ),
    PlaneKind(
        "gradient",
        "Gradient",
        "Against the gradient, and the direction in which the loss is curved most",
        _gradient_and_sharpest,
    ),
    PlaneKind(
        "random",
        "Random",
        "Two random directions; in each the part of a neuron is as long as its weights",
        _random,
        "seed",
    ),
    PlaneKind(
        "parameters", "Parameters", "Any two parameters, the others as they are", _two_parameters,
        "pair",
    ),
    PlaneKind(
        "runs",
        "Runs",
        "Through the ends of three runs; of two and the start where there are no more",
        _ends_of_runs,
        "runs",
    ),
)  # fmt: skip
PLANES = {row.name: row for row in _ROWS}
