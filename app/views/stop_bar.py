"""StopBar: the conditions at which a run stops by itself, a field for each row of their table."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.widgets.fields import describe
from app.kit.widgets.folding import Fold, FoldingLine
from app.kit.widgets.message_room import MessageArea, ShortMessage
from app.kit.widgets.parts import fill, named_label
from app.playing.runner import Runner
from app.session.session import Session
from app.views.contract import ViewChoice
from app.views.setting_field import RealField
from micrograd.recipe.kinds import Setting, Switch
from micrograd.runs.stopping import STOPS, objections

FIELD_PX = 98


class StopField(QWidget):
    """The field of a condition, its `value`, and the `reason` why what was typed is refused.

    `changed` comes when one of them is another.
    """

    changed = Signal()

    def __init__(self, row: Setting) -> None:
        super().__init__()
        self.row, self.value, self.reason = row, row.default, ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        line = fill(QHBoxLayout(self), spacing=8)
        if isinstance(row.kind, Switch):
            self.field: RealField | QToolButton = QToolButton()
            self.field.setText(row.caption)
            self.field.setCheckable(True)
            self.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.field.setProperty("segment", True)
            describe(self.field, row.name, row.caption.capitalize(), row.help)
            self.field.toggled.connect(self._choose)
            fill(line, self.field)
            return
        self.field = RealField(row)
        self.field.setPlaceholderText("off")
        hold(self.field, width=FIELD_PX)
        self.field.chosen.connect(self._choose)
        self.field.refused.connect(self._refuse)
        caption = named_label("", "quiet", row.caption)
        caption.setBuddy(self.field)
        fill(line, caption, self.field)

    def text(self) -> str:
        """The value as it is written among the settings."""
        return self.row.text(self.value)

    def show_text(self, text: str) -> None:
        """Take a value that was written among the settings; a text that is none is ignored."""
        try:
            self.show_value(self.row.read(text))
        except ValueError:
            return

    def show_value(self, value: Any) -> None:
        """Show a value that holds from now on."""
        if isinstance(self.field, QToolButton):
            self.field.setChecked(value)
        else:
            self.field.show_value(value)
        self._choose(value)

    def _choose(self, value: Any) -> None:
        self.value = value
        self.changed.emit()

    def _refuse(self, reason: str) -> None:
        self.reason = reason
        self.changed.emit()


class StopBar(QWidget):
    """A line of fields below the training controls; its conditions hold while it is shown.

    action: shows and hides it. choices: as those of a `View`.
    """

    def __init__(self, session: Session, runner: Runner, action: QAction) -> None:
        super().__init__()
        self._cursor, self._runner, self._action = session.cursor, runner, action
        self.fields = {name: StopField(stop.setting) for name, stop in STOPS.items()}
        self.message = ShortMessage("stop_message")
        fields = list(self.fields.values())
        line = FoldingLine([*fields, None], (Fold(), Fold(below=fields[2:])), spacing=20)
        fill(QVBoxLayout(self), line, MessageArea(self.message), spacing=2, margins=(2, 0, 2, 2))
        self.choices = {"stops": ViewChoice(self._shown_text, self._show)}
        for name, field in self.fields.items():
            self.choices[name] = ViewChoice(field.text, field.show_text)
            field.changed.connect(self._apply)
        cursor = session.cursor
        changes = cursor.settings_changed, cursor.network_rebuilt, cursor.dataset_changed
        connect_all(self._apply, *changes)
        action.setCheckable(True)
        action.toggled.connect(self._follow)
        self.hide()

    def choose(self, values: Mapping[str, Any]) -> None:
        """Show the line with these conditions, and no others."""
        for name, field in self.fields.items():
            field.show_value(values.get(name, field.row.default))
        self._action.setChecked(True)

    def focus_first(self) -> None:
        """Let the person type at once where the line has just been shown."""
        if self._action.isChecked():
            next(iter(self.fields.values())).field.setFocus()

    def _follow(self, is_shown: bool) -> None:
        self.setVisible(is_shown)
        self._apply()

    def _apply(self) -> None:
        fields = self.fields.items() if self._action.isChecked() else ()
        chosen = {name: field.value for name, field in fields if field.value}
        reasons = [field.reason for field in self.fields.values() if field.reason]
        never = objections(chosen, self._cursor.trainer.samples.has_batches)
        self.message.say("; ".join([*reasons, *never.values()]))
        self._runner.stops = chosen

    # Settings.

    def _shown_text(self) -> str:
        return "on" if self._action.isChecked() else ""

    def _show(self, text: str) -> None:
        self._action.setChecked(text == "on")
