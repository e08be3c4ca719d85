"""What is pointed at, and the way there from what was pointed at before."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.kit.theme import Theme
from app.scenes import marks
from app.scenes.spots import arrows_to


class Pointing:
    """The rects that stay bright while all else is dimmed.

    motion_s: how long a change takes, in seconds; 0 for none.
    """

    def __init__(self, motion_s: float) -> None:
        self.motion_s = motion_s
        self.spots: list[QRectF] = []
        self._before: list[QRectF] = []
        # The share of the time of the change that is over.
        self._way = 1.0

    @property
    def is_moving(self) -> bool:
        """Whether a change is under way."""
        return self._way < 1

    @property
    def is_seen(self) -> bool:
        """Whether anything is dimmed."""
        return bool(self.spots) or (self.is_moving and bool(self._before))

    def turn_to(self, spots: Sequence[QRectF]) -> None:
        """Point at other rects from now on, or at nothing."""
        self._before, self.spots = self.now(), [QRectF(spot) for spot in spots]
        self._way = 0.0 if self.motion_s else 1.0

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        self._way = min(1.0, self._way + seconds / self.motion_s) if self.motion_s else 1.0

    def now(self) -> list[QRectF]:
        """The rects as they are drawn: as many as before move to where they will be."""
        if not self.is_moving or len(self._before) != len(self.spots):
            return list(self.spots)
        share = _eased(self._way)
        pairs = zip(self._before, self.spots, strict=True)
        return [_between(before, spot, share) for before, spot in pairs]

    def paint(self, painter: QPainter, room: QRectF, theme: Theme) -> None:
        """Paint dimming, rings and arrows in a room."""
        share = _eased(self._way)
        if self._before and not self.spots:
            spots, strength = self._before, 1 - share
        else:
            spots, strength = self.now(), 1.0 if self._before else share
        marks.draw_dimming(painter, room, spots, strength, theme)
        for spot in spots:
            marks.draw_ring(painter, spot, strength, theme)
        for arrow in arrows_to(spots, room):
            marks.draw_arrow(painter, arrow, strength, theme)


def _eased(share: float) -> float:
    """A share of the time as one of the way, slow at both ends."""
    return share * share * (3 - 2 * share)


def _between(before: QRectF, after: QRectF, share: float) -> QRectF:
    left, top, width, height = (
        a + (b - a) * share for a, b in zip(_edges(before), _edges(after), strict=True)
    )
    return QRectF(left, top, width, height)


def _edges(rect: QRectF) -> tuple[float, float, float, float]:
    return rect.x(), rect.y(), rect.width(), rect.height()
