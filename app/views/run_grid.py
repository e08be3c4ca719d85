"""RunGrid: the runs of a plan as a grid of cells, on the pages of sweeps and of maps."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QColor

from app.kit.table_model import RIGHT, TableColumn, TableModel
from app.kit.widgets.table import Table


class RunGridModel(TableModel[int]):
    """A cell for each run of a plan, before it is trained as well. Rows are counted from the top.

    Others say of each cell: text; about, which run it is and what became of it; fill, its colour,
    None before it is trained.
    """

    text: Callable[[int, int], str]
    about: Callable[[int, int], str]
    fill: Callable[[int, int], QColor | None]

    def lay_out(self, down: Sequence[str], across: Sequence[str]) -> None:
        """Begin a grid with these headings of its rows and columns."""
        columns = [self._column(*heading) for heading in enumerate(across)]
        self.show_rows(range(len(down)), columns, down)

    def _column(self, column: int, heading: str) -> TableColumn[int]:
        return TableColumn(
            heading,
            heading,
            lambda row: self.text(row, column),
            lambda row: self.about(row, column),
            header_side=RIGHT,
            fill=lambda row: self.fill(row, column),
        )

    def refresh(self) -> None:
        """Show all cells anew: one more result may change the scale of the colours."""
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)


class RunGrid(Table):
    """The grid; its current cell is the chosen run, which Enter or a double click opens.

    choose(index): called with another cell that a person chose. open_: opens its run.
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
        chosen = self.selectionModel().currentChanged
        chosen.connect(lambda index: choose(index) if index.isValid() else None)
        self.activated.connect(lambda: open_())
