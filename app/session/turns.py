"""Turns: views follow training in turn, not all of them in every frame."""

from collections.abc import Callable
from time import perf_counter, thread_time

from PySide6.QtCore import QObject, Signal, SignalInstance
from shiboken6 import isValid

from app.session.cursor import Cursor

# How often each view beside the main picture follows training: more often than its numbers could
# be read; and the share of them that follow in one frame, so that frames are alike.
PER_S, MOST_OF_A_FRAME = 10, 0.25
# The share of the time of this thread that frames with the main picture may take, so that they
# leave room for the frames between them: a costly picture follows in some of the frames only, one
# of 6 ms 30 times a second.
MOST_BUSY = 0.2
# Seconds by which a frame may be early for the main picture: the clock of frames is not exact.
EARLY_S = 0.004
# The weight of the last frame in what a frame takes on average.
WEIGHT = 0.2


class Turn(QObject):
    """The turn of one view; `came` says that it is due to show the step that is shown now."""

    came = Signal()

    def __init__(self, view: QObject, is_seen: Callable[[], bool]) -> None:
        super().__init__(view)
        self.is_seen = is_seen
        self.is_behind = False

    def take(self) -> None:
        """Let the view follow."""
        self.is_behind = False
        self.came.emit()


class Turns(QObject):
    """Tells views of steps: of each one, but in turn while training goes on by itself.

    A main picture then follows in each frame, or as often as its cost allows; each other view
    PER_S times a second at most, a few of them in a frame. All of them follow where a single step
    or phase is shown by itself, and at the end; `caught_up` comes after that.
    """

    caught_up = Signal()

    def __init__(
        self, cursor: Cursor, is_running: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._cursor, self._is_running = cursor, is_running
        self._main: list[Turn] = []
        self._beside: list[Turn] = []
        # When the last frame began, by the clock and in processor time of this thread, in seconds.
        self._began = self._busy_s = 0.0
        # When the last frame with a main picture began, and the processor time that such one takes.
        self._main_began = self._main_s = 0.0
        self._had_main = False
        self._due = 0.0
        self._was_whole, self._steps = True, cursor.steps
        cursor.step_taken.connect(self._follow)

    def of(self, view: QObject, is_seen: Callable[[], bool] = lambda: True) -> SignalInstance:
        """The signal that tells a view beside the main picture of steps, as long as it is there.

        is_seen: whether anybody sees it, else it follows only when training ends.
        """
        return self._turn(self._beside, view, is_seen)

    def of_main(self, picture: QObject, is_seen: Callable[[], bool]) -> SignalInstance:
        """The same for a main picture."""
        return self._turn(self._main, picture, is_seen)

    def _turn(
        self, turns: list[Turn], view: QObject, is_seen: Callable[[], bool]
    ) -> SignalInstance:
        turn = Turn(view, is_seen)
        turns.append(turn)
        turn.destroyed.connect(self._forget_the_gone)
        return turn.came

    def _forget_the_gone(self) -> None:
        for turns in (self._main, self._beside):
            turns[:] = filter(isValid, turns)

    def catch_up(self) -> None:
        """Let all follow that are behind."""
        for turn in (*self._main, *self._beside):
            if turn.is_behind:
                turn.take()
        self.caught_up.emit()

    def _follow(self) -> None:
        for turn in (*self._main, *self._beside):
            turn.is_behind = True
        now, busy_s = perf_counter(), thread_time()
        elapsed, self._began = now - self._began, now
        spent_s, self._busy_s = busy_s - self._busy_s, busy_s
        if self._had_main:
            self._main_s += WEIGHT * (spent_s - self._main_s)
        self._had_main = False
        if self._is_shown_by_itself() or not self._is_running():
            self.catch_up()
            return
        self._follow_beside(elapsed)
        if now - self._main_began >= self._main_s / MOST_BUSY - EARLY_S:
            self._main_began = now
            self._follow_main()

    def _is_shown_by_itself(self) -> bool:
        """True for a phase, and for the step after the one that was shown before."""
        steps, is_whole = self._cursor.steps, self._cursor.trainer.is_between_steps
        is_next = 0 <= steps - self._steps <= 1
        is_phase = not (is_whole and self._was_whole)
        self._steps, self._was_whole = steps, is_whole
        return is_next or is_phase

    def _follow_beside(self, elapsed: float) -> None:
        """Let those follow that are due; the one that has waited longest comes first."""
        seen = [turn for turn in self._beside if turn.is_seen()]
        most = max(1, round(MOST_OF_A_FRAME * len(seen)))
        # What does not fit into this frame is made up for in the next one, but no more than that.
        self._due = min(self._due + len(seen) * elapsed * PER_S, most + 1)
        for turn in seen[: min(int(self._due), most)]:
            self._due -= 1
            self._beside.remove(turn)
            self._beside.append(turn)
            turn.take()

    def _follow_main(self) -> None:
        for turn in self._main:
            if turn.is_seen():
                self._had_main = True
                turn.take()
