"""Computes drawings of the landscape in a thread, the coarse ones first."""

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from app.views.pages.landscape.asking import Asked, Drawing, Move, Rect, Refused, StepCurve, Walk
from app.views.pages.landscape.grids import Grids
from micrograd.analysis.landscape.field import Floats, LossField
from micrograd.analysis.landscape.planes import PLANES, Plane, PlaneError, PlaneQuestion
from micrograd.analysis.landscape.step_line import Best, along, best_share
from micrograd.runs.walked import Again, Stride, done_again

# The points of the loss along a step.
CURVE_POINTS = 97
# Seconds that the best steps of the path may take at a time while training goes on.
BUDGET_S = 0.03
# While training goes on, steps are done again for at most one part in so many of the time.
REST = 10
# Room around the path, as a share of its extent; the shorter side is at least this share of the
# longer one.
ROOM, NARROWEST = 0.3, 0.25
# The reach around the present point where there is no path, as a share of the parameters' length.
REACH = 0.5
# The most losses that are remembered by their parameters.
MOST_KNOWN = 20_000
TOO_LARGE = "The parameters are too large for a picture: go back to an earlier step."


class Surveyor:
    """Draws what is asked, and remembers what the next drawing needs again.

    Its `survey` runs in one thread at a time.
    """

    def __init__(self) -> None:
        self._key: object = None
        self._field: LossField | None = None
        self._batch: tuple[tuple[int, ...], LossField] | None = None
        self._losses: dict[bytes, float] = {}
        self._shown: dict[bytes, float] = {}
        self._bests: dict[bytes, float] = {}
        self._again: dict[tuple[object, int], Stride] = {}
        self._maps = Grids()
        self._plane: Plane | None = None
        self._rests_until = 0.0

    def survey(self, asked: Asked) -> Iterator[Drawing | Refused | None]:
        """Yield a drawing, then finer ones; None where the work can be left."""
        # Numbers that are too large become infinite without a warning, as in the engine.
        with np.errstate(all="ignore"):
            try:
                yield from self._survey(asked)
            except PlaneError as error:
                yield Refused(asked, str(error))
            except ArithmeticError:
                yield Refused(asked, TOO_LARGE)

    def _survey(self, asked: Asked) -> Iterator[Drawing | None]:
        field = self._field_of(asked)
        path = {**asked.path, **self._done_again(asked)}
        plane = asked.plane or self._find(asked, field, path)
        if plane is not self._plane:
            self._plane, self._shown = plane, {}
        walk = self._walk(asked, field, plane, path)
        curve = self._curve(asked, field)
        extent = _extent(asked, plane, walk)
        view = asked.view or extent
        has_moves = False
        for grid, is_done in self._maps.grids(field, plane, view):
            # Between two rows the work can be left.
            if grid is None:
                yield None
                continue
            parts = asked, plane, view, extent, grid
            if not has_moves:
                if asked.is_still:
                    yield self._drawing(*parts, walk, curve, False, path)
                yield from self._find_moves(asked, field, path)
                walk, has_moves = walk._replace(moves=self._moves(path)), True
            yield self._drawing(*parts, walk, curve, is_done, path)

    def _drawing(
        self,
        asked: Asked,
        plane: Plane,
        view: Rect,
        extent: Rect,
        grid: Floats,
        walk: Walk,
        curve: StepCurve | None,
        is_done: bool,
        path: dict[int, Stride],
    ) -> Drawing:
        field = self._field
        assert field is not None
        here = asked.here[None]
        points = np.array([stride.point for stride in path.values()] or [asked.here])
        return Drawing(
            asked, plane, view, extent, grid,
            plane.places(here)[0], self._losses_of(field, here)[0], float(plane.distances(here)[0]),
            walk, plane.variance_held(np.concatenate([points, here])), curve,
            (len(field.rows), len(asked.trainer.all_rows())), is_done, path,
        )  # fmt: skip

    def _field_of(self, asked: Asked) -> LossField:
        if self._field is None or asked.key != self._key:
            self._key, self._field = asked.key, LossField(asked.trainer)
            self._batch = self._plane = None
            self._maps.forget()
            self._losses, self._bests = {}, {}
        return self._field

    # The path.

    def _done_again(self, asked: Asked) -> dict[int, Stride]:
        """The steps that have to be done again, once each."""
        found: dict[int, Stride] = {}
        for each in asked.again:
            owner = each.run, len(each.run.events)
            steps = [*each.wanted, *(checkpoint.step for checkpoint in each.checkpoints)]
            missing = {step for step in steps if (owner, step) not in self._again}
            if missing and (asked.is_still or perf_counter() >= self._rests_until):
                self._do(each, missing)
            known = ((step, self._again.get((owner, step))) for step in steps)
            found |= {step: stride for step, stride in known if stride and len(stride.point)}
        return found

    def _do(self, again: Again, missing: set[int]) -> None:
        """Do the missing steps again; while training goes on, a rest follows."""
        began, owner = perf_counter(), (again.run, len(again.run.events))
        is_early = not missing.isdisjoint(again.wanted)
        unknown = [each for each in again.checkpoints if each.step in missing]
        # What can't be done is not tried again.
        self._again |= {(owner, step): Stride(np.empty(0), None) for step in missing}
        for step, stride in done_again(Again(again.run, again.wanted if is_early else [], unknown)):
            self._again[owner, step] = stride
        took = perf_counter() - began
        self._rests_until = perf_counter() + REST * took

    def _find(self, asked: Asked, field: LossField, path: dict[int, Stride]) -> Plane:
        walked = [path[step].point for step in sorted(path)]
        choice = asked.choice
        question = PlaneQuestion(
            field, asked.here, np.array([*walked, asked.here]), asked.names,
            choice.seed, choice.pair, asked.ends,
        )  # fmt: skip
        try:
            return PLANES[choice.kind].find(question)
        except (ArithmeticError, np.linalg.LinAlgError):
            raise PlaneError(TOO_LARGE) from None

    def _walk(self, asked: Asked, field: LossField, plane: Plane, path: dict[int, Stride]) -> Walk:
        steps = sorted(path)
        if not steps:
            empty = np.empty(0)
            return Walk(empty, np.empty((0, 2)), empty, empty, empty, empty)
        points = np.array([path[step].point for step in steps])
        places = plane.places(points)
        shown = _looked_up(self._shown, points, lambda rows: field.losses(plane.at(places[rows])))
        moves = self._moves(path)
        losses = self._losses_of(field, points)
        numbers = np.array(steps, float)
        return Walk(numbers, places, losses, shown, plane.distances(points), moves)

    def _losses_of(self, field: LossField, points: Floats) -> Floats:
        if len(self._losses) > MOST_KNOWN:
            self._losses.clear()
        return _looked_up(self._losses, points, lambda rows: field.losses(points[rows]))

    def _find_moves(
        self, asked: Asked, field: LossField, path: dict[int, Stride]
    ) -> Iterator[None]:
        """Find how far each step went, beside the best, the newest first."""
        ends = np.inf if asked.is_still else perf_counter() + BUDGET_S
        if len(self._bests) > MOST_KNOWN:
            self._bests.clear()
        for step in sorted(path, reverse=True):
            point, following = path[step]
            if following is None or (key := _key(path[step])) in self._bests:
                continue
            best = best_share(field.losses, point, following)
            self._bests[key] = np.nan if best is None else best.overshoot
            if perf_counter() > ends:
                return
            yield None

    def _moves(self, path: dict[int, Stride]) -> Floats:
        """How many times as far each step went as would have been best, where that is known."""
        return np.array([self._bests.get(_key(path[step]), np.nan) for step in sorted(path)])

    # The step.

    def _curve(self, asked: Asked, field: LossField) -> StepCurve | None:
        batch = self._batch_of(asked)
        followed = batch or field
        move = asked.move or (self._to_come(asked, followed) if asked.is_still else None)
        if move is None:
            return None
        best = best_share(field.losses, move.before, move.after)
        batch_best = best_share(batch.losses, move.before, move.after) if batch else None
        shares = np.linspace(*_reach([best, batch_best]), CURVE_POINTS)
        points = along(move.before, move.after, shares)
        slope = float(followed.gradient(move.before) @ (move.after - move.before))
        batch_losses = batch.losses(points) if batch else None
        losses = field.losses(points)
        return StepCurve(move, shares, losses, batch_losses, best, batch_best, slope)

    def _to_come(self, asked: Asked, followed: LossField) -> Move | None:
        """The next update, if it finds the gradient of the loss that it follows."""
        grads = followed.gradient(asked.here).tolist()
        if not np.isfinite(grads).all():
            return None
        moves = [asked.trainer.next_move(i, grad) for i, grad in enumerate(grads)]
        return Move(asked.step + 1, asked.here, asked.here + moves, is_to_come=True)

    def _batch_of(self, asked: Asked) -> LossField | None:
        """The loss of the samples of the step, at rest: preparing it takes a while."""
        if asked.batch is None or not asked.is_still:
            return None
        rows = tuple(asked.batch)
        if self._batch is None or self._batch[0] != rows:
            self._batch = rows, LossField(asked.trainer, asked.batch)
        return self._batch[1]


