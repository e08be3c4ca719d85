"""A target is one thing of a kind that there is."""

import pytest

from app.views.target import KINDS, Target


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_example(kind: str) -> None:
    assert Target(kind, KINDS[kind]) == Target(kind, KINDS[kind])


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("button", "run", "a target is one of control, neuron, .*, not “button”"),
        ("sample", "3", "“3” is no sample; one is 1"),
        ("parameter", 3, "“3” is no parameter; one is 1.2.w3"),
        ("sample", True, "“True” is no sample"),
    ],
)
def test_what_is_no_target_is_refused(kind: str, value: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Target(kind, value)  # type: ignore[arg-type]
