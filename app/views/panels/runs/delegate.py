"""RunsDelegate: draws the rows of the list of runs, and edits their names."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.kit.table_model import Index
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.table import BAR_PX, PADDING, draw_bar, draw_text
from app.views.panels.runs.model import Column, RunsModel
from micrograd.runs.run import Run
from micrograd.runs.tree import TreeRow

SWATCH_RADIUS, SMALL_PX, EDITOR_PX = 4.5, 11, 22
# The width of the arrow of a run with branches, and how much farther in each of these begins. From
# the DEEPEST level on branches stand below each other.
ARROW_PX, INDENT_PX, DEEPEST = 12, 12, 6


class RunsDelegate(QStyledItemDelegate):
    """Draws the current run in bold with a bar at its left, and a hidden run quietly.

    is_stacked: True draws what differs under the name, and the steps under the loss.
    """

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.is_stacked = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model = self._appearance.theme, index.model()
        assert isinstance(model, RunsModel)
        run = model.runs[index.row()]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selection"))
        if index.column() == Column.LOOK:
            self._draw_look(painter, option.rect, run, model.is_current(run))
        else:
            self._draw_texts(painter, option.rect, index, run)
        painter.restore()

    def _draw_look(self, painter: QPainter, rect: QRect, run: Run, is_current: bool) -> None:
        theme = self._appearance.theme
        if is_current:
            draw_bar(painter, rect, theme.color("accent"))
        middle = rect.top() + rect.height() / (4 if self.is_stacked else 2) + self.is_stacked
        center = QPointF(rect.left() + BAR_PX + (rect.width() - BAR_PX) / 2, middle)
        paint_swatch(painter, center, theme.of_run(run.number), run.is_hidden)

    def _draw_texts(self, painter: QPainter, rect: QRect, index: Index, run: Run) -> None:
        theme, column, model = self._appearance.theme, Column(index.column()), index.model()
        assert isinstance(model, RunsModel)
        font = painter.font()
        font.setBold(column is Column.NAME and model.is_current(run))
        painter.setFont(font)
        if column is Column.NAME:
            row = model.tree[run]
            if row.branches:
                self._draw_arrow(
                    painter, arrow_rect(rect, row, self.is_stacked), run in model.folded
                )
            rect = rect.adjusted(indent_of(row, model.is_flat), 0, 0, 0)
        is_quiet = run.is_hidden or column is Column.DIFFERENCE
        painter.setPen(theme.color("quiet" if is_quiet else "text"))
        side = model.columns[column].alignment
        if not self.is_stacked:
            draw_text(painter, rect, index.data(), side)
            return
        half = rect.height() // 2
        first, second = rect.adjusted(0, 2, 0, -half), rect.adjusted(0, half, 0, -2)
        is_name = column is Column.NAME
        draw_text(painter, first, index.data() if is_name else f"loss {index.data()}", side)
        font.setBold(False)
        font.setPixelSize(px(SMALL_PX))
        painter.setFont(font)
        painter.setPen(theme.color("quiet"))
        if is_name:
            forms = model.brief_differences(run)
            advance, room = painter.fontMetrics().horizontalAdvance, second.width() - 2 * PADDING
            under = next((form for form in forms if advance(form) <= room), forms[-1])
        else:
            under = f"step {model.index(index.row(), Column.STEPS).data()}"
        draw_text(painter, second, under, side)

    def _draw_arrow(self, painter: QPainter, rect: QRect, is_folded: bool) -> None:
        """A triangle that points at the branches: to the right where they are folded."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._appearance.theme.color("quiet"))
        center, r = rect.toRectF().center(), px(3)
        across, along = (-r, 1.2 * r), (r, 0.0)
        corners = [(across[0], -across[1]), along, across]
        points = [QPointF(x, y) if is_folded else QPointF(y, x) for x, y in corners]
        painter.drawPolygon([center + point for point in points])

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        describe(editor, "run_name_editor", "New name", "Enter takes the name, Escape leaves it")
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        # The editor covers the rest of the row, so that a long name has room.
        viewport = editor.parentWidget()
        assert viewport is not None
        rect = QRect(option.rect.topLeft(), viewport.rect().bottomRight())
        rect.setHeight(min(option.rect.height(), px(EDITOR_PX)))
        editor.setGeometry(rect)


def indent_of(row: TreeRow, is_flat: bool) -> int:
    """The pixels that the name of a run begins farther to the right than in a list."""
    return 0 if is_flat else px(ARROW_PX) + min(row.depth, DEEPEST) * px(INDENT_PX)


def arrow_rect(cell: QRect, row: TreeRow, is_stacked: bool) -> QRect:
    """The place of the arrow in the name's cell of a run that has branches."""
    left = cell.left() + min(row.depth, DEEPEST) * px(INDENT_PX) + 2
    return QRect(left, cell.top(), px(ARROW_PX), cell.height() // (2 if is_stacked else 1))


def paint_swatch(painter: QPainter, center: QPointF, color: QColor, is_hidden: bool) -> None:
    """A dot in a run's colour: filled, or a ring where the run's curve is hidden."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(QBrush(Qt.BrushStyle.NoBrush) if is_hidden else QBrush(color))
    painter.drawEllipse(center, SWATCH_RADIUS, SWATCH_RADIUS)
