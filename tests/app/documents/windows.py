"""A window with a document, and the message boxes over it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from app.documents.document import Document


class Window(QMainWindow):
    """A window that closes as the real one does."""

    document: Document

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.document.may_close(self.close))


def box(document: Document) -> QMessageBox | None:
    """The message box that is open."""
    found = [b for b in document.window.findChildren(QMessageBox) if b.isVisible()]
    assert len(found) < 2
    return found[0] if found else None


def press(qtbot: QtBot, document: Document, text: str) -> None:
    """Press a button of the message box that is open."""
    shown = box(document)
    assert shown is not None
    button = next(b for b in shown.buttons() if b.text().replace("&", "") == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown is not box(document))
