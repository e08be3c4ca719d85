"""Moves from layer to layer by itself, slowly enough for eyes to follow each point."""

from PySide6.QtCore import QObject, Signal

from app.kit.playback import Playback, place_after
from app.views.pages.representation.shown import ShownSpaces

# Seconds between two notes that it plays.
NOTE_S = 0.5


class LayerPlayer(Playback):
    """Plays from the place that is shown to the output; at the output from the inputs again.

    `came_on` comes twice a second meanwhile.
    """

    came_on = Signal()

    def __init__(self, shown: ShownSpaces, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown
        self._from = self._played_s = 0.0

    def begin(self) -> None:
        if self._shown.place >= self._shown.layers:
            self._shown.go_to(0.0)
        self._from, self._played_s = self._shown.place, 0.0

    def advance(self, seconds: float) -> None:
        before, self._played_s = self._played_s, self._played_s + seconds
        place = place_after(self._from, self._played_s)
        self._shown.go_to(place)
        if place >= self._shown.layers:
            self.pause()
        elif self._played_s // NOTE_S > before // NOTE_S:
            self.came_on.emit()
