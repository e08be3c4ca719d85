"""What a script may use in a window, since whoever opens one does not know what it would do.

Files, the clipboard, other machines and dialogs are left to people: a script has only the actions
that the table of actions lets it have, and no control of a dialog or of what is marked.
"""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

# The property of an action that scripts may trigger, and of a widget whose controls they may not.
IN_SCRIPTS = "in_scripts"
FOR_PEOPLE = "for_people"


def may_trigger(action: QAction) -> bool:
    """Whether a script may trigger an action of the window."""
    return bool(action.property(IN_SCRIPTS))


def may_use(widget: QWidget, window: QWidget) -> bool:
    """Whether a script may use a control: one of the window itself, not of a dialog of it."""
    if widget.window() is not window:
        return False
    if isinstance(widget, QToolButton) and (action := widget.defaultAction()):
        asks = action.property(IN_SCRIPTS) is not None and not may_trigger(action)
        if asks:
            return False
    around: QWidget | None = widget
    while around is not None:
        if around.property(FOR_PEOPLE):
            return False
        around = around.parentWidget()
    return True
