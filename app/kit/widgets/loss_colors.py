"""The colours of losses and what explains them: a ramp, a hatching, a legend."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor

from app.kit.plain_text import RichLabel, as_it_is, in_color
from app.kit.theme import Theme, mixed
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import RIGHT, dressed

# The place of the full colour on the scale, and the share of the text's colour at its end.
MIDDLE, BRIGHTEST = 0.6, 0.75
# The share of the warning colour in a hatching, small because many hatched cells are no alarm.
HATCHED = 0.6
# The width of the legend's bar in pixels.
BAR = 96


def loss_color(theme: Theme, share: float) -> QColor:
    """The colour at a place of a scale of losses, 0 (near the background) to 1."""
    middle = theme.color("data_positive")
    if share < MIDDLE:
        return mixed(theme.color("field"), middle, share / MIDDLE)
    return mixed(middle, theme.color("text"), (share - MIDDLE) / (1 - MIDDLE) * BRIGHTEST)


def hatching(theme: Theme) -> QBrush:
    """The brush of what has no finite loss, which is recognised without its colour."""
    color = mixed(theme.color("surface"), theme.color("warning"), HATCHED)
    return QBrush(color, Qt.BrushStyle.BDiagPattern)


class Legend(RichLabel):
    """`final loss 7.3 ▒▓█ 1e−05   ▨ diverged`, at the right end."""

    def __init__(self, name: str) -> None:
        super().__init__()
        describe(self, name, "Legend")
        dressed(self, name, "caption", RIGHT)

    def show_bar(
        self, theme: Theme, ends: tuple[str, str], colors: Sequence[QColor], has_diverged: bool
    ) -> None:
        """Show a bar of these colours with a text at each end, or no bar without a colour."""
        texts = *ends, "diverged" if has_diverged else ""
        self.setAccessibleDescription(" ".join(text for text in texts if text))
        first, last, diverged = (text.replace(" ", "&nbsp;") for text in texts)
        width = BAR // max(1, len(colors))
        bar = "".join(f"<td width={width} bgcolor={color.name()}></td>" for color in colors)
        bar = bar and f"<td>{first}&nbsp;&nbsp;</td>{bar}<td>&nbsp;&nbsp;{last}</td>"
        mark = in_color("▨", theme["warning"])
        swatch = diverged and f"<td>&nbsp;&nbsp;&nbsp;&nbsp;{mark}&nbsp;{diverged}</td>"
        row = f"<tr>{bar}{swatch}</tr>"
        self.setText(f"<table align=right cellspacing=0 cellpadding=0>{row}</table>")

    def show_names(self, names: Sequence[tuple[str, QColor]]) -> None:
        """Show a name beside each colour."""
        self.setAccessibleDescription(", ".join(name for name, _ in names))
        marks = (f"{in_color('■', color.name())}&nbsp;{as_it_is(name)}" for name, color in names)
        self.setText(" &nbsp; ".join(marks))
