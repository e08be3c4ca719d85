"""Types as a person does."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def retype(qtbot: QtBot, field: QWidget, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Click into a field, mark everything, type over it, and press a key."""
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, end)
