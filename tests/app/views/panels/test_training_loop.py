"""Training loop panel: the phase that was executed last is lit in the code."""

import pytest
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.training_loop import TrainingLoopPanel
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS

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
        middle = panel.code.line_rect(number).center().y()
        painted.append(image.pixelColor(1, round(middle)) == accent)
    return painted


def test_a_rate_of_the_last_layer_stands_in_the_update(
    panel: TrainingLoopPanel, session: Session
) -> None:
    session.edits.change_setting("output_rate", 0.5)
    expected = ["rate = 0.5 if p in last_layer else 0.1", "p.data += -rate * p.grad"]
    assert [line.strip() for line in code(panel)][-2:] == expected
    session.edits.change_setting("schedule", "cosine")
    expected[0] = "rate = (0.5 if p in last_layer else 0.1) * cosine(k)"
    assert [line.strip() for line in code(panel)][-2:] == expected
    session.edits.change_setting("output_rate", 0.0)
    assert "  rate = 0.1 * cosine(k)" in code(panel)


@pytest.mark.parametrize("optimizer", ["gradient-descent", "adam"])
def test_the_update_leaves_out_what_is_frozen(
    panel: TrainingLoopPanel, session: Session, optimizer: str
) -> None:
    session.edits.change_setting("optimizer", optimizer)
    assert "    if p not in frozen:" not in code(panel)
    session.edits.change_setting("frozen", ("1",))
    lines = code(panel)
    begin = lines.index("    if p not in frozen:")
    assert lines[begin - 1] == "  for p in model.parameters():"
    assert all(line.startswith("      ") for line in lines[begin + 1 :])


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


def test_the_code_has_the_present_loss_penalty_optimizer_and_schedule(
    panel: TrainingLoopPanel, session: Session
) -> None:
    change = session.edits.change_setting
    change("loss", "hinge")
    assert [line.strip() for line in code(panel)[3:5]] == [
        "loss = mean(relu(1 - yp * y) for yp, y",
        "in zip(ypred, ys))",
    ]
    change("penalty", "l2")
    change("penalty_strength", 0.01)
    assert code(panel)[5].strip() == "loss += 0.01 * sum(w**2 for w in weights)"
    change("schedule", "cosine")
    assert [line.strip() for line in code(panel)[-3:]] == [
        "rate = 0.1 * cosine(k)",
        "for p in model.parameters():",
        "p.data += -rate * p.grad",
    ]
    change("optimizer", "rmsprop")
    assert [line.strip() for line in code(panel)[-2:]] == [
        "p.squares = β2 * p.squares + (1 - β2) * p.grad**2",
        "p.data = p.data - rate * p.grad / (sqrt(p.squares) + ε)",
    ]
    session.training.step()
    assert lit_lines(panel)[-1].startswith("p.data = p.data")


def test_batches_and_normalising_stand_in_the_loop(
    panel: TrainingLoopPanel, session: Session
) -> None:
    session.edits.change_setting("batch_size", 3)
    assert "some_xs, some_ys = batch(3, k)" in [line.strip() for line in code(panel)]
    session.training.step_phase()
    assert lit_lines(panel)[0].strip() == "some_xs, some_ys = batch(3, k)"
    session.edits.change_setting("normalise", "inputs")
    assert code(panel)[0] == "xs = (xs - mean) / deviation"
    session.edits.change_setting("batch_size", 9)
    assert "some_xs" not in "".join(code(panel))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_and_optimizer_has_a_loop_of_ascii_but_for_its_greek_letters(
    panel: TrainingLoopPanel, session: Session, loss: str, optimizer: str
) -> None:
    session.edits.change_setting("loss", loss)
    session.edits.change_setting("optimizer", optimizer)
    for line in code(panel):
        assert line.translate({ord("β"): "b", ord("ε"): "e"}).isascii(), line


def test_after_a_reset_no_line_is_lit(panel: TrainingLoopPanel, session: Session) -> None:
    session.training.step()
    session.edits.same_weights()
    assert lit_lines(panel) == []


def test_the_code_cannot_be_changed_by_typing(qtbot: QtBot, panel: TrainingLoopPanel) -> None:
    before = code(panel)
    qtbot.keyClicks(panel.code, "x")
    assert code(panel) == before
    assert panel.code.isReadOnly()
