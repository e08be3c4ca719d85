"""Surface page: what is drawn, read and chosen; samples and lines that are dragged are edits."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.even_colors import signed_scale
from app.kit.numbers import signed
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.grid_table import SIDE, on_axis
from app.views.number_table import NumberTable
from app.views.pages.surface.page import SurfacePage
from app.views.pages.surface.table import CURVE
from app.views.surface.lines_painter import handles_of, segment_of
from app.views.surface.marks import MOST_SAMPLES
from app.views.surface.reading import outputs_at
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.data.named import NAMED
from tests.app.drawn_texts import drawn_texts
from tests.app.sessions import full_speed_runner, train
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
NO_KEY, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
XOR = [[0.0, 0.0, -1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, -1.0]]
ONE_HOT = [[0.0, 0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0, 1.0]]
MakePage = Callable[..., SurfacePage]


@pytest.fixture
def make_page(
    qtbot: QtBot, session: Session, appearance: Appearance, long_gestures: None
) -> MakePage:
    """Makes the page alone in a window, with a dataset."""
    # A page that nothing holds would go while it is painted.
    pages = []

    def make(dataset: Dataset | None = None, **settings: object) -> SurfacePage:
        session.edits.set_dataset(dataset or Dataset.from_rows(XOR), "begin")
        for name, value in settings.items():
            session.edits.change_setting(name, value)
        session.undo_stack.clear()
        page = SurfacePage(session, appearance)
        page.resize(700, 560)
        pages.append(page)
        qtbot.addWidget(page)
        with qtbot.waitExposed(page):
            page.show()
        return page

    return make


def place_of(page: SurfacePage, sample: int) -> QPoint:
    marks = page.view.surface.marks
    i = [*marks.rows].index(sample)
    return page.view.sight.point(marks.xs[i], marks.ys[i]).toPoint()


def at(page: SurfacePage, x: float, y: float) -> QPoint:
    return page.view.sight.point(x, y).toPoint()


def drag(qtbot: QtBot, page: SurfacePage, begin: QPoint, end: QPoint) -> None:
    view = page.view
    qtbot.mouseMove(view, begin)
    qtbot.mousePress(view, LEFT, NO_KEY, begin)
    for i in range(1, 9):
        qtbot.mouseMove(view, begin + (end - begin) * (i / 8))
    qtbot.mouseRelease(view, LEFT, NO_KEY, end)


def color_at(page: SurfacePage, x: float, y: float) -> QColor:
    return page.view.grab().toImage().pixelColor(at(page, x, y))


# State to screen.


def test_the_colour_of_a_place_is_that_of_the_output_there(
    qtbot: QtBot, make_page: MakePage, session: Session, appearance: Appearance
) -> None:
    page = make_page()
    page.lines.setChecked(False)
    train(session, 20)
    picture = page.view.surface.picture
    assert picture.image is not None
    (x0, x1), (y0, y1) = picture.plane.ranges
    scale = signed_scale(appearance.theme)
    for x, y in ((0.3, 0.6), (0.7, 0.2), (0.5, 0.5)):
        output = session.cursor.model.plain()([x, y])[-1][0]
        expected = QColor.fromRgb(int(scale[round((output + 1) / 2 * 254)]))
        column = round((x - x0) / (x1 - x0) * (picture.image.width() - 1))
        row = round((y1 - y) / (y1 - y0) * (picture.image.height() - 1))
        found = picture.image.pixelColor(column, row)
        assert abs(found.red() - expected.red()) < 12
        assert abs(found.blue() - expected.blue()) < 12


def test_the_surface_follows_training_and_the_timeline(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    first = page.view.surface.picture
    train(session, 30)
    later = page.view.surface.picture
    assert not later.looks_as(first)
    session.cursor.go_to(0)
    again = page.view.surface.picture
    assert again.looks_as(first)


def test_wrong_samples_are_known_from_the_same_step_as_the_picture(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    train(session, 5)
    expected = {i for i in range(4) if session.scores.is_right(i) is False}
    assert page.view.wrong() == expected


@pytest.mark.parametrize(
    ("rows", "nout", "words"),
    [
        (XOR, 1, {"x1", "x2", "−1", "1", "trained on", "wrong"}),
        (ONE_HOT, 3, {"y1", "y2", "y3", "wrong"}),
        ([[0.0, 0.0, 2.5], [1.0, 1.0, 7.5]], 1, {"y", "2.5", "7.5", "trained on"}),
        ([[0.0, 2.5], [1.0, 7.5]], 1, {"x1", "y", "y of the network"}),
    ],
)
def test_axes_and_legend_are_named(
    make_page: MakePage, rows: list, nout: int, words: set[str]
) -> None:
    page = make_page(Dataset.from_rows(rows, nout))
    page.view.keeps_picture = False
    assert words <= {*drawn_texts(page.view)}


def test_classes_that_are_numbers_are_told_from_the_ends_of_the_scale(
    make_page: MakePage, session: Session
) -> None:
    page = make_page(Dataset.from_rows(XOR, 1))
    page.view.keeps_picture = False
    texts = drawn_texts(page.view)
    assert "class 1" not in texts
    session.edits.change_setting("loss", "binary-cross-entropy")
    session.edits.set_activation(len(session.cursor.recipe.layers) - 1, "linear")
    texts = drawn_texts(page.view)
    begin = texts.index("class −1")
    low, high, last = texts[begin + 1 : begin + 4]
    assert low.startswith("−")
    assert high == low.removeprefix("−")
    assert last == "class 1"


def test_held_out_samples_are_in_the_legend(make_page: MakePage) -> None:
    page = make_page(test_share=0.5)
    page.view.keeps_picture = False
    assert "held out" in drawn_texts(page.view)
    assert len(page.view.surface.marks.hollow) == 2


def test_a_screen_reader_is_told_what_is_seen_and_which_keys_there_are(
    make_page: MakePage, session: Session
) -> None:
    page = make_page(test_share=0.5)
    told = page.view.accessibleDescription()
    assert told.startswith("y over x1 from ")
    assert "; 4 samples, 2 held out. " in told
    assert "arrows: move the chosen sample" in told.lower()
    session.edits.set_dataset(Dataset([[0.0], [1.0]], [1.0, 2.0]), "one input")
    assert "and y from " in page.view.accessibleDescription()


def test_choices_are_there_where_there_is_something_to_choose(make_page: MakePage) -> None:
    page = make_page()
    choices = page.choices_of_data
    page.tools.setParent(page)
    assert not choices.output.isVisibleTo(page)
    assert not choices.across.isVisibleTo(page)


def test_axes_are_chosen_and_the_other_inputs_are_held(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    rows = [[0.0, 1.0, 5.0, -1.0], [2.0, 3.0, 9.0, 1.0]]
    page = make_page(Dataset.from_rows(rows))
    choices, surface = page.choices_of_data, page.view.surface
    assert surface.axes == (0, 1)
    assert surface.plane.held == (1.0, 2.0, 7.0)
    choices.across.setCurrentIndex(2)
    choices.across.activated.emit(2)
    assert surface.axes == (2, 1)
    choices.upwards.setCurrentIndex(2)
    choices.upwards.activated.emit(2)
    assert surface.axes == (1, 2)
    choices.held.setCurrentIndex(1)
    choices.held.activated.emit(1)
    session.selection.choose_sample(1)
    assert surface.plane.held == (2.0, 3.0, 9.0)
    assert surface.picture.plane == surface.plane


def test_one_output_of_several_is_chosen(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(Dataset.from_rows(ONE_HOT, 3))
    assert page.view.surface.output is None
    assert page.choices_of_data.output.itemText(0) == "classes"
    page.choices_of_data.output.setCurrentIndex(3)
    page.choices_of_data.output.activated.emit(3)
    assert page.view.surface.output == 2


def test_choices_that_a_script_makes_are_seen_beside_the_tabs(
    make_page: MakePage, session: Session
) -> None:
    page = make_page(Dataset.from_rows(ONE_HOT, 3))
    choices, seen = page.choices_of_data, page.sights["surface_output"]
    assert seen.read() == "classes"
    seen.choose("3")
    assert (seen.read(), choices.output.currentText()) == ("3", choices.output.itemText(3))
    for wrong in ("4", "0", "every class", ""):
        seen.choose(wrong)
        assert seen.read() == "3"
    seen.choose("classes")
    assert choices.output.currentText() == "classes"
    session.plane.hold_sample(True)
    assert choices.held.currentText() == "at the sample"


# The mouse reads and chooses.


def test_the_mouse_reads_inputs_and_output(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    page.lines.setChecked(False)
    place = at(page, 0.5, 0.25)
    qtbot.mouseMove(page.view, place)
    x, y = page.view.sight.place(QPointF(place))
    output = session.cursor.model.plain()([x, y])[-1][0]
    assert f"x1 {x:.4g}" in page.readout.text()
    assert f"y {output:+.4f}".replace("-", "−") in page.readout.text()
    assert "answers" in page.readout.text()


def test_on_a_sample_its_target_is_read_and_a_click_chooses_it(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    qtbot.mouseMove(page.view, place_of(page, 2))
    assert "sample 3:" in page.readout.text()
    assert "target 1" in page.readout.text()
    qtbot.mouseClick(page.view, LEFT, NO_KEY, place_of(page, 2))
    assert session.selection.sample == 2
    assert session.undo_stack.count == 0


# Samples are edited.


def test_a_sample_that_is_dragged_is_one_edit(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    drag(qtbot, page, place_of(page, 3), at(page, 0.5, 0.7))
    assert session.cursor.dataset.xs[3] == pytest.approx([0.5, 0.7], abs=0.02)
    assert session.cursor.dataset.xs[:3] == [row[:2] for row in XOR[:3]]
    assert session.undo_stack.count == 1
    assert session.undo_stack.undo_text == "move sample 4"
    session.edits.undo()
    assert session.cursor.dataset == Dataset.from_rows(XOR)
    session.edits.redo()
    assert session.cursor.dataset.xs[3] == pytest.approx([0.5, 0.7], abs=0.02)


def begin_drag(qtbot: QtBot, page: SurfacePage, begin: QPoint, *places: QPoint) -> None:
    """Drag to each of these places, and hold the button; every move is shown."""
    qtbot.mouseMove(page.view, begin)
    qtbot.mousePress(page.view, LEFT, NO_KEY, begin)
    for place in places:
        qtbot.mouseMove(page.view, place)
        turn(3)


def test_training_has_a_sample_at_each_place_that_it_is_dragged_over(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    before = page.view.surface.picture
    train(session, 3)
    begin_drag(qtbot, page, place_of(page, 3), at(page, 0.8, 0.8))
    assert session.cursor.dataset.xs[3] == pytest.approx([0.8, 0.8], abs=0.02)
    assert page.readout.text().startswith("sample 4:")
    loss = session.cursor.evaluation.loss
    qtbot.mouseMove(page.view, at(page, 0.2, 0.8))
    turn(3)
    assert session.cursor.dataset.xs[3] == pytest.approx([0.2, 0.8], abs=0.02)
    assert session.cursor.evaluation.loss != loss
    qtbot.mouseRelease(page.view, LEFT, NO_KEY, at(page, 0.2, 0.8))
    assert session.undo_stack.count == 1
    assert [event.text for event in session.cursor.run.events] == ["move sample 4"]
    assert page.view.surface.picture is not before


def test_a_run_goes_on_with_a_sample_while_it_is_dragged_and_undo_puts_it_back(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    runner = full_speed_runner(session)
    runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 5)
    begin_drag(qtbot, page, place_of(page, 3))
    for place in (at(page, 0.8, 0.8), at(page, 0.5, 0.7)):
        qtbot.mouseMove(page.view, place)
        x, _ = page.view.sight.place(QPointF(place))
        qtbot.waitUntil(lambda x=x: session.cursor.dataset.xs[3][0] == pytest.approx(x, abs=0.02))
        steps = session.cursor.steps
        qtbot.waitUntil(lambda steps=steps: session.cursor.steps > steps)
    assert runner.is_running
    qtbot.mouseRelease(page.view, LEFT, NO_KEY, at(page, 0.5, 0.7))
    runner.pause()
    changes = session.cursor.run.events
    assert {event.text for event in changes} == {"move sample 4"}
    assert len({event.step for event in changes}) == len(changes) >= 2
    assert session.undo_stack.count == 1
    session.edits.undo()
    assert session.cursor.dataset == Dataset.from_rows(XOR)


def test_every_step_of_a_drag_can_be_gone_back_to(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    states = {}
    begin_drag(qtbot, page, place_of(page, 3))
    for place in (at(page, 0.8, 0.8), at(page, 0.2, 0.6), at(page, 0.5, 0.5)):
        qtbot.mouseMove(page.view, place)
        turn(3)
        train(session, 4)
        states[session.cursor.steps] = [*session.cursor.trainer.state]
    qtbot.mouseRelease(page.view, LEFT, NO_KEY, place)
    for step, state in states.items():
        session.cursor.go_to(step)
        assert [*session.cursor.trainer.state] == state


def test_what_is_in_sight_stays_while_a_sample_is_dragged(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    before, end = (page.view.surface.x, page.view.surface.y), at(page, 0.05, 0.05)
    session.sample_edits.remove(1)
    session.sample_edits.remove(1)
    begin_drag(qtbot, page, place_of(page, 1), at(page, 0.5, 0.5), end)
    assert (page.view.surface.x, page.view.surface.y) == before
    assert place_of(page, 1) == end
    # A banner above takes room.
    page.resize(700, 520)
    assert (page.view.surface.x, page.view.surface.y) == before
    qtbot.mouseMove(page.view, end + QPoint(20, 0))
    turn(3)
    assert place_of(page, 1) == end + QPoint(20, 0)
    qtbot.mouseRelease(page.view, LEFT, NO_KEY, end)
    assert page.view.surface.x[1] < before[0][1]


@pytest.mark.parametrize("is_running", [False, True])
def test_escape_takes_a_drag_back_as_if_it_had_not_been(
    qtbot: QtBot, make_page: MakePage, session: Session, is_running: bool
) -> None:
    page = make_page()
    runner = full_speed_runner(session)
    if is_running:
        runner.run()
        qtbot.waitUntil(lambda: session.cursor.steps > 5)
    begin_drag(qtbot, page, place_of(page, 3), at(page, 0.5, 0.7))
    qtbot.waitUntil(lambda: session.cursor.dataset.xs[3] != XOR[3][:2])
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    qtbot.mouseMove(page.view, at(page, 0.2, 0.2))
    qtbot.mouseRelease(page.view, LEFT, NO_KEY, at(page, 0.2, 0.2))
    runner.pause()
    assert session.cursor.dataset == Dataset.from_rows(XOR)
    assert (session.undo_stack.count, session.undo_stack.redo_text) == (0, "")
    assert place_of(page, 3) == at(page, 1.0, 1.0)


def test_escape_leaves_lines_and_what_is_in_sight_as_they_were(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = empty_page(make_page, session)
    before = [p.data for p in session.cursor.trainer.parameters], page.view.surface.x
    _, segment = line_of(page, 0)
    middle = segment.center().toPoint() + QPoint(9, 0)
    for begin in (middle, at(page, 0.2, 0.3)):
        begin_drag(qtbot, page, begin, begin + QPoint(9, 60))
        now = [p.data for p in session.cursor.trainer.parameters], page.view.surface.x
        assert now != before
        qtbot.keyClick(page.view, Qt.Key.Key_Escape)
        qtbot.mouseRelease(page.view, LEFT, NO_KEY, begin)
        now = [p.data for p in session.cursor.trainer.parameters], page.view.surface.x
        assert now == before


def test_a_run_with_very_many_samples_keeps_only_the_last_place_of_a_drag(
    qtbot: QtBot, make_page: MakePage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.pages.surface.drags.MOST_KEPT", 3)
    page = make_page()
    runner = full_speed_runner(session)
    runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 5)
    drag(qtbot, page, place_of(page, 3), at(page, 0.5, 0.7))
    runner.pause()
    assert [event.text for event in session.cursor.run.events] == ["move sample 4"]
    assert session.cursor.dataset.xs[3] == pytest.approx([0.5, 0.7], abs=0.02)


def test_a_sample_that_undo_takes_away_under_the_mouse_stays_away(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    session.sample_edits.add([0.5, 0.5], [1.0])
    begin_drag(qtbot, page, at(page, 0.5, 0.5), at(page, 0.6, 0.6))
    session.edits.undo()
    session.edits.undo()
    qtbot.mouseMove(page.view, at(page, 0.7, 0.7))
    qtbot.mouseRelease(page.view, LEFT, NO_KEY, at(page, 0.7, 0.7))
    assert session.cursor.dataset == Dataset.from_rows(XOR)


def test_in_add_mode_a_click_adds_a_sample_of_the_chosen_class(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    page.modes.choose("add")
    page.new_sample.classes.setCurrentIndex(1)
    page.lines.setChecked(False)
    qtbot.mouseClick(page.view, LEFT, NO_KEY, at(page, 0.4, 0.6))
    dataset = session.cursor.dataset
    assert len(dataset) == 5
    assert dataset.xs[4] == pytest.approx([0.4, 0.6], abs=0.02)
    assert dataset.targets[4] == [1.0]
    assert session.selection.sample == 4
    session.edits.undo()
    assert session.cursor.dataset == Dataset.from_rows(XOR)


def test_a_number_is_added_with_its_target_and_a_wrong_one_is_told(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page(Dataset.from_rows([[0.0, 0.0, 2.5], [1.0, 1.0, 7.5]]))
    page.lines.setChecked(False)
    page.modes.choose("add")
    page.new_sample.number.setText("much")
    qtbot.mouseClick(page.view, LEFT, NO_KEY, at(page, 0.4, 0.6))
    assert len(session.cursor.dataset) == 2
    assert "much" in page.message.text()
    page.new_sample.number.setText("5.25")
    qtbot.mouseClick(page.view, LEFT, NO_KEY, at(page, 0.4, 0.6))
    assert session.cursor.dataset.targets[2] == [5.25]
    assert page.message.isHidden()


def test_on_a_curve_target_and_input_are_dragged_and_added(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page(Dataset([[0.0], [4.0]], [1.0, 3.0]))
    page.lines.setChecked(False)
    drag(qtbot, page, place_of(page, 1), at(page, 2.0, 2.0))
    assert session.cursor.dataset.rows()[1] == pytest.approx([2.0, 2.0], abs=0.05)
    page.modes.choose("add")
    qtbot.mouseClick(page.view, LEFT, NO_KEY, at(page, 1.0, 2.1))
    assert session.cursor.dataset.rows()[2] == pytest.approx([1.0, 2.1], abs=0.05)


def test_the_last_sample_stays(qtbot: QtBot, make_page: MakePage, session: Session) -> None:
    page = make_page(Dataset.from_rows(XOR[:2]))
    qtbot.mouseClick(page.remove, LEFT)
    assert len(session.cursor.dataset) == 1
    qtbot.mouseClick(page.remove, LEFT)
    assert len(session.cursor.dataset) == 1
    assert "At least one sample stays" in page.message.text()


def test_computed_inputs_follow_a_dragged_sample_which_stays_where_they_have_no_number(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    dataset = Dataset.from_rows([[1.0, 2.0, 1.0], [3.0, 4.0, -1.0]]).with_input("log(x1)")
    page = make_page(dataset)
    assert page.view.neurons.lines() == []
    drag(qtbot, page, place_of(page, 0), at(page, 2.0, 3.0))
    x1, _, computed = session.cursor.dataset.xs[0]
    assert computed == math.log(x1)
    before = session.cursor.dataset
    page.view.surface.look_at((-5.0, 5.0), (0.0, 5.0))
    drag(qtbot, page, place_of(page, 0), at(page, -3.0, 3.0))
    assert session.cursor.dataset.xs[0][0] > 0
    assert session.cursor.dataset.xs[1] == before.xs[1]


# Neuron lines.


def line_of(page: SurfacePage, neuron: int) -> tuple:
    line = next(each for each in page.view.neurons.lines() if each.neuron == neuron)
    return line, segment_of(page.view.sight, line)


def empty_page(make_page: MakePage, session: Session) -> SurfacePage:
    """A page with the lines of two neurons, across and upright, away from the samples."""
    page = make_page()
    session.edits.resize_layer(0, 2)
    session.edits.set_parameters({0: 0.0, 1: 2.0, 2: -1.2, 3: 1.0, 4: 0.0, 5: -0.4})
    session.undo_stack.clear()
    return page


def test_a_line_is_where_the_weighted_sum_is_zero_and_is_named(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = empty_page(make_page, session)
    qtbot.mouseMove(page.view, at(page, 0.2, 0.6))
    assert page.readout.text().startswith("layer 1 · neuron 1: its weighted sum is 0")
    qtbot.mouseClick(page.view, LEFT, NO_KEY, at(page, 0.4, 0.2))
    assert session.selection.parameters == [3, 4, 5]
    page.lines.setChecked(False)
    qtbot.mouseMove(page.view, at(page, 0.21, 0.6))
    assert "weighted sum" not in page.readout.text()


def test_a_line_dragged_in_its_middle_moves_and_its_bias_follows(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = empty_page(make_page, session)
    _, segment = line_of(page, 0)
    middle = segment.center().toPoint() + QPoint(9, 0)
    drag(qtbot, page, middle, middle + QPoint(0, 60))
    data = [p.data for p in session.cursor.trainer.parameters[:6]]
    assert data[:2] == [0.0, 2.0]
    assert data[3:] == [1.0, 0.0, -0.4]
    assert data[2] > -1.2
    _, segment = line_of(page, 0)
    assert abs(segment.center().y() - middle.y() - 60) < 3
    assert session.undo_stack.count == 1
    session.edits.undo()
    assert session.cursor.trainer.parameters[2].data == -1.2


def test_a_line_dragged_near_its_end_turns_and_keeps_the_size_of_its_weights(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = empty_page(make_page, session)
    _, segment = line_of(page, 0)
    handle = handles_of(segment)[0].toPoint()
    drag(qtbot, page, handle, handle + QPoint(0, 70))
    w1, w2, bias = (p.data for p in session.cursor.trainer.parameters[:3])
    assert w1 != 0.0
    assert math.hypot(w1, w2) == pytest.approx(2.0)
    x, y = page.view.sight.place(segment.center())
    assert w1 * x + w2 * y + bias == pytest.approx(0.0, abs=1e-9)
    assert session.undo_stack.count == 1
    session.edits.undo()
    assert [p.data for p in session.cursor.trainer.parameters[:3]] == [0.0, 2.0, -1.2]


def test_neurons_that_are_frozen_or_off_are_named_so_and_drawn_otherwise(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = empty_page(make_page, session)
    session.selection.choose([])
    solid = page.view.grab().toImage()
    session.edits.change_setting("frozen", ("1.1",))
    frozen = page.view.grab().toImage()
    assert frozen != solid
    assert "frozen" in page.view.neurons.read(0)
    session.edits.change_setting("off", ("1.1",))
    assert page.view.grab().toImage() != frozen
    assert "switched off" in page.view.neurons.read(0)
    assert "switched off" not in page.view.neurons.read(1)


# Bent lines, where inputs are computed.


@pytest.fixture
def bent(make_page: MakePage, session: Session) -> SurfacePage:
    """A neuron whose line is the circle of radius 0.5 around the middle, above zero beyond it."""
    corners = [[-1.0, -1.0, 1.0], [1.0, 1.0, 1.0], [1.0, -1.0, -1.0], [-1.0, 1.0, -1.0]]
    dataset = Dataset.from_rows(corners).with_input("x1**2").with_input("x2**2")
    page = make_page(dataset)
    session.edits.resize_layer(0, 1)
    session.edits.set_parameters({0: 0.0, 1: 0.0, 2: 1.0, 3: 1.0, 4: -0.25})
    session.undo_stack.clear()
    return page


def test_a_line_that_computed_inputs_bend_is_drawn_read_and_chosen(
    qtbot: QtBot, bent: SurfacePage, session: Session
) -> None:
    with_line = bent.view.grab().toImage()
    qtbot.mouseMove(bent.view, at(bent, 0.0, 0.5))
    assert bent.readout.text().startswith("layer 1 · neuron 1: its weighted sum is 0")
    qtbot.mouseMove(bent.view, at(bent, 0.0, 0.2))
    assert "weighted sum" not in bent.readout.text()
    qtbot.mouseClick(bent.view, LEFT, NO_KEY, at(bent, 0.5, 0.0))
    assert session.selection.parameters == [0, 1, 2, 3, 4]
    session.selection.choose([])
    bent.lines.setChecked(False)
    assert bent.view.grab().toImage() != with_line
    qtbot.mouseMove(bent.view, at(bent, 0.0, 0.5))
    assert "weighted sum" not in bent.readout.text()


def test_beside_a_bent_line_its_positive_side_is_shaded(
    qtbot: QtBot, bent: SurfacePage, session: Session
) -> None:
    session.selection.choose([0, 1, 2, 3, 4])
    color, rim = color_at(bent, 0.0, 0.2), bent.view.sight.point(0.0, 0.5).toPoint()
    image = bent.view.grab().toImage()
    assert image.pixelColor(rim - QPoint(0, 5)) != color
    assert abs(image.pixelColor(rim + QPoint(0, 5)).hue() - color.hue()) < 20
    session.edits.set_parameters({2: -1.0, 3: -1.0, 4: 0.25})
    turned = bent.view.grab().toImage()
    outside = turned.pixelColor(bent.view.sight.point(0.0, 0.8).toPoint())
    assert abs(turned.pixelColor(rim - QPoint(0, 5)).hue() - outside.hue()) < 20


def test_a_bent_line_is_dragged_with_its_bias_as_one_edit(
    qtbot: QtBot, bent: SurfacePage, session: Session
) -> None:
    drag(qtbot, bent, at(bent, 0.0, 0.5), at(bent, 0.0, 0.8))
    data = [p.data for p in session.cursor.trainer.parameters[:5]]
    assert data[:4] == [0.0, 0.0, 1.0, 1.0]
    assert data[4] == pytest.approx(-0.64, abs=0.03)
    assert session.undo_stack.count == 1
    session.edits.undo()
    assert session.cursor.trainer.parameters[4].data == -0.25
    begin_drag(qtbot, bent, at(bent, 0.5, 0.0), at(bent, 0.7, 0.0))
    assert session.cursor.trainer.parameters[4].data < -0.3
    qtbot.keyClick(bent.view, Qt.Key.Key_Escape)
    assert session.cursor.trainer.parameters[4].data == -0.25
    qtbot.mouseRelease(bent.view, LEFT, NO_KEY, at(bent, 0.7, 0.0))


def test_a_bent_line_stays_where_an_input_can_not_be_computed(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page(Dataset.from_rows([[1.0, 2.0, 1.0], [3.0, 4.0, -1.0]]).with_input("log(x1)"))
    session.edits.resize_layer(0, 1)
    session.edits.set_parameters({0: 0.0, 1: 0.0, 2: 1.0, 3: -0.6})
    session.undo_stack.clear()
    page.view.surface.look_at((-3.0, 5.0), (0.0, 6.0))
    begin_drag(qtbot, page, at(page, math.exp(0.6), 5.0), at(page, 2.5, 5.0))
    assert session.cursor.trainer.parameters[3].data == pytest.approx(-math.log(2.5), abs=0.05)
    before = session.cursor.trainer.parameters[3].data
    qtbot.mouseMove(page.view, at(page, -2.0, 5.0))
    assert session.cursor.trainer.parameters[3].data == before
    qtbot.mouseRelease(page.view, LEFT, NO_KEY, at(page, -2.0, 5.0))


def test_a_bent_line_is_moved_with_keys_and_not_turned(
    qtbot: QtBot, bent: SurfacePage, session: Session
) -> None:
    qtbot.keyClick(bent.view, Qt.Key.Key_N)
    assert session.selection.parameters == [0, 1, 2, 3, 4]
    before = session.cursor.trainer.parameters[4].data
    qtbot.keyClick(bent.view, Qt.Key.Key_Up, ALT)
    assert session.cursor.trainer.parameters[4].data != before
    assert bent.message.isHidden()
    qtbot.keyClick(bent.view, Qt.Key.Key_Left, ALT)
    assert "not turned" in bent.message.text()
    assert session.undo_stack.count == 1


def test_along_one_input_bent_lines_stand_upright_and_are_moved_across(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page(Dataset([[-2.0], [2.0]], [1.0, 3.0]).with_input("x1**2"))
    session.edits.resize_layer(0, 1)
    session.edits.set_parameters({0: 0.0, 1: 1.0, 2: -1.0})
    session.selection.choose([])
    middle = sum(page.view.surface.y) / 2
    for x in (-1.0, 1.0):
        qtbot.mouseMove(page.view, at(page, x, middle))
        assert "weighted sum is 0" in page.readout.text()
    drag(qtbot, page, at(page, 1.0, middle), at(page, 1.5, middle))
    assert session.cursor.trainer.parameters[2].data == pytest.approx(-2.25, abs=0.1)
    qtbot.keyClick(page.view, Qt.Key.Key_N)
    qtbot.keyClick(page.view, Qt.Key.Key_Right, ALT)
    assert session.cursor.trainer.parameters[2].data != pytest.approx(-2.25, abs=0.01)


# What is in sight.


def test_a_drag_beside_everything_pans_and_fit_shows_all_again(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    page.lines.setChecked(False)
    before = page.view.surface.x
    drag(qtbot, page, at(page, 0.5, 0.5), at(page, 0.5, 0.5) + QPoint(-60, 0))
    assert page.view.surface.x[0] > before[0]
    assert session.undo_stack.count == 0
    qtbot.mouseClick(page.fit, LEFT)
    assert page.view.surface.x == pytest.approx(before)


def test_the_wheel_zooms_around_the_mouse(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page()
    point = QPointF(at(page, 1.0, 1.0))
    before = page.view.sight.place(point)
    wheel = QWheelEvent(
        point,
        page.view.mapToGlobal(point),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        NO_KEY,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(page.view, wheel)
    assert page.view.sight.place(point) == pytest.approx(before)
    assert page.view.surface.x[1] - page.view.surface.x[0] < 2.0


def test_ranges_stay_while_samples_are_edited_within_them(
    qtbot: QtBot, make_page: MakePage
) -> None:
    page = make_page()
    before = page.view.surface.x, page.view.surface.y
    drag(qtbot, page, place_of(page, 3), at(page, 0.9, 0.9))
    assert (page.view.surface.x, page.view.surface.y) == before


# Keys.


def test_arrows_move_the_chosen_sample_as_one_edit(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(page.view, key)
    turn(3)
    x, y = session.cursor.dataset.xs[0]
    assert x > y > 0
    qtbot.keyClick(page.view, Qt.Key.Key_Right, SHIFT)
    turn(3)
    assert 0 < session.cursor.dataset.xs[0][0] - x < y / 5
    assert session.undo_stack.count == 1


def test_every_sample_is_reached_added_and_removed_with_keys(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    qtbot.keyClick(page.view, Qt.Key.Key_PageDown)
    assert session.selection.sample == 1
    qtbot.keyClick(page.view, Qt.Key.Key_PageUp)
    qtbot.keyClick(page.view, Qt.Key.Key_PageUp)
    assert session.selection.sample == 3
    qtbot.keyClick(page.view, Qt.Key.Key_Insert)
    assert len(session.cursor.dataset) == 5
    assert session.selection.sample == 4
    assert session.cursor.dataset.xs[4] == XOR[3][:2]
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    assert session.cursor.dataset == Dataset.from_rows(XOR)


def test_a_line_is_chosen_moved_and_turned_with_keys(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = empty_page(make_page, session)
    qtbot.keyClick(page.view, Qt.Key.Key_N)
    assert session.selection.parameters == [0, 1, 2]
    qtbot.keyClick(page.view, Qt.Key.Key_Up, ALT)
    assert session.cursor.trainer.parameters[2].data < -1.2
    qtbot.keyClick(page.view, Qt.Key.Key_Right, ALT)
    w1, w2, _ = (p.data for p in session.cursor.trainer.parameters[:3])
    assert w1 != 0.0
    assert math.hypot(w1, w2) == pytest.approx(2.0)
    qtbot.keyClick(page.view, Qt.Key.Key_N)
    assert session.selection.parameters == [3, 4, 5]


def test_keys_zoom_pan_and_fit(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page()
    surface = page.view.surface
    before = surface.x
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    assert surface.x[1] - surface.x[0] < before[1] - before[0]
    zoomed = surface.x
    qtbot.keyClick(page.view, Qt.Key.Key_Right, CONTROL)
    assert surface.x[0] > zoomed[0]
    qtbot.keyClick(page.view, Qt.Key.Key_F)
    assert surface.x == pytest.approx(before)


# What is out of the ordinary.


@pytest.mark.parametrize("number", [math.inf, math.nan, 1e300, -1e300])
def test_a_network_that_has_diverged_is_drawn(
    qtbot: QtBot, make_page: MakePage, session: Session, number: float
) -> None:
    page = make_page(Dataset.from_rows(ONE_HOT, 3), loss="cross-entropy")
    for parameter in session.cursor.trainer.parameters:
        parameter.data = number
    page.view.surface.ask()
    page.view.grab()
    for each in (0, 1, 2):
        page.view.surface.choose_output(each)
        page.view.grab()


@pytest.mark.parametrize(
    "rows",
    [
        [[1.0, 1.0, 1.0]],
        [[1.0, 5.0, 1.0], [2.0, 5.0, 1.0]],
        [[-1.7e308, 1.0, 1.0], [1.7e308, 2.0, -1.0]],
        [[1.0, 1.7e308], [2.0, -1.7e308]],
        [[1e-300, 1.0, 1.0], [2e-300, 1.0, -1.0]],
    ],
)
def test_a_single_sample_constant_columns_and_huge_numbers_are_drawn(
    qtbot: QtBot, make_page: MakePage, rows: list[list[float]]
) -> None:
    page = make_page(Dataset.from_rows(rows))
    page.view.grab()
    qtbot.mouseMove(page.view, page.view.rect().center())
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    page.view.grab()


def test_of_very_many_samples_some_thousand_are_drawn_and_that_is_told(
    make_page: MakePage, session: Session
) -> None:
    rows = [[math.sin(i), math.cos(i), float(i % 2)] for i in range(20_000)]
    page = make_page(Dataset.from_rows(rows))
    session.selection.choose_sample(12_345)
    marks = page.view.surface.marks
    assert MOST_SAMPLES <= len(marks.rows) <= MOST_SAMPLES + 1
    assert 12_345 in marks.rows
    assert page.notice.text() == "2,000 of 20,000 samples are drawn"


def test_many_inputs_and_outputs_are_drawn(qtbot: QtBot, make_page: MakePage) -> None:
    rows = [
        [float(i * j % 7) for j in range(32)] + [float(i == j) for j in range(32)]
        for i in range(32)
    ]
    page = make_page(Dataset.from_rows(rows, 32))
    page.view.keeps_picture = False
    assert any(text.startswith("… ") for text in drawn_texts(page.view))


@pytest.mark.parametrize("name", NAMED)
def test_every_dataset_is_drawn(qtbot: QtBot, make_page: MakePage, name: str) -> None:
    page = make_page(NAMED[name].dataset())
    page.view.grab()
    qtbot.mouseMove(page.view, page.view.rect().center())
    assert page.readout.text()


def test_the_page_is_live_in_the_window(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_by_name["show_surface"].trigger()
    page = window.view("surface")
    before = page.view.surface.picture
    window.runner.run(200)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert not page.view.surface.picture.looks_as(before)


def cells(table: NumberTable) -> list[list[str]]:
    model = table.lines
    columns = range(model.columnCount())
    return [[model.index(row, i).data() for i in columns] for row in range(model.rowCount())]


def test_the_surface_is_a_table_of_answers_with_the_largest_input_at_the_top(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    qtbot.mouseClick(page.table_button, LEFT)
    assert not page.view.isVisible()
    lines, surface = cells(page.table.answers), page.view.surface
    assert len(lines) == SIDE
    names = on_axis(np.linspace(*surface.y, SIDE).tolist())
    assert [line[0] for line in lines] == [f"x2 {name}" for name in names[::-1]]
    (answer,) = outputs_at(session, [surface.x[1], surface.y[0]])
    assert lines[-1][-1] == signed(answer, 2)
    before = lines[-1][-1]
    for parameter in range(9):
        session.edits.set_parameter(parameter, 0.5)
    assert cells(page.table.answers)[-1][-1] != before


def test_the_samples_stand_below_with_their_answers_and_are_chosen_there(
    qtbot: QtBot, make_page: MakePage, session: Session
) -> None:
    page = make_page()
    qtbot.mouseClick(page.table_button, LEFT)
    samples = page.table.samples
    (answer,) = session.cursor.evaluation.predictions[1]
    assert cells(samples)[1][:5] == ["sample 2", "0.0000", "1.0000", "+1.00", signed(answer)]
    qtbot.keyClick(samples, Qt.Key.Key_Down)
    assert session.selection.sample == 1
    session.selection.choose_sample(3)
    assert samples.currentIndex().row() == 3
    session.training.step()
    assert cells(samples)[3][4] in page.readout.text()


def test_over_one_input_each_line_is_a_number_of_it(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(Dataset([[0.0], [1.0], [2.0]], [0.0, 1.0, 4.0]))
    qtbot.mouseClick(page.table_button, LEFT)
    assert [column.header for column in page.table.answers.lines.columns] == ["x1", "y"]
    assert len(cells(page.table.answers)) == CURVE


def test_years_along_an_axis_are_told_apart(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(Dataset([[1990.0], [2000.0], [2030.0]], [0.0, 1.0, 4.0]))
    qtbot.mouseClick(page.table_button, LEFT)
    names = [line[0] for line in cells(page.table.answers)]
    assert len({*names}) == CURVE
    assert not any("e" in name for name in names)


def test_over_several_classes_the_table_names_them(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(Dataset.from_rows(ONE_HOT, nout=3))
    qtbot.mouseClick(page.table_button, LEFT)
    names = {*page.view.surface.answers.names}
    assert {cell for line in cells(page.table.answers) for cell in line[1:]} <= names
