"""The runs of the experiment as a table: look, name, what differs, steps, last loss."""

from enum import IntEnum
from itertools import groupby
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.kit.numbers import shortest, significant
from app.kit.signals import connect_all
from app.kit.table_model import RIGHT, ROOT, Index, TableColumn, TableModel
from app.session.session import Session
from micrograd.runs.differences import difference_from_parent, label, origin
from micrograd.runs.last_loss import last_loss
from micrograd.runs.run import Run
from micrograd.runs.tree import listed_parents, tree_of


class Column(IntEnum):
    LOOK = 0
    NAME = 1
    DIFFERENCE = 2
    STEPS = 3
    LOSS = 4


class RunsModel(TableModel[Run]):
    """One row per run, branches below the run that they left; only the name is edited.

    folded: runs whose branches have no rows. tree: the place of each run that has one.
    `refused(reason)` says why a name was not taken; an empty reason comes with the next good one.
    """

    refused = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(self._columns(), parent)
        self._session = session
        self._was_current = session.cursor.run
        # Steps and loss of the current run as written, and how many events it was trained with.
        self._live = ("", "", session.cursor.run.trained_events)
        self.folded: set[Run] = set()
        self.tree = {row.run: row for row in tree_of(session.experiment.runs)}
        self.runs = self.rows = [*self.tree]
        cursor = session.cursor
        connect_all(self.show_runs, session.runs.changed, cursor.edited, cursor.moved)
        session.turns.of(self).connect(self.show_progress)

    def _columns(self) -> list[TableColumn[Run]]:
        about = self._about
        look = "The colour of the run's curve; click it to hide or show the curve"
        changes = "What differs from the run that it branched off"
        loss = "The loss after the last step of the run"
        name, steps = attrgetter("name"), lambda run: steps_text(run.steps)
        return [
            TableColumn("", look, lambda _: "", self._about_look),
            TableColumn("run", "The name of the run; F2 changes it", name, about, is_text=True),
            TableColumn("changes", changes, self._short_difference, about, is_text=True),
            TableColumn("steps", "The last step of the run", steps, about, header_side=RIGHT),
            TableColumn("loss", loss, self._loss_text, about, header_side=RIGHT),
        ]

    # State to screen.

    def show_runs(self) -> None:
        """Follow the list of runs, and read every row again."""
        self._unfold_current()
        self.tree = {row.run: row for row in tree_of(self._session.experiment.runs, self.folded)}
        self._follow([*self.tree])
        last = self.index(len(self.runs) - 1, Column.LOSS)
        self.dataChanged.emit(self.index(0, 0), last)

    def show_progress(self) -> None:
        """Show what the current run comes to, if it is written differently."""
        run = self._session.cursor.run
        live = (steps_text(run.steps), self._loss_text(run), run.trained_events)
        if live == self._live or run not in self.runs:
            return
        # The first step after a change is the first that was trained with it.
        first = Column.STEPS if live[2] == self._live[2] else Column.DIFFERENCE
        self._live = live
        row = self.runs.index(run)
        self.dataChanged.emit(self.index(row, first), self.index(row, Column.LOSS))

    def _follow(self, runs: list[Run]) -> None:
        """Remove and insert rows, so that what is chosen stays chosen."""
        there = set(runs)
        gone = [row for row, run in enumerate(self.runs) if run not in there]
        for first, last in reversed(_stretches(gone)):
            self.beginRemoveRows(ROOT, first, last)
            del self.runs[first : last + 1]
            self.endRemoveRows()
        there = set(self.runs)
        self._reorder([run for run in runs if run in there])
        fresh = [row for row, run in enumerate(runs) if run not in there]
        for first, last in _stretches(fresh):
            self.beginInsertRows(ROOT, first, last)
            self.runs[first:first] = runs[first : last + 1]
            self.endInsertRows()

    def _reorder(self, runs: list[Run]) -> None:
        """Move rows: branches of a run that left the list stand below another one."""
        if runs == self.runs:
            return
        self.layoutAboutToBeChanged.emit()
        rows = {run: row for row, run in enumerate(runs)}
        before = self.persistentIndexList()
        after = [self.index(rows[self.runs[each.row()]], each.column()) for each in before]
        self.runs[:] = runs
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # Folding.

    @property
    def is_flat(self) -> bool:
        """True where no run of the list branched off another one."""
        return not any(row.branches for row in self.tree.values())

    def fold(self, run: Run, is_folded: bool) -> None:
        """Leave the branches below a run out, or bring them back."""
        if is_folded and self.tree[run].branches:
            self.folded.add(run)
        else:
            self.folded.discard(run)
        self._session.runs.changed.emit()

    def parent_of(self, run: Run) -> Run | None:
        """The run that a run stands below."""
        return listed_parents(self._session.experiment.runs)[run]

    def shown_for(self, run: Run) -> Run:
        """The run itself, or the folded one that it stands below."""
        parents = listed_parents(self._session.experiment.runs)
        while run not in self.tree:
            above = parents[run]
            assert above is not None
            run = above
        return run

    def _unfold_current(self) -> None:
        """Forget runs that are gone; what the current run stands below is not folded."""
        runs, current = self._session.experiment.runs, self._session.cursor.run
        self.folded &= set(runs)
        if self.folded and current is not self._was_current:
            parents = listed_parents(runs)
            above = parents.get(current)
            while above is not None:
                self.folded.discard(above)
                above = parents[above]
        self._was_current = current

    def is_current(self, run: Run) -> bool:
        """True for the current run."""
        return run is self._session.cursor.run

    def last_loss(self, run: Run) -> float:
        """The loss at the end of a run; for the current run, the loss that all views show."""
        session = self._session
        is_here = run is session.cursor.owner and session.cursor.steps == run.steps
        return session.cursor.evaluation.loss if is_here else last_loss(run)

    def difference(self, run: Run) -> str:
        """The settings that differ from the parent, and the step where the run begins."""
        parts = [self._own(run), origin(run)]
        return ", ".join(part for part in parts if part)

    def _short_difference(self, run: Run) -> str:
        """A branch's first step and what differs, without the parent's name: a panel is narrow."""
        if run.parent is None:
            return self.difference(run)
        return f"from {run.start.step:,}: {self._own(run) or 'the same'}"

    def brief_differences(self, run: Run) -> tuple[str, str]:
        """What differs, with a branch's first step, and for less room without it."""
        short = self._short_difference(run)
        return short, (run.parent and self._own(run)) or short

    def _own(self, run: Run) -> str:
        # Runs without a parent are compared with the first one.
        first = next((each for each in self.runs if not each.parent), run)
        return difference_from_parent(run, first.start)

    def _loss_text(self, run: Run) -> str:
        return significant(self.last_loss(run), 3, has_zeros=True)

    # Qt's interface of a model.

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == Column.NAME else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            return self.runs[index.row()].name
        return super().data(index, role)

    def _about_look(self, run: Run) -> str:
        return f"{'Show' if run.is_hidden else 'Hide'} the curve of {run.name} (Space)"

    def _about(self, run: Run) -> str:
        loss = shortest(self.last_loss(run))
        return f"{run.name}\n{self.difference(run)}\n{label(run)}\nstep {run.steps:,}\nloss {loss}"

    # Screen to state.

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        run = self.runs[index.row()]
        try:
            self._session.runs.rename(run, str(value))
        except ValueError as error:
            reason = str(error)
            self.refused.emit(f"{reason[0].upper()}{reason[1:]}; “{run.name}” stays.")
            return False
        self.refused.emit("")
        return True


def _stretches(rows: list[int]) -> list[tuple[int, int]]:
    """The first and the last of each stretch of rows that follow one another."""
    groups = [list(group) for _, group in groupby(enumerate(rows), lambda pair: pair[1] - pair[0])]
    return [(group[0][1], group[-1][1]) for group in groups]


def steps_text(steps: int) -> str:
    """`123,456`; from a million on with three figures, `1.23M`."""
    if steps < 1_000_000:
        return f"{steps:,}"
    unit, letter = (10**9, "G") if steps >= 10**9 else (10**6, "M")
    digits = max(0, 3 - len(str(steps // unit)))
    # Rounded down: only steps that are done count.
    return f"{steps * 10**digits // unit / 10**digits:.{digits}f}{letter}"
