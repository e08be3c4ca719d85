"""What a person moves and magnifies is seen again, to the pixel, when a recording is played."""

import random
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.sight_text import ALL
from app.scenes.acts.acts import Show
from app.scenes.playground.playground import Playground
from app.scenes.recording.cutting import LONGEST_S
from app.scenes.recording.recorder import Recorder
from app.scenes.script import Script
from app.views.graph.canvas import GraphCanvas
from app.window.main_window import MainWindow
from tests.app.scenes.recording.recorded import acts_of, check_played, play

NOTHING, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton

# The compiled loop draws landscapes and maps sooner than the engine.
pytestmark = pytest.mark.usefixtures("compiled_loop")


def turn_wheel(widget: QWidget, at: QPoint, notches: int) -> None:
    """Turn the wheel over a place of a widget, as far as so many notches."""
    place, delta = QPointF(at), QPoint(0, 120 * notches)
    globally = QPointF(widget.mapToGlobal(at))
    phase = Qt.ScrollPhase.NoScrollPhase
    parts = place, globally, QPoint(), delta, Qt.MouseButton.NoButton, NOTHING, phase, False
    QApplication.sendEvent(widget, QWheelEvent(*parts))
    QApplication.processEvents()


def drag(widget: QWidget, begin: QPoint, end: QPoint) -> None:
    """Drag with the left button."""
    QTest.mousePress(widget, LEFT, NOTHING, begin)
    QTest.mouseMove(widget, (begin + end) / 2)
    QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, LEFT, NOTHING, end)
    QApplication.processEvents()


def sights(script: Script) -> list[str]:
    """The names of what is shown, act for act."""
    return [act.what for act in acts_of(script) if isinstance(act, Show)]


@pytest.fixture
def record(renewed_window: MainWindow) -> Iterator[Callable[[str], Recorder]]:
    """Begins to record on a page."""

    def begin(page: str) -> Recorder:
        renewed_window.show_page(page)
        recorder = Recorder(Playground(renewed_window), renewed_window)
        recorder.start()
        return recorder

    remembered = renewed_window.remembered
    before = {**remembered.view_choices(), **remembered.sights()}
    yield begin
    remembered.look_like(before)


@pytest.fixture
def canvas(renewed_window: MainWindow, qtbot: QtBot) -> Iterator[GraphCanvas]:
    """The graph of a training step, laid out, whose camera goes at once where it is sent."""
    renewed_window.show_page("graph")
    canvas: GraphCanvas = renewed_window.view("graph").view.canvas
    before, canvas.camera.glide_ms = canvas.camera.glide_ms, 0
    qtbot.waitUntil(lambda: canvas.is_there)
    canvas.fold_all()
    qtbot.waitUntil(lambda: canvas.is_there)
    yield canvas
    canvas.fold_all()
    canvas.camera.glide_ms = before


@pytest.mark.parametrize("seed", [1, 2])
def test_a_graph_is_seen_again_as_it_was_moved_and_magnified(
    renewed_window: MainWindow,
    canvas: GraphCanvas,
    record: Callable[[str], Recorder],
    qtbot: QtBot,
    seed: int,
) -> None:
    recorder, chance = record("graph"), random.Random(seed)
    for _ in range(6):
        at = QPoint(chance.randrange(canvas.width()), chance.randrange(canvas.height()))
        if chance.random() < 0.6:
            turn_wheel(canvas, at, chance.choice([-1, 1, 2]))
        else:
            drag(canvas, at, at + QPoint(chance.randint(10, 40), chance.randint(-40, -10)))
    script = recorder.stop()
    # A clock that stands for a person who does it all within a second.
    assert sights(script) == ["graph_sight"]
    seen = canvas.grab().toImage()
    check_played(renewed_window, script)
    qtbot.waitUntil(lambda: canvas.is_there)
    assert canvas.grab().toImage() == seen
    canvas.fit()
    assert canvas.grab().toImage() != seen


