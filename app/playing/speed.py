"""Speed of a run: held, or rising from a few steps a second until the engines do all they can."""

from math import log10

from PySide6.QtCore import QObject, Signal

# The engines do as many steps as they can.
FULL_SPEED = 0.0
# Ten to a power of ten, so that three of them are a factor of two.
_OF_A_DECADE = (1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8)
# Steps per second that a person can choose, by the position on the slider.
SPEEDS = [number * 10.0**power for power in range(6) for number in _OF_A_DECADE]
SPEEDS += [1e6, FULL_SPEED]
# Steps per second that a rise begins with, slow enough to watch; they double every second.
FIRST_SPEED = 4.0
# A late frame counts for this many seconds of a rise at most: steps that nobody saw don't count.
LONGEST_FRAME_S = 0.25
# Steps that could not be done in time are made up for, up to those of this many seconds.
MOST_OWED_S = 0.25
# A rise ends at full speed when the engines were late at this many frames in a row.
LATE_FRAMES = 8


class Speed(QObject):
    """How fast a run goes: `per_s` steps per second, or FULL_SPEED for as many as possible.

    rises: each run begins at FIRST_SPEED, and doubles it every second up to full speed.
    owed: the steps that are due by now, or the phases where each one is shown by itself.

    `changed` comes when `rises` or `position` are others.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.per_s, self.rises = FIRST_SPEED, True
        self.owed = 0.0
        self._late_frames = 0

    @property
    def position(self) -> int:
        """The index of the nearest one of SPEEDS."""
        if self.per_s == FULL_SPEED:
            return len(SPEEDS) - 1
        return round(len(_OF_A_DECADE) * log10(self.per_s))

    def hold(self, per_s: float) -> None:
        """Let this run and later ones go at one speed."""
        self._set(per_s, False)
        self.owed = 0.0

    def rise(self) -> None:
        """Let the run rise from the speed that it has, and later ones from FIRST_SPEED."""
        self._set(self.per_s, True)

    def start_over(self) -> None:
        """Begin or end a run: a speed that rises is the first one again."""
        self.owed, self._late_frames = 1.0, 0
        if self.rises:
            self._set(FIRST_SPEED, True)

    def pass_time(self, seconds: float, phases: int = 1) -> None:
        """Owe the steps of the time that has passed. phases: of a step, if each is due alone."""
        if self.per_s == FULL_SPEED:
            return
        if self.rises:
            self._rise(min(seconds, LONGEST_FRAME_S))
        due = self.owed + seconds * self.per_s * phases
        self.owed = min(due, max(1.0, self.per_s * phases * MOST_OWED_S))
        is_late = due > self.owed and phases == 1
        self._late_frames = self._late_frames + 1 if is_late else 0

    def _rise(self, seconds: float) -> None:
        per_s = self.per_s * 2**seconds
        is_highest = per_s > max(SPEEDS) or self._late_frames >= LATE_FRAMES
        self._set(FULL_SPEED if is_highest else per_s, True)

    def _set(self, per_s: float, rises: bool) -> None:
        before = self.position, self.rises
        self.per_s, self.rises = per_s, rises
        if before != (self.position, self.rises):
            self.changed.emit()


def speed_text(per_s: float) -> str:
    """`1 step/s`, `3.15 steps/s`, `1,000,000 steps/s`, `full speed`."""
    if per_s == FULL_SPEED:
        return "full speed"
    return f"{per_s:,.7g} step{'' if per_s == 1 else 's'}/s"
