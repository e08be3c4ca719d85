"""Scores beside the losses: exact marks, on an axis of their own, of the run that is shown."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.kit.numbers import plain
from app.kit.theme import Appearance
from app.session.scores import score_text
from app.session.session import Session
from app.views.panels.loss.panel import LossPanel
from app.views.panels.loss.score_curves import BOTTOM, TOP, ScoreCurves, on_height
from micrograd.data.generators import GENERATORS
from micrograd.files.reading import begin_reading
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.recording import train_run
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from micrograd.training.measuring import measured
from tests.app.sessions import train

LEFT = Qt.MouseButton.LeftButton
MOONS = Recipe(
    dataset=GENERATORS["moons"].dataset(30),
    layers=(4, 1),
    activations=("tanh", "linear"),
    loss="binary-cross-entropy",
    learning_rate=0.5,
)


@pytest.fixture
def session(qapp: object) -> Session:
    return Session(new_experiment(MOONS))


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[LossPanel]:
    """The panel alone in a window."""
    panel = LossPanel(session, appearance)
    window = QMainWindow()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    window.resize(760, 320)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield panel  # noqa: PT022 - a return would let go of the window


@pytest.fixture
def curves(panel: LossPanel) -> ScoreCurves:
    return panel.plot.scores


def drawn(panel: LossPanel) -> dict[int, float]:
    """The score at each step that the curve goes through, read off its axis."""
    steps, heights = panel.plot.scores.score.getData()
    low, high = panel.plot.getViewBox().viewRange()[1]
    shares = ((heights - low) / (high - low) - BOTTOM) / (TOP - BOTTOM)
    return dict(zip(steps.astype(int).tolist(), shares.round(9).tolist(), strict=True))


def true_score(run: Run, step: int) -> float:
    owner = run.owner_of(step)
    trainer = owner.start.trainer()
    restore(trainer, owner, step)
    value = measured(trainer).score.value
    assert value is not None
    return round(value, 9)


def true_scores(run: Run) -> dict[int, float]:
    return {step: true_score(run, step) for step in range(run.first_step, run.steps + 1)}


# Drawing.


def test_the_curve_goes_through_the_score_of_every_step_that_was_shown(
    session: Session, panel: LossPanel
) -> None:
    train(session, 12)
    known = drawn(panel)
    assert known == true_scores(session.cursor.run)
    assert len(set(known.values())) > 2


def test_steps_that_nobody_saw_are_measured_afterwards(
    qtbot: QtBot, session: Session, panel: LossPanel
) -> None:
    cursor = session.cursor
    train_run(cursor.run, cursor.trainer, 20)
    cursor.forget_evaluation()
    cursor.show_progress()
    qtbot.waitUntil(lambda: len(drawn(panel)) == 21)
    assert drawn(panel) == true_scores(cursor.run)


def test_nothing_is_measured_afterwards_while_training_runs(
    qtbot: QtBot, session: Session, panel: LossPanel, curves: ScoreCurves
) -> None:
    session.is_running = True
    cursor = session.cursor
    train_run(cursor.run, cursor.trainer, 20)
    cursor.forget_evaluation()
    cursor.show_progress()
    for _ in range(2):
        with qtbot.waitSignal(curves._later.timeout):
            pass
    assert len(drawn(panel)) == 2
    session.is_running = False
    qtbot.waitUntil(lambda: len(drawn(panel)) == 21)


def test_an_opened_file_has_its_curve(
    qtbot: QtBot, session: Session, panel: LossPanel, tmp_path: Path
) -> None:
    train(session, 15)
    expected = drawn(panel)
    other = opened(session.experiment, tmp_path)
    session.open(other)
    qtbot.waitUntil(lambda: len(drawn(panel)) > 1)
    known = drawn(panel)
    assert known.items() <= expected.items()
    session.open(new_experiment(MOONS))
    assert drawn(panel) == {0: true_score(session.cursor.run, 0)}


def opened(experiment: Experiment, folder: Path) -> Experiment:
    path = folder / "moons.json"
    path.write_bytes(to_bytes(experiment))
    building = begin_reading(path)
    for _ in building.work():
        pass
    return building.experiment


def test_after_going_back_a_branch_has_the_past_and_marks_of_its_own(
    session: Session, panel: LossPanel
) -> None:
    train(session, 12)
    first, whole = session.cursor.run, drawn(panel)
    session.cursor.go_to(5)
    assert drawn(panel) == whole
    session.edits.set_learning_rate(5.0)
    train(session, 8)
    branch = session.cursor.run
    assert branch is not first
    assert drawn(panel) == true_scores(branch)
    assert drawn(panel) != {step: whole.get(step) for step in range(14)}
    session.runs.turn_to(first, first.steps)
    assert drawn(panel) == whole


def test_an_edit_at_the_end_changes_the_mark_there_and_undo_brings_it_back(
    session: Session, panel: LossPanel
) -> None:
    train(session, 10)
    before = drawn(panel)
    for index in range(5):
        session.edits.set_parameter(index, -3.0)
    edited = drawn(panel)
    assert edited[10] == true_score(session.cursor.run, 10) != before[10]
    train(session, 2)
    assert drawn(panel) == true_scores(session.cursor.run)
    session.edits.undo()
    assert drawn(panel) == true_scores(session.cursor.run)


def test_other_samples_are_another_task_from_there_on(session: Session, panel: LossPanel) -> None:
    train(session, 5)
    session.edits.set_dataset(GENERATORS["circles"].dataset(20), "circles")
    train(session, 5)
    assert drawn(panel) == true_scores(session.cursor.run)


def test_a_step_that_is_not_finished_has_no_mark(session: Session, panel: LossPanel) -> None:
    train(session, 3)
    before = drawn(panel)
    for _ in range(3):
        session.training.step_phase()
    session.training.step_operation()
    assert drawn(panel) == before


def test_a_hidden_run_has_no_curve(session: Session, panel: LossPanel) -> None:
    train(session, 5)
    session.runs.set_hidden([session.cursor.run], True)
    assert drawn(panel) == {}


# The axis.


def test_the_axis_says_percent_for_classes_and_numbers_for_numbers(
    session: Session, panel: LossPanel, curves: ScoreCurves
) -> None:
    assert curves.axis.texts == ("0 %", "50 %", "100 %")
    assert "accuracy" in panel.legend.text()
    session.edits.set_dataset(GENERATORS["ripple"].dataset(20), "ripple")
    session.edits.change_setting("loss", "mean-squared")
    assert curves.axis.texts == ("≤ 0", "0.5", "1")
    assert "R²" in panel.legend.text()


@pytest.mark.parametrize("zoom", [0.1, 0.5, 3.0])
def test_the_axis_fills_the_plot_at_any_zoom(
    session: Session, panel: LossPanel, zoom: float
) -> None:
    train(session, 12)
    known = drawn(panel)
    panel.plot.getViewBox().scaleBy(y=zoom)
    assert drawn(panel) == known


def test_the_timeline_ends_where_the_axis_of_the_steps_does(
    qtbot: QtBot, panel: LossPanel, curves: ScoreCurves
) -> None:
    aligned: list[tuple[int, int]] = []
    panel.timeline.align = lambda left, right: aligned.append((left, right))
    qtbot.mouseClick(panel.score_button, LEFT)
    qtbot.waitUntil(lambda: bool(aligned))
    wide = aligned[-1][1]
    qtbot.mouseClick(panel.score_button, LEFT)
    qtbot.waitUntil(lambda: aligned[-1][1] > wide)


# Switched off and on.


def test_the_button_hides_all_of_it(
    qtbot: QtBot, session: Session, panel: LossPanel, curves: ScoreCurves
) -> None:
    train(session, 5)
    qtbot.mouseClick(panel.score_button, LEFT)
    assert not curves.axis.isVisible()
    assert drawn(panel) == {}
    assert panel.legend.text() == ""
    train(session, 5)
    qtbot.mouseClick(panel.score_button, LEFT)
    assert curves.axis.isVisible()
    qtbot.waitUntil(lambda: len(drawn(panel)) == 11)
    assert drawn(panel) == true_scores(session.cursor.run)


def test_the_choice_is_remembered(panel: LossPanel) -> None:
    choice = panel.choices["loss_scores"]
    assert choice.read() == "on"
    choice.choose("off")
    assert not panel.score_button.isChecked()
    assert choice.read() == "off"
    choice.choose("")
    assert panel.score_button.isChecked()


def test_the_theme_gives_the_colours(
    session: Session, panel: LossPanel, curves: ScoreCurves, appearance: Appearance
) -> None:
    for theme in ("light", "dark"):
        appearance.choose(theme)
        assert curves.score.opts["pen"].color() == appearance.theme.color("quiet")
        assert appearance.theme["quiet"].lower() in panel.legend.text().lower()


# A test.


def held_out(session: Session, steps: int) -> None:
    session.open(new_experiment(MOONS.changed(test_share=0.3)))
    train(session, steps)


def test_loss_and_score_of_a_test_are_lines_of_their_own(
    session: Session, panel: LossPanel, curves: ScoreCurves
) -> None:
    held_out(session, 8)
    run = session.cursor.run
    trainer = run.start.trainer()
    steps, heights = curves.test_loss.getData()
    shares = curves.test_score.getData()[1]
    low, high = panel.plot.getViewBox().viewRange()[1]
    for step, height, share in zip(steps, heights, shares, strict=True):
        restore(trainer, run, int(step))
        now = measured(trainer)
        assert now.test_loss is not None
        assert now.test_score is not None
        assert height == np.log10(now.test_loss)
        assert low <= height <= high
        assert on_height(np.array([now.test_score.value]), (low, high))[0] == share
    assert len(steps) == 9


def test_the_lines_of_a_test_are_dashed_and_named(
    session: Session, panel: LossPanel, curves: ScoreCurves
) -> None:
    assert "test" not in panel.legend.text()
    held_out(session, 3)
    assert panel.legend.text().count("test") == 2
    for curve, other in (
        (curves.test_loss, panel.plot.curve),
        (curves.test_score, curves.score),
    ):
        pen = curve.opts["pen"]
        assert pen.color() == other.opts["pen"].color()
        assert pen.style() == Qt.PenStyle.CustomDashLine
        assert other.opts["pen"].style() == Qt.PenStyle.SolidLine


def test_a_loss_of_a_test_that_is_large_is_in_sight(
    session: Session, panel: LossPanel, curves: ScoreCurves
) -> None:
    wild = MOONS.changed(test_share=0.3, learning_rate=30.0)
    session.open(new_experiment(wild))
    train(session, 6)
    low, high = panel.plot.getViewBox().viewRange()[1]
    heights = curves.test_loss.getData()[1]
    assert low <= heights.min() <= heights.max() <= high
    curves.show(False)
    assert curves.test_bounds() == []


def test_a_film_knows_no_later_test(session: Session, panel: LossPanel) -> None:
    held_out(session, 8)
    earlier = session.cursor.run.history.until(4).scores.between(0, 99)
    assert earlier[:, 0].tolist() == [0, 1, 2, 3]


# The reading.


def plain_legend(panel: LossPanel) -> str:
    text = re.sub("<[^>]*>", "", panel.legend.text()).replace("&nbsp;", " ")
    return re.sub(" +", " ", text)


def test_the_mouse_reads_score_and_test_of_a_step(
    qtbot: QtBot, session: Session, panel: LossPanel
) -> None:
    held_out(session, 12)
    session.cursor.go_to(7)
    now = session.scores.now
    assert now.test_score is not None
    view, plot = panel.plot.getViewBox(), panel.plot
    place = plot.mapFromScene(view.mapViewToScene(QPointF(7, sum(view.viewRange()[1]) / 2)))
    expected = (
        f"— loss ┄ test {plain(now.test_loss or 0.0)} — accuracy {now.score.percent} "
        f"┄ test {now.test_score.percent}"
    )

    def is_read() -> bool:
        qtbot.mouseMove(plot.viewport(), place + QPoint(0, next(moves) % 2))
        return plain_legend(panel) == expected

    moves = count()
    qtbot.waitUntil(is_read)
    plot.leaveEvent(QEvent(QEvent.Type.Leave))
    assert plain_legend(panel) == "— loss ┄ test — accuracy ┄ test"


@pytest.mark.parametrize(
    ("name", "number", "text"),
    [
        ("accuracy", 1.0, "100 %"),
        ("accuracy", 0.29, "29 %"),
        ("accuracy", 1999 / 2000, "99.9 %"),
        ("R²", -0.5, "−0.5000"),
    ],
)
def test_a_score_is_read_as_the_status_writes_it(name: str, number: float, text: str) -> None:
    assert score_text(name, number) == text


# Bounds.


def test_many_samples_are_measured_a_few_times_a_second_while_training_runs(
    session: Session, panel: LossPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.scores.MANY", 10)
    monkeypatch.setattr("app.session.scores.perf_counter", lambda: 1000.0)
    session.is_running = True
    train(session, 10)
    assert len(drawn(panel)) < 3
    monkeypatch.setattr("app.session.scores.perf_counter", lambda: 1000.3)
    train(session, 1)
    assert 11 in drawn(panel)


def test_a_frame_of_many_samples_scores_nothing(
    session: Session, panel: LossPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.scores.MANY", 10)
    monkeypatch.setattr("app.session.scores.perf_counter", lambda: 1000.0)
    session.is_running = True
    train(session, 1)
    monkeypatch.setattr("micrograd.training.score.Scorer.score", None)
    train(session, 3)


def test_a_long_run_is_drawn_through_some_hundred_marks(
    session: Session, panel: LossPanel, curves: ScoreCurves
) -> None:
    run = session.cursor.run
    train(session, 3)
    known = session.scores.now
    run.history.losses.extend(np.ones(4000))
    run.history.parameters.extend(np.zeros((4000, 4, len(run.start.data))), 4000)
    for step in range(4000):
        run.history.scores.keep(step, known)
    panel.show_losses()
    assert 100 < len(curves.score.getData()[0]) <= 515
