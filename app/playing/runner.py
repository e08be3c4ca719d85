"""Play, pause and speed: trains while the window goes on painting and answering."""

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.kit.background import background_thread
from app.kit.signals import connect_all
from app.playing.compiled_loop import CompiledLoop
from app.playing.frame_pacing import FRAME_MS, FramePacing
from app.playing.speed import FULL_SPEED, Speed
from app.session.session import Session
from micrograd.runs.stopping import NEVER, Chosen, stopped_at
from micrograd.training.phases import Phase
from micrograd.training.step_engine import TrainedSteps

SOON_MS = 2
# The compiled loop trains in a thread of its own. Its runs are made to last this share of the time
# from one frame to the next; one that takes longer is ended when the next frame is due.
BUSY_SHARE = 0.75
# A run has at most this many times the steps of the last one, whose speed may not hold for it.
GROWTH = 8
# The engine trains this long between two frames: less where painting takes long, so that a frame
# with both stays below FRAME_LIMIT_S and the window answers clicks in between.
LONGEST_SLICE_S, SHORTEST_SLICE_S = 0.008, 0.002
FRAME_LIMIT_S = 0.018
# The engine does this many operations before it looks at the clock: well under a millisecond.
CHUNK = 500
# Up to this speed each phase is shown by itself, so that it can be watched.
PHASED_STEPS_PER_S = 5


