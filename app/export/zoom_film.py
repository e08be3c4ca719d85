"""ZoomCamera: takes the frames of a film that zooms into the map of an experiment."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import ceil, exp, log, log10
from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from app.export.caption import NumbersBar
from app.export.encoders import Pixels, pixels_of
from app.export.options import ExportOptions
from app.export.pictures import blank_image, pixels_per_unit
from app.export.storyboards import frames_of
from app.export.zoom_blend import Segment
from app.kit.theme import Theme
from micrograd.export.zoom_keyframes import Keyframes
from micrograd.maps.axes import Axis
from micrograd.maps.seen import shown_choice
from micrograd.maps.zoom_path import Window
from micrograd.runs.experiment import Experiment
from micrograd.training.measures import MEASURES

# The longest magnification and place: the bar keeps room for them.
WIDEST_ZOOM, WIDEST_PLACE = "990,000 ×", "0.00000000000000000"
# Larger magnifications are told by their power of 10.
COUNTED = 1e6
# Digits of a place beyond those that the window needs, and the most that a double has.
MORE_DIGITS, MOST_DIGITS = 2, 17


class ZoomCamera:
    """Takes the frames of a zoom; `prepare` has to be done first. `close` it in the end.

    size: of a frame, in pixels. folder: where the numbers of the keyframes lie meanwhile.
    """

    # The part of all work that `prepare` does.
    preparing, looking_ahead = 0.85, 0.0
    draws_beside = True

    def __init__(
        self, experiment: Experiment, options: ExportOptions, size: QSize, folder: Path
    ) -> None:
        self.count = frames_of(options)
        self._image = blank_image(size.width(), size.height(), pixels_per_unit(options))
        room = self._image.deviceIndependentSize()
        choice, _ = shown_choice(experiment)
        names = [axis.caption for axis in (choice.x, choice.y)]
        widest = {"magnified": WIDEST_ZOOM, **dict.fromkeys(names, WIDEST_PLACE)}
        title = MEASURES[choice.measure].title
        theme, text_scale = Theme(options.theme), options.text_scale
        self._bar = NumbersBar(room.width(), room.height(), theme, widest, title, text_scale)
        self._room = QRectF(0, 0, room.width(), room.height() - self._bar.height)
        height = round(self._room.height() * self._image.devicePixelRatio())
        self._keyframes = Keyframes(experiment, options, size.width(), height, folder)
        # The logarithm of the magnification at which each segment begins.
        self._begins: list[float] = []
        self._segment: tuple[int, Segment] | None = None

    def prepare(self) -> Iterator[float]:
        """Train all keyframes; yields the share that is done. Raises ExportError."""
        yield from self._keyframes.prepare()
        windows = map(Window.of, self._keyframes.plans)
        zooms = (log(outer.magnification(inner)) for outer, inner in pairwise(windows))
        self._begins = [*accumulate(zooms, initial=0.0)]

    def come_near(self, frame: int) -> Iterator[None]:
        """See `TakesFrames`."""
        return iter(())

    def take(self, frame: int) -> Pixels:
        """The pixels of a frame: the zoom is even from the first to the last."""
        share = frame / (self.count - 1) if self.count > 1 else 1.0
        depth = share * self._begins[-1]
        number = min(bisect_right(self._begins, depth), len(self._begins) - 1) - 1
        begin, end = self._begins[number : number + 2]
        if self._segment is None or self._segment[0] != number:
            self._segment = number, Segment(self._keyframes, number)
        segment, way = self._segment[1], min(1.0, (depth - begin) / (end - begin))
        painter = QPainter(self._image)
        segment.draw(painter, self._room, way)
        numbers = self._numbers(segment, way, depth)
        self._bar.draw_numbers(painter, self._room.bottom(), numbers, share)
        painter.end()
        return pixels_of(self._image)

    def _numbers(self, segment: Segment, way: float, depth: float) -> dict[str, str]:
        zoom = f"{_magnified(exp(depth))} ×"
        axes = zip((segment.plan.x, segment.plan.y), segment.seen(way), strict=True)
        return {"magnified": zoom, **{axis.caption: _middle(axis, ends) for axis, ends in axes}}

    def close(self) -> None:
        """Leave nothing behind."""


def _magnified(times: float) -> str:
    """`1.7`, `42`, `8,200`, `3.1e9`."""
    if times < COUNTED:
        return f"{times:.1f}" if times < 10 else f"{float(f'{times:.2g}'):,.0f}"
    digits, _, power = f"{times:.1e}".partition("e")
    return f"{digits}e{int(power)}"


def _middle(axis: Axis, ends: tuple[float, float]) -> str:
    """The middle of what is seen of an axis, with the digits that matter there."""
    first, last = (axis.at(end) for end in ends)
    middle = axis.at((ends[0] + ends[1]) / 2)
    if not middle or last <= first:
        return f"{middle:.6g}"
    digits = ceil(log10(max(abs(middle) / (last - first), 1.0))) + MORE_DIGITS
    return f"{middle:.{min(MOST_DIGITS, digits)}g}"
