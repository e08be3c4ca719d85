"""Status bar: what was just done, how well the task is done, how fast training is."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStatusBar

from app.kit.plain_text import set_tooltip
from app.kit.signals import connect_all
from app.kit.spoken import announce
from app.kit.throttle import READING_MS, Throttle
from app.kit.widgets.held_label import LabelHolder
from app.kit.widgets.parts import RIGHT, ElidedLabel, dressed, named_label
from app.playing.background_recompute import BackgroundRecompute
from app.playing.compiled_loop import CompiledLoop
from app.playing.runner import Runner
from app.session.scores import text_of
from app.session.session import Session

# A network that does fewer steps per second says so before it starts.
SLOW_STEPS_PER_S = 60
# The pixels between score and speed.
SCORE_GAP = 14
# Milliseconds for which a message can be read even while training goes on.
MESSAGE_MS = 10_000


class StatusBar(QStatusBar):
    """One line: the last announcement at the left, score and speed of training at the right.

    An announcement stays until training goes on, and for MESSAGE_MS at least; it ends at once where
    the person goes elsewhere.
    """

    def __init__(
        self,
        session: Session,
        runner: Runner,
        loops: Sequence[CompiledLoop],
        recompute: BackgroundRecompute,
    ) -> None:
        super().__init__()
        self._session, self._runner = session, runner
        self._loops, self._recompute = loops, recompute
        hint = "Press Run (F5) to train, F10 for one step, F8 for one phase."
        self.message = ElidedLabel("status_message")
        self.message.show_text(hint)
        self.background_reading = named_label("background_reading")
        # A score gets longer by digits, up to all samples.
        self.score_reading, self.speed_reading = LabelHolder(spare="0000"), LabelHolder()
        dressed(self.score_reading.label, "score_reading", align=RIGHT)
        self.score_reading.label.setContentsMargins(0, 0, SCORE_GAP, 0)
        dressed(self.speed_reading.label, "speed_reading", align=RIGHT)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 0, 12, 0)
        self.addWidget(self.message, 1)
        self.addPermanentWidget(self.background_reading)
        self.addPermanentWidget(self.score_reading)
        self.addPermanentWidget(self.speed_reading)
        self._message_is_new = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        session.announced.connect(self._show_message)
        cursor = session.cursor
        self._now_and_then = [
            Throttle(READING_MS, show, self) for show in (self.show_speed, self.show_score)
        ]
        for throttle in self._now_and_then:
            cursor.step_taken.connect(throttle.request)
        connect_all(self._end_message, cursor.step_taken, runner.running_changed)
        # What leads to an announcement itself moves the cursor first, and announces then.
        cursor.moved.connect(self._clear_message)
        loaded = [loop.changed for loop in loops]
        connect_all(self.show_speed, cursor.edited, cursor.moved, runner.running_changed, *loaded)
        connect_all(self._show_background, recompute.changed, *loaded)
        connect_all(self.show_score, cursor.edited, cursor.moved, runner.running_changed)
        self.show_speed()
        self.show_score()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # While it was hidden, Qt kept the height that it had with text of another size.
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _show_message(self, sentence: str) -> None:
        self.message.show_text(sentence)
        announce(self.message, sentence)
        self._message_is_new.start()

    def _end_message(self) -> None:
        if self.message.full_text and not self._message_is_new.isActive():
            self._clear_message()

    def _clear_message(self) -> None:
        self.message.show_text("")

    def show_speed(self) -> None:
        """Show the steps per second while training runs, else whether it is paused or slow."""
        if self._runner.looks_running:
            text = f"{self._runner.steps_per_s:,.0f} steps per second"
        elif self._session.cursor.divergence:
            text = "diverged"
        else:
            parts = ["paused" if self._session.cursor.steps else "", self._warning()]
            text = " · ".join(part for part in parts if part)
        self.speed_reading.show_text(text)

    def show_score(self) -> None:
        """Show how many samples are answered rightly, or how much of the variance is explained."""
        scores = self._session.scores
        self.score_reading.show_text(text_of(scores.now))
        set_tooltip(self.score_reading.label, scores.about)

    def _warning(self) -> str:
        """A warning about a rate of 0, or a network that will be slow; empty for others."""
        trainer = self._session.cursor.trainer
        if trainer.schedule_has_ended and not trainer.scheduled_rate:
            return "rate 0, as the schedule has ended"
        per_s = 1 / self._session.cursor.trainer.expected_step_s
        if per_s > SLOW_STEPS_PER_S:
            return ""
        guess = f"{per_s:.0f}" if per_s >= 2 else f"{per_s:.1g}"
        return f"slow: about {guess} steps per second"

    def _show_background(self) -> None:
        """Show what is being prepared in the background."""
        states = self._recompute.state, *(loop.state for loop in self._loops)
        self.background_reading.setText(next(filter(None, states), ""))
