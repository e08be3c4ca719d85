"""A place for a widget that scrolls where it is smaller than the widget can be."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrollIfCramped(QScrollArea):
    """Gives its content all of its room, or as much as it needs at least, with scroll bars.

    It asks for the least height of its content, or for less where `be_content_with` says so.
    name: by which scripts scroll it.
    """

    def __init__(self, content: QWidget, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._content, self._least = content, QSize()
        self._enough: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(content)
        # The card below them is painted already.
        for widget in (self.viewport(), content):
            widget.setAutoFillBackground(False)

    def be_content_with(self, height: int | None) -> None:
        """Ask for no more than this height. None: for the least height of the content."""
        self._enough = height
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        room = self.maximumViewportSize().width()
        least = self._needed(room)
        if self._enough is not None:
            least.setHeight(min(least.height(), self._enough))
        elif least.width() > room > 0:
            # The bar to scroll sideways would else hide the last line.
            least.setHeight(least.height() + self.horizontalScrollBar().sizeHint().height())
        return least

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self._ask_for_room()
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask_for_room()
        self._fit()

    def _ask_for_room(self) -> None:
        least = self.minimumSizeHint()
        if least != self._least:
            self._least = least
            self.updateGeometry()

    def _fit(self) -> None:
        """Size the content: Qt would give one with wrapped text the height that it wants."""
        room = self.maximumViewportSize()
        least = self._needed(room.width())
        if least.width() > room.width():
            room.setHeight(room.height() - self.horizontalScrollBar().sizeHint().height())
        if least.height() > room.height():
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
            least = self._needed(room.width())
        self._content.resize(room.expandedTo(least))

    def _needed(self, width: int) -> QSize:
        """The least size of the content: wrapped text in it is higher the narrower it is."""
        least, layout = self._content.minimumSizeHint(), self._content.layout()
        if layout is not None and layout.hasHeightForWidth():
            lines = layout.minimumHeightForWidth(max(width, least.width()))
            least.setHeight(max(least.height(), lines))
        return least
