"""Loss panel: the losses of all runs, their axis, and the timeline of the current run."""

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout

from app.kit.numbers import counted
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import RIGHT, ElidedLabel, fill
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
        self.note = ElidedLabel("loss_note", "caption", RIGHT)
        header = self.header.layout()
        assert isinstance(header, QHBoxLayout)
        header.setStretchFactor(self.header.extra, 1)
        self.plot = LossPlot(session, appearance)
        keys = "Drag pans, the wheel zooms, arrows pan, plus and minus zoom, Home fits"
        describe(self.plot, "loss_plot", "Loss over the steps", description=keys)
        self._axes = SegmentedControl(AXES, "log")
        self.choices = {"loss_axis": ViewChoice(self._axes.choice, self._axes.choose)}
        self._axes.changed.connect(self._show_axis)
        about = "Show the whole run again after zoom and pan"
        self.fit_button = segment_button("fit_button", "Fit", about, pressed=self.plot.fit)
        fill(self.header.extra, (self.note, 1), self._axes, self.fit_button)
        self.plot.setMinimumHeight(60)
        self.timeline = Timeline(session, appearance)
        self.idle_in_pictures = (self.timeline,)
        beside = fill(QHBoxLayout(), self.plot, margins=(0, 0, OVERHANG, 0))
        self.lay_out((beside, 1), self.timeline, margins=(6, 0, 0, 6))
        self.plot.getViewBox().sigResized.connect(self._align_timeline)
        cursor, others = session.cursor, (session.runs.changed, session.opened)
        connect_all(self.show_losses, cursor.step_taken, cursor.edited, cursor.moved, *others)
        self.show_losses()

    def show_losses(self) -> None:
        """Show all runs as they are now, and say in the header how many are not drawn."""
        self.plot.show_losses()
        left_out = self.plot.others.overlay.left_out
        text = f"{counted(left_out, 'run')} not drawn" if left_out else ""
        if text != self.note.full_text:
            self.note.show_text(text)

    def _align_timeline(self) -> None:
        """Let the timeline begin and end where the axis of the plot does."""
        view = self.plot.getViewBox()
        axis = view.mapRectToScene(view.rect())
        right = self.plot.width() - axis.right() + OVERHANG
        self.timeline.align(round(axis.left()), round(right))

    def _show_axis(self) -> None:
        self.plot.set_logarithmic(self._axes.choice() == "log")
