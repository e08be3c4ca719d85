"""Text as it is: the one place that decides whether Qt and pyqtgraph may read text as markup.

Qt guesses: a label or a tooltip whose text looks like HTML is drawn as HTML, which opens the files
that its pictures name. The words of a person or a file may look like anything, so every label,
tooltip and menu of the window gets its text here.
"""

from html import escape
from typing import Protocol

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, Qt
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from micrograd.system.quoting import shortened, shown

# Qt never breaks a line of a plain tooltip: one with more characters is given to it as markup.
LONGEST_LINE = 200
# The most characters of a text in a menu.
LONGEST_MENU_TEXT = 80


class Label(QLabel):
    """A label that shows its text as it is, but for characters that act on others, see `shown`."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(shown(text))


class RichLabel(QLabel):
    """A label of markup that the program made, with `in_color` for what stands in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)


class HasToolTip(Protocol):
    """A widget, an action, or an item of a scene."""

    def setToolTip(self, text: str, /) -> None: ...


def set_tooltip(thing: HasToolTip, text: str) -> None:
    """Give a widget, an action or an item of a scene a tooltip."""
    thing.setToolTip(as_it_is(text))


def show_tooltip(place: QPoint, text: str) -> None:
    """Show a tooltip at a place of the screen."""
    QToolTip.showText(place, as_it_is(text))


def as_it_is(text: str) -> str:
    """A text that Qt shows as this one, for models to return and for all that guesses."""
    text = shown(text)
    if Qt.mightBeRichText(text) or any(len(line) > LONGEST_LINE for line in text.split("\n")):
        return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"
    return text


def one_line(text: str) -> str:
    """A text for a place that has one line, and would else paint over what lies below it."""
    return shown(text.replace("\n", " "))


def menu_text(text: str) -> str:
    """The beginning of a text for a menu: without a key of its own, and no shortcut beside it."""
    return shortened(text, LONGEST_MENU_TEXT).replace("&", "&&")


def in_color(text: str, color: QColor | str, style: str = "") -> str:
    """Markup that shows a text in a colour. style: more CSS."""
    name = color if isinstance(color, str) else color.name()
    return f"<span style='color:{name}; {style}'>{escape(shown(text))}</span>"


def line_format(text: str) -> str:
    """A text that the label of a line in a plot shows on one line: pyqtgraph formats it."""
    return one_line(text).replace("{", "{{").replace("}", "}}")
