"""The sabotage banner and what stands around it: chosen in the menu, mended and found by clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.kit.widgets.code_view import CodeView
from app.views.panels.phase_words import meaning_of
from app.window.main_window import MainWindow
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.optimizers import OPTIMIZERS

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def banner(window: MainWindow) -> QFrame:
    return window.findChild(QFrame, "sabotage_banner")


def words(window: MainWindow) -> str:
    return window.findChild(QLabel, "sabotage_text").text()


def code(window: MainWindow) -> CodeView:
    return window.findChild(CodeView, "training_loop")


def wrong_lines(window: MainWindow) -> list[str]:
    lines = code(window).toPlainText().split("\n")
    return [lines[i].strip() for i in sorted(code(window).wrong)]


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button.isVisible()
    qtbot.mouseClick(button, LEFT)


def choose(window: MainWindow, name: str) -> None:
    """Choose an entry of Training > Sabotage."""
    menu = window.findChild(QMenu, "sabotage_menu")
    entry = window.findChild(QAction, name)
    assert entry in menu.actions()
    entry.trigger()


def find(window: MainWindow, name: str) -> None:
    window.session.sabotage.draw = lambda rows: next(row for row in rows if row.name == name)
    choose(window, "find_fault")


def answer(window: MainWindow, name: str) -> None:
    """Choose an answer in the menu of the button."""
    menu = window.findChild(QMenu, "sabotage_answers")
    menu.aboutToShow.emit()
    entry = menu.findChild(QAction, f"answer_{name}")
    assert FAULTS[name].words in entry.toolTip()
    entry.trigger()


def test_no_banner_stands_over_a_right_run(window: MainWindow) -> None:
    assert not banner(window).isVisible()
    assert not code(window).wrong


def test_a_line_is_made_wrong_in_the_menu_and_mended_in_the_banner(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(window, "sabotage_uphill")
    assert banner(window).isVisible()
    assert "One line is wrong: Wrong sign of the update." in words(window)
    lines = window.findChild(QLabel, "sabotage_lines").text()
    assert FAULTS["uphill"].wrong in lines
    assert FAULTS["uphill"].right in lines
    assert wrong_lines(window) == ["✗   p.data += 0.1 * p.grad"]
    press(qtbot, window, "sabotage_mend")
    assert not banner(window).isVisible()
    assert not code(window).wrong
    window.actions_by_name["undo"].trigger()
    assert banner(window).isVisible()


@pytest.mark.parametrize("name", [name for name, row in FAULTS.items() if row.is_any])
def test_each_wrong_line_is_marked_in_the_training_loop(window: MainWindow, name: str) -> None:
    if name == "trained-on-test":
        window.session.edits.change_setting("test_share", 0.25)
    choose(window, f"sabotage_{name.replace('-', '_')}")
    lines = wrong_lines(window)
    assert lines
    assert all(line.startswith("✗") for line in lines)
    assert window.session.sabotage.without_effect == ""


def test_each_loss_swaps_sum_and_mean_in_the_code(window: MainWindow) -> None:
    choose(window, "sabotage_sum_for_mean")
    assert wrong_lines(window)[0].startswith("✗ loss = mean(")
    window.session.edits.change_setting("loss", "mean-squared")
    assert wrong_lines(window)[0].startswith("✗ loss = sum(")


def test_a_fault_that_changes_nothing_says_so(window: MainWindow) -> None:
    choose(window, "sabotage_trained_on_test")
    assert "It changes nothing here: no samples are held out." in words(window)


def test_the_banner_follows_the_step_that_is_shown(window: MainWindow) -> None:
    window.session.training.step()
    choose(window, "sabotage_uphill")
    window.session.training.step()
    window.session.cursor.go_to(0)
    assert not banner(window).isVisible()
    window.session.cursor.go_to(2)
    assert banner(window).isVisible()


def test_no_advice_stands_beside_it(window: MainWindow) -> None:
    window.session.edits.change_setting("loss", "hinge")
    assert window.proposal.isVisible()
    choose(window, "sabotage_uphill")
    assert not window.proposal.isVisible()
    choose(window, "mend_fault")
    assert window.proposal.isVisible()


def test_the_phase_that_is_wrong_says_so(window: MainWindow) -> None:
    choose(window, "sabotage_no_zero_grad")
    for _ in range(2):
        window.session.training.step_phase()
    assert "Gradients are never set back to 0" in meaning_of(window.session)


def test_compare_shows_the_right_run_beside_it(qtbot: QtBot, window: MainWindow) -> None:
    choose(window, "sabotage_uphill")
    for _ in range(3):
        window.session.training.step()
    press(qtbot, window, "sabotage_compare")
    assert window.stage.page == "compare"
    wrong, right = window.session.comparison.runs
    assert (wrong.recipe.fault, right.recipe.fault) == ("uphill", "none")
    assert banner(window).isVisible()


# Finding the fault.


@pytest.mark.parametrize("name", ["uphill", "overwritten-grad"])
def test_a_fault_to_be_found_has_no_mark(window: MainWindow, name: str) -> None:
    find(window, name)
    assert "One line is wrong: which?" in words(window)
    assert FAULTS[name].title not in words(window)
    assert not window.findChild(QLabel, "sabotage_lines").isVisible()
    assert not code(window).wrong
    assert "✗" not in code(window).toPlainText()
    answer(window, name)
    assert words(window).startswith("<b>Right.</b>")
    assert wrong_lines(window)


def test_the_keyboard_goes_from_the_answer_to_mending(qtbot: QtBot, window: MainWindow) -> None:
    find(window, "uphill")
    window.findChild(QPushButton, "sabotage_answer").setFocus()
    answer(window, "uphill")
    assert window.focusWidget() is window.findChild(QPushButton, "sabotage_mend")


def test_a_wrong_answer_shows_what_it_was(window: MainWindow) -> None:
    find(window, "uphill")
    answer(window, "no-zero-grad")
    assert "<b>No, not “No zero grad”.</b> <b>One line is wrong: Wrong sign" in words(window)


def test_show_me_ends_the_search(qtbot: QtBot, window: MainWindow) -> None:
    find(window, "uphill")
    press(qtbot, window, "sabotage_show")
    assert "Wrong sign of the update" in words(window)
    assert window.findChild(QPushButton, "sabotage_mend").isVisible()


def test_an_update_that_is_to_be_found_is_not_told_by_words(window: MainWindow) -> None:
    find(window, "uphill")
    window.session.training.step()
    assert "against" not in meaning_of(window.session)


def test_the_explanation_gives_way_to_large_text(qtbot: QtBot, window: MainWindow) -> None:
    choose(window, "sabotage_uphill")
    assert FAULTS["uphill"].words in words(window)
    for _ in range(20):
        window.actions_by_name["larger_text"].trigger()
    qtbot.waitUntil(lambda: FAULTS["uphill"].words not in words(window))
    assert FAULTS["uphill"].words in banner(window).toolTip()
    assert "Wrong sign of the update" in words(window)
    window.actions_by_name["normal_text"].trigger()
    qtbot.waitUntil(lambda: FAULTS["uphill"].words in words(window))


def test_only_a_wrong_line_is_mended_or_compared(window: MainWindow) -> None:
    actions = [window.actions_by_name[name] for name in ("mend_fault", "compare_with_right")]
    assert not any(action.isEnabled() for action in actions)
    choose(window, "sabotage_uphill")
    assert all(action.isEnabled() for action in actions)
    choose(window, "mend_fault")
    assert not any(action.isEnabled() for action in actions)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_uphill_is_in_the_update_of_every_optimizer_and_not_in_zero_grad(
    window: MainWindow, optimizer: str
) -> None:
    window.session.edits.change_setting("optimizer", optimizer)
    choose(window, "sabotage_uphill")
    lines = wrong_lines(window)
    assert lines
    assert not any("= 0.0" in line for line in lines)
    assert "    p.grad = 0.0" in code(window).toPlainText().split("\n")


def test_the_samples_that_are_held_out_are_in_predictions_and_targets(window: MainWindow) -> None:
    window.session.edits.change_setting("test_share", 0.25)
    window.session.edits.change_setting("batch_size", 2)
    choose(window, "sabotage_trained_on_test")
    inputs, targets = wrong_lines(window)
    assert "for x in some_xs + test_xs]" in inputs
    assert "zip(ypred, some_ys + test_ys))" in targets
