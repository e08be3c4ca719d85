"""The legend of a sweep's heat map: both sides of the scale in one line."""

from collections.abc import Sequence

from app.kit.numbers import MINUS
from app.kit.plain_text import RichLabel, as_it_is
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import RIGHT, dressed
from micrograd.scales.colors import Legend

# The width of a shade in the bar, in pixels.
SHADE = 10


class SweepLegend(RichLabel):
    """`final loss  0.00044 ▓▓▒▒░ 7.7 ░▒▒▓▓ ∞`: from the best run to the worst one."""

    def __init__(self) -> None:
        super().__init__()
        describe(self, "sweep_loss_legend", "Legend")
        dressed(self, "sweep_loss_legend", "caption", RIGHT)

    def show_sides(self, title: str, sides: Sequence[Legend]) -> None:
        """Show the scale that a heat map is coloured by."""
        learned, others = sides
        told = [title]
        cells = [_text(title)]
        # The far end of the learned runs is at the left, their boundary beside that of the others.
        for side, stops in ((learned, learned.stops[::-1]), (others, others.stops)):
            if not stops:
                continue
            told.append(f"{side.words}: {stops[0].text} to {stops[-1].text}")
            bar = "".join(f"<td width={SHADE} bgcolor={stop.color}></td>" for stop in stops)
            ends = dict.fromkeys((stops[0].text, stops[-1].text))
            first, *last = map(_text, ends)
            cells += [first, bar, *last]
        self.setAccessibleDescription(", ".join(told))
        row = f"<tr>{''.join(cells)}</tr>"
        self.setText(f"<table align=right cellspacing=0 cellpadding=0>{row}</table>")


def _text(text: str) -> str:
    told = as_it_is(text).replace(" ", "&nbsp;").replace("-", MINUS)
    return f"<td>&nbsp;&nbsp;{told}&nbsp;&nbsp;</td>"
