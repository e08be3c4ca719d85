"""What can be done with the runs of an experiment: turn to one, rename, hide, copy, delete it."""

from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from app.session.undo import Edit
from micrograd.runs.run import Run

if TYPE_CHECKING:
    from app.session.session import Session

LONGEST_NAME = 60


class Listing(NamedTuple):
    """Whether some runs are in the list, each with its place there, in the order of the list.

    current: the run to turn to with that; None stays where one is, as far as that is possible.
    """

    runs: tuple[tuple[int, Run], ...]
    are_listed: bool
    current: Run | None


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
        session = self._session
        if run is session.run:
            session.announce(f"{run.name} is the current run already.")
            return
        session.about_to_change.emit()
        self._turn_to(run)
        session.moved.emit()
        session.announce(f"{run.name} is the current run now, at step {session.steps:,}.")

    def turn_to_next(self) -> None:
        """Turn to the run below the current one in the list, from the last one to the first."""
        self._turn_by(1)

    def turn_to_previous(self) -> None:
        """Turn to the run above the current one in the list, from the first one to the last."""
        self._turn_by(-1)

    def _turn_by(self, places: int) -> None:
        index = self.runs.index(self._session.run)
        self.make_current(self.runs[(index + places) % len(self.runs)])

    def set_hidden(self, runs: Sequence[Run], is_hidden: bool) -> None:
        """Draw runs no more, or again."""
        for run in runs:
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
        runs, steps = ((len(self.runs), run),), run.steps
        before = Listing(runs, False, self._session.run)

        def apply(listing: Listing) -> None:
            if run.steps > steps:
                # What was trained since stays: only the turn to it is taken back.
                listing = listing._replace(runs=())
            self._list(listing)

        self._session.undo_stack.push(Edit(text, apply, before, Listing(runs, True, run)))

    def duplicate(self, run: Run) -> None:
        """Put a copy of a run in the list, with all of its steps, and turn to it."""
        self._session.about_to_change.emit()
        copy = self._session.experiment.new_run(run.start, run.parent)
        copy.name = f"{run.name} copy"[:LONGEST_NAME]
        copy.events, copy.history, copy.place = [*run.events], deepcopy(run.history), run.place
        if run is self._session.run:
            copy.place = self._session.steps
        self.add(copy, f"duplicate {run.name}")
        self._session.announce(f"{copy.name} has all steps of {run.name}, and is the current run.")

    def can_delete(self, *runs: Run) -> bool:
        """True where another run is left."""
        return 0 < len(runs) < len(self.runs)

    def delete(self, *runs: Run) -> None:
        """Take runs out of the list; their branches stay. Does nothing where none would be left."""
        if not self.can_delete(*runs):
            return
        session = self._session
        session.about_to_change.emit()
        places = tuple((i, run) for i, run in enumerate(self.runs) if run in runs)
        before = Listing(places, True, session.run if session.run in runs else None)
        what = runs[0].name if len(runs) == 1 else f"{len(runs):,} runs"
        edit = Edit(f"delete {what}", self._list, before, Listing(places, False, None))
        session.undo_stack.push(edit)
        them = "it" if len(runs) == 1 else "them"
        session.announce(f"Deleted {what}. Ctrl+Z brings {them} back.")

    def _list(self, listing: Listing) -> None:
        session, experiment, before = self._session, self._session.experiment, self._session.run
        runs = [run for _, run in listing.runs]
        if listing.are_listed:
            for place, run in listing.runs:
                experiment.add(run, place)
        current = listing.current
        if not listing.are_listed and before in runs:
            current = current or self._survivor(runs)
        if current and current is not before:
            self._turn_to(current)
        if not listing.are_listed:
            for run in runs:
                experiment.remove(run)
        session.runs_changed.emit()
        if session.run is not before:
            session.moved.emit()

    def _turn_to(self, run: Run) -> None:
        self._session.move(run, run.place)

    def _survivor(self, deleted: Sequence[Run]) -> Run:
        """The run to turn to when the current one goes: what it branched off, or its neighbour."""
        left = [run for run in self.runs if run not in deleted]
        for ancestor in reversed(self._session.run.lineage):
            if ancestor in left:
                return ancestor
        index = self.runs.index(self._session.run)
        return next((run for run in reversed(self.runs[:index]) if run in left), left[0])
