"""Windows in which scripts play, each with an experiment of its own: nobody's work is touched."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

import resources
from app.documents.endings import SCRIPTS
from app.export.options import ExportOptions
from app.kit.files import Folders
from app.kit.questions import tell
from app.session.session import Session
from app.window.actions.action_table import SCRIPTED
from app.window.choice_table import SCRIPTED_CHOICES
from app.window.panels.arrangements import ARRANGEMENTS, PRESENTATION
from app.window.view_table import PAGES, PANELS
from micrograd.files.errors import FileError

if TYPE_CHECKING:
    from app.scenes.lessons.catalogue import Ending
    from app.scenes.parts.vocabulary import Vocabulary
    from app.scenes.script import Script


class ScriptWindows(QObject):
    """Opens scripts and lessons from a main window. The format is loaded with the first of them."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        self._windows: list[Any] = []
        # The file of the script that plays in this window; None for one without.
        self.file: Path | None = None

    def ask(self) -> None:
        """Let the person choose a script, and play it."""
        self._ask(self.open)

    def ask_to_edit(self, edit: Callable[[str], object]) -> None:
        """Let the person choose a script, and call `edit` with its path."""
        self._ask(edit)

    def _ask(self, take: Callable[[str], object]) -> None:
        folder = str(self._window.document.folder)
        dialog = QFileDialog(self._window, "Open script", folder, SCRIPTS)
        dialog.setObjectName("open_script_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def offer_lessons(self) -> None:
        """Let the person choose a lesson, and play it."""
        from app.scenes.lessons.catalogue import lessons
        from app.scenes.lessons.dialog import LessonsDialog

        try:
            found = lessons(vocabulary())
        except FileError as error:
            tell(self._window, "Lessons", "A file of the lessons can't be read", str(error))
            return
        appearance = self._window.appearance
        LessonsDialog(
            found, appearance, self._window, lambda lesson: self.play(lesson.script)
        ).open()

    def begin_lessons(self) -> None:
        """Play the first lesson."""
        from app.scenes.lessons.catalogue import lessons

        try:
            first, *_ = lessons(vocabulary())
        except FileError as error:
            tell(self._window, "Lessons", "A file of the lessons can't be read", str(error))
            return
        self.play(first.script)

    @staticmethod
    def ending_of(script: "Script") -> "Ending | None":
        """How a lesson ends, and which one follows; None for a script that is none of them."""
        from app.scenes.lessons.catalogue import ending_of, lessons

        try:
            return ending_of(script, lessons(vocabulary()))
        except FileError:
            return None

    def open(self, path: str | Path) -> None:
        """Play the script in a file; a file with a mistake is refused in words."""
        script = self.read(path)
        if script is not None:
            self.play(script, path=Path(path))

    def read(self, path: str | Path) -> "Script | None":
        """The script in a file; None for one with a mistake, which is told in words."""
        from app.scenes.reading import read_script

        Folders.use(path)
        try:
            return read_script(path, vocabulary())
        except FileError as error:
            tell(self._window, "Script", f"{Path(path).name} can't be played", str(error))
            return None

    def play(self, script: "Script", scene: int = 0, path: Path | None = None) -> Any:
        """Play a script in a window of its own, from one of its scenes on. path: of its file."""
        from app.scenes.parts.begin import experiment_of

        old = self._window
        window = type(old)(Session(experiment_of(script.begin)), old.appearance)
        self._windows = [each for each in self._windows if not each.show_of_script.is_over]
        self._windows.append(window)
        window.resize(old.size())
        window.scripts.file = path
        window.show_script(script, scene)
        window.show()
        window.run_loop.prepare_when_wanted()
        return window

    def film(self) -> None:
        """Let the person film the script of this window, or the one that is edited, or another."""
        window = self._window
        if window.show_of_script:
            self.film_of(window.show_of_script.player.script, window, self.file)
        elif window.recordings.editor:
            window.recordings.editor.film()
        else:
            self._ask(self._film_file)

    def _film_file(self, path: str) -> None:
        script = self.read(path)
        if script is not None:
            self.film_of(script, self._window, Path(path))

    def film_of(self, script: "Script", parent: QWidget, file: Path | None = None) -> None:
        """Let the person film a script; what is played in this window rests meanwhile.

        parent: the window that the dialog belongs to. file: that of the script, for one beside it.
        """
        from app.scenes.captions import has_words
        from app.scenes.film import film_script
        from app.views.dialogs.export.film_dialog import FilmDialog

        window = self._window
        name = re.sub(r"\W+", "-", script.title.lower()).strip("-") or "script"

        def film(options: ExportOptions, path: Path) -> Iterator[float]:
            lacks: list[str] = []

            def warn(scene: int, lack: str) -> None:
                lacks.append(f"Scene {scene + 1}: {lack}.")

            yield from film_script(script, options, path, window.filmed_window, warn)
            if lacks:
                text = "The film is written, but a solution does not do its task"
                tell(parent, "Film of the script", text, "\n".join(lacks))

        suggestion = (file.absolute().parent if file else window.document.folder) / name
        dialog = FilmDialog(
            window.session, window.appearance, film, parent, suggestion, has_words(script)
        )
        player = window.show_of_script and window.show_of_script.player
        if player and player.is_playing:
            player.pause()
            dialog.finished.connect(player.play)
        dialog.open()


def vocabulary() -> "Vocabulary":
    """The names that scripts may use."""
    from app.scenes.parts.vocabulary import Vocabulary

    return Vocabulary(
        sorted(SCRIPTED),
        list(PAGES),
        list(PANELS),
        SCRIPTED_CHOICES,
        [row.name for row in (*ARRANGEMENTS, PRESENTATION)],
        resources.path("controls.txt").read_text("utf-8").split(),
    )
