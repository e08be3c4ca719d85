"""ParameterTree: draws the row of a parameter at once, since all rows change in every frame."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView

from app.kit.numbers import ZEROS, fitted, signed
from app.kit.signals import connect_all
from app.kit.table_model import LEFT, RIGHT
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.marks import draw_snowflake
from app.views.panels.parameters.model import BAR_PX, DATA, GRAD, ParameterModel

# A parameter is indented by DEPTH levels; its name begins NAME_MARGIN pixels after that.
DEPTH, NAME_MARGIN = 3, 3
NUMBERS = (DATA, GRAD)
# The size of the mark of a frozen parameter, and how far it stands from the start of the name.
MARK, MARK_LEFT = 9, 32
# What a cell has beside its number, in pixels: margins, and a bar where there is room.
MARGINS, BAR_ROOM = 12, 40
# Turning a flag into a number takes Python as long as Qt takes to draw a letter.
ALIGNED = int(RIGHT)


class ParameterTree(QTreeView):
    """A tree whose rows of parameters are drawn here: a name, two numbers and two bars.

    Qt draws the rows of layers and neurons. For parameters, a delegate for each cell and the roles
    that it asks for would take four times as long. `copied` and `pasted` come with the keys.
    """

    copied = Signal()
    pasted = Signal()

    def __init__(self, model: ParameterModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        # The places of the parameters in sight, by index; None until the whole tree was painted.
        self._places: dict[int, QRect] | None = None
        # The last look of each of their numbers, see `ParameterModel.look`.
        self._looks: dict[tuple[int, int], tuple[str, int]] = {}
        # Whether a text of a shape, all of its digits 0, fits a room in pixels.
        self._fits: dict[tuple[str, int], bool] = {}
        self._asked = QRegion()
        self._has_bars = True
        # Each paint fills its whole place, so that nothing behind it need be painted.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        connect_all(
            self._forget_places,
            self.verticalScrollBar().valueChanged,
            self.horizontalScrollBar().valueChanged,
            self.expanded,
            self.collapsed,
        )

    def setModel(self, proxy: QAbstractItemModel | None) -> None:
        super().setModel(proxy)
        if proxy is not None:
            rows = proxy.rowsInserted, proxy.rowsRemoved
            connect_all(self._forget_places, proxy.modelReset, proxy.layoutChanged, *rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self._edit_data()
        else:
            super().keyPressEvent(event)

    def _edit_data(self) -> None:
        """Edit the data of the current row, whichever of its cells is the current one."""
        data = self.currentIndex().siblingAtColumn(DATA)
        if data.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(data)

    def resizeEvent(self, event: QResizeEvent) -> None:
        chosen = self.visualRect(self.currentIndex())
        was_in_sight = QRect(QPoint(0, 0), event.oldSize()).intersects(chosen)
        super().resizeEvent(event)
        self._forget_places()
        self.fit_columns()
        if was_in_sight:
            # A panel that becomes lower keeps the row that is talked about.
            self.scrollTo(self.currentIndex())

    def fit_columns(self) -> None:
        """Give the numbers the width of their digits; where it is narrow, bars go first."""
        digits = self._model.digits
        widest = max((signed(-0.5, digits), signed(-5e-199, digits)), key=len)
        width = self.fontMetrics().horizontalAdvance(widest)
        room = self.viewport().width() - self.header().minimumSectionSize() - len(NUMBERS) * width
        self._has_bars = room >= len(NUMBERS) * BAR_ROOM
        for column in NUMBERS:
            self.header().resizeSection(column, width + (BAR_ROOM if self._has_bars else MARGINS))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fits.clear()

    def _forget_places(self) -> None:
        self._places = None

    def show_numbers(self) -> None:
        """Repaint the numbers in sight that look different now."""
        if self._places is None:
            self.viewport().update()
            return
        left = self.columnViewportPosition(DATA)
        for parameter, place in self._places.items():
            if self._take_looks(parameter):
                self._asked += place.adjusted(left, 0, 0, 0)
        self.viewport().update(self._asked)

    def _take_looks(self, parameter: int) -> bool:
        """Note how the numbers of a parameter look; True if one looks different now."""
        looks = {(parameter, column): self._model.look(parameter, column) for column in NUMBERS}
        if looks.items() <= self._looks.items():
            return False
        self._looks |= looks
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        asked, self._asked = self._asked, QRegion()
        places, surface = self._places, self._appearance.theme.color("surface")
        if places is not None and event.region().subtracted(asked).isEmpty():
            # Only numbers changed: Qt need not be asked for the place of every row.
            painter = QPainter(self.viewport())
            for parameter, place in places.items():
                if asked.intersects(place):
                    painter.fillRect(place, surface)
                    self._draw_numbers(painter, place, parameter)
            painter.end()
            return
        if event.rect() == self.viewport().rect():
            self._places = {}
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), surface)
        painter.end()
        super().paintEvent(event)

    def drawRow(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        proxy = index.model()
        assert isinstance(proxy, QSortFilterProxyModel)
        row = self._model.row_of(proxy.mapToSource(index))
        if row.parameter is None:
            super().drawRow(painter, option, index)
            return
        if self._places is not None:
            self._places[row.parameter] = QRect(option.rect)
        self._take_looks(row.parameter)
        self._draw_numbers(painter, option.rect, row.parameter)
        painter.setPen(self._appearance.theme.color("text"))
        left = DEPTH * self.indentation() - self.horizontalOffset() + NAME_MARGIN
        painter.drawText(option.rect.adjusted(left, 0, 0, 0), int(LEFT), row.name)
        if self._model.is_frozen(row.parameter):
            self._draw_frozen(painter, option.rect, left + px(MARK_LEFT))

    def _draw_frozen(self, painter: QPainter, rect: QRect, left: int) -> None:
        theme, radius = self._appearance.theme, px(MARK) / 2
        center = QPointF(rect.left() + left, rect.center().y() + 0.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_snowflake(painter, center, radius, theme.color("frozen"), QColor("transparent"))
        painter.restore()

    def _draw_numbers(self, painter: QPainter, rect: QRect, parameter: int) -> None:
        if self._model.is_chosen(parameter):
            painter.fillRect(rect, self._appearance.theme.color("selection"))
        for column in NUMBERS:
            x, width = self.columnViewportPosition(column), self.columnWidth(column)
            cell = QRect(x, rect.y(), width, rect.height())
            self._draw_number(painter, cell, column, *self._looks[parameter, column])

    def _draw_number(
        self, painter: QPainter, rect: QRect, column: int, text: str, bar: int
    ) -> None:
        """Draw a number, and beside it a small bar to the left or right by its sign and size."""
        theme, middle, y = self._appearance.theme, rect.right() - BAR_PX - 2, rect.center().y()
        painter.setPen(theme.color("text"))
        right = 2 * BAR_PX + 8 if self._has_bars else 4
        room = rect.adjusted(4, 0, -right, 0)
        painter.drawText(room, ALIGNED, self._fitted(text, room.width()))
        if not self._has_bars:
            return
        color = theme.signed("data" if column == DATA else "grad", bar)
        painter.fillRect(QRect(middle + min(bar, 0), y - 3, abs(bar), 7), color)
        painter.fillRect(QRectF(middle - 0.5, y - 5, 1, 11), theme.color("border"))

    def _fitted(self, text: str, room: int) -> str:
        """The number in as many digits as fit its column; texts of one shape are equally wide."""
        shape = text.translate(ZEROS), room
        if shape not in self._fits:
            self._fits[shape] = self.fontMetrics().horizontalAdvance(shape[0]) <= room
        if self._fits[shape]:
            return text
        return fitted(text, room, self.fontMetrics().horizontalAdvance)
