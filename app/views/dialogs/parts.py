"""The parts of every dialog: its names, its layout, its buttons."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.kit.text_size import px
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import Item, fill

# Room on the screen for the frame and the title that a desktop puts around a dialog, in pixels.
FRAME = QSize(16, 48)


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


class _Middle(QWidget):
    """Asks for the least height in which all of it is seen, wrapped text included."""

    def __init__(self, column: QVBoxLayout) -> None:
        super().__init__()
        self.setLayout(column)
        self._column = column

    def heightForWidth(self, width: int) -> int:
        return self._column.totalMinimumHeightForWidth(width)


def scrolling(dialog: QDialog, column: QVBoxLayout) -> QScrollArea:
    """The middle of a dialog, which scrolls where there is less room than it needs at least."""
    area = QScrollArea()
    describe(area, f"{dialog.objectName()}_middle", dialog.windowTitle())
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(_Middle(column))
    return area


def resize_on_screen(dialog: QDialog, size: tuple[int, int]) -> None:
    """Give a dialog that can shrink a size in pixels at 100 %, or what room the screen has."""
    most = dialog.screen().availableSize() - FRAME
    dialog.resize(QSize(*map(px, size)).boundedTo(most))


def move_on_screen(dialog: QDialog) -> None:
    """Move a dialog that has grown up, as far as its bottom lies below the screen."""
    room, frame = dialog.screen().availableGeometry(), dialog.frameGeometry()
    below = min(frame.bottom() - room.bottom(), frame.top() - room.top())
    if dialog.isVisible() and below > 0:
        dialog.move(dialog.x(), dialog.y() - below)


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
