"""Loss panel: the losses of all runs, their axis, and the timeline of the current run."""

import math
from typing import ClassVar

from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from app.kit.numbers import counted, plain
from app.kit.plain_text import RichLabel, in_color
from app.kit.signals import connect_all
from app.kit.spoken import Unseen
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import RIGHT, ElidedLabel, IconButton, dressed, fill, yielding
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl, segment_button
from app.session.scores import score_text
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.number_table import as_table, table_button
from app.views.panels.loss.plot import LossPlot
from app.views.panels.loss.table import LossTable
from app.views.step_menu import PLOT_TOLD, TOLD, step_button
from app.views.timeline.timeline import Timeline
from micrograd.runs.buckets import Numbers
from micrograd.runs.score_history import SCORE as SCORE_COLUMN
from micrograd.runs.score_history import TEST_LOSS, TEST_SCORE

AXES = tuple(
    ControlSegment(axis, f"{axis}_button", axis, tooltip, f"{axis.title()} loss axis")
    for axis, tooltip in (
        ("log", "Logarithmic: equal distances are equal factors"),
        ("linear", "Linear: equal distances are equal differences"),
    )
)
# The room at the right of the plot, in pixels: the handle of the timeline needs it.
OVERHANG = 8


# What a line of the legend is of.
LOSS, SCORE = "loss", "score"


Lines = list[tuple[str, str]]


def legends(name: str, has_test: bool, mark: Numbers | None) -> list[Lines]:
    """Legends for more and less room: with the numbers of a mark, and without."""
    return [_legend(name, has_test, each) for each in (mark, None)]


def _legend(name: str, has_test: bool, mark: Numbers | None) -> Lines:
    """The texts of a legend, and what each is of."""

    def beside(text: str, column: int) -> str:
        if mark is None or math.isnan(mark[column]):
            return text
        number = float(mark[column])
        return f"{text} {plain(number) if column == TEST_LOSS else score_text(name, number)}"

    lines = [("— loss", LOSS), (beside(f"— {name}", SCORE_COLUMN), SCORE)]
    if has_test:
        lines.insert(1, (beside("┄ test", TEST_LOSS), LOSS))
        lines.append((beside("┄ test", TEST_SCORE), SCORE))
    return lines


class Legend(RichLabel):
    """Says what each line is, where there is room for it."""

    spoken = Unseen

    def __init__(self, name: str, indent: int = 0) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()
        self.fits = True
        yielding(dressed(self, name, "caption")).setIndent(indent)

    def offer(self, *texts: str) -> None:
        """Show the first of the texts that there is room for, or nothing of the last."""
        self._texts = texts
        self._choose()

    def _choose(self) -> None:
        for text in self._texts:
            if text != self.text():
                self.setText(text)
            self.fits = self.sizeHint().width() <= self.width()
            if self.fits:
                break

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.fits:
            super().paintEvent(event)


