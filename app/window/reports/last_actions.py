"""Last actions: what the person did just before something broke, for a report."""

import re
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.session.undo import UndoStack
from micrograd.system.quoting import shortened

MOST, LONGEST = 30, 80
# Undo names the file of a table, as `open wine.csv`; the ending says enough.
_OPENED = re.compile(r"open .*?(\.\w+)?")


class Deed(NamedTuple):
    """An action or an edit, and how often it was repeated before another one."""

    what: str
    when: datetime
    times: int = 1


class LastActions(QObject):
    """The last actions of a window and edits of its experiment, the newest last.

    None of them names a file.
    """

    def __init__(
        self, actions: Mapping[str, QAction], undo_stack: UndoStack, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.deeds: deque[Deed] = deque(maxlen=MOST)
        self._undo_stack = undo_stack
        for name, action in actions.items():
            action.triggered.connect(partial(self._note, name))
        undo_stack.changed.connect(self._note_edit)

    def _note(self, what: str, checked: bool = False) -> None:
        what = shortened(what, LONGEST)
        times = 1
        if self.deeds and self.deeds[-1].what == what:
            times += self.deeds.pop().times
        self.deeds.append(Deed(what, datetime.now(), times))

    def _note_edit(self) -> None:
        """Note a new edit; one that is taken back is an action already."""
        stack = self._undo_stack
        if stack.count and not stack.redo_text:
            opened = _OPENED.fullmatch(stack.undo_text)
            what = f"open a file {opened[1] or ''}".rstrip() if opened else stack.undo_text
            self._note(f"edit: {what}")
