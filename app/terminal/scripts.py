"""Plays the script that the command line names, films it, or draws a scene of it; loads Qt."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize

from app.export.checks import check_drawing
from app.export.film import caption_file
from app.export.kinds import size_of, told
from app.export.options import ExportOptions
from app.export.pictures import save_png, scaled
from app.kit.application import make_application
from app.kit.collector import Collector
from app.kit.files import Folders
from app.kit.theme import Appearance
from app.program import program
from app.scenes.captions import has_words
from app.scenes.film import SceneError, ScriptCamera, film_script
from app.scenes.parts.begin import experiment_of
from app.scenes.reading import line_in, read_script
from app.scenes.script import Script
from app.terminal.batch import acting, say, show_progress
from app.terminal.command_line import export_options, told_by
from app.terminal.interruption import check_interruption, interruptible
from app.terminal.window import make_window, open_window, work_in
from app.window.main_window import MainWindow
from app.window.panels.docks import show_first
from app.window.script_windows import vocabulary
from app.window.view_table import PAGES
from micrograd.compiled import library, run_library
from micrograd.export.options import ExportError
from micrograd.files.errors import FileError
from micrograd.runs.experiment import new_experiment
from micrograd.system.quoting import shown
from micrograd.system.saving import replacement
from micrograd.terminal.command_line import OneLineParser


def play_script(parser: OneLineParser, options: argparse.Namespace) -> int:
    """Do with the script what is asked, and return the exit code."""
    try:
        script = read_script(options.script, vocabulary())
    except FileError as error:
        if options.is_from_desktop:
            # The window reads it again, and says what is wrong.
            options.later, options.script = str(options.script), None
            return open_window(options, new_experiment())
        parser.error(f"argument --script: {options.script}: {error}")
    if options.scene and options.scene > len(script.scenes):
        parser.error(f"argument --scene: {options.scene}: there are only {len(script.scenes)}")
    library.load_for()
    if any("run_loop" in PAGES[scene.page].needs for scene in script.scenes if scene.page):
        run_library.load_for()
    if options.export:
        return _film(parser, options, script)
    if options.screenshot:
        return _draw(parser, options, script)
    return _open(options, script)


def _film(parser: OneLineParser, options: argparse.Namespace, script: Script) -> int:
    chosen = export_options(options)
    application = _dressed_application()
    with told_by(parser), _blaming(parser, options.script), interruptible():
        check_drawing(chosen, options.export)
        for path in options.export:
            window, warn = MainWindow.filmed_window, _warning_of(options.script)
            work = film_script(script, chosen, path, window, warn)
            show_progress(path.name, work, sys.stderr)
            say(f"wrote {path}, {size_of(path)}{acting(chosen, path)}")
            beside = caption_file(chosen.captions, path)
            if beside and has_words(script):
                say(f"wrote {beside}, {size_of(beside)}")
            elif beside:
                say(f"no {beside}: the script has no captions")
    del application
    return 0


def _draw(parser: OneLineParser, options: argparse.Namespace, script: Script) -> int:
    """Draw the end of a scene, as it is in a film."""
    chosen, file, scene = _drawing(options), Path(options.screenshot), (options.scene or 1) - 1
    application = _dressed_application()
    size = QSize(*scaled(chosen))
    with told_by(parser), _blaming(parser, options.script), interruptible(), told(file):
        window = MainWindow.filmed_window
        with closing(ScriptCamera(script, chosen, size, window, scene)) as camera:
            picture = camera.end_of_scene()
        for index, lack in camera.lacks.items():
            _warning_of(options.script)(index, lack)
        check_interruption()
        with replacement(file, file.suffix) as temporary:
            save_png(picture, temporary)
    say(f"scene {scene + 1} of {len(script.scenes)}")
    del application
    return 0


@contextmanager
def _blaming(parser: OneLineParser, script: Path) -> Iterator[None]:
    """End with the line of the scene where the script can't go on."""
    try:
        yield
    except ExportError as error:
        if isinstance(error.__cause__, SceneError):
            scene = error.__cause__.scene
            line = line_in(script, f"scenes[{scene}]" if scene >= 0 else "begin")
            parser.error(f"argument --script: {script}: line {line:,}: {error}")
        raise


def _warning_of(script: Path) -> Callable[[int, str], None]:
    """What tells in the terminal that the solution of a scene does not do its task."""

    def warn(scene: int, lack: str) -> None:
        line = line_in(script, f"scenes[{scene}].task.solution")
        words = f"the solution of scene {scene + 1} does not do its task: {lack}"
        print(f"{program()}: {script}: line {line:,}: {shown(words)}", file=sys.stderr)

    return warn


def _dressed_application() -> object:
    """The application, as it is around a window; whoever draws needs it until the end.

    Its style sheet counts for the height of some controls, whatever theme is drawn.
    """
    application = make_application(sys.argv[:1])
    Appearance("dark")
    return application


def _drawing(options: argparse.Namespace) -> ExportOptions:
    """How a scene is drawn: in the theme of the desktop where that is asked for."""
    chosen = export_options(options)
    theme = Appearance(chosen.theme, is_everywhere=False).theme
    return replace(chosen, theme="light" if theme.name == "light" else "dark")


def _open(options: argparse.Namespace, script: Script) -> int:
    """Let the person play the script until the window is closed."""
    application = make_application(sys.argv[:1])
    window = make_window(options, experiment_of(script.begin))
    window.scripts.file = Path(options.script)
    Folders.use(options.script)
    window.show_script(script, (options.scene or 1) - 1)
    if options.size:
        window.show()
    else:
        show_first(window, window.screen().availableSize())
    Collector(window).start()
    if not library.loaded():
        window.compiled_loop.prepare()
    window.run_loop.prepare_when_wanted()
    return work_in(application)
