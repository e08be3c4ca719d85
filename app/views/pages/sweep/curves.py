"""The losses of all trials over the steps, coloured by learning rate."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.kit.numbers import shortest
from app.kit.theme import Appearance
from app.kit.widgets.parts import fill
from app.playing.sweeping import Sweeping
from app.views.pages.sweep.curve_plot import CurvePlot, color_of, rate_shade
from app.views.pages.sweep.legend import Legend


class Curves(QWidget):
    """The plot with its legend."""

    def __init__(self, sweeping: Sweeping, appearance: Appearance) -> None:
        super().__init__()
        self._sweeping = sweeping
        self.plot = CurvePlot(sweeping, appearance)
        self.legend = Legend("sweep_rate_legend", appearance, rate_shade)
        caption = QLabel("point at a curve to read it")
        caption.setProperty("role", "caption")
        line = fill(QHBoxLayout(), caption, (self.legend, 1), spacing=8)
        fill(QVBoxLayout(self), line, (self.plot, 1))
        sweeping.started.connect(self.show_results)

    def show_results(self) -> None:
        """Draw the curves of the trials that have ended."""
        self.plot.show_results()
        plan = self._sweeping.plan
        if plan is not None:
            rates = plan.rates
            blocks = len({color_of(plan, rate) for rate in rates})
            last = shortest(rates[-1]) if len(rates) > 1 else ""
            self.legend.show_bar(f"learning rate   {shortest(rates[0])}", last, blocks)
