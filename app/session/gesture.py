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
    of the gesture: each of them would otherwise be a change at a step of its own. Edits that
    training is to answer do so at once nevertheless, one in each frame. Whatever is done before the
    end, such as a pause or saving, first lets the edit act that waits.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._number: int | None = None
        self._is_held = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.end)
        # A timer of 0 ms fires after everything that waits to be painted.
        self._painted = QTimer(self, singleShot=True, interval=0)
        self._painted.timeout.connect(self._answer)

    @property
    def is_held(self) -> bool:
        """True from `begin` to `end`, as in a drag."""
        return self._is_held

    def begin(self) -> None:
        """Begin a gesture that lasts until `end`."""
        self.end()
        self._is_held = True

    def change(self, edit: Callable[[int], None], is_answered: bool = False) -> None:
        """Make an edit, a function of the number of the gesture, now or at the end.

        is_answered: in the next frame, also while training goes on, which goes on with it.
        """
        if self._number is None:
            # The edit of another control may still wait.
            self._session.make_waiting_edit()
            self._number = new_gesture()
        self._session.waiting = partial(edit, self._number)
        if is_answered:
            if not self._painted.isActive():
                self._answer()
        elif not self._session.is_running:
            self._session.make_waiting_edit()
        if not self._is_held:
            self._pause.start()

    def _answer(self) -> None:
        """Make the edit that waits; the next one, once this one is painted."""
        if self._number is not None and self._session.waiting:
            self._session.make_waiting_edit()
            self._painted.start()

    def end(self) -> None:
        """End the gesture: the next edit is another one."""
        if self._stop() is not None:
            self._session.make_waiting_edit()

    def take_back(self) -> None:
        """End the gesture as if it had not been, for good: Redo does not repeat it."""
        number = self._stop()
        if number is not None:
            self._session.waiting = None
            self._session.edits.take_back(number)

    def _stop(self) -> int | None:
        """Let the next edit be another one; returns the number of this one, if there was any."""
        self._pause.stop()
        self._painted.stop()
        number, self._number, self._is_held = self._number, None, False
        return number
