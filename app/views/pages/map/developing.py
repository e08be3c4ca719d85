"""Develops pictures of maps in a thread: what is known first, then finer and finer."""

from collections.abc import Iterator
from contextlib import closing
from time import perf_counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.views.pages.map.choice import is_same_but_for_axes
from app.views.pages.map.picture import Picture, missed_least
from micrograd.maps.axes import Floats
from micrograd.maps.colors import MapScale
from micrograd.maps.plan import MapPlan
from micrograd.maps.seen import MapChoice
from micrograd.maps.tiles import Outwards, Tile, TrainedTile, tiles_of
from micrograd.parallel.work import Workers
from micrograd.runs.kept_map import KeptColors
from micrograd.scales.colors import Legend
from micrograd.training.step_cost import expected_step_s

# The seconds that a tile is expected to take in a thread, and its fewest runs: the first picture
# comes in parts, the order follows the pointer, and no lane is empty.
TILE_S, FEWEST_RUNS = 0.14, 64
# The tiles of the first picture, at least: no thread waits for another.
FIRST_TILES = 4
# Seconds between two drawings at least; colouring takes at most one part in REST of the time.
EACH_S, REST = 0.1, 6
# Seconds of training before the time that is left is guessed.
GUESS_AFTER_S = 0.3
# The pictures of views before that are kept, each of a float and a half for a pixel.
MOST_PICTURES = 12
OPAQUE = 255


class Question(NamedTuple):
    """A map to be developed.

    workers: who does the `TileTraining` of the plan. colors: those that are locked, None to choose
    them by what is in view. run_steps: the steps of all runs of a tile, None for tiles that threads
    of this process are done with at a glance.
    """

    choice: MapChoice
    plan: MapPlan
    workers: Workers[Tile, Floats]
    colors: KeptColors | None
    run_steps: int | None = None


class Drawing(NamedTuple):
    """A picture as far as it is known. pixels: RGBA of shape (rows, columns, 4), the top row first.

    trained: how many pixels are done. left_s: the seconds that the others will take, None while
    that can't be guessed. has_all: True where each pixel is its own run. under: the last drawings
    of other views, the widest first, for what is beyond this one.
    """

    question: Question
    picture: Picture
    pixels: npt.NDArray[np.uint8]
    scale: MapScale
    legend: tuple[Legend, Legend]
    trained: int
    left_s: float | None
    under: tuple["Drawing", ...] = ()

    @property
    def has_all(self) -> bool:
        """True where every pixel has been trained."""
        return self.trained == self.picture.values.size


class Developer:
    """Develops what it is asked, and keeps what it knows for the next question.

    Its `develop` runs in one thread at a time.
    """

    def __init__(self) -> None:
        self._outwards = Outwards((), (0.0, 0.0))
        self._pictures: list[Picture] = []
        self._drawings: dict[Picture, Drawing] = {}
        self._last: tuple[MapChoice, MapPlan] | None = None

    def attend(self, column: float, row: float) -> None:
        """Go on outwards from this pixel."""
        self._outwards.around = column, row

    def develop(self, question: Question) -> Iterator[Drawing | None]:
        """Yield a drawing of what is known, then finer ones; None where it can be left."""
        with np.errstate(all="ignore"):
            picture = self._picture_of(question)
            if picture.is_known.any():
                yield self._draw(question, picture, None)
            yield from self._train(question, picture)

    def _picture_of(self, question: Question) -> Picture:
        """The picture of this very map, or another that shows what is known of it."""
        choice, plan = question.choice, question.plan
        if self._last and not (
            choice.is_same_picture(self._last[0])
            and is_same_but_for_axes(choice, plan.recipe, self._last[1].recipe)
        ):
            self._pictures = []
        self._last = choice, plan
        for known in self._pictures:
            if _is_same_view(known.plan, plan):
                self._pictures.remove(known)
                self._pictures.append(known)
                return known
        picture = Picture(plan)
        for known in self._pictures:
            picture.take_from(known)
        self._pictures.append(picture)
        if len(self._pictures) > MOST_PICTURES:
            del self._pictures[missed_least([known.plan for known in self._pictures])]
        return picture

    def _draw(self, question: Question, picture: Picture, left_s: float | None) -> Drawing:
        drawing = _drawn(question, picture, left_s)
        self._drawings = {
            known: self._drawings[known] for known in self._pictures if known in self._drawings
        }
        others = [each for known, each in self._drawings.items() if known is not picture]
        under = sorted(others, key=lambda each: -each.question.plan.x.width)
        self._drawings[picture] = drawing
        return drawing._replace(under=tuple(under))

    def _train(self, question: Question, picture: Picture) -> Iterator[Drawing | None]:
        plan = question.plan
        run_steps = question.run_steps or _run_steps(plan)
        tiles = tiles_of(
            plan.width, plan.height, plan.steps, run_steps=run_steps, first_tiles=FIRST_TILES
        )
        missing = [tile for tile in tiles if not picture.has(tile)]
        self._outwards = Outwards(missing, self._outwards.around)
        left = sum(tile.pixels for tile in missing)
        coarsest = max((tile.stride for tile in missing), default=0)
        coarse_left = sum(tile.stride == coarsest for tile in missing)
        began, done, draws_at = perf_counter(), 0, 0.0
        with closing(question.workers.hand_out(self._outwards)) as handed_out:
            for tile, values in handed_out:
                picture.put(TrainedTile(tile, values))
                done += tile.pixels
                coarse_left -= tile.stride == coarsest
                # The first picture without a gap is drawn at once.
                is_first_whole = tile.stride == coarsest and not coarse_left
                now = perf_counter()
                if (now < draws_at and not is_first_whole) or done >= left:
                    yield None
                    continue
                spent = now - began
                left_s = (left - done) * spent / done if spent > GUESS_AFTER_S else None
                yield self._draw(question, picture, left_s)
                draws_at = perf_counter() + max(EACH_S, REST * (perf_counter() - now))
        if done >= left:
            yield self._draw(question, picture, 0.0)


def _run_steps(plan: MapPlan) -> int:
    """The steps of all runs of a tile."""
    recipe = plan.shared
    step_s = expected_step_s(recipe.parameter_count, recipe.samples_of_step, is_compiled=True)
    return max(FEWEST_RUNS * plan.steps, round(TILE_S / step_s))


def _is_same_view(plan: MapPlan, other: MapPlan) -> bool:
    views = ((p.x, p.y, p.width, p.height) for p in (plan, other))
    return next(views) == next(views)


def _drawn(question: Question, picture: Picture, left_s: float | None) -> Drawing:
    is_known = picture.is_known
    scale = (
        MapScale(question.plan, question.colors)
        if question.colors
        else MapScale.of(picture.plan, picture.values, is_known)
    )
    pixels = np.empty((*picture.values.shape, 4), np.uint8)
    pixels[..., :3] = scale.colors(picture.values)
    pixels[..., 3] = np.where(is_known, OPAQUE, 0)
    top_first = np.ascontiguousarray(pixels[::-1])
    learned, others = scale.legend()
    if question.colors and is_known.any():
        # The colours are those of another view, the shares are those of this one.
        share = float(question.plan.has_learned(picture.values[is_known]).mean())
        learned, others = learned._replace(share=share), others._replace(share=1 - share)
    legend = learned, others
    return Drawing(question, picture, top_first, scale, legend, picture.trained, left_s)
