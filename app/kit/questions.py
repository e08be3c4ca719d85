"""Message boxes that block nothing: an answer calls a function."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.kit.plain_text import as_it_is
from micrograd.system.quoting import shown

Role = QMessageBox.ButtonRole


class Reply(NamedTuple):
    """A button: its text, what kind of answer it is, and what it calls."""

    text: str
    role: Role
    call: Callable[[], object]


def tell(parent: QWidget, title: str, text: str, detail: str = "") -> QMessageBox:
    """Show something that has to be read."""
    return ask(parent, title, text, detail, Reply("OK", Role.AcceptRole, lambda: None))


def ask(parent: QWidget, title: str, text: str, detail: str, *replies: Reply) -> QMessageBox:
    """Ask, and call what the reply calls. The first is the default; Escape rejects."""
    box = QMessageBox(parent)
    box.setObjectName("message_box")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(shown(text))
    # Its format is not that of the text above.
    box.setInformativeText(as_it_is(detail))
    buttons = [box.addButton(reply.text, reply.role) for reply in replies]
    box.setDefaultButton(buttons[0])

    def answer() -> None:
        for button, reply in zip(buttons, replies, strict=True):
            if button is box.clickedButton():
                reply.call()

    box.finished.connect(answer)
    box.open()
    return box


def cancel() -> Reply:
    """The reply that leaves everything as it is."""
    return Reply("Cancel", Role.RejectRole, lambda: None)
