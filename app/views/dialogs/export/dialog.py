"""Export dialog: takes the experiment out as a picture, a film, a table or a script."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.export.checks import check_options
from app.export.kinds import KINDS, Kind, export, size_of
from app.export.view import MakeView
from app.kit.job import Job
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.session.session import Session
from app.views.dialogs.export.fields import quiet, segments
from app.views.dialogs.export.form import ExportForm
from app.views.dialogs.export.target import ExportTarget
from micrograd.export.options import ExportError

WIDTH = 560
# In a longer run most is learned before the second of frames that are shared out evenly.
LONG_RUN = 10_000


class Remembered(NamedTuple):
    """What was chosen the last time. suggestion: the file that it was proposed for."""

    kind: str
    file: str
    suggestion: Path
    endings: dict[str, str]
    texts: dict[str, str]


class ExportDialog(QDialog):
    """Choose a kind, what concerns it and a file; then it is written while the window stays alive.

    kind: the name of the kind to begin with; without it the one that was chosen the last time.
    make_view: what pictures and films are drawn from.
    views: what can be drawn, by name. view_choices: what is chosen in the views of the window.
    suggestion: the file of the experiment; what is written goes beside it, by its name.
    """

    remembered: ClassVar[Remembered | None] = None

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        make_view: MakeView,
        views: Mapping[str, str],
        parent: QWidget | None = None,
        kind: str = "",
        view_choices: Mapping[str, str] | None = None,
        suggestion: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._view_choices = session, view_choices or {}
        self._make_view = make_view
        self._suggestion = suggestion or Path.home() / "experiment"
        self.setObjectName("export_dialog")
        self.setWindowTitle("Export")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self.job = Job(self)
        self._make_choices(views)
        self._make_buttons()
        self._lay_out()
        pace = "early" if session.cursor.run.steps > LONG_RUN else "even"
        self.form.propose({"theme": appearance.theme.name, "pace": pace})
        self._recall(kind)
        self._connect()
        self._show_kind()
        self._show_running()

    def _make_choices(self, views: Mapping[str, str]) -> None:
        titles = {each.name: each.title for each in KINDS}
        texts = {each.name: each.text for each in KINDS}
        self.kind = segments("export_kind", titles, texts)
        self.about = quiet("")
        self.about.setObjectName("export_about")
        self.about.setWordWrap(True)
        self.form = ExportForm(views)
        self.target = ExportTarget()

    def _make_buttons(self) -> None:
        self.note = quiet("")
        self.note.setObjectName("export_note")
        self.bar = QProgressBar()
        self.bar.setObjectName("export_progress")
        self.bar.setAccessibleName("Progress")
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.reading = quiet("")
        self.reading.setObjectName("export_reading")
        self.cancel = QPushButton("Cancel")
        describe(self.cancel, "export_cancel", "Cancel", "Stop writing; what was there stays (Esc)")
        self.cancel.setAutoDefault(False)
        self.start = QPushButton("Export")
        describe(self.start, "export_start", "Export", "Write the file (Enter)")
        self.start.setProperty("primary", True)
        self.start.setDefault(True)

    def _lay_out(self) -> None:
        self.choices = QWidget()
        column = QVBoxLayout(self.choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self.kind, self.about, self.form, self.target):
            column.addWidget(widget)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self.note, 1)
        bottom.addWidget(self.bar, 1)
        for each in (self.reading, self.cancel, self.start):
            bottom.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.choices)
        layout.addStretch(1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self.kind.changed.connect(self._show_kind)
        self.form.changed.connect(self._show_target)
        self.target.changed.connect(self._show_target)
        self.target.kind_typed.connect(self.kind.choose)
        self.start.clicked.connect(self._start)
        self.cancel.clicked.connect(self.reject)
        self.job.advanced.connect(self._show_progress)
        self.job.finished.connect(self._finish)
        self.job.failed.connect(self._fail)

    # What is chosen.

    @property
    def _kind(self) -> Kind:
        return next(kind for kind in KINDS if kind.name == self.kind.choice())

    def _show_kind(self) -> None:
        self.about.setText(self._kind.text)
        self.form.show_options(self._kind.options)
        self.target.show_kind(self._kind)
        self._show_target()

    def _show_target(self) -> None:
        """Say whether the file is there; all that was said before is over."""
        self.form.clear_messages()
        self.target.say("")
        is_there = self.target.is_there
        self.note.setText("This file is there already." if is_there else "")
        self.start.setText("Replace" if is_there else "Export")

    def _recall(self, kind: str) -> None:
        last = ExportDialog.remembered
        self.target.file.setText(str(self._suggestion.with_suffix(KINDS[0].endings[0])))
        self.kind.choose(kind or (last.kind if last else KINDS[0].name))
        if last:
            if last.suggestion == self._suggestion:
                self.target.file.setText(last.file)
            self.target.endings |= last.endings
            self.form.choose(last.texts)

    def done(self, result: int) -> None:
        self.job.cancel()
        target, form = self.target, self.form
        ExportDialog.remembered = Remembered(
            self.kind.choice(),
            target.file.text(),
            self._suggestion,
            target.endings,
            form.texts(),
        )
        super().done(result)

    # Writing.

    def _start(self) -> None:
        self._show_target()
        experiment = self._session.experiment
        try:
            options = replace(self.form.options(), view_choices=self._view_choices)
            check_options(options, self._kind.options, experiment)
            self.target.check()
        except ExportError as error:
            self._show_error(str(error), error.option)
            return
        # What trains beside is brought to an end: what is written is what is on screen.
        self._session.settle()
        self._session.cursor.keep_place()
        self.job.start(export(experiment, options, self.target.path, self._make_view))
        self._show_running()
        self.cancel.setFocus()

    def _show_running(self) -> None:
        is_running = self.job.is_running
        self.choices.setEnabled(not is_running)
        self.start.setEnabled(not is_running)
        self.bar.setVisible(is_running)
        self.reading.setVisible(is_running)
        self.note.setVisible(not is_running)
        self._show_progress()

    def _show_progress(self) -> None:
        self.bar.setValue(round(1000 * self.job.progress.share))
        self.reading.setText(self.job.progress.text)

    def _finish(self) -> None:
        path = self.target.path
        self._session.announce(f"Saved {path.name}, {size_of(path)}.")
        self.accept()

    def _fail(self, message: str) -> None:
        self._show_running()
        self._show_error(message, getattr(self.job.error, "option", ""))

    def _show_error(self, message: str, option: str) -> None:
        name = self.target.path.name
        if not (name and message.startswith(name)):
            message = message[:1].upper() + message[1:]
        if option in self._kind.options:
            self.form.show_problem(option, message)
        else:
            self.target.say(message)

    def reject(self) -> None:
        """Stop writing, or close where nothing is being written."""
        if not self.job.is_running:
            super().reject()
            return
        self.job.cancel()
        self._show_running()
        self._show_target()
        self.note.setText("Cancelled: nothing was written.")
        self.start.setFocus()

    def event(self, event: QEvent) -> bool:
        # As high as what it shows: that differs from kind to kind, and a message may be long.
        if event.type() != QEvent.Type.LayoutRequest:
            return super().event(event)
        handled = super().event(event)
        layout = self.layout()
        if layout:
            self.setFixedHeight(layout.totalHeightForWidth(WIDTH))
        return handled

    def closeEvent(self, event: QCloseEvent) -> None:
        self.job.cancel()
        super().closeEvent(event)
