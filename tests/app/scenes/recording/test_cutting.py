"""Cutting: where a recording has a new scene, and how long the scenes stay."""

from typing import Any

import pytest

from app.scenes.acts.acts import (
    MOST_OPERATIONS,
    MOST_STEPS,
    Act,
    Show,
    Train,
    TriggerAction,
    Turn,
    Walk,
)
from app.scenes.parts.begin import Begin
from app.scenes.reading import script_bytes, script_of
from app.scenes.recording.cutting import LONGEST_S, MOST_CUTS, scenes_of
from app.scenes.recording.timeline import Done
from app.scenes.script import Scene, new_script
from tests.app.scenes.scripts import VOCABULARY

STEP = TriggerAction(name="step")


def done(act: Act, began: float, ended: float | None = None, page: str = "network") -> Done:
    return Done(act, began, began if ended is None else ended, page)


def cut(*acts: Done, end: float = 0.0) -> tuple[Scene, ...]:
    return scenes_of(acts, "network", 100.0, max([end, *(each.ended for each in acts)]))


def test_acts_of_one_scene_keep_their_times() -> None:
    (scene,) = cut(done(STEP, 101.0), done(Train(steps=9), 102.0, 104.5), done(STEP, 105.0))
    assert [(act.at, act.seconds) for act in scene.do] == [(1.0, 0.0), (2.0, 2.5), (5.0, 0.0)]
    assert scene.page == "network"


def test_what_goes_on_by_itself_begins_no_scene() -> None:
    begun = Show(what="sweep", to="1", by="sweep_start_button")
    (scene,) = cut(done(begun, 101.0), done(Show(what="sweep", to="2"), 104.0))
    assert [act.at for act in scene.do] == [1.0, 4.0]
    assert len(cut(done(STEP, 101.0), done(begun, 104.0))) == 2


def test_a_pause_ends_a_scene_which_stays_as_long_as_the_pause() -> None:
    first, second = cut(done(STEP, 101.0), done(STEP, 104.0), end=105.0)
    assert first.wait
    assert first.wait.seconds == 3.0
    assert [act.at for act in second.do] == [0.0]
    assert second.wait
    assert second.wait.seconds == 1.0


def test_a_long_pause_is_cut() -> None:
    first, _ = cut(done(STEP, 101.0), done(STEP, 190.0))
    assert first.wait
    assert first.wait.seconds == LONGEST_S
    (scene,) = cut(done(STEP, 130.0))
    assert scene.do[0].at == LONGEST_S


def test_another_page_begins_a_scene_of_its_own() -> None:
    turn = done(Turn(name="graph"), 102.0, page="graph")
    first, second = cut(done(STEP, 101.0), turn, done(STEP, 103.0, page="graph"))
    assert (first.page, second.page) == ("network", "graph")
    assert [act.at for act in second.do] == [1.0]


def test_an_act_begins_no_earlier_than_the_one_before_it_ends() -> None:
    train = done(Train(steps=9), 100.1, 100.30049)
    (scene,) = cut(train, done(STEP, 100.3005))
    first, second = scene.do
    assert second.at >= first.at + first.seconds


def test_nothing_done_is_one_scene() -> None:
    (scene,) = cut(end=101.0)
    assert scene.do == ()


def acts_read(scenes: tuple[Scene, ...]) -> list[Any]:
    """All acts of a file with these scenes, which can be opened."""
    script = new_script("Long", Begin(), scenes)
    assert script_of(script_bytes(script), VOCABULARY) == script
    return [act for scene in scenes for act in scene.do]


@pytest.mark.parametrize(
    ("act", "seconds", "pieces"),
    [
        (Train(steps=7), 3700.0, 2),
        (Train(steps=2 * MOST_STEPS + 1), 60.0, 3),
        (Walk(operations=-2 * MOST_OPERATIONS - 1, of="training"), 5.0, 3),
        (TriggerAction(name="fit_loss"), 3700.0, 1),
    ],
)
def test_what_is_too_long_for_one_act_is_several(act: Any, seconds: float, pieces: int) -> None:
    acts = acts_read(cut(done(act, 101.0, 101.0 + seconds), done(STEP, 102.0 + seconds)))
    assert len(acts) == pieces + 1
    for name in {"steps", "operations"} & set(act.__struct_fields__):
        assert sum(getattr(each, name) for each in acts[:-1]) == getattr(act, name)


def test_an_hour_without_a_pause_is_several_scenes() -> None:
    train = [done(Train(steps=9), 100.0 + 900 * i, 1000.0 + 900 * i) for i in range(9)]
    scenes = cut(*train)
    assert [len(scene.do) for scene in scenes] == [5, 4]
    assert len(acts_read(scenes)) == 9


def test_a_thousand_pauses_leave_room_for_all_that_is_done() -> None:
    turns = [Turn(name=name) for name in ("graph", "network")] * 550
    many = [done(act, 110.0 + 10 * i) for i, act in enumerate(turns)]
    scenes = cut(*many, done(STEP, 20_000.0))
    assert MOST_CUTS < len(scenes) < MOST_CUTS + 10
    # A page that begins no scene is an act.
    *rest, step = acts_read(scenes)
    assert rest == [each for each in rest if isinstance(each, Turn)]
    assert len(rest) + MOST_CUTS == len(turns)
    assert isinstance(step, TriggerAction)
