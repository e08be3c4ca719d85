"""History panel: data and grad of the chosen parameters over the steps."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from app.kit.numbers import signed
from app.kit.plain_text import set_tooltip
from app.kit.signals import connect_all
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.held_label import HeldLabel, Span
from app.kit.widgets.panel import Panel
from app.kit.widgets.plots import LiveCurve, curve_pen, fit_height, move_curve, style_plot
from app.session.session import Session
from app.session.step_scale import StepScale
from app.views.contract import View
from app.views.number_table import as_table, table_button
from app.views.panels.history_table import KINDS, HistoryTable, Kind
from app.views.panels.plot_pair import STEPS_PX, PlotPair
from app.views.step_plot import StepPlot
from micrograd.engine import Value
from micrograd.runs.buckets import Numbers
from micrograd.runs.history import History
from micrograd.runs.log_bins import bins_per_doubling
from micrograd.runs.run import Run
from micrograd.runs.segments import Segment, same_network_segments

MOST_CURVES = 6
# The most branches on the way to the current run that are marked: the latest.
MOST_BRANCHES = 8
# A curve is drawn from some 2 * POINTS points, its part in each segment from at least FEWEST.
POINTS, FEWEST = 160, 8
POINT_PX = 6
# A legend of fewer pixels writes `n1` for `neuron 1`, so that a parameter has one line.
ROOMY_PX = 294
# A legend that would take a larger share of the panel has names only, two in a line.
MOST_LEGEND = 0.34
# Qt's painter can't draw larger numbers.
LARGEST = 1e150
# Numbers no farther from zero than this are drawn like zero.
SMALLEST = 1e-9


class HistoryPlot(StepPlot):
    """The data or the grad of the chosen parameters over the steps, a curve for each of them."""

    def __init__(self, kind: Kind, scale: StepScale, appearance: Appearance) -> None:
        super().__init__(scale, appearance, y=kind, x="")
        shows = f"The {kind} of the chosen parameters over the steps, on the axis of the loss plot"
        describe(self, f"{kind}_history", f"History of {kind}", description=shows)
        axis = self.getAxis("left")
        axis.lowest, axis.highest = -LARGEST, LARGEST
        self.curves: list[LiveCurve] = []
        # A curve of a single point is drawn as a dot, as it would not be seen.
        self.dots = pg.ScatterPlotItem(size=POINT_PX, pen=None)
        self._drawn_dots: list[dict[str, object]] = []
        self.place = pg.InfiniteLine(angle=90)
        self.branches: list[pg.InfiniteLine] = []
        self._drawn_branches: object = None

    def begin(self, count: int) -> None:
        """Make this many curves, in the colours of the theme."""
        theme = self._appearance.theme
        style_plot(self, theme)
        self.getAxis("left").setWidth(px(72))
        self.getAxis("bottom").setHeight(px(STEPS_PX))
        self.clear()
        self.branches, self._drawn_branches = [], None
        self.place.setPen(pg.mkPen(theme["accent"], width=1))
        self.curves = [LiveCurve(pen=curve_pen(self, theme.series(i), 1.5)) for i in range(count)]
        for item in (self.place, self.dots, *self.curves):
            self.addItem(item)

    def draw(self, outlines: Sequence[tuple[Numbers, Numbers]], place: int | None) -> None:
        """Draw steps and numbers of each curve. place: the step shown, None for the last one."""
        heights = [np.clip(numbers, -LARGEST, LARGEST) for _, numbers in outlines]
        dots = []
        for curve, (steps, _), height in zip(self.curves, outlines, heights, strict=True):
            move_curve(curve, self.scale.places(steps), height)
            x, y = curve.getData()
            if len(x) == 1:
                dots.append({"pos": (x[0], y[0]), "brush": curve.opts["pen"].color()})
        if dots != self._drawn_dots:
            self._drawn_dots = dots
            self.dots.setData(dots)
        self.dots.setVisible(bool(dots))
        self._fit(heights)
        self.place.setVisible(place is not None)
        if place is not None:
            self.place.setValue(self.scale.place(place))

    def mark_branches(self, runs: list[Run]) -> None:
        """Draw a line where each of these runs branched off, in its colour."""
        drawn = [(run, run.name, run.start.step) for run in runs], self.scale.is_logarithmic
        if drawn == self._drawn_branches:
            return
        self._drawn_branches = drawn
        for line in self.branches:
            self.removeItem(line)
        self.branches = []
        for run in runs:
            color = self._appearance.theme.of_run(run.number)
            pen = pg.mkPen(color, width=1, style=Qt.PenStyle.DashLine)
            line = pg.InfiniteLine(self.scale.place(run.start.step), angle=90, pen=pen)
            set_tooltip(line, f"step {run.start.step:,}: {run.name} branches off")
            self.branches.append(line)
            self.addItem(line)

    def _fit(self, heights: list[Numbers]) -> None:
        """Bring the curves into sight; numbers that never changed get room above and below."""
        numbers = np.concatenate([*heights, np.empty(0)])
        low, high = numbers.min(initial=np.inf), numbers.max(initial=-np.inf)
        if low < high:
            fit_height(self, heights)
            return
        middle = float(low) if len(numbers) else 0.0
        room = abs(middle) if abs(middle) > SMALLEST else 1.0
        if self.viewRange()[1] != [middle - room, middle + room]:
            self.setYRange(middle - room, middle + room, padding=0)


class ParameterHistoryPanel(Panel, View):
    """Two plots, one above the other, with a curve for each of the chosen parameters."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("parameter_history_panel", "History", appearance)
        self._session = session
        self.legend = HeldLabel("history_legend", appearance)
        self._scale = session.step_scale
        self.plots = {kind: HistoryPlot(kind, self._scale, appearance) for kind in KINDS}
        upper, lower = self.plots.values()
        plots = PlotPair(upper, lower, appearance)
        self.table = HistoryTable(session, self._shown, self._last)
        button = table_button("history_table_button", "the history")
        self.as_table = as_table(button, self.table, plots)
        self.header.extra.addWidget(button)
        self.lay_out(self.legend, (plots, 1), (self.table, 1))
        self._line: list[tuple[Run, History, int]] = []
        self._axis: object = None
        self._made_for: object = None
        self._known: dict[tuple[Segment, int, Kind], tuple[Numbers, Numbers]] = {}
        cursor, chosen = session.cursor, session.selection.parameters_changed
        steps = session.turns.of(self, self.is_seen)
        changes = steps, cursor.parameter_edited, session.runs.changed
        connect_all(self._draw, *changes, self._scale.changed)
        connect_all(self.show_chosen, cursor.network_rebuilt, chosen, appearance.changed)
        self.show_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_legend()

    def show_chosen(self) -> None:
        """Draw the chosen parameters anew, in the colours of the theme."""
        self._known.clear()
        made_for = len(self._shown()), self.appearance.theme, px(100), self.devicePixelRatioF()
        # Samples are others at each move of a drag: the curves stay, with other points.
        if made_for != self._made_for:
            self._made_for = made_for
            for plot in self.plots.values():
                plot.begin(len(self._shown()))
        self._draw()

    def _shown(self) -> list[int]:
        return self._session.selection.parameters[::-1][:MOST_CURVES]

    def _draw(self) -> None:
        cursor = self._session.cursor
        *past, last = same_network_segments(cursor.run, cursor.owner)
        # A branch of thousands of branches has ancestors without steps.
        segments = [*(each for each in past if each.first < each.last), last]
        self._show_axis()
        line = [(segment.run, segment.run.history, segment.first) for segment in segments]
        if line != self._line:
            self._line = line
            self._known.clear()
        place = None if cursor.steps == cursor.run.steps else cursor.steps
        for kind, plot in self.plots.items():
            plot.draw([self._past(segments, index, kind) for index in self._shown()], place)
            plot.mark_branches([each.run for each in segments[1:]][-MOST_BRANCHES:])
        self.table.look()
        self._show_legend()

    def _show_axis(self) -> None:
        """See the steps that the loss plot shows, on the same kind of axis."""
        self._scale.follow()
        axis = self._scale.is_logarithmic, self._scale.span
        if axis == self._axis:
            return
        self._axis = axis
        self._known.clear()
        for plot in self.plots.values():
            plot.show_axis()

    def _past(self, segments: list[Segment], index: int, kind: Kind) -> tuple[Numbers, Numbers]:
        """The curve of one parameter through the segments of the line, from the oldest one on."""
        points, run = POINTS // len(segments), self._session.cursor.run
        outlines = [self._outline(segment, index, kind, points) for segment in segments]
        steps, numbers = map(np.concatenate, zip(*outlines, strict=True))
        if kind == "data" and segments[-1].run is run:
            # The last step has data only: its gradients come with the next one.
            steps, numbers = np.append(steps, run.steps), np.append(numbers, self._last(index))
        return steps, numbers

    def _last(self, index: int) -> float:
        """The data of one parameter at the end of the current run."""
        cursor = self._session.cursor
        if cursor.steps == cursor.run.steps:
            return cursor.trainer.parameters[index].data
        return cursor.run.with_last_edits(cursor.run.history.last)[index]

    def _outline(
        self, segment: Segment, index: int, kind: Kind, points: int
    ) -> tuple[Numbers, Numbers]:
        """The curve in one segment; that of an ancestor is kept, as it does not change."""
        key = (segment, index, kind)
        if key in self._known:
            return self._known[key]
        history = segment.run.history.parameters
        points, span = max(FEWEST, points), self._scale.steps
        per_doubling = bins_per_doubling(*span, points) if self._scale.is_logarithmic else 0
        if per_doubling:
            drawn = history.log_outline(index, kind, per_doubling, segment.last, span)
        else:
            drawn = history.outline(index, kind, points, segment.last, span)
        if segment.run is not self._session.cursor.run:
            self._known[key] = drawn
        return drawn

    def _show_legend(self) -> None:
        shown = self._shown()
        if not shown:
            text = "Choose parameters in the tree or the diagram to see their past."
            self.legend.say((text, None))
            return
        hidden = len(self._session.selection.parameters) - len(shown)
        lines = len(shown) + (hidden > 0)
        is_low = lines * self.fontMetrics().height() > MOST_LEGEND * self.height()
        spans: list[Span] = []
        for i, index in enumerate(shown):
            if i:
                spans.append(("   " if is_low and i % 2 else "\n", None))
            spans += self._legend_of(i, self._session.cursor.trainer.parameters[index], is_low)
        if hidden > 0:
            spans.append((f"\nand {hidden} more, not drawn", None))
        self.legend.say(*spans)

    def _legend_of(self, curve: int, parameter: Value, is_low: bool) -> list[Span]:
        """The name of a parameter in the colour of its curve, and its numbers where they fit."""
        theme, data, grad = self.appearance.theme, parameter.data, parameter.grad
        is_roomy = not is_low and self.legend.width() >= px(ROOMY_PX)
        name = parameter.label if is_roomy else parameter.label.replace("neuron ", "n")
        dot = ("●", theme.series(curve))
        if is_low:
            return [dot, (f" {name}", None)]
        return [
            dot,
            (f" {name}  ", None),
            (signed(data), theme.signed("data", data, text=True)),
            (f"  ∇\u00a0{signed(grad)}", theme.signed("grad", grad, text=True)),
        ]
