"""What an experiment keeps of its map: the views, where one stands among them, locked colours."""

from collections.abc import Callable

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.playing.compiled_loop import CompiledLoop
from app.session.session import Session
from app.views.pages.map.developing import Drawing
from app.views.pages.map.page import MapPage
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment

Wait = Callable[[MapPage], Drawing]


def choose_measure(page: MapPage, name: str) -> None:
    box = page.form.measure
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())


def test_nothing_is_kept_of_a_map_that_nobody_changed(page: MapPage, session: Session) -> None:
    assert session.experiment.map is None


def test_views_and_where_one_stands_are_kept(page: MapPage, session: Session) -> None:
    page.canvas.zoom(0.5, (0.5, 0.5), "")
    page.canvas.zoom(0.5, (0.2, 0.2), "")
    page.controls.back.click()
    kept = session.experiment.map
    assert kept is not None
    assert (len(kept.views), kept.place, kept.colors) == (3, 1, None)
    assert kept.views[1].x == str(page.choice.x)


def test_an_experiment_that_is_opened_shows_its_view_and_goes_back_and_forward(
    page: MapPage, session: Session, wait: Wait
) -> None:
    choose_measure(page, "final-loss")
    page.canvas.zoom(0.5, (0.5, 0.5), "")
    near = page.choice
    page.controls.back.click()
    whole, file = page.choice, to_bytes(session.experiment)
    session.open(new_experiment())
    assert page.choice.measure == "convergence"
    assert not page.controls.back.isEnabled()
    session.open(from_bytes(file))
    assert page.choice == whole
    assert wait(page).question.plan.measure == "final-loss"
    page.controls.forward.click()
    assert page.choice == near


def test_locked_colours_come_back_with_the_file(
    qtbot: QtBot,
    page: MapPage,
    session: Session,
    wait: Wait,
    appearance: Appearance,
    actions: dict[str, QAction],
) -> None:
    colors = wait(page).scale.kept
    page.controls.lock.click()
    page.canvas.zoom(0.2, (0.5, 0.5), "")
    wait(page)
    kept = Session(from_bytes(to_bytes(session.experiment)))
    again = MapPage(kept, appearance, CompiledLoop(), actions)
    again.resize(page.size())
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.show()
    assert wait(again).scale.kept == colors
    assert again.controls.lock.isChecked()
    assert again.choice == page.choice
    again.controls.lock.click()
    again._ask()
    assert wait(again).scale.kept != colors
    again.end()


def test_colours_of_one_measure_are_not_locked_for_another(page: MapPage, wait: Wait) -> None:
    choose_measure(page, "final-loss")
    wait(page)
    page.controls.lock.click()
    page.controls.back.click()
    assert not page.controls.lock.isChecked()
    assert wait(page).question.colors is None
