"""The axes of plots: their numbers and their titles, at any size of text."""

import math
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF, QPainter

from app.kit.numbers import cut
from app.kit.plain_text import set_tooltip
from app.kit.text_size import px

# Two numbers of an axis nearer than this many pixels would touch.
LABEL_PX = 15
# The room of numbers beside each other grows by as many pixels at a time.
ROOM_PX = 12
# A title of which fewer characters than this have room, with …, is not written.
FEWEST_CHARACTERS = 5


class PlotAxis(pg.AxisItem):
    """An axis that `Plot` draws with its background, and again only if its range changes.

    Kept as a picture of its own it would be blended into every frame, over the whole plot.
    lowest, highest: a plot that draws numbers beyond them as these tells it here, and the axis says
    so: `≤ 1e-32`, `≥ 1e+150`.
    """

    lowest, highest = -math.inf, math.inf
    _room = 0
    title = ""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.setFlag(self.GraphicsItemFlag.ItemHasNoContents)
        self.label.setCacheMode(self.CacheMode.DeviceCoordinateCache)

    def show_title(self, title: str) -> None:
        """Write a title beside the axis, as far as it is long enough; the tooltip has all of it."""
        self.title = title
        set_tooltip(self.label, title)
        self.fit_title()
        # pyqtgraph centers a title only when the axis gets another size.
        super().resizeEvent(None)

    def fit_title(self) -> None:
        """Write as much of the title as there is room for."""
        size = self.size()
        length = size.height() if self.is_upright else size.width()
        measure = QFontMetricsF(self.label.font()).horizontalAdvance
        text = cut(self.title, length, measure) if length > 0 else self.title
        if len(text) < min(FEWEST_CHARACTERS, len(self.title)):
            text = ""
        # pyqtgraph takes it for markup.
        if (self.labelText, self.label.isVisible()) != (escape(text), bool(text)):
            self.setLabel(escape(text))

    @property
    def is_upright(self) -> bool:
        """Whether its numbers stand above each other."""
        return self.orientation in ("left", "right")

    def _updateMaxTextSize(self, size: float) -> None:
        # pyqtgraph keeps the room of what was written before: a plot would depend on its past.
        step = px(ROOM_PX) if self.is_upright else 1
        room = math.ceil(size / step) * step
        if room == self._room:
            return
        self._room = self.textWidth = self.textHeight = room
        if self.is_upright:
            self._updateWidth()
        else:
            self._updateHeight()

    def _updateWidth(self) -> None:
        super()._updateWidth()
        # A title between two pixels would be drawn where it was before.
        width = math.ceil(self.minimumWidth())
        self.setMaximumWidth(width)
        self.setMinimumWidth(width)

    def _updateHeight(self) -> None:
        super()._updateHeight()
        height = math.ceil(self.minimumHeight())
        self.setMaximumHeight(height)
        self.setMinimumHeight(height)

    def resizeEvent(self, event: object = None) -> None:
        # pyqtgraph calls this in its constructor, and to center the label.
        if self.title:
            self.fit_title()
        super().resizeEvent(event)

    def update(self, *place: object) -> None:
        super().update(*place)
        if self.scene():
            for view in self.scene().views():
                view.resetCachedContent()
                view.viewport().update()

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """The distances of numbers; large ones above each other are farther apart."""
        levels = super().tickSpacing(low, high, size)
        if not (levels and self.is_upright and size > 0) or self.logMode:
            return levels
        spacing, offset = levels[0]
        least = px(LABEL_PX) * (high - low) / size
        while 0 < spacing < least:
            # From 2 to 5, and from 1 to 2 and from 5 to 10.
            is_two = round(spacing / 10 ** math.floor(math.log10(spacing) + 1e-9)) == 2
            spacing *= 2.5 if is_two else 2
        return [(spacing, offset), *levels[1:]] if spacing == levels[0][0] else [(spacing, offset)]

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """The drawing; a number at the end of an upright axis is moved until it is seen whole."""
        specs = super().generateDrawSpecs(painter)
        if specs is None or not self.is_upright or self.scene() is None:
            return specs
        line, ticks, texts = specs
        # The scene is larger than what is seen of it where axes reach beyond their ends.
        views, seen = self.scene().views(), self.scene().sceneRect()
        if views:
            seen = views[0].mapToScene(views[0].viewport().rect()).boundingRect()
        whole = self.mapRectFromScene(seen)
        for place, _, _ in texts:
            # pyqtgraph takes off a fifth of the height.
            beyond = place.height() / 8
            place.translate(0, max(0.0, whole.top() + beyond - place.top()))
            place.translate(0, min(0.0, whole.bottom() - beyond - place.bottom()))
        return line, ticks, texts

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        texts = super().tickStrings(values, scale, spacing)
        numbers = 10.0 ** np.array(values) if self.logMode else values
        return [self._bounded(*pair) for pair in zip(numbers, texts, strict=True)]

    def _bounded(self, number: float, text: str) -> str:
        """The text of a number; nothing beyond the end, where no number is drawn."""
        for end, sign in ((self.lowest, "≤"), (self.highest, "≥")):
            if math.isfinite(end) and math.isclose(number, end, rel_tol=1e-9):
                return f"{sign} {text}"
        return text if self.lowest < number < self.highest else ""


class LogAxis(PlotAxis):
    """An axis that writes powers of ten as numbers where they are short: 0.01, 1, 100."""

    def logTickValues(
        self, low: float, high: float, size: float, ticks: list[tuple[float, list[float]]]
    ) -> list[tuple[float | None, list[float]]]:
        """The ticks that have a number: pyqtgraph draws nine lines a decade, too pale to be seen.

        Over few decades 2 and 5 find room between the powers of ten.
        """
        span = high - low
        factors = [1] if span > 2.5 else [1, 2, 5] if span > 0.9 else [1, 2, 3, 5, 7]
        decades = range(math.floor(low), math.ceil(high) + 1)
        coarse = [level for level in ticks if level[0] >= 1]
        known = {x for _, xs in coarse for x in xs}
        finer = [decade + math.log10(factor) for decade in decades for factor in factors]
        levels = [*coarse, (None, [x for x in finer if low <= x <= high and x not in known])]
        # Only the first of them have a number, as have the ends.
        ends = [math.log10(end) for end in (self.lowest, self.highest) if 0 < end < math.inf]
        ends = [end for end in ends if low <= end <= high]
        reach = px(LABEL_PX) * span / size
        spacing, first = levels[0]
        kept = [x for x in first if all(abs(x - end) > reach for end in ends)]
        return [(spacing, [*_apart(kept, reach), *ends]), *levels[1:]]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [_power_of_ten(value) for value in values]


def _apart(exponents: list[float], least: float) -> list[float]:
    """Fewer powers of ten where their numbers would touch. least: how far apart they have to be."""
    if len(exponents) < 2 or np.diff(sorted(exponents)).min() >= least:
        return exponents
    whole = [each for each in exponents if each == round(each)] or exponents
    every = max(1, math.ceil(least))
    return [each for each in whole if round(each) % every == 0] or whole[:1]


def _power_of_ten(exponent: float) -> str:
    number = 10.0**exponent
    return f"{number:g}" if -4 <= exponent <= 5 else f"{number:.0e}".replace("e-0", "e-")
