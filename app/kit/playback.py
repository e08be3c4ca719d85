"""Playback: plays something frame by frame, with play and pause; and how places follow in time."""

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

FRAME_MS = 16
# Seconds from one place to the next, and of rest before that: slow enough for eyes to follow.
THROUGH_S, REST_S = 1.6, 0.5


class Playback(QObject):
    """Calls `advance` in each frame while it plays; what is played overrides that and `begin`."""

    playing_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._then = 0.0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=FRAME_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_playing(self) -> bool:
        """True from `play` to `pause`."""
        return self._timer.isActive()

    def play(self) -> None:
        """Begin to play."""
        self._then = perf_counter()
        self.begin()
        if not self.is_playing:
            self._timer.start()
            self.playing_changed.emit()

    def pause(self) -> None:
        """Stand still."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit()

    def toggle(self) -> None:
        """Play where paused, pause where playing."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def begin(self) -> None:
        """Playing begins here."""

    def advance(self, seconds: float) -> None:
        """Play on. seconds: since the frame before."""
        raise NotImplementedError

    def _tick(self) -> None:
        now = perf_counter()
        elapsed, self._then = now - self._then, now
        self.advance(elapsed)


def place_after(begin: float, seconds: float) -> float:
    """The place after so many seconds: from each to the next gently, with a rest before it."""
    whole = int(begin)
    # How far into its time the beginning is, if it began there gently, too.
    gone = 0.0 if begin == whole else REST_S + THROUGH_S * _ungentle(begin - whole)
    places, rest = divmod(gone + seconds, REST_S + THROUGH_S)
    share = max(0.0, rest - REST_S) / THROUGH_S
    return whole + places + _gentle(share)


def place_of_share(share: float, last: int) -> float:
    """The place at a share of the time from 0 to the last place, where it rests, too."""
    seconds = share * (last * (REST_S + THROUGH_S) + REST_S)
    return min(float(last), place_after(0.0, seconds))


def _gentle(share: float) -> float:
    """From 0 to 1, slow at both ends."""
    return share * share * (3 - 2 * share)


def _ungentle(share: float) -> float:
    """The share of the time at which `_gentle` has come to a share of the way."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _gentle(middle) < share else (low, middle)
    return low
