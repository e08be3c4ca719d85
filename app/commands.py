"""What can be undone: edits of the dataset, the network, the learning rate, a parameter."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand


class Edit(QUndoCommand):
    """Turns a value from `before` to `after` by calling `apply` with one of them.

    Edits with the same `merge_id` in a row become one, as the moves of one slider do;
    -1 never merges.
    """

    def __init__(
        self,
        text: str,
        apply: Callable[[Any], None],
        before: Any,
        after: Any,
        merge_id: int = -1,
    ) -> None:
        super().__init__(text)
        self._apply, self._before, self._after = apply, before, after
        self._merge_id = merge_id

    def redo(self) -> None:
        self._apply(self._after)

    def undo(self) -> None:
        self._apply(self._before)

    def id(self) -> int:
        return self._merge_id

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, Edit)
        self._after = other._after
        return True
