"""A gesture: one drag, one held key, one turn of the wheel, that is one edit."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.session.session import Session
from app.session.undo import new_gesture

# Keys and the wheel have no end of their own: a pause of this length ends them, in milliseconds.
# It is longer than the pause before a held key repeats.
PAUSE_MS = 700


class Gesture(QObject):
    """The edits of a control that come in a row, as one to undo and one change of the run.

    Between two steps they act at once. While training goes on only the last one does, at the end
    of the gesture: each of them would otherwise be a change at a step of its own. Whatever is done
    before that end, such as a pause or saving, first lets it act.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._number: int | None = None
        self._is_held = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.end)

    @property
    def is_held(self) -> bool:
        """True from `begin` to `end`, as in a drag."""
        return self._is_held

    def begin(self) -> None:
        """Begin a gesture that lasts until `end`."""
        self.end()
        self._is_held = True

    def change(self, edit: Callable[[int], None]) -> None:
        """Make an edit, a function of the number of the gesture, now or at the end."""
        if self._number is None:
            # The edit of another control may still wait.
            self._session.make_waiting_edit()
            self._number = new_gesture()
        if self._session.is_running:
            self._session.waiting = partial(edit, self._number)
        else:
            edit(self._number)
        if not self._is_held:
            self._pause.start()

    def end(self) -> None:
        """End the gesture: the next edit is another one."""
        self._pause.stop()
        is_under_way = self._number is not None
        self._number, self._is_held = None, False
        if is_under_way:
            self._session.make_waiting_edit()
