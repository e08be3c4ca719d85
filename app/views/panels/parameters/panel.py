"""Parameter inspector: every parameter's data and grad, to sort, filter, edit and choose."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit

from app.kit.numbers import counted
from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.fields import CountField, MessageLine, describe
from app.kit.widgets.number_delegate import NumberDelegate
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import ElidedLabel, fill
from app.session.session import Session
from app.session.switches import NOTHING_CHOSEN
from app.views.contract import View, number_choice
from app.views.panels.parameters.filter import ParameterFilter
from app.views.panels.parameters.model import DATA, NAME, PARAMETER_ROLE, ParameterModel
from app.views.panels.parameters.places import ParameterPlaces
from app.views.panels.parameters.sights import TreeSights
from app.views.panels.parameters.tree import ParameterTree
from app.views.switch_menu import open_switch_menu
from micrograd.recipe.parameter_table import as_block, read_block

# The actions of the window that the context menu has as well.
CLIPBOARD = ("copy_parameters", "copy_all_parameters", "paste_parameters")
# A tree of at most this many parameters starts unfolded.
EXPAND_ALL = 120
# Rows are sorted when nothing has changed for this many milliseconds.
CALM_MS = 250


def _runs(indices: Iterable[QModelIndex]) -> list[tuple[QModelIndex, QModelIndex]]:
    """The first and last of indices that lie one below the other: Qt is slow with many runs."""
    runs: list[tuple[QModelIndex, QModelIndex]] = []
    # Indices of a proxy share an id with their siblings.
    for index in sorted(indices, key=lambda index: (index.internalId(), index.row())):
        if runs and index.sibling(index.row() - 1, index.column()) == runs[-1][1]:
            runs[-1] = runs[-1][0], index
        else:
            runs.append((index, index))
    return runs


class ParameterPanel(Panel, View):
    """The tree; what is chosen in it is chosen everywhere."""

    keys: ClassVar = {
        "In Parameters": [("Ctrl+C, Ctrl+V", "Copy the chosen parameters; paste a block")]
    }

    def __init__(
        self, session: Session, appearance: Appearance, actions: Mapping[str, QAction]
    ) -> None:
        super().__init__("parameters_panel", "Parameters", appearance)
        self._session, self._actions = session, actions
        self.model = ParameterModel(session, self)
        self.proxy = ParameterFilter(self.model, session)
        self.tree = ParameterTree(self.model, appearance)
        connect_all(self.copy, self.tree.copied)
        connect_all(self.paste, self.tree.pasted)
        self.tree.setModel(self.proxy)
        self._set_up_tree()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("filter")
        self.filter.setClearButtonEnabled(True)
        hold(self.filter, least_width=56, most_width=96)
        about = "Show only parameters with these words in their name, such as “layer 2 b”"
        describe(self.filter, "parameter_filter", "Filter parameters", about)
        places = ParameterPlaces(session, self.model, self.proxy, self.tree, self.filter.clear)
        self.places = {"parameter": places.of_parameters, "neuron": places.of_neurons}
        self.digits = CountField(1, 17)
        self.digits.setValue(self.model.digits)
        hold(self.digits, width=50)
        self.choices = {"digits": number_choice(self.digits)}
        parts = self.tree, self.proxy, self.filter, self._expand, self._opens_all
        self.sights = TreeSights(*parts).choices
        describe(self.digits, "parameter_digits", "Decimals", "How many decimals the numbers show")
        fill(self.header.extra, self.filter, self.digits)
        self.message = MessageLine("parameter_message")
        self.switched = ElidedLabel("switched", "caption")
        self.lay_out((self.tree, 1), self.switched, self.message)
        self._connect()
        self._expand()
        self._show_selection()
        self._show_switches()

    def _set_up_tree(self) -> None:
        about = "Layers, neurons and their parameters; F2 edits data, Ctrl+click chooses several"
        describe(self.tree, "parameter_tree", "Parameters", description=about)
        self.tree.setItemDelegateForColumn(DATA, NumberDelegate(self.tree))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(12)
        self.tree.setSortingEnabled(True)
        self.tree.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(60)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        cursor, selection = self._session.cursor, self._session.selection
        self.filter.textChanged.connect(self._set_filter)
        self.digits.valueChanged.connect(self._set_digits)
        connect_all(self.message.say, self.digits.refused, self.model.refused)
        self.model.modelReset.connect(self._expand)
        self.appearance.changed.connect(self.tree.fit_columns)
        connect_all(self._show_selection, self.model.modelReset, selection.parameters_changed)
        self.tree.selectionModel().selectionChanged.connect(self._choose)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        connect_all(self._show_switches, cursor.settings_changed, cursor.network_rebuilt)
        steps = self._session.turns.of(self, self.is_seen)
        connect_all(self._refresh, steps, cursor.parameter_edited)
        # Rows that moved with every step could not be read: they are sorted when training pauses.
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._sort)
        connect_all(self._calm.start, steps, cursor.edited)

    # State to screen.

    def _refresh(self) -> None:
        """Repaint the numbers that are written differently."""
        self.model.refresh()
        self.tree.show_numbers()

    def _sort(self) -> None:
        if self.proxy.sortColumn() != NAME:
            self.proxy.sort(self.proxy.sortColumn(), self.proxy.sortOrder())

    def _opens_all(self) -> bool:
        many = len(self._session.cursor.trainer.parameters)
        return many <= EXPAND_ALL or bool(self.filter.text())

    def _expand(self) -> None:
        if self._opens_all():
            self.tree.expandAll()
        else:
            self.tree.expandToDepth(0)
        self._span_names(QModelIndex())

    def _span_names(self, parent: QModelIndex) -> None:
        """Let the names of layers and neurons extend over the empty cells beside them."""
        for row in range(self.proxy.rowCount(parent)):
            index = self.proxy.index(row, NAME, parent)
            if index.data(PARAMETER_ROLE) is None:
                self.tree.setFirstColumnSpanned(row, parent, True)
                self._span_names(index)

    def _show_selection(self) -> None:
        chosen = self._session.selection.parameters
        current = self._index_of(chosen[-1]) if chosen else QModelIndex()
        is_current = not chosen or current == self.tree.currentIndex().siblingAtColumn(NAME)
        if is_current and set(chosen) == set(self._chosen_in_tree()):
            return
        selection = QItemSelection()
        for first, last in _runs(map(self._index_of, chosen)):
            selection.select(first, last)
        flags = QItemSelectionModel.SelectionFlag
        selection_model = self.tree.selectionModel()
        with QSignalBlocker(selection_model):
            selection_model.select(selection, flags.ClearAndSelect | flags.Rows)
            if chosen:
                selection_model.setCurrentIndex(current, flags.NoUpdate)
                self.tree.scrollTo(current)
        self.tree.viewport().update()

    def _index_of(self, parameter: int, column: int = NAME) -> QModelIndex:
        return self.proxy.mapFromSource(self.model.index_of(parameter, column))

    def _show_switches(self) -> None:
        """Write how many are frozen and off, and mark which."""
        frozen, off = len(self._session.switches.frozen), self._session.switches.neurons_off
        told = [f"{counted(frozen, 'parameter')} frozen"] if frozen else []
        told += [f"{counted(off, 'neuron')} off"] if off else []
        self.switched.show_text(", ".join(told))
        self.switched.setVisible(bool(told))
        self.tree.viewport().update()

    # Screen to state.

    def _open_menu(self, place: QPoint) -> None:
        """The menu for what is chosen; for the row under the mouse where that is not chosen."""
        index = self.tree.indexAt(place)
        if index.isValid():
            inside = self.model.parameters_in(self.model.row_of(self.proxy.mapToSource(index)))
            if not set(inside) <= set(self._session.selection.parameters):
                self._session.selection.choose(inside)
        others = [self._actions[name] for name in CLIPBOARD]
        open_switch_menu(self._session, self, self.tree.viewport().mapToGlobal(place), others)

    def copy(self) -> None:
        """Copy the chosen parameters with their names, as rows of a spreadsheet."""
        self._copy(sorted(self._session.selection.parameters))

    def copy_all(self) -> None:
        """Copy all parameters."""
        self._copy(range(len(self._session.cursor.trainer.parameters)))

    def _copy(self, chosen: Sequence[int]) -> None:
        if not chosen:
            self._session.announce(NOTHING_CHOSEN)
            return
        parameters = [self._session.cursor.trainer.parameters[index] for index in chosen]
        numbers = [(parameter.data, parameter.grad) for parameter in parameters]
        block = as_block(chosen, self._session.cursor.recipe.widths, numbers)
        QGuiApplication.clipboard().setText(block)
        self._session.announce(f"{counted(len(chosen), 'parameter')} copied, with gradients.")

    def paste(self) -> None:
        """Give parameters the numbers of a spreadsheet's block, and choose those that changed."""
        session = self._session
        session.settle()
        text, chosen = QGuiApplication.clipboard().text(), session.selection.parameters
        try:
            edits = read_block(text, chosen, session.cursor.recipe.widths)
        except ValueError as error:
            self.message.say(f"Not pasted: {error}.")
            return
        self.message.say("")
        parameters = session.cursor.trainer.parameters
        changed = {i: x for i, x in edits.items() if x.hex() != parameters[i].data.hex()}
        if changed:
            session.edits.set_parameters(changed)
            session.selection.choose(sorted(changed))
        told = (
            f"{len(changed):,} changed, chosen now" if changed else "they had these numbers already"
        )
        session.announce(f"Pasted {counted(len(edits), 'parameter')}: {told}.")

    def _chosen_in_tree(self) -> list[int]:
        # Qt's `selectedRows` takes seconds for thousands of rows.
        parameters = (
            self.proxy.index(row, NAME, rows.parent()).data(PARAMETER_ROLE)
            for rows in self.tree.selectionModel().selection().toList()
            for row in range(rows.top(), rows.bottom() + 1)
        )
        return [parameter for parameter in parameters if parameter is not None]

    def _choose(self) -> None:
        chosen = dict.fromkeys(self._chosen_in_tree())
        before = dict.fromkeys(p for p in self._session.selection.parameters if p in chosen)
        self._session.selection.choose([*before, *(p for p in chosen if p not in before)])

    def _set_filter(self, text: str) -> None:
        self.proxy.set_words(text)
        self._expand()
        self._show_selection()

    def _set_digits(self, digits: int) -> None:
        self.model.digits = digits
        self.tree.fit_columns()
        self.tree.viewport().update()

    def edit_current(self) -> None:
        """Open the editor for the data of the current parameter."""
        current = self._session.selection.current
        is_editing = self.tree.findChild(QLineEdit, "cell_editor") is not None
        if current is None or is_editing:
            return
        if not self._index_of(current).isValid():
            self.filter.clear()
        index = self._index_of(current, DATA)
        self.tree.scrollTo(index)
        self.tree.edit(index)
