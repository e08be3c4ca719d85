"""Runs panel: the list of all runs, and the settings in which they differ."""

from typing import ClassVar

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.kit.numbers import counted
from app.kit.signals import connect_all
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import CENTER, action_button, fill, in_box, named_label
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.panels.runs.differences import DifferencesModel, DifferencesTable
from app.views.panels.runs.model import Column, RunsModel
from app.views.panels.runs.table import RunsTable
from micrograd.runs.run import Run

LIST, COMPARE = "List", "Compare"
EVERY_RUN = "Every run: turn to it, rename, hide, copy or delete it"
PAGES = (
    ControlSegment(LIST, "runs_list_button", LIST, EVERY_RUN),
    ControlSegment(
        COMPARE, "runs_compare_button", "Settings", "Only the settings in which the runs differ"
    ),
)
# Below this width the header has no room for the number of runs.
WIDE = 330


class RunsPanel(Panel, View):
    """The list of runs, to turn to, rename, hide, copy and delete; and the runs' differences."""

    keys: ClassVar = {
        "In Runs": [
            ("Enter", "Turn to the chosen run"),
            ("F2", "Rename it"),
            ("Space", "Hide its curve, or show it"),
            ("C", "Compare the chosen runs"),
            ("Left, Right", "Fold its branches, unfold them"),
            ("Delete", "Delete it"),
        ]
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("runs_panel", "Runs", appearance)
        self._session = session
        self._current: Run | None = None
        self.model = RunsModel(session, self)
        self.table = RunsTable(session, self.model, appearance)
        self.message = MessageLine("runs_message")
        self.differences_model = DifferencesModel(session, self)
        self.differences = DifferencesTable(self.differences_model, appearance)
        self.same = named_label("no_differences", "quiet", align=CENTER, wraps=True)
        self._pages = QStackedWidget()
        for page in (self._list_page(), self.differences, self.same):
            self._pages.addWidget(page)
        self.lay_out((self._pages, 1), margins=(8, 2, 8, 8))
        self._add_segments()
        self._connect()
        self._show_runs()

    def _list_page(self) -> QWidget:
        buttons = fill(
            QHBoxLayout(),
            action_button(self.table.turn, "make_run_current_button"),
            action_button(self.table.copy, "duplicate_run_button"),
            action_button(self.table.deletion, "delete_run_button"),
            None,
            action_button(self.table.hiding, "hide_run_button", "Hide or show"),
        )
        self.idle_in_pictures = (in_box(buttons),)
        items = (self.table, 1), self.message, *self.idle_in_pictures
        return in_box(fill(QVBoxLayout(), *items, spacing=6))

    def _add_segments(self) -> None:
        self.segments = SegmentedControl(PAGES, LIST)
        self.choices = {"runs_page": ViewChoice(self.segments.choice, self.segments.choose)}
        self.segments.changed.connect(self._show_page)
        self.header.extra.addWidget(self.segments)
        # The number of runs may be cut, so that it does not widen the panel.
        self.header.detail.setMinimumWidth(1)

    def _connect(self) -> None:
        runs, cursor = self._session.runs, self._session.cursor
        # The model was connected before, so it has the new runs already.
        connect_all(self._show_runs, runs.changed, cursor.edited, cursor.moved, cursor.diverged)
        self.model.dataChanged.connect(self._compare_after)
        self.model.refused.connect(self.message.say)
        for table in (self.table, self.differences):
            self.appearance.changed.connect(table.viewport().update)

    # State to screen.

    def _show_runs(self) -> None:
        self._show_count()
        if self._session.cursor.run is not self._current or not self.table.chosen:
            self._current = self._session.cursor.run
            self.table.choose([self.model.shown_for(self._current)])
        self.table.show_actions()
        self._show_page()

    def _show_count(self) -> None:
        text = counted(len(self._session.experiment.runs), "run").upper()
        self.header.detail.setText(text if self.width() >= px(WIDE) else "")

    def _show_page(self) -> None:
        if self.segments.choice() == LIST:
            self._pages.setCurrentIndex(0)
            return
        if not self.isVisible():
            # Runs are compared only while somebody can see the result.
            return
        self.differences_model.refresh()
        self.differences.horizontalHeader().viewport().update()
        is_alone = len(self._session.experiment.runs) == 1
        self.same.setText(
            "There is only one run." if is_alone else "All runs have the same settings."
        )
        self._pages.setCurrentIndex(1 if self.differences_model.rows else 2)

    def _compare_after(self, first: QModelIndex) -> None:
        # The first step after a change is the first that was trained with it.
        if first.column() == Column.DIFFERENCE:
            self._show_page()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_count()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_count()
        self._show_page()
