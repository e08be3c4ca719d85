"""Training loop panel: the phase that was executed last is lit in the code."""

import pytest
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.training_loop import TrainingLoopPanel

FORWARD = [
    "ypred = [model(x) for x in xs]",
    "loss = sum((yp - y)**2 for yp, y",
    "in zip(ypred, ys))",
]
ZERO_GRAD = ["for p in model.parameters():", "p.grad = 0.0"]
BACKWARD = ["loss.backward()"]
UPDATE = ["for p in model.parameters():", "p.data += -0.1 * p.grad"]


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> TrainingLoopPanel:
    """The panel alone."""
    panel = TrainingLoopPanel(session, appearance)
    qtbot.addWidget(panel)
    return panel


def code(panel: TrainingLoopPanel) -> list[str]:
    return panel.code.toPlainText().split("\n")


def lit_lines(panel: TrainingLoopPanel) -> list[str]:
    return [code(panel)[number].strip() for number in sorted(panel.code.lit)]


def lit_pixels(panel: TrainingLoopPanel, appearance: Appearance) -> list[bool]:
    """Return for each line of code whether its left edge has the mark of a lit line."""
    image = panel.code.viewport().grab().toImage()
    accent = appearance.theme.color("accent")
    document = panel.code.document()
    painted = []
    for number in range(document.blockCount()):
        box = panel.code.blockBoundingGeometry(document.findBlockByNumber(number))
        middle = box.translated(panel.code.contentOffset()).center().y()
        painted.append(image.pixelColor(1, round(middle)) == accent)
    return painted


def test_no_line_is_lit_before_the_first_phase(panel: TrainingLoopPanel) -> None:
    assert lit_lines(panel) == []
    assert "four phases" in panel.meaning.text()


def test_each_phase_lights_its_own_lines(panel: TrainingLoopPanel, session: Session) -> None:
    seen = []
    for _ in range(5):
        session.training.step_phase()
        seen.append(lit_lines(panel))
    assert seen == [FORWARD, ZERO_GRAD, BACKWARD, UPDATE, FORWARD]


def test_the_lines_of_zero_grad_and_update_are_not_confused(
    panel: TrainingLoopPanel, session: Session
) -> None:
    session.training.step_phase()
    session.training.step_phase()
    zero_grad = set(panel.code.lit)
    session.training.step()
    assert zero_grad.isdisjoint(panel.code.lit)


def test_each_phase_is_explained(panel: TrainingLoopPanel, session: Session) -> None:
    starts = []
    for _ in range(4):
        session.training.step_phase()
        starts.append(panel.meaning.text().split(":")[0])
    assert starts == ["Forward pass", "Zero grad", "Backward pass", "Update"]


def test_lit_lines_are_painted(
    panel: TrainingLoopPanel, session: Session, appearance: Appearance
) -> None:
    panel.resize(340, 340)
    session.training.step_phase()
    painted = lit_pixels(panel, appearance)
    assert [number for number, is_lit in enumerate(painted) if is_lit] == sorted(panel.code.lit)


def test_another_theme_keeps_the_lit_lines(
    panel: TrainingLoopPanel, session: Session, appearance: Appearance
) -> None:
    panel.resize(340, 340)
    session.training.step()
    appearance.choose("light")
    painted = lit_pixels(panel, appearance)
    assert [number for number, is_lit in enumerate(painted) if is_lit] == sorted(panel.code.lit)


def test_the_code_has_the_present_learning_rate(panel: TrainingLoopPanel, session: Session) -> None:
    assert code(panel)[-1].strip() == "p.data += -0.1 * p.grad"
    session.edits.set_learning_rate(0.025)
    assert code(panel)[-1].strip() == "p.data += -0.025 * p.grad"
    session.undo_stack.undo()
    assert code(panel)[-1].strip() == "p.data += -0.1 * p.grad"


def test_after_a_reset_no_line_is_lit(panel: TrainingLoopPanel, session: Session) -> None:
    session.training.step()
    session.edits.same_weights()
    assert lit_lines(panel) == []


def test_the_code_cannot_be_changed_by_typing(qtbot: QtBot, panel: TrainingLoopPanel) -> None:
    before = code(panel)
    qtbot.keyClicks(panel.code, "x")
    assert code(panel) == before
    assert panel.code.isReadOnly()
