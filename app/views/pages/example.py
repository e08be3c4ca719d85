"""Example page: the loss in large figures, which a button makes larger."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from app.kit.numbers import loss_text
from app.kit.widgets.fields import describe
from app.session.session import Session
from app.views.contract import Choice, View

SMALLEST_PX, LARGEST_PX = 24, 96


class ExamplePage(QWidget, View):
    """One number, followed from step to step."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("example_page")
        self._session, self._size_px = session, SMALLEST_PX
        self.loss = QLabel()
        self.loss.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.larger = QToolButton()
        self.larger.setText("Larger")
        describe(self.larger, "example_larger_button", "Larger figures", "Write it larger")
        self.larger.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.larger.clicked.connect(self._enlarge)
        column = QVBoxLayout(self)
        column.addWidget(self.loss, 1)
        column.addWidget(self.larger)
        for signal in (session.step_taken, session.edited):
            signal.connect(self._show_loss)
        self._show_loss()

    @property
    def first_focus(self) -> QWidget:
        return self.larger

    @property
    def choices(self) -> dict[str, Choice]:
        return {"example_size": Choice(lambda: str(self._size_px), self._choose_size)}

    def _choose_size(self, text: str) -> None:
        self._size_px = min(LARGEST_PX, int(text))
        self._show_loss()

    def _enlarge(self) -> None:
        self._choose_size(str(self._size_px + 12))

    def _show_loss(self) -> None:
        self.loss.setStyleSheet(f"font-size: {self._size_px}px")
        self.loss.setText(loss_text(self._session.evaluation.loss))
