"""The parts of every dialog: its names, its layout, its buttons."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout

from app.kit.widgets.fields import describe
from app.kit.widgets.parts import Item, fill


def dress_dialog(dialog: QDialog, name: str, title: str, is_modal: bool = True) -> None:
    """Name a dialog that is deleted when it is closed; a modal one blocks its window."""
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if is_modal:
        dialog.setWindowModality(Qt.WindowModality.WindowModal)


def fill_dialog(dialog: QDialog, *items: Item) -> None:
    """Put items below each other in a dialog, as `fill` does."""
    fill(QVBoxLayout(dialog), *items, spacing=12, margins=(16, 16, 16, 16))


def push_button(
    name: str, text: str, tooltip: str, pressed: Callable[..., object], is_primary: bool = False
) -> QPushButton:
    """A button with a text. pressed: the slot of a click. is_primary: Enter presses it."""
    button = QPushButton(text)
    describe(button, name, text.removesuffix("…"), tooltip)
    button.setProperty("primary", is_primary)
    button.setAutoDefault(is_primary)
    button.setDefault(is_primary)
    button.clicked.connect(pressed)
    return button
