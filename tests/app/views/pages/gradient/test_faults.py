"""The gradient page while a line of the backward pass is wrong: the check is red."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.views.pages.gradient.check_view import result_of
from app.views.pages.gradient.reading import GradientReader
from app.window.main_window import MainWindow
from micrograd.analysis.gradient_check import Verdict
from micrograd.recipe.faults import FAULTS

WRONG = [name for name, row in FAULTS.items() if row.is_of_backward]


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


@pytest.mark.parametrize("name", WRONG)
def test_the_check_of_all_parameters_finds_wrong_gradients(window: MainWindow, name: str) -> None:
    session = window.session
    session.edits.remove_layer(0)
    session.sabotage.choose(name)
    checks = list(GradientReader(session).check_all())
    assert any(check.verdict is Verdict.DISAGREES for check in checks)
    assert "wrong" in result_of(checks)


def test_the_page_says_that_the_gradient_was_found_with_a_wrong_line(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = window.session
    window.show_page("gradient")
    session.sabotage.choose("no-upstream")
    page = window.view("gradient")
    qtbot.waitUntil(lambda: "wrong line" in page.note.text())
    assert page.reading.gradient != page.reading.right_gradient
    verdict = page.findChild(QLabel, "check_verdict")
    qtbot.waitUntil(lambda: Verdict.DISAGREES.value in verdict.text())
    session.sabotage.mend()
    qtbot.waitUntil(lambda: Verdict.AGREES.value in verdict.text())
    assert page.reading.gradient == page.reading.right_gradient


def test_without_zero_grad_the_check_is_of_all_gradients_so_far(window: MainWindow) -> None:
    session = window.session
    session.sabotage.choose("no-zero-grad")
    reader = GradientReader(session)
    session.selection.choose([0])
    first = reader.read()
    session.training.step()
    second = reader.read()
    assert first.gradient == first.right_gradient
    grad = session.cursor.trainer.parameters[0].grad
    assert second.gradient == pytest.approx(second.right_gradient + grad)
    # In the middle of a step the gradients before its backward pass count.
    for _ in range(3):
        session.training.step_phase()
    assert reader.read().gradient == second.gradient


def test_the_next_step_goes_uphill_and_has_its_samples(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    window.show_page("gradient")
    page = window.view("gradient")
    session.sabotage.choose("uphill")
    qtbot.waitUntil(lambda: "× (−grad)" in page.plot.step_text.toPlainText())
    assert page.plot.next_step(page.reading) * page.reading.gradient > 0
    session.edits.start_again("begin", test_share=0.25, fault="trained-on-test")
    qtbot.waitUntil(lambda: "next step" in page.plot.readout().replace("\N{NO-BREAK SPACE}", " "))
    assert "with these samples" not in page.plot.readout().replace("\N{NO-BREAK SPACE}", " ")
