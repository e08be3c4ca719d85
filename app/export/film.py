"""Writes a film of the current run: drawn off screen, frame by frame, and the same each time."""

from collections.abc import Iterator
from contextlib import closing
from functools import cached_property
from math import log1p
from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from app.export.caption import CaptionBar, Moment
from app.export.encoders import ENCODERS, Pixels, pixels_of
from app.export.options import ExportOptions
from app.export.pictures import blank_image, pixels_per_unit, scaled
from app.export.view import MakeView
from app.kit.theme import Theme
from micrograd.export.options import ExportError
from micrograd.runs.experiment import Experiment
from micrograd.runs.run import Run
from micrograd.training.state import scheduled_rate

MOST_FRAMES = 100_000
# How many frames a palette is made from.
SAMPLES = 6
# How long a change is named below the film.
EVENT_S = 1.0

# The settings that the rate in the caption follows from.
OF_RATE = ("learning_rate", "schedule", "schedule_steps", "warm_up")


class Storyboard:
    """What each frame shows: its step, and what was changed within the second before.

    Raises ExportError for a film that can't be made of the run.
    """

    def __init__(self, run: Run, options: ExportOptions) -> None:
        self.count = round(options.fps * options.seconds)
        if not 1 <= self.count <= MOST_FRAMES:
            raise ExportError(
                f"{options.seconds:g} s at {options.fps} frames per second are {self.count:,} "
                f"frames; a film has 1 to {MOST_FRAMES:,}",
                "seconds",
            )
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

    def step_of(self, frame: int) -> int:
        """The step that a frame shows: all alike, or ever faster; a single frame has the last."""
        if self.count == 1:
            return self.last
        steps = self.last - self.first
        if self._is_early:
            return self.first + round((steps + 1) ** (frame / (self.count - 1)) - 1)
        return self.first + round(frame * steps / (self.count - 1))

    def rate_of(self, step: int) -> float:
        """The rate of the update after a step; at the end of the run, of the one that led there."""
        recipe = self._run.owner_of(step).recipe_trained_at(step)
        return scheduled_rate(recipe.training, max(0, min(step, self._run.steps - 1)))

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


class Camera:
    """Takes the frames of a film. size: of a frame, in pixels. `close` it in the end."""

    def __init__(
        self,
        experiment: Experiment,
        storyboard: Storyboard,
        options: ExportOptions,
        size: QSize,
        make_view: MakeView,
    ) -> None:
        self._storyboard = storyboard
        self._image = blank_image(size.width(), size.height(), pixels_per_unit(options))
        room = self._image.deviceIndependentSize()
        width, height = room.width(), room.height()
        self._bar = CaptionBar(width, height, Theme(options.theme), storyboard.last)
        self._room = QRectF(0, 0, width, height - self._bar.height)
        self._view = make_view(experiment, options, self._room.size().toSize())
        self._taken: tuple[Moment, Pixels] | None = None

    def take(self, frame: int) -> Pixels:
        """The pixels of a frame. Raises DivergenceError where its step can't be computed again."""
        storyboard, session = self._storyboard, self._view.session
        step = storyboard.step_of(frame)
        if session.cursor.steps != step:
            self._view.go_to(step)
        if session.cursor.steps != step and session.cursor.divergence:
            raise session.cursor.divergence
        moment = Moment(
            step,
            session.cursor.evaluation.loss,
            storyboard.rate_of(step),
            storyboard.share_of(step),
            storyboard.event_of(frame),
        )
        # A run with fewer steps than frames shows each step several times.
        if self._taken is None or self._taken[0] != moment:
            self._taken = moment, self._drawn(moment)
        return self._taken[1]

    def _drawn(self, moment: Moment) -> Pixels:
        painter = QPainter(self._image)
        self._view.draw(painter, self._room)
        self._bar.draw(painter, self._room.bottom(), moment)
        painter.end()
        return pixels_of(self._image)

    def close(self) -> None:
        """Leave nothing behind."""
        self._view.close()


def write_film(
    experiment: Experiment, options: ExportOptions, path: Path, make_view: MakeView
) -> Iterator[float]:
    """Film `options.view` from the first to the last step: GIF, WebP or MP4 by the ending."""
    storyboard = Storyboard(experiment.current, options)
    encoder_type = ENCODERS[path.suffix.lower()]
    width, height = scaled(options)
    unit = encoder_type.unit
    size = QSize(-(-width // unit) * unit, -(-height // unit) * unit)
    with closing(Camera(experiment, storyboard, options, size, make_view)) as camera:
        yield 0.0
        samples = []
        for i in range(SAMPLES):
            samples.append(camera.take(round(i * (storyboard.count - 1) / (SAMPLES - 1))))
            yield 0.0
        with closing(encoder_type(path, options.fps, samples, storyboard.count)) as encoder:
            for frame in range(storyboard.count):
                pixels = camera.take(frame)
                yield frame / storyboard.count
                encoder.add(pixels)
                yield (frame + 1) / storyboard.count
            for _ in encoder.finish():
                yield 1.0
