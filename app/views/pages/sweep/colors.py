"""The colours of a sweep's pictures: final losses, learning rates, diverged runs, a legend."""

import math
from collections.abc import Sequence
from statistics import median

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from app.kit.numbers import significant
from app.kit.plain_text import RichLabel, as_it_is, in_color
from app.kit.theme import Theme, mixed
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import RIGHT, dressed
from micrograd.sweeps.sweep import TrialResult

# Smaller losses count as this one, because zero has no logarithm.
SMALLEST = 1e-32
# Losses above this multiple of the median first loss share one colour.
WORST = 10.0
# This share of the losses, the smallest, has one colour: one very small loss would otherwise use
# up the whole scale.
OUTSTANDING = 0.02
# The place of the full colour on the scale, and the share of the text's colour at its end.
MIDDLE, BRIGHTEST = 0.6, 0.75
# The colours of the smallest, the middle and the largest learning rate.
RATES = ("data_positive", "grad_positive", "data_negative")
# The share of the warning colour in a hatching, small because many hatched cells are no alarm.
HATCHED = 0.6
# The width of the legend's bar in pixels.
BAR = 96


class LossScale:
    """The scale of the final losses of runs that did not diverge.

    low, high: its ends; a few losses may lie outside. is_empty: True before there is a loss.
    """

    title = "final loss"

    def __init__(self, results: Sequence[TrialResult]) -> None:
        arrived = [result for result in results if result.diverged_at is None]
        losses = sorted(result.loss for result in arrived) or [1.0]
        first = median([float(result.losses[0]) for result in arrived] or [1.0])
        self.is_empty = not arrived
        self.low = max(SMALLEST, losses[int(OUTSTANDING * len(losses))])
        self.high = max(self.low, min(losses[-1], WORST * first))
        # The texts at both ends: `≤ 1e−07` if there are smaller losses, `≥ 77` if larger ones.
        low = significant(self.low, 2)
        self.low_text = f"≤ {low}" if losses[0] < self.low else low
        if losses[0] == 0 and self.low == SMALLEST:
            self.low_text = "0"
        high = significant(self.high, 2)
        self.high_text = f"≥ {high}" if losses[-1] > self.high else high

    def share(self, loss: float) -> float:
        """The place of a loss: 0 for the largest, 1 for the smallest."""
        low, high = math.log10(self.low), math.log10(self.high)
        here = math.log10(min(max(self.low, loss), self.high))
        return (high - here) / (high - low) if high > low else 1.0

    def place(self, result: TrialResult) -> float:
        """The place of a result."""
        return self.share(result.loss)


class ScoreScale:
    """The scale of the scores, of which the largest is the best; an R² below 0 counts as 0."""

    title: str

    def __init__(self, results: Sequence[TrialResult]) -> None:
        arrived = [each for each in results if each.diverged_at is None]
        arrived = [each for each in arrived if each.compared.value is not None]
        scores = [each.compared for each in arrived]
        self.is_empty = not scores
        self.title = f"final {arrived[0].compared_name if scores else 'score'}"
        ranked = sorted(scores, key=lambda score: score.value or 0.0)
        self._ends = [max(0.0, score.value or 0.0) for score in (*ranked[:1], *ranked[-1:])]
        self.high_text, self.low_text = (ranked[i].percent if ranked else "" for i in (0, -1))

    def place(self, result: TrialResult) -> float:
        """The place of a result: 0 for the smallest score, and where there is none."""
        score = result.compared.value
        if score is None:
            return 0.0
        worst, best = self._ends
        return (max(0.0, score) - worst) / (best - worst) if best > worst else 1.0


def loss_color(theme: Theme, share: float) -> QColor:
    """The colour at a place of a LossScale, 0 (near the background) to 1."""
    middle = theme.color("data_positive")
    if share < MIDDLE:
        return mixed(theme.color("field"), middle, share / MIDDLE)
    return mixed(middle, theme.color("text"), (share - MIDDLE) / (1 - MIDDLE) * BRIGHTEST)


def rate_color(theme: Theme, share: float) -> QColor:
    """The colour at a place among the learning rates, 0 to 1."""
    low, middle, high = map(theme.color, RATES)
    if share < 0.5:
        return mixed(low, middle, 2 * share)
    return mixed(middle, high, 2 * share - 1)


def draw_diverged(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """Draw a hatched cell, which is recognised without its colour."""
    color = mixed(theme.color("surface"), theme.color("warning"), HATCHED)
    painter.fillRect(place, theme.color("surface"))
    painter.fillRect(place, QBrush(color, Qt.BrushStyle.BDiagPattern))
    painter.setPen(color)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))


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
