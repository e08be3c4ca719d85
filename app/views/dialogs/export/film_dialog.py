"""Film dialog: films the script of a window, as the export dialog films a run."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.export.checks import check_drawing
from app.export.film import caption_file
from app.export.kinds import KINDS, kind_of, told
from app.export.options import FILM, SCENES, ExportOptions
from app.export.view import ExportedView
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.dialogs.export.dialog import ExportDialog, LastExport
from micrograd.export.options import ExportError
from micrograd.runs.experiment import Experiment
from micrograd.system.saving import check_writable

ABOUT = (
    "The script, played off screen and drawn frame by frame: the same each time. It is as long as "
    "the script; what it asks, it answers itself."
)
SILENT = "It has no captions, so there is no file of them."
(KIND,) = (kind for kind in KINDS if kind.name in FILM)
# Sites and players take it; a GIF of minutes is large.
ENDING = ".mp4"

# Writes a film of the script.
Film = Callable[[ExportOptions, Path], Iterator[float]]


class FilmDialog(ExportDialog):
    """The choices for a film of a script. film: writes it. suggestion: where, without an ending.

    has_words: whether the script says anything.
    """

    last: ClassVar[LastExport | None] = None
    along = SCENES

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        film: Film,
        parent: QWidget | None,
        suggestion: Path,
        has_words: bool = True,
    ) -> None:
        self._film, self._has_words = film, has_words
        super().__init__(session, appearance, _no_view, {}, parent, KIND.name, {}, suggestion)
        self.setWindowTitle("Film a script")
        self.kind.hide()

    def _show_kind(self) -> None:
        super()._show_kind()
        self.about.setText(ABOUT if self._has_words else f"{ABOUT} {SILENT}")

    def _recall(self, kind: str) -> None:
        if self.last is None:
            self.target.endings[KIND.name] = ENDING
        super()._recall(kind)

    def _connect(self) -> None:
        super()._connect()
        self.target.kind_typed.disconnect()

    def _beside(self) -> list[Path]:
        path, captions = self.target.path, self.form.fields["captions"].choice()
        beside = path.name and self._has_words and caption_file(captions, path)
        return [beside] if beside else []

    def _check(self, options: ExportOptions) -> None:
        path = self.target.path
        if kind_of(path) != KIND:
            *endings, last = KIND.endings
            raise ExportError(
                f"A script is filmed: end the name with {', '.join(endings)} or {last}"
            )
        check_drawing(options, [path])
        for beside in self._beside():
            with told(beside):
                check_writable(beside)

    def _written(self, options: ExportOptions) -> Iterator[float]:
        return self._film(options, self.target.path)


def _no_view(experiment: Experiment, options: ExportOptions, size: QSize) -> ExportedView:
    raise NotImplementedError