def test_groups_that_were_opened_are_open_again_at_the_same_place(
    renewed_window: MainWindow,
    canvas: GraphCanvas,
    record: Callable[[str], Recorder],
    qtbot: QtBot,
) -> None:
    recorder = record("graph")
    closed = [box for box in canvas.scene.layout.boxes if not isinstance(box.item, int)]
    for box in closed[:2]:
        point = canvas.camera.transform.map(QPointF(*box.center)).toPoint()
        group = canvas.thing_at(QPointF(point))
        assert group is not None
        QTest.mouseClick(canvas, LEFT, NOTHING, point)
        qtbot.waitUntil(lambda: canvas.is_there)
        QApplication.processEvents()
    script = recorder.stop()
    assert {*sights(script)} == {"graph_groups"}
    opened, seen = {*canvas.scene.opened}, canvas.grab().toImage()
    check_played(renewed_window, script)
    qtbot.waitUntil(lambda: canvas.is_there and canvas.scene.opened == opened)
    assert canvas.grab().toImage() == seen


def test_fitting_a_graph_again_is_recorded_and_where_it_is_led_is_not(
    renewed_window: MainWindow,
    canvas: GraphCanvas,
    record: Callable[[str], Recorder],
) -> None:
    recorder = record("graph")
    QTest.keyClick(renewed_window, Qt.Key.Key_F12)
    QApplication.processEvents()
    assert sights(recorder.stop()) == []
    recorder = record("graph")
    turn_wheel(canvas, QPoint(50, 50), 2)
    button = renewed_window.view("graph").findChild(QPushButton, "graph_fit_button")
    QTest.mouseClick(button or canvas.parentWidget(), LEFT)
    QTest.keyClick(canvas, Qt.Key.Key_F)
    QApplication.processEvents()
    (act,) = [act for act in acts_of(recorder.stop()) if isinstance(act, Show)]
    assert (act.what, act.to) == ("graph_sight", ALL)


@pytest.mark.parametrize(
    ("page", "name", "keys", "what"),
    [
        ("network", "loss_plot", "++", "steps_sight"),
        ("surface", "surface_view", "+", "surface_sight"),
        ("gradient", "slope_plot", "-", "slope_sight"),
        ("landscape", "landscape_map", "+-+", "landscape_sight"),
    ],
)
def test_plots_are_seen_again_as_they_were_magnified(
    renewed_window: MainWindow,
    record: Callable[[str], Recorder],
    qtbot: QtBot,
    page: str,
    name: str,
    keys: str,
    what: str,
) -> None:
    window = renewed_window
    window.session.training.train(3)
    window.show_page(page)
    if page == "landscape":
        qtbot.waitUntil(lambda: window.view("landscape").is_there)
    plots = window.findChildren(QWidget, name)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in plots))
    recorder = record(page)
    plot = next(each for each in plots if each.isVisible())
    for key in keys:
        QTest.keyClick(plot, key)
        QApplication.processEvents()
    script = recorder.stop()
    assert sights(script) == [what]
    seen = window.remembered.sights()[what]
    assert seen != ALL
    play(script, window)
    assert window.remembered.sights()[what] == seen
    window.remembered.choose({what: ALL})
    assert window.remembered.sights()[what] == ALL


def test_the_plane_of_the_landscape_is_the_one_that_was_found_whatever_came_since(
    renewed_window: MainWindow, record: Callable[[str], Recorder], qtbot: QtBot
) -> None:
    window, person = renewed_window, Playground(renewed_window)
    page = window.view("landscape")

    def picture(step: int) -> QImage:
        """The map at a step, as soon as nothing finer follows."""
        qtbot.waitUntil(lambda: is_drawn(step))
        return page.map.grab().toImage()

    def is_drawn(step: int) -> bool:
        drawing, found = page.drawing, page.questions.found
        is_latest = found is not None and drawing.plane is found.plane
        return page.is_there and is_latest and drawing.is_done and drawing.asked.step == step

    person.train(3)
    recorder = record("landscape")
    picture(3)
    first = page.questions.found.plane
    person.train(4)
    picture(7)
    QTest.mouseClick(page.controls.anew, LEFT)
    picture(7)
    assert page.questions.found.plane is not first
    person.train(2)
    seen = picture(9)
    script = recorder.stop()
    *_, act = [act for act in acts_of(script) if isinstance(act, Show)]
    assert (act.what, act.by) == ("landscape_found", "landscape_anew")
    play(script, window)
    assert picture(9) == seen
    page.find_anew()
    assert picture(9) != seen