def _key(stride: Stride) -> bytes:
    return stride.point.tobytes() + (b"" if stride.next is None else stride.next.tobytes())


def _looked_up(known: dict[bytes, float], points: Floats, compute: object) -> Floats:
    """The number of each point, computed for those that are not known; compute: of some rows."""
    keys = [point.tobytes() for point in points]
    rows = [i for i, key in enumerate(keys) if key not in known]
    if rows:
        numbers = compute(rows)  # type: ignore[operator]
        known |= {keys[i]: float(number) for i, number in zip(rows, numbers, strict=True)}
    return np.array([known[key] for key in keys])


def _reach(bests: list[Best | None]) -> tuple[float, float]:
    """The shares of a step that its curve shows: where it landed, and the best if that is near."""
    shares = [best.share for best in bests if best and np.isfinite(best.share)]
    return -0.25, min(8.0, max(1.5, *(1.3 * share for share in shares), 1.5))


def _extent(asked: Asked, plane: Plane, walk: Walk) -> Rect:
    """The part of the plane that holds the path and the present point."""
    places = np.concatenate([walk.places, plane.places(asked.here[None])])
    low, high = places.min(axis=0), places.max(axis=0)
    middle, half = (low + high) / 2, (high - low) / 2 * (1 + ROOM)
    least = _least(asked, plane, len(walk.steps))
    half = np.maximum(half, least)
    half = np.maximum(half, NARROWEST * half.max())
    if not np.isfinite(half).all() or not half.all():
        raise PlaneError(TOO_LARGE)
    left, bottom = (middle - half).tolist()
    right, top = (middle + half).tolist()
    return Rect(left, bottom, right, top)


def _least(asked: Asked, plane: Plane, count: int) -> Floats:
    """The least half of each side: what is seen around a point that has not walked yet."""
    lengths = np.linalg.norm(plane.directions, axis=1)
    length = float(np.linalg.norm(asked.here)) or 1.0
    share = REACH if asked.choice.kind != "path" or count < 3 else 1e-6
    return np.asarray(share * length / lengths, float)
