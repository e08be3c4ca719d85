"""The first start: a window that fits on the screen, and panels that fit the size it gets."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtGui import QMouseEvent

if TYPE_CHECKING:
    from app.window.docks import WindowLayout
    from app.window.main_window import MainWindow

# How much a frame adds to a window is known only once it is shown: so much is left for it.
FRAME = QSize(16, 48)
# Of a window that is maximised the system tells the one or the other first.
EITHER_FIRST = (QEvent.Type.Resize, QEvent.Type.WindowStateChange)


def show_first(window: "MainWindow", available: QSize) -> None:
    """Show a window in its first size, or maximised where that does not fit with its frame.

    available: what the screen has for windows, without task bars and the like.
    """
    room = available - FRAME
    if window.size() == window.size().boundedTo(room):
        window.show()
        return
    # This is what it has when it is maximised no more.
    window.resize(window.size().boundedTo(room))
    window.showMaximized()


class SharesOut(QObject):
    """Shares the room out among the panels when the window is maximised.

    It does so until the person moves a panel or drags the line between two of them.
    """

    def __init__(self, window: "MainWindow", layout: "WindowLayout") -> None:
        super().__init__(window)
        self._window, self._layout = window, layout
        # One that is remembered has sizes already.
        self.is_arranged = layout.is_sized
        window.installEventFilter(self)
        for panel in window.panels:
            panel.topLevelChanged.connect(self._keep)

    def _keep(self) -> None:
        self.is_arranged = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if self._window.isSeparator(event.position().toPoint()):
                self._keep()
        elif kind in EITHER_FIRST and self._window.isMaximized() and not self.is_arranged:
            QTimer.singleShot(0, self._window, self._layout.share_out)
        return False
