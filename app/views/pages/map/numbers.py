"""The numbers of a map as a table: read pixel by pixel, and moved in with keys."""

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QModelIndex, QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.kit.numbers import plain, significant
from app.kit.table_model import RIGHT, Index
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.table import CellDelegate, draw_choice
from app.views.pages.map.canvas import MapCanvas
from app.views.pages.map.developing import Drawing
from app.views.pages.map.keys import ZOOMS
from app.views.pages.map.viewing import Extent
from app.views.run_grid import RunGrid, RunGridModel
from micrograd.maps.axes import Axis, Floats
from micrograd.maps.plan import MapPlan
from micrograd.maps.table import table_rows
from micrograd.training.measures import MEASURES

ROW_HEIGHT, COLUMN_WIDTH = 22, 96
# The decimals of a measure, as many in each cell so that the points stand below one another; the
# figures of what stands along the sides.
DECIMALS, FIGURES_OF_AXES = 5, 4
TO_COME = "…"


class NumbersModel(RunGridModel):
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
        if drawing and drawing.question.plan is self.plan:
            self.drawing = drawing
            self.refresh()
            return
        self.drawing = drawing
        plan = self.plan
        sides = (_headings(plan.y, plan.ys[::-1]), _headings(plan.x, plan.xs)) if plan else ((), ())
        self.lay_out(*sides)

    def values_at(self, index: Index) -> tuple[float, float]:
        """The values of a pixel along both axes."""
        assert self.plan is not None
        return float(self.plan.xs[index.column()]), float(self.plan.ys[self._up(index.row())])

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

    def _up(self, row: int) -> int:
        """A row as the plan counts it."""
        return len(self.rows) - 1 - row

    def table(self) -> Iterable[Sequence[object]]:
        """All numbers, rounded nowhere, with both axes; those that are not trained are none."""
        if self.drawing is None:
            return []
        picture = self.drawing.picture
        values = np.where(picture.is_trained, picture.values, np.nan)
        head, *rows = table_rows(self.drawing.question.plan, values)
        return [head, *rows[::-1]]

    def text(self, row: int, column: int) -> str:
        assert self.drawing is not None
        picture, place = self.drawing.picture, (self._up(row), column)
        if not picture.is_trained[place]:
            return TO_COME
        value, sides = float(picture.values[place]), self.drawing.question.plan.sides
        return sides.text(value) if sides.outcomes else plain(value, 0 if sides.unit else DECIMALS)

    def about(self, row: int, column: int) -> str:
        """`hidden rate 0.1, output rate 0.02: convergence −12.3`."""
        plan = self.plan
        assert plan is not None
        pairs = zip((plan.x, plan.y), self.values_at(self.index(row, column)), strict=True)
        where = ", ".join(f"{axis.title} {significant(value, 9)}" for axis, value in pairs)
        text = self.text(row, column).replace(TO_COME, "not trained yet")
        return f"{where}: {MEASURES[plan.measure].title} {text}"

    def fill(self, row: int, column: int) -> QColor | None:
        drawing = self.drawing
        if drawing is None or not drawing.picture.is_trained[self._up(row), column]:
            return None
        return QColor(*drawing.pixels[row, column, :3].tolist())


def _headings(axis: Axis, values: Floats) -> list[str]:
    """The values of an axis with as many figures each."""
    figures = FIGURES_OF_AXES
    return [significant(v, figures, has_zeros=not axis.is_whole) for v in values.tolist()]


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


class MapNumbers(RunGrid):
    """The table; its current cell is the chosen pixel of a canvas, which it stands in place of."""

    def __init__(self, canvas: MapCanvas, appearance: Appearance) -> None:
        self.pixels = NumbersModel()
        keys = "Arrows go from pixel to pixel, plus and minus zoom, Enter opens a pixel as a run"
        words = "map_numbers", "Numbers of the map", keys
        super().__init__(self.pixels, words, ROW_HEIGHT, self._choose_pixel, canvas.opened.emit)
        self.offer_copy(self.pixels.table)
        self._canvas = canvas
        self.setItemDelegate(NumberDelegate(self, appearance))
        self.verticalHeader().show()
        self.verticalHeader().setDefaultAlignment(RIGHT)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionResizeMode(header.ResizeMode.Fixed)
        hold(self, column_width=COLUMN_WIDTH)
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
        plan = self.pixels.plan
        if plan is None:
            return
        index = self.pixels.index_of(self._canvas.point) if self._canvas.point else QModelIndex()
        if index == self.currentIndex() and index.isValid():
            return
        self.mark_cell(index)
        where = index if index.isValid() else self.pixels.index(plan.height // 2, plan.width // 2)
        self.scrollTo(where, self.ScrollHint.PositionAtCenter)

    def _choose_pixel(self, index: QModelIndex) -> None:
        self._canvas.choose(self.pixels.values_at(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ZOOMS:
            self._canvas.zoom(ZOOMS[Qt.Key(event.key())], self._canvas.middle, "keys")
        else:
            super().keyPressEvent(event)
