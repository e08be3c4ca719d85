"""The options of the command line that play and film scripts, and what goes with them."""

import argparse
from pathlib import Path

from app.export.kinds import KINDS, kind_of
from app.export.options import FILM
from app.window.shown_choices import SHOWN_CHOICES
from micrograd.data.typed import whole
from micrograd.export.options import ExportError
from micrograd.recipe.settings import MAX_STEPS
from micrograd.terminal.command_line import asked, read_by

# Whatever else a script says itself, by the names of the options.
OF_SCRIPT = ("open", "page", "steps", "operation")


def add_script_options(parser: argparse.ArgumentParser) -> None:
    """Add what says which script, and which scene of it."""
    parser.add_argument(
        "--script",
        metavar="FILE.scenes.json",
        type=Path,
        help="play a script of scenes in a window, or film it: --export film.mp4",
    )
    parser.add_argument(
        "--scene",
        type=read_by(whole(1, MAX_STEPS), is_quoted=True),
        metavar="N",
        help="of --script: the scene to begin with, or the one whose end --screenshot draws (1)",
    )


def check_script_options(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End with a clear error where something is given that does not go with a script."""
    if not options.script:
        if options.scene:
            parser.error("argument --scene: goes with --script FILE.scenes.json")
        return
    flags = {name: row.flag for name, row in asked().items()}
    flags |= {name: row.flag for name, row in SHOWN_CHOICES.items()}
    flags |= {name: f"--{name}" for name in OF_SCRIPT}
    for name, flag in flags.items():
        if getattr(options, name):
            parser.error(f"argument {flag}: {options.script.name} says that; leave it out")
    if options.scene and options.export:
        parser.error("argument --scene: a film has all scenes; leave it out")
    for file in options.export:
        _check_film(parser, file)


def _check_film(parser: argparse.ArgumentParser, file: Path) -> None:
    films = [kind for kind in KINDS if kind.name in FILM]
    try:
        is_film = kind_of(file) in films
    except ExportError:
        is_film = False
    if not is_film:
        *endings, last = (ending for kind in films for ending in kind.endings)
        parser.error(
            f"argument --export: {file.name}: a script is filmed; "
            f"end the name with {', '.join(endings)} or {last}"
        )
