"""Gradient page: the slope, where the gradient comes from, and whether it is right."""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.kit.numbers import signed
from app.kit.plain_text import in_color
from app.kit.signals import connect_all
from app.kit.sliced import Sliced
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import CENTER, RIGHT, ElidedLabel, fill, in_box, named_label, rich_label
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl, segment_button
from app.kit.widgets.shedding import Sheds
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.number_table import as_table, table_button
from app.views.pages.gradient.check_view import GradientCheckView
from app.views.pages.gradient.reading import GradientReader, GradientSnapshot
from app.views.pages.gradient.slope_plot import SlopePlot
from app.views.pages.gradient.slope_table import SlopeTable
from app.views.pages.gradient.sources import HEADING, GradientSources
from micrograd.training.phases import Phase

# Below this height in pixels, slope and check share one place.
ROOMY_HEIGHT = 480
LOWEST_ABOVE = 246
# Pages of these heights say from when the gradient is, and read the point out below the slope.
NOTE_FROM, READOUT_FROM = 200, 150
# The least size with one of the two rows.
SMALLEST = QSize(410, 324)
# The shares of the height of slope and check; a table takes more of it.
ABOVE, BELOW, BELOW_WITH_TABLE = 10, 6, 9
# Milliseconds between two drawings of the page during training; a large graph waits longer.
TRAINING_MS = 80
# If reading takes longer than this, in seconds, a check waits for its button.
SLOW_S = 0.02
SECTIONS = [
    ControlSegment(name, f"show_{name}_section", name, tooltip, f"Show {name}")
    for name, tooltip in (
        ("slope", "The slope, and where the gradient comes from"),
        ("check", "Autograd beside the central difference"),
    )
]
HINT = (
    "Choose a parameter in the tree or in the network, or a node in the graph,\n"
    "to see what its gradient means."
)
UNDEFINED = "The loss can't be computed at these parameters, so there is no gradient to show."


