"""UndoStack: the edits that can be undone, such as those of the dataset or the network.

Qt's own QUndoStack is not used: with PySide6 6.11 the program crashes when Python's collector
meets a subclass of QUndoCommand whose stack is going away.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

LIMIT = 200
_gestures = itertools.count()


def new_gesture() -> int:
    """Return a number for the edits of one drag, which no other gesture has."""
    return next(_gestures)


@dataclass
class Edit:
    """Turns a value from `before` to `after` by calling `apply` with one of them.

    Edits of the same gesture in a row become one, as the moves of one drag do; -1 is none.
    is_whole: Redo repeats only the first of them, since that already holds the others.
    """

    text: str
    apply: Callable[[Any], None]
    before: Any
    after: Any
    gesture: int = -1
    is_whole: bool = False


class UndoStack(QObject):
    """The edits so far, the last `LIMIT` of them, and those that were taken back."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[Edit] = []
        self._undone: list[Edit] = []

    def do(self, edit: Edit) -> None:
        """Make an edit and keep it."""
        edit.apply(edit.after)
        self.push(edit)

    def push(self, edit: Edit) -> None:
        """Keep an edit that was made; edits that were taken back before are forgotten."""
        last = self._done[-1] if self._done else None
        if last and edit.gesture != -1 and edit.gesture == last.gesture and not self._undone:
            if not last.is_whole:
                last.after = edit.after
        else:
            self._done = [*self._done, edit][-LIMIT:]
        self._undone = []
        self.changed.emit()

    def take_back(self) -> None:
        """Take the last edit back for good, as the gesture that made it goes on otherwise."""
        edit = self._done.pop()
        edit.apply(edit.before)
        self.changed.emit()

    def undo(self) -> None:
        """Take the last edit back, if there is one."""
        if self._done:
            edit = self._done.pop()
            self._undone.append(edit)
            edit.apply(edit.before)
            self.changed.emit()

    def redo(self) -> None:
        """Repeat the edit that was taken back last, if there is one."""
        if self._undone:
            edit = self._undone.pop()
            self._done.append(edit)
            edit.apply(edit.after)
            self.changed.emit()

    def clear(self) -> None:
        """Forget all edits, as when another experiment is opened."""
        self._done, self._undone = [], []
        self.changed.emit()

    @property
    def count(self) -> int:
        """The number of edits that can be undone."""
        return len(self._done)

    @property
    def last_gesture(self) -> int:
        """The gesture of the last edit, -1 where it has none or there is no edit."""
        return self._done[-1].gesture if self._done else -1

    @property
    def undo_text(self) -> str:
        """The edit that Undo would take back; empty where there is none."""
        return self._done[-1].text if self._done else ""

    @property
    def redo_text(self) -> str:
        """The edit that Redo would repeat; empty where there is none."""
        return self._undone[-1].text if self._undone else ""
