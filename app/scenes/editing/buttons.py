"""The buttons and keys of the list of scenes, in one table."""

from typing import Any, NamedTuple

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton

from app.kit.theme import Appearance
from app.kit.widgets.parts import IconButton
from app.kit.widgets.segmented_control import segment_button


class ButtonRow(NamedTuple):
    """One row. slot: the method that it calls. icon: in the place of its text, where it has one."""

    name: str
    text: str
    tooltip: str
    keys: str
    slot: str
    icon: str = ""


ROWS = (
    ButtonRow("script_undo", "Undo", "Take the last change back", "Ctrl+Z", "undo", "undo"),
    ButtonRow("script_redo", "Redo", "Repeat the change", "Ctrl+Shift+Z", "redo", "redo"),
    ButtonRow("open_draft", "Open…", "Edit another script", "Ctrl+O", "open_other"),
    ButtonRow("save_draft", "Save", "Write the script to its file", "Ctrl+S", "save"),
    ButtonRow("save_draft_as", "Save as…", "To another file", "Ctrl+Shift+S", "save_as"),
    ButtonRow("play_scene", "Play from here", "In a window of its own", "Ctrl+Return", "play"),
    ButtonRow("film_draft", "Film…", "Draw the script as a film", "Ctrl+Alt+R", "film"),
    ButtonRow("merge_scene", "Merge with next", "Join it to the next scene", "Ctrl+M", "merge"),
    ButtonRow("scene_up", "Scene up", "One place up", "Alt+Up", "move_up", "up"),
    ButtonRow("scene_down", "Scene down", "One place down", "Alt+Down", "move_down", "down"),
    ButtonRow("delete_scene", "Delete scene", "Leave it out", "Ctrl+Delete", "delete", "delete"),
)


def make_buttons(editor: Any, appearance: Appearance) -> dict[str, QToolButton]:
    """The buttons, by the names of their rows."""
    return {row.name: _button(row, editor, appearance) for row in ROWS}


def make_shortcuts(editor: Any) -> None:
    """The keys, which work anywhere in the window."""
    for row in ROWS:
        QShortcut(QKeySequence(row.keys), editor, getattr(editor, row.slot))


def _button(row: ButtonRow, editor: Any, appearance: Appearance) -> QToolButton:
    name, tooltip, slot = f"{row.name}_button", f"{row.tooltip} ({row.keys})", _slot(row, editor)
    if not row.icon:
        return segment_button(name, row.text, tooltip, pressed=slot)
    button = IconButton(appearance, row.icon, name, row.text, tooltip, is_flat=True)
    button.clicked.connect(slot)
    return button


def _slot(row: ButtonRow, editor: Any) -> Any:
    return lambda: getattr(editor, row.slot)()
