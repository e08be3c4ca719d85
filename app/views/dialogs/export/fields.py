"""The fields of an export's choices: each has `choice()`, what is chosen, and `choose(text)`."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from app.export.choices import SIZES
from app.kit.widgets.fields import describe

LABEL_WIDTH = 72


class Segments(QWidget):
    """A few choices side by side, of which one holds."""

    changed = Signal()

    def __init__(self, name: str, texts: Mapping[str, str], tooltips: Mapping[str, str]) -> None:
        super().__init__()
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for key, text in texts.items():
            button = QToolButton()
            button.setText(text)
            tooltip = tooltips.get(key, text)
            describe(button, f"{name}_{key}", text, tooltip)
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(button)
            self.buttons[key] = button
            layout.addWidget(button)
        layout.addStretch()
        self._group.buttonToggled.connect(self._tell)

    def choice(self) -> str:
        """The key of the chosen one."""
        return next((key for key, each in self.buttons.items() if each.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose one; an unknown key changes nothing."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    def offer(self, keys: tuple[str, ...]) -> None:
        """Show these only, and choose one of them."""
        for key, button in self.buttons.items():
            button.setVisible(key in keys)
        if self.choice() not in keys:
            self.choose(keys[0])

    def _tell(self, button: QToolButton, is_checked: bool) -> None:
        # Tab leads to the chosen one, and the arrows from there to the others.
        policy = Qt.FocusPolicy.StrongFocus if is_checked else Qt.FocusPolicy.NoFocus
        button.setFocusPolicy(policy)
        if is_checked:
            if any(each.hasFocus() for each in self.buttons.values()):
                button.setFocus()
            self.changed.emit()


class Choices(QComboBox):
    """A list of choices, of which one holds."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        for key, text in texts.items():
            self.addItem(text, key)

    def choice(self) -> str:
        """The key of the chosen one."""
        return str(self.currentData())

    def choose(self, key: str) -> None:
        """Choose one; an unknown key changes nothing."""
        index = self.findData(key)
        if index >= 0:
            self.setCurrentIndex(index)


class SizeField(QComboBox):
    """Width x height: one of the usual sizes, or any that is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(SIZES))

    def choice(self) -> str:
        """What is typed."""
        return self.currentText()

    def choose(self, text: str) -> None:
        """Show a size."""
        self.setCurrentText(text)


class TextField(QLineEdit):
    """A number that is typed."""

    def choice(self) -> str:
        """What is typed."""
        return self.text()

    def choose(self, text: str) -> None:
        """Show a number."""
        self.setText(text)


def quiet(text: str) -> QLabel:
    """A label beside a field."""
    label = QLabel(text)
    label.setProperty("role", "quiet")
    return label
