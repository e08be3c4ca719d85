"""A sweep that was recorded is the same when it is played: its results, its seconds, its look."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.scenes.acting import Acting
from app.scenes.acts.acts import Show
from app.scenes.acts.runs import OpenExperiment, OpenRun
from app.scenes.playground.playground import Playground
from app.scenes.recording.recorder import Recorder
from app.views.pages.sweep.page import SweepPage
from app.window.main_window import MainWindow
from tests.app.scenes.recording.recorded import acts_of, check_played, play

LEFT, NOTHING = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
TYPED = {"rates": "0.1, 0.3, 1", "seeds": "0-3", "steps": "20"}


@pytest.fixture
def page(renewed_window: MainWindow) -> Iterator[SweepPage]:
    """The page with a small sweep typed into its form, and none that was started."""
    renewed_window.session.plan_sweep(TYPED)
    renewed_window.show_page("sweep")
    page: SweepPage = renewed_window.view("sweep")
    page.form.show_typed()
    yield page
    page.sweeping.clear()
    for name, text in FIRST.items():
        renewed_window.remembered.choose({name: text})


FIRST = {"sweep_view": "heat_map", "sweep_order": "loss up"}


@pytest.fixture
def press(renewed_window: MainWindow) -> Callable[[str], None]:
    """Presses a button of a name."""
    person = Playground(renewed_window)

    def press(name: str) -> None:
        QTest.mouseClick(person.control(name), LEFT)
        QApplication.processEvents()

    return press


def begin(window: MainWindow) -> Recorder:
    recorder = Recorder(Playground(window), window)
    recorder.start()
    return recorder


def seen(page: SweepPage, qtbot: QtBot) -> QImage:
    """The page once nothing is trained any more, with the keyboard elsewhere."""
    qtbot.waitUntil(lambda: not page.sweeping.training.is_running)
    page._show_results()
    page._show_start()
    page.window().setFocus()
    QApplication.processEvents()
    return page.grab().toImage()


def shown(script: Any) -> dict[str, list[str]]:
    """All texts that are shown, by what shows them."""
    found: dict[str, list[str]] = {}
    for act in acts_of(script):
        if isinstance(act, Show):
            found.setdefault(act.what, []).append(act.to)
    return found


def test_a_sweep_is_seen_again_to_the_pixel_with_all_that_was_looked_at(
    renewed_window: MainWindow,
    page: SweepPage,
    press: Callable[[str], None],
    qtbot: QtBot,
) -> None:
    recorder = begin(renewed_window)
    press("sweep_start_button")
    qtbot.waitUntil(lambda: not page.sweeping.is_running)
    best = page.sweeping.chosen
    QTest.keyClick(page.heat_map, Qt.Key.Key_Down)
    QApplication.processEvents()
    press("sweep_curves_tab")
    QTest.keyClick(page.curves, Qt.Key.Key_Right)
    QApplication.processEvents()
    press("sweep_outcome_learned")
    press("sweep_table_tab")
    header = page.table.horizontalHeader()
    QTest.mouseClick(
        header.viewport(), LEFT, NOTHING, QPoint(header.sectionViewportPosition(1) + 5, 5)
    )
    QApplication.processEvents()
    recorded = seen(page, qtbot)
    script = recorder.stop()
    texts = shown(script)
    assert json.loads(texts["sweep"][-1])["results"] == 12
    assert json.loads(texts["sweep"][-1])["seconds"] == page.sweeping.seconds
    assert page.sweeping.chosen != best
    assert texts["sweep_chosen"][-1] == str(page.sweeping.chosen + 1)
    assert (texts["sweep_view"], texts["sweep_outcome"]) == (["curves", "table"], ["learned"])
    assert texts["sweep_order"] == ["second up"]
    by = {act.what: act.by for act in acts_of(script) if isinstance(act, Show)}
    assert (by["sweep"], by["sweep_chosen"]) == ("sweep_start_button", "sweep_curves")
    check_played(renewed_window, script)
    assert seen(page, qtbot) == recorded
    page.sweeping.clear()
    assert seen(page, qtbot) != recorded


def test_a_run_that_was_opened_is_the_same_run_and_can_be_undone(
    renewed_window: MainWindow,
    page: SweepPage,
    press: Callable[[str], None],
    qtbot: QtBot,
) -> None:
    window, session = renewed_window, renewed_window.session
    linear = {"hidden": "linear", "output": "linear", "shapes": "2,1"}
    window.session.plan_sweep({**TYPED, **linear, "rates": "0.01, 1e20"})
    page.form.show_typed()
    recorder = begin(window)
    press("sweep_start_button")
    qtbot.waitUntil(lambda: not page.sweeping.is_running)
    # One that has learned, and one that diverged.
    for trial in (2, 3):
        page.sweeping.choose(trial)
        press("sweep_open_button")
        qtbot.waitUntil(lambda: not page.sweeping.opening.is_running)
    runs = [run.steps for run in session.experiment.runs]
    assert runs[:2] == [0, 20]
    assert runs[2] < 20
    session.edits.undo()
    session.training.train(3)
    script = recorder.stop()
    opened = [act for act in acts_of(script) if isinstance(act, OpenRun)]
    assert [act.steps for act in opened] == runs[1:]
    assert opened[1].settings == {"learning_rate": "1e+20"}
    assert not any(isinstance(act, OpenExperiment) for act in acts_of(script))
    check_played(window, script)
    assert session.undo_stack.count > 0


def test_a_run_is_opened_some_steps_at_a_time(renewed_window: MainWindow) -> None:
    playground = Playground(renewed_window)
    session = renewed_window.session
    acting = Acting([OpenRun(name="long", steps=500)], playground, lambda act: None)
    calls = 0
    while not acting.is_over:
        assert len(session.experiment.runs) == 1
        acting.finish(limit_s=0.0)
        calls += 1
    assert calls > 1
    _, opened = session.experiment.runs
    assert (opened.name, opened.steps) == ("long", 500)
    assert session.cursor.run is opened


def test_a_run_that_was_opened_brings_its_samples_along(
    renewed_window: MainWindow,
    page: SweepPage,
    press: Callable[[str], None],
    qtbot: QtBot,
) -> None:
    session = renewed_window.session
    press("sweep_start_button")
    qtbot.waitUntil(lambda: not page.sweeping.is_running)
    dataset = session.cursor.dataset
    session.edits.set_dataset(dataset.with_samples({0: [1, 2, 3, 1]}), "edit")
    session.edits.apply({"optimizer": "adam"}, "adam")
    recorder = begin(renewed_window)
    press("sweep_open_button")
    qtbot.waitUntil(lambda: not page.sweeping.opening.is_running)
    script = recorder.stop()
    (opened,) = acts_of(script)
    assert isinstance(opened, OpenRun)
    assert opened.table
    assert session.cursor.dataset == dataset
    check_played(renewed_window, script)


def test_a_sweep_of_other_samples_that_was_cancelled_before_is_there_at_the_beginning(
    renewed_window: MainWindow,
    page: SweepPage,
    press: Callable[[str], None],
    qtbot: QtBot,
) -> None:
    window = renewed_window
    window.session.plan_sweep({**TYPED, "seeds": "0-99"})
    page.form.show_typed()
    press("sweep_start_button")
    qtbot.waitUntil(lambda: len(page.sweeping.results) > 1)
    press("sweep_start_button")
    assert not page.sweeping.is_complete
    count = len(page.sweeping.results)
    dataset = window.session.cursor.dataset
    window.session.edits.set_dataset(dataset.with_samples({0: [1, 2, 3, 1]}), "edit")
    assert page.sweeping.is_outdated
    recorded = seen(page, qtbot)
    script = begin(window).stop()
    assert json.loads(script.begin.show["sweep"])["results"] == count
    assert "table" in json.loads(script.begin.show["sweep"])
    play(script, window)
    assert seen(page, qtbot) == recorded
    assert len(page.sweeping.results) == count
    assert page.headline.full_text.startswith("⚠")


def test_a_sweep_that_was_cancelled_has_no_more_results_when_it_is_played(
    renewed_window: MainWindow,
    page: SweepPage,
    press: Callable[[str], None],
    qtbot: QtBot,
) -> None:
    renewed_window.session.plan_sweep({**TYPED, "seeds": "0-99"})
    page.form.show_typed()
    recorder = begin(renewed_window)
    press("sweep_start_button")
    qtbot.waitUntil(lambda: len(page.sweeping.results) > 1)
    press("sweep_start_button")
    recorded, count = seen(page, qtbot), len(page.sweeping.results)
    assert page.headline.full_text == f"{count} of 300 runs, cancelled"
    check_played(renewed_window, recorder.stop())
    assert seen(page, qtbot) == recorded
    assert len(page.sweeping.results) == count < 300


def test_a_sweep_that_still_goes_on_is_seen_at_work(
    renewed_window: MainWindow,
    page: SweepPage,
    press: Callable[[str], None],
    qtbot: QtBot,
) -> None:
    window = renewed_window
    window.session.plan_sweep({**TYPED, "seeds": "0-99"})
    page.form.show_typed()
    recorder = begin(window)
    press("sweep_start_button")
    qtbot.waitUntil(lambda: len(page.sweeping.results) > 1)
    script = recorder.stop()
    told = page.sweeping.told
    page.sweeping.cancel()
    play(script, window)
    qtbot.waitUntil(lambda: not page.sweeping.training.is_running)
    assert page.sweeping.told == told == (len(page.sweeping.results), None)
    assert page.start_button.text() == "Cancel"
    press("sweep_start_button")
    assert page.headline.full_text == f"{told[0]} of 300 runs, cancelled"
