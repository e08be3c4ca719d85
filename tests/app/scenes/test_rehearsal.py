"""Rehearsal: how long a film is, and what it shows when, without a window."""

import pytest

from app.scenes.rehearsal import AT_ONCE, rehearse, rehearsed
from app.scenes.subtitles import subtitles
from micrograd.export.options import ExportError
from tests.app.scenes.scripts import script

TRAIN = {"do": "train", "steps": 10, "at": 1.0, "seconds": 2.0}
ASK = {"text": "The loss then?", "kind": "number", "of": "loss"}
STAYS = {"seconds": 1.0}


def test_a_film_is_as_long_as_its_acts_and_what_it_waits_for() -> None:
    rehearsal = rehearsed(script({"do": [TRAIN], "wait": STAYS}, {"wait": STAYS}), fps=8)
    assert (rehearsal.count, rehearsal.begins) == (40, [0, 32])
    assert [rehearsal.last_frame(i) for i in range(2)] == [31, 39]


def test_it_is_as_long_at_any_rate() -> None:
    scenes = {"do": [TRAIN], "wait": STAYS}, {"caption": "Two", "wait": STAYS}
    seconds = [rehearsed(script(*scenes), fps).count / fps for fps in (4, 25, 60)]
    assert max(seconds) - min(seconds) <= 0.5


def test_a_long_one_tells_how_far_it_is() -> None:
    work = rehearse(script(*[{"wait": {"seconds": AT_ONCE / 2}}] * 4), fps=2, part=0.5)
    assert [next(work) for _ in range(3)] == [0.125, 0.25, 0.375]


def test_a_film_of_many_hours_is_refused() -> None:
    long = script(*[{"wait": {"seconds": 3600}}] * 5)
    with pytest.raises(ExportError, match="longer than 4 hours"):
        rehearsed(long, fps=1)


def test_acts_are_due_in_the_frame_that_shows_them() -> None:
    step = {"do": "action", "name": "step", "at": 0.5}
    rehearsal = rehearsed(script({"do": [step, TRAIN], "wait": STAYS}), fps=8)
    assert [(cue.frame, type(cue.act).__name__) for cue in rehearsal.cues] == [
        (4, "TriggerAction"),
        (8, "Train"),
    ]


def test_what_is_asked_is_said_with_the_caption_until_the_acts_begin() -> None:
    scene = {"caption": "Ten steps.", "after": "It fell.", "ask": ASK, "do": [TRAIN]}
    asking, acting, after = rehearsed(script(scene), fps=8).words
    assert (asking.frame, asking.text) == (0, "Ten steps.\nThe loss then?")
    assert acting.text == "Ten steps."
    assert (after.frame - acting.frame, after.text) == (24, "It fell.")


# Subtitles.


def test_subtitles_have_the_time_of_each_scene() -> None:
    scenes = {"caption": "One", "wait": STAYS}, {"wait": STAYS}, {"caption": "Two", "wait": STAYS}
    assert subtitles(rehearsed(script(*scenes), fps=8), fps=8) == (
        "1\n00:00:00,000 --> 00:00:01,000\nOne\n\n2\n00:00:02,000 --> 00:00:03,000\nTwo\n"
    )


def test_subtitles_after_an_hour_and_with_lines_of_any_kind_can_be_read() -> None:
    caption = "a  --> b\n\n  and  c\n"
    scenes = {"wait": {"seconds": 3600}}, {"wait": {"seconds": 61.5}}, {"caption": caption}
    first, time, *lines = subtitles(rehearsed(script(*scenes), fps=2), fps=2).splitlines()
    assert (first, time) == ("1", "01:01:01,500 --> 01:01:03,500")
    assert lines == ["a → b", "and c"]
