"""Heat map: the final loss of every trial as a coloured cell to choose and open."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.kit.numbers import cut
from app.kit.table_model import Index
from app.kit.text_size import px
from app.kit.theme import Appearance, readable_on
from app.kit.widgets.parts import CENTER, RIGHT, named_label
from app.kit.widgets.plots import LABEL_FONT_PX
from app.kit.widgets.table import Table
from app.playing.sweeping import Sweeping
from app.views.pages.sweep.colors import Legend, LossScale, draw_diverged, loss_color
from app.views.pages.sweep.grid_model import SweepGridModel, cell_texts
from micrograd.sweeps.sweep import TrialResult

# Limits of a cell in pixels; between them the cells fill the room.
SMALLEST, WIDEST, TALLEST = 6, 180, 120
SCROLL_BAR = 10
# The number of colours in the legend's bar.
SHADES = 24
# Sizes of the headings in pixels: the height of a label, and the room beside it.
LINE, GAP = 16, 6
# The pixels between two shapes; cells of at least ROOMY pixels are 1 pixel apart.
SHAPE_GAP, ROOMY = 4, 12
# The pixels left free on each side of a text; the largest text, and its most share of the height.
MARGIN, LARGEST_FONT_PX, SHARE_OF_HEIGHT = 2, 16, 0.4


class HeatMap(Table):
    """The grid; arrows move the choice, `activated` comes with Enter or a double click.

    caption, legend: the meaning of its sides and colours, to be shown above it.
    """

    def __init__(self, sweeping: Sweeping, appearance: Appearance) -> None:
        keys = "Learning rates down, seeds across; arrows move, Enter opens a cell as a run"
        name = "Final losses of all runs"
        self.grid = SweepGridModel()
        super().__init__(self.grid, "sweep_heat_map", name, keys, SMALLEST)
        self.grid.setParent(self)
        self._sweeping, self._appearance = sweeping, appearance
        self.caption = named_label("sweep_heat_map_axes", "caption", "learning rate ↓   seed →")
        self.legend = Legend("sweep_loss_legend")
        self.cells = HeatCellDelegate(appearance, self)
        self.setItemDelegate(self.cells)
        self.setHorizontalHeader(ColumnHeader(Qt.Orientation.Horizontal, self.grid, appearance))
        self.setVerticalHeader(RateHeader(Qt.Orientation.Vertical, self.grid, appearance))
        self.make_read_only()
        self.setHorizontalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        sweeping.started.connect(self._begin)
        sweeping.chosen_changed.connect(self.show_choice)
        self.selectionModel().currentChanged.connect(self._choose)
        self.activated.connect(sweeping.open)
        appearance.changed.connect(self.viewport().update)
        appearance.changed.connect(self.show_results)

    # State to screen.

    def _begin(self) -> None:
        assert self._sweeping.plan is not None
        self.grid.begin(self._sweeping.plan)
        self._fit_cells()
        self.show_results()

    def show_results(self) -> None:
        """Colour the cells of the trials that have ended."""
        self._fit_cells()
        results = self._sweeping.results
        self.cells.show(results)
        scale, theme = self.cells.scale, self._appearance.theme
        colors = [loss_color(theme, i / (SHADES - 1)) for i in range(SHADES)]
        ends = f"final loss   {scale.high_text}", scale.low_text
        has_diverged = any(result.diverged_at is not None for result in results)
        self.legend.show_bar(theme, ends, [] if scale.is_empty else colors, has_diverged)
        self.grid.take(results)

    def show_choice(self) -> None:
        """Frame the chosen cell."""
        chosen = self._sweeping.chosen
        if chosen is None:
            self.selectionModel().clear()
        elif self.grid.trial_at(self.currentIndex()) != chosen:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.grid.index_of(chosen), flags)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_cells()

    def _fit_cells(self) -> None:
        """Let the cells fill the room."""
        columns, rows = self.grid.columnCount(), self.grid.rowCount()
        if not rows:
            return
        across, down = self.horizontalHeader(), self.verticalHeader()
        width = self.width() - down.sizeHint().width() - 2
        height = self.height() - across.sizeHint().height() - 2
        is_wide = SMALLEST * columns > width
        height -= SCROLL_BAR * is_wide
        is_tall = SMALLEST * rows > height
        width -= SCROLL_BAR * is_tall
        # Left to Qt, each bar could need the room that makes the other one necessary.
        policy = Qt.ScrollBarPolicy
        policies = policy.ScrollBarAlwaysOff, policy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(policies[is_wide])
        self.setVerticalScrollBarPolicy(policies[is_tall])
        across.setDefaultSectionSize(min(WIDEST, max(SMALLEST, width // columns)))
        down.setDefaultSectionSize(min(TALLEST, max(SMALLEST, height // rows)))
        self.cells.fit_text(across.defaultSectionSize(), down.defaultSectionSize())

    # Screen to state.

    def _choose(self) -> None:
        if self.currentIndex().isValid():
            self._sweeping.choose(self.grid.trial_at(self.currentIndex()))


class HeatHeader(QHeaderView):
    """A heading that writes as many labels as fit."""

    def __init__(self, along: Qt.Orientation, grid: SweepGridModel, appearance: Appearance) -> None:
        super().__init__(along)
        self.grid, self._appearance = grid, appearance
        appearance.changed.connect(self._fit_text)
        self._fit_text()
        self.setMinimumSectionSize(1)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _fit_text(self) -> None:
        self.setFont(_small(self.font()))

    def widest(self, labels: Sequence[str]) -> int:
        """The width of the longest label in pixels."""
        return max(map(self.fontMetrics().horizontalAdvance, labels), default=0)

    def every(self, label: int) -> int:
        """The number of sections that one label needs. label: its size in pixels."""
        return max(1, -(-label // max(1, self.sectionSize(0))))

    def middle_of(self, section: int) -> float:
        """The middle of a section on the screen."""
        return self.sectionViewportPosition(section) + self.sectionSize(section) / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setPen(self._appearance.theme.color("quiet"))
        painter.setFont(self.font())
        self.draw_labels(painter)
        painter.end()

    def draw_labels(self, painter: QPainter) -> None:
        """Write the labels in the quiet colour, with which the painter begins."""
        raise NotImplementedError


class RateHeader(HeatHeader):
    """The learning rates, from top to bottom."""

    def sizeHint(self) -> QSize:
        return QSize(self.widest(self.grid.rates) + 2 * GAP, 0)

    def draw_labels(self, painter: QPainter) -> None:
        for row in range(0, len(self.grid.rates), self.every(px(LINE))):
            top = self.middle_of(row) - px(LINE) / 2
            place = QRectF(0, top, self.viewport().width() - GAP, px(LINE))
            painter.drawText(place, RIGHT, self.grid.rates[row])


class ColumnHeader(HeatHeader):
    """The shapes in a line, and below each of them its seeds."""

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * px(LINE) + 4)

    def draw_labels(self, painter: QPainter) -> None:
        seeds = self.grid.seeds
        every = self.every(self.widest(seeds) + GAP)
        for group, shape in enumerate(self.grid.shapes):
            self._draw_shape(painter, group * len(seeds), len(seeds), shape)
            for i in range(0, len(seeds), every):
                self._draw_seed(painter, group * len(seeds) + i, seeds[i], len(seeds) - i)

    def _draw_shape(self, painter: QPainter, first: int, seeds: int, text: str) -> None:
        """Write a shape in the middle of the visible part of its columns."""
        size = self.sectionSize(first)
        start = self.sectionViewportPosition(first)
        left, right = max(0, start), min(self.viewport().width(), start + seeds * size)
        if right <= left:
            return
        text = cut(text, right - left - 4, self.fontMetrics().horizontalAdvance)
        painter.drawLine(left + 4, px(LINE) + 1, right - 2, px(LINE) + 1)
        painter.save()
        painter.setPen(self._appearance.theme.color("text"))
        painter.drawText(QRectF(left, 0, right - left, px(LINE)), CENTER, text)
        painter.restore()

    def _draw_seed(self, painter: QPainter, column: int, text: str, left: int) -> None:
        """Write a seed. left: the number of columns of its shape from this one on."""
        size = self.sectionSize(column)
        width = self.widest([text]) + 2
        # A label that would overlap the first seed of the next shape is left out.
        if width <= size or (width + size) / 2 <= left * size - GAP:
            place = QRectF(self.middle_of(column) - width / 2, px(LINE) + 3, width, px(LINE))
            painter.drawText(place, CENTER, text)


class HeatCellDelegate(QStyledItemDelegate):
    """The look of a cell: colour by loss, hatched if diverged, an outline before it has ended.

    font: of the numbers, which grows with the cells.
    """

    def __init__(self, appearance: Appearance, table: HeatMap) -> None:
        super().__init__(table)
        self._appearance, self._grid, self._table = appearance, table.grid, table
        self._cell = QSize()
        self.show([])

    def show(self, results: Sequence[TrialResult]) -> None:
        """Set the scale by these results; texts are long only if each of them fits its cell."""
        self.scale = LossScale(results)
        self._small_font = _small(self._table.font())
        advance = QFontMetricsF(self._small_font).horizontalAdvance
        texts = zip(*map(cell_texts, results), strict=True)
        self._small_widest = [max(map(advance, column)) for column in texts]
        self.fit_text(self._cell.width(), self._cell.height())

    def fit_text(self, width: int, height: int) -> None:
        """Write as large as the longest form of every loss fits a cell of this size."""
        self._cell = QSize(width, height)
        room, small = width - SHAPE_GAP - 2 * MARGIN, px(LABEL_FONT_PX)
        longest = max(self._small_widest, default=0)
        fits = small * room / longest if longest else 0
        pixels = min(px(LARGEST_FONT_PX), fits, SHARE_OF_HEIGHT * height)
        self.font = QFont(self._small_font)
        self.font.setPixelSize(max(small, int(pixels)))
        self._metrics = QFontMetricsF(self.font)
        larger = self.font.pixelSize() / small
        self._widest = [larger * widest for widest in self._small_widest]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        result, place = self._grid.result_at(index), QRectF(option.rect)
        room = place.width() - SHAPE_GAP - 2 * MARGIN
        is_high = place.height() >= self._metrics.height()
        if index.column() and index.column() % len(self._grid.seeds) == 0:
            place.setLeft(place.left() + min(SHAPE_GAP, place.width() / 2))
        gap = 1 if min(place.width(), place.height()) >= ROOMY else 0
        place.adjust(0, 0, -gap, -gap)
        if result is None:
            painter.setPen(self._appearance.theme.color("border"))
            painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            self._draw_result(painter, place, result, room if is_high else 0)
        if option.state & QStyle.StateFlag.State_Selected:
            self._draw_choice(painter, place)

    def _draw_result(
        self, painter: QPainter, place: QRectF, result: TrialResult, room: float
    ) -> None:
        """Fill a cell, and write the longest text that fits every cell. room: in pixels."""
        theme = self._appearance.theme
        written = zip(cell_texts(result), self._widest, strict=True)
        text = next((text for text, widest in written if widest <= room), "")
        if result.diverged_at is None:
            fill = loss_color(theme, self.scale.share(result.loss))
            painter.fillRect(place, fill)
            painter.setPen(readable_on(fill))
        else:
            draw_diverged(painter, place, theme)
            if text:
                box = self._metrics.boundingRect(text)
                box.moveCenter(place.center())
                painter.fillRect(box.adjusted(-2, -1, 2, 1), theme.color("surface"))
            painter.setPen(theme.color("warning"))
        painter.setFont(self.font)
        painter.drawText(place, CENTER, text)

    def _draw_choice(self, painter: QPainter, place: QRectF) -> None:
        """Draw a frame of two colours, which is visible on every fill."""
        theme = self._appearance.theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, inset in (("text", 0.5), ("text", 1.5), ("surface", 2.5)):
            if place.width() > 4 * inset and place.height() > 4 * inset:
                painter.setPen(QPen(theme.color(color), 1))
                painter.drawRect(place.adjusted(inset, inset, -inset, -inset))


def _small(font: QFont) -> QFont:
    font.setPixelSize(px(LABEL_FONT_PX))
    return font
