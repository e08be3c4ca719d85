"""The dataset as a table, with the network's predictions and the loss of each sample beside it."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.kit.numbers import MINUS, compact, counted, shortest
from app.kit.plain_text import as_it_is
from app.kit.signals import connect_all
from app.kit.table_model import RIGHT, Index, TableColumn, TableModel
from app.session.session import Session
from micrograd.data.class_names import class_names, put_typed, sample_class
from micrograd.data.dataset import Dataset
from micrograd.data.tasks import class_of
from micrograd.data.typed import decimal_sign_of_table
from micrograd.training.evaluation import Evaluation

KINDS = {
    "input": "an input of the network",
    "computed": "an input of the network, computed as {}",
    "target": "what the network should answer",
    "prediction": "what the network answers now",
    "error": "(prediction - target)², this sample's part of the loss",
}
# These columns are typed; all others are computed.
EDITABLE = ("input", "target")


class DatasetModel(TableModel[int]):
    """Columns: inputs, targets (both editable), predictions, loss of the sample (both live).

    held_out: the rows of the samples that are not trained on. classes: the names that stand in the
    column of a single target instead of its numbers; each class of several is a column.
    `refused(reason)` says why something was not taken; an empty reason clears the message.
    steps: the signal of steps that are shown, those of training in turn, see `Turns`.
    """

    refused = Signal(str)

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        is_seen: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(parent=parent)
        self._session = session
        self.refused_cell: tuple[int, int] | None = None
        self.held_out: frozenset[int] = frozenset()
        self._shown, self._kinds = (0, [""], [""], ""), list[str]()
        self.classes: list[str] = []
        # All cells are of the same step: this one's.
        self._evaluation: Evaluation | None = None
        cursor, self.steps = session.cursor, session.turns.of(self, is_seen)
        connect_all(self.forget_step, self.steps, cursor.edited, cursor.moved)
        self._show_dataset()
        cursor.dataset_changed.connect(self._show_dataset)

    def _show_dataset(self) -> None:
        """Show the dataset; the current cell and the selection stay if its shape does."""
        self.refused_cell = None
        self.refused.emit("")
        self.held_out = self._session.cursor.trainer.samples.held_out_set
        dataset, word = self._dataset, self._session.cursor.trainer.objective.loss.of_sample
        nin, nout, names = dataset.nin, dataset.nout, dataset.column_names()
        self.classes = class_names(dataset) if nout == 1 else []
        shown = len(dataset), dataset.formulas, names, word
        if shown != self._shown:
            self._shown = shown
            inputs = ["computed" if formula else "input" for formula in dataset.formulas]
            self._kinds = [*inputs, *["target"] * nout, *["prediction"] * nout, "error"]
            own = dataset.own_names()[nin:]
            answers = [
                f"ŷ {name}" if name else f"ŷ{usual[1:]}"
                for name, usual in zip(own, names[nin:], strict=True)
            ]
            headers = enumerate([*names, *answers, word])
            self.show_rows(range(len(dataset)), [self._column(i, header) for i, header in headers])
        else:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _column(self, column: int, header: str) -> TableColumn[int]:
        about = KINDS[self.kind(column)].format(self.formula_of(column))
        return TableColumn(
            header,
            f"{header}: {about}",
            lambda row: self._text(row, column),
            lambda row: self.exact_text(row, column),
            header_side=RIGHT,
        )

    def forget_step(self) -> None:
        """Read predictions and losses of the step that is shown now."""
        self._evaluation = None

    @property
    def _shown_step(self) -> Evaluation:
        if self._evaluation is None:
            self._evaluation = self._session.cursor.evaluation
        return self._evaluation

    @property
    def _dataset(self) -> Dataset:
        return self._session.cursor.dataset

    @property
    def editable_columns(self) -> int:
        """The number of columns of the dataset itself: inputs and targets."""
        return self._dataset.nin + self._dataset.nout

    def kind(self, column: int) -> str:
        """One of KINDS."""
        return self._kinds[column]

    def formula_of(self, column: int) -> str:
        """What computes a column; empty for every other column."""
        return self._dataset.formulas[column] if self.kind(column) == "computed" else ""

    def number(self, row: int, column: int) -> float:
        """The number in a cell, whatever its kind."""
        kind = self.kind(column)
        if kind == "error":
            return self._shown_step.sample_losses[row]
        if kind == "prediction":
            samples = self._session.cursor.trainer.samples
            prediction = self._shown_step.predictions[row]
            return samples.in_units(prediction)[column - self.editable_columns]
        if kind == "target":
            return self._dataset.targets[row][column - self._dataset.nin]
        return self._dataset.xs[row][column]

    def exact_text(self, row: int, column: int) -> str:
        """The name of the class in a cell, or its number with all digits: what is typed there."""
        if self.classes and self.kind(column) == "target":
            return sample_class(self._dataset, row)
        return shortest(self.number(row, column))

    def first_rows(self, count: int) -> list[list[float]]:
        """The numbers of at most so many samples, from the first one on."""
        return [self._cells_of(row) for row in range(min(count, len(self._dataset)))]

    def live_looks(self, rows: range) -> list[object]:
        """The texts in the columns that change in training, row by row, and which are wrong."""
        columns = range(self.editable_columns, self.columnCount())
        texts = (self._text(row, column) for row in rows for column in columns)
        return [*texts, *(self.is_wrong(row, self.editable_columns) for row in rows)]

    def is_wrong(self, row: int, column: int) -> bool:
        """True for the first prediction of a sample that is answered with another class."""
        if column != self.editable_columns:
            return False
        return self._session.scores.is_right(row, self._shown_step) is False

    def _text(self, row: int, column: int) -> str:
        number = self.number(row, column)
        kind = self.kind(column)
        if kind == "prediction":
            return compact(number, 3)
        if kind == "target" and self.classes:
            return self.classes[class_of([number])]
        return compact(number, 4, "") if kind == "error" else shortest(number).replace("-", MINUS)

    # Qt's interface of a model.

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_editable = self.kind(index.column()) in EDITABLE
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if is_editable else flags

    def head(self, row: int) -> str:
        """The heading of a row, which screen readers say."""
        return f"sample {row + 1:,}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            # The editor starts with all digits.
            return self.columns[index.column()].about(self.rows[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole:
            is_wrong = self.is_wrong(index.row(), index.column())
            notes = [
                super().data(index, role),
                self._about_class(index.row(), index.column()),
                "not the class of this sample" if is_wrong else "",
                "held out: not trained on" if index.row() in self.held_out else "",
            ]
            return as_it_is("\n".join(filter(None, notes)))
        return super().data(index, role)

    def _about_class(self, row: int, column: int) -> str:
        """The class that a prediction answers, or the number that stands for one."""
        kind = self.kind(column)
        if kind == "target" and self.classes:
            return f"as a number {shortest(self.number(row, column))}"
        answer = self._session.scores.answer(row, self._shown_step) if kind == "prediction" else ""
        return f"answers {answer}" if answer else ""

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, column = index.row(), index.column()
        if role != Qt.ItemDataRole.EditRole or self.kind(column) not in EDITABLE:
            return False
        name = f"{self.columns[column].header} of sample {row + 1}"
        cells = self._cells_of(row)
        try:
            put_typed(self._dataset, cells, column, str(value))
        except ValueError as error:
            self.refused_cell = (row, column)
            self.refused.emit(f"{name}: {error}. The old value stays.")
            return False
        is_taken = self._take_samples({row: cells}, f"change {name}")
        if not is_taken:
            self.refused_cell = (row, column)
        return is_taken

    # Edits of whole rows and columns.

    def add_row(self) -> None:
        """Add a sample like the last one."""
        count = len(self._dataset)
        self._take_samples({count: self._cells_of(count - 1)}, "add a sample")

    def remove_rows(self, chosen: set[int]) -> None:
        """Remove samples; at least one stays."""
        if len(chosen) == len(self._dataset):
            self.refused.emit("At least one sample stays: training needs one.")
        else:
            self._take_samples({}, f"remove {counted(len(chosen), 'sample')}", chosen)

    def add_column(self) -> None:
        """Add an input, 0 in every sample."""
        self._take(self._dataset.with_input, "add an input")

    def compute(self, formula: str, column: int | None) -> bool:
        """Add an input that a formula computes, or give the formula to one that is computed.

        Returns whether it was taken; what is wrong with it is told.
        """
        if not formula.strip():
            self.refused.emit("Write a formula of the other inputs, such as x1*x2.")
            return False
        if column is None:
            return self._take(partial(self._dataset.with_input, formula), f"add input {formula}")
        make = partial(self._dataset.with_formula, column, formula)
        return self._take(make, f"compute an input as {formula}")

    def rename(self, column: int, name: str) -> bool:
        """Give a column of the dataset another name; an empty one is the usual name.

        Returns whether it was taken; what is wrong with it is told.
        """
        text = f"rename {self.columns[column].header}"
        return self._take(partial(self._dataset.renamed, column, name), text)

    def remove_column(self, column: int) -> None:
        """Remove an input; at least one stays. Targets follow the last layer."""
        if self.kind(column) not in ("input", "computed"):
            self.refused.emit("Choose a cell of an input: the targets follow the last layer.")
        elif self._dataset.nin == 1:
            self.refused.emit("At least one input stays: the network needs one.")
        else:
            name = self.columns[column].header
            self._take(partial(self._dataset.without_input, column), f"remove input {name}")

    def paste_text(self, text: str, row: int, column: int) -> None:
        """Overwrite the cells from this one on; add the rows that are missing, but no columns.

        Cells of computed inputs are computed anew, whatever is pasted there.
        """
        changed: dict[int, list[float]] = {}
        block = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
        decimal_sign = decimal_sign_of_table(block)
        for i, cells in enumerate(block):
            if column + len(cells) > self.editable_columns:
                self.refused.emit(
                    f"The block has {counted(len(cells), 'column')}, from here there is room for "
                    f"{max(0, self.editable_columns - column)}. "
                    "Paste as new dataset (Ctrl+Shift+V) takes any shape."
                )
                return
            is_new = row + i >= len(self._dataset)
            changed[row + i] = [0.0] * self.editable_columns if is_new else self._cells_of(row + i)
            for j, cell in enumerate(cells):
                if self.kind(column + j) == "computed":
                    continue
                try:
                    put_typed(self._dataset, changed[row + i], column + j, cell, decimal_sign)
                except ValueError as error:
                    self.refused.emit(f"Row {i + 1}, column {j + 1} of the block: {error}.")
                    return
        self._take_samples(changed, "paste")

    def forget_refusal(self) -> None:
        """Mark no cell any more."""
        if self.refused_cell is not None:
            index = self.index(*self.refused_cell)
            self.refused_cell = None
            self.dataChanged.emit(index, index)

    def _cells_of(self, row: int) -> list[float]:
        """The numbers of a sample: its inputs, then its targets."""
        return [*self._dataset.xs[row], *self._dataset.targets[row]]

    def _take_samples(
        self, changed: Mapping[int, list[float]], text: str, removed: Collection[int] = ()
    ) -> bool:
        return self._take(partial(self._dataset.with_samples, changed, removed), text)

    def _take(self, make: Callable[[], Dataset], text: str) -> bool:
        """Train on a dataset, unless it can't be made, which is told."""
        self.refused_cell = None
        self.refused.emit("")
        try:
            made = make()
        except ValueError as error:
            told = str(error)
            self.refused.emit(f"{told[0].upper()}{told[1:]}.")
            return False
        self._session.edits.set_dataset(made, text)
        return True
