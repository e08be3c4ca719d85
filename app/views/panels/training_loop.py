"""Training loop panel: the loop as code, with the lines of the last phase lit."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from app.kit.numbers import shortest
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.code_view import CodeView
from app.kit.widgets.fields import describe
from app.kit.widgets.panel import Panel
from app.kit.widgets.parts import named_label
from app.session.session import Session
from app.views.contract import View
from micrograd.training.phases import Phase

# Each line with the phase that executes it.
LINES: list[tuple[str, Phase | None]] = [
    ("for k in range(steps):", None),
    ("  # forward pass", None),
    ("  ypred = [model(x) for x in xs]", Phase.FORWARD),
    ("  loss = sum((yp - y)**2 for yp, y", Phase.FORWARD),
    ("             in zip(ypred, ys))", Phase.FORWARD),
    ("  # backward pass", None),
    ("  for p in model.parameters():", Phase.ZERO_GRAD),
    ("    p.grad = 0.0", Phase.ZERO_GRAD),
    ("  loss.backward()", Phase.BACKWARD),
    ("  # update", None),
    ("  for p in model.parameters():", Phase.UPDATE),
    ("    p.data += -{rate} * p.grad", Phase.UPDATE),
]
# The lines that are seen where the window is low; the code scrolls to those that are lit.
FEWEST_LINES = 6
# The meaning of each phase, for somebody who reads the loop for the first time.
MEANINGS = {
    None: "Each step runs these four phases once: forward pass, zero grad, backward pass, update.",
    Phase.FORWARD: "Forward pass: values flow from the inputs to the loss, and every node keeps "
    "its data.",
    Phase.ZERO_GRAD: "Zero grad: gradients add up, so those of the last step are cleared first.",
    Phase.BACKWARD: "Backward pass: gradients flow from the loss back; each operation multiplies "
    "the upstream gradient by its local derivative.",
    Phase.UPDATE: "Update: every parameter moves a little against its gradient, so the loss falls.",
}


class TrainingLoopPanel(Panel, View):
    """The training loop with the present learning rate in it."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("training_loop_panel", "Training loop", appearance)
        self._session = session
        self.code = CodeView(appearance, len(LINES), least=FEWEST_LINES)
        self.code.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        about = "What one step does; the phase that was executed last is lit"
        describe(self.code, "training_loop", "Training loop as code", about)
        top = Qt.AlignmentFlag.AlignTop
        self.meaning = named_label("phase_meaning", "quiet", align=top, wraps=True)
        self.meaning.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.lay_out(self.code, (self.meaning, 1), None)
        self._shown: tuple[Phase | None, float, str] | None = None
        cursor = session.cursor
        connect_all(self.show_phase, cursor.step_taken, cursor.edited, appearance.changed)
        self.show_phase()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The code comes first where the window is low.
        room = self.height() - self.header.height() - self.code.sizeHint().height()
        self.meaning.setVisible(room > 4 * self.fontMetrics().lineSpacing())

    def show_phase(self) -> None:
        """Light the lines of the phase that was executed last."""
        phase, rate = self._session.cursor.phase, self._session.cursor.trainer.learning_rate
        shown = phase, rate, self.appearance.theme.name
        if shown == self._shown:
            return
        self._shown = shown
        lines = [text.replace("{rate}", shortest(rate)) for text, _ in LINES]
        lit = {i for i, (_, own) in enumerate(LINES) if phase and own is phase}
        self.code.show_code(lines, lit)
        self.meaning.setText(MEANINGS[phase])
