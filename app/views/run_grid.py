"""RunGrid: the runs of a plan as a grid of cells, on the pages of sweeps and of maps."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor

from app.kit.plain_text import as_it_is
from app.kit.table_model import ROOT, Index
from app.kit.theme import readable_on
from app.kit.widgets.table import Table


class RunGridModel(QAbstractTableModel):
    """A cell for each run of a plan, before it is trained as well.

    down, across: the headings of the rows, from the top, and of the columns.
    """

    # The side of its cells on which their texts stand.
    side = Qt.AlignmentFlag.AlignCenter

    def __init__(self) -> None:
        super().__init__()
        self.down: Sequence[str] = ()
        self.across: Sequence[str] = ()

    def text(self, index: Index) -> str:
        """What stands in a cell."""
        raise NotImplementedError

    def about(self, index: Index) -> str:
        """Which run it is, and what became of it."""
        raise NotImplementedError

    def fill(self, index: Index) -> QColor | None:
        """The colour of a cell, None before its run is trained."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show all cells anew: one more result may change the scale of the colours."""
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    # Qt's interface of a model.

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.down)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.across)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.down if orientation == Qt.Orientation.Vertical else self.across)[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            return self.text(index)
        if role == roles.TextAlignmentRole:
            return self.side
        if role in (roles.ToolTipRole, roles.AccessibleTextRole):
            return as_it_is(self.about(index))
        if role in (roles.BackgroundRole, roles.ForegroundRole) and (fill := self.fill(index)):
            return fill if role == roles.BackgroundRole else readable_on(fill)
        return None


class RunGrid(Table):
    """The grid; its current cell is the chosen run, which Enter or a double click opens.

    choose(index): called with another cell that a person chose. open: opens its run.
    """

    def __init__(
        self,
        model: RunGridModel,
        words: tuple[str, str, str],
        row_height: int,
        choose: Callable[[QModelIndex], object],
        open_: Callable[[], object],
    ) -> None:
        super().__init__(model, *words, row_height)
        model.setParent(self)
        self.make_read_only()
        self._choose = choose
        self.selectionModel().currentChanged.connect(self._take_choice)
        self.activated.connect(lambda: open_())

    def _take_choice(self) -> None:
        if self.currentIndex().isValid():
            self._choose(self.currentIndex())
