"""The table of the settings in which the runs differ: a column per run, a row per setting."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from app.kit.signals import connect_all
from app.kit.table_model import LEFT, TableColumn, TableModel
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.table import PADDING, Table, draw_text
from app.session.session import Session
from app.views.panels.runs.delegate import SWATCH_RADIUS, paint_swatch
from micrograd.runs.differences import Difference, differences
from micrograd.runs.run import Run

ROW_HEIGHT = 22
NARROWEST, WIDEST = 56, 180


class DifferencesModel(TableModel[Difference]):
    """The differences between the runs, as they were at the last `refresh`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        self._names: list[str] = []
        self.runs: list[Run] = []

    def refresh(self) -> None:
        """Compare the runs again, and show the result if it is different."""
        runs = self._compared()
        rows, names = self._rows(runs), [run.name for run in runs]
        if (runs, rows, names) != (self.runs, self.rows, self._names):
            self.runs, self._names = [*runs], names
            columns = [_column(name, i) for i, name in enumerate(names)]
            self.show_rows(rows, columns, [row.setting for row in rows])

    def _compared(self) -> list[Run]:
        """The runs that have columns."""
        return self._session.experiment.runs

    def _rows(self, runs: Sequence[Run]) -> list[Difference]:
        return differences(runs)


def _column(run: str, position: int) -> TableColumn[Difference]:
    return TableColumn(
        run,
        run,
        lambda difference: difference.texts[position],
        lambda difference: f"{run}\n{difference.setting}: {difference.full[position]}",
        is_text=True,
    )


class RunHeader(QHeaderView):
    """A header that shows the colour and the name of the run of each column."""

    def __init__(self, model: DifferencesModel, appearance: Appearance) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._runs_model, self._appearance = model, appearance

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, run = self._appearance.theme, self._runs_model.runs[section]
        painter.save()
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        swatch_width = PADDING + 2 * SWATCH_RADIUS
        center = rect.toRectF().center()
        center.setX(rect.left() + swatch_width - SWATCH_RADIUS)
        paint_swatch(painter, center, theme.of_run(run.number), run.is_hidden)
        painter.setPen(theme.color("text"))
        name = self._runs_model.headerData(section, Qt.Orientation.Horizontal)
        draw_text(painter, rect, name, left=round(swatch_width + PADDING))
        painter.restore()


class DifferencesTable(Table):
    """A column per run, a row per setting; wide texts are cut, their tooltips say all."""

    def __init__(
        self, model: DifferencesModel, appearance: Appearance, name: str = "differences_table"
    ) -> None:
        about = "A column for each run, a row for each setting that differs"
        super().__init__(model, name, "Differences between the runs", about, ROW_HEIGHT)
        self._differences = model
        self.setHorizontalHeader(RunHeader(model, appearance))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Lines under the names alone would look like a table of their own.
        self.verticalHeader().setStyleSheet("QHeaderView::section { border: none; }")
        self.verticalHeader().setDefaultAlignment(LEFT)
        self.verticalHeader().show()
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        connect_all(self._fit_columns, model.modelReset, appearance.changed)

    def _fit_columns(self) -> None:
        metrics = self.fontMetrics()
        # Half of the width at most, so that two runs can be compared without scrolling.
        room = (self.viewport().width() - 1) // 2
        for column, run in enumerate(self._differences.runs):
            texts = [row.texts[column] for row in self._differences.rows]
            width = max(metrics.horizontalAdvance(text) for text in [*texts, f"●  {run.name}"])
            self.setColumnWidth(column, max(px(NARROWEST), min(px(WIDEST), room, width + 16)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
