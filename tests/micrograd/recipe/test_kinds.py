"""The kinds of values that settings have, as people read and write them."""

import pytest

from micrograd.recipe.settings import SETTINGS


@pytest.mark.parametrize(("name", "word"), [("output_rate", "same"), ("batch_size", "all")])
def test_a_zero_that_has_a_word_is_written_and_read_as_that(name: str, word: str) -> None:
    row = SETTINGS[name]
    assert row.text(0) == word
    assert row.read(f" {word} ") == row.read("0") == 0
    assert row.read(row.text(7)) == 7


def test_a_number_without_a_word_for_zero_has_none() -> None:
    row = SETTINGS["penalty_strength"]
    assert row.text(0.0) == "0"
    with pytest.raises(ValueError, match="same"):
        row.read("same")