class Runner(QObject):
    """Trains while it is running, as fast as `speed` says.

    stops: the conditions at which a run stops by itself. loop: training of a large graph waits
    until it is prepared. is_led: while a script trains in a film, which looks as a run does.
    """

    running_changed = Signal()

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        loop: CompiledLoop | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._loop = session, loop
        self.speed = Speed(self)
        self.is_running = self.is_led = False
        self.steps_per_s = 0.0
        self.stops: Chosen = NEVER
        self._remaining: int | None = None
        # Why the run is over, if a condition holds.
        self._reached = ""
        self._then = self._measured_at = 0.0
        self._next_run = self._length = 1
        self._samples_of_step = 0
        self._began_run = 0.0
        self._executor = background_thread("training")
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=FRAME_MS)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._pacing = FramePacing(self)
        connect_all(self._tick, self._timer.timeout, self._soon.timeout, self._pacing.became_free)
        session.settler = self._settle
        session.cursor.moved.connect(self.pause)
        cursor = session.cursor
        cursor.network_rebuilt.connect(self._forget_speed)
        cursor.dataset_changed.connect(self._follow_samples)

    def run(self, steps: int | None = None) -> None:
        """Train on; pause after `steps` where they are given, or where a condition holds."""
        self._settle()
        self._remaining, self._reached = steps, ""
        self._look_at_stops()
        if self._reached:
            self.pause()
            self._tell_reason()
            return
        self._session.training.train_on()
        self._then = self._measured_at = perf_counter()
        self.speed.start_over()
        self.steps_per_s = 0.0
        self._forget_speed()
        self._timer.start()
        self._set_running(True)

    def pause(self) -> None:
        """Stop training; at a speed where phases are not seen, at the end of the step."""
        if not self.is_running:
            return
        self._stop_timers()
        self._settle()
        session = self._session
        can_finish = not self._is_phased and not session.cursor.has_large_graph
        if can_finish and not session.cursor.trainer.is_between_steps:
            session.training.finish_step()
            session.cursor.show_progress()
        self.speed.start_over()
        self._set_running(False)
        session.make_waiting_edit()
        self._tell_reason()

    def _look_at_stops(self) -> None:
        self._note_reason(self._session.training.reason_to_stay(self.stops))

    def _note_reason(self, reason: str) -> None:
        if reason and not self._reached:
            self._reached = stopped_at(self._session.cursor.steps, reason)

    def _tell_reason(self) -> None:
        if self._reached:
            self._session.announce(self._reached)
            self._reached = ""

    def _stop_timers(self) -> None:
        self._timer.stop()
        self._soon.stop()

    def toggle(self) -> None:
        """Run where paused, pause where running."""
        if self.is_running:
            self.pause()
        else:
            self.run()

    @property
    def looks_running(self) -> bool:
        """Whether those who watch see a run."""
        return self.is_running or self.is_led

    def lead(self, steps_per_s: float) -> None:
        """Show a run of this speed, in steps per second, while a script trains; 0 ends that."""
        if steps_per_s or self.is_led:
            self.is_led, self.steps_per_s = steps_per_s > 0, steps_per_s
            self.running_changed.emit()

    @property
    def _is_phased(self) -> bool:
        is_slow = FULL_SPEED < self.speed.per_s <= PHASED_STEPS_PER_S
        return is_slow and not self._session.cursor.has_large_graph

    @property
    def _is_full(self) -> bool:
        return self.speed.per_s == FULL_SPEED

    def _set_running(self, is_running: bool) -> None:
        if self.is_running != is_running:
            self.is_running = self._session.is_running = is_running
            if not is_running:
                self._session.turns.catch_up()
            self.running_changed.emit()

    def _tick(self) -> None:
        now = perf_counter()
        if not (self.is_running and self._pacing.allows(now)):
            return
        trainer = self._session.cursor.trainer
        if self._is_waiting_for_loop:
            return
        elapsed, self._then = now - self._then, now
        self.speed.pass_time(elapsed, len(Phase) if self._is_phased else 1)
        before = self._session.cursor.steps
        if self.stops and not trainer.beside.is_running:
            # An edit may have been made here, or another condition chosen.
            self._look_at_stops()
        if trainer.beside.is_running or (
            not self._is_phased and self._session.training.can_run_beside
        ):
            has_news = self._train_beside(now)
        else:
            self._train_until(now + self._slice_s())
            has_news = True
        if has_news:
            self._measure_speed(self._session.cursor.steps - before, now)
            self._pacing.begin()
            # Ticks are counted from this frame on.
            self._timer.start()
            self._session.cursor.show_progress()
        elif trainer.beside.is_running:
            # The thread is nearly done: waiting for the next tick would lose a frame.
            self._soon.start()
        if self._session.cursor.divergence or self._is_done:
            self.pause()

    def _measure_speed(self, steps: int, now: float) -> None:
        elapsed, self._measured_at = now - self._measured_at, now
        if elapsed:
            self.steps_per_s += 0.1 * (steps / elapsed - self.steps_per_s)

    @property
    def _is_done(self) -> bool:
        is_counted = self._remaining is not None and self._remaining <= 0
        return is_counted or bool(self._reached)

    def _count(self, steps: int) -> None:
        if self._remaining is not None:
            self._remaining -= steps
        if not self._is_phased:
            self.speed.owed -= steps

    @property
    def _is_waiting_for_loop(self) -> bool:
        """True where the engine would build a large graph that the compiled loop does without."""
        is_preparing = self._loop is not None and self._loop.is_preparing
        return is_preparing and self._session.cursor.has_large_graph

    # In a thread.

    def _train_beside(self, now: float) -> bool:
        """Collect the trained steps, and train on; True where there were some."""
        session = self._session
        if self._is_overdue(now):
            session.cursor.trainer.beside.hurry()
        run = self._collect()
        is_over = session.cursor.divergence or self._is_done or self._is_phased
        if session.cursor.trainer.beside.is_running or is_over:
            return run is not None
        steps = self._next_run
        if self._remaining is not None:
            steps = min(steps, self._remaining)
        if not self._is_full:
            steps = min(steps, int(self.speed.owed))
        if steps >= 1 and session.training.can_run_beside:
            self._began_run, self._length = perf_counter(), steps
            session.training.begin_run(self._executor, steps)
        return run is not None

    def _is_overdue(self, now: float) -> bool:
        """True for a run that would delay a frame; only a single step may do so."""
        return self._length > 1 and now - self._began_run >= self._pacing.frame_s

    def _forget_speed(self) -> None:
        """Measure again how many steps fit between two frames."""
        self._next_run = 1

    def _follow_samples(self) -> None:
        """Measure again where a step has more samples or fewer: not for one that is dragged."""
        count = self._session.cursor.trainer.samples.batch_size
        if count != self._samples_of_step:
            self._samples_of_step = count
            self._forget_speed()

    def _settle(self) -> None:
        """End a run that is under way, and show its steps."""
        if self._collect(ends=True):
            self._session.cursor.show_progress()

    def _collect(self, ends: bool = False) -> TrainedSteps | None:
        try:
            run = self._session.training.collect_run(ends, self.stops)
        except BaseException:
            # A timer that runs on would raise the same error at every tick.
            self._stop_timers()
            self._set_running(False)
            raise
        if run is not None:
            done = len(run.losses)
            self._count(done)
            self._note_reason(run.reached)
            if run.reached:
                return run
            possible = int(BUSY_SHARE * self._pacing.frame_s / run.seconds * done)
            self._next_run = max(1, min(possible, GROWTH * self._next_run))
        return run

    # Between two frames, on the engine.

    def _slice_s(self) -> float:
        """The seconds to train in this frame, from those that the last frames were painted."""
        room_s = FRAME_LIMIT_S - self._pacing.painting_s
        return min(LONGEST_SLICE_S, max(SHORTEST_SLICE_S, room_s))

    def _advance(self) -> bool:
        ended_step = self._session.training.advance(CHUNK)
        if ended_step:
            self._count(1)
            self._note_reason(self._session.training.reason_to_stop(self.stops))
        return ended_step

    def _train_until(self, deadline: float) -> None:
        """Advance until the time is up, or nothing is owed, or the run is done."""
        session = self._session
        while perf_counter() < deadline and not self._is_done:
            if not self._is_full and self.speed.owed < 1:
                return
            ended_step = self._advance()
            if session.cursor.divergence or (ended_step and session.training.can_run_beside):
                return
            if self._is_phased and session.cursor.trainer.is_between_phases:
                # Each phase is shown before the next one, however late the clock ticks.
                self.speed.owed -= 1
                return
        if self._is_full and len(session.cursor.trainer.next_pass) < CHUNK:
            # A short step is finished, so that a frame shows whole steps.
            while not session.cursor.trainer.is_between_steps and not session.cursor.divergence:
                self._advance()
