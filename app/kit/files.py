"""Files to be written: asking for one, and before one is replaced.

Qt's own question would show the name of the file as markup, wherever it looks like it.
"""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.kit.questions import Reply, Role, ask

UNASKED = QFileDialog.Option.DontConfirmOverwrite


class Folders:
    """The folder in which dialogs begin that are about no file: that of the file used last."""

    last: Path | None = None

    @classmethod
    def use(cls, path: str | Path) -> None:
        """Note that a file was opened or written."""
        cls.last = Path(os.path.abspath(path)).parent

    @classmethod
    def first(cls, otherwise: Path) -> Path:
        """The folder of the file used last; otherwise another one, before any or if it is gone."""
        return cls.last if cls.last and os.path.isdir(cls.last) else otherwise


def chosen_target(parent: QWidget, title: str, suggestion: str, kinds: str) -> str:
    """Let the person choose a file to be written, which may be there already; "" for none.

    suggestion: a path, or a name in the folder used last.
    """
    begin = str(Folders.first(Path()) / suggestion)
    path, _ = QFileDialog.getSaveFileName(parent, title, begin, kinds, "", UNASKED)
    if path:
        Folders.use(path)
    return path


def chosen_source(parent: QWidget, title: str, kinds: str) -> str:
    """Let the person choose a file to be read, in the folder used last at first; "" for none."""
    path, _ = QFileDialog.getOpenFileName(parent, title, str(Folders.first(Path())), kinds)
    if path:
        Folders.use(path)
    return path


def ask_to_replace(
    parent: QWidget,
    name: str,
    replace: Callable[[], object],
    keep: Callable[[], object],
    reason: str = "A file of that name exists already.",
) -> None:
    """Ask whether a file may be replaced, and call one of the two functions."""
    ask(
        parent,
        "Replace the file",
        f"Replace {name}?",
        f"{reason} What is in it now would be lost.",
        Reply("Cancel", Role.RejectRole, keep),
        Reply("&Replace", Role.DestructiveRole, replace),
    )
