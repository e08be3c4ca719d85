"""The banner that tells of a divergence, with advice and a smaller learning rate."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from app.kit.numbers import shortest
from app.kit.plain_text import Label
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, named_label
from app.session.session import Session


class DivergenceBanner(QFrame):
    """A banner shown from a divergence until something is changed or training is tried again."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("divergence_banner")
        self._session, self._appearance = session, appearance
        self._icon = Label()
        self.text = named_label("divergence_text", wraps=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.lower_rate = QPushButton()
        name, about = "A tenth of the learning rate", "Set the learning rate to a tenth"
        describe(self.lower_rate, "lower_rate_button", name, f"{about}; then press Run")
        self.lower_rate.clicked.connect(self._lower_rate)
        items = self._icon, (self.text, 1), self.lower_rate
        fill(QHBoxLayout(self), *items, spacing=10, margins=(12, 8, 12, 8))
        cursor = session.cursor
        changes = cursor.diverged, cursor.step_taken, cursor.edited, appearance.changed
        connect_all(self.show_divergence, *changes)
        self.show_divergence()

    def show_divergence(self) -> None:
        """Show what diverged, or hide if nothing did."""
        error = self._session.cursor.divergence
        if error is None:
            self.hide()
            return
        self._icon.setPixmap(self._appearance.icon("warning", "warning").pixmap(18, 18))
        value = "not a number" if error.value != error.value else "infinite"
        advice = (
            "The last finite parameters are kept. Lower the learning rate, "
            "or start again with other weights, then run on."
            if error.had_finite_loss
            else "No learning rate helps: make the samples or the parameters smaller."
        )
        self.text.setText(
            f"<b>Training diverged at step {error.step:,}:</b> {error.name} became {value}. "
            f"{advice}"
        )
        rate = self._lowered()
        self.lower_rate.setText(f"Use rate {shortest(rate)}")
        self.lower_rate.setVisible(error.had_finite_loss and rate > 0)
        self.show()

    def _lowered(self) -> float:
        return float(f"{self._session.cursor.trainer.learning_rate / 10:.3g}")

    def _lower_rate(self) -> None:
        self._session.edits.set_learning_rate(self._lowered())
