"""Representation page: samples and plane as the layers move them, step to screen and back."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.representation.page import RepresentationPage
from app.views.pages.representation.painter import frame_at, marks_at
from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.drawn_texts import drawn_texts

LEFT = Qt.MouseButton.LeftButton


def recipe_of(name: str = "moons", layers: tuple[int, ...] = (4, 3, 1), **drawn: int) -> Recipe:
    return Recipe(dataset=GENERATORS[name].dataset(samples=40, **drawn), layers=layers)


@pytest.fixture
def session() -> Session:
    return Session(new_experiment(recipe_of()))


@pytest.fixture
def page(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[RepresentationPage]:
    page = RepresentationPage(session, appearance)
    page.resize(760, 620)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.shown.go_to(0.0)
    yield page
    page.end()


def picture(page: RepresentationPage) -> QImage:
    return page.picture.grab().toImage()


def place_of(page: RepresentationPage, row: int) -> QPoint:
    """The place of a sample on the screen."""
    marks = marks_at(page.shown.sights, page.shown.place, page.picture.marks)
    i = list(marks.rows).index(row)
    return page.picture.sight.point(marks.xs[i], marks.ys[i]).toPoint()


def test_the_line_above_explains_the_principal_plane(page: RepresentationPage) -> None:
    tip = page.picture.tip_at(QPointF(200, 5))
    assert tip.startswith("The principal plane is")
    assert page.picture.tip_at(QPointF(place_of(page, 0))) == ""


def told(page: RepresentationPage) -> str:
    return " ".join(drawn_texts(page.picture))


# Places between the layers.


def test_at_first_the_last_hidden_layer_is_shown(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    page = RepresentationPage(session, appearance)
    qtbot.addWidget(page)
    assert page.shown.place == 2.0
    assert page.choices["representation_place"].read() == ""
    session.edits.remove_layer(0)
    assert page.shown.place == 1.0


def test_at_the_inputs_samples_lie_where_their_inputs_say(
    page: RepresentationPage, session: Session
) -> None:
    marks = marks_at(page.shown.sights, 0.0, page.picture.marks)
    xs, ys = np.array(session.cursor.dataset.xs).T.tolist()
    assert (marks.xs, marks.ys) == (xs, ys)
    assert {"x1", "x2"} <= {*drawn_texts(page.picture)}


def test_at_the_output_samples_lie_at_what_is_predicted(
    page: RepresentationPage, session: Session
) -> None:
    page.shown.go_to(3.0)
    marks = marks_at(page.shown.sights, 3.0, page.picture.marks)
    assert marks.xs == [float(p[0]) for p in session.cursor.evaluation.predictions]
    assert marks.ys == [y for (y,) in session.cursor.dataset.targets]


def test_keys_go_from_the_inputs_to_the_output_and_back(
    qtbot: QtBot, page: RepresentationPage
) -> None:
    ways = (
        (Qt.Key.Key_Right, 0.125),
        (Qt.Key.Key_PageDown, 1.0),
        (Qt.Key.Key_PageDown, 2.0),
        (Qt.Key.Key_Left, 1.875),
        (Qt.Key.Key_PageUp, 1.0),
        (Qt.Key.Key_PageUp, 0.0),
        (Qt.Key.Key_PageUp, 0.0),
        (Qt.Key.Key_End, 3.0),
        (Qt.Key.Key_Right, 3.0),
        (Qt.Key.Key_Home, 0.0),
    )
    for widget in (page.picture, page.strip):
        for key, place in ways:
            qtbot.keyClick(widget, key)
            assert page.shown.place == place


def test_the_strip_goes_to_a_layer_by_a_click_and_anywhere_by_a_drag(
    qtbot: QtBot, page: RepresentationPage
) -> None:
    strip, shown = page.strip, page.shown
    middle, bottom = strip.height() // 3, strip.height() - 6
    qtbot.mouseClick(strip, LEFT, pos=QPoint(round(strip.station_x(2)), middle))
    assert shown.place == 2.0
    qtbot.mousePress(strip, LEFT, pos=QPoint(round(strip.station_x(0)), bottom))
    assert shown.place == 0.0
    for place in (0.5, 1.5):
        qtbot.mouseMove(strip, QPoint(round(strip.station_x(place)), bottom))
        assert shown.place == pytest.approx(place, abs=0.02)
    qtbot.mouseRelease(strip, LEFT, pos=QPoint(round(strip.station_x(1.5)), bottom))


def test_the_strip_leaves_a_low_page_to_the_picture(page: RepresentationPage) -> None:
    page.resize(760, 900)
    high = page.strip.height()
    page.resize(760, 420)
    assert page.strip.height() < high
    assert page.picture.height() > 200


def test_the_words_tell_what_a_layer_does_on_the_way(page: RepresentationPage) -> None:
    for place, words in (
        (0.0, "inputs"),
        (0.25, "layer 1: moved by its weights"),
        (0.5, "weighted sums of layer 1"),
        (0.75, "layer 1: bent by tanh"),
        (1.0, "outputs of layer 1"),
        (3.0, "outputs of the last layer"),
    ):
        page.shown.go_to(place)
        assert words in told(page)


def test_play_goes_to_the_output_and_pause_stands_still(
    qtbot: QtBot, page: RepresentationPage
) -> None:
    button = page.findChild(QToolButton, "representation_play")
    qtbot.mouseClick(button, LEFT)
    assert button.accessibleName() == "Pause"
    qtbot.waitUntil(lambda: page.shown.place > 0)
    qtbot.keyClick(page.picture, Qt.Key.Key_Space)
    assert not page.player.is_playing
    assert button.accessibleName() == "Play"
    page.shown.go_to(2.99)
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: not page.player.is_playing)
    assert page.shown.place == 3.0


def test_a_page_that_is_left_plays_no_more(qtbot: QtBot, page: RepresentationPage) -> None:
    page.player.play()
    page.hide()
    assert not page.player.is_playing


# Axes.


def choose(page: RepresentationPage, field: str, text: str) -> None:
    box = getattr(page.axes, field)
    box.setCurrentText(text)
    box.activated.emit(box.currentIndex())


def test_a_wide_layer_is_seen_in_its_principal_plane_which_says_what_it_holds(
    page: RepresentationPage,
) -> None:
    page.shown.go_to(1.0)
    assert page.axes.across.currentText() == "principal 1"
    held = page.shown.sights.planes[1].held
    assert 0.5 < held < 1
    assert f"{100 * held:.3g} % of the variance" in told(page)


def test_two_neurons_can_be_chosen_instead_and_change_places(page: RepresentationPage) -> None:
    page.shown.go_to(1.0)
    choose(page, "across", "neuron 3")
    assert page.shown.axes[1] == (2, 0)
    choose(page, "up", "neuron 3")
    assert page.shown.axes[1] == (0, 2)
    marks = marks_at(page.shown.sights, 1.0, page.picture.marks)
    outputs = page.shown.sights.samples[1].outputs
    assert [marks.xs, marks.ys] == outputs[[0, 2]].tolist()
    assert {"neuron 1", "neuron 3"} <= {*drawn_texts(page.picture)}
    choose(page, "up", "principal 2")
    assert page.shown.axes[1] is None


def test_axes_and_place_are_remembered(page: RepresentationPage) -> None:
    page.shown.go_to(1.5)
    choose(page, "across", "neuron 2")
    choices = page.choices
    texts = {name: choice.read() for name, choice in choices.items()}
    page.shown.choose_axes(None)
    page.shown.go_to(0.0)
    for name, text in texts.items():
        choices[name].choose(text)
    assert page.shown.place == 1.5
    assert page.shown.axes[2] == (1, 0)


def test_remembered_texts_that_are_none_change_nothing(page: RepresentationPage) -> None:
    for name in page.choices:
        for text in ("", "nan", "inf", "9:9", "1:1-1-1", "x:0-1", "1e999", "-5"):
            page.choices[name].choose(text)
            page.picture.grab()
    assert 0 <= page.shown.place <= 3


def test_another_network_keeps_the_axes_that_it_has(
    page: RepresentationPage, session: Session
) -> None:
    page.shown.go_to(1.0)
    choose(page, "across", "neuron 4")
    session.edits.resize_layer(0, 3)
    assert page.shown.axes[1] is None
    session.edits.resize_layer(0, 6)
    assert page.shown.axes[1] == (3, 0)
    page.shown.go_to(3.0)
    session.edits.remove_layer(0)
    assert page.shown.place == 2.0
    page.picture.grab()


# Samples.


def test_a_click_on_a_sample_chooses_it_everywhere(
    qtbot: QtBot, page: RepresentationPage, session: Session
) -> None:
    rows = [*range(40)]
    page.shown.go_to(1.0)
    free = next(
        row
        for row in rows[1:]
        if all(
            (place_of(page, row) - place_of(page, other)).manhattanLength() > 24
            for other in rows
            if other != row
        )
    )
    qtbot.mouseClick(page.picture, LEFT, pos=place_of(page, free))
    assert session.selection.sample == free


def test_the_mouse_reads_the_sample_under_it_and_else_the_chosen_one(
    qtbot: QtBot, page: RepresentationPage, session: Session
) -> None:
    session.selection.choose_sample(5)
    assert page.readout.text().startswith("sample 6: ")
    place = place_of(page, 9)
    row = page.picture.sample_at(QPointF(place))
    assert row is not None
    qtbot.mouseMove(page.picture, place + QPoint(1, 0))
    qtbot.mouseMove(page.picture, place)
    assert page.readout.text().startswith(f"sample {row + 1}: ")
    assert "→ output" in page.readout.text()
    assert "target" in page.readout.text()
    page.shown.go_to(1.5)
    assert "→ layer 2" in page.readout.text()
    page.shown.go_to(0.0)
    qtbot.mouseMove(page.picture, QPoint(2, 2))
    assert page.readout.text().startswith("sample 6: ")


def test_up_and_down_choose_the_sample_before_and_after(
    qtbot: QtBot, page: RepresentationPage, session: Session
) -> None:
    qtbot.keyClick(page.picture, Qt.Key.Key_Down)
    assert session.selection.sample == 1
    qtbot.keyClick(page.picture, Qt.Key.Key_Up)
    qtbot.keyClick(page.picture, Qt.Key.Key_Up)
    assert session.selection.sample == 39


def test_wrong_samples_are_those_that_the_score_counts(
    page: RepresentationPage, session: Session
) -> None:
    right = [session.scores.is_right(row) for row in range(40)]
    assert page.shown.wrong == {row for row in range(40) if not right[row]}
    assert "wrong" in told(page)


def test_at_the_last_hidden_layer_a_line_divides_the_answers(
    page: RepresentationPage, session: Session
) -> None:
    session.open(new_experiment(recipe_of("moons", (3, 2, 1)).changed(learning_rate=0.02)))
    for _ in range(150):
        session.training.step()
    page.shown.go_to(2.0)
    ends = page.shown.border
    assert ends is not None
    marks = marks_at(page.shown.sights, 2.0, page.picture.marks)
    (left, low), (right, high) = ends.T
    ways = np.array(marks.xs) - left, np.array(marks.ys) - low
    sides = (right - left) * ways[1] - (high - low) * ways[0] > 0
    answers = np.array([p[0] > 0 for p in session.cursor.evaluation.predictions])
    assert (sides == answers).all() or (sides != answers).all()
    assert "dashed" in told(page)
    page.shown.go_to(1.0)
    assert page.shown.border is None
    assert "dashed" not in told(page)


def test_numbers_have_no_such_line(page: RepresentationPage, session: Session) -> None:
    session.open(new_experiment(recipe_of("sine", (3, 2, 1))))
    page.shown.go_to(2.0)
    assert page.shown.border is None


# Steps.


def test_it_follows_training_the_timeline_and_edits(
    page: RepresentationPage, session: Session
) -> None:
    page.shown.go_to(3.0)
    drawn = [picture(page)]
    session.training.step()
    drawn.append(picture(page))
    session.edits.set_parameter(0, 3.0)
    drawn.append(picture(page))
    assert drawn[0] != drawn[1] != drawn[2]
    session.undo_stack.undo()
    session.cursor.go_to(0)
    assert marks_at(page.shown.sights, 3.0, page.picture.marks).xs == [
        float(p[0]) for p in session.cursor.evaluation.predictions
    ]


def test_axes_and_ranges_stay_calm_while_training(
    page: RepresentationPage, session: Session
) -> None:
    page.shown.go_to(2.0)
    frames, axes = [], []
    for _ in range(120):
        session.training.step()
        sights = page.shown.sights
        axes.append(sights.planes[2].axes)
        frames.append(frame_at(sights, 2.0))
    jumps = [np.abs(a - b).max() for a, b in pairwise(axes)]
    # The second component of three may become the third: only then the plane is another one.
    assert sorted(jumps)[-3] < 0.2
    assert len(set(frames)) < 15


@pytest.mark.parametrize(
    "recipe",
    [
        recipe_of("blobs", (3, 4), classes=4),
        recipe_of("sine", (5, 1)),
        Recipe(),
        Recipe(dataset=Dataset.from_rows([[1.0, 2.0]] * 3), layers=(1, 1)),
        recipe_of("spirals", (8,) * 7 + (1,)),
        recipe_of("moons", (32, 32, 1)),
    ],
    ids=["classes", "one input", "three inputs", "all samples alike", "deep", "wide"],
)
def test_any_network_is_drawn_at_any_place(
    page: RepresentationPage, session: Session, recipe: Recipe
) -> None:
    session.open(new_experiment(recipe))
    for place in np.arange(0, len(recipe.layers) + 0.01, 0.25):
        page.shown.go_to(float(place))
        image = picture(page)
        assert image.colorCount() == 0
        assert told(page)
    page.strip.grab()


def test_a_network_that_gives_huge_numbers_is_drawn(
    page: RepresentationPage, session: Session
) -> None:
    session.open(new_experiment(Recipe(activations="linear", learning_rate=1.0)))
    for index in range(len(session.cursor.trainer.parameters)):
        session.edits.set_parameter(index, 1e120)
    for place in (0.3, 1.0, 1.5, 2.9, 3.0):
        page.shown.go_to(place)
        picture(page)
        page.strip.grab()
    assert "inf" not in told(page)


def test_the_grid_lies_in_the_plane_that_all_views_share(
    page: RepresentationPage, session: Session
) -> None:
    session.open(new_experiment(Recipe()))
    session.plane.choose_axes((2, 0))
    session.plane.hold_sample(True)
    session.selection.choose_sample(1)
    inputs = page.shown.sights.grid[0].outputs
    held = session.cursor.dataset.xs[1][1]
    assert inputs[1].tolist() == [held] * inputs.shape[1]
    assert len(set(inputs[2].tolist())) > 5


def test_of_many_samples_some_are_drawn_with_the_chosen_one_and_that_is_said(
    page: RepresentationPage, session: Session
) -> None:
    many = Recipe(dataset=GENERATORS["moons"].dataset(samples=3000), layers=(2, 1))
    session.open(new_experiment(many))
    session.selection.choose_sample(1234)
    rows = page.shown.sights.rows
    assert 1234 in rows
    assert len(rows) <= 501
    assert f"{len(rows):,} of 3,000 samples" in told(page)
