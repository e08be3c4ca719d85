"""Small parts that every view is built of: lines of widgets, named labels, flat buttons."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QLayout, QToolButton, QWidget

from app.kit.widgets.fields import describe

Line = TypeVar("Line", bound=QBoxLayout)
# A pair is an item and its stretch, a number is a gap in pixels, None is an empty stretch.
Item = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]


def fill(
    line: Line, *items: Item, spacing: int = 4, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> Line:
    """Add items to a row or column, set its spacing and margins in pixels, and return it."""
    line.setContentsMargins(*margins)
    line.setSpacing(spacing)
    for item in items:
        part, stretch = item if isinstance(item, tuple) else (item, 0)
        if part is None:
            line.addStretch()
        elif isinstance(part, int):
            line.addSpacing(part)
        elif isinstance(part, QLayout):
            line.addLayout(part, stretch)
        else:
            line.addWidget(part, stretch)
    return line


def named_label(name: str, role: str = "", text: str = "") -> QLabel:
    """A label with an object name, and a role for the style sheet."""
    label = QLabel(text)
    label.setObjectName(name)
    if role:
        label.setProperty("role", role)
    return label


def flat_button(
    name: str,
    accessible: str,
    tooltip: str,
    focus: Qt.FocusPolicy = Qt.FocusPolicy.StrongFocus,
) -> QToolButton:
    """A button without a border, for an icon."""
    button = QToolButton()
    describe(button, name, accessible, tooltip)
    button.setProperty("flat", True)
    button.setFocusPolicy(focus)
    return button
