"""Words: every act can be told."""

import json
import typing

import pytest

from app.scenes.acts.acts import Show
from app.scenes.acts.any_act import AnyAct
from app.scenes.editing.words import WORDS, act_words, seconds_text


def test_every_act_has_its_words() -> None:
    assert set(WORDS) == set(typing.get_args(AnyAct))


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({}, "a sweep of 2 runs begins"),
        ({"results": 1}, "a sweep goes on: 1 of 2 runs"),
        ({"results": 2, "seconds": 0.5}, "a sweep ends: 2 of 2 runs"),
    ],
)
def test_a_sweep_is_told_by_its_runs(seen: dict[str, float], words: str) -> None:
    axes = {"learning_rate": ["0.1", "0.2"], "seed": ["0"], "layers": ["3,1"]}
    assert act_words(Show(what="sweep", to=json.dumps({"axes": axes, "steps": 9, **seen}))) == words
    assert act_words(Show(what="sweep", to="")) == "no sweep"


def test_seconds_are_as_exact_as_they_are_read() -> None:
    assert [seconds_text(each) for each in (0.52, 12.4, 65.0)] == ["0.5 s", "12 s", "1:05"]
