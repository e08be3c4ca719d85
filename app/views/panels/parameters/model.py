"""The parameters as a tree: layer, neuron, then `w1`, `w2`, …, `b`."""

import math
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QSize, Qt, Signal

from app.kit.numbers import counted, signed
from app.kit.plain_text import as_it_is
from app.kit.spoken import in_speech
from app.kit.table_model import CENTER, NUMBER_ROLE, ROOT, Index
from app.kit.text_size import px
from app.session.session import Session
from micrograd.data.typed import parse_number

NAME, DATA, GRAD = range(3)
ROW_HEIGHT = 21
# Name and tooltip of each column.
HEADERS = (
    ("name", "Layer, neuron, and the parameters of each: a weight per input and the bias"),
    ("data", "The parameter itself; double-click a number to change it"),
    ("grad", "The derivative of the loss by this parameter, from the last backward pass"),
)
# The length in pixels of the bar beside a number, to either side.
BAR_PX = 13
PARAMETER_ROLE = Qt.ItemDataRole.UserRole + 1


class Row(NamedTuple):
    """One row of the tree; rows know each other by their number in the model's list."""

    name: str
    parent: int | None
    position: int
    parameter: int | None
    children: list[int]


class ParameterModel(QAbstractItemModel):
    """A tree of the session's parameters; `refresh` before the numbers of a step are drawn.

    NUMBER_ROLE is the float of a cell, PARAMETER_ROLE the index in `parameters()`, None for a
    layer or a neuron.
    """

    refused = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.digits = 4
        self._rows: list[Row] = []
        self._top: list[int] = []
        self._scales = (1.0, 1.0)
        # The numbers that are drawn, all of the same step: data and gradients.
        self._drawn: tuple[list[float], list[float]] = [], []
        self.parameter_rows: list[int] = []
        session.cursor.network_rebuilt.connect(self._rebuild)
        session.cursor.settings_changed.connect(self._show_switches)
        self._rebuild()

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._rows, self._top, self.parameter_rows = [], [], []
        for i, layer in enumerate(self._session.cursor.model.layers, start=1):
            name = f"layer {i} · {counted(len(layer.parameters()), 'parameter')}"
            layer_row = self._add(name)
            for j, neuron in enumerate(layer.neurons, start=1):
                neuron_row = self._add(f"neuron {j}", layer_row)
                for each in [*[f"w{k}" for k in range(1, len(neuron.w) + 1)], "b"]:
                    row = self._add(each, neuron_row, len(self.parameter_rows))
                    self.parameter_rows.append(row)
        self.refresh()
        self.endResetModel()

    def _add(self, name: str, parent: int | None = None, parameter: int | None = None) -> int:
        siblings = self._top if parent is None else self._rows[parent].children
        siblings.append(len(self._rows))
        self._rows.append(Row(name, parent, len(siblings) - 1, parameter, []))
        return siblings[-1]

    def refresh(self) -> None:
        """Take what is drawn from the parameters as they are now: numbers, scale of the bars."""
        parameters = self._session.cursor.trainer.parameters
        data, grads = [each.data for each in parameters], [each.grad for each in parameters]
        self._drawn = data, grads
        self._scales = max(map(abs, data)) or 1.0, max(map(abs, grads)) or 1.0

    def _show_switches(self) -> None:
        """Write anew which layers and neurons are frozen or off."""
        for row, number in enumerate(self._top):
            layer = self.createIndex(row, NAME, number)
            self.dataChanged.emit(layer, layer)
            last = len(self._rows[number].children) - 1
            self.dataChanged.emit(self.index(0, NAME, layer), self.index(last, NAME, layer))

    def is_frozen(self, parameter: int) -> bool:
        """True if the parameter is frozen."""
        return parameter in self._session.switches.frozen

    def _name(self, row: Row) -> str:
        """The name of a row, and what is switched there."""
        inside, switches = self.parameters_in(row), self._session.switches
        words = ["frozen"] if switches.frozen.issuperset(inside) else []
        words += ["off"] if row.parameter is None and switches.off.issuperset(inside) else []
        return " · ".join([row.name, *words])

    def parameters_in(self, row: Row) -> list[int]:
        """The parameter of a row, or those of the layer or neuron that it is."""
        if row.parameter is not None:
            return [row.parameter]
        return [each for child in row.children for each in self.parameters_in(self._rows[child])]

    def index_of(self, parameter: int, column: int = NAME) -> QModelIndex:
        """The index of a parameter, given its index in `parameters()`."""
        number = self.parameter_rows[parameter]
        return self.createIndex(self._rows[number].position, column, number)

    def row_of(self, index: Index) -> Row:
        """The row that a cell stands in."""
        return self._rows[index.internalId()]

    def number_of(self, parameter: int, column: int) -> float:
        """The number of a parameter in a column."""
        value = self._session.cursor.trainer.parameters[parameter]
        return value.data if column == DATA else value.grad

    def is_chosen(self, parameter: int) -> bool:
        """True if the parameter is chosen."""
        return parameter in self._session.selection.parameters

    def look(self, parameter: int, column: int) -> tuple[str, int]:
        """The text of a number, and the length of its bar in pixels: negative to the left."""
        number = self._drawn[column - DATA][parameter]
        share = number / self._scales[column - DATA]
        # A number that is not zero has at least a pixel.
        length = max(1, round(BAR_PX * abs(share))) if share and math.isfinite(share) else 0
        return signed(number, self.digits), length if share > 0 else -length

    # Qt's interface of a model.

    def columnCount(self, parent: Index = ROOT) -> int:
        return 3

    def rowCount(self, parent: Index = ROOT) -> int:
        if not parent.isValid():
            return len(self._top)
        return len(self._rows[parent.internalId()].children) if parent.column() == NAME else 0

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        siblings = self._rows[parent.internalId()].children if parent.isValid() else self._top
        if not (0 <= row < len(siblings) and 0 <= column < 3):
            return QModelIndex()
        return self.createIndex(row, column, siblings[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        if not index.isValid():
            return QModelIndex()
        parent = self._rows[index.internalId()].parent
        if parent is None:
            return QModelIndex()
        return self.createIndex(self._rows[parent].position, NAME, parent)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return None if section == NAME else CENTER
        roles = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
        return as_it_is(HEADERS[section][roles.index(role)]) if role in roles else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == DATA and self._rows[index.internalId()].parameter is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.internalId()]
        if role == PARAMETER_ROLE:
            return row.parameter
        if index.column() == NAME:
            if role == Qt.ItemDataRole.SizeHintRole:
                return QSize(0, px(ROW_HEIGHT))
            if role == Qt.ItemDataRole.ToolTipRole and row.parameter is not None:
                name = self._session.cursor.recipe.input_of(row.parameter)
                return as_it_is(f"The weight of {name}") if name else None
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return in_speech(self._name(row))
            return self._name(row) if role == Qt.ItemDataRole.DisplayRole else None
        if role == NUMBER_ROLE:
            return self._largest(row, index.column())
        if row.parameter is None:
            return None
        number = self.number_of(row.parameter, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return signed(number, self.digits)
        is_exact = role in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole)
        return as_it_is(repr(number)) if is_exact else None

    def _largest(self, row: Row, column: int) -> float:
        """The sort key of a row: its number, or the largest one inside a layer or a neuron."""
        if row.parameter is not None:
            return self.number_of(row.parameter, column)
        return max(self._largest(self._rows[child], column) for child in row.children)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self._rows[index.internalId()]
        if role != Qt.ItemDataRole.EditRole or row.parameter is None:
            return False
        try:
            number = parse_number(value)
        except ValueError as error:
            label = self._session.cursor.trainer.parameters[row.parameter].label
            self.refused.emit(f"{label}: {error}. The old value stays.")
            return False
        self._session.edits.set_parameter(row.parameter, number)
        self.refused.emit("")
        return True
