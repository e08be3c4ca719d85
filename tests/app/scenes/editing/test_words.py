"""Words: every act can be told."""

import typing

from app.scenes.acts.any_act import AnyAct
from app.scenes.editing.words import WORDS, seconds_text


def test_every_act_has_its_words() -> None:
    assert set(WORDS) == set(typing.get_args(AnyAct))


def test_seconds_are_as_exact_as_they_are_read() -> None:
    assert [seconds_text(each) for each in (0.52, 12.4, 65.0)] == ["0.5 s", "12 s", "1:05"]