def test_what_was_checked_searched_divided_and_shown_as_a_table_is_so_again(
    renewed_window: MainWindow, record: Callable[[str], Recorder], qtbot: QtBot
) -> None:
    window = renewed_window
    for name in ("gradient", "graph", "network"):
        window.show_page(name)
    recorder, person = record("network"), Playground(window)
    for control in ("network_table_button", "check_all_button", "check_one_page"):
        window.show_page("network" if "network" in control else "gradient")
        QTest.mouseClick(person.control(control), LEFT)
        QApplication.processEvents()
    window.show_page("graph")
    graph = window.view("graph").view
    qtbot.waitUntil(lambda: graph.canvas.is_there)
    QTest.keyClicks(graph.search, "neuron 2")
    for _ in range(2):
        QTest.keyClick(graph.search, Qt.Key.Key_Return)
    graph.divider.handle(1).setFocus()
    QTest.keyClick(graph.divider.handle(1), Qt.Key.Key_Up)
    QApplication.processEvents()
    script = recorder.stop()
    assert {
        *("network_table", "gradients_checked", "check_page"),
        *("graph_search", "graph_divider"),
    } <= {*sights(script)}
    check_played(window, script)
    qtbot.waitUntil(lambda: graph.canvas.is_there)
    shown = window.remembered.sights()
    assert shown["graph_search"] == "neuron 2 #2"
    assert (shown["network_table"], shown["gradients_checked"]) == ("shown", "step 0")
    assert shown["check_page"] == "one"
    window.remembered.choose({"network_table": "hidden", "graph_search": "", "graph_divider": ""})


def test_what_is_played_between_the_layers_begins_and_ends_where_it_did(
    renewed_window: MainWindow, record: Callable[[str], Recorder]
) -> None:
    window = renewed_window
    window.show_page("representation")
    page = window.view("representation")
    page.player.play()
    recorder = record("representation")
    # Nothing that plays goes into a recording.
    assert not page.player.is_playing
    QTest.mouseClick(page.play, LEFT)
    QApplication.processEvents()
    page.player.advance(1.3)
    QTest.mouseClick(page.play, LEFT)
    QApplication.processEvents()
    between = page.shown.place
    QTest.keyClick(page.strip, Qt.Key.Key_Space)
    QApplication.processEvents()
    # It ends by itself.
    page.player.advance(20)
    script = recorder.stop()
    shown = [(act.what, act.to) for act in acts_of(script) if isinstance(act, Show)]
    plays = [text for name, text in shown if name == "representation_plays"]
    assert plays == ["on", "off", "on", "off"]
    assert ("representation_place", str(between)) in shown
    assert 0 < between < page.shown.place == page.shown.layers
    QApplication.processEvents()
    seen = page.picture.grab().toImage()
    page.shown.go_to(0.25)
    play(script, window)
    QApplication.processEvents()
    assert page.picture.grab().toImage() == seen
    assert (page.shown.place, page.player.is_playing) == (page.shown.layers, False)


def test_what_is_played_lasts_in_one_scene_as_long_as_it_did(renewed_window: MainWindow) -> None:
    window, now = renewed_window, [0.0]
    window.show_page("representation")
    page = window.view("representation")
    page.shown.go_to(0.0)
    recorder = Recorder(Playground(window), window, clock=lambda: now[0])
    recorder.start()
    QTest.mouseClick(page.play, LEFT)
    QApplication.processEvents()
    while page.player.is_playing:
        now[0] += 0.25
        page.player.advance(0.25)
    script = recorder.stop()
    lasted = now[0]
    (scene,) = script.scenes
    on, place, off = scene.do
    assert [(act.what, act.by) for act in (on, place, off)] == [
        ("representation_plays", "representation_play"),
        ("representation_place", ""),
        ("representation_plays", ""),
    ]
    # Longer than any pause that is kept.
    assert place.at + place.seconds == off.at == lasted > LONGEST_S


def test_a_recording_ends_with_what_plays(
    renewed_window: MainWindow, record: Callable[[str], Recorder]
) -> None:
    window, recorder = renewed_window, record("representation")
    page = window.view("representation")
    page.shown.go_to(0.5)
    QTest.mouseClick(page.play, LEFT)
    QApplication.processEvents()
    page.player.advance(0.9)
    *_, act = acts_of(recorder.stop())
    assert (act.what, act.to) == ("representation_plays", "off")
    assert not page.player.is_playing


