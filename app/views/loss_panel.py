"""Loss panel: the plot of the loss, its axis, and the way back to the whole run."""

from PySide6.QtWidgets import QButtonGroup, QToolButton

from app.session import Session
from app.theme import Appearance
from app.views.fields import describe
from app.views.loss_plot import LossPlot
from app.views.panel import Panel


class LossPanel(Panel):
    """The plot, with its axis and its way back in the header."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("loss_panel", "Loss", appearance)
        self.plot = LossPlot(session, appearance)
        describe(
            self.plot,
            "loss_plot",
            "Loss over the steps",
            "",
        )
        self.plot.setAccessibleDescription(
            "Drag pans, the wheel zooms, arrows pan, plus and minus zoom, Home fits"
        )
        self._buttons = QButtonGroup(self)
        for name, text, tooltip in [
            ("log_button", "log", "Logarithmic: equal distances are equal factors"),
            ("linear_button", "linear", "Linear: equal distances are equal differences"),
        ]:
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setProperty("segment", True)
            describe(button, name, f"{text.title()} loss axis", tooltip)
            self._buttons.addButton(button)
            self.header.extra.addWidget(button)
        self._buttons.buttons()[0].setChecked(True)
        self._buttons.buttonToggled.connect(self._choose_axis)
        self.fit_button = QToolButton()
        self.fit_button.setText("Fit")
        self.fit_button.setProperty("segment", True)
        describe(
            self.fit_button, "fit_button", "Fit", "Show the whole run again after zoom and pan"
        )
        self.fit_button.clicked.connect(self.plot.fit)
        self.header.extra.addWidget(self.fit_button)
        self.body.setContentsMargins(6, 0, 8, 6)
        self.body.addWidget(self.plot)
        self.plot.setMinimumHeight(110)
        session.step_taken.connect(self.plot.show_losses)
        session.edited.connect(self.plot.show_losses)
        appearance.changed.connect(self.plot.apply_theme)

    def axis(self) -> str:
        """The axis that is chosen, "log" or "linear"."""
        return "log" if self.plot.is_logarithmic else "linear"

    def choose_axis(self, axis: str) -> None:
        """Choose "log" or "linear"."""
        for button in self._buttons.buttons():
            if button.text() == axis:
                button.setChecked(True)

    def _choose_axis(self, button: QToolButton, is_checked: bool) -> None:
        if is_checked:
            self.plot.set_logarithmic(button.objectName() == "log_button")
