"""Play, pause and speed: gives training a slice of every frame, and the window the rest."""

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.session import Session

FRAME_MS = 16
# Of each frame so much goes to training, less where painting takes long: a frame with both
# stays below FRAME_LIMIT_S, and the window answers clicks in between.
LONGEST_SLICE_S, SHORTEST_SLICE_S = 0.008, 0.002
FRAME_LIMIT_S = 0.018
# So many operations take well under a millisecond: the clock is looked at in between.
CHUNK = 500
# Up to this speed each phase has its own moment, so that it can be watched.
PHASED_STEPS_PER_S = 5
FULL_SPEED = 0.0


class Runner(QObject):
    """Trains while it is running, at `speed` steps per second; 0 is as fast as possible."""

    running_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.speed = FULL_SPEED
        self.is_running = False
        self.steps_per_s = 0.0
        self._remaining: int | None = None
        self._owed = 0.0
        self._then = 0.0
        self._painting_s = 0.0
        self._slice_ended = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)

    def run(self, steps: int | None = None) -> None:
        """Train on; with `steps`, so many and then pause."""
        self._session.divergence = None
        self._remaining = steps
        self._then = perf_counter()
        self._owed = 1.0
        self.steps_per_s = 0.0
        self._timer.start()
        self._set_running(True)

    def pause(self) -> None:
        """Stop training; at a speed where phases are not seen, at the end of the step."""
        if not self.is_running:
            return
        self._timer.stop()
        if not self._is_phased and not self._session.trainer.is_between_steps:
            self._session.finish_step()
            self._session.show_progress()
        self._set_running(False)

    def toggle(self) -> None:
        """Run where paused, pause where running."""
        if self.is_running:
            self.pause()
        else:
            self.run()

    def set_speed(self, steps_per_s: float) -> None:
        """Steps per second, or 0 for as fast as possible."""
        self.speed = steps_per_s
        self._owed = 0.0

    @property
    def _is_phased(self) -> bool:
        return 0 < self.speed <= PHASED_STEPS_PER_S

    def _set_running(self, is_running: bool) -> None:
        if self.is_running != is_running:
            self.is_running = is_running
            self.running_changed.emit()

    def _tick(self) -> None:
        now = perf_counter()
        elapsed, self._then = now - self._then, now
        before = self._session.steps
        if self.speed:
            per_s = self.speed * (4 if self._is_phased else 1)
            self._owed = min(self._owed + elapsed * per_s, max(1.0, per_s / 4))
        self._train_until(now + self._slice_s(now))
        if elapsed:
            rate = (self._session.steps - before) / elapsed
            self.steps_per_s += 0.1 * (rate - self.steps_per_s)
        self._slice_ended = perf_counter()
        self._session.show_progress()
        if self._session.divergence or self._is_done:
            self.pause()

    def _slice_s(self, now: float) -> float:
        """How long to train in this frame, from how long the last frames were painted."""
        painting_s = now - self._slice_ended
        if painting_s < 1:
            self._painting_s += 0.2 * (painting_s - self._painting_s)
        room_s = FRAME_LIMIT_S - self._painting_s
        return min(LONGEST_SLICE_S, max(SHORTEST_SLICE_S, room_s))

    def _advance(self) -> bool:
        ended_step = self._session.advance(CHUNK)
        if ended_step and self._remaining is not None:
            self._remaining -= 1
        return ended_step

    @property
    def _is_done(self) -> bool:
        return self._remaining is not None and self._remaining <= 0

    def _train_until(self, deadline: float) -> None:
        """Advance until the time is up, or nothing is owed, or the run is done."""
        session = self._session
        while perf_counter() < deadline and not self._is_done:
            if self.speed and self._owed < 1:
                return
            ended_step = self._advance()
            if session.divergence:
                return
            if ended_step or (self._is_phased and session.trainer.is_between_phases):
                self._owed -= 1
        if not self.speed and session.trainer.phase_length < CHUNK:
            # A short step is finished, so that a frame shows whole steps.
            while not session.trainer.is_between_steps and not session.divergence:
                self._advance()
