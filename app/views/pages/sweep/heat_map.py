"""Heat map: the final loss of every trial as a coloured cell to choose and open."""

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.kit.table_model import Index
from app.kit.text_size import px
from app.kit.theme import Appearance, mixed, readable_on
from app.kit.widgets.parts import CENTER, named_label
from app.kit.widgets.plots import LABEL_FONT_PX
from app.kit.widgets.table import draw_choice
from app.playing.sweeping import Sweeping
from app.views.pages.sweep.grid_model import SweepGridModel, cell_texts
from app.views.pages.sweep.headings import ColumnHeader, RowHeader, small
from app.views.pages.sweep.legend import SweepLegend
from app.views.pages.sweep.outcomes import OutcomeFilter
from app.views.run_grid import RunGrid
from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.result import TrialResult

# Limits of a cell in pixels; between them the cells fill the room.
SMALLEST, WIDEST, TALLEST = 6, 180, 120
SCROLL_BAR = 10
# The share of its colour that a cell has whose outcome is not chosen, and that of its text's.
FADED, FADED_TEXT = 0.18, 0.45
# How dark the hatching of a cell is that diverged, from 0 to 255.
HATCHING = 110
# The pixels between two shapes; cells of at least ROOMY pixels are 1 pixel apart.
SHAPE_GAP, ROOMY = 4, 12
# The pixels left free on each side of a text; the largest text, and its most share of the height.
MARGIN, LARGEST_FONT_PX, SHARE_OF_HEIGHT = 2, 16, 0.4


class HeatMap(RunGrid):
    """The grid; arrows move the choice, `activated` comes with Enter or a double click.

    caption, legend: the meaning of its sides and colours, to be shown above it.
    """

    def __init__(self, sweeping: Sweeping, outcomes: OutcomeFilter, appearance: Appearance) -> None:
        keys = "One setting down, another across; arrows move, Enter opens a cell as a run"
        name = "Final losses of all runs"
        self.grid = SweepGridModel()
        words = "sweep_heat_map", name, keys
        super().__init__(self.grid, words, SMALLEST, self._choose_trial, sweeping.open)
        self._sweeping, self._appearance = sweeping, appearance
        self.caption = named_label("sweep_heat_map_axes", "caption")
        self.legend = SweepLegend()
        self.cells = HeatCellDelegate(appearance, outcomes, self)
        outcomes.changed.connect(self.viewport().update)
        self.setItemDelegate(self.cells)
        self.setHorizontalHeader(ColumnHeader(Qt.Orientation.Horizontal, self.grid, appearance))
        self.setVerticalHeader(RowHeader(Qt.Orientation.Vertical, self.grid, appearance))
        self.setHorizontalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.offer_copy(sweeping.rows)
        sweeping.started.connect(self._begin)
        sweeping.chosen_changed.connect(self.show_choice)
        appearance.changed.connect(self.viewport().update)
        appearance.changed.connect(self.show_results)

    # State to screen.

    def _begin(self) -> None:
        assert self._sweeping.plan is not None
        self.grid.begin(self._sweeping.plan)
        down, across, groups = (SETTINGS[name].caption for name in self._sweeping.plan.axes)
        self.caption.setText(f"{down} ↓   {across} →   {groups} above")
        self._fit_cells()
        self.show_results()

    def show_results(self) -> None:
        """Colour the cells of the trials that have ended."""
        self._fit_cells()
        results = self._sweeping.results
        self.grid.take(results)
        self.cells.measure_texts()
        self.legend.setVisible(bool(results))
        if results:
            self.legend.show_sides(self.grid.scale.title, self.grid.scale.legend())

    def show_choice(self) -> None:
        """Frame the chosen cell."""
        chosen = self._sweeping.chosen
        if chosen is None or self.grid.trial_at(self.currentIndex()) != chosen:
            self.mark_cell(QModelIndex() if chosen is None else self.grid.index_of(chosen))

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

    def _choose_trial(self, index: QModelIndex) -> None:
        self._sweeping.choose(self.grid.trial_at(index))


class HeatCellDelegate(QStyledItemDelegate):
    """The look of a cell: colour by loss, hatched if diverged, an outline before it has ended.

    font: of the numbers, which grows with the cells. Cells whose outcome is not chosen are pale.
    """

    def __init__(self, appearance: Appearance, outcomes: OutcomeFilter, table: HeatMap) -> None:
        super().__init__(table)
        self._appearance, self._grid, self._table = appearance, table.grid, table
        self._outcomes = outcomes
        self._cell = QSize()
        self.measure_texts()

    def measure_texts(self) -> None:
        """Find the widest texts: they are long only if each of them fits its cell."""
        grid, self._small_font = self._grid, small(self._table.font())
        advance = QFontMetricsF(self._small_font).horizontalAdvance
        texts = zip(*(cell_texts(result, grid.by_score) for result in grid.results), strict=True)
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
        fill = self._grid.fill(index.row(), index.column())
        room = place.width() - SHAPE_GAP - 2 * MARGIN
        is_high = place.height() >= self._metrics.height()
        if index.column() and index.column() % len(self._grid.inner) == 0:
            place.setLeft(place.left() + min(SHAPE_GAP, place.width() / 2))
        gap = 1 if min(place.width(), place.height()) >= ROOMY else 0
        place.adjust(0, 0, -gap, -gap)
        if result is None or fill is None:
            painter.setPen(self._appearance.theme.color("border"))
            painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            self._draw_result(painter, place, result, fill, room if is_high else 0)
        if option.state & QStyle.StateFlag.State_Selected:
            draw_choice(painter, place, self._appearance.theme)

    def _draw_result(
        self, painter: QPainter, place: QRectF, result: TrialResult, fill: QColor, room: float
    ) -> None:
        """Fill a cell, and write the longest text that fits every cell. room: in pixels."""
        theme = self._appearance.theme
        written = zip(cell_texts(result, self._grid.by_score), self._widest, strict=True)
        text = next((text for text, widest in written if widest <= room), "")
        ink = readable_on(fill)
        if not self._outcomes.has(result):
            fill = mixed(theme.color("field"), fill, FADED)
            ink = mixed(fill, theme.color("text"), FADED_TEXT)
        painter.fillRect(place, fill)
        if result.diverged_at is not None:
            lines = QColor(ink)
            lines.setAlpha(HATCHING)
            painter.fillRect(place, QBrush(lines, Qt.BrushStyle.BDiagPattern))
            if text:
                box = self._metrics.boundingRect(text)
                box.moveCenter(place.center())
                painter.fillRect(box.adjusted(-2, -1, 2, 1), fill)
        painter.setPen(ink)
        painter.setFont(self.font)
        painter.drawText(place, CENTER, text)
