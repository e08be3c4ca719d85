"""The part in sight of the tree of parameters: its filter, its order, and its open groups."""

from collections.abc import Callable, Mapping
from re import fullmatch

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QLineEdit, QTreeView

from app.views.contract import ViewChoice
from app.views.panels.parameters.model import HEADERS

# The columns that can be sorted by, from the left, and the two orders.
COLUMNS = tuple(header for header, _ in HEADERS)
ORDERS = {"up": Qt.SortOrder.AscendingOrder, "down": Qt.SortOrder.DescendingOrder}
# The groups that are open at first, as text.
FIRST = "first"
# Which groups are open is not told of more layers and neurons than this: it is asked for often.
MOST_GROUPS = 500


class TreeSights:
    """Reads and chooses it. expand: opens the groups that are open at first.

    opens_all: returns whether these are all of them, else they are the layers.
    """

    def __init__(
        self,
        tree: QTreeView,
        proxy: QSortFilterProxyModel,
        words: QLineEdit,
        expand: Callable[[], None],
        opens_all: Callable[[], bool],
    ) -> None:
        self._tree, self._proxy, self._words = tree, proxy, words
        self._expand, self._opens_all = expand, opens_all

    @property
    def choices(self) -> Mapping[str, ViewChoice]:
        """All of it, by the names in scripts."""
        return {
            "parameter_filter": ViewChoice(self._words.text, self._words.setText),
            "parameter_order": ViewChoice(self._read_order, self._sort),
            "parameter_groups": ViewChoice(self._read_groups, self._close_groups),
        }

    def _read_order(self) -> str:
        header = self._tree.header()
        order = header.sortIndicatorOrder()
        column = min(max(0, header.sortIndicatorSection()), len(COLUMNS) - 1)
        return f"{COLUMNS[column]} {next(word for word, each in ORDERS.items() if each == order)}"

    def _sort(self, text: str) -> None:
        column, _, order = text.partition(" ")
        if column in COLUMNS and order in ORDERS and text != self._read_order():
            self._tree.sortByColumn(COLUMNS.index(column), ORDERS[order])

    def _groups(self) -> dict[str, QModelIndex]:
        """The layers and neurons that are in the tree, by the numbers from 1 on: `2`, `2.1`."""
        model, found = self._proxy.sourceModel(), {}
        for i in range(model.rowCount()):
            layer = model.index(i, 0)
            found[f"{i + 1}"] = self._proxy.mapFromSource(layer)
            for j in range(model.rowCount(layer)):
                neuron = self._proxy.mapFromSource(model.index(j, 0, layer))
                found[f"{i + 1}.{j + 1}"] = neuron
        return {name: index for name, index in found.items() if index.isValid()}

    def _read_groups(self) -> str:
        model = self._proxy.sourceModel()
        layers = [model.index(i, 0) for i in range(model.rowCount())]
        if sum(1 + model.rowCount(layer) for layer in layers) > MOST_GROUPS:
            return FIRST
        groups = self._groups()
        closed = [name for name, index in groups.items() if not self._tree.isExpanded(index)]
        usual = [] if self._opens_all() else [name for name in groups if "." in name]
        return FIRST if closed == usual else f"closed {' '.join(closed)}".strip()

    def _close_groups(self, text: str) -> None:
        if text == self._read_groups():
            return
        if text == FIRST:
            self._expand()
        elif fullmatch(r"closed( [\d.]+)*", text):
            groups = self._groups()
            for index in groups.values():
                self._tree.expand(index)
            for name in text.split()[1:]:
                if name in groups:
                    self._tree.collapse(groups[name])
