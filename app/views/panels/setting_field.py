"""The field of a setting that a run begins with, made from its row in the table."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from app.kit.widgets.fields import CountField, describe
from app.session.session import Session
from micrograd.recipe.kinds import Choice, Setting, Whole
from micrograd.recipe.settings import SETTINGS

WIDTH = 86


def settings_with_a_field() -> list[str]:
    """The names of those that a run begins with and keeps, and that are a number or a choice."""
    return [name for name, row in SETTINGS.items() if not row.can_change and _has_choice(row)]


def _has_choice(row: Setting) -> bool:
    """A choice between one name only is none."""
    kind = row.kind
    return isinstance(kind, Whole) or (isinstance(kind, Choice) and len(kind.names) > 1)


class SettingField(QWidget):
    """A caption and a field; what is chosen there begins the run again with it.

    `refused(reason)` comes when something else was typed, as that of `CountField`.
    """

    refused = Signal(str)

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session, self._name = session, name
        row = SETTINGS[name]
        self.field: CountField | QComboBox
        if isinstance(row.kind, Whole):
            self.field = CountField(row.kind.low, row.kind.high)
            self.field.valueChanged.connect(self._choose)
            self.field.refused.connect(self.refused)
            self.field.setFixedWidth(WIDTH)
        elif isinstance(row.kind, Choice):
            self.field = QComboBox()
            self.field.addItems(list(row.kind.names))
            self.field.textActivated.connect(self._choose)
            self.field.setMinimumWidth(WIDTH)
        describe(self.field, name, row.caption.capitalize(), row.help)
        caption = QLabel(row.caption)
        caption.setProperty("role", "quiet")
        caption.setBuddy(self.field)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addStretch()
        line.addWidget(caption)
        line.addWidget(self.field)

    def show_value(self) -> None:
        """Show what the session has."""
        value = getattr(self._session.cursor.recipe, self._name)
        self.field.blockSignals(True)
        if isinstance(self.field, CountField):
            self.field.setValue(value)
        else:
            self.field.setCurrentText(value)
        self.field.blockSignals(False)

    def _choose(self, value: int | str) -> None:
        self._session.edits.start_with(self._name, value)
