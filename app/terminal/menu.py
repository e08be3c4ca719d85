"""The options that put the program into the menu of the desktop, and take it out again."""

import argparse
import sys
from pathlib import Path

import platformdirs

from micrograd.terminal.command_line import OneLineParser

INSTALL, REMOVE = "--install-desktop-entry", "--remove-desktop-entry"
# Systems whose desktops have no such entries.
OTHERS = ("win32", "darwin")


def add_menu_options(parser: argparse.ArgumentParser) -> None:
    """Add both options."""
    about = "the menu of the desktop; each goes alone"
    group = parser.add_argument_group(about).add_mutually_exclusive_group()
    group.add_argument(
        INSTALL,
        dest="menu",
        action="store_const",
        const=INSTALL,
        help="put the program there, with experiments and scripts that a double click opens",
    )
    group.add_argument(
        REMOVE,
        dest="menu",
        action="store_const",
        const=REMOVE,
        help="remove what that has written",
    )


def change_menu(parser: OneLineParser, options: argparse.Namespace) -> int:
    """Do what one of the options says; return the exit code."""
    option = options.menu
    if options != parser.parse_args([option]):
        parser.error(f"argument {option}: goes alone")
    if sys.platform in OTHERS:
        parser.error(f"argument {option}: this system has no such entries")
    home = platformdirs.user_data_path()
    try:
        _install(parser, home) if option == INSTALL else _remove(home)
    except OSError as error:
        parser.error(f"argument {option}: {error}")
    return 0


def _install(parser: OneLineParser, home: Path) -> None:
    # Qt, which draws the icons, takes a while to load.
    from app.terminal import desktop_entry

    for path in desktop_entry.install(home, str(desktop_entry.own_command())):
        print(f"wrote {path}")
    for each in desktop_entry.index(home):
        print(
            f"{parser.prog}: {each.program} does not work, of the package {each.package}: "
            "until it does, a double click may not open files",
            file=sys.stderr,
        )
    print(f"{REMOVE} takes it back")


def _remove(home: Path) -> None:
    from app.terminal import desktop_entry

    removed = desktop_entry.remove(home)
    for path in removed:
        print(f"removed {path}")
    if not removed:
        print("there was nothing to remove")
        return
    desktop_entry.index(home)
    desktop_entry.tidy(home, removed)
