"""Storyboards of films, by what goes by in them: what each frame shows."""

from collections.abc import Callable, Mapping
from functools import cached_property
from math import log1p
from typing import NamedTuple, Protocol

from app.export.options import ExportOptions
from app.kit.playback import place_of_share
from micrograd.export.options import ExportError
from micrograd.recipe.settings import feeding
from micrograd.runs.run import Run
from micrograd.training.state import scheduled_rate

MOST_FRAMES = 100_000
# How long a change is named below the film.
EVENT_S = 1.0

# The settings that the rate in the caption follows from.
OF_RATE = feeding("rate")


class Shot(NamedTuple):
    """What a frame shows. share: of the film that has gone by, 0 to 1. event: what was changed.

    choices: in the views, see `ExportedView.choose`.
    """

    step: int
    learning_rate: float
    share: float
    event: str = ""
    choices: Mapping[str, str] = {}


class Storyboard(Protocol):
    """The frames of a film, `count` of them; `last` is the largest step that they show.

    Made of a run and options; raises ExportError for a film that can't be made.
    """

    count: int
    last: int

    def shot(self, frame: int) -> Shot:
        """What a frame shows."""


def frames_of(options: ExportOptions) -> int:
    """How many frames a film has. Raises ExportError for too many, and for none."""
    count = round(options.fps * options.seconds)
    if not 1 <= count <= MOST_FRAMES:
        raise ExportError(
            f"{options.seconds:g} s at {options.fps} frames per second are {count:,} "
            f"frames; a film has 1 to {MOST_FRAMES:,}",
            "seconds",
        )
    return count


def rate_at(run: Run, step: int) -> float:
    """The rate of the update after a step; at the end of the run, of the one that led there."""
    recipe = run.owner_of(step).recipe_trained_at(step)
    return scheduled_rate(recipe.training, max(0, min(step, run.steps - 1)))


class StepStoryboard:
    """The steps of a run go by, each with what was changed within the second before."""

    def __init__(self, run: Run, options: ExportOptions) -> None:
        self.count = frames_of(options)
        self._is_early = options.pace == "early"
        self._run, self._event_frames = run, max(1, round(EVENT_S * options.fps))
        self.first = max(options.first, run.first_step)
        self.last = run.steps if options.last is None else options.last
        if not self.first <= self.last <= run.steps:
            raise ExportError(
                f"{run.name} has the steps {run.first_step:,} to {run.steps:,}: there is no film "
                f"of {self.first:,} to {self.last:,}",
                "first" if self.first > run.steps else "last",
            )

    def shot(self, frame: int) -> Shot:
        step = self.step_of(frame)
        rate = rate_at(self._run, step)
        return Shot(step, rate, self.share_of(step), self.event_of(frame))

    def step_of(self, frame: int) -> int:
        """The step that a frame shows: all alike, or ever faster; a single frame has the last."""
        if self.count == 1:
            return self.last
        steps = self.last - self.first
        if self._is_early:
            return self.first + round((steps + 1) ** (frame / (self.count - 1)) - 1)
        return self.first + round(frame * steps / (self.count - 1))

    def event_of(self, frame: int) -> str:
        """What was changed within the last second, the latest first; "" for nothing."""
        oldest = frame - self._event_frames
        return " · ".join(text for shown, text in self._events[::-1] if oldest < shown <= frame)

    @cached_property
    def _events(self) -> list[tuple[int, str]]:
        """The text of each event, with the first frame that comes after it."""
        found, frame = [], 0
        untrained = self._run.events[self._run.trained_events :]
        for event in self._run.past_events:
            if event.kind in OF_RATE and event in untrained:
                continue
            if self.first <= event.step <= self.last:
                while self.step_of(frame) < event.step:
                    frame += 1
                found.append((frame, f"step {event.step:,}: {event.text}"))
        return found

    def share_of(self, step: int) -> float:
        """How much of the film has gone by when a step is shown, 0 to 1."""
        gone, steps = step - self.first, self.last - self.first
        if not steps:
            return 1.0
        return log1p(gone) / log1p(steps) if self._is_early else gone / steps


class LayerStoryboard:
    """The layers of the network at one step go by, from the inputs to the output."""

    def __init__(self, run: Run, options: ExportOptions) -> None:
        self.count = frames_of(options)
        self.last = run.steps if options.last is None else options.last
        if not run.first_step <= self.last <= run.steps:
            raise ExportError(
                f"{run.name} has the steps {run.first_step:,} to {run.steps:,}, not {self.last:,}",
                "last",
            )
        self._rate = rate_at(run, self.last)
        self._layers = len(run.owner_of(self.last).recipe_at(self.last).layers)

    def shot(self, frame: int) -> Shot:
        share = 1.0 if self.count == 1 else frame / (self.count - 1)
        place = str(place_of_share(share, self._layers))
        return Shot(self.last, self._rate, share, choices={"representation_place": place})


# What goes by in a film, by the name of the answer of `ExportOptions.along`.
STORYBOARDS: dict[str, Callable[[Run, ExportOptions], Storyboard]] = {
    "steps": StepStoryboard,
    "layers": LayerStoryboard,
}


def storyboard_of(run: Run, options: ExportOptions) -> Storyboard:
    """The storyboard of a film. Raises ExportError where the run has no such film."""
    return STORYBOARDS[options.along](run, options)
