"""The places that are pointed at, and the way there from those before."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.kit.theme import Theme
from app.scenes.marks import painting as marks
from app.scenes.marks.covering import Covered
from app.scenes.marks.fitting import fitted
from app.scenes.marks.spots import arrow_choices, bounds_of, free_arrows

# An arrow that covers so many more pixels of letters gives way to the next one in the order.
COVERED_STEP = 12
# One that covers more of such steps is left out, as it would cover several numbers: the ring does.
MOST_STEPS = 12


class Pointing:
    """The rects of a window that stay bright while all else is dimmed, where it `dims`.

    motion_s: how long a change takes, in seconds; 0 for none. is_looking: the window is drawn
    without any marks, to see what arrows would cover.
    """

    def __init__(self, window: QWidget, motion_s: float) -> None:
        self._window, self.motion_s = window, motion_s
        self.is_looking = False
        self.spots: list[QRectF] = []
        self.dims = True
        self._before: list[QRectF] = []
        # The spots with rings that cut no words beside them; none while they move.
        self._fitted: list[QRectF] = []
        # The arrows that may lead to each spot, the best ones first; none while they move.
        self._choices: list[list[QLineF]] = []
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
        self._choices, self._fitted = [], []
        self._way = 0.0 if self.motion_s else 1.0
        if not self.is_moving:
            self._look()

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        self._way = min(1.0, self._way + seconds / self.motion_s) if self.motion_s else 1.0
        if not self.is_moving:
            self._look()

    def _look(self) -> None:
        """Choose where rings run, and from where arrows come: where they cover the least."""
        self.is_looking = True
        self._fitted = [fitted(self._window, spot, self.room) for spot in self.spots]
        choices = arrow_choices(self._fitted, self.room)
        self._choices = [self._sorted(arrows) for arrows in choices]
        self.is_looking = False

    def _sorted(self, arrows: list[QLineF]) -> list[QLineF]:
        if not arrows:
            return []
        part = QRectF()
        for arrow in arrows:
            part |= bounds_of(arrow)
        covered = Covered(self._window, (part & self.room).toAlignedRect())
        known = [(covered.by(arrow) // COVERED_STEP, arrow) for arrow in arrows]
        # Those that cover as little stay in the order of preference.
        known.sort(key=lambda each: each[0])
        return [arrow for steps, arrow in known if steps <= MOST_STEPS]

    @property
    def room(self) -> QRectF:
        """The window without its lower margin: captions there are never dimmed."""
        margin = self._window.contentsMargins().bottom()
        return QRectF(self._window.rect()).adjusted(0, 0, 0, -margin)

    def now(self) -> list[QRectF]:
        """The rects as they are drawn: as many as before move to where they will be."""
        if not self.is_moving or len(self._before) != len(self.spots):
            return list(self._fitted or self.spots)
        share = _eased(self._way)
        pairs = zip(self._before, self.spots, strict=True)
        return [_between(before, spot, share) for before, spot in pairs]

    def paint(self, painter: QPainter, theme: Theme, taken: Sequence[QRectF] = ()) -> None:
        """Paint dimming, rings and arrows. taken: where no arrow may be."""
        share = _eased(self._way)
        if self._before and not self.spots:
            spots, strength = self._before, 1 - share
        else:
            spots, strength = self.now(), 1.0 if self._before else share
        if self.dims:
            marks.draw_dimming(painter, self.room, spots, strength, theme)
        for spot in spots:
            marks.draw_ring(painter, spot, strength, theme)
        for arrow in free_arrows(self._choices, taken):
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