class GradientPage(QWidget, View):
    """The gradient of one value in three sections; `tools` choose one where not all fit."""

    tools: QWidget

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("gradient_page")
        self.setAccessibleName("What a gradient means")
        self._session, self._appearance = session, appearance
        self._reader = GradientReader(session)
        self.reading: GradientSnapshot | None = None
        self.plot = SlopePlot(session, appearance)
        self.sources = GradientSources(session, appearance)
        self.check = GradientCheckView(session, appearance, self._reader)
        self._lay_out()
        self.first_focus = self.plot
        plot = self.plot
        self.sights = {
            "gradient_section": ViewChoice(self.sections.choice, self.sections.choose),
            "slope_sight": ViewChoice(lambda: plot.sight, plot.see),
            **self.check.sights,
        }
        self.idle_in_pictures = (self.fit_button, self.explanation)
        self._throttle = Throttle(0, self._refresh, self)
        self._training_ms: float = TRAINING_MS
        self._is_waiting = False
        self.work = Sliced(self)
        self.work.finished.connect(self._refresh_again)
        self._connect()
        self._arrange()
        self._refresh()

    # Layout.

    def _lay_out(self) -> None:
        self.hint = named_label("gradient_hint", "quiet", HINT, CENTER, wraps=True)
        self._content = QWidget()
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.hint)
        self._stack.addWidget(self._content)
        above = (self._slope_section(), 3), _rule("vertical"), (self.sources, 2)
        self._above = in_box(fill(QHBoxLayout(), *above, spacing=12))
        hold(self.sources, least_width=175)
        self._above.setMinimumHeight(LOWEST_ABOVE)
        self._gap = in_box(fill(QVBoxLayout(), 8, _rule("horizontal"), 8, spacing=0))
        top = self._header(), 8, _rule("horizontal"), 8
        items = *top, (self._above, ABOVE), self._gap, (self.check, BELOW)
        self._sheds = Sheds(self, {self.note: NOTE_FROM, self.readout: READOUT_FROM})
        self._layout = fill(QVBoxLayout(self._content), *items, spacing=0)

    def _header(self) -> QVBoxLayout:
        self.name = ElidedLabel("gradient_name", "rule")
        self.note = ElidedLabel("gradient_note", "quiet")
        self.numbers = rich_label("gradient_numbers")
        self.sections = SegmentedControl(SECTIONS, "slope")
        self.tools = in_box(fill(QHBoxLayout(), None, self.sections))
        first = fill(QHBoxLayout(), (self.name, 1), 12, self.numbers, spacing=2)
        second = fill(QHBoxLayout(), (self.note, 1), self.tools, spacing=2)
        return fill(QVBoxLayout(), first, second, spacing=2)

    def _slope_section(self) -> QWidget:
        self.explanation = ElidedLabel("slope_explanation", "caption", RIGHT)
        self.readout = rich_label("slope_readout", wraps=True)
        tip = "Bring the point to the middle"
        fit = self.plot.fit
        self.fit_button = segment_button("slope_fit_button", "Fit", tip, "Fit the slope", fit)
        self.table = SlopeTable(self.plot)
        button = table_button("slope_table_button", "the slope")
        self.as_table = as_table(button, self.table, self.plot)
        items = title_label("The slope"), (self.explanation, 1), button, self.fit_button
        heading = fill(QHBoxLayout(), *items, spacing=8)
        heading.addStrut(HEADING)
        hold(self.plot, least_width=200)
        self.plot.setMinimumHeight(120)
        return in_box(fill(QVBoxLayout(), heading, (self.plot, 1), (self.table, 1), self.readout))

    def _arrange(self) -> None:
        """Show both rows if they fit, else the chosen one."""
        is_roomy = self.height() >= px(ROOMY_HEIGHT)
        chosen = self.sections.choice()
        self.sections.setVisible(not is_roomy)
        self._above.setVisible(is_roomy or chosen == "slope")
        self.check.setVisible(is_roomy or chosen == "check")
        self._gap.setVisible(is_roomy)
        has_table = self.check.stack.currentIndex() == 1
        self._layout.setStretchFactor(self.check, BELOW_WITH_TABLE if has_table else BELOW)

    def minimumSizeHint(self) -> QSize:
        # A larger text leaves the plot and the bars less height, before the page scrolls.
        return QSize(px(SMALLEST.width()), SMALLEST.height())

    def hasHeightForWidth(self) -> bool:
        # A stack would ask for the height that is best for its width, not for the least one.
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._sheds.fit()

    # State to screen.

    def _connect(self) -> None:
        cursor, selection = self._session.cursor, self._session.selection
        cursor.step_taken.connect(self._request_later)
        chosen = selection.parameters_changed, selection.node_changed
        connect_all(self._request, cursor.edited, *chosen)
        connect_all(self._arrange, self.sections.changed, self.check.stack.currentChanged)
        self._appearance.changed.connect(self._show_texts)

    def _request_later(self) -> None:
        self._request(self._training_ms)

    def _request(self, interval_ms: float = 0) -> None:
        if self.isVisible():
            self._throttle.interval_ms = interval_ms
            self._throttle.request()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @property
    def _can_look(self) -> bool:
        """False once the page is hidden, or is about to be: its graph has become too large."""
        return self.isVisible() and not self._session.cursor.has_large_graph

    def _refresh(self) -> None:
        """Read and show the chosen value, if the page can look at it."""
        if not self._can_look:
            return
        self._is_waiting = self.work.is_running
        if not self._is_waiting:
            self.work.start(self._parts())

    def _refresh_again(self) -> None:
        """Show what changed while the page was drawn."""
        if self._is_waiting:
            self._throttle.request()

    def _parts(self) -> Iterator[None]:
        """Read and show the chosen value in parts, each of which is slow in a large graph."""
        if self._session.cursor.chosen_value is not None:
            # Preparing a new graph is not part of the time that reading takes.
            self._reader.prepare()
            yield
            if not self._can_look:
                return
        began = perf_counter()
        self.reading = self._reader.read()
        reading_s = perf_counter() - began
        self._show_reading()
        yield
        if self.reading is not None:
            self.sources.show_reading(self.reading)
            yield
            self.check.show_reading(self.reading, reading_s > SLOW_S)
        # All parts take about four times as long as reading, and get a third of the time.
        self._training_ms = max(TRAINING_MS, 12_000 * reading_s)

    def _show_reading(self) -> None:
        is_chosen = self._session.cursor.chosen_value is not None
        self.hint.setText(UNDEFINED if is_chosen else HINT)
        self._stack.setCurrentIndex(0 if self.reading is None else 1)
        if self.reading is not None:
            self.plot.show_reading(self.reading)
            self.table.look()
            self._show_texts()

    def _show_texts(self) -> None:
        reading, theme = self.reading, self._appearance.theme
        if reading is None:
            return
        numbers = []
        for kind, number in (("data", reading.x), ("grad", reading.gradient)):
            color = theme.signed(kind, number, text=True)
            shown = in_color(signed(number), color, f"font-size:{px(16)}px; font-weight:600")
            numbers.append(f"{in_color(kind, theme['quiet'])}&nbsp; {shown}")
        self.numbers.setText("&nbsp;&nbsp;&nbsp; ".join(numbers))
        self.name.show_text(reading.label)
        self.note.show_text(self._note(reading))
        self.explanation.show_text(self.plot.explanation)
        self.readout.setText(self.plot.readout())

    def _note(self, reading: GradientSnapshot) -> str:
        """Say where the stored grad comes from, if it is not the gradient at the present data."""
        trainer = self._session.cursor.trainer
        if [reading.gradient] != [reading.right_gradient] and self._session.sabotage.shown:
            return (
                f"✗ found with a wrong line; the right gradient is {signed(reading.right_gradient)}"
            )
        stored = reading.tape.nodes[reading.node].grad
        if stored == reading.gradient:
            return "grad as the last backward pass left it"
        is_zeroed = reading.parameter is not None and stored == 0
        if trainer.phase is Phase.ZERO_GRAD and is_zeroed:
            return f"stored grad {signed(stored)}: zeroed, the backward pass comes next"
        if trainer.phase is Phase.BACKWARD and not trainer.is_between_phases:
            return f"stored grad {signed(stored)} so far: the backward pass is under way"
        has_passed = trainer.phase in (Phase.BACKWARD, Phase.UPDATE)
        has_trained = self._session.cursor.steps > 0 or has_passed
        if not has_trained or (stored == 0 and not trainer.can_retreat):
            return f"no backward pass yet: the stored grad is {signed(stored)}"
        since = "before the update" if trainer.can_retreat else "before the last edit"
        return f"grad of the last backward pass: {signed(stored)}, {since}"


def _rule(orientation: str) -> QFrame:
    """A line between two sections, one pixel thick."""
    rule = QFrame()
    rule.setProperty("rule", orientation)
    return rule
