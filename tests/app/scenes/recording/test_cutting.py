"""Cutting: where a recording has a new scene, and how long the scenes stay."""

from app.scenes.acts import Act, Train, TriggerAction, Turn
from app.scenes.recording.cutting import LONGEST_S, scenes_of
from app.scenes.recording.timeline import Done
from app.scenes.script import Scene

STEP = TriggerAction(name="step")


def done(act: Act, began: float, ended: float | None = None, page: str = "network") -> Done:
    return Done(act, began, began if ended is None else ended, page)


def cut(*acts: Done, end: float = 0.0) -> tuple[Scene, ...]:
    return scenes_of(acts, "network", 100.0, max([end, *(each.ended for each in acts)]))


def test_acts_of_one_scene_keep_their_times() -> None:
    (scene,) = cut(done(STEP, 101.0), done(Train(steps=9), 102.0, 104.5), done(STEP, 105.0))
    assert [(act.at, act.seconds) for act in scene.do] == [(1.0, 0.0), (2.0, 2.5), (5.0, 0.0)]
    assert scene.page == "network"


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
