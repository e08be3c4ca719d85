"""Acting: the acts of a scene, as many at a time as a frame has room for."""

from itertools import count
from typing import Any

import pytest

from app.scenes import acting
from app.scenes.acting import Acting
from app.scenes.acts.acts import Act


class Noted(Act, tag="noted"):
    """Notes that it was done."""

    name: str

    def perform(self, playground: Any) -> None:
        playground.append(self.name)


def test_many_short_acts_share_the_time_of_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = count()
    monkeypatch.setattr(acting, "perf_counter", lambda: float(next(seconds)))
    done: Any = []
    acts = Acting([Noted(name=name) for name in "abc"], done, lambda act: None)
    for expected in ("a", "ab", "abc"):
        assert not acts.is_over
        acts.finish(limit_s=0.5)
        assert "".join(done) == expected
    assert acts.is_over


def test_an_act_that_lasts_keeps_none_that_follow_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = count()
    monkeypatch.setattr(acting, "perf_counter", lambda: float(next(seconds)))
    done: Any = []
    acts = Acting([Noted(name="long", seconds=9), Noted(name="short")], done, lambda act: None)
    acts.go_to(1.0, limit_s=0.5)
    assert done == ["short"]
