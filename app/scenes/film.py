"""Films of scripts: played off screen, frame by frame, and the same each time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from app.export.encoders import Pixels, pixels_of
from app.export.film import CAPTIONS, caption_file, frame_size, taken_by
from app.export.kinds import told
from app.export.options import ExportOptions
from app.export.pictures import blank_image, layout_size, pixels_per_unit
from app.scenes.acts.acts import Act
from app.scenes.captions import has_words
from app.scenes.hand import Hand
from app.scenes.parts.begin import experiment_of
from app.scenes.rehearsal import Rehearsal, rehearse, rehearsed
from app.scenes.script import Script
from app.scenes.show import Show
from app.scenes.subtitles import subtitles
from micrograd.export.options import ExportError
from micrograd.runs.experiment import Experiment
from micrograd.system.saving import replacement

# Seconds that it takes to point at something else.
POINTING_S = 0.25
# The part of all work that it takes to rehearse.
REHEARSING = 0.05
# How often a frame is drawn at most until nothing moves in it any more.
MOST_TIMES = 4


class SceneError(ExportError):
    """A script can't go on. scene: the index of the one where it stands, -1 for its beginning."""

    def __init__(self, message: str, scene: int) -> None:
        super().__init__(message)
        self.scene = scene


class HiddenWindow(Protocol):
    """What a film needs of a whole window that is never on screen. `close` it in the end."""

    window: Any

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass; `settle` does what is then due."""

    def settle(self) -> None:
        """Do all that is due."""

    def make_room(self, below: int) -> None:
        """Keep the arrangement of its panels beside a strip of so many pixels along the bottom."""

    def has_changed(self) -> bool:
        """Whether it looks otherwise than when this was asked before."""

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Fill a rectangle with it."""

    def close(self) -> None:
        """Leave nothing behind."""


# Makes the window for a film, of a size in pixels of its layout.
# The window passes it down, since no scene may import the window.
MakeHiddenWindow = Callable[[Experiment, ExportOptions, QSize], HiddenWindow]


class ScriptCamera:
    """Takes the frames of a film of a script, see `TakesFrames`. size: of a frame, in pixels.

    Frames are best taken in their order: for an earlier one the script begins again.
    scene: where it begins the first time; what comes before is done at once. rehearsal: where
    there is one. Raises ExportError for a film that is too long.

    lacks: what solutions of tasks have not come to, by the indices of the scenes taken so far.
    """

    preparing, looking_ahead = 0.0, 0.3
    draws_beside = False

    def __init__(
        self,
        script: Script,
        options: ExportOptions,
        size: QSize,
        make_window: MakeHiddenWindow,
        scene: int = 0,
        rehearsal: Rehearsal | None = None,
    ) -> None:
        self._script, self._options, self._make_window = script, options, make_window
        self.rehearsal = rehearsal or rehearsed(script, options.fps)
        self.count = self.rehearsal.count
        self._image = blank_image(size.width(), size.height(), pixels_per_unit(options))
        self._pixels: Pixels | None = None
        self.lacks: dict[int, str] = {}
        self._begin(scene)

    def _begin(self, scene: int) -> None:
        """Begin with a scene in a new window."""
        options, script = self._options, self._script
        layout = QSize(*layout_size(options))
        self._hidden = self._make_window(experiment_of(script.begin), options, layout)
        self.show = Show(self._hidden.window, script, has_clock=False)
        self.show.player.is_film = True
        self.show.overlay.motion_s = POINTING_S
        self.show.strip.has_buttons = False
        strip = self.show.strip
        strip.is_silent = options.captions == "file" or not has_words(script)
        if not (strip.is_silent or script.begin.presented):
            self._hidden.make_room(strip.height_in(self._hidden.window.height()))
        self._frame = self.rehearsal.begins[scene]
        self._hidden.settle()
        self.show.begin(scene)
        self._hidden.settle()
        self._hand = Hand(self.show.overlay, self.show.playground, self.rehearsal.cues, options.fps)
        self.show.player.acting.connect(self._act)
        self._come_to_rest()

    def prepare(self) -> Iterator[float]:
        """See `TakesFrames`."""
        return iter(())

    def come_near(self, frame: int) -> Iterator[None]:
        """See `TakesFrames`. Raises ExportError where the script can't go on."""
        if frame < self._frame:
            self.close()
            self._begin(0)
        while self._frame < frame:
            self._go_on()
            yield

    def take(self, frame: int) -> Pixels:
        """The pixels of a frame. Raises ExportError where the script can't go on."""
        for _ in self.come_near(frame):
            pass
        # What did not move is not drawn again. What moves because it is drawn, as an axis does for
        # its numbers, comes to rest first.
        pixels = self._pixels
        for _ in range(MOST_TIMES):
            if not self._hidden.has_changed() and pixels is not None:
                break
            pixels = self.drawn()
            self._hidden.settle()
        assert pixels is not None
        self._pixels = pixels
        return pixels

    def end_of_scene(self) -> QImage:
        """The picture at the end of the scene that is shown."""
        self.take(self.rehearsal.last_frame(self.show.player.index))
        return self._image

    def _go_on(self) -> None:
        self._frame += 1
        seconds = 1 / self._options.fps
        self._hidden.advance(seconds)
        self._hand.move(self._frame)
        player = self.show.player
        scene = player.index
        self.show.advance(seconds)
        self._hidden.settle()
        if player.index != scene:
            self._come_to_rest()
        if player.failure:
            raise SceneError(player.failure, player.index)
        if self._frame == self.rehearsal.last_frame(player.index) and (lack := player.lacking()):
            self.lacks[player.index] = lack

    def _act(self, act: Act) -> None:
        """Let an act begin where all is done that the one before began."""
        self._hidden.settle()
        self._hand.show(act)

    def _come_to_rest(self) -> None:
        """Go to what a scene points at once more: a page has its size only now."""
        self.show.playground.sight.bring(self.show.player.point)
        self._hidden.settle()

    def drawn(self) -> Pixels:
        """Draw the frame that is shown."""
        painter = QPainter(self._image)
        self._hidden.draw(painter, QRectF(0, 0, *self._image.deviceIndependentSize().toTuple()))
        painter.end()
        return pixels_of(self._image)

    def close(self) -> None:
        """Leave nothing behind."""
        self.show.end()
        self._hidden.close()


def film_script(
    script: Script,
    options: ExportOptions,
    path: Path,
    make_window: MakeHiddenWindow,
    warn: Callable[[int, str], object] = lambda scene, lack: None,
) -> Iterator[float]:
    """Film a script: GIF, WebP or MP4 by the ending, and its captions, if it has any.

    Yields the progress.

    The files are replaced at the very end; they stay as they were if the work fails, or is closed
    before. Raises ExportError, which names the file.

    warn: called in the end with each scene whose solution does not do the task, and what it lacks.
    """
    with ExitStack() as files, told(path):
        beside = caption_file(options.captions, path) if has_words(script) else None
        words = files.enter_context(replacement(beside, CAPTIONS)) if beside else None
        film = files.enter_context(replacement(path, path.suffix.lower()))
        size = frame_size(options, path)
        rehearsal = yield from rehearse(script, options.fps, REHEARSING)
        with closing(ScriptCamera(script, options, size, make_window, 0, rehearsal)) as camera:
            if words:
                words.write_text(subtitles(camera.rehearsal, options.fps), encoding="utf-8")
            for share in taken_by(camera, film, options.fps):
                yield REHEARSING + (1 - REHEARSING) * share
    for scene, lack in camera.lacks.items():
        warn(scene, lack)
