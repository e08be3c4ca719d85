"""Unexpected errors: what nobody caught, in whatever thread, is kept for a report and told once."""

import sys
import threading
import traceback
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.kit.trace import place_of, trace_of

# The most different errors that are kept: a broken view may raise one with each frame.
MOST = 20


@dataclass
class Incident:
    """An error that nobody caught, or several of the same place of the source.

    text: its kind and message. trace: the whole traceback. Neither has a path of the person.
    """

    place: str
    text: str
    trace: str
    times: int = 1
    when: datetime = field(default_factory=datetime.now)


class UnexpectedErrors(QObject):
    """The errors so far, the first of each place. `happened` comes with each in the main thread."""

    happened = Signal(object)
    _came = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.incidents: list[Incident] = []
        # An error of a thread is told in the main one, and that of a paint event after it.
        self._came.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """Be told from now on what nobody catches."""
        sys.excepthook = self.notice
        threading.excepthook = self._notice_thread

    def notice(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Write the traceback, and go on: a mistake in one view must not end the experiment."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        traceback.print_exception(kind, error, trace)
        self._came.emit(Incident(place_of(error), *trace_of(error)))

    def _notice_thread(self, news: threading.ExceptHookArgs) -> None:
        if news.exc_value is not None and not isinstance(news.exc_value, SystemExit):
            self.notice(news.exc_type, news.exc_value, news.exc_traceback)

    def _keep(self, incident: Incident) -> None:
        for known in self.incidents:
            if known.place == incident.place:
                known.times += 1
                self.happened.emit(known)
                return
        if len(self.incidents) < MOST:
            self.incidents.append(incident)
            self.happened.emit(incident)


# Those of this program: Python has one hook for all that nobody catches.
errors: UnexpectedErrors | None = None


def watch() -> None:
    """Watch for unexpected errors from now on."""
    global errors
    errors = UnexpectedErrors()
    errors.watch()
