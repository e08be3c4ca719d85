"""Runs panel: the list of all runs, and the settings in which they differ."""

from typing import ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.kit.numbers import counted
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine, describe
from app.kit.widgets.panel import Panel
from app.kit.widgets.segments import Segment, Segments
from app.session.session import Session
from app.views.contract import View, ViewChoice, hide
from app.views.panels.runs.differences_model import DifferencesModel
from app.views.panels.runs.differences_table import DifferencesTable
from app.views.panels.runs.model import RunsModel
from app.views.panels.runs.table import RunsTable
from micrograd.runs.run import Run

LIST, COMPARE = "List", "Compare"
PAGES = {
    LIST: "Every run: turn to it, rename, hide, copy or delete it",
    COMPARE: "Only the settings in which the runs differ",
}
# Below this width the header has no room for the number of runs.
WIDE = 330


class RunsPanel(Panel, View):
    """Turns to runs, renames, hides, copies and deletes them, and compares their settings."""

    keys: ClassVar = {
        "In Runs": [
            ("Enter", "Turn to the chosen run"),
            ("F2", "Rename it"),
            ("Space", "Hide its curve, or show it"),
            ("Delete", "Delete it"),
        ]
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("runs_panel", "Runs", appearance)
        self._session = session
        self._current: Run | None = None
        self.model = RunsModel(session, self)
        self.table = RunsTable(self.model, appearance)
        self.message = MessageLine("runs_message")
        self.differences_model = DifferencesModel(session, self)
        self.differences = DifferencesTable(self.differences_model, appearance)
        self.same = QLabel()
        self.same.setObjectName("no_differences")
        self.same.setProperty("role", "quiet")
        self.same.setWordWrap(True)
        self.same.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list_page())
        self._pages.addWidget(self.differences)
        self._pages.addWidget(self.same)
        self.body.addWidget(self._pages, 1)
        self.body.setContentsMargins(8, 2, 8, 8)
        self._add_segments()
        self._connect()
        self._draw_icons()
        self._show_runs()

    def _list_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table, 1)
        column.addWidget(self.message)
        column.addLayout(self._buttons())
        return page

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        self.turn_button, self.copy_button = QToolButton(), QToolButton()
        self.delete_button, self.hide_button = QToolButton(), QToolButton()
        for button, name, accessible, slot in [
            (self.turn_button, "make_run_current_button", "Make current", self.make_current),
            (self.copy_button, "duplicate_run_button", "Duplicate", self.duplicate),
            (self.delete_button, "delete_run_button", "Delete", self.delete),
            (self.hide_button, "hide_run_button", "Hide or show", self.toggle),
        ]:
            describe(button, name, accessible, "")
            button.clicked.connect(slot)
            line.addWidget(button)
        line.insertStretch(3)
        return line

    def _add_segments(self) -> None:
        self._segments = Segments(
            (
                Segment(name, f"runs_{name.lower()}_button", name, tooltip)
                for name, tooltip in PAGES.items()
            ),
            LIST,
        )
        self._segments.changed.connect(self._show_page)
        self.header.extra.addWidget(self._segments)
        # It gives way, so that it makes the panel no wider.
        self.header.detail.setMinimumWidth(1)

    def _connect(self) -> None:
        session = self._session
        # The model hears of it first.
        for signal in (
            session.runs.changed,
            session.cursor.edited,
            session.cursor.moved,
            session.cursor.diverged,
        ):
            signal.connect(self._show_runs)
        self.model.refused.connect(self.message.say)
        self.table.turned_to.connect(session.runs.make_current)
        self.table.toggled.connect(self._toggle)
        self.table.delete_pressed.connect(self.delete)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        self.appearance.changed.connect(self._draw_icons)

    def _draw_icons(self) -> None:
        self.turn_button.setIcon(self.appearance.icon("to_selected"))
        self.copy_button.setIcon(self.appearance.icon("duplicate"))
        self.delete_button.setIcon(self.appearance.icon("delete"))
        self.table.viewport().update()
        self.differences.viewport().update()

    # What the window asks for.

    @property
    def choices(self) -> dict[str, ViewChoice]:
        return {"runs_page": ViewChoice(self._shown_page, self.choose_page)}

    def _shown_page(self) -> str:
        return self.page

    def prepare_picture(self) -> None:
        hide(self.turn_button, self.copy_button, self.delete_button, self.hide_button)

    # State to screen.

    @property
    def page(self) -> str:
        """What is shown: "List" or "Compare"."""
        return self._segments.choice()

    def choose_page(self, name: str) -> None:
        """Show "List" or "Compare"."""
        self._segments.choose(name)

    def _show_runs(self) -> None:
        self._show_count()
        if self._session.cursor.run is not self._current or not self.table.chosen:
            self._current = self._session.cursor.run
            self.table.choose([self._current])
        self._show_buttons()
        self._show_page()

    def _show_count(self) -> None:
        text = counted(len(self.model.runs), "run").upper()
        self.header.detail.setText(text if self.width() >= WIDE else "")

    def _show_page(self) -> None:
        if self.page == LIST:
            self._pages.setCurrentIndex(0)
            return
        if not self.isVisible():
            # It is compared when it is looked at.
            return
        self.differences_model.refresh()
        self.differences.horizontalHeader().viewport().update()
        is_alone = len(self.model.runs) == 1
        self.same.setText(
            "There is only one run." if is_alone else "All runs have the same settings."
        )
        self._pages.setCurrentIndex(1 if self.differences_model.rows else 2)

    def _show_buttons(self) -> None:
        chosen, run_list = self.table.chosen, self._session.runs
        is_one = len(chosen) == 1
        is_all = len(chosen) == len(self._session.experiment.runs)
        self.turn_button.setEnabled(is_one and chosen[0] is not self._session.cursor.run)
        self.turn_button.setToolTip(
            "Turn to the chosen run, at the step where it was left (Enter)"
            if self.turn_button.isEnabled()
            else "Choose another run to turn to it"
        )
        self.copy_button.setEnabled(is_one)
        self.copy_button.setToolTip("Duplicate the chosen run, with all of its steps")
        self.delete_button.setEnabled(run_list.can_delete(*chosen))
        self.delete_button.setToolTip(
            "Delete the chosen runs; Undo brings them back (Delete)"
            if not is_all
            else "An experiment has at least one run: the last one can't be deleted"
        )
        self.hide_button.setEnabled(bool(chosen))
        self.hide_button.setText("Show" if self._are_hidden(chosen) else "Hide")
        self.hide_button.setToolTip("Hide the curves of the chosen runs, or show them (Space)")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_count()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_count()
        self._show_page()

    # Screen to state.

    @property
    def _chosen(self) -> list[Run]:
        """The chosen runs; the current one where none is chosen."""
        return self.table.chosen or [self._session.cursor.run]

    def make_current(self) -> None:
        """Turn to the chosen run."""
        self._session.runs.make_current(self._chosen[0])

    def duplicate(self) -> None:
        """Copy the chosen run, and turn to the copy."""
        self._session.runs.duplicate(self._chosen[0])

    def delete(self) -> None:
        """Delete the chosen runs, unless none would be left."""
        chosen = self._chosen
        if self._session.runs.can_delete(*chosen):
            # Rows that are chosen take long to remove.
            self.table.clearSelection()
            self._session.runs.delete(*chosen)

    def toggle(self) -> None:
        """Hide the curves of the chosen runs, or show them where all of them are hidden."""
        self._toggle(self._chosen)

    def _toggle(self, runs: list[Run]) -> None:
        self._session.runs.set_hidden(runs, not self._are_hidden(runs))

    @staticmethod
    def _are_hidden(runs: list[Run]) -> bool:
        return bool(runs) and all(run.is_hidden for run in runs)

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("runs_menu")
        for button, text, slot in [
            (self.turn_button, "Make current\tEnter", self.make_current),
            (self.copy_button, "Rename…\tF2", self.table.rename),
            (self.copy_button, "Duplicate", self.duplicate),
            (self.hide_button, f"{self.hide_button.text()}\tSpace", self.toggle),
            (self.delete_button, "Delete\tDel", self.delete),
        ]:
            action = QAction(text, menu)
            action.setEnabled(button.isEnabled())
            action.triggered.connect(slot)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.table.viewport().mapToGlobal(position))
