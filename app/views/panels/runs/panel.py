"""Runs panel: the list of all runs, and the settings in which they differ."""

from typing import ClassVar

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.kit.numbers import counted
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import CENTER, action_button, fill, named_label
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.panels.runs.differences import DifferencesModel, DifferencesTable
from app.views.panels.runs.model import RunsModel
from app.views.panels.runs.table import RunsTable
from micrograd.runs.run import Run

LIST, COMPARE = "List", "Compare"
EVERY_RUN = "Every run: turn to it, rename, hide, copy or delete it"
PAGES = (
    ControlSegment(LIST, "runs_list_button", LIST, EVERY_RUN),
    ControlSegment(
        COMPARE, "runs_compare_button", COMPARE, "Only the settings in which the runs differ"
    ),
)
HIDING = "Hide the curves of the chosen runs, or show them (Space)"
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
        self.same = named_label("no_differences", "quiet", align=CENTER, wraps=True)
        self._make_actions()
        self._pages = QStackedWidget()
        for page in (self._list_page(), self.differences, self.same):
            self._pages.addWidget(page)
        self.lay_out((self._pages, 1), margins=(8, 2, 8, 8))
        self._add_segments()
        self._connect()
        self._draw_icons()
        self._show_runs()

    def _make_actions(self) -> None:
        self._turn, self._rename, self._copy, self._hide, self._delete = self.table.set_menu(
            "runs_menu",
            ("Make current", "Enter", self.make_current, ""),
            ("Rename…", "F2", self.table.rename, ""),
            ("Duplicate", "", self.duplicate, "Duplicate the chosen run, with all of its steps"),
            ("Hide", "Space", self.toggle, HIDING),
            ("Delete", "Del", self.delete, ""),
        )

    def _list_page(self) -> QWidget:
        page, self._buttons = QWidget(), QWidget()
        fill(
            QHBoxLayout(self._buttons),
            action_button(self._turn, "make_run_current_button"),
            action_button(self._copy, "duplicate_run_button"),
            action_button(self._delete, "delete_run_button"),
            None,
            action_button(self._hide, "hide_run_button", "Hide or show"),
        )
        fill(QVBoxLayout(page), (self.table, 1), self.message, self._buttons, spacing=6)
        return page

    def _add_segments(self) -> None:
        self._segments = SegmentedControl(PAGES, LIST)
        self._segments.changed.connect(self._show_page)
        self.header.extra.addWidget(self._segments)
        # It gives way, so that it makes the panel no wider.
        self.header.detail.setMinimumWidth(1)

    def _connect(self) -> None:
        runs, cursor = self._session.runs, self._session.cursor
        # The model hears of it first.
        connect_all(self._show_runs, runs.changed, cursor.edited, cursor.moved, cursor.diverged)
        self.model.refused.connect(self.message.say)
        self.table.turned_to.connect(runs.make_current)
        self.table.toggled.connect(self._toggle)
        self.table.delete_pressed.connect(self.delete)
        self.table.selectionModel().selectionChanged.connect(self._show_actions)
        self.appearance.changed.connect(self._draw_icons)

    def _draw_icons(self) -> None:
        self._turn.setIcon(self.appearance.icon("to_selected"))
        self._copy.setIcon(self.appearance.icon("duplicate"))
        self._delete.setIcon(self.appearance.icon("delete"))
        self.table.viewport().update()
        self.differences.viewport().update()

    # What the window asks for.

    @property
    def choices(self) -> dict[str, ViewChoice]:
        return {"runs_page": ViewChoice(self._segments.choice, self.choose_page)}

    def prepare_picture(self) -> None:
        self._buttons.hide()

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
        self._show_actions()
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

    def _show_actions(self) -> None:
        chosen = self.table.chosen
        is_one = len(chosen) == 1
        is_all = len(chosen) == len(self._session.experiment.runs)
        self._turn.setEnabled(is_one and chosen[0] is not self._session.cursor.run)
        self._turn.setToolTip(
            "Turn to the chosen run, at the step where it was left (Enter)"
            if self._turn.isEnabled()
            else "Choose another run to turn to it"
        )
        self._rename.setEnabled(is_one)
        self._copy.setEnabled(is_one)
        self._delete.setEnabled(self._session.runs.can_delete(*chosen))
        self._delete.setToolTip(
            "Delete the chosen runs; Undo brings them back (Delete)"
            if not is_all
            else "An experiment has at least one run: the last one can't be deleted"
        )
        self._hide.setEnabled(bool(chosen))
        text = "Show" if self._are_hidden(chosen) else "Hide"
        self._hide.setText(f"{text}\tSpace")
        self._hide.setIconText(text)

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
