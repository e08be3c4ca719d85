"""Hand: the pointer of a film is where the next act happens by the time that it does."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPointF

from app.scenes.hand import REST_S, WAY_S, Hand
from app.scenes.marks.overlay import Overlay
from app.scenes.playground.playground import Playground
from app.scenes.rehearsal import Cue, rehearsed
from app.window.main_window import MainWindow
from tests.app.scenes.scripts import script

FPS = 10
STEP = {"do": "action", "name": "step", "at": 2.0}


@pytest.fixture
def playground(renewed_window: MainWindow) -> Playground:
    return Playground(renewed_window)


@pytest.fixture
def overlay(renewed_window: MainWindow) -> Iterator[Overlay]:
    overlay: Overlay = renewed_window.overlay
    overlay.has_clock = False
    yield overlay
    overlay.clear()
    overlay.has_clock = True


def cues_of(*acts: dict[str, Any]) -> list[Cue]:
    return rehearsed(script({"do": acts}), FPS).cues


def middle_of(playground: Playground, name: str) -> QPointF:
    control = playground.control(name)
    return QPointF(control.mapTo(playground.window, control.rect().center()))


def is_near(one: QPointF | None, other: QPointF) -> bool:
    return one is not None and (one - other).manhattanLength() <= 2


def test_it_sets_off_a_little_before_an_act_and_is_there_in_time(
    playground: Playground, overlay: Overlay
) -> None:
    cues = cues_of(STEP)
    hand, seen = Hand(overlay, playground, cues, FPS), []
    goal, last = middle_of(playground, "step_button"), cues[0].frame
    for frame in range(last + 1):
        hand.move(frame)
        seen.append(overlay.pointer)
    ways = [(at - goal).manhattanLength() for at in seen if at is not None]
    assert seen.count(None) == last - WAY_S * FPS
    assert ways == sorted(ways, reverse=True)
    assert len(set(ways)) == len(ways)
    assert is_near(seen[-1], goal)


def test_it_clicks_where_it_is_and_rests_before_it_leaves(
    playground: Playground, overlay: Overlay
) -> None:
    (cue,) = cues = cues_of(STEP)
    hand = Hand(overlay, playground, cues, FPS)
    hand.move(cue.frame)
    hand.show(cue.act)
    assert overlay.clicks == [overlay.pointer]
    hand.move(cue.frame + round(REST_S * FPS))
    assert overlay.pointer is not None
    hand.move(cue.frame + round(REST_S * FPS) + 1)
    assert overlay.pointer is None


def test_it_stays_while_an_act_takes_its_time(playground: Playground, overlay: Overlay) -> None:
    (cue,) = cues = cues_of({"do": "train", "steps": 10, "seconds": 20})
    hand = Hand(overlay, playground, cues, FPS)
    hand.show(cue.act)
    hand.move(200)
    assert is_near(overlay.pointer, middle_of(playground, "run_button"))


def test_an_act_that_is_not_in_sight_shows_its_keys(
    playground: Playground, overlay: Overlay
) -> None:
    (cue,) = cues = cues_of({"do": "action", "name": "fit_graph"})
    hand = Hand(overlay, playground, cues, FPS)
    hand.move(cue.frame)
    hand.show(cue.act)
    assert (overlay.shown_keys, overlay.clicks, overlay.pointer) == ("Ctrl+Alt+G", [], None)


@pytest.mark.parametrize(
    ("act", "name", "typed"),
    [
        ({"do": "set", "setting": "learning_rate", "to": "0.05"}, "learning_rate", "0.05"),
        ({"do": "control", "name": "run_steps", "to": "20"}, "run_steps", "20"),
    ],
)
def test_what_is_typed_is_shown_and_its_field_is_lit(
    playground: Playground, overlay: Overlay, act: dict[str, Any], name: str, typed: str
) -> None:
    (cue,) = cues = cues_of(act)
    Hand(overlay, playground, cues, FPS).show(cue.act)
    assert (overlay.shown_keys, overlay.clicks) == (typed, [])
    assert [is_near(spot.center(), middle_of(playground, name)) for spot in overlay.lit] == [True]


def test_a_text_that_is_in_its_field_already_is_entered(
    playground: Playground, overlay: Overlay
) -> None:
    (cue,) = cues = cues_of({"do": "control", "name": "run_steps", "to": "20"})
    playground.texts.type("run_steps", "20")
    Hand(overlay, playground, cues, FPS).show(cue.act)
    assert (overlay.shown_keys, overlay.clicks) == ("Enter", [])
    playground.texts.begin()


@pytest.mark.parametrize(
    ("act", "keys"),
    [
        ({"text": "0.05"}, "5"),
        ({"text": "0.0"}, ""),
        ({"text": "0."}, ""),
        ({"text": "7"}, "7"),
        ({"gives_up": True}, "Esc"),
    ],
)
def test_keys_that_a_field_has_already_are_not_pressed_again(
    playground: Playground, overlay: Overlay, act: dict[str, Any], keys: str
) -> None:
    (cue,) = cues = cues_of({"do": "type", "name": "learning_rate", **act})
    playground.texts.type("learning_rate", "0.0")
    Hand(overlay, playground, cues, FPS).show(cue.act)
    assert (overlay.shown_keys, overlay.clicks) == (keys, [])
    cue.act.advance(playground, 0.0, 0.25)
    kept = act.get("text", "0.0")[:3]
    assert playground.text_of("learning_rate") == kept
    playground.texts.begin()


def test_what_scrolls_is_not_clicked(playground: Playground, overlay: Overlay) -> None:
    to = {"area": "parameter_tree", "row": 9}
    (cue,) = cues = cues_of({"do": "scroll", "to": to})
    Hand(overlay, playground, cues, FPS).show(cue.act)
    assert is_near(overlay.pointer, middle_of(playground, "parameter_tree"))
    assert (overlay.shown_keys, overlay.clicks) == ("", [])


def test_a_choice_is_clicked(playground: Playground, overlay: Overlay) -> None:
    (cue,) = cues = cues_of({"do": "set", "setting": "optimizer", "to": "adam"})
    playground.window.view("training").bring_forward()
    Hand(overlay, playground, cues, FPS).show(cue.act)
    assert (overlay.shown_keys, len(overlay.clicks)) == ("", 1)
