"""SpeedControl: how many steps a second a run goes at, beside the button that runs it."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.held_label import LabelHolder
from app.kit.widgets.number_slider import NumberSlider
from app.kit.widgets.parts import IconButton, Item, dressed, fill, in_box
from app.playing.runner import PHASED_STEPS_PER_S, Runner
from app.playing.speed import FIRST_SPEED, FULL_SPEED, SPEEDS, speed_text
from app.views.contract import ViewChoice

WIDTH = 112
# The height of the line of controls below the captions.
CONTROLS_PX = 29
# What screen readers are told as the number of full speed.
FULL = 10 * max(SPEEDS)
# How a speed that rises is written among the settings, in place of the steps per second held.
RISING = "rising"
SLIDER_TIP = (
    "Hold the speed, from one step a second to full speed; equal distances are equal factors. "
    f"Up to {PHASED_STEPS_PER_S} steps/s, each phase is shown for a moment"
)


def in_line(*items: Item, spacing: int = 4) -> QWidget:
    """A row of controls that has its middle where every other such row beside it has it."""
    row = in_box(fill(QHBoxLayout(), *items, spacing=spacing))
    hold(row, height=CONTROLS_PX)
    return row


class SpeedControl(QWidget):
    """A slider that holds the speed, a button that lets it rise, and the steps a second in words.

    While a run goes faster and faster, the slider follows.
    """

    def __init__(self, runner: Runner, appearance: Appearance) -> None:
        super().__init__()
        self._runner, self._speed = runner, runner.speed
        self._make_reading()
        self._make_slider()
        first = speed_text(FIRST_SPEED)
        self.rises = IconButton(
            appearance,
            "rise",
            "speed_rises_button",
            "Speed up while running",
            f"Begin each run at {first}, and double that every second; the slider ends it",
        )
        self.rises.setCheckable(True)
        self.rises.setProperty("segment", True)
        line = in_line(self.rises, (self.slider, 1), spacing=6)
        fill(QVBoxLayout(self), self._reading, line, spacing=0)
        hold(self, width=WIDTH)
        self.choice = ViewChoice(self._text, self._choose)
        self.rises.clicked.connect(self._let_rise)
        self.slider.valueChanged.connect(self._hold)
        connect_all(self.show_speed, self._speed.changed, runner.running_changed)
        appearance.changed.connect(self._fit_text)
        self._fit_text()
        self.show_speed()

    def _make_reading(self) -> None:
        self._reading = LabelHolder()
        self.reading = self._reading.label
        dressed(self.reading, "held_speed_reading", "caption")

    def _fit_text(self) -> None:
        self._reading.setFixedHeight(self.reading.sizeHint().height())

    def _make_slider(self) -> None:
        self.slider = NumberSlider(_number, lambda number: speed_text(_speed(number)))
        self.slider.setRange(0, len(SPEEDS) - 1)
        self.slider.setPageStep(10)
        describe(
            self.slider,
            "speed",
            "Speed in steps a second, logarithmic",
            SLIDER_TIP,
        )

    # State to screen.

    def show_speed(self) -> None:
        """Show the speed that the run has, or would begin with."""
        speed = self._speed
        with QSignalBlocker(self.slider):
            self.slider.setValue(speed.position)
        self.rises.setChecked(speed.rises)
        text = speed_text(SPEEDS[speed.position])
        waits = speed.rises and not self._runner.looks_running
        self.reading.setText(f"from {text}" if waits else text)

    # Screen to state.

    def _let_rise(self, rises: bool) -> None:
        if rises:
            self._speed.rise()
        else:
            self._hold(self._speed.position)

    def _hold(self, position: int) -> None:
        self._speed.hold(SPEEDS[position])

    # Settings.

    def _text(self) -> str:
        return RISING if self._speed.rises else f"{self._speed.per_s:g}"

    def _choose(self, text: str) -> None:
        known = {f"{per_s:g}": per_s for per_s in SPEEDS}
        if text == RISING:
            self._speed.rise()
        elif text in known:
            self._speed.hold(known[text])


def _number(position: int) -> float:
    """Steps a second; full speed stands ten times above the highest that can be held."""
    return SPEEDS[position] or FULL


def _speed(number: float) -> float:
    return FULL_SPEED if number == FULL else number
