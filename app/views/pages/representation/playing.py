"""Moves from layer to layer by itself, slowly enough for eyes to follow each point."""

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.views.pages.representation.shown import ShownSpaces

FRAME_MS = 16
# Seconds through a layer, and of rest at the outputs of each.
THROUGH_S, REST_S = 1.6, 0.5


class LayerPlayer(QObject):
    """Plays from the place that is shown to the output; at the output from the inputs again."""

    playing_changed = Signal()

    def __init__(self, shown: ShownSpaces, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown
        self._began, self._from = 0.0, 0.0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=FRAME_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_playing(self) -> bool:
        """True until it comes to the output, or `pause`."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Play where paused, pause where playing."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Begin to move."""
        if self._shown.place >= self._shown.layers:
            self._shown.go_to(0.0)
        self._began, self._from = perf_counter(), self._shown.place
        self._timer.start()
        self.playing_changed.emit()

    def pause(self) -> None:
        """Stand still."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit()

    def _tick(self) -> None:
        place = place_after(self._from, perf_counter() - self._began)
        self._shown.go_to(place)
        if place >= self._shown.layers:
            self.pause()


def place_after(begin: float, seconds: float) -> float:
    """The place after so many seconds: each layer begins and ends gently, with a rest before it."""
    whole = int(begin)
    # How far into the layer's time the beginning is, if it began there gently, too.
    gone = 0.0 if begin == whole else REST_S + THROUGH_S * _ungentle(begin - whole)
    layers, rest = divmod(gone + seconds, REST_S + THROUGH_S)
    share = max(0.0, rest - REST_S) / THROUGH_S
    return whole + layers + _gentle(share)


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
