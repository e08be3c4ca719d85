"""The table of the settings in which the runs differ."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.views.panels.runs.delegate import PADDING, SWATCH_RADIUS, paint_swatch
from app.views.panels.runs.differences_model import DifferencesModel

ROW_HEIGHT = 22
NARROWEST, WIDEST = 56, 180


class RunHeader(QHeaderView):
    """Over each column the colour and the name of its run."""

    def __init__(self, model: DifferencesModel, appearance: Appearance) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._runs_model, self._appearance = model, appearance

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, run = self._appearance.theme, self._runs_model.runs[section]
        painter.save()
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        center = QPointF(rect.left() + PADDING + SWATCH_RADIUS, rect.top() + rect.height() / 2)
        paint_swatch(painter, center, theme.of_run(run.number), run.is_hidden)
        painter.setPen(theme.color("text"))
        room = rect.adjusted(round(2 * PADDING + 2 * SWATCH_RADIUS), 0, -PADDING, 0)
        name = painter.fontMetrics().elidedText(
            self._runs_model.headerData(section, Qt.Orientation.Horizontal),
            Qt.TextElideMode.ElideRight,
            room.width(),
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()


class DifferencesTable(QTableView):
    """A column per run, a row per setting; wide texts are cut, their tooltips say all."""

    def __init__(self, model: DifferencesModel, appearance: Appearance) -> None:
        super().__init__()
        self._differences = model
        self.setModel(model)
        describe(self, "differences_table", "Differences between the runs", "")
        self.setAccessibleDescription("A column for each run, a row for each setting that differs")
        self.setHorizontalHeader(RunHeader(model, appearance))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.verticalHeader()
        header.setDefaultSectionSize(ROW_HEIGHT)
        header.setMinimumSectionSize(ROW_HEIGHT)
        for each in (header, self.horizontalHeader()):
            each.setHighlightSections(False)
            each.setSectionsClickable(False)
        # Lines under the names alone would look like a table of their own.
        header.setStyleSheet("QHeaderView::section { border: none; }")
        model.modelReset.connect(self._fit_columns)

    def _fit_columns(self) -> None:
        metrics = self.fontMetrics()
        # Two runs can be compared without scrolling.
        room = (self.viewport().width() - 1) // 2
        for column, run in enumerate(self._differences.runs):
            texts = [row.texts[column] for row in self._differences.rows]
            width = max(metrics.horizontalAdvance(text) for text in [*texts, f"●  {run.name}"])
            self.setColumnWidth(column, max(NARROWEST, min(WIDEST, room, width + 16)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
