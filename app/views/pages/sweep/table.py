"""The table of a sweep: a row for every trial that has ended, the best ones first."""

import math
from enum import IntEnum
from operator import attrgetter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView

from app.kit.numbers import shortest, significant
from app.kit.table_model import TableColumn, TableModel
from app.kit.widgets.table import SortedTable
from app.playing.sweeping import Sweeping
from micrograd.sweeps.plan import Trial, shape_text
from micrograd.sweeps.sweep import TrialResult

ROW_HEIGHT = 22
Column = IntEnum("Column", "RATE SEED SHAPE LOSS DIVERGED", start=0)


def trial_text(trial: Trial, result: TrialResult | None) -> str:
    """`rate 0.1 · seed 3 · 4,4,1: loss 0.0042 after 1,000 steps`, or the step of its divergence."""
    if result is None:
        return f"{trial.name}: not trained yet"
    if result.diverged_at is not None:
        return f"{trial.name}: diverged {_diverged_text(result)}"
    return f"{trial.name}: loss {_loss_text(result)} after {trial.steps:,} steps"


def _about(result: TrialResult) -> str:
    return trial_text(result.trial, result)


def _loss_text(result: TrialResult) -> str:
    return "–" if result.diverged_at is not None else significant(result.loss, 4)


def _diverged_text(result: TrialResult) -> str:
    return "" if result.diverged_at is None else f"at step {result.diverged_at:,}"


RATE, SEED = attrgetter("trial.recipe.learning_rate"), attrgetter("trial.recipe.seed")
LAYERS, INDEX = attrgetter("trial.recipe.layers"), attrgetter("trial.index")
RATE_TIP = "The factor of the gradient in each update"
SEED_TIP = "The seed of the starting weights"
LAYERS_TIP = "The number of neurons in each layer"
# Sorted by loss, diverged trials come last; sorted by divergence, the others do.
COLUMNS = (
    TableColumn("learning rate", RATE_TIP, lambda result: shortest(RATE(result)), _about, RATE),
    TableColumn("seed", SEED_TIP, lambda result: f"{SEED(result):,}", _about, SEED),
    TableColumn("layers", LAYERS_TIP, lambda result: shape_text(LAYERS(result)), _about, INDEX),
    TableColumn(
        "final loss",
        "The loss after the last step; a run that diverged has none",
        _loss_text,
        _about,
        lambda result: math.inf if result.diverged_at is not None else result.loss,
    ),
    TableColumn(
        "diverged",
        "The first step whose loss or parameters were not finite",
        _diverged_text,
        _about,
        lambda result: math.inf if result.diverged_at is None else result.diverged_at,
    ),
)


class SweepTable(SortedTable):
    """The rows; a click on a heading sorts them, `activated` comes with Enter or a double click."""

    def __init__(self, sweeping: Sweeping) -> None:
        self.rows = TableModel(COLUMNS)
        keys = "A heading sorts by it, Enter opens a row as a run"
        words = "sweep_table", "All runs of the sweep", keys
        super().__init__(self.rows, (Column.LOSS, Qt.SortOrder.AscendingOrder), words, ROW_HEIGHT)
        self.rows.setParent(self)
        self._sweeping = sweeping
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        sweeping.started.connect(self._empty)
        sweeping.chosen_changed.connect(self.show_choice)
        self.selectionModel().currentChanged.connect(self._choose)
        self.activated.connect(sweeping.open)

    def _empty(self) -> None:
        self.rows.show_rows([])

    def show_results(self) -> None:
        """Add the trials that have ended meanwhile."""
        self.rows.grow_to(self._sweeping.results)
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
