"""Export dialog: writes the experiment as a picture, a film, a table or a script."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget, QWidgetItem

from app.documents.endings import title_of
from app.export.checks import check_options
from app.export.kinds import KINDS, Kind, export, size_of
from app.export.options import MAP_VIEW, OPTIONS, ExportOptions
from app.export.view import MakeView
from app.kit import text_size
from app.kit.numbers import shortest
from app.kit.sliced import Sliced
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.parts import fill, named_label, thin_bar
from app.session.session import Session
from app.views.dialogs.export.fields import segments
from app.views.dialogs.export.form import ExportForm
from app.views.dialogs.export.target import ExportTarget
from app.views.dialogs.parts import (
    FRAME,
    dress_dialog,
    fill_dialog,
    move_on_screen,
    push_button,
    scrolling,
)
from micrograd.export.options import ExportError
from micrograd.runs.recompute import all_recomputed, doubts, to_recompute

WIDTH = 560
# Steps. In a longer run most is learned before the second frame of an even film.
LONG_RUN = 10_000
# Seconds that a slice of writing takes: long ones, since the person only waits for the file.
SLICE_S = 0.015
# The first choice of an option while a page is shown, by the names of page, kind and option.
ON_PAGE = {"map": {"picture": {"view": MAP_VIEW}, "table": {"content": "map"}}}


class LastExport(NamedTuple):
    """The choices of the last export. suggestion: the file of the experiment at that time.

    texts: of the fields, by the names of kind and option.
    """

    kind: str
    file: str
    suggestion: Path
    endings: dict[str, str]
    texts: dict[str, dict[str, str]]


class ExportDialog(QDialog):
    """A kind of file, its options and a file; the file is written while the window stays alive.

    make_view: makes the view that pictures and films are drawn from.
    views: the words for what can be drawn, by name.
    kind: the name of the kind to begin with; without it that of the last export.
    view_choices: the choices in the views of the window.
    suggestion: the file of the experiment; the exported file is proposed beside it.
    """

    last: ClassVar[LastExport | None] = None
    # What goes by in each film, where nobody can choose that.
    along = ""

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
        dress_dialog(self, "export_dialog", "Export")
        self._most = self.screen().availableSize() - FRAME
        self.setFixedWidth(min(px(WIDTH), self._most.width()))
        self.job = Sliced(self, SLICE_S)
        self._error: Exception | None = None
        self._make_parts(views)
        self._lay_out()
        pace = "early" if session.cursor.run.steps > LONG_RUN else "even"
        text_scale = shortest(text_size.percent() / text_size.NORMAL)
        self.form.propose({"theme": appearance.theme.name, "text_scale": text_scale, "pace": pace})
        self._recall(kind)
        self._connect()
        self._show_kind()
        self._show_running()
        if not to_recompute(session.experiment):
            self._show_doubts()

    def _make_parts(self, views: Mapping[str, str]) -> None:
        titles = {each.name: each.title for each in KINDS}
        texts = {each.name: each.text for each in KINDS}
        self.kind = segments("export_kind", titles, texts)
        self.about = named_label("export_about", "quiet", wraps=True)
        self.form = ExportForm(views, self.along)
        self.target = ExportTarget()
        self.doubt = MessageLine("export_doubt")
        self.note = named_label("export_note", "quiet")
        self.bar = thin_bar("export_progress", "Progress", 1000, 6)
        self.reading = named_label("export_reading", "quiet")
        cancel, start = "Stop writing; what was there stays (Esc)", "Write the file (Enter)"
        self.cancel = push_button("export_cancel", "Cancel", cancel, self.reject)
        self.start = push_button("export_start", "Export", start, self._start, is_primary=True)

    def _lay_out(self) -> None:
        column = fill(QVBoxLayout(), self.kind, self.about, self.form, self.target, spacing=12)
        self.choices = scrolling(self, column)
        if content := self.choices.widget():
            content.installEventFilter(self)
        bottom = fill(QHBoxLayout(), (self.note, 1), (self.bar, 1), spacing=8)
        fill(bottom, self.reading, self.cancel, self.start, spacing=8)
        fill_dialog(self, self.choices, self.doubt, None, bottom)

    def _connect(self) -> None:
        self.kind.changed.connect(self._show_kind)
        self.form.changed.connect(self._show_target)
        self.target.changed.connect(self._show_target)
        self.target.kind_typed.connect(self.kind.choose)
        self.job.advanced.connect(self._show_progress)
        self.job.finished.connect(self._finish)

    # The choices.

    @property
    def _kind(self) -> Kind:
        return next(kind for kind in KINDS if kind.name == self.kind.choice())

    def _show_kind(self) -> None:
        self.about.setText(self._kind.text)
        self.form.show_kind(self._kind)
        self.target.show_kind(self._kind)
        self._show_target()

    def _show_target(self) -> None:
        """Say whether the file exists, and clear every other message."""
        self.form.clear_messages()
        self.target.say("")
        is_there = self.target.is_there or any(map(os.path.isfile, self._beside()))
        self.note.setText("This file is there already." if is_there else "")
        self.start.setText("Replace" if is_there else "Export")

    def _beside(self) -> list[Path]:
        """The files that are written beside the chosen one."""
        return []

    def _recall(self, kind: str) -> None:
        last, texts = type(self).last, dict[str, dict[str, str]]()
        name = title_of(self._suggestion) + KINDS[0].endings[0]
        self.target.file.setText(str(self._suggestion.with_name(name)))
        self.kind.choose(kind or (last.kind if last else KINDS[0].name))
        if last:
            is_same = last.suggestion == self._suggestion
            if is_same:
                self.target.file.setText(last.file)
            self.target.endings |= last.endings
            texts = last.texts if is_same else of_any_experiment(last.texts)
        of_page = ON_PAGE.get(self._view_choices.get("page", ""), {})
        self.form.recall(
            {name: {**texts.get(name, {}), **of_page.get(name, {})} for name in {*texts, *of_page}}
        )

    def done(self, result: int) -> None:
        self.job.cancel()
        target, form = self.target, self.form
        kind, file = self.kind.choice(), target.file.text()
        type(self).last = LastExport(kind, file, self._suggestion, target.endings, form.texts())
        super().done(result)

    # Writing.

    def _start(self) -> None:
        self._show_target()
        try:
            options = replace(self.form.options(), view_choices=self._view_choices)
            self.target.check()
            self._check(options)
        except ExportError as error:
            self._show_error(str(error), error.option)
            return
        # Training in the background ends, so that the file holds what is on screen.
        self._session.settle()
        self._session.cursor.keep_place()
        self.job.start_soon(self._watched(self._written(options)))
        self._show_running()
        self.cancel.setFocus()

    def _check(self, options: ExportOptions) -> None:
        """Raise ExportError where the choices don't fit each other."""
        check_options(options, [self.target.path], self._session.experiment)

    def _written(self, options: ExportOptions) -> Iterator[float]:
        """Write the file, once it was said whether its numbers are those of the experiment's file.

        Raises ExportError where that is said for the first time.
        """
        experiment, begin = self._session.experiment, 0.0
        if to_recompute(experiment):
            begin = 0.5
            for share in all_recomputed(experiment):
                yield begin * share
            if self._show_doubts():
                raise ExportError("Nothing is written yet. Press Export to go on all the same")
        for share in export(experiment, options, self.target.path, self._make_view):
            yield begin + (1 - begin) * share

    def _show_doubts(self) -> bool:
        """Say which runs this computer does not reproduce; True where that is new."""
        before = self.doubt.text()
        found = doubts(self._session.experiment.all_runs())
        self.doubt.say(" ".join(f"{doubt[:1].upper()}{doubt[1:]}." for doubt in found))
        return self.doubt.text() != before

    def _watched(self, work: Iterator[object]) -> Iterator[object]:
        """Do the work, and keep the error that ends it."""
        self._error = None
        try:
            yield from work
        except Exception as error:
            self._error = error

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
        path, error = self.target.path, self._error
        if error is None:
            self._session.announce(f"Saved {path.name}, {size_of(path)}.")
            self.accept()
            return
        self._show_running()
        is_expected = isinstance(error, ValueError | OSError)
        message = str(error) if is_expected else f"a mistake in this program: {error!r}"
        self._show_error(message, getattr(error, "option", ""))
        if not is_expected:
            raise error

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
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_height()
        return handled

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What scrolls does not tell the dialog of another height.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_height()
        return super().eventFilter(watched, event)

    def _fit_height(self) -> None:
        """Follow the options of the kind and the length of a message, as far as the screen goes."""
        layout, choices, width = self.layout(), self.choices, self.width()
        content = choices.widget()
        if layout is None or content is None:
            return
        margins = layout.contentsMargins()
        needed = content.heightForWidth(width - margins.left() - margins.right())
        # Without a text that wraps no height depends on the width.
        has_texts = layout.hasHeightForWidth()
        rest = layout.totalHeightForWidth(width) if has_texts else layout.totalSizeHint().height()
        rest -= QWidgetItem(choices).sizeHint().height()
        height = max(0, min(needed, self._most.height() - rest))
        # A bar that is there takes width, for which the texts would need more height than this.
        policies = Qt.ScrollBarPolicy
        is_whole = height == needed
        policy = policies.ScrollBarAlwaysOff if is_whole else policies.ScrollBarAsNeeded
        choices.setVerticalScrollBarPolicy(policy)
        choices.setFixedHeight(height)
        self.setFixedHeight(rest + height)
        move_on_screen(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.job.cancel()
        super().closeEvent(event)


def of_any_experiment(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The texts that fit other experiments, too: steps are those of one run."""
    return {
        kind: {name: text for name, text in each.items() if not OPTIONS[name].is_of_run}
        for kind, each in texts.items()
    }
