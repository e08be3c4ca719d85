"""How many edits a player of the recording can undo and redo: not those from before it began."""

from app.session.undo import LIMIT


class UndoDepth:
    """done: how many edits can be undone. undone: how many can be repeated."""

    def __init__(self) -> None:
        self.done = self.undone = 0

    def note(self, name: str, more: int) -> bool:
        """Note a deed that changed what can be undone, by so many edits more.

        False where the player can't follow.
        """
        if name == "Edits.redo":
            return self._move(1, -1)
        if name in ("Edits.undo", "Edits.take_back"):
            return self._move(-1, 1 if name == "Edits.undo" else 0)
        self.done, self.undone = min(self.done + more, LIMIT), 0
        return True

    def _move(self, done: int, undone: int) -> bool:
        if self.done + done < 0 or self.undone + undone < 0:
            self.__init__()  # type: ignore[misc]
            return False
        self.done, self.undone = self.done + done, self.undone + undone
        return True
