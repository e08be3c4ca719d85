"""The first start: a window that fits on the screen, and panels that fit the size it gets."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.window.docks import WindowLayout

# Room left for the frame of the window, in pixels: its size is known only once it is shown.
FRAME = QSize(16, 48)
# Window systems differ in which event comes first when a window is maximised.
EITHER_FIRST = (QEvent.Type.Resize, QEvent.Type.WindowStateChange)


def show_first(window: QMainWindow, available: QSize) -> None:
    """Show a window in its first size, or maximised where that does not fit with its frame.

    available: what the screen has for windows, without task bars and the like.
    """
    room = available - FRAME
    if window.size() == window.size().boundedTo(room):
        window.show()
        return
    # The size to return to when the window is restored.
    window.resize(window.size().boundedTo(room))
    window.showMaximized()


class InitialDockSizes(QObject):
    """Shares the room out among the panels when the window is maximised.

    It does so until the person moves a panel or drags the line between two of them.
    """

    def __init__(
        self, window: QMainWindow, layout: WindowLayout, panels: Iterable[QDockWidget]
    ) -> None:
        super().__init__(window)
        self._window, self._layout = window, layout
        # A remembered layout has sizes already.
        self.is_arranged = layout.is_sized
        window.installEventFilter(self)
        for panel in panels:
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
