"""Writes films: drawn off screen, frame by frame, and the same each time."""

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from app.export.caption import CaptionBar, Moment
from app.export.encoders import ENCODERS, Encoder, Pixels, pixels_of
from app.export.options import ExportOptions
from app.export.pictures import blank_image, pixels_per_unit, scaled
from app.export.storyboards import Storyboard, storyboard_of
from app.export.view import MakeView
from app.export.zoom_film import ZoomCamera
from app.kit.theme import Theme
from micrograd.runs.differences import titled
from micrograd.runs.experiment import Experiment
from micrograd.system.in_thread import in_thread

# How many frames a palette is made from.
SAMPLES = 6
# The ending of a file with the captions of a film.
CAPTIONS = ".srt"


class TakesFrames(Protocol):
    """What takes the frames of a film, `count` of them. `close` it in the end.

    preparing: the part of all work that `prepare` does, which comes first. looking_ahead: the part
    of the rest that it takes to look at frames all over the film before. draws_beside: True where
    it draws no widget, so that another thread may take the frames.
    """

    count: int
    preparing: float
    looking_ahead: float
    draws_beside: bool

    def prepare(self) -> Iterator[float]:
        """Do what is needed for every frame; yields the share that is done."""

    def come_near(self, frame: int) -> Iterator[None]:
        """Do what lies before a frame, so that `take` is quick; yields in between."""

    def take(self, frame: int) -> Pixels:
        """The pixels of a frame."""

    def close(self) -> None:
        """Leave nothing behind."""


class Camera:
    """Takes the frames of a film of the current run. size: of a frame, in pixels."""

    preparing = looking_ahead = 0.0
    draws_beside = False

    def __init__(
        self,
        experiment: Experiment,
        storyboard: Storyboard,
        options: ExportOptions,
        size: QSize,
        make_view: MakeView,
    ) -> None:
        self._storyboard, self.count = storyboard, storyboard.count
        self._image = blank_image(size.width(), size.height(), pixels_per_unit(options))
        room = self._image.deviceIndependentSize()
        width, height = room.width(), room.height()
        theme, title = Theme(options.theme), titled(experiment.current)
        self._bar = CaptionBar(width, height, theme, storyboard.last, title, options.text_scale)
        self._room = QRectF(0, 0, width, height - self._bar.height)
        self._view = make_view(experiment, options, self._room.size().toSize())
        self._taken: tuple[Moment, Pixels] | None = None

    def prepare(self) -> Iterator[float]:
        """See `TakesFrames`."""
        return iter(())

    def come_near(self, frame: int) -> Iterator[None]:
        """See `TakesFrames`."""
        return iter(())

    def take(self, frame: int) -> Pixels:
        """The pixels of a frame. Raises DivergenceError where its step can't be computed again."""
        shot, session = self._storyboard.shot(frame), self._view.session
        if session.cursor.steps != shot.step:
            self._view.go_to(shot.step)
        if session.cursor.steps != shot.step and session.cursor.divergence:
            raise session.cursor.divergence
        if shot.choices:
            self._view.choose(shot.choices)
        loss = session.cursor.evaluation.loss
        moment = Moment(shot.step, loss, shot.learning_rate, shot.share, shot.event)
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
    """Film what `options.along` says: GIF, WebP or MP4 by the ending. Yields the progress."""
    size = frame_size(options, path)
    with closing(_camera(experiment, options, size, path.parent, make_view)) as camera:
        yield from taken_by(camera, path, options.fps)


def frame_size(options: ExportOptions, path: Path) -> QSize:
    """The size of the frames of a film, in pixels: that of the options, as the format takes it."""
    unit = ENCODERS[path.suffix.lower()].unit
    width, height = scaled(options)
    return QSize(-(-width // unit) * unit, -(-height // unit) * unit)


def caption_file(captions: str, path: Path) -> Path | None:
    """The file beside a film of a script that has its captions, as the option says; or None."""
    return None if captions == "picture" else path.with_suffix(CAPTIONS)


def taken_by(camera: TakesFrames, path: Path, fps: int) -> Iterator[float]:
    """Film all that a camera takes; yields the progress. The caller closes the camera."""
    yield 0.0
    for share in camera.prepare():
        yield camera.preparing * share
    frames = _filmed(camera, ENCODERS[path.suffix.lower()], path, fps)
    for share in in_thread(frames, lambda: None) if camera.draws_beside else frames:
        yield camera.preparing + (1 - camera.preparing) * share


def _camera(
    experiment: Experiment, options: ExportOptions, size: QSize, folder: Path, make_view: MakeView
) -> TakesFrames:
    if options.along == "zoom":
        return ZoomCamera(experiment, options, size, folder)
    storyboard = storyboard_of(experiment.current, options)
    return Camera(experiment, storyboard, options, size, make_view)


def _filmed(
    camera: TakesFrames, encoder_type: type[Encoder], path: Path, fps: int
) -> Generator[float]:
    samples, begin = [], camera.looking_ahead if encoder_type.has_palette else 0.0
    for i in range(SAMPLES if encoder_type.has_palette else 1):
        share = i / (SAMPLES - 1)
        goal = round(share * (camera.count - 1))
        for _ in camera.come_near(goal):
            yield begin * share
        samples.append(camera.take(goal))
        yield begin * share
    with closing(encoder_type(path, fps, samples, camera.count)) as encoder:
        for frame in range(camera.count):
            pixels = camera.take(frame)
            yield begin + (1 - begin) * frame / camera.count
            encoder.add(pixels)
            yield begin + (1 - begin) * (frame + 1) / camera.count
        for _ in encoder.finish():
            yield 1.0
