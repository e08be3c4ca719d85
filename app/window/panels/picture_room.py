"""PictureRoom: the picture of a presentation keeps its share of the height; the loss gives way."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer

from app.kit.text_size import px
from app.window.panels.arrangements import PRESENTATION
from app.window.view_table import PAGES

# The share of the height of the window that is left to the picture at least.
LEAST_SHARE = 0.6
EVENTS = (QEvent.Type.Resize, QEvent.Type.ContentsRectChange, QEvent.Type.FontChange)
(BELOW,) = PRESENTATION.bottom


class PictureRoom(QObject):
    """Hides the loss of a presentation where it would be in the way, until it is no more.

    That is while captions and a large text leave the picture too little beside it, and on a page
    that is not about the run.
    """

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window, self._loss = window, window.panels["loss"]
        self._gave_way = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fit)

    def watch(self, is_watching: bool) -> None:
        """Begin to keep room for the picture, or give back what gave way."""
        if is_watching:
            self._window.installEventFilter(self)
            self._window.stage.page_changed.connect(self._soon.start)
            self._soon.start()
            return
        self._window.removeEventFilter(self)
        self._window.stage.page_changed.disconnect(self._soon.start)
        self._soon.stop()
        if self._gave_way:
            self._loss.show()
        self._gave_way = False

    @property
    def giving_way(self) -> tuple[str, ...]:
        """The names of the panels that come back where there is room."""
        return ("loss",) if self._gave_way else ()

    @property
    def has_room(self) -> bool:
        """Whether the page is about the run, and has its share of the height beside the loss."""
        window = self._window
        page = PAGES[window.stage.page]
        if page.needs_room and not page.shows_step:
            return False
        height = window.height()
        around = window.controls.sizeHint().height() + window.contentsMargins().bottom()
        loss = min(px(BELOW.least), round(BELOW.most * height))
        return height - around - loss >= LEAST_SHARE * height

    def _fit(self) -> None:
        if self._gave_way and self.has_room:
            self._gave_way = False
            self._loss.show()
            self._window.docks.arranger.begin_sizes()
        elif not self._loss.isHidden() and not self.has_room:
            self._gave_way = True
            self._loss.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in EVENTS:
            self._soon.start()
        return False
