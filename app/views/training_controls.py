"""Training controls: run, step, the readings, learning rate and speed, in one tool bar."""

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.kit.numbers import loss_text, shortest
from app.kit.theme import Appearance
from app.kit.widgets.fields import CountField, NumberField, describe
from app.kit.widgets.held_label import LabelHolder
from app.playing.runner import FULL_SPEED, Runner
from app.session.session import Session
from app.session.undo import new_gesture
from app.views.contract import View, ViewChoice, number_choice
from micrograd.recipe.settings import SETTINGS

LEARNING_RATE = SETTINGS["learning_rate"]
SPEEDS = [1, 2, 5, 10, 25, 50, 100, 500, FULL_SPEED]
# The slider's positions: a hundredth of a power of ten each, from 1e-4 to 10.
SLIDER_LOW, SLIDER_HIGH = -400, 100
MOST_STEPS = 10_000_000
# From here on the step is written in millions.
SHORT_COUNT = 100_000_000
BUTTONS = ["reset", "step_back", "run", "step", "step_phase", "step_operation"]


class TrainingControls(QToolBar, View):
    """The bar at the top of the window."""

    def __init__(
        self,
        session: Session,
        runner: Runner,
        appearance: Appearance,
        actions: dict[str, QAction],
    ) -> None:
        super().__init__("Training controls")
        self.setObjectName("training_controls")
        self._session, self._runner, self._appearance = session, runner, appearance
        self._actions = actions
        self.setMovable(False)
        self.setFloatable(False)
        content = QWidget()
        self._line = QHBoxLayout(content)
        self._line.setContentsMargins(2, 4, 2, 8)
        self._line.setSpacing(4)
        self._add_buttons()
        self._add_counted_run()
        self._line.addSpacing(6)
        self.step = self._add_reading("step", 134, "number")
        self.loss = self._add_reading("loss", 120, "number")
        self.phase = self._add_reading("phase", 118, "now")
        self._line.addStretch(1)
        self._add_learning_rate()
        self._line.addSpacing(10)
        self._add_speed()
        content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(content)
        self._connect()
        self.show_progress()
        self.show_rate()
        self.show_running()

    @property
    def choices(self) -> dict[str, ViewChoice]:
        return {
            "speed": ViewChoice(self.speed.currentText, self.speed.setCurrentText),
            "run_steps": number_choice(self.run_steps),
        }

    # The parts, from left to right.

    def _add_buttons(self) -> None:
        self.buttons: dict[str, QToolButton] = {}
        for name in BUTTONS:
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            describe(
                button,
                f"{name}_button",
                self._actions[name].text().replace("&", ""),
                self._actions[name].toolTip(),
            )
            button.setMinimumHeight(34)
            self.buttons[name] = button
            self._line.addWidget(button)
        for name in ("reset", "step_back"):
            self.buttons[name].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.buttons["run"].setFixedWidth(88)

    def _add_counted_run(self) -> None:
        self.run_steps = CountField(1, MOST_STEPS)
        self.run_steps.setGroupSeparatorShown(True)
        self.run_steps.setValue(50)
        self.run_steps.setFixedWidth(98)
        describe(self.run_steps, "run_steps", "Steps to run", "How many steps “run N steps” trains")
        button = QToolButton()
        button.setDefaultAction(self._actions["run_n"])
        describe(button, "run_steps_button", "Run N steps", self._actions["run_n"].toolTip())
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.run_steps)
        line.addWidget(button)
        self.run_caption = self._add_captioned("run N steps", line)

    def _add_reading(self, name: str, width: int, role: str) -> QLabel:
        holder = LabelHolder()
        holder.setFixedWidth(width)
        label = holder.label
        label.setObjectName(f"{name}_reading")
        label.setAccessibleName(name)
        label.setProperty("role", role)
        line = QHBoxLayout()
        line.addWidget(holder)
        self._add_captioned(name, line)
        return label

    def _add_learning_rate(self) -> None:
        self.rate = NumberField()
        self.rate.setFixedWidth(78)
        describe(
            self.rate,
            "learning_rate",
            LEARNING_RATE.caption.capitalize(),
            LEARNING_RATE.help,
        )
        self.rate_slider = QSlider(Qt.Orientation.Horizontal)
        self.rate_slider.setRange(SLIDER_LOW, SLIDER_HIGH)
        self.rate_slider.setSingleStep(10)
        self.rate_slider.setPageStep(100)
        self.rate_slider.setMinimumWidth(70)
        self.rate_slider.setMaximumWidth(160)
        describe(
            self.rate_slider,
            "learning_rate_slider",
            "Learning rate, logarithmic",
            "Learning rate from 0.0001 to 10; equal distances are equal factors",
        )
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.rate)
        line.addWidget(self.rate_slider, 1)
        self.rate_caption = self._add_captioned(LEARNING_RATE.caption, line)

    def _add_speed(self) -> None:
        self.speed = QComboBox()
        for speed in SPEEDS:
            self.speed.addItem("full speed" if speed == FULL_SPEED else f"{speed} per s", speed)
        self.speed.setCurrentIndex(len(SPEEDS) - 1)
        describe(
            self.speed,
            "speed",
            "Speed",
            "Steps per second; up to 5, each phase is shown for a moment",
        )
        line = QHBoxLayout()
        line.addWidget(self.speed)
        self._add_captioned("speed", line)

    def _add_captioned(self, text: str, content: QHBoxLayout) -> QLabel:
        caption = QLabel(text)
        caption.setProperty("role", "caption")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(caption)
        column.addLayout(content, 1)
        self._line.addLayout(column)
        return caption

    def _connect(self) -> None:
        session = self._session
        session.cursor.step_taken.connect(self.show_progress)
        session.cursor.edited.connect(self.show_progress)
        session.cursor.learning_rate_changed.connect(self.show_rate)
        self._runner.running_changed.connect(self.show_running)
        self._runner.running_changed.connect(self.show_progress)
        self.rate.committed.connect(self._take_rate)
        self.rate.reverted.connect(self.show_rate)
        self._gesture = new_gesture()
        self.rate_slider.sliderPressed.connect(self._begin_gesture)
        self.rate_slider.valueChanged.connect(self._slide_rate)
        self.speed.currentIndexChanged.connect(self._choose_speed)
        self.run_steps.refused.connect(self._refuse_steps)
        self._appearance.changed.connect(self.show_running)

    # State to screen.

    def show_progress(self) -> None:
        """Show the step, the loss of the parameters as they are, and the phase."""
        session = self._session
        self.step.setText(_count(session.cursor.steps))
        self.step.setToolTip(f"{session.cursor.steps:,} steps")
        loss = session.cursor.evaluation.loss
        self.loss.setText(loss_text(loss))
        # At full speed a phase lasts microseconds: any one shown would be a lie.
        if self._runner.is_running and self._runner.speed == FULL_SPEED:
            self.phase.setText("training")
        else:
            self.phase.setText(session.cursor.phase.value if session.cursor.phase else "ready")

    def show_rate(self) -> None:
        """Show the learning rate that holds."""
        rate = self._session.cursor.trainer.learning_rate
        self.rate.setModified(False)
        self.rate.show_number(shortest(rate))
        self._say_of_rate("")
        self.rate_slider.blockSignals(True)
        self.rate_slider.setValue(round(100 * math.log10(rate)))
        self.rate_slider.blockSignals(False)

    def show_running(self) -> None:
        """Show Pause while running, else Run."""
        is_running = self._runner.is_running
        action = self._actions["run"]
        action.setText("Pause" if is_running else "Run")
        action.setIcon(self._appearance.icon("pause" if is_running else "run", "on_accent"))

    # Screen to state.

    def _take_rate(self, text: str) -> None:
        try:
            rate = LEARNING_RATE.read(text)
        except ValueError as error:
            self.rate.set_wrong(True)
            self._say_of_rate(str(error))
            return
        self._session.edits.set_learning_rate(rate)
        self.show_rate()

    def _say_of_rate(self, reason: str) -> None:
        _say(self.rate_caption, reason, LEARNING_RATE.caption)

    def _refuse_steps(self, reason: str) -> None:
        _say(self.run_caption, "1 to 10,000,000" if reason else "", "run N steps")

    def _begin_gesture(self) -> None:
        self._gesture = new_gesture()

    def _slide_rate(self, position: int) -> None:
        # Rounded to three digits, as a person would write it.
        self._session.edits.set_learning_rate(float(f"{10 ** (position / 100):.3g}"), self._gesture)

    def _choose_speed(self) -> None:
        self._runner.set_speed(self.speed.currentData())
        self.show_progress()


def _count(steps: int) -> str:
    """Every step while there is room for its digits, then a tenth of a million at a time."""
    return f"{steps:,}" if steps < SHORT_COUNT else f"{steps / 1e6:,.1f} M"


def _say(caption: QLabel, reason: str, otherwise: str) -> None:
    """Turn a caption into the reason why a number was refused, or back."""
    caption.setText(reason or otherwise)
    caption.setProperty("role", "wrong" if reason else "caption")
    caption.style().polish(caption)
