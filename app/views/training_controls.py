"""Training controls: run, step, the readings, learning rate and speed, in one tool bar."""

import math
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QToolBar, QToolButton, QVBoxLayout, QWidget

from app.kit.numbers import loss_text, shortest
from app.kit.plain_text import Label, set_tooltip
from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.caption import Caption
from app.kit.widgets.fields import CountField, describe
from app.kit.widgets.folding import Fold, FoldingLine
from app.kit.widgets.held_label import LabelHolder, NumberLabel
from app.kit.widgets.number_slider import NumberSlider
from app.kit.widgets.parts import Item, action_button, dressed, fill, in_box, in_group
from app.kit.widgets.wrapping_box import WrappingBox
from app.playing.runner import Runner
from app.playing.speed import FULL_SPEED
from app.session.gesture import Gesture
from app.session.session import Session
from app.views.contract import View, number_choice
from app.views.setting_field import RealField
from app.views.speed_control import SpeedControl, in_line
from app.views.stop_bar import StopBar
from micrograd.recipe.settings import SETTINGS

LEARNING_RATE = SETTINGS["learning_rate"]
# The slider's positions: a hundredth of a power of ten each, from 1e-4 to 10.
SLIDER_LOW, SLIDER_HIGH = -400, 100
MOST_STEPS = 10_000_000
# The width of the step, also in a slim line, where a long number is drawn in fewer digits.
STEP_PX, SLIM_STEP_PX = 134, 84
# The height of the largest text in a reading.
READING_PX = 27
# Steps from this number on are written in tenths of a million, as their digits do not fit.
SHORT_COUNT = 100_000_000
RUN_BUTTONS = ["reset", "step_back", "run"]
STEP_BUTTONS = ["step", "step_phase", "step_operation"]
ICONS_ONLY = ["reset", "step_back"]


