"""What a drawing of the landscape is asked to show, and what it shows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.analysis.landscape.field import Floats
from micrograd.analysis.landscape.planes import Plane
from micrograd.analysis.landscape.step_line import Best
from micrograd.runs.walked import Again, Stride
from micrograd.training.trainer import Trainer


class PlaneChoice(NamedTuple):
    """Which plane is wanted, see `PlaneQuestion`. ends: the numbers of runs, 0 for none."""

    kind: str = "path"
    seed: int = 0
    pair: tuple[int, int] = (0, 1)
    ends: tuple[int, ...] = ()


class Rect(NamedTuple):
    """A part of a plane."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, place: Floats) -> bool:
        """True for a place inside of it."""
        x, y = place.tolist()
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class Move(NamedTuple):
    """The update of a step: the parameters before and after it.

    step: the one that it belongs to, counted from 1. is_to_come: True for the next update, which
    was not done yet.
    """

    step: int
    before: Floats
    after: Floats
    is_to_come: bool = False


class Asked(NamedTuple):
    """All that is drawn from; nothing of it changes meanwhile, but for numbers in the trainer.

    key: what the loss as a function depends on. here: the present parameters, after `step` steps.
    move: the last update, None where it is not known: then the next one is drawn. batch: the rows
    of its samples, None where it has all.
    path: what is known of it, by step; `again` is to be done again. plane: the one to go on with,
    None to find one. view: the part of it to draw, None for all of the path.
    is_still: True where nothing is being trained, so that there is time for more.
    """

    key: object
    trainer: Trainer
    step: int
    here: Floats
    move: Move | None
    batch: Sequence[int] | None
    path: dict[int, Stride]
    again: Sequence[Again]
    choice: PlaneChoice
    names: Sequence[str]
    ends: tuple[tuple[str, Floats], ...]
    plane: Plane | None
    view: Rect | None
    is_still: bool


class Walk(NamedTuple):
    """The path in the plane: for each of its steps, in order.

    places: shape (points, 2). losses: the true ones. shown: what the plane shows at their places.
    distances: from the plane. moves: how many times as far the step after it went as would have
    been best; NaN where that is not known.
    """

    steps: Floats
    places: Floats
    losses: Floats
    shown: Floats
    distances: Floats
    moves: Floats

    @property
    def misled(self) -> npt.NDArray[np.bool_]:
        """True where the plane shows less than half of the true loss, or more than twice that."""
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.maximum(self.losses / self.shown, self.shown / self.losses)
        span = np.nanmax(self.losses, initial=0.0)
        is_seen = np.abs(self.losses - self.shown) > TINY * span
        return np.asarray(~(factor < MISLEADING) & is_seen, bool)


# A plane misleads where it shows a loss that is wrong by this factor, and by more than this share
# of the largest loss of the path: below that nobody sees it.
MISLEADING, TINY = 2.0, 1e-3


class StepCurve(NamedTuple):
    """The loss along an update: at shares of it, 0 is before and 1 is where it landed.

    batch_losses: those of the samples of the step, None where it has all. slope: of the loss at 0,
    of what the update followed.
    """

    move: Move
    shares: Floats
    losses: Floats
    batch_losses: Floats | None
    best: Best | None
    batch_best: Best | None
    slope: float


class Drawing(NamedTuple):
    """What there is to draw. view, grid: of the map, shape (rows, columns), the first row below.

    here: the place of the present parameters; loss, distance: of them. held: the share of the
    path's variance that lies in the plane. rows: how many samples the loss is of, and of how many.
    is_done: True where nothing finer follows.
    """

    asked: Asked
    plane: Plane
    view: Rect
    extent: Rect
    grid: Floats
    here: Floats
    loss: float
    distance: float
    walk: Walk
    held: float
    curve: StepCurve | None
    rows: tuple[int, int]
    is_done: bool
    path: dict[int, Stride]

    @property
    def moved(self) -> tuple[Floats, Floats]:
        """The steps of which it is known, the one at hand among them, how far they went.

        That is how many times as far as would have been best. Steps are counted from 1.
        """
        walk, curve = self.walk, self.curve
        known = ~np.isnan(walk.moves)
        found = dict(zip((walk.steps[known] + 1).tolist(), walk.moves[known].tolist(), strict=True))
        if curve and curve.best and not curve.move.is_to_come:
            found[float(curve.move.step)] = curve.best.overshoot
        steps = sorted(found)
        return np.array(steps), np.array([found[step] for step in steps])


class Refused(NamedTuple):
    """Why there is nothing to draw."""

    asked: Asked
    reason: str
