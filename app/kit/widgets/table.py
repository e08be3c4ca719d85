"""Table and SortedTable: what the tables of the window share, and the painting of their cells."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSignalBlocker,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.kit.numbers import counted, fitted
from app.kit.plain_text import one_line, set_tooltip
from app.kit.table_model import LEFT, NUMBER_ROLE, Index, TableModel
from app.kit.text_size import hold
from app.kit.theme import Appearance, Theme
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import yielding

# The bar at the left of the row that is shown.
BAR_PX = 3
# The pixels between the edge of a cell and its text.
PADDING = 4


class MenuRow(NamedTuple):
    """An action of a context menu. keys: shown beside its text. tooltip, icon: of its button."""

    text: str
    slot: Callable[[], object]
    keys: str = ""
    tooltip: str = ""
    icon: str = ""


class Table(QTableView):
    """A table without grid and row numbers, which the Tab key leaves.

    row_height: in pixels at 100 % of the size of all text.
    """

    copied = Signal(str)

    def __init__(
        self,
        model: QAbstractItemModel,
        name: str,
        accessible: str,
        description: str,
        row_height: int,
    ) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        describe(self, name, accessible, description=description)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        hold(self, row_height=row_height)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        # Cells fill their whole place, so that nothing behind them need be painted.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        # The style sheet says what that is.
        painter.fillRect(event.rect(), self.palette().base())
        painter.end()
        super().paintEvent(event)

    def make_read_only(self) -> None:
        """Let one cell or row be chosen and none be edited, and give way where room ends."""
        yielding(self, both_ways=True)
        hold(self, least_height=84)
        self.setSelectionMode(self.SelectionMode.SingleSelection)
        self.setEditTriggers(self.EditTrigger.NoEditTriggers)

    def mark_cell(self, index: QModelIndex) -> None:
        """Choose a cell, and its row where rows are chosen; or none. Without a signal."""
        flags = QItemSelectionModel.SelectionFlag
        rows = self.selectionBehavior() == self.SelectionBehavior.SelectRows
        with QSignalBlocker(self.selectionModel()):
            self.selectionModel().clear()
            if index.isValid():
                chosen = flags.ClearAndSelect | (flags.Rows if rows else flags.NoUpdate)
                self.selectionModel().setCurrentIndex(index, chosen)
        self.viewport().update()

    def offer_copy(self, rows: Callable[[], Iterable[Iterable[object]]]) -> None:
        """Let Ctrl+C copy a head and rows as a spreadsheet takes them; `copied` says how many."""

        def copy() -> None:
            lines = ["\t".join("" if c is None else str(c) for c in row) for row in rows()]
            QGuiApplication.clipboard().setText("\n".join(lines))
            self.copied.emit(f"Copied {counted(len(lines) - 1, 'row')}.")

        keys = QKeySequence.StandardKey.Copy
        QShortcut(keys, self, copy, context=Qt.ShortcutContext.WidgetShortcut)

    def set_menu(self, name: str, appearance: Appearance, *rows: MenuRow) -> tuple[QAction, ...]:
        """Give the table a context menu, and return its actions."""
        self._menu_name, self._appearance = name, appearance
        self._menu = [(QAction(self), row) for row in rows]
        for action, row in self._menu:
            action.setText(f"{row.text}\t{row.keys}" if row.keys else row.text)
            action.setIconText(row.text)
            action.setIconVisibleInMenu(False)
            set_tooltip(action, row.tooltip)
            action.triggered.connect(row.slot)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        appearance.changed.connect(self._draw_icons)
        self._draw_icons()
        return tuple(action for action, _ in self._menu)

    def _draw_icons(self) -> None:
        for action, row in self._menu:
            if row.icon:
                action.setIcon(self._appearance.icon(row.icon))

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName(self._menu_name)
        menu.addActions([action for action, _ in self._menu])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(position))


class SortedTable(Table):
    """A sorted table. A row is named by its number in the model, wherever it stands."""

    def __init__(
        self,
        model: TableModel,
        by: tuple[int, Qt.SortOrder],
        words: tuple[str, str, str],
        row_height: int,
        proxy: QSortFilterProxyModel | None = None,
    ) -> None:
        """Show a model. by: the column that sorts it at first, and how. words: as of a Table.

        proxy: what sorts it, where rows with equal numbers have an order of their own.
        """
        proxy = proxy or QSortFilterProxyModel()
        proxy.setSourceModel(model)
        proxy.setSortRole(NUMBER_ROLE)
        super().__init__(proxy, *words, row_height)
        proxy.setParent(self)
        self._model, self.proxy = model, proxy
        self.make_read_only()
        self.setSelectionBehavior(self.SelectionBehavior.SelectRows)
        self.setSortingEnabled(True)
        self.sortByColumn(*by)

    def row_of(self, index: QModelIndex) -> int:
        """The number of a row in the model; -1 for no index."""
        return self.proxy.mapToSource(index).row()

    def mark(self, row: int | None) -> None:
        """Choose a row of the model, or none, without a signal."""
        index = QModelIndex() if row is None else self._model.index(row, 0)
        self.mark_cell(self.proxy.mapFromSource(index))
        self.scrollTo(self.currentIndex())


def edit_cell(view: QAbstractItemView, index: QModelIndex) -> None:
    """Open the editor of a cell, or go on in it; a cell that can't be edited has none."""
    if editor := view.indexWidget(index):
        editor.setFocus()
    elif index.flags() & Qt.ItemFlag.ItemIsEditable and view.state() != view.State.EditingState:
        view.edit(index)


def draw_bar(painter: QPainter, rect: QRect, color: QColor) -> None:
    """Draw the bar of the row that is shown, in its first cell."""
    painter.fillRect(rect.left(), rect.top(), BAR_PX, rect.height(), color)


def draw_choice(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """Draw the frame of a chosen cell: of two colours, which is seen on every fill."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, inset in (("text", 0.5), ("text", 1.5), ("surface", 2.5)):
        if place.width() > 4 * inset and place.height() > 4 * inset:
            painter.setPen(QPen(theme.color(color), 1))
            painter.drawRect(place.adjusted(inset, inset, -inset, -inset))


def draw_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    side: Qt.AlignmentFlag = LEFT,
    left: int = PADDING,
    number: float | None = None,
) -> None:
    """Draw the text of a cell as far as there is room, see `fitted`. left: the padding there."""
    room = rect.adjusted(left, 0, -PADDING, 0)
    text = fitted(one_line(text), room.width(), painter.fontMetrics().horizontalAdvance, number)
    painter.drawText(room, int(side), text)


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a table as Qt does, but a number in fewer digits where room is short."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        style = option.widget.style() if option.widget else QApplication.style()
        edge = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, option.widget) + 1
        # Qt elides a text that is wider by a fraction of a pixel.
        measure = QFontMetricsF(option.font).horizontalAdvance
        option.text = fitted(
            option.text,
            option.rect.width() - 2 * edge,
            measure,
            in_the_middle=option.textElideMode == Qt.TextElideMode.ElideMiddle,
        )
