"""The size of all text in percent, and what has to be as large as the text in it.

Fonts of widgets follow the font of the application and the style sheet. Whatever else counts in
pixels of text asks `px`, and a widget of a fixed size is held to it by `hold`.
"""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QTableView, QWidget

NORMAL = 100
# From the smallest that can be read to one for the last row of a lecture hall.
STEPS = (80, 90, NORMAL, 110, 125, 150, 175, 200, 225, 250)
SIZE_IN_SHEET = re.compile(r"(font-size: )(\d+)px|\{(\d+)px\}")

_percent = NORMAL


def percent() -> int:
    """The size of all text, from the first of STEPS to the last."""
    return _percent


def set_percent(percent: int) -> None:
    """Choose the size of all text; `Appearance.resize_text` also shows it."""
    global _percent
    _percent = min(max(percent, STEPS[0]), STEPS[-1])


def next_percent(by: int) -> int:
    """The size that is so many steps larger, or smaller for a negative number."""
    at = min(range(len(STEPS)), key=lambda i: abs(STEPS[i] - _percent))
    return STEPS[min(max(at + by, 0), len(STEPS) - 1)]


def px(pixels: float) -> int:
    """Pixels at the size of all text, given as they are at 100 %."""
    return round(pixels * _percent / NORMAL)


def scaled(number: float) -> float:
    """A length as it is at 100 %, or a scale, at the size of all text."""
    return number * _percent / NORMAL


def sized(sheet: str) -> str:
    """A style sheet with its font sizes, and sizes in {braces}, at the size of all text."""
    return SIZE_IN_SHEET.sub(lambda size: f"{size[1] or ''}{px(int(size[2] or size[3]))}px", sheet)


def fixed_font(pixels: int) -> QFont:
    """Return the platform's font for code, in which all characters are equally wide."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(px(pixels))
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def _set_row_height(table: QTableView, pixels: int) -> None:
    rows = table.verticalHeader()
    # A minimum above their height would resize all rows one by one, seconds for 100,000 of them.
    rows.setMinimumSectionSize(1)
    rows.setDefaultSectionSize(pixels)
    # The header tells nobody: the scroll bar would keep its range.
    table.updateGeometries()


# What a widget is held to, by name.
HOLDS: dict[str, Callable[[Any, int], object]] = {
    "width": QWidget.setFixedWidth,
    "height": QWidget.setFixedHeight,
    "least_width": QWidget.setMinimumWidth,
    "least_height": QWidget.setMinimumHeight,
    "most_width": QWidget.setMaximumWidth,
    "most_height": QWidget.setMaximumHeight,
    "row_height": _set_row_height,
    "column_width": lambda table, pixels: table.horizontalHeader().setDefaultSectionSize(pixels),
    "least_column": lambda table, pixels: table.horizontalHeader().setMinimumSectionSize(pixels),
    "icon": lambda button, pixels: button.setIconSize(QSize(pixels, pixels)),
}
_PREFIX = "pixels_at_100_"


def hold(widget: QWidget, **pixels: int) -> None:
    """Hold a widget to sizes, by their names in HOLDS, at any size of text. pixels: at 100 %."""
    for name, value in pixels.items():
        widget.setProperty(_PREFIX + name, value)
        HOLDS[name](widget, px(value))


def hold_all_again() -> None:
    """Hold every widget to its sizes after the size of the text has changed."""
    for widget in QApplication.allWidgets():
        for key in widget.dynamicPropertyNames():
            name = bytes(key.data()).decode()
            if name.startswith(_PREFIX):
                HOLDS[name.removeprefix(_PREFIX)](widget, px(widget.property(name)))
