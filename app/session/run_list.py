"""The runs of an experiment: to turn to one, to rename, hide, copy and delete them."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from app.kit.numbers import cut
from app.session.cursor import Cursor
from app.session.deeds import Doer, deed
from app.session.undo import Edit, UndoStack
from micrograd.runs.run import Run, Start
from micrograd.runs.tree import tree_of

LONGEST_NAME = 60


def fitting_name(name: str, ending: str = "") -> str:
    """A name for a run, with a whole ending, from one that may be too long; no number is cut."""
    return cut(name, LONGEST_NAME - len(ending), len) + ending


class RunSwitch(NamedTuple):
    """Which run is current before or after an edit, at which step; None is where it was left.

    counterpart: the run on the other side of the edit. It leaves the list if it has no step of
    its own.
    """

    run: Run
    counterpart: Run | None
    step: int | None = None


class ListChange(NamedTuple):
    """Runs that are put in the list or taken out, each with its place there, in its order.

    current: the run to turn to; None keeps the current one while it is in the list.
    """

    runs: tuple[tuple[int, Run], ...]
    are_listed: bool
    current: Run | None


class RunList(QObject, Doer):
    """The runs of the experiment: which are in its list, and which one the cursor stands in.

    Renaming, copying and deleting can be undone. `changed` comes when there are other runs or
    another one is current, or one of them has another name or look.
    """

    changed = Signal()

    def __init__(
        self,
        cursor: Cursor,
        undo_stack: UndoStack,
        settle: Callable[[], None],
        announce: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._cursor, self._undo_stack = cursor, undo_stack
        self._settle, self._announce = settle, announce

    # Turning to a run.

    def make_current(self, run: Run) -> None:
        """Turn to a run, at the step where it was left."""
        cursor = self._cursor
        if run is cursor.run:
            self._announce(f"{run.name} is the current run already.")
            return
        self._settle()
        cursor.come_near(run, run.place, partial(self._arrive, run))

    @deed
    def _arrive(self, run: Run) -> None:
        self.turn_to(run, run.place)
        self._cursor.moved.emit()
        self._announce(f"{run.name} is the current run now, at step {self._cursor.steps:,}.")

    def turn_by(self, places: int) -> None:
        """Turn to the run so many places below the current one; the first follows the last."""
        runs = [row.run for row in tree_of(self._cursor.experiment.runs)]
        self.make_current(runs[(runs.index(self._cursor.run) + places) % len(runs)])

    def turn_to(self, run: Run, step: int) -> None:
        """Let the cursor stand at a step of a run, as a part of an edit."""
        before = self._cursor.run
        self._cursor.move(run, step)
        if run is not before:
            self.changed.emit()

    def note_recomputed(self) -> None:
        """Tell the views that runs have their exact past again."""
        self.changed.emit()

    # New runs.

    def begin_branch(self) -> None:
        """Begin a run at the cursor, and make it the current one."""
        branch = self.new_branch()
        self._cursor.experiment.add(branch)
        self.turn_to(branch, branch.start.step)
        self.announce_branch(branch)

    def new_branch(self) -> Run:
        """A run that begins at the cursor, and is not in the list yet."""
        cursor = self._cursor
        return cursor.experiment.new_run(cursor.start_here(), cursor.owner)

    def announce_branch(self, branch: Run) -> None:
        """Say that a run began at a step of another one."""
        assert branch.parent is not None
        step = f"{branch.start.step:,}"
        self._announce(f"{branch.name} branches off {branch.parent.name} at step {step}.")

    def switch_to(self, text: str, run: Run, gesture: int = -1) -> None:
        """Make a new run the current one; Undo turns back to this place."""
        before = RunSwitch(self._cursor.run, run, self._cursor.steps)
        after = RunSwitch(run, self.untouched)
        self._undo_stack.do(Edit(text, self._switch, before, after, gesture, is_whole=True))

    def switch_to_new(
        self, text: str, start: Start, gesture: int = -1, hides_fault: bool = False
    ) -> None:
        """Make a run with another start the current one, in the place of an untouched one."""
        run = self._cursor.experiment.new_run(start, instead_of=self.untouched)
        # Before anybody is told of the run.
        run.hides_fault |= hides_fault
        self.switch_to(text, run, gesture)

    def _switch(self, switch: RunSwitch) -> None:
        experiment, run, other = self._cursor.experiment, switch.run, switch.counterpart
        is_parent = any(each.parent is other for each in experiment.runs) or run.parent is other
        index = None
        if other in experiment.runs and other.is_untrained and not is_parent:
            index = experiment.runs.index(other)
            experiment.remove(other)
        if run not in experiment.runs:
            experiment.add(run, index)
        here = self._cursor.approach.nearest(run) if switch.step is None else switch.step
        # A divergence may have taken the run back since.
        self._cursor.move(run, min(here, run.steps))
        self.changed.emit()

    @property
    def untouched(self) -> Run | None:
        """The current run if it has no step of its own, so that another one may replace it."""
        run = self._cursor.run
        is_parent = any(each.parent is run for each in self._cursor.experiment.runs)
        is_own = self._cursor.owner is run
        return run if run.is_untrained and not is_parent and is_own else None

    # The runs in the list.

    @deed
    def set_hidden(self, runs: Sequence[Run], is_hidden: bool) -> None:
        """Hide runs in the plots, or draw them again."""
        for run in runs:
            run.is_hidden = is_hidden
        self.changed.emit()

    @deed
    def rename(self, run: Run, name: str) -> None:
        """Give a run another name. Raises ValueError for none, and for one that is too long."""
        name = " ".join(name.split())
        if not name:
            raise ValueError("a run needs a name")
        if len(name) > LONGEST_NAME:
            raise ValueError(f"a name has at most {LONGEST_NAME} characters")

        def apply(text: str) -> None:
            run.name = text
            self.changed.emit()

        if name != run.name:
            self._undo_stack.do(Edit(f"rename {run.name}", apply, run.name, name))

    @deed
    def add(self, run: Run, text: str, is_turned_to: bool = True) -> None:
        """Put a run that was made elsewhere in the list; usually one turns to it."""
        self._settle()
        runs, steps = ((len(self._cursor.experiment.runs), run),), run.steps
        here = self._cursor.run
        before, current = ListChange(runs, False, here), run if is_turned_to else here

        def apply(change: ListChange) -> None:
            if run.steps > steps:
                # A run that was trained since stays in the list: Undo only turns away from it.
                change = change._replace(runs=())
            self._apply(change)

        self._undo_stack.do(Edit(text, apply, before, ListChange(runs, True, current)))

    @deed
    def duplicate(self, run: Run) -> None:
        """Put a copy of a run in the list, with all of its steps, and turn to it."""
        self._settle()
        copy = self._cursor.experiment.new_run(run.start, run.parent)
        copy.name, copy.hides_fault = fitting_name(run.name, " copy"), run.hides_fault
        copy.events, copy.history, copy.place = [*run.events], deepcopy(run.history), run.place
        if run is self._cursor.run:
            copy.place = self._cursor.steps
        self.add(copy, f"duplicate {run.name}")
        self._announce(f"{copy.name} has all steps of {run.name}, and is the current run.")

    def can_delete(self, *runs: Run) -> bool:
        """True where another run is left."""
        return 0 < len(runs) < len(self._cursor.experiment.runs)

    @deed
    def delete(self, *runs: Run) -> None:
        """Take runs out of the list; their branches stay. Does nothing where none would be left."""
        if not self.can_delete(*runs):
            return
        self._settle()
        current, listed = self._cursor.run, self._cursor.experiment.runs
        places = tuple((i, run) for i, run in enumerate(listed) if run in runs)
        before = ListChange(places, True, current if current in runs else None)
        what = runs[0].name if len(runs) == 1 else f"{len(runs):,} runs"
        after = ListChange(places, False, None)
        self._undo_stack.do(Edit(f"delete {what}", self._apply, before, after))
        them = "it" if len(runs) == 1 else "them"
        self._announce(f"Deleted {what}. Ctrl+Z brings {them} back.")

    def _apply(self, change: ListChange) -> None:
        cursor, experiment, before = self._cursor, self._cursor.experiment, self._cursor.run
        runs = [run for _, run in change.runs]
        if change.are_listed:
            for place, run in change.runs:
                experiment.add(run, place)
        current = change.current
        if not change.are_listed and before in runs:
            current = current or self._survivor(runs)
        if current and current is not before:
            cursor.move(current, self._cursor.approach.nearest(current))
        if not change.are_listed:
            for run in runs:
                experiment.remove(run)
        self.changed.emit()
        if cursor.run is not before:
            cursor.moved.emit()

    def _survivor(self, deleted: Sequence[Run]) -> Run:
        """The run to turn to when the current one goes: an ancestor of it, or a neighbour."""
        runs, current = self._cursor.experiment.runs, self._cursor.run
        left = [run for run in runs if run not in deleted]
        for ancestor in reversed(current.lineage):
            if ancestor in left:
                return ancestor
        before = runs[: runs.index(current)]
        return next((run for run in reversed(before) if run in left), left[0])