# What a reading is, where the mouse rests on it.
READING_TIPS = {
    "step": "How many training steps were taken; in each of them every parameter moves once",
    "loss": "How wrong the network is on the samples it trains on: training makes it smaller",
    "phase": "The part of a step that was done last. A step has four phases: forward pass, zero "
    "grad, backward pass, update",
}


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
        self.speed = SpeedControl(runner, appearance)
        self._is_low = self._is_slim = False
        self.line = self._make_line()
        self.stops = StopBar(session, runner, actions["stop_conditions"])
        self._stops_place = in_box(fill(QVBoxLayout(), self.stops, spacing=0))
        content = WrappingBox()
        fill(QVBoxLayout(content), self.line, self._stops_place, spacing=0)
        self.addWidget(content)
        self.choices = {
            "speed": self.speed.choice,
            "run_steps": number_choice(self.run_steps),
            **self.stops.choices,
        }
        self._connect()
        self.show_progress()
        self.show_rate()
        self.show_running()

    def be_low(self, is_low: bool) -> None:
        """Have one line: what it has no room for is behind a button. False: have two lines."""
        self._is_low = is_low
        self._fold()

    def _fold(self) -> None:
        usual = self._low_folds if self._is_low else self._folds
        self.line.fold_by(self._slim_folds if self._is_slim else usual)

    # The parts, from left to right.

    def _make_line(self) -> FoldingLine:
        run, steps = self._make_buttons(RUN_BUTTONS), self._make_buttons(STEP_BUTTONS)
        back = action_button(self._actions["step_operation_back"], "operation_back_button")
        self.more = self._more_button()
        # Each button stands in a row of its own, which is what comes and goes.
        reset, step_back, run_row = map(in_line, run)
        step_row, phase_step, operation = map(in_line, steps)
        operation_back, more = in_line(back), in_line(self.more)
        self._more_row = more
        counted = self._counted_run()
        step, self._step_holder = self._reading("step", STEP_PX, "number")
        loss, loss_holder = self._reading("loss", 120, "number")
        phase, phase_holder = self._reading("phase", 118, "now")
        self.step, self.loss = self._step_holder.label, loss_holder.label
        self.phase = phase_holder.label
        rate = self._learning_rate()
        self._captioned = step, loss, phase, rate
        to_run = reset, step_back, run_row, self.speed
        to_step = step_row, phase_step, operation_back, operation
        items = *to_run, *to_step, counted, 6, step, loss, phase, None, rate, more
        below, gone = (counted, rate), (operation_back, more)
        self._folds = (
            Fold(gone=gone),
            Fold(icons=steps[1:], gone=gone),
            Fold(below=below, gone=gone),
            Fold(steps, below, gone),
            Fold(steps, (phase, *below), gone),
        )
        self._low_folds = (
            Fold(gone=gone),
            Fold(icons=steps[1:], gone=gone),
            *(
                Fold(steps, more=[*own, *below], gone=gone)
                for own in ((), (phase,), (self.speed, phase))
            ),
        )
        never = self.speed, counted, phase_step
        leaving = phase, self.rate_slider, reset, step_back, self.rate_caption, rate
        self._slim_folds = (
            Fold(gone=never),
            *(Fold(icons=steps, gone=(*never, *leaving[:i])) for i in range(len(leaving) + 1)),
        )
        line = FoldingLine(items, self._folds, name="controls")
        line.setContentsMargins(2, 4, 2, 8)
        return line

    def be_slim(self, is_slim: bool) -> None:
        """Be one line of what a presentation needs, or all of it again."""
        directions = QBoxLayout.Direction
        for group in self._captioned:
            line = group.layout()
            assert isinstance(line, QBoxLayout)
            line.setDirection(directions.LeftToRight if is_slim else directions.TopToBottom)
            line.setSpacing(6 if is_slim else 0)
        hold(self._step_holder, width=SLIM_STEP_PX if is_slim else STEP_PX)
        self.line.setContentsMargins(2, 4, 2, 4 if is_slim else 8)
        self._stops_place.setHidden(is_slim)
        self._is_slim = is_slim
        self._fold()

    def add_to_slim_line(self, widget: QWidget) -> None:
        """Let a widget stand at the right end, beside the menus, while the bar is slim."""
        row = self._more_row.layout()
        assert isinstance(row, QBoxLayout)
        row.insertWidget(0, widget)

    @staticmethod
    def _more_button() -> QToolButton:
        """The button of the menus that a presentation has no bar for."""
        more = QToolButton()
        more.setText("⋯")
        about = "What is shown, the size of the picture, and all menus"
        describe(more, "presentation_menu_button", "Presentation menu", about)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setProperty("segment", True)
        return more

    def _make_buttons(self, names: list[str]) -> list[QToolButton]:
        buttons = [action_button(self._actions[name]) for name in names]
        for name, button in zip(names, buttons, strict=True):
            if name not in ICONS_ONLY:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            if name == "run":
                hold(button, width=88)
        return buttons

    def _counted_run(self) -> QWidget:
        self.run_steps = CountField(1, MOST_STEPS)
        self.run_steps.setGroupSeparatorShown(True)
        self.run_steps.setValue(50)
        self.run_steps.limit_width(98)
        describe(self.run_steps, "run_steps", "Steps to run", "How many steps “run N steps” trains")
        button = action_button(self._actions["run_n"], "run_steps_button", "Run N steps")
        stops = action_button(self._actions["stop_conditions"])
        stops.setProperty("segment", True)
        self.run_caption, group = _captioned("run N steps", self.run_steps, button, stops)
        return group

    @staticmethod
    def _reading(name: str, width: int, role: str) -> tuple[QWidget, LabelHolder]:
        holder = LabelHolder(NumberLabel if role == "number" else Label)
        hold(holder, width=width, least_height=READING_PX)
        dressed(holder.label, f"{name}_reading", role)
        group = _captioned(name, holder)[1]
        set_tooltip(group, READING_TIPS[name])
        return group, holder

    def _learning_rate(self) -> QWidget:
        self.rate = RealField(LEARNING_RATE)
        hold(self.rate, width=78)
        self.rate_slider = NumberSlider(_rate_at, shortest)
        self.rate_slider.setRange(SLIDER_LOW, SLIDER_HIGH)
        self.rate_slider.setSingleStep(10)
        self.rate_slider.setPageStep(100)
        hold(self.rate_slider, least_width=70, most_width=160)
        about = "Learning rate from 0.0001 to 10; equal distances are equal factors"
        name = "Learning rate, logarithmic"
        describe(self.rate_slider, "learning_rate_slider", name, about)
        items = self.rate, (self.rate_slider, 1)
        self.rate_caption, group = _captioned(LEARNING_RATE.caption, *items, spacing=8)
        # No wider than its parts: what is left belongs to the gap before it.
        hold(group, most_width=78 + 8 + 160)
        return group

    def _connect(self) -> None:
        cursor, edits, runner = self._session.cursor, self._session.edits, self._runner
        steps = self._session.turns.of(self)
        connect_all(self.show_progress, steps, cursor.edited, runner.running_changed)
        connect_all(self.show_running, runner.running_changed, self._appearance.changed)
        cursor.settings_changed.connect(self.show_rate)
        self.rate.chosen.connect(edits.set_learning_rate)
        self.rate.refused.connect(self.rate_caption.say)
        self._gesture = Gesture(self._session, self)
        self.rate_slider.sliderPressed.connect(self._gesture.begin)
        self.rate_slider.sliderReleased.connect(self._gesture.end)
        self.rate_slider.valueChanged.connect(self._slide_rate)
        self.run_steps.refused.connect(self._refuse_steps)

    # State to screen.

    def show_progress(self) -> None:
        """Show the step, the loss of the parameters as they are, and the phase."""
        session = self._session
        steps = session.cursor.steps
        self.step.setText(f"{steps:,}" if steps < SHORT_COUNT else f"{steps / 1e6:,.1f} M")
        set_tooltip(self.step, f"{steps:,} steps")
        loss = session.cursor.evaluation.loss
        self.loss.setText(loss_text(loss))
        # At full speed a phase lasts microseconds: any one shown would be a lie.
        is_fast = self._runner.is_running and self._runner.speed.per_s == FULL_SPEED
        if is_fast or self._runner.is_led:
            self.phase.setText("training")
        else:
            self.phase.setText(session.cursor.phase.value if session.cursor.phase else "ready")

    def show_rate(self) -> None:
        """Show the learning rate that holds."""
        rate = self._session.cursor.trainer.learning_rate
        self.rate.show_value(rate)
        with QSignalBlocker(self.rate_slider):
            self.rate_slider.setValue(round(100 * math.log10(rate)))

    def show_running(self) -> None:
        """Show Pause while running, else Run."""
        is_running = self._runner.looks_running
        action = self._actions["run"]
        action.setText("Pause" if is_running else "Run")
        action.setIcon(self._appearance.icon("pause" if is_running else "run", "on_accent"))

    # Screen to state.

    def _refuse_steps(self, reason: str) -> None:
        self.run_caption.say("1 to 10,000,000" if reason else "")

    def _slide_rate(self, position: int) -> None:
        rate = _rate_at(position)
        self.rate.show_value(rate)
        self._gesture.change(partial(self._session.edits.set_learning_rate, rate))


def _rate_at(position: int) -> float:
    """The learning rate of a position, rounded to three digits, as a person would write it."""
    return float(f"{10 ** (position / 100):.3g}")


def _captioned(text: str, *items: Item, spacing: int = 4) -> tuple[Caption, QWidget]:
    """A group of controls with its caption above it."""
    caption, line = Caption(text), in_line(*items, spacing=spacing)
    return caption, in_group(fill(QVBoxLayout(), caption, line, spacing=0))
