"""The list of runs, with the actions and the keys for the chosen ones."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from app.kit.plain_text import set_tooltip
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.table import PADDING, MenuRow, Table, edit_cell
from app.session.session import Session
from app.views.panels.runs.delegate import RunsDelegate, arrow_rect, indent_of
from app.views.panels.runs.model import Column, RunsModel
from micrograd.runs.run import Run

ROW_HEIGHT, STACKED_HEIGHT, LOOK_WIDTH = 22, 36, 20
# Below this width a run has two lines, so that all of it can be read.
NARROW = 340
# The most names that are measured for the width of their column.
MOST_MEASURED = 200
# The widest texts that their columns have room for.
WIDEST_STEPS = "9,999,999"
WIDEST_LOSS = {False: "9.99e−308", True: "loss 9.99e−308"}


class RunsTable(Table):
    """A list that acts on the runs chosen in it, or on the current one where none is chosen."""

    def __init__(self, session: Session, model: RunsModel, appearance: Appearance) -> None:
        keys = (
            "Enter turns to a run, F2 renames it, Space hides or shows its curve, C compares, Left "
            "and Right fold and unfold its branches"
        )
        super().__init__(model, "runs_table", "Runs", f"{keys}, Delete removes it", ROW_HEIGHT)
        self._session, self.runs_model = session, model
        self._pressed_at = QPoint()
        self._delegate = RunsDelegate(appearance, self)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(120, 60)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(LOOK_WIDTH)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsClickable(False)
        for column in (Column.LOOK, Column.STEPS, Column.LOSS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(Column.LOOK, LOOK_WIDTH)
        header.setSectionResizeMode(Column.DIFFERENCE, QHeaderView.ResizeMode.Stretch)
        self._make_menu(appearance)
        self.selectionModel().selectionChanged.connect(self.show_actions)
        self.doubleClicked.connect(self._double_click)
        model.dataChanged.connect(self._fit_after)
        appearance.changed.connect(self.fit_columns)
        self.fit_columns()

    def _make_menu(self, appearance: Appearance) -> None:
        copying = "Duplicate the chosen run, with all of its steps"
        hiding = "Hide the curves of the chosen runs, or show them (Space)"
        comparing = "Show the chosen runs side by side, one of them beside the current run (C)"
        actions = self.set_menu(
            "runs_menu",
            appearance,
            MenuRow("Make current", self.make_current, "Enter", icon="to_selected"),
            MenuRow("Rename…", self.rename, "F2"),
            MenuRow("Duplicate", self.duplicate, "", copying, "duplicate"),
            MenuRow("Hide", self.toggle, "Space", hiding),
            MenuRow("Compare", self.compare, "C", comparing),
            MenuRow("Fold or unfold branches", self.toggle_fold, "Left, Right"),
            MenuRow("Delete", self.delete, "Del", icon="delete"),
        )
        self.turn, self._rename, self.copy, self.hiding, *more = actions
        self.comparing, self.folding, self.deletion = more

    @property
    def chosen(self) -> list[Run]:
        """The chosen runs, in the order of the list."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.runs_model.runs[row] for row in rows]

    def choose(self, runs: Sequence[Run]) -> None:
        """Choose runs; the first one becomes the current row, and is scrolled to."""
        rows = [self.runs_model.index(self.runs_model.runs.index(run), Column.NAME) for run in runs]
        selection = QItemSelection()
        for row in rows:
            selection.select(row, row)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(rows[0], flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(rows[0])

    # Actions.

    def show_actions(self) -> None:
        """Offer what can be done with the chosen runs, and say why something can't."""
        chosen = self.chosen
        is_one = len(chosen) == 1
        self.turn.setEnabled(is_one and not self.runs_model.is_current(chosen[0]))
        set_tooltip(
            self.turn,
            "Turn to the chosen run, at the step where it was left (Enter)"
            if self.turn.isEnabled()
            else "Choose another run to turn to it",
        )
        self._rename.setEnabled(is_one)
        self.copy.setEnabled(is_one)
        self.deletion.setEnabled(self._session.runs.can_delete(*chosen))
        set_tooltip(
            self.deletion,
            "Delete the chosen runs; Undo brings them back (Delete)"
            if len(chosen) < len(self._session.experiment.runs)
            else "An experiment has at least one run: the last one can't be deleted",
        )
        self.comparing.setEnabled(len(self._session.experiment.runs) > 1)
        tree = self.runs_model.tree
        self.folding.setEnabled(is_one and tree[chosen[0]].branches > 0)
        self.hiding.setEnabled(bool(chosen))
        text = "Show" if chosen and _are_hidden(chosen) else "Hide"
        self.hiding.setText(f"{text}\tSpace")
        self.hiding.setIconText(text)

    @property
    def _meant(self) -> list[Run]:
        return self.chosen or [self._session.cursor.run]

    def make_current(self) -> None:
        """Turn to the chosen run."""
        self._session.runs.make_current(self._meant[0])

    def duplicate(self) -> None:
        """Copy the chosen run, and turn to the copy."""
        self._session.runs.duplicate(self._meant[0])

    def delete(self) -> None:
        """Delete the chosen runs, unless none would be left."""
        runs = self._meant
        if self._session.runs.can_delete(*runs):
            # Chosen rows take long to remove.
            self.clearSelection()
            self._session.runs.delete(*runs)

    def toggle(self) -> None:
        """Hide the curves of the chosen runs, or show them where all of them are hidden."""
        self._session.runs.set_hidden(self._meant, not _are_hidden(self._meant))

    def compare(self) -> None:
        """Show the chosen runs side by side; a single one beside the current run."""
        runs, current = self._meant, self._session.cursor.run
        is_another = len(runs) == 1 and runs[0] is not current
        self._session.comparison.show([*runs, current] if is_another else runs)

    def toggle_fold(self) -> None:
        """Leave the branches of the chosen run out of the list, or bring them back."""
        run = self._meant[0]
        self.runs_model.fold(run, run not in self.runs_model.folded)

    def _go_out(self) -> None:
        """Fold the chosen run; one without branches to fold gives way to what it stands below."""
        model, run = self.runs_model, self._meant[0]
        if model.tree[run].branches and run not in model.folded:
            model.fold(run, True)
        elif (parent := model.parent_of(run)) is not None:
            self.choose([parent])

    def _go_in(self) -> None:
        """Unfold the chosen run; one that is unfolded gives way to its first branch."""
        model, run = self.runs_model, self._meant[0]
        if run in model.folded:
            model.fold(run, False)
        elif model.tree[run].branches:
            self.choose([model.runs[model.runs.index(run) + 1]])

    def rename(self) -> None:
        """Open the editor of the current row's name."""
        edit_cell(self, self.currentIndex().siblingAtColumn(Column.NAME))

    # Sizes.

    def fit_columns(self) -> None:
        """Divide the width between names and differences; a narrow list has two lines a run."""
        width, is_stacked = self.viewport().width(), self.viewport().width() < px(NARROW)
        self._delegate.is_stacked = is_stacked
        hold(self, row_height=STACKED_HEIGHT if is_stacked else ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setVisible(not is_stacked)
        for column in (Column.DIFFERENCE, Column.STEPS):
            self.setColumnHidden(column, is_stacked)
        modes = QHeaderView.ResizeMode
        header.setSectionResizeMode(Column.NAME, modes.Stretch if is_stacked else modes.Fixed)
        if not is_stacked:
            self.setColumnWidth(Column.NAME, round(min(self._widest_name(), 0.3 * width)))
        advance = self.fontMetrics().horizontalAdvance
        for column, text in ((Column.STEPS, WIDEST_STEPS), (Column.LOSS, WIDEST_LOSS[is_stacked])):
            self.setColumnWidth(column, advance(text) + 2 * PADDING)

    def _widest_name(self) -> float:
        font = self.font()
        font.setBold(True)
        metrics = QFontMetrics(font)
        names = [run.name for run in self.runs_model.runs[:MOST_MEASURED]]
        widest = max(metrics.horizontalAdvance(name) for name in names) + 2 * PADDING + 1
        rows = [*self.runs_model.tree.values()][:MOST_MEASURED]
        return widest + max(indent_of(row, self.runs_model.is_flat) for row in rows)

    def _fit_after(self, first: QModelIndex, last: QModelIndex) -> None:
        # No name changes in training.
        if first.column() <= Column.NAME:
            self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()
        self.scrollTo(self.currentIndex())

    def sizeHint(self) -> QSize:
        return QSize(300, px(28) + px(ROW_HEIGHT) * min(6, max(3, len(self.runs_model.runs))))

    # Screen to state.

    def _double_click(self, index: QModelIndex) -> None:
        if index.column() != Column.LOOK and not self._is_arrow(index, self._pressed_at):
            self._session.runs.make_current(self.runs_model.runs[index.row()])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and index.column() == Column.LOOK:
            run = self.runs_model.runs[index.row()]
            self._session.runs.set_hidden([run], not run.is_hidden)
        elif is_left and self._is_arrow(index, event.position().toPoint()):
            run = self.runs_model.runs[index.row()]
            self.runs_model.fold(run, run not in self.runs_model.folded)
        else:
            super().mousePressEvent(event)

    def _is_arrow(self, index: QModelIndex, place: QPoint) -> bool:
        """True where a click at a place folds or unfolds."""
        if not index.isValid() or index.column() != Column.NAME:
            return False
        row = self.runs_model.tree[self.runs_model.runs[index.row()]]
        rect = arrow_rect(self.visualRect(index), row, self._delegate.is_stacked)
        return row.branches > 0 and rect.contains(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, chosen = event.key(), self.chosen
        if self.state() == self.State.EditingState:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if len(chosen) == 1:
                self.make_current()
        elif key == Qt.Key.Key_Space:
            if chosen:
                self.toggle()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and len(chosen) == 1:
            self._go_out() if key == Qt.Key.Key_Left else self._go_in()
        elif key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.compare()
        elif key == Qt.Key.Key_F2:
            self.rename()
        elif key == Qt.Key.Key_Delete:
            self.delete()
        else:
            super().keyPressEvent(event)


def _are_hidden(runs: list[Run]) -> bool:
    return all(run.is_hidden for run in runs)
