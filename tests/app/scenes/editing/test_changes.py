"""Changes of a script: captions, times, cuts, moves."""

from itertools import pairwise

import pytest

from app.scenes.editing import changes
from app.scenes.editing.words import act_words, scene_seconds
from app.scenes.script import LONGEST_CAPTION, MOST_SCENES, Script
from tests.app.scenes.scripts import script

STEP = {"do": "action", "name": "step"}
TRAIN = {"do": "train", "steps": 120, "at": 1.0, "seconds": 4.0}
LONG_TIMES = script({"do": [{**TRAIN, "seconds": 3600}]}, {"do": [STEP]})
LONG_CAPTIONS = script({"caption": "x" * 300}, {"caption": "y" * 300})
MANY_POINTS = script(
    {"point": [{"sample": i} for i in range(1, 6)]},
    {"point": [{"sample": i} for i in range(6, 11)]},
)
MANY_SCENES = script(*[{"do": [STEP, STEP]}] * MOST_SCENES)


@pytest.fixture
def made() -> Script:
    acts = [STEP, TRAIN, {**STEP, "at": 6.0}]
    return script(
        {"caption": "One", "page": "network", "do": acts, "wait": {"seconds": 1.0}},
        {"caption": "Two", "page": "network", "do": [STEP]},
        {"page": "graph"},
    )


def times(script: Script, index: int) -> list[tuple[float, float]]:
    return [(act.at, act.seconds) for act in script.scenes[index].do]


def test_longer_acts_take_their_share(made: Script) -> None:
    assert times(changes.with_length(made, 0, 12.0), 0) == [(0.0, 0.0), (2.0, 8.0), (12.0, 0.0)]


def test_acts_made_shorter_still_follow_each_other(made: Script) -> None:
    shorter = times(changes.with_length(made, 0, 0.0007), 0)
    assert all(a + b <= c for (a, b), (c, _) in pairwise(shorter))


def test_a_scene_is_split_before_an_act(made: Script) -> None:
    cut = changes.split(made, 0, 2)
    assert [scene.caption for scene in cut.scenes] == ["One", "", "Two", ""]
    assert (times(cut, 0), times(cut, 1)) == ([(0.0, 0.0), (1.0, 4.0)], [(0.0, 0.0)])
    assert [scene_seconds(scene) for scene in cut.scenes[:2]] == [6.0, 1.0]


def test_two_scenes_become_one_that_takes_as_long(made: Script) -> None:
    merged = changes.merged(made, 0)
    assert [scene.caption for scene in merged.scenes] == ["One\nTwo", ""]
    assert times(merged, 0) == [(0.0, 0.0), (1.0, 4.0), (6.0, 0.0), (7.0, 0.0)]


def test_splitting_and_merging_again_leaves_the_acts_as_they_were(made: Script) -> None:
    assert changes.merged(changes.split(made, 0, 2), 0).scenes[0].do == made.scenes[0].do


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda made: changes.merged(made, 2), "the last scene"),
        (lambda made: changes.merged(made, 1), "two pages"),
        (lambda made: changes.merged(LONG_TIMES, 0), "first 3,600 seconds"),
        (lambda made: changes.merged(LONG_CAPTIONS, 0), "at most 600"),
        (lambda made: changes.merged(MANY_POINTS, 0), "no more than 8"),
        (lambda made: changes.split(MANY_SCENES, 0, 1), "at most 1,000 scenes"),
        (lambda made: changes.split(made, 0, 0), "before its second act"),
        (lambda made: changes.without(script({}), 0), "at least one scene"),
        (lambda made: changes.with_title(made, "  "), "needs a title"),
        (lambda made: changes.with_caption(made, 0, "x" * (LONGEST_CAPTION + 1)), "at most 600"),
    ],
)
def test_what_can_not_be_is_refused_in_words(made: Script, change: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        change(made)  # type: ignore[operator]


def test_scenes_move_and_go(made: Script) -> None:
    assert [each.caption for each in changes.moved(made, 0, 1).scenes] == ["Two", "One", ""]
    assert [each.caption for each in changes.without(made, 1).scenes] == ["One", ""]


def test_a_scene_too_short_for_its_caption_stays_until_it_is_read(made: Script) -> None:
    assert changes.with_caption(made, 0, "Short").scenes[0].wait is not None
    long = changes.with_caption(made, 0, "A sentence of a lecture. " * 12)
    assert long.scenes[0].wait is None
    assert scene_seconds(long.scenes[0]) > 10


def test_acts_are_told_in_words(made: Script) -> None:
    assert [act_words(act) for act in made.scenes[0].do] == [
        "step",
        "train 120 steps in 4.0 s",
        "step",
    ]
    (rate,) = script({"do": [{"do": "set", "setting": "learning_rate", "to": "0.05"}]}).scenes
    assert act_words(rate.do[0]) == "learning rate to 0.05"
