"""Restarting: the program begins again in its own process, and goes on with unsaved work."""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QApplication

from app.kit.text_size import scaled
from app.kit.trace import trace_of

# The exit code of Qt's event loop with which the program begins again.
RESTART = 75
# What the program is then started with.
_arguments: list[str] = []


def keep(window: Any) -> str:
    """Keep the unsaved work of a window at once; returns why it can't be kept, "" where it is."""
    if is_nobodys(window):
        return ""
    try:
        window.autosave.keep_now()
    except Exception as error:  # What is broken may be anything, even this.
        return trace_of(error)[0]
    return str(window.autosave.problem)


def is_nobodys(window: Any) -> bool:
    """True for a window that shows a script and nothing else."""
    show = window.show_of_script
    return bool(show and show.is_all_there_is)


def restart(windows: Sequence[Any]) -> str:
    """Keep all work, close the windows, and end the event loop so that the program begins again.

    Returns why it can't: the work of a window can't be kept. "" where it does.
    """
    for window in windows:
        if problem := keep(window):
            return f"it was not restarted, the work could not be kept: {problem}"
    _arguments[:] = arguments_for([each for each in windows if not is_nobodys(each)])
    QApplication.setQuitOnLastWindowClosed(False)
    QApplication.exit(RESTART)
    for window in windows:
        window.is_restarting = True
        window.close()
    return ""


def arguments_for(windows: Sequence[Any]) -> list[str]:
    """The command line that goes on with what the windows have, as they look."""
    look = [f"--theme={windows[0].appearance.choice}"] if windows else []
    look.append(f"--text-scale={scaled(1):g}")
    if any(window.document.is_changed for window in windows):
        return [*look, "--recover"]
    return [*look, *(str(each.document.path) for each in windows if each.document.path)][:3]


def begin_again() -> None:
    """Start the program anew in this process; locks and files of the old one are given up."""
    for stream in (sys.stdout, sys.stderr):
        # A window of Windows has neither.
        if stream is not None:
            stream.flush()
    options = len(sys.argv) - 1
    command = [*sys.orig_argv[: len(sys.orig_argv) - options], *_arguments]
    if sys.platform == "win32":
        # There, what stands side by side is joined to one text, and parted at spaces.
        command = [subprocess.list2cmdline([each]) for each in command]
    os.execv(sys.executable, command)
