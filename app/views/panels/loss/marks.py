"""The changes of a run in the loss plot: a line at each of them, with its name where it fits."""

import pyqtgraph as pg
from PySide6.QtGui import QFontMetrics

from app.kit.numbers import cut
from app.kit.plain_text import line_format, set_tooltip
from app.kit.theme import Theme
from app.kit.widgets.plots import Plot
from app.session.step_scale import StepScale
from micrograd.runs.events import Event
from micrograd.runs.run import Run

# The most changes that are marked: the latest.
MOST_MARKS = 40
# The height in pixels of the row of names, and the room beside each.
LABEL_PX = 20
Span = tuple[float, float]
# Names of marks nearer to each other than this share of the plot would lie on each other.
CROWDED = 0.02


class LossMarks:
    """Lines at the changes; `draw` makes them anew only where they would look different."""

    def __init__(self, plot: Plot, scale: StepScale) -> None:
        self._plot, self._scale = plot, scale
        self.lines: list[pg.InfiniteLine] = []
        self._drawn: object = None

    def forget(self) -> None:
        """Let the next `draw` draw everything, as after a change of the theme."""
        self._drawn = None

    def draw(self, run: Run, theme: Theme, has_names: bool) -> None:
        """Mark the latest changes of a run and its past. has_names: there is room for words."""
        events, plot = run.past_events[-MOST_MARKS:], self._plot
        (left, right), _ = plot.getViewBox().viewRange()
        kind = self._scale.is_logarithmic, round(right - left, 6)
        told = [(event.step, event.text) for event in events]
        drawn = told, kind, plot.width(), plot.height()
        if drawn == self._drawn:
            return
        self._drawn = drawn
        for line in self.lines:
            plot.removeItem(line)
        self.lines = []
        # The pixels that names take: they stand in one row, above the curve.
        taken: list[Span] = []
        named: list[float] = []
        for event in reversed(events):
            place = self._scale.place(event.step)
            is_crowded = any(abs(place - other) < (right - left) * CROWDED for other in named)
            line = self._new_line(event, place, is_crowded, theme)
            if has_names and not is_crowded:
                self._name(line, event.text, taken, theme)
                named.append(place)
            plot.addItem(line)
            self.lines.append(line)

    def _new_line(
        self, event: Event, place: float, is_crowded: bool, theme: Theme
    ) -> pg.InfiniteLine:
        color = theme["border"] if is_crowded else theme["disabled"]
        line = pg.InfiniteLine(place, angle=90, pen=pg.mkPen(color, width=1))
        set_tooltip(line, f"step {event.step:,}: {event.text}")
        return line

    def _name(self, line: pg.InfiniteLine, text: str, taken: list[Span], theme: Theme) -> None:
        """Write what was changed beside its line, at the top, where other names leave room."""
        view = self._plot.getViewBox()
        font = self._plot.getAxis("bottom").label.font()
        (left, right), _ = view.viewRange()
        # The name stands at the left of its line unless it would reach beyond the plot.
        room = view.width() * (line.value() - left) / (right - left)
        advance = QFontMetrics(font).horizontalAdvance
        side = 1 if advance(text) + LABEL_PX < room else 0
        text = cut(text, (room if side else view.width() - room) - LABEL_PX / 2, advance)
        width = advance(text) + LABEL_PX
        begin, end = (room - width, room) if side else (room, room + width)
        if any(begin < other_end and other < end for other, other_end in taken):
            return
        taken.append((begin, end))
        label = pg.InfLineLabel(
            line,
            line_format(text),
            position=1 - LABEL_PX * 0.6 / max(1, view.height()),
            anchors=[(side, 0.5), (side, 0.5)],
            color=theme["text"],
            fill=theme["field"],
        )
        label.setFont(font)
        # No other line is drawn through the name.
        line.setZValue(0.5)
