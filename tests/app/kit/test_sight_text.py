"""What is in sight, as text: exact, and refused where it could not be drawn."""

import pytest

from app.kit.sight_text import numbers_of, ranges_of, sight_text


def test_a_text_tells_its_numbers_exactly() -> None:
    numbers = 0.1, -1e-300, 1 / 3, 2e99
    assert numbers_of(sight_text(numbers), 4) == numbers


@pytest.mark.parametrize("text", ["1", "1 2 3", "1 x", "nan 1", "1 inf", "1 1e308", "-2e100 0"])
def test_another_text_tells_no_two_numbers(text: str) -> None:
    assert numbers_of(text, 2) is None


def test_a_range_has_its_lower_end_first() -> None:
    assert ranges_of("1 2 -3 4", 2) == [(1.0, 2.0), (-3.0, 4.0)]
    assert ranges_of("2 1", 1) is None