class LossPanel(Panel, View):
    """The loss plot with its controls in the header, and the timeline below it."""

    keys: ClassVar = {
        "In the timeline": [
            ("Left, Right", "One step back or on"),
            ("Shift+Left, Shift+Right", "A hundred steps back or on"),
            ("Home, End", "The start of the run, its end"),
            ("Ctrl+Left, Ctrl+Right", "The change or branch before or after"),
            ("Enter", "Turn to the run that branches off here"),
            *TOLD,
        ],
        "In the loss plot and the history": PLOT_TOLD,
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("loss_panel", "Loss", appearance)
        self._session = session
        self.note = ElidedLabel("loss_note", "caption", RIGHT)
        self.note.hide()
        header = self.header.layout()
        assert isinstance(header, QHBoxLayout)
        header.setStretchFactor(self.header.extra, 1)
        self.plot = LossPlot(session, appearance)
        keys = (
            "Drag and arrows pan, the wheel, plus and minus zoom along the steps, L makes them "
            "logarithmic or linear, F or a double click fits all runs, Shift+F this run"
        )
        describe(self.plot, "loss_plot", "Loss over the steps", description=keys)
        self._make_controls(appearance)
        self.legend = Legend("loss_legend", indent=12)
        self.legend_below = Legend("loss_legend_below", indent=6)
        self._below = fill(QHBoxLayout(), (self.legend_below, 1), margins=(0, 0, OVERHANG, 0))
        self.legend_below.hide()
        self._is_roomy, self._legend_px = True, 0
        self._legend_of: object = None
        self._legends: list[str] = [""]
        self._read_at: int | None = None
        fill(self.header.extra, (self.legend, 1), (self.note, 1), *self._controls)
        self.plot.setMinimumHeight(60)
        self.timeline = Timeline(session, appearance, self.plot)
        self.idle_in_pictures = (self.timeline,)
        beside = fill(QHBoxLayout(), self.plot, self.table, margins=(0, 0, OVERHANG, 0))
        self.lay_out(self._below, (beside, 1), self.timeline, margins=(6, 0, 0, 6))
        self.plot.getViewBox().sigResized.connect(self._align_timeline)
        cursor, others = session.cursor, (session.runs.changed, session.opened)
        # Plot and timeline show the same step.
        self.timeline.steps.connect(self._follow)
        connect_all(self.show_losses, cursor.edited, cursor.moved, *others)
        # A hidden plot follows no run.
        self.visibilityChanged.connect(self._follow)
        appearance.changed.connect(self._show_legend)
        self.plot.read_at.connect(self._read)
        self.show_losses()

    def _make_controls(self, appearance: Appearance) -> None:
        scale = self._session.step_scale
        self._axes = SegmentedControl(AXES, "log")
        about = "Show accuracy or R² on an axis of its own, and the loss of the samples held out"
        self.score_button = IconButton(appearance, "score", "score_button", "Show the score", about)
        self.score_button.setProperty("segment", True)
        self.score_button.setCheckable(True)
        self.score_button.setChecked(True)
        self.score_button.toggled.connect(self._show_scores)
        self.choices = {
            "loss_axis": ViewChoice(self._axes.choice, self._axes.choose),
            "loss_scores": ViewChoice(self._shown_scores, self._choose_scores),
            "step_axis": ViewChoice(self._step_axis, scale.choose),
        }
        self.sights = {"steps_sight": ViewChoice(lambda: scale.sight, scale.see)}
        self._axes.changed.connect(self._show_axis)
        about = "Show all runs whole again after zoom and pan (F, or a double click)"
        self.fit_button = segment_button("fit_button", "Fit", about, pressed=scale.fit)
        self.step_button = step_button(scale, self)
        self.table = LossTable(self._session, self.plot)
        self.table_button = table_button("loss_table_button", "the losses")
        self.as_table = as_table(self.table_button, self.table, self.plot)
        axes = self.score_button, self._axes, self.step_button
        self._controls = *axes, self.fit_button, self.table_button

    def _follow(self) -> None:
        """Show another step; while training goes on only where somebody sees it."""
        if self.is_seen() or not self._session.is_running:
            self.show_losses()

    def show_losses(self) -> None:
        """Show all runs as they are now, and say in the header how many are not drawn."""
        self.plot.show_losses()
        self.table.look()
        left_out = self.plot.others.overlay.left_out
        self._show_legend()
        text = f"{counted(left_out, 'run')} not drawn" if left_out else ""
        if text != self.note.full_text:
            self.note.show_text(text)
            self.note.setVisible(bool(text))

    def _align_timeline(self) -> None:
        """Let the timeline begin and end where the axis of the plot does."""
        view = self.plot.getViewBox()
        axis = view.mapRectToScene(view.rect())
        right = self.plot.width() - axis.right() + OVERHANG
        self.timeline.align(round(axis.left()), round(right))

    def _read(self, step: int | None) -> None:
        """Show the numbers of a step beside the names of the lines."""
        self._read_at = step
        self._show_legend()

    def _show_legend(self) -> None:
        """Say what each line is, where there are others beside that of the loss."""
        scores, theme = self._session.scores, self.appearance.theme
        mark = None if self._read_at is None else self.plot.scores.at(self._read_at)
        run_color = theme.of_run(self._session.cursor.run.number).name()
        wanted = self.score_button.isChecked() and (scores.name, scores.has_test)
        look = wanted, run_color, theme.name, None if mark is None else mark.tobytes()
        if look != self._legend_of:
            self._legend_of = look
            colors = {LOSS: run_color, SCORE: theme["quiet"]}
            self._legends = [
                "&nbsp; ".join(in_color(text, colors[of]) for text, of in lines)
                for lines in (legends(scores.name, scores.has_test, mark) if wanted else [[]])
            ]
            self.legend.setText(self._legends[-1])
            self._legend_px = self.legend.sizeHint().width()
            self._place_legend()

    def _place_legend(self) -> None:
        """Show legend, axis of steps and button of the table below a header that is too narrow."""
        extra = self.header.extra
        around = self.header.sizeHint().width() - extra.sizeHint().width()
        least = sum(each.sizeHint().width() + extra.spacing() for each in self._controls)
        is_roomy = self.width() - around - least >= self._legend_px
        if is_roomy != self._is_roomy:
            self._is_roomy = is_roomy
            if is_roomy:
                extra.insertWidget(extra.indexOf(self.fit_button), self.step_button)
                extra.addWidget(self.table_button)
            else:
                for button in (self.step_button, self.table_button):
                    self._below.addWidget(button)
            self.legend.setVisible(is_roomy)
            self.legend_below.setVisible(not is_roomy)
        (self.legend if is_roomy else self.legend_below).offer(*self._legends)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_legend()

    def _show_scores(self, is_shown: bool) -> None:
        self.plot.show_scores(is_shown)
        self.show_losses()

    def _shown_scores(self) -> str:
        return "on" if self.score_button.isChecked() else "off"

    def _choose_scores(self, text: str) -> None:
        self.score_button.setChecked(text != "off")

    def _step_axis(self) -> str:
        return self._session.step_scale.choice

    def _show_axis(self) -> None:
        self.plot.set_logarithmic(self._axes.choice() == "log")
