"""The numbers of a map as a table: read pixel by pixel, and moved in with keys."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QRectF,
    QSignalBlocker,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.kit.numbers import significant
from app.kit.plain_text import as_it_is
from app.kit.table_model import CENTER, ROOT, Index
from app.kit.theme import Appearance, readable_on
from app.kit.widgets.table import CellDelegate, Table, draw_choice
from app.views.pages.map.canvas import MapCanvas
from app.views.pages.map.developing import Drawing
from app.views.pages.map.keys import ZOOMS
from app.views.pages.map.viewing import Extent
from micrograd.maps.plan import MapPlan
from micrograd.training.measures import MEASURES

ROW_HEIGHT, COLUMN_WIDTH = 22, 84
# The figures of a measure, and of what stands along the sides.
FIGURES, FIGURES_OF_AXES = 6, 4
TO_COME = "…"


class NumbersModel(QAbstractTableModel):
    """The pixels of a drawing, those of the last row of its plan at the top."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing: Drawing | None = None

    @property
    def plan(self) -> MapPlan | None:
        """The map whose numbers these are."""
        return self.drawing.question.plan if self.drawing else None

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Show the pixels of a drawing; more of the same map leaves everything in its place."""
        is_same = drawing and self.drawing and drawing.question.plan is self.plan
        if is_same:
            self.drawing = drawing
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.drawing = drawing
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.plan is None else self.plan.height

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.plan is None else self.plan.width

    def values_at(self, index: Index) -> tuple[float, float]:
        """The values of a pixel along both axes."""
        assert self.plan is not None
        return float(self.plan.xs[index.column()]), float(self.plan.ys[self._row(index)])

    def index_of(self, values: tuple[float, float]) -> QModelIndex:
        """The pixel with these values; no index where that is out of sight."""
        plan = self.plan
        if plan is None:
            return QModelIndex()
        x, y = Extent(plan.x, plan.width), Extent(plan.y, plan.height)
        across, up = x.fraction(values[0]), y.fraction(values[1])
        if not (0 <= across <= 1 and 0 <= up <= 1):
            return QModelIndex()
        return self.index(plan.height - 1 - y.pixel(up), x.pixel(across))

    def _row(self, index: Index) -> int:
        assert self.plan is not None
        return self.plan.height - 1 - index.row()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        plan = self.plan
        if plan is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        is_across = orientation == Qt.Orientation.Horizontal
        value = plan.xs[section] if is_across else plan.ys[plan.height - 1 - section]
        return significant(float(value), FIGURES_OF_AXES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        drawing, roles = self.drawing, Qt.ItemDataRole
        if drawing is None:
            return None
        if role == roles.DisplayRole:
            return self._text(index)
        if role == roles.TextAlignmentRole:
            return CENTER
        if role in (roles.ToolTipRole, roles.AccessibleTextRole):
            return as_it_is(self._about(index))
        if role in (roles.BackgroundRole, roles.ForegroundRole) and self._is_trained(index):
            fill = QColor(*drawing.pixels[index.row(), index.column(), :3].tolist())
            return fill if role == roles.BackgroundRole else readable_on(fill)
        return None

    def _is_trained(self, index: Index) -> bool:
        assert self.drawing is not None
        return bool(self.drawing.picture.is_trained[self._row(index), index.column()])

    def _text(self, index: Index) -> str:
        assert self.drawing is not None
        assert self.plan is not None
        if not self._is_trained(index):
            return TO_COME
        value = float(self.drawing.picture.values[self._row(index), index.column()])
        sides = self.plan.sides
        return sides.text(value) if sides.outcomes else significant(value, FIGURES)

    def _about(self, index: Index) -> str:
        """`hidden rate 0.1, output rate 0.02: convergence −12.3`."""
        plan = self.plan
        assert plan is not None
        pairs = zip((plan.x, plan.y), self.values_at(index), strict=True)
        where = ", ".join(f"{axis.title} {significant(value, 9)}" for axis, value in pairs)
        text = self._text(index).replace(TO_COME, "not trained yet")
        return f"{where}: {MEASURES[plan.measure].title} {text}"


class NumberDelegate(CellDelegate):
    """The look of a pixel: its colour stays where it is chosen, in a frame."""

    def __init__(self, table: "MapNumbers", appearance: Appearance) -> None:
        super().__init__(table)
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        is_chosen = option.state & QStyle.StateFlag.State_Selected
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        super().paint(painter, option, index)
        if is_chosen:
            draw_choice(painter, QRectF(option.rect), self._appearance.theme)


class MapNumbers(Table):
    """The table; its current cell is the chosen pixel of a canvas, which it stands in place of."""

    def __init__(self, canvas: MapCanvas, appearance: Appearance) -> None:
        self.pixels = NumbersModel()
        keys = "Arrows go from pixel to pixel, plus and minus zoom, Enter opens a pixel as a run"
        super().__init__(self.pixels, "map_numbers", "Numbers of the map", keys, ROW_HEIGHT)
        self.pixels.setParent(self)
        self._canvas = canvas
        self.setItemDelegate(NumberDelegate(self, appearance))
        self.make_read_only()
        self.verticalHeader().show()
        self.verticalHeader().setDefaultAlignment(CENTER)
        for header, size in (
            (self.verticalHeader(), ROW_HEIGHT),
            (self.horizontalHeader(), COLUMN_WIDTH),
        ):
            header.setSectionResizeMode(header.ResizeMode.Fixed)
            header.setDefaultSectionSize(size)
        self.selectionModel().currentChanged.connect(self._choose)
        self.activated.connect(canvas.opened)
        canvas.chosen.connect(self.show_choice)
        self.hide()

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Show the pixels of a drawing; while the table is not seen it is left as it is."""
        if self.isVisible() or drawing is None:
            before = self.pixels.plan
            with QSignalBlocker(self.selectionModel()):
                self.pixels.show_drawing(drawing)
            if self.pixels.plan is not before:
                self.show_choice()

    def show_choice(self) -> None:
        """Bring the chosen pixel into sight, at first the one in the middle."""
        plan, flags = self.pixels.plan, QItemSelectionModel.SelectionFlag
        if plan is None:
            return
        index = self.pixels.index_of(self._canvas.point) if self._canvas.point else QModelIndex()
        if index == self.currentIndex() and index.isValid():
            return
        with QSignalBlocker(self.selectionModel()):
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        where = index if index.isValid() else self.pixels.index(plan.height // 2, plan.width // 2)
        self.scrollTo(where, self.ScrollHint.PositionAtCenter)
        self.viewport().update()

    def _choose(self) -> None:
        if self.currentIndex().isValid():
            self._canvas.choose(self.pixels.values_at(self.currentIndex()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ZOOMS:
            self._canvas.zoom(ZOOMS[Qt.Key(event.key())], self._canvas.middle, "keys")
        else:
            super().keyPressEvent(event)
