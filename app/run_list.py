"""What can be done with the runs of an experiment: turn to one, rename, hide, copy, delete it."""

from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from app.commands import Edit
from micrograd.runs.run import Run

if TYPE_CHECKING:
    from app.session import Session

LONGEST_NAME = 60


class Listing(NamedTuple):
    """Whether a run is in the list, where, and whether it is the current one there."""

    run: Run
    is_listed: bool
    place: int
    is_current: bool


class RunList:
    """The list of runs of a session. Renaming, copying and deleting can be undone."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    @property
    def runs(self) -> list[Run]:
        """All runs, in the order of their beginning."""
        return self._session.experiment.runs

    def make_current(self, run: Run) -> None:
        """Turn to a run, at the step where it was left."""
        if run is not self._session.run:
            self._session.about_to_change.emit()
            self._session.move(run, run.place)
            self._session.moved.emit()

    def set_hidden(self, run: Run, is_hidden: bool) -> None:
        """Draw the run no more, or again."""
        run.is_hidden = is_hidden
        self._session.runs_changed.emit()

    def rename(self, run: Run, name: str) -> None:
        """Give a run another name. Raises ValueError for none, and for one that is too long."""
        name = " ".join(name.split())
        if not name:
            raise ValueError("a run needs a name")
        if len(name) > LONGEST_NAME:
            raise ValueError(f"a name has at most {LONGEST_NAME} characters")

        def apply(text: str) -> None:
            run.name = text
            self._session.runs_changed.emit()

        if name != run.name:
            edit = Edit(f"rename {run.name}", apply, run.name, name)
            self._session.undo_stack.push(edit)

    def add(self, run: Run, text: str) -> None:
        """Put a run that was made elsewhere in the list, and turn to it."""
        self._session.about_to_change.emit()
        before = Listing(run, False, len(self.runs), True)
        self._session.undo_stack.push(
            Edit(text, self._list, before, before._replace(is_listed=True))
        )

    def duplicate(self, run: Run) -> None:
        """Put a copy of a run in the list, with all of its steps, and turn to it."""
        self._session.about_to_change.emit()
        copy = self._session.experiment.new_run(run.start, run.parent)
        copy.name = f"{run.name} copy"[:LONGEST_NAME]
        copy.events, copy.history, copy.place = [*run.events], deepcopy(run.history), run.place
        if run is self._session.run:
            copy.place = self._session.steps
        self.add(copy, f"duplicate {run.name}")

    def can_delete(self, run: Run) -> bool:
        """True where another run is left."""
        return len(self.runs) > 1

    def delete(self, run: Run) -> None:
        """Take a run out of the list; its branches stay. Does nothing to the only run."""
        if not self.can_delete(run):
            return
        self._session.about_to_change.emit()
        before = Listing(run, True, self.runs.index(run), run is self._session.run)
        edit = Edit(f"delete {run.name}", self._list, before, before._replace(is_listed=False))
        self._session.undo_stack.push(edit)

    def _list(self, listing: Listing) -> None:
        session, experiment, run = self._session, self._session.experiment, listing.run
        if listing.is_listed:
            experiment.add(run, listing.place)
            if listing.is_current:
                session.move(run, run.place)
        else:
            index = self.runs.index(run)
            if session.run is run:
                other = run.parent if run.parent in self.runs else None
                other = other or self.runs[index - 1 if index else 1]
                session.move(other, other.place)
            experiment.remove(run)
        session.runs_changed.emit()
        session.moved.emit()
