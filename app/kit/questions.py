"""Message boxes that nobody waits for: the answer comes as a call."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

Role = QMessageBox.ButtonRole


class Choice(NamedTuple):
    """A button: its text, what kind of answer it is, and what it calls."""

    text: str
    role: Role
    call: Callable[[], object]


def tell(parent: QWidget, title: str, text: str) -> QMessageBox:
    """Say something that has to be read."""
    return ask(parent, title, text, "", Choice("OK", Role.AcceptRole, lambda: None))


def ask(parent: QWidget, title: str, text: str, detail: str, *choices: Choice) -> QMessageBox:
    """Ask, and call what was chosen. The first is the default; Escape is the one that rejects."""
    box = QMessageBox(parent)
    box.setObjectName("message_box")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    # A file name may look like HTML.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(detail)
    buttons = [box.addButton(choice.text, choice.role) for choice in choices]
    box.setDefaultButton(buttons[0])

    def answer() -> None:
        for button, choice in zip(buttons, choices, strict=True):
            if button is box.clickedButton():
                choice.call()

    box.finished.connect(answer)
    box.open()
    return box


def cancel() -> Choice:
    """Leave everything as it is."""
    return Choice("Cancel", Role.RejectRole, lambda: None)
