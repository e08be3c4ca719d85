"""Dataset panel: the samples, what the network makes of them, and how wrong that is."""

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QTableView,
    QToolButton,
)

from app.kit.numbers import counted
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine, describe
from app.kit.widgets.panel import Panel
from app.kit.widgets.redraw_guard import RedrawGuard
from app.session.session import Session
from app.views.contract import View, hide
from app.views.panels.dataset.delegate import DatasetDelegate
from app.views.panels.dataset.model import DatasetModel
from micrograd.data.csv_samples import csv_text, read_csv
from micrograd.data.dataset import four_samples
from micrograd.saving import SaveError, write_file

ROW_HEIGHT = 22
CSV_FILES = "CSV files (*.csv);;All files (*)"


class DatasetTable(QTableView):
    """The table, with the keys of a spreadsheet."""

    def __init__(self, panel: "DatasetPanel") -> None:
        super().__init__()
        self._panel = panel
        self.seen = RedrawGuard()
        self.setTabKeyNavigation(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._panel.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._panel.paste()
        elif event.key() == Qt.Key.Key_Delete:
            self._panel.remove_samples()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() == QTableView.State.NoState:
                self.edit_current()
        else:
            super().keyPressEvent(event)

    def edit_current(self) -> None:
        """Open the editor of the current cell, if that belongs to the dataset."""
        if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(self.currentIndex())

    def show_predictions(self) -> None:
        """Draw the columns anew that change in training, where they are written differently."""
        model = self.model()
        assert isinstance(model, DatasetModel)
        last = self.rowAt(self.viewport().height())
        rows = range(max(0, self.rowAt(0)), (last if last >= 0 else model.rowCount() - 1) + 1)
        if not self.seen.changed(model.live_texts(rows)):
            return
        left = self.columnViewportPosition(model.editable_columns)
        self.viewport().update(self.viewport().rect().adjusted(max(0, left), 0, 0, 0))

    def sizeHint(self) -> QSize:
        rows = min(8, self.model().rowCount()) if self.model() else 4
        return QSize(260, 30 + ROW_HEIGHT * rows)


class DatasetPanel(Panel, View):
    """Shows and edits the samples; a chosen row is the sample that the diagram shows."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("dataset_panel", "Dataset", appearance)
        self._session = session
        self.model = DatasetModel(session, self)
        self.table = DatasetTable(self)
        self.table.setModel(self.model)
        self._set_up_table()
        self.message = MessageLine("dataset_message")
        self.model.refused.connect(self.message.say)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.message)
        self.body.addLayout(self._buttons())
        session.cursor.edited.connect(self.table.seen.forget)
        session.cursor.step_taken.connect(self.table.show_predictions)
        session.cursor.parameter_edited.connect(self.table.viewport().update)
        session.cursor.network_rebuilt.connect(self.table.viewport().update)
        session.cursor.dataset_changed.connect(self._show_dataset)
        session.selection.sample_changed.connect(self._show_sample)
        appearance.changed.connect(self._draw_icons)
        self._draw_icons()
        self._show_dataset()

    def _set_up_table(self) -> None:
        describe(
            self.table,
            "dataset_table",
            "Dataset",
            "",
        )
        self.table.setAccessibleDescription(
            "Samples with predictions and errors; type to edit, Delete removes the chosen samples"
        )
        self.table.setItemDelegate(DatasetDelegate(self.appearance, self.table))
        self.table.setShowGrid(False)
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(34)
        header.setHighlightSections(False)
        self.table.setEditTriggers(
            QTableView.EditTrigger.DoubleClicked
            | QTableView.EditTrigger.AnyKeyPressed
            | QTableView.EditTrigger.EditKeyPressed
        )
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.selectionModel().currentChanged.connect(self._choose_sample)

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        self._icons: list[tuple[QToolButton, str]] = []
        self._labels: list[QLabel] = []
        for what, add, remove in [
            ("sample", self.model.add_row, self.remove_samples),
            ("input", self.model.add_column, self.remove_input),
        ]:
            label = QLabel(what)
            label.setProperty("role", "quiet")
            self._labels.append(label)
            line.addWidget(label)
            for verb, slot in [("add", add), ("remove", remove)]:
                button = QToolButton()
                tooltip = {
                    "add sample": "Add a sample: a copy of the last one, to edit",
                    "remove sample": "Remove the chosen samples (Delete)",
                    "add input": "Add an input, 0 in every sample",
                    "remove input": "Remove the input of the chosen cell",
                }[f"{verb} {what}"]
                describe(button, f"{verb}_{what}_button", f"{verb.title()} {what}", tooltip)
                button.clicked.connect(slot)
                self._icons.append((button, verb))
                line.addWidget(button)
            line.addStretch()
        return line

    def _draw_icons(self) -> None:
        for button, name in self._icons:
            button.setIcon(self.appearance.icon("add" if name == "add" else "minus"))

    def prepare_picture(self) -> None:
        hide(*self._labels, *(button for button, _ in self._icons))

    # State to screen.

    def _show_dataset(self) -> None:
        header = self.table.horizontalHeader()
        columns = self.model.columnCount()
        fits = columns <= 7
        mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Interactive
        header.setSectionResizeMode(mode)
        if not fits:
            for column in range(columns):
                self.table.setColumnWidth(column, 56)
        else:
            for column in range(self.model.editable_columns, columns):
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                self.table.setColumnWidth(column, 54 if column < columns - 1 else 66)
        self.table.updateGeometry()
        self.header.detail.setText(counted(len(self._session.cursor.dataset), "sample").upper())
        self._show_sample()

    def _show_sample(self) -> None:
        current = self.table.currentIndex()
        sample = self._session.selection.sample
        self.table.viewport().update()
        if current.row() != sample:
            index = self.model.index(sample, max(0, current.column()))
            self.table.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    # Screen to state.

    def _choose_sample(self) -> None:
        if self.table.currentIndex().isValid():
            self._session.selection.choose_sample(self.table.currentIndex().row())

    def remove_samples(self) -> None:
        """Remove the samples of the chosen cells."""
        self.model.remove_rows({index.row() for index in self.table.selectedIndexes()})

    def remove_input(self) -> None:
        """Remove the input of the current cell."""
        self.model.remove_column(max(0, self.table.currentIndex().column()))

    def copy(self) -> None:
        """Copy the chosen cells as a spreadsheet does."""
        cells = [(index.row(), index.column()) for index in self.table.selectedIndexes()]
        if cells:
            QGuiApplication.clipboard().setText(self.model.copy_text(cells))

    def paste(self) -> None:
        """Paste a spreadsheet's block from the current cell on."""
        current = self.table.currentIndex()
        row, column = max(0, current.row()), max(0, current.column())
        self.model.paste_text(QGuiApplication.clipboard().text(), row, column)

    def paste_dataset(self) -> None:
        """Paste a spreadsheet's table as the new dataset."""
        self.model.paste_dataset(QGuiApplication.clipboard().text())

    def use_four_samples(self) -> None:
        """Go back to the samples of the specification."""
        self._session.edits.set_dataset(four_samples(), "use the four samples")

    def open_file(self) -> None:
        """Ask for a CSV file and train on it."""
        path, _ = QFileDialog.getOpenFileName(self, "Open dataset", "", CSV_FILES)
        if path:
            self.load(path)

    def load(self, path: str) -> None:
        """Train on the samples in a CSV file, or say what is wrong with it."""
        name = Path(path).name
        try:
            self._session.edits.set_dataset(read_csv(path), f"open {name}")
        except OSError as error:
            self.message.say(f"{name}: {error.strerror}.")
        except ValueError as error:
            self.message.say(f"{name}: {error}.")
        else:
            self.message.say("")

    def save_file(self) -> None:
        """Ask for a file and write the samples as CSV."""
        path, _ = QFileDialog.getSaveFileName(self, "Save dataset", "dataset.csv", CSV_FILES)
        if path:
            self.save(path)

    def save(self, path: str) -> None:
        """Write the samples as CSV, or say why not."""
        try:
            write_file(path, csv_text(self._session.cursor.dataset).encode())
        except SaveError as error:
            self.message.say(str(error))
        else:
            self.message.say("")
            self._session.announce(f"Saved the dataset to {path}.")

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        for text, slot in [
            ("Copy", self.copy),
            ("Paste", self.paste),
            ("Paste as new dataset", self.paste_dataset),
            ("Add sample", self.model.add_row),
            ("Remove sample", self.remove_samples),
            ("Add input", self.model.add_column),
            ("Remove input", self.remove_input),
        ]:
            action = QAction(text, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.table.viewport().mapToGlobal(position))
