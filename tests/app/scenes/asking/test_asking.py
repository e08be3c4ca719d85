"""Asking: a person answers with mouse or keys before the run shows it, and sees how near it was."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.scenes.asking.answers import Answers, key_of
from app.scenes.asking.card import QuestionCard
from app.scenes.asking.curve_plot import CurvePlot
from app.scenes.parts.targets import StoredTarget
from app.scenes.player import Player, State
from app.scenes.show import Show
from app.session.session import Session
from app.window.main_window import MainWindow
from tests.app.keyboard import retype
from tests.app.scenes.scripts import script

TRAIN = {"do": "train", "steps": 20, "seconds": 2.0}
NUMBER = {"text": "The loss then?", "kind": "number", "of": "loss", "digits": 2}
SIGN = {"text": "Which sign?", "kind": "sign", "of": "gradient of 1.1.w1"}
CURVE = {"text": "How does it go on?", "kind": "curve", "of": "loss", "steps": 20}
WEIGHT = {**CURVE, "of": "data of 1.1.w1"}
Key = Qt.Key
Played = tuple[Player, QuestionCard]
Begin = Callable[..., Played]


@pytest.fixture
def answers() -> Answers:
    """The kept answers, in a folder of the test's own."""
    return Answers()


@pytest.fixture
def begin(renewed_window: MainWindow) -> Iterator[Begin]:
    """Plays a script of scenes that ask these questions and then train 20 steps."""
    shows: list[Show] = []

    def play(*questions: dict[str, Any] | None, is_film: bool = False, **more: object) -> Played:
        scenes = [{"do": [TRAIN], **({"ask": each} if each else {}), **more} for each in questions]
        show = Show(renewed_window, script(*scenes, {"caption": "The end"}), has_clock=False)
        shows.append(show)
        show.player.is_film = is_film
        show.begin()
        return show.player, show.asking.card

    yield play
    for show in shows:
        show.end()
        show.asking.card.deleteLater()
        show.deleteLater()


def act(player: Player) -> None:
    """Let the acts of the scene do all they do."""
    for _ in range(9):
        player.advance(0.25)


def text(card: QuestionCard, name: str) -> str:
    """What a label of the card says; nothing where it is not seen."""
    label = card.findChild(QLabel, f"question_{name}")
    assert label is not None
    return label.text() if label.isVisible() else ""


def focus(card: QuestionCard) -> QWidget:
    """The widget of the window that has the keyboard."""
    widget = card.window().focusWidget()
    assert widget is not None
    return widget


def press(qtbot: QtBot, card: QuestionCard, *keys: Key) -> None:
    """Press keys wherever the keyboard is."""
    for key in keys:
        qtbot.keyClick(focus(card), key)


def click(qtbot: QtBot, card: QuestionCard, name: str) -> None:
    qtbot.mouseClick(card.findChild(QWidget, name), Qt.MouseButton.LeftButton)


def plot_of(card: QuestionCard) -> CurvePlot:
    plot = card.findChildren(CurvePlot)[-1]
    assert plot.isVisible()
    return plot


def draw(qtbot: QtBot, plot: CurvePlot, *points: tuple[float, float]) -> None:
    """Draw with the mouse through steps and heights."""

    def place(point: tuple[float, float]) -> QPoint:
        return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(*point)))

    viewport = plot.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place(points[0]))
    for point in points[1:]:
        qtbot.mouseMove(viewport, place(point))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place(points[-1]))


# Numbers.


def test_a_number_is_typed_before_the_run_shows_it(
    qtbot: QtBot, begin: Begin, session: Session
) -> None:
    player, card = begin(NUMBER)
    assert text(card, "text") == "The loss then?"
    assert card.window().findChildren(QuestionCard) == [card]
    # The keyboard is where the number goes.
    qtbot.keyClicks(focus(card), "0.5")
    assert session.cursor.steps == 0
    press(qtbot, card, Key.Key_Return)
    assert player.state is State.ACTING
    assert text(card, "words") == "You said 0.5."
    assert text(card, "truth") == ""
    act(player)
    assert player.state is State.STAYING
    assert text(card, "truth") == "0.02"
    assert text(card, "words") == "You said 0.5: 0.48 too high."
    assert text(card, "score") == "0 of 100"
    player.next()
    assert card.isHidden()


