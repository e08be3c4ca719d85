"""The side of the landscape page that tells of the step: how far it went, and how all steps did."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import fill, in_box, named_label
from app.views.pages.landscape.asking import Drawing
from app.views.pages.landscape.step_plots import OvershootPlot, StepPlot, best_of
from app.views.pages.landscape.texts import about_batch, tense
from micrograd.analysis.landscape.step_line import in_words, verdict

# The least height of a plot and the least width of the step's, in pixels.
LEAST_PLOT, LEAST_WIDTH = 60, 180


class StepSide(QWidget):
    """The loss along the last step above that of all steps. total: the part about all of them."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.step, self.overshoots = StepPlot(appearance), OvershootPlot(appearance)
        self.verdict = named_label("landscape_verdict", wraps=True)
        self.in_total = named_label("landscape_in_total", wraps=True)
        self.batch_text = named_label("landscape_batch_text", "caption", wraps=True)
        self.title = title_label("The step")
        parts = 6, title_label("Step by step"), self.in_total, (self.overshoots, 1)
        self.total = in_box(fill(QVBoxLayout(), *parts, spacing=2))
        words = self.title, self.verdict, self.batch_text
        fill(QVBoxLayout(self), *words, (self.step, 5), (self.total, 4), spacing=2)
        hold(self.step, least_width=LEAST_WIDTH)
        for plot in (self.step, self.overshoots):
            hold(plot, least_height=LEAST_PLOT)

    def show_plots(self, are_shown: bool) -> None:
        """Show the plots, or leave their numbers to tables."""
        for plot in (self.step, self.overshoots):
            plot.setVisible(are_shown)

    def show_plots_of(self, drawing: Drawing) -> None:
        """Draw the curves of a drawing."""
        self.step.show_curve(drawing.curve)
        self.overshoots.show_steps(*drawing.moved, drawing.asked.step)

    def show_words_of(self, drawing: Drawing) -> None:
        """Say how the step of a drawing did, and all steps up to it."""
        curve = drawing.curve
        # A rate is not to blame for a step that a wrong line did.
        is_judged = not drawing.asked.trainer.fault.is_any
        self.verdict.setText("")
        if curve is not None:
            words = "The next step" if curve.move.is_to_come else f"Step {curve.move.step:,}"
            self.title.setText(words)
            if is_judged:
                self.verdict.setText(tense(in_words(best_of(curve)), curve.move.is_to_come))
        self.batch_text.setText(about_batch(drawing))
        self.batch_text.setVisible(bool(self.batch_text.text()))
        steps, moves = drawing.moved
        is_past = steps <= drawing.asked.step
        self.in_total.setText(verdict(steps[is_past], moves[is_past]) if is_judged else "")
