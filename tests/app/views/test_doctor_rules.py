"""Every illness that the doctor knows: trained into, told, and cured by a press of its button."""

from random import Random
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.analysis.doctor.rules import RULES
from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS

LEFT = Qt.MouseButton.LeftButton
MOONS, NOISY = GENERATORS["moons"].dataset(30), GENERATORS["moons"].dataset(40, 0.6)
SINE = GENERATORS["sine"].dataset()
_draw = Random(1)
_points = [(_draw.uniform(-1, 1), _draw.uniform(-1000, 1000)) for _ in range(30)]
UNEQUAL = Dataset.from_rows([[a, b, 1.0 if a > 0 else -1.0] for a, b in _points], 1)
FAR = Dataset.from_rows([[x / 10, 5 + 3 * x / 10] for x in range(-10, 11)], 1)
CLASSES: dict[str, Any] = {
    "dataset": MOONS,
    "loss": "binary-cross-entropy",
    "layers": (8, 8, 1),
    "activations": ("tanh", "tanh", "linear"),
    "learning_rate": 0.5,
}
NUMBERS: dict[str, Any] = {
    **CLASSES,
    "dataset": SINE,
    "loss": "mean-squared",
    "layers": (16, 16, 1),
}


class Case(NamedTuple):
    """settings: of a run that falls ill. steps: after which that shows, in so many pieces.

    word: of what is told.
    """

    rule: str
    settings: dict[str, Any]
    steps: int
    word: str
    pieces: int = 1


CASES = (
    Case("exploded", {"activations": ("linear",) * 3, "learning_rate": 10.0}, 50, "diverged"),
    Case("exploded", {**NUMBERS, "learning_rate": 1.0}, 400, "too high"),
    Case("symmetric", {"init": "zeros"}, 20, "layer 1 are all the same"),
    Case("symmetric", {"init": "constant"}, 0, "They begin alike"),
    Case("frozen", {"frozen": ("1", "2", "3")}, 10, "all 41 parameters are frozen"),
    Case(
        "schedule-ended",
        {**CLASSES, "schedule": "cosine", "schedule_steps": 20},
        60,
        "the cosine schedule has ended, and the rate is 0",
    ),
    Case(
        "targets",
        {"dataset": FAR, "layers": (4, 1), "activations": "tanh"},
        100,
        "tanh at the end gives −1 to 1",
    ),
    Case(
        "targets",
        {"dataset": SINE, "activations": ("tanh", "tanh", "sigmoid"), "loss": "mean-squared"},
        100,
        "sigmoid at the end gives 0 to 1",
    ),
    Case("inputs", {"dataset": UNEQUAL, "loss": "mean-squared"}, 100, "very different scale"),
    Case(
        "dead",
        {"activations": ("relu", "relu", "linear"), "learning_rate": 0.3},
        100,
        "All 4 neurons of layer 1 are dead",
    ),
    Case("saturated", {"learning_rate": 50.0}, 100, "stands still at a loss of 8"),
    Case("saturated", {"dataset": MOONS, "learning_rate": 0.3}, 1000, "saturated, tanh is flat"),
    Case(
        "saturated",
        {
            **CLASSES,
            "dataset": GENERATORS["spirals"].dataset(60),
            "layers": (16, 16, 1),
            "optimizer": "adam",
        },
        2000,
        "comes no further than a loss of",
    ),
    Case("rate-too-small", {"learning_rate": 1e-7}, 100, "far too small"),
    Case("bouncing", {**CLASSES, "learning_rate": 30.0}, 100, "bounces around"),
    Case(
        "overfitting",
        {
            **CLASSES,
            "dataset": NOISY,
            "layers": (16, 16, 1),
            "test_share": 0.4,
            "optimizer": "adam",
            "learning_rate": 0.02,
        },
        500,
        "The test loss rises while the training loss falls",
        25,
    ),
    Case(
        "plateau",
        {
            "dataset": SINE,
            "layers": (4, 4, 4, 4, 1),
            "activations": (*("tanh",) * 4, "linear"),
            "loss": "mean-squared",
            "init": "xavier",
            "init_scale": 0.1,
            "learning_rate": 0.05,
        },
        600,
        "A plateau",
    ),
)


@pytest.fixture
def window(compiled_loop: object, renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def train(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    if steps:
        window.runner.run(steps)
        qtbot.waitUntil(lambda: not window.runner.is_running)


def loss_that_counts(session: Session, rule: str) -> float:
    """The loss by which one sees whether training goes well."""
    evaluation = session.cursor.evaluation
    loss = evaluation.test_loss if rule == "overfitting" else evaluation.loss
    assert loss is not None
    return loss


def fall_ill(qtbot: QtBot, window: MainWindow, case: Case) -> None:
    session = window.session
    session.edits.start_again("fall ill", **case.settings)
    for _ in range(case.pieces):
        train(qtbot, window, case.steps // case.pieces)
    # On a slow computer the doctor has told another illness on the way, and still does.
    window.doctor.look()
    qtbot.waitUntil(lambda: not window.doctor.is_busy)
    assert window.findChild(QPushButton, "doctor_remedy").isVisible()


def test_every_illness_has_a_case() -> None:
    assert {case.rule for case in CASES} == set(RULES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.word}")
def test_an_illness_is_told_and_its_remedy_works(
    qtbot: QtBot, window: MainWindow, case: Case
) -> None:
    session = window.session
    fall_ill(qtbot, window, case)
    diagnosis = window.doctor.diagnosis
    assert diagnosis is not None
    assert (diagnosis.rule, case.word in diagnosis.text) == (case.rule, True), diagnosis
    ill = loss_that_counts(session, case.rule)
    score = session.scores.now.score.value or 0.0
    edits = session.undo_stack.count
    qtbot.mouseClick(window.findChild(QPushButton, "doctor_remedy"), LEFT)
    assert session.undo_stack.count == edits + 1
    assert not window.doctor.isVisible()
    train(qtbot, window, min(300, case.steps or 100) if case.rule != "overfitting" else 200)
    assert session.cursor.divergence is None
    has_less = loss_that_counts(session, case.rule) < 0.9 * ill
    assert has_less or (session.scores.now.score.value or 0.0) > score
    window.actions_by_name["undo"].trigger()
    assert session.undo_stack.count == edits
