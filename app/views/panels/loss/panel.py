"""Loss panel: the losses of all runs, their axis, and the timeline of the current run."""

from typing import ClassVar

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout

from app.kit.numbers import counted
from app.kit.plain_text import RichLabel, in_color
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import RIGHT, ElidedLabel, IconButton, dressed, fill, yielding
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl, segment_button
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.panels.loss.plot import LossPlot
from app.views.timeline.timeline import Timeline

AXES = tuple(
    ControlSegment(axis, f"{axis}_button", axis, tooltip, f"{axis.title()} loss axis")
    for axis, tooltip in (
        ("log", "Logarithmic: equal distances are equal factors"),
        ("linear", "Linear: equal distances are equal differences"),
    )
)
# The room at the right of the plot, in pixels: the handle of the timeline needs it.
OVERHANG = 8


class Legend(RichLabel):
    """Says what each line is, where there is room for it."""

    def __init__(self) -> None:
        super().__init__()
        yielding(dressed(self, "loss_legend", "caption")).setIndent(12)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.sizeHint().width() <= self.width():
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
        ],
        "In the loss plot": [
            ("Left, Right", "Move along the steps"),
            ("+, −", "Zoom in, zoom out"),
            ("Home", "Show the whole run"),
        ],
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("loss_panel", "Loss", appearance)
        self._session = session
        self.note = ElidedLabel("loss_note", "caption", RIGHT)
        header = self.header.layout()
        assert isinstance(header, QHBoxLayout)
        header.setStretchFactor(self.header.extra, 1)
        self.plot = LossPlot(session, appearance)
        keys = "Drag pans, the wheel zooms, arrows pan, plus and minus zoom, Home fits"
        describe(self.plot, "loss_plot", "Loss over the steps", description=keys)
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
        }
        self._axes.changed.connect(self._show_axis)
        about = "Show the whole run again after zoom and pan"
        self.fit_button = segment_button("fit_button", "Fit", about, pressed=self.plot.fit)
        self.legend = Legend()
        self._legend_of: object = None
        items = (self.legend, 3), (self.note, 1), self.score_button, self._axes, self.fit_button
        fill(self.header.extra, *items)
        self.plot.setMinimumHeight(60)
        self.timeline = Timeline(session, appearance)
        self.idle_in_pictures = (self.timeline,)
        beside = fill(QHBoxLayout(), self.plot, margins=(0, 0, OVERHANG, 0))
        self.lay_out((beside, 1), self.timeline, margins=(6, 0, 0, 6))
        self.plot.getViewBox().sigResized.connect(self._align_timeline)
        cursor, others = session.cursor, (session.runs.changed, session.opened)
        connect_all(self.show_losses, cursor.step_taken, cursor.edited, cursor.moved, *others)
        appearance.changed.connect(self._show_legend)
        self.show_losses()

    def show_losses(self) -> None:
        """Show all runs as they are now, and say in the header how many are not drawn."""
        self.plot.show_losses()
        left_out = self.plot.others.overlay.left_out
        self._show_legend()
        text = f"{counted(left_out, 'run')} not drawn" if left_out else ""
        if text != self.note.full_text:
            self.note.show_text(text)

    def _align_timeline(self) -> None:
        """Let the timeline begin and end where the axis of the plot does."""
        view = self.plot.getViewBox()
        axis = view.mapRectToScene(view.rect())
        right = self.plot.width() - axis.right() + OVERHANG
        self.timeline.align(round(axis.left()), round(right))

    def _show_legend(self) -> None:
        """Say what each line is, where there are others beside that of the loss."""
        session, theme = self._session, self.appearance.theme
        now = session.scores.now
        run_color = theme.of_run(session.cursor.run.number).name()
        wanted = self.score_button.isChecked() and (now.score.name, now.test_score is None)
        if (wanted, run_color) == self._legend_of:
            return
        self._legend_of = wanted, run_color
        lines = []
        if wanted:
            lines = [("— loss", run_color), (f"— {now.score.name}", theme["quiet"])]
        if wanted and now.test_score:
            lines[1:1] = [("┄ test", run_color)]
            lines.append(("┄ test", theme["quiet"]))
        self.legend.setText("&nbsp;&nbsp; ".join(in_color(*line) for line in lines))

    def _show_scores(self, is_shown: bool) -> None:
        self.plot.show_scores(is_shown)
        self.show_losses()

    def _shown_scores(self) -> str:
        return "on" if self.score_button.isChecked() else "off"

    def _choose_scores(self, text: str) -> None:
        self.score_button.setChecked(text != "off")

    def _show_axis(self) -> None:
        self.plot.set_logarithmic(self._axes.choice() == "log")
