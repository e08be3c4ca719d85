"""Moves from layer to layer by itself, slowly enough for eyes to follow each point."""

from PySide6.QtCore import QObject

from app.kit.playback import Playback, place_after
from app.views.pages.representation.shown import ShownSpaces


class LayerPlayer(Playback):
    """Plays from the place that is shown to the output; at the output from the inputs again."""

    def __init__(self, shown: ShownSpaces, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown
        self._from = self._played_s = 0.0

    def begin(self) -> None:
        if self._shown.place >= self._shown.layers:
            self._shown.go_to(0.0)
        self._from, self._played_s = self._shown.place, 0.0

    def advance(self, seconds: float) -> None:
        self._played_s += seconds
        place = place_after(self._from, self._played_s)
        self._shown.go_to(place)
        if place >= self._shown.layers:
            self.pause()
