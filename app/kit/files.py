"""Files to be written: asking for one, and before one is replaced.

Qt's own question would show the name of the file as markup, wherever it looks like it.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QWidget

from app.kit.questions import Reply, Role, ask

UNASKED = QFileDialog.Option.DontConfirmOverwrite


def chosen_target(parent: QWidget, title: str, suggestion: str, kinds: str) -> str:
    """Let the person choose a file to be written, which may be there already; "" for none."""
    path, _ = QFileDialog.getSaveFileName(parent, title, suggestion, kinds, "", UNASKED)
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
