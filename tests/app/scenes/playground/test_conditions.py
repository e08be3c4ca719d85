"""Conditions: what keeps one from holding is told in digits that show it."""

from typing import Any

import pytest

from app.scenes.playground.conditions import lacking
from app.scenes.playground.quantities import Named


@pytest.mark.parametrize(
    ("until", "amount", "lack"),
    [
        ("accuracy = 1", 0.9999, "accuracy is 99.99 %, and accuracy = 100 % is wanted"),
        ("loss < 0.01", 0.0100001, "loss is 0.0100001, and loss < 0.01 is wanted"),
        ("loss < 0.01", 0.01, "loss is 0.01, and loss < 0.01 is wanted"),
        ("loss < 0.01", 0.0234567, "loss is 0.02346, and loss < 0.01 is wanted"),
        ("loss < 0.01", 0.009, ""),
    ],
)
def test_what_is_lacking_never_looks_like_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, until: str, amount: float, lack: str
) -> None:
    playground: Any = None
    monkeypatch.setattr(Named, "read", lambda *_: amount)
    assert lacking(until, playground) == lack
