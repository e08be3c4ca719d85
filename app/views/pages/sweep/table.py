"""The table of a sweep: a row for every trial that has ended, the best ones first."""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import partial
from itertools import count
from typing import Any

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView

from app.kit.numbers import significant
from app.kit.table_model import NUMBER_ROLE, Index, TableColumn, TableModel
from app.kit.widgets.table import SortedTable
from app.playing.sweeping import Sweeping
from app.session.scores import share_text
from app.views.pages.sweep.outcomes import OutcomeFilter
from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.plan import FIRST_AXES, Trial
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.sweep import rank
from micrograd.training.outcomes import ORDER, OUTCOMES

ROW_HEIGHT = 22
Column = IntEnum("Column", "RATE SEED SHAPE LOSS OUTCOME SCORE", start=0)


def trial_text(trial: Trial, result: TrialResult | None) -> str:
    """`rate 0.1 · seed 3 · 4,4,1: ✓ learned, loss 0.0042`, or the step of its divergence."""
    if result is None:
        return f"{trial.name}: not trained yet"
    if result.diverged_at is not None:
        return f"{trial.name}: {_outcome_text(result)}"
    score = (
        f", {result.compared_name} {share_text(result.compared)}"
        if result.compared.value is not None
        else ""
    )
    return f"{trial.name}: {result.outcome.text}, loss {_loss_text(result)}{score}"


def _about(result: TrialResult) -> str:
    return trial_text(result.trial, result)


def _loss_text(result: TrialResult, has_zeros: bool = False) -> str:
    return "–" if result.diverged_at is not None else significant(result.loss, 4, has_zeros)


def _outcome_text(result: TrialResult) -> str:
    at = "" if result.diverged_at is None else f" at step {result.diverged_at:,}"
    return f"{result.outcome.text}{at}"


def _outcome_place(result: TrialResult) -> float:
    """From the best outcome to the worst; of runs that diverged, the last to do so first."""
    place = float(ORDER.index(result.outcome))
    if result.diverged_at is None:
        return place
    return place + 1.0 - result.diverged_at / (result.trial.steps + 1)


# Sorted by loss or score, diverged trials come last.
OUTCOME_COLUMNS = (
    TableColumn(
        "final loss",
        "The loss after the last step; a run that diverged has none",
        partial(_loss_text, has_zeros=True),
        _about,
        partial(rank, by_score=False),
    ),
    TableColumn(
        "outcome",
        "; ".join(f"{row.text}: {row.meaning}" for row in ORDER),
        _outcome_text,
        _about,
        _outcome_place,
    ),
    TableColumn(
        "score",
        "How well the task is done after the last step: an accuracy, or R²; where every run holds "
        "samples out, that of those",
        lambda result: "–" if result.diverged_at is not None else result.compared.percent,
        _about,
        partial(rank, by_score=True),
    ),
)


def columns_of(axes: Mapping[str, Sequence[Any]]) -> tuple[TableColumn[TrialResult], ...]:
    """A column for each axis of a plan, then those of the outcome."""
    return (*map(_axis_column, axes.items(), count()), *OUTCOME_COLUMNS)


def _axis_column(axis: tuple[str, Sequence[Any]], place: int) -> TableColumn[TrialResult]:
    name, values = axis
    row = SETTINGS[name]
    order = {row.text(value): float(i) for i, value in enumerate(values)}

    def text(result: TrialResult) -> str:
        return row.text(result.trial.values[place])

    return TableColumn(row.caption, row.help, text, _about, lambda result: order[text(result)])


class BestFirst(QSortFilterProxyModel):
    """Sorts the rows; of those with equal numbers the best come first, whatever sorted before."""

    by_score = False

    def lessThan(self, left: Index, right: Index) -> bool:
        one, other = left.data(NUMBER_ROLE), right.data(NUMBER_ROLE)
        if one != other:
            return bool(one < other)
        is_before = self._place(left) < self._place(right)
        return is_before == (self.sortOrder() is Qt.SortOrder.AscendingOrder)

    def _place(self, index: Index) -> tuple[float, int]:
        model: Any = self.sourceModel()
        row = index.row()
        return rank(model.rows[row], self.by_score), row


class SweepTable(SortedTable):
    """The rows; a click on a heading sorts them, `activated` comes with Enter or a double click."""

    def __init__(self, sweeping: Sweeping, outcomes: OutcomeFilter) -> None:
        self.rows: TableModel[TrialResult] = TableModel(columns_of(dict.fromkeys(FIRST_AXES, ())))
        self._best_first = BestFirst()
        keys = "A heading sorts by it, S by the next one, Shift+S backwards; Enter opens a row"
        words = "sweep_table", "All runs of the sweep", keys
        by = Column.LOSS, Qt.SortOrder.AscendingOrder
        super().__init__(self.rows, by, words, ROW_HEIGHT, self._best_first)
        self.rows.setParent(self)
        self._sweeping = sweeping
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._outcomes = outcomes
        self.proxy.setFilterKeyColumn(Column.OUTCOME)
        outcomes.changed.connect(self._filter)
        self.offer_copy(self._shown_rows)
        sweeping.started.connect(self._empty)
        sweeping.chosen_changed.connect(self.show_choice)
        self.selectionModel().currentChanged.connect(self._choose)
        self.activated.connect(sweeping.open)

    def _empty(self) -> None:
        plan = self._sweeping.plan
        assert plan is not None
        self.rows.show_rows([], columns_of(plan.axes))
        if plan.is_scored != self._best_first.by_score:
            self._best_first.by_score = plan.is_scored
            best_first = Column.SCORE if plan.is_scored else Column.LOSS
            self.sortByColumn(best_first, Qt.SortOrder.AscendingOrder)

    def _filter(self) -> None:
        """Show the rows of the chosen outcome only."""
        row = OUTCOMES.get(self._outcomes.choice())
        # Qt would choose a neighbour of a chosen row that goes.
        self.mark(None)
        self.proxy.setFilterFixedString(row.text if row else "")
        self.show_choice()

    def _shown_rows(self) -> Iterable[Sequence[object]]:
        """The rows in the order in which they stand."""
        places = (self.row_of(self.proxy.index(i, 0)) for i in range(self.proxy.rowCount()))
        return self._sweeping.rows([self.rows.rows[place] for place in places])

    def show_results(self) -> None:
        """Add the trials that have ended meanwhile, or take back those no longer shown."""
        if len(self._sweeping.results) < self.rows.rowCount():
            # Qt would choose a neighbour of a chosen row that goes.
            self.mark(None)
        self.rows.fit_to(self._sweeping.results)
        self.show_choice()

    def show_choice(self) -> None:
        """Mark the row of the chosen trial, if it has ended."""
        chosen = self._sweeping.chosen
        if chosen is None or chosen >= self.rows.rowCount():
            self.mark(None)
        elif self.row_of(self.currentIndex()) != chosen:
            self.mark(chosen)

    def _choose(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self._sweeping.choose(self.row_of(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S:
            self._sort_by_key(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _sort_by_key(self, turns_back: bool) -> None:
        """Sort by the next column, the best or smallest first; or turn the order round."""
        header, orders = self.horizontalHeader(), Qt.SortOrder
        column, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        if turns_back:
            is_up = order == orders.AscendingOrder
            self.sortByColumn(column, orders.DescendingOrder if is_up else orders.AscendingOrder)
        else:
            self.sortByColumn((column + 1) % header.count(), orders.AscendingOrder)
