"""Status bar: what was just done, how fast training is, and what to know about that."""

from PySide6.QtWidgets import QStatusBar

from app.kit.signals import connect_all
from app.kit.throttle import Throttle
from app.kit.widgets.held_label import LabelHolder
from app.kit.widgets.parts import RIGHT, dressed, named_label
from app.playing.background_recompute import BackgroundRecompute
from app.playing.compiled_loop import CompiledLoop
from app.playing.runner import Runner
from app.session.session import Session

# A network that does fewer steps per second says so before it starts.
SLOW_STEPS_PER_S = 60
# Milliseconds between two readings of the speed, an average: faster ones would only flicker.
SPEED_MS = 250


class StatusBar(QStatusBar):
    """One line: the last announcement at the left, the speed of training at the right."""

    def __init__(
        self, session: Session, runner: Runner, loop: CompiledLoop, recompute: BackgroundRecompute
    ) -> None:
        super().__init__()
        self._session, self._runner = session, runner
        self._loop, self._recompute = loop, recompute
        hint = "Press Run (F5) to train, F10 for one step, F11 for one phase."
        self.message = named_label("status_message", text=hint)
        self.background_reading = named_label("background_reading")
        self.speed_reading = LabelHolder()
        dressed(self.speed_reading.label, "speed_reading", align=RIGHT)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 0, 12, 0)
        self.addWidget(self.message, 1)
        self.addPermanentWidget(self.background_reading)
        self.addPermanentWidget(self.speed_reading)
        session.announced.connect(self.message.setText)
        self._speed_now_and_then = Throttle(SPEED_MS, self.show_speed, self)
        cursor = session.cursor
        cursor.step_taken.connect(self._speed_now_and_then.request)
        connect_all(self.show_speed, cursor.edited, runner.running_changed, loop.changed)
        connect_all(self._show_background, loop.changed, recompute.changed)
        self.show_speed()

    def show_speed(self) -> None:
        """Show the steps per second while training runs, else whether it is paused or slow."""
        if self._runner.is_running:
            text = f"{self._runner.steps_per_s:,.0f} steps per second"
        elif self._session.cursor.divergence:
            text = "diverged"
        else:
            parts = ["paused" if self._session.cursor.steps else "", self._warning()]
            text = " · ".join(part for part in parts if part)
        self.speed_reading.show_text(text)

    def _warning(self) -> str:
        """A warning about a network that will be slow; empty for others."""
        per_s = 1 / self._session.cursor.trainer.expected_step_s
        if per_s > SLOW_STEPS_PER_S:
            return ""
        guess = f"{per_s:.0f}" if per_s >= 2 else f"{per_s:.1g}"
        return f"slow: about {guess} steps per second"

    def _show_background(self) -> None:
        """Show what is being prepared in the background."""
        self.background_reading.setText(self._recompute.state or self._loop.state)
