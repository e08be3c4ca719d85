"""FileDrops: opens a file that is dropped on the window."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.documents.document import Document
from app.documents.endings import ENDING

ENTERING = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class FileDrops(QObject):
    """Opens an experiment as such, and any other file as a table of samples, by `load_table`."""

    def __init__(
        self, window: QWidget, document: Document, load_table: Callable[[str], None]
    ) -> None:
        super().__init__(window)
        self._document, self._load_table = document, load_table
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        document.table_given.connect(load_table)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in ENTERING and isinstance(event, QDragMoveEvent):
            if _path_of(event.mimeData()):
                event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            event.acceptProposedAction()
            self._open(_path_of(event.mimeData()))
            return True
        return super().eventFilter(watched, event)

    def _open(self, path: str) -> None:
        if path.lower().endswith(ENDING):
            self._document.load(path)
        else:
            self._load_table(path)


def _path_of(data: QMimeData) -> str:
    """The only file that is dragged; empty where there is none, or more than one."""
    urls = data.urls()
    return urls[0].toLocalFile() if len(urls) == 1 else ""
