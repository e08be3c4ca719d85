"""The actions that make a line of the training loop wrong on purpose, and right again."""

from collections.abc import Mapping

from PySide6.QtGui import QAction

from app.kit.signals import connect_all
from app.session.session import Session
from app.window.actions.action_spec import ActionSpec
from micrograd.recipe.faults import FAULTS

SUBMENU = "Sabotage"


def _entry(name: str, text: str, slot: str, tooltip: str, argument: str = "") -> ActionSpec:
    made = ActionSpec(name, text, "", f"session.sabotage.{slot}", argument, submenu=SUBMENU)
    return made.says(tooltip)


SABOTAGE_ACTIONS = [
    *(
        _entry(
            f"sabotage_{fault.name.replace('-', '_')}",
            fault.title,
            "choose",
            fault.words.removesuffix("."),
            fault.name,
        )
        for fault in FAULTS.values()
        if fault.is_any
    ),
    _entry(
        "find_fault",
        "&Find the fault",
        "find",
        "Begin a run with a line that is wrong by chance, and find out which one",
    ),
    _entry("mend_fault", "&Mend the wrong line", "mend", "Go on with the right line from here"),
    _entry(
        "compare_with_right",
        "&Compare with the right one",
        "compare_with_right",
        "Train the same steps with the right line in a run beside this one, and compare both",
    ),
]
# Those that need a line that is wrong.
OF_A_FAULT = ("mend_fault", "compare_with_right")


class FaultActions:
    """Enables what needs a wrong line while the step that is shown has one."""

    def __init__(self, session: Session, actions: Mapping[str, QAction]) -> None:
        self._session, self._actions = session, actions
        # A function would be kept by the signals, and keep all of the window, for ever.
        connect_all(self._follow, *session.sabotage.changes)
        self._follow()

    def _follow(self) -> None:
        for name in OF_A_FAULT:
            self._actions[name].setEnabled(self._session.sabotage.is_on)
