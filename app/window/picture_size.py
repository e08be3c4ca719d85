"""The sizes of the picture of a presentation, and a window that takes one and gives it back."""

from typing import Any, NamedTuple

from PySide6.QtCore import QByteArray, QRect, QSize, Qt

from app.window.full_screen import FULL
from app.window.panels.arrangements import SMALLEST

MAXIMISED = Qt.WindowState.WindowMaximized
# Qt's own bound of the size of a widget, which means that there is none.
UNBOUNDED = QSize(16_777_215, 16_777_215)
# A picture in the middle of the screen leaves so many pixels more for the title above it.
TITLE_PX = 10
# What the menu says of a size that the screen has no pixels for.
FILLS = " (more than this screen: fills it)"


class PictureSize(NamedTuple):
    """A row. size: of the picture in pixels; None for the whole screen."""

    name: str
    text: str
    size: QSize | None

    def is_too_large(self, screen: QSize) -> bool:
        """Whether a screen has too few pixels for it."""
        return self.size is not None and self.size != self.size.boundedTo(screen)

    def text_on(self, screen: QSize) -> str:
        """The entry of the menu, which says whether the picture fills a screen of this size."""
        return self.text + FILLS * self.is_too_large(screen)


SIZES = {
    row.name: row
    for row in (
        PictureSize("full", "&Full screen", None),
        PictureSize("720p", "1280 × &720", QSize(1280, 720)),
        PictureSize("1080p", "1920 × &1080", QSize(1920, 1080)),
    )
}


class WindowSize(NamedTuple):
    """The size, the place and the state of a window at one time."""

    geometry: QByteArray
    state: Qt.WindowState
    place: QRect


def size_of(window: Any) -> WindowSize:
    """What `give_back` needs to know."""
    return WindowSize(window.saveGeometry(), window.windowState(), window.geometry())


def take(window: Any, row: PictureSize) -> None:
    """Make a window as large as a picture, or full where the screen is no larger."""
    screen = window.screen()
    if row.size is None or row.size == screen.size() or row.is_too_large(screen.size()):
        _fill_screen(window, row)
        return
    was_full = bool(window.windowState() & FULL)
    window.setWindowState(window.windowState() & ~(FULL | MAXIMISED))
    window.setFixedSize(row.size)
    place, room = QRect(window.geometry().topLeft(), row.size), screen.availableGeometry()
    # The frame of one that was full would lie beyond the edge of the screen.
    if was_full or not room.contains(place):
        place.moveCenter(room.center())
        # All of the picture is to be seen: its frame may lie beyond the sides of the screen.
        place.moveTop(min(place.top() + TITLE_PX, room.bottom() + 1 - place.height()))
        window.setGeometry(place)


def _fill_screen(window: Any, row: PictureSize) -> None:
    _free(window)
    window.setWindowState(window.windowState() | FULL)
    whole = window.screen().size()
    if row.is_too_large(whole):
        has = f"{whole.width()} × {whole.height()}"
        window.session.announce(f"this screen has {has} pixels; the picture fills it.")


def give_back(window: Any, before: WindowSize) -> None:
    """Make a window as large as it was, where it was."""
    _free(window)
    if before.state & FULL:
        window.setWindowState(before.state)
        return
    window.setWindowState(window.windowState() & ~FULL)
    window.restoreGeometry(before.geometry)
    if not before.state & MAXIMISED:
        # Qt would move a window whose frame is not known to it.
        window.setGeometry(before.place)


def _free(window: Any) -> None:
    """Let a window have any size again."""
    window.setMinimumSize(SMALLEST)
    window.setMaximumSize(UNBOUNDED)
