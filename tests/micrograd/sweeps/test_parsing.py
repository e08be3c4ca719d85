"""The parsers of the form: lists and ranges, and the messages for anything else."""

import re
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.parsing import values_of


def parse_rates(text: str) -> tuple[float, ...]:
    return values_of(SETTINGS["learning_rate"], text)


def parse_seeds(text: str) -> tuple[int, ...]:
    return values_of(SETTINGS["seed"], text)


def parse_shapes(text: str) -> tuple[tuple[int, ...], ...]:
    return values_of(SETTINGS["layers"], text)


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("0.1", (0.1,)),
        (" 0.1, .01 ,3,", (0.01, 0.1, 3.0)),
        ("0.1, 0.1", (0.1,)),
        ("0.01 to 1, 3 values", (0.01, 0.1, 1.0)),
        ("0.001 to 1, 7", (0.001, 0.00316, 0.01, 0.0316, 0.1, 0.316, 1.0)),
        ("0.1 TO 0.2, 2 value", (0.1, 0.2)),
        ("1e-300 to 1e300, 3 values", (1e-300, 1.0, 1e300)),
        ("0.1,0.01,1", (0.01, 0.1, 1.0)),
        ("1, 5", (1.0, 5.0)),
        ("0,1; 0,01; 1", (0.01, 0.1, 1.0)),
        ("0,5;", (0.5,)),
        ("0,01 to 1, 3 values", (0.01, 0.1, 1.0)),
        ("0,01 to 0,1; 2", (0.01, 0.1)),
        ("1 to 1 000, 2 values", (1.0, 1000.0)),
    ],
)
def test_learning_rates_are_a_list_or_a_range_at_equal_factors(
    text: str, rates: tuple[float, ...]
) -> None:
    assert parse_rates(text) == rates


def test_rates_too_close_for_three_digits_keep_all_of_theirs() -> None:
    rates = parse_rates("0.1 to 0.1001, 50 values")
    assert (len(rates), rates[0], rates[-1]) == (50, 0.1, 0.1001)


@pytest.mark.parametrize(
    ("text", "seeds"),
    [
        ("7", (7,)),
        ("0-3", (0, 1, 2, 3)),
        ("5, 1 – 2, 7", (1, 2, 5, 7)),
        ("1,5,7", (1, 5, 7)),
        ("1.234.567, 5", (5, 1_234_567)),
        ("1’234, 5", (5, 1234)),
        ("0-2, 1", (0, 1, 2)),
    ],
)
def test_seeds_are_numbers_and_ranges(text: str, seeds: tuple[int, ...]) -> None:
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize(
    ("text", "shapes"),
    [("4,4,1", ((4, 4, 1),)), ("8, 1; 4,1;", ((8, 1), (4, 1))), ("1;1", ((1,),))],
)
def test_shapes_keep_their_order(text: str, shapes: tuple[tuple[int, ...], ...]) -> None:
    assert parse_shapes(text) == shapes


@pytest.mark.parametrize(
    ("parse", "text", "reason"),
    [
        (parse_rates, "", "nothing is typed"),
        (parse_rates, "0.1,, 2", "something is missing beside a “,”"),
        (parse_rates, "fast", "“fast” is not a number"),
        (parse_rates, "0,1", "“0,1” has two meanings: write 0.1, or 0, 1 with a blank"),
        (parse_rates, "1, 0,5", "“0,5” has two meanings: write 0.5, or 0, 5 with a blank"),
        (parse_rates, "1,234; 2", "“1,234” has two meanings: write 1.234 or 1234"),
        (
            parse_rates,
            "0.1, 100 200 300",
            "“100 200 300” has two meanings: write 100200300, or 100, 200, 300 with “,”",
        ),
        (
            parse_rates,
            "0,5; 1\u00a0234,5",
            "“1 234” has two meanings: write 1234, or 1; 234 with “;”",
        ),
        (parse_rates, "0.1 0.2", "“0.1 0.2” is not a number"),
        (parse_rates, "0.1 to 1", "a range is written as 0.01 to 1, 7 values"),
        (parse_rates, "1 to 0.1, 3 values", "a range goes from a number above 0 to a larger one"),
        (parse_rates, "0 to 1, 3 values", "a range goes from a number above 0 to a larger one"),
        (parse_rates, "0.1 to x, 3 values", "“x” is not a number"),
        (parse_rates, "0.1 to 1, 1 value", "a range has 2 to 1,000 values, not 1"),
        (parse_rates, "0.1 to 1, 999999 values", "a range has 2 to 1,000 values, not 999,999"),
        (parse_seeds, "1.234, 5", "“1.234” has two meanings: write 1 or 1234"),
        (parse_seeds, "1,234", "“1,234” has two meanings: write 1234, or 1, 234 with a blank"),
        (
            parse_seeds,
            "55,5,100 200",
            "“100 200” has two meanings: write 100200, or 100, 200 with “,”",
        ),
        (parse_seeds, "-1", "“-1” is not a whole number from 0 to 2,147,483,647"),
        (parse_seeds, "1.5", "“1.5” is not a whole number from 0 to 2,147,483,647"),
        (parse_seeds, "9-3", "“9-3” goes from a larger seed to a smaller one"),
        (
            parse_seeds,
            "0-4000000000",
            "“0-4000000000” are 4,000,000,001 seeds, at most 1,000 can be tried",
        ),
        (parse_shapes, "4,4,1;;8,1", "something is missing beside a “;”"),
        (parse_shapes, "4,,1", "something is missing beside a “,”"),
        (parse_shapes, "²,1", "“²,1”: “²” is not a whole number from 1 to 32"),
        (
            parse_shapes,
            "9" * 99,
            f"“{'9' * 23}…”: “{'9' * 23}…” is not a whole number from 1 to 32",
        ),
    ],
)
def test_what_is_wrong_is_said(parse: Callable[[str], object], text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        parse(text)


@pytest.mark.parametrize("parse", [parse_rates, parse_seeds, parse_shapes])
@pytest.mark.parametrize(
    "text",
    ["to " * 2660, "0 to 1, " * 900, "9" * 8000, "9," * 4000, "1 to 2" + ", " * 4000, "9-" * 4000],
    ids=["to", "ranges", "digits", "numbers", "commas", "seeds"],
)
def test_a_text_as_long_as_can_be_is_read_or_refused_at_once(
    parse: Callable[[str], object], text: str
) -> None:
    # A file may hold such texts, and they are read with every look at the form.
    began = process_time()
    with suppress(ValueError):
        parse(text)
    assert process_time() - began < 0.5