def test_a_number_within_its_rounding_is_right(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin(NUMBER)
    # A decimal comma is read as everywhere in the window.
    retype(qtbot, focus(card), "0,02")
    act(player)
    assert text(card, "words") == "You said 0.02: right."
    assert text(card, "score") == "100 of 100"


def test_by_ratio_a_number_is_off_by_a_factor(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin({**NUMBER, "scale": "log"})
    qtbot.keyClicks(focus(card), "0.04")
    click(qtbot, card, "question_answer")
    act(player)
    assert text(card, "words") == "You said 0.04: 2 times too high."
    assert text(card, "score") == "43 of 100"


def test_what_is_no_number_is_told_below_the_field(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin(NUMBER)
    press(qtbot, card, Key.Key_Return)
    assert text(card, "message") == "Type a number first, or press Show me"
    field = focus(card)
    retype(qtbot, field, "1,234")
    assert text(card, "message") == "“1,234” has two meanings: write 1.234 or 1234"
    assert field.property("wrong")
    # It is over when the person types on.
    press(qtbot, card, Key.Key_Backspace)
    assert text(card, "message") == ""
    assert not field.property("wrong")
    assert player.state is State.ASKING


def test_show_me_shows_it_without_a_score(qtbot: QtBot, begin: Begin, answers: Answers) -> None:
    player, card = begin(NUMBER)
    press(qtbot, card, Key.Key_Tab, Key.Key_Tab)
    assert focus(card).objectName() == "question_skip"
    press(qtbot, card, Key.Key_Return)
    act(player)
    assert text(card, "truth") == "0.02"
    assert (text(card, "words"), text(card, "score")) == ("", "")
    assert answers.scores(key_of(player.script), 1) is None


def test_going_on_with_the_script_is_no_answer(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin(NUMBER)
    qtbot.keyClicks(focus(card), "0.5")
    player.next()
    act(player)
    assert (text(card, "truth"), text(card, "score")) == ("0.02", "")


# Signs.


@pytest.mark.parametrize(
    ("key", "said", "score"),
    [
        ("-", "You said −; it is +.", 0),
        ("0", "You said 0; it is +.", 0),
        ("+", "You said +: right.", 100),
    ],
)
def test_a_sign_is_chosen_by_its_key(
    qtbot: QtBot, begin: Begin, key: str, said: str, score: int
) -> None:
    player, card = begin(SIGN)
    qtbot.keyClicks(focus(card), key)
    press(qtbot, card, Key.Key_Return)
    act(player)
    assert text(card, "words") == said
    assert text(card, "score") == f"{score} of 100"
    assert text(card, "truth").startswith("+0.0")


def test_a_sign_is_chosen_with_the_mouse(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin(SIGN)
    click(qtbot, card, "question_answer")
    assert text(card, "message") == "Choose a sign first, or press Show me"
    click(qtbot, card, "predicted_minus")
    click(qtbot, card, "predicted_plus")
    assert text(card, "message") == ""
    click(qtbot, card, "question_answer")
    act(player)
    assert text(card, "words") == "You said +: right."


# Curves.


def test_a_curve_is_drawn_with_the_mouse(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin(None, CURVE)
    player.next()
    plot = plot_of(card)
    # The known losses are drawn, up to now.
    known = plot.known.getData()
    assert (known[0][0], known[0][-1], known[1][0]) == (0, 20, pytest.approx(7.7298, abs=1e-4))
    low = plot.axes.low
    draw(qtbot, plot, (20.5, low), (30, low), (39.9, low))
    assert plot.guess.heights.max() < 0.2
    # Drawn over, it is another one.
    draw(qtbot, plot, (20.5, 4.0), (39.9, 4.0))
    assert plot.guess.heights == pytest.approx(4.0, abs=0.2)
    press(qtbot, card, Key.Key_Return)
    player.advance(1.0)
    # The real one is drawn as it comes.
    assert plot.truth.getData()[0][-1] == 30
    act(player)
    assert plot.truth.getData()[0][-1] == 40
    assert text(card, "words") == "On average 4 off."
    score = int(text(card, "score").split()[0])
    assert 5 < score < 20


def test_a_curve_is_drawn_with_the_keyboard_alone(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin(None, {**CURVE, "scale": "log"})
    player.next()
    plot = plot_of(card)
    assert focus(card) is plot
    press(qtbot, card, Key.Key_Down, Key.Key_Right, Key.Key_Down, Key.Key_End, Key.Key_Down)
    steps, heights = plot.guess.line()
    assert list(steps[[0, -1]]) == [20, 40]
    assert (heights[1:] < heights[0]).all()
    assert plot.accessibleDescription().startswith("step 40: 0.00")
    qtbot.keyClick(plot, Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert plot.guess.point_height > heights[-1] + 0.4
    press(qtbot, card, Key.Key_Delete)
    assert not plot.guess.is_drawn
    press(qtbot, card, Key.Key_Return)
    assert text(card, "message") == "Draw the curve first, or press Show me"
    press(qtbot, card, Key.Key_Down, Key.Key_End, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    act(player)
    # Each press is an eighth of a decade, and the loss goes from 0.02 to 0.0087.
    assert text(card, "words") == "Right all the way."
    assert text(card, "score") == "100 of 100"


def test_an_answered_curve_can_be_changed_no_more(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin(CURVE)
    plot = plot_of(card)
    draw(qtbot, plot, (1, 5.0), (10, 5.0))
    click(qtbot, card, "question_answer")
    answered = plot.guess.heights.copy()
    # It goes on level to the end.
    assert answered[-1] == pytest.approx(5.0, abs=0.2)
    draw(qtbot, plot, (1, 1.0), (19, 1.0))
    qtbot.keyClick(plot, Key.Key_Down)
    assert (plot.guess.heights == answered).all()
    assert player.state is State.ACTING


def test_clear_begins_the_curve_again(qtbot: QtBot, begin: Begin) -> None:
    _, card = begin(CURVE)
    plot = plot_of(card)
    draw(qtbot, plot, (1, 5.0), (10, 5.0))
    click(qtbot, card, "predicted_clear")
    assert not plot.guess.is_drawn
    assert plot.drawing.getData()[0].size == 0


def test_a_quantity_that_no_run_remembers_is_seen_while_it_changes(
    qtbot: QtBot, begin: Begin, session: Session
) -> None:
    player, card = begin(None, WEIGHT)
    player.is_automatic = True
    act(player)
    player.next()
    plot = plot_of(card)
    known = plot.known.getData()
    assert len(known[0]) > 5
    assert known[1][-1] == session.cursor.trainer.parameters[0].data
    click(qtbot, card, "question_skip")
    act(player)
    seen = plot.truth.getData()
    assert (seen[0][0], seen[0][-1]) == (20, 40)
    assert seen[1][-1] == session.cursor.trainer.parameters[0].data
    # Nothing was drawn, and nothing is said about it.
    assert text(card, "score") == ""
    assert plot.drawing.getData()[0].size == 0


# Scores that are kept.


def test_the_last_and_the_best_score_are_shown_and_can_be_forgotten(
    qtbot: QtBot, begin: Begin, answers: Answers
) -> None:
    player, card = begin(NUMBER)
    assert text(card, "scores") == ""
    retype(qtbot, focus(card), "0.02")
    act(player)
    assert text(card, "scores") == "best so far 100"
    player.go_to(0)
    assert text(card, "scores") == "best so far 100"
    retype(qtbot, focus(card), "7")
    act(player)
    assert text(card, "scores") == "last 0 · best 100"
    assert answers.scores(key_of(player.script), 1) == (0, 100)
    click(qtbot, card, "question_forget")
    assert text(card, "scores") == ""
    assert answers.scores(key_of(player.script), 1) is None


# The card's place, and when it is shown.


def test_the_card_stands_in_the_corner_and_keeps_within_the_window(
    begin: Begin, renewed_window: MainWindow
) -> None:
    _, card = begin(CURVE)
    assert card.width() <= 360
    room = QRect(0, 0, 600, 300)
    card.place(room)
    assert room.contains(card.geometry())
    assert room.right() - card.geometry().right() < 20
    assert card.height() < 300
    # The card does not cover what is pointed at there.
    spot = QRectF(400, 200, 100, 100)
    card.place(room, [spot])
    assert room.contains(card.geometry())
    assert not spot.toRect().intersects(card.geometry())
    overlay = renewed_window.overlay
    assert renewed_window.children().index(overlay) > renewed_window.children().index(card)


def test_the_card_covers_neither_step_and_loss_nor_what_is_asked_for(
    begin: Begin, renewed_window: MainWindow
) -> None:
    asked = {**SIGN, "of": "gradient of 3.1.b"}
    player, card = begin(asked, page="network", point=[{"control": "loss_plot"}])
    sight = player.playground.sight
    covered = [sight.places([StoredTarget(parameter="3.1.b")])[0].toRect()]
    covered.append(renewed_window.controls.geometry())
    assert not any(card.geometry().intersects(each) for each in covered)


def test_clicks_on_the_card_do_not_reach_what_is_below(
    qtbot: QtBot, begin: Begin, renewed_window: MainWindow
) -> None:
    _, card = begin(SIGN)
    below = QPushButton("below", renewed_window)
    below.setGeometry(card.geometry())
    below.show()
    card.raise_()
    pressed: list[bool] = []
    below.clicked.connect(pressed.append)
    corner = card.geometry().topLeft() + QPoint(5, 5)
    qtbot.mouseClick(renewed_window.windowHandle(), Qt.MouseButton.LeftButton, pos=corner)
    below.setParent(None)
    assert pressed == []


def test_the_keyboard_goes_back_to_the_window_and_on_with_the_script(
    qtbot: QtBot, begin: Begin, renewed_window: MainWindow
) -> None:
    player, card = begin(NUMBER)
    assert card.isAncestorOf(focus(card))
    retype(qtbot, focus(card), "1")
    assert focus(card) is renewed_window
    act(player)
    press(qtbot, card, Key.Key_Return)
    assert player.scene.caption == "The end"


def test_who_has_gone_on_to_something_else_keeps_the_keyboard(
    qtbot: QtBot, begin: Begin, renewed_window: MainWindow
) -> None:
    player, card = begin(NUMBER)
    retype(qtbot, focus(card), "1")
    rate = renewed_window.findChild(QWidget, "learning_rate")
    rate.setFocus()
    act(player)
    assert focus(card) is rate


def test_going_back_asks_again(qtbot: QtBot, begin: Begin) -> None:
    player, card = begin(NUMBER, SIGN)
    player.next()
    player.next()
    player.next()
    assert text(card, "text") == "Which sign?"
    player.back()
    assert player.index == 0
    assert text(card, "text") == "The loss then?"
    assert text(card, "truth") == ""
    assert focus(card).objectName() == "predicted_number"


@pytest.mark.parametrize("question", [NUMBER, SIGN, CURVE])
def test_a_film_shows_the_question_and_then_the_truth(
    begin: Begin, renewed_window: MainWindow, answers: Answers, question: dict[str, Any]
) -> None:
    before = renewed_window.focusWidget()
    player, card = begin(question, is_film=True)
    assert text(card, "text") == question["text"]
    assert renewed_window.focusWidget() is before
    assert not any(button.isVisible() for button in card.findChildren(QPushButton))
    while player.state is not State.STAYING:
        player.advance(0.25)
    if question is CURVE:
        assert plot_of(card).truth.getData()[0][-1] == 20
    else:
        assert text(card, "truth")
    assert text(card, "score") == ""
    assert answers.scores(key_of(player.script), 1) is None
    while player.index == 0:
        player.advance(0.25)
    assert card.isHidden()