# Buttons that change what is seen, on the pages and in the panels.
BUTTONS = {
    "network": ("show_maps_button", "show_gradients_button", "network_table_button"),
    "surface": ("surface_add_button", "surface_lines_button", "surface_table_button"),
    "gradient": ("check_all_page", "check_all_button", "check_one_page"),
    "graph": ("graph_follow_button", "graph_table_button", "linear_button"),
    "expression": ("expression_table_button", "expression_follow_button", "score_button"),
    "sweep": ("sweep_curves_tab", "sweep_table_tab", "sweep_outcome_all"),
    "landscape": ("landscape_linear", "landscape_table_button", "landscape_log"),
}


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_buttons_a_person_presses_the_same_is_seen_again(
    renewed_window: MainWindow, record: Callable[[str], Recorder], seed: int
) -> None:
    window, person, chance = renewed_window, Playground(renewed_window), random.Random(seed)
    pages = chance.sample(list(BUTTONS), 4)
    for page in pages:
        window.show_page(page)
    recorder = record("network")
    for page in pages:
        window.show_page(page)
        for button in chance.sample(BUTTONS[page], 2):
            control = person.control(button)
            if control.isVisible():
                QTest.mouseClick(control, LEFT)
            QApplication.processEvents()
    script = recorder.stop()
    assert len(sights(script)) > 3
    check_played(window, script)


def test_parameters_are_filtered_sorted_and_folded_as_they_were(
    renewed_window: MainWindow, record: Callable[[str], Recorder]
) -> None:
    window = renewed_window
    recorder, panel = record("network"), window.view("parameters")
    header = panel.tree.header()
    # The second click on a heading turns the order round.
    for _ in range(2):
        place = QPoint(header.sectionViewportPosition(1) + 5, header.height() // 2)
        QTest.mouseClick(header.viewport(), LEFT, NOTHING, place)
        QApplication.processEvents()
    neuron = panel.tree.model().index(0, 0, panel.tree.model().index(0, 0))
    panel.tree.setCurrentIndex(neuron)
    QTest.keyClick(panel.tree, Qt.Key.Key_Left)
    QApplication.processEvents()
    seen = {name: choice.read() for name, choice in panel.sights.items()}
    assert seen["parameter_groups"].startswith("closed ")
    script = recorder.stop()
    assert "parameter_order" in sights(script)
    window.remembered.choose({"parameter_groups": "first", "parameter_order": "name up"})
    play(script, window)
    assert {name: choice.read() for name, choice in panel.sights.items()} == seen
    recorder = record("network")
    QTest.keyClicks(panel.filter, "layer 2 b")
    QApplication.processEvents()
    script = recorder.stop()
    assert "parameter_filter" in sights(script)
    panel.filter.clear()
    play(script, window)
    assert panel.filter.text() == "layer 2 b"


def test_a_call_that_was_chosen_in_the_expression_is_chosen_again(
    renewed_window: MainWindow, record: Callable[[str], Recorder]
) -> None:
    window = renewed_window
    window.show_page("expression")
    recorder, page = record("expression"), window.view("expression")
    QTest.keyClick(page.calls.calls, Qt.Key.Key_Down)
    QApplication.processEvents()
    chosen, call = page.walk.chosen, page.calls.calls.currentText()
    script = recorder.stop()
    assert sights(script) == ["expression_node"]
    page.walk.choose(0)
    play(script, window)
    assert (page.walk.chosen, page.calls.calls.currentText()) == (chosen, call)


@pytest.mark.parametrize(
    ("page", "what", "texts"),
    [
        ("graph", "graph_sight", ["0 0 1e-12 1e-12", "-1e99 0 1e99 1e99", "0 0 0 -1"]),
        ("gradient", "slope_sight", ["1e308 1.1e308", "2 1"]),
        ("network", "steps_sight", ["1e308 1.1e308", "2 1"]),
    ],
)
def test_what_can_not_be_drawn_is_not_brought_into_sight(
    renewed_window: MainWindow, page: str, what: str, texts: list[str]
) -> None:
    window = renewed_window
    window.show_page(page)
    for text in texts:
        window.remembered.choose({what: text})
        window.grab()
        assert window.remembered.sights()[what] == ALL
