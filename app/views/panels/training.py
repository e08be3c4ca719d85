"""Training panel: loss, penalty, optimizer and schedule, to see and to choose; the score."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.kit.numbers import shortest
from app.kit.plain_text import set_tooltip
from app.kit.signals import connect_all
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.throttle import READING_MS, Throttle
from app.kit.widgets.fields import MessageLine, describe
from app.kit.widgets.held_label import LabelHolder, NumberLabel
from app.kit.widgets.message_room import MessageOver
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import RIGHT, dressed, fill, named_label
from app.session.scores import parts_of, percent_text, text_of
from app.session.session import Session
from app.views.contract import View
from app.views.setting_field import WIDTH, FormField
from app.views.targets_warning import TargetsWarning
from micrograd.recipe.kinds import Setting
from micrograd.recipe.network import DRAWN_FROM
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.epochs import EpochCount, pace_at
from micrograd.training.trainer import Trainer

NAME_WIDTH = 72
# In a panel of this width the settings from this one on stand in a second column; in pixels.
SECOND_COLUMN, WIDE, COLUMN_GAP = "schedule", 480, 24
# The least height of the settings, and in a low and wide panel, in pixels.
LEAST_PX, LOW_PX = 84, 60
# The settings that have their place elsewhere in the window.
ELSEWHERE = (
    *("learning_rate", "dataset", "layers", "activations", *DRAWN_FROM),
    *("frozen", "off", "fault"),
)
# What a rate and an epoch are, beside their numbers.
RATE_TIP = "The learning rate of the next update, after warm-up and schedule"
WHAT_TO_DO = "Give it more schedule steps, or choose constant."
EPOCH_TIP = (
    "The step to come. In an epoch every sample that is trained on comes once, by chance. After a "
    "change of the batches the epochs gone through are counted on"
)


def settings_of_training() -> list[Setting]:
    """The settings that say how a network is trained, and on which samples."""
    return [row for row in SETTINGS.values() if row.name not in ELSEWHERE]


class TrainingPanel(Panel, View):
    """A field for each setting of the training that acts with the choices made."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("training_panel", "Training", appearance)
        self._session = session
        self.message = MessageOver("training_message")
        self.fields = {
            row.name: FormField(session, row, self.message.say, NAME_WIDTH)
            for row in settings_of_training()
        }
        self.rate = Reading("scheduled_rate")
        # It is drawn in as many digits as a field holds.
        hold(self.rate.holder, most_width=WIDTH)
        self.ended = MessageLine("schedule_ended", stands=True)
        self.epoch, self._epochs = Reading("epoch"), EpochCount()
        self.readings = [Reading(name) for name in ("score", "test_loss", "test_score")]
        content = QWidget()
        fields = list(self.fields.values())
        at = list(self.fields).index(SECOND_COLUMN)
        warning = TargetsWarning("training_targets_warning", session)
        first = fields[0], warning, *fields[1:at], None
        second = *fields[at:], self.rate, self.ended, self.epoch, *self.readings, None
        columns = ((fill(QVBoxLayout(), *lines, spacing=3), 1) for lines in (first, second))
        self._columns = fill(QBoxLayout(QBoxLayout.Direction.TopToBottom, content), *columns)
        self._scroll = _scrolling(content)
        self.message.lie_over(self._scroll)
        self.lay_out((self._scroll, 1))
        cursor = session.cursor
        connect_all(self.show_settings, cursor.settings_changed, cursor.network_rebuilt)
        steps = session.turns.of(self, self.is_seen)
        steps.connect(self.show_rate)
        connect_all(self.show_epoch, steps, cursor.edited, cursor.moved)
        self._score_now_and_then = Throttle(READING_MS, self.show_score, self)
        cursor.step_taken.connect(self._score_now_and_then.request)
        connect_all(self.show_score, cursor.edited, cursor.moved)
        self.show_settings()
        self.show_epoch()
        self.show_score()

    def fit_strip(self) -> None:
        is_wide = self.width() >= px(WIDE)
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._columns.setSpacing(COLUMN_GAP if is_wide else 3)
        hold(self._scroll, least_height=LOW_PX if self.is_strip else LEAST_PX)
        # The room left over is below both columns where one stands below the other.
        self._columns.setStretch(0, int(is_wide))

    def show_settings(self) -> None:
        """Show the settings that act, as the session has them."""
        recipe = self._session.cursor.recipe
        # What was refused belonged to the settings before.
        self.message.say("")
        for name, field in self.fields.items():
            field.setVisible(recipe.acts(name))
            field.show_value()
        self.rate.show_part("rate now" if recipe.is_scheduled else "", "", RATE_TIP)
        self.show_rate()

    def show_rate(self) -> None:
        """Show the rate of the next update, where a schedule changes it."""
        trainer = self._session.cursor.trainer
        if not self.rate.isHidden():
            self.rate.label.setText(shortest(trainer.scheduled_rate))
        if (told := _end_of_schedule(trainer)) != self.ended.text():
            self.ended.say(told)

    def show_epoch(self) -> None:
        """Show the epoch of the step to come, and its batch, where there are batches."""
        trainer = self._session.cursor.trainer
        samples = trainer.samples
        if not samples.has_batches:
            self.epoch.show_part("", "", "")
            return
        steps, length = trainer.steps, samples.steps_per_epoch
        pace = pace_at(self._epochs.paces(self._session.cursor.run), steps)
        text = f"{int(pace.at(steps)) + 1:,}, batch {steps % length + 1:,} of {length:,}"
        self.epoch.show_part("epoch", text, EPOCH_TIP)

    def show_score(self) -> None:
        """Show how well the task is done: an accuracy, or R², and that of a test."""
        scores = self._session.scores
        parts = parts_of(scores.now, percent_text)
        missing = [("", "")] * (len(self.readings) - len(parts))
        for reading, (name, text) in zip(self.readings, parts + missing, strict=True):
            reading.show_part(name, text, f"{text_of(scores.now)}\n{scores.about}")


class Reading(QWidget):
    """A line with a name at the left and what it has now at the right; hidden without a name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}_reading")
        self._about = ""
        self.holder = LabelHolder(NumberLabel)
        self.caption = named_label(f"{name}_caption", "quiet")
        self.label = dressed(self.holder.label, f"{name}_now", align=RIGHT)
        # The card behind it has this colour.
        self.label.setBackgroundRole(QPalette.ColorRole.Base)
        hold(self.holder, least_height=20)
        fill(QHBoxLayout(self), self.caption, (self.holder, 1), spacing=8)

    def show_part(self, name: str, text: str, about: str) -> None:
        """Show another text, and the name where it is another."""
        if self.caption.text() != name:
            self.caption.setText(name)
        if self.isHidden() == bool(name):
            self.setVisible(bool(name))
        self.label.setText(text)
        if self._about != about:
            self._about = about
            set_tooltip(self.label, about)


def _end_of_schedule(trainer: Trainer) -> str:
    """What a schedule that is over leaves, and what to do; "" before."""
    if not trainer.schedule_has_ended:
        return ""
    rate = shortest(float(f"{trainer.scheduled_rate:.4g}"))
    what = "so nothing changes any more" if not trainer.scheduled_rate else "and stays there"
    return f"The schedule has ended: the rate is {rate}, {what}. {WHAT_TO_DO}"


def _scrolling(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    describe(area, "training_settings", "Settings of the training")
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    hold(area, least_height=LEAST_PX)
    return area
