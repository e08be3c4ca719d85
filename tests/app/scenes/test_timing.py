"""How long each part of a scene lasts, so that its words can be read."""

from app.scenes.script import Question, Scene, Task, Wait
from app.scenes.timing import SHORTEST_S, acting_s, asking_s, reading_s, staying_s, waits_for_key

LONG = "a caption that takes some seconds to be read " * 3


def test_a_longer_text_takes_longer_and_a_short_one_its_least_time() -> None:
    assert reading_s("") == reading_s("short") == SHORTEST_S
    assert reading_s(LONG) > reading_s(LONG[:-20]) > SHORTEST_S


def test_a_scene_stays_as_it_says_or_until_its_words_are_read() -> None:
    assert staying_s(Scene(caption=LONG, wait=Wait(seconds=0.5)), 0.0) == 0.5
    assert staying_s(Scene(caption=LONG, after="so"), 0.0) == SHORTEST_S
    assert staying_s(Scene(caption=LONG), 1.5) == reading_s(LONG) - 1.5
    assert staying_s(Scene(caption=LONG), 1000.0) == SHORTEST_S


def test_acts_last_until_a_caption_is_read_that_other_words_replace() -> None:
    assert acting_s(Scene(caption=LONG)) == 0.0
    assert acting_s(Scene(caption=LONG, after="so")) == reading_s(LONG)


def test_a_film_shows_what_is_asked_for_as_long_as_it_takes_to_read() -> None:
    asking = Scene(caption=LONG, ask=Question(kind="number", of="loss", text="How large?"))
    task = Scene(caption=LONG, task=Task(until="step > 3", solution=(), hint="Press Step"))
    for scene, words in ((asking, "How large?"), (task, "Press Step")):
        assert asking_s(scene) == reading_s(LONG + words) + SHORTEST_S


def test_a_scene_may_wait_for_a_key() -> None:
    assert waits_for_key(Scene(wait=Wait(key=True)))
    assert not waits_for_key(Scene(wait=Wait(seconds=1)))
    assert not waits_for_key(Scene())
