"""Prints the names of all controls, as resources/controls.txt has them.

`python -m tests.control_names`. A star stands for a number, or for what people name.
"""

import os
import re

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QWidget

from app.window.main_window import MainWindow
from tests.benchmarks.window import opened_window
from tests.window_pages import pages_of

# Made by Qt, or for nobody's hand.
NO_CONTROLS = ("qt_", "Scroll", "overlay", "main_window")
# Of what people name or choose.
FAMILIES = ("expression_leaf_*", "landscape_run_*", "landscape_parameter_*", "sweep_*", "answer_*")


def names_of(window: MainWindow) -> set[str]:
    """The names of the controls that a window has by now."""
    widgets = (each for each in window.findChildren(QWidget) if each.window() is window)
    names = (each.objectName() for each in widgets)
    return {re.sub(r"_\d+", "_*", name) for name in names if is_control(name)}


def is_control(name: str) -> bool:
    """Whether a name is that of a control, and of no part of one."""
    return bool(name) and not name.startswith(NO_CONTROLS)


if __name__ == "__main__":
    with opened_window() as opened:
        for _ in pages_of(opened):
            pass
        print(*sorted(names_of(opened) | {*FAMILIES}), sep="\n")
