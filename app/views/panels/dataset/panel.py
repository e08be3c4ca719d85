"""Dataset panel: the samples, the network's predictions, and their errors."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QToolButton, QWidget

from app.kit.files import ask_to_replace, chosen_source, chosen_target
from app.kit.numbers import counted
from app.kit.plain_text import set_tooltip
from app.kit.signals import connect_all
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.message_room import MessageOver
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import ElidedLabel, action_button, fill, in_box, named_label
from app.kit.widgets.table import PADDING, MenuRow
from app.session.session import Session
from app.views.contract import View, ViewPlace
from app.views.panels.dataset.column_line import FORMULA, NAME, NEW_FORMULA, ColumnLine
from app.views.panels.dataset.long_work import LongWork
from app.views.panels.dataset.model import DatasetModel
from app.views.panels.dataset.opening import TableOpening
from app.views.panels.dataset.table import FEW_ROWS, FEWEST_ROWS, DatasetTable
from micrograd.data.dataset import four_samples
from micrograd.recipe.proposal import misfit

# The widest column in pixels that its name makes; the whole of a longer name is in the tooltip.
WIDEST = 96
# The table is at least as wide as its columns, up to so many pixels; it scrolls beyond.
LEAST_WIDTH = 262
CSV_FILES = "CSV files (*.csv);;All files (*)"


class DatasetPanel(Panel, View):
    """The samples, to see and to edit; the diagram shows the sample of the current row."""

    def __init__(
        self, session: Session, appearance: Appearance, actions: Mapping[str, QAction]
    ) -> None:
        super().__init__("dataset_panel", "Dataset", appearance)
        self._session = session
        self.model = DatasetModel(session, self, self.is_seen)
        self.table = DatasetTable(self.model, appearance)
        self.places = {
            "sample": ViewPlace(
                self.table.viewport(),
                lambda sample: self.table.where_row(sample - 1),
                lambda sample: self.table.bring_row(sample - 1),
            )
        }
        self.message = MessageOver("dataset_message")
        self.opening = TableOpening(session, self, self.message)
        self.work = LongWork(session, self.model, self.message)
        self.line = ColumnLine()
        # The column that the line asks about; None for a new one.
        self._asked: int | None = None
        self.name = ElidedLabel("dataset_name", "caption")
        self.header.extra.addWidget(_small_button(actions["new_data"]))
        buttons = self._make_buttons()
        self.message.lie_over(self.table)
        self.lay_out(self.name, (self.table, 1), self.line, buttons)
        self.let_rise(buttons)
        self._connect()
        self._show_dataset()

    def _make_buttons(self) -> QWidget:
        model, adding = self.model, "Add a sample: a copy of the last one, to edit"
        removing = "Remove the chosen samples (Delete)"
        dropping = "Remove the input of the chosen cell"
        computing = "Add an input that a formula computes from the others"
        *_, add_sample, remove_sample, add_input, compute, remove_input = self.table.set_menu(
            "dataset_menu",
            self.appearance,
            MenuRow("Copy", self.copy),
            MenuRow("Paste", self.paste),
            MenuRow("Paste as new dataset", self.paste_dataset),
            MenuRow("Rename column", self.rename_column),
            MenuRow("Add sample", model.add_row, "", adding, "add"),
            MenuRow("Remove sample", self.remove_samples, "", removing, "minus"),
            MenuRow("Add input", model.add_column, "", "Add an input, 0 in every sample", "add"),
            MenuRow("Add computed input", self.add_formula, "", computing, "formula"),
            MenuRow("Remove input", self.remove_input, "", dropping, "minus"),
        )
        buttons = fill(
            QHBoxLayout(),
            named_label("", "quiet", "sample"),
            _narrow_button(add_sample, "add_sample_button"),
            _narrow_button(remove_sample, "remove_sample_button"),
            None,
            named_label("", "quiet", "input"),
            _narrow_button(add_input, "add_input_button"),
            _narrow_button(compute, "add_computed_input_button"),
            _narrow_button(remove_input, "remove_input_button"),
            None,
            spacing=5,
        )
        self.idle_in_pictures = (in_box(buttons),)
        return self.idle_in_pictures[0]

    def _connect(self) -> None:
        cursor = self._session.cursor
        self.model.refused.connect(self.message.say)
        self.table.copied.connect(self.copy)
        self.table.pasted.connect(self.paste)
        self.table.removed.connect(self.remove_samples)
        self.table.formula_asked.connect(self.change_formula)
        self.table.horizontalHeader().sectionDoubleClicked.connect(self.ask_name)
        self.line.given.connect(self._take_line)
        self.line.left.connect(self._leave_line)
        cursor.dataset_changed.connect(self.line.hide)
        self.table.selectionModel().currentChanged.connect(self._choose_sample)
        cursor.edited.connect(self.table.seen.forget)
        self.model.steps.connect(self.table.show_predictions)
        connect_all(self.table.viewport().update, cursor.parameter_edited, cursor.network_rebuilt)
        cursor.network_rebuilt.connect(self._show_name)
        connect_all(self._show_dataset, cursor.dataset_changed, self.appearance.changed)
        self._session.selection.sample_changed.connect(self._show_sample)

    def fit_strip(self) -> None:
        self.table.keep_rows(FEW_ROWS if self.is_strip else FEWEST_ROWS)
        self._show_name()

    # State to screen.

    def end_messages(self) -> None:
        super().end_messages()
        self.model.forget_refusal()

    def _show_dataset(self) -> None:
        header = self.table.horizontalHeader()
        columns = self.model.columnCount()
        fits, modes = columns <= 7, QHeaderView.ResizeMode
        header.setMinimumSectionSize(self.table.least_width())
        header.setSectionResizeMode(modes.Stretch if fits else modes.Interactive)
        for column in range(self.model.editable_columns if fits else 0, columns):
            width = max(px(56), min(header.sectionSizeHint(column), px(WIDEST)))
            if fits:
                header.setSectionResizeMode(column, modes.Fixed)
                width = px(46 if column < columns - 1 else 58) + 2 * PADDING
            self.table.setColumnWidth(column, width)
        if fits and self.model.classes:
            # The names of classes stand as a whole where inputs, which are shorter, leave room.
            target = self.model.editable_columns - 1
            header.setSectionResizeMode(target, modes.Fixed)
            width = self.table.width_of(self.model.classes, px(WIDEST))
            self.table.setColumnWidth(target, max(header.minimumSectionSize(), width))
        self.table.setMinimumWidth(min(self.table.columns_width(), px(LEAST_WIDTH)))
        self.table.updateGeometry()
        dataset = self._session.cursor.dataset
        self.header.detail.setText(counted(len(dataset), "sample").upper())
        self._show_name()
        self._show_sample()

    def _show_name(self) -> None:
        """Say what the samples are, or that the loss is not made for their targets."""
        recipe = self._session.cursor.recipe
        wrong = misfit(recipe)
        held_out = len(self.model.held_out)
        parts = recipe.dataset.name, f"{held_out:,} held out" if held_out else ""
        text = f"⚠ {wrong.found}" if wrong else " · ".join(filter(None, parts))
        self.name.setProperty("role", "wrong" if wrong else "caption")
        self.name.style().polish(self.name)
        self.name.show_text(text)
        set_tooltip(self.name, wrong.text if wrong else text)
        # A strip has no room for what is only good to know.
        self.name.setVisible(bool(wrong or (text and not self.is_strip)))

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
        self.model.remove_rows(self.table.chosen_rows())

    def remove_input(self) -> None:
        """Remove the input of the current cell."""
        self.model.remove_column(max(0, self.table.currentIndex().column()))

    def add_formula(self) -> None:
        """Ask for the formula of another input."""
        self._asked = None
        self.line.ask(NEW_FORMULA, "")

    def change_formula(self) -> None:
        """Ask for another formula of the input of the current cell."""
        self._asked = self.table.currentIndex().column()
        self.line.ask(FORMULA, self.model.formula_of(self._asked))
        self.message.say("This input is computed: change its formula, or the inputs it reads.")

    def rename_column(self) -> None:
        """Ask for another name of the column of the current cell."""
        self.ask_name(max(0, self.table.currentIndex().column()))

    def ask_name(self, column: int) -> None:
        """Ask for another name of a column, if that is one of the dataset."""
        if column < self.model.editable_columns:
            self._asked = column
            self.line.ask(NAME, self.model.columns[column].header)
        else:
            self.message.say("Choose a cell of an input or a target: other columns have no name.")

    def _take_line(self, text: str) -> None:
        if self.line.question is NAME and self._asked is not None:
            is_taken = self.model.rename(self._asked, text)
        else:
            is_taken = self.model.compute(text, self._asked)
        if is_taken:
            self._leave_line()

    def _leave_line(self) -> None:
        self.line.hide()
        self.message.say("")
        self.table.setFocus()

    def copy(self) -> None:
        """Copy the block around the chosen cells as a spreadsheet does."""
        rows, columns = self.table.chosen_block()
        if rows:
            self.work.copy(rows, columns)

    def paste(self) -> None:
        """Paste a spreadsheet's block from the current cell on."""
        current = self.table.currentIndex()
        row, column = max(0, current.row()), max(0, current.column())
        self.model.paste_text(QGuiApplication.clipboard().text(), row, column)

    def paste_dataset(self) -> None:
        """Paste a spreadsheet's table as the new dataset."""
        self.opening.paste(QGuiApplication.clipboard().text())

    def use_four_samples(self) -> None:
        """Go back to the samples of the specification."""
        self._session.edits.set_dataset(four_samples(), "use the four samples")

    def open_file(self) -> None:
        """Ask for a CSV file and train on it."""
        path = chosen_source(self, "Open dataset", CSV_FILES)
        if path:
            self.load(path)

    def load(self, path: str) -> None:
        """Train on the samples in a CSV file, or say what is wrong with it."""
        self.bring_forward()
        self.opening.load(path)

    def save_file(self) -> None:
        """Ask for a file and write the samples as CSV."""
        path = chosen_target(self, "Save dataset", "dataset.csv", CSV_FILES)
        if path and os.path.exists(path):
            ask_to_replace(self, Path(path).name, partial(self.save, path), self.save_file)
        elif path:
            self.save(path)

    def save(self, path: str) -> None:
        """Write the samples as CSV, or say why not."""
        self.work.save(path)


def _small_button(action: QAction) -> QToolButton:
    """A button for the header, where there is room for a few letters."""
    button = action_button(action, style=Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setProperty("segment", True)
    return button


def _narrow_button(action: QAction, name: str) -> QToolButton:
    """A button with a sign, of which five stand in the width of the narrowest panel."""
    button = action_button(action, name)
    button.setProperty("narrow", True)
    return button
