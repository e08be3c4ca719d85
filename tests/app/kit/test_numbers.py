"""Numbers on screen show their sign, stay short, and never hide a value behind zeros."""

import math
import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app
from app.kit.numbers import (
    MINUS,
    compact,
    counted,
    cut,
    fitted,
    loss_text,
    number_in,
    plain,
    shortest,
    signed,
    significant,
)

finite = st.floats(allow_nan=False, allow_infinity=False)


def read(text: str) -> float:
    return float(text.replace(MINUS, "-").replace(",", ""))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.52519, "+0.5252"),
        (-0.52519, f"{MINUS}0.5252"),
        (0.0, "+0.0000"),
        (1.0, "+1.0000"),
        (99_999.0, "+99999.0000"),
        (0.00005, "+0.0001"),
    ],
)
def test_a_signed_number_has_its_sign_and_four_decimals(number: float, text: str) -> None:
    assert signed(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.5e-7, "+1.5e−07"),
        (-1.5e-7, "−1.5e−07"),
        (123_456.0, "+1.2e+05"),
        (1e300, "+1.0e+300"),
        (5e-324, "+4.9e−324"),
    ],
)
def test_a_very_large_or_small_number_is_written_scientifically(number: float, text: str) -> None:
    assert signed(number) == text


def test_a_plain_number_has_no_plus_sign() -> None:
    assert plain(0.52519) == "0.5252"
    assert plain(-0.52519) == f"{MINUS}0.5252"


@pytest.mark.parametrize("digits", [1, 2, 3, 6, 17])
def test_the_decimals_are_those_asked_for(digits: int) -> None:
    assert len(plain(1 / 3, digits).partition(".")[2]) == digits


@pytest.mark.parametrize(
    ("number", "text"), [(math.inf, "+∞"), (-math.inf, f"{MINUS}∞"), (math.nan, "not a number")]
)
def test_a_number_that_is_not_finite_is_a_word_or_a_sign(number: float, text: str) -> None:
    assert signed(number) == text


@settings(deadline=None)
@given(finite, st.integers(1, 17))
def test_no_number_but_zero_is_written_as_zero(number: float, digits: int) -> None:
    written = read(signed(number, digits))
    assert (written == 0) == (number == 0) or abs(number) < 5e-323


@settings(deadline=None)
@given(finite, st.integers(1, 17))
def test_the_sign_is_always_that_of_the_number(number: float, digits: int) -> None:
    assert signed(number, digits).startswith(MINUS if math.copysign(1, number) < 0 else "+")


@settings(deadline=None)
@given(st.floats(-1e300, 1e300))
def test_the_text_is_near_the_number(number: float) -> None:
    assert math.isclose(read(signed(number)), number, rel_tol=0.051, abs_tol=5e-5)


@settings(deadline=None)
@given(finite)
def test_the_shortest_text_is_read_back_to_the_last_bit(number: float) -> None:
    assert float(shortest(number)) == number


@pytest.mark.parametrize(
    ("number", "text"), [(2.0, "2"), (-0.5, "-0.5"), (0.1, "0.1"), (1e22, "1e+22"), (0.0, "0")]
)
def test_the_shortest_text_is_what_a_person_would_type(number: float, text: str) -> None:
    assert shortest(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 samples"), (1, "1 sample"), (4, "4 samples"), (1000, "1,000 samples")],
)
def test_a_count_agrees_with_its_noun(number: int, text: str) -> None:
    assert counted(number, "sample") == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.987, "+0.99"),
        (12.34, "+12.3"),
        (-120.4, "−120"),
        (0.0, "+0.00"),
        (3e-5, "+3e−5"),
        (-1e20, "−1e20"),
        (math.inf, "+∞"),
    ],
)
def test_a_compact_number_is_short(number: float, text: str) -> None:
    assert compact(number, 2) == text


@settings(deadline=None)
@given(finite)
def test_a_compact_number_always_fits_a_small_place(number: float) -> None:
    assert len(compact(number, 2)) <= 7
    assert math.isclose(read(compact(number, 2)), number, rel_tol=0.51) or abs(number) > 1e308


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0023121, "0.002312"),
        (5.755e-8, "5.755e−08"),
        (0.0, "0"),
        (math.inf, "∞"),
        (7.7298, "7.73"),
        (9999.7, "10000"),
        (-23456.7, "−23460"),
        (99_999.6, "1e+05"),
    ],
)
def test_a_number_has_significant_digits(number: float, text: str) -> None:
    assert significant(number, 4) == text


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (7.729794845790027, "7.729795"),
        (12345.678, "12345.68"),
        (0.000123, "0.000123"),
        (7.1234e-6, "7.12e−06"),
        (0.0, "0.000000"),
        (1.5e200, "1.50e+200"),
        (math.inf, "∞"),
        (math.nan, "not a number"),
    ],
)
def test_a_loss_has_significant_digits(loss: float, text: str) -> None:
    assert loss_text(loss) == text


@settings(deadline=None)
@given(st.floats(0, 1e308))
def test_a_loss_has_ten_characters_at_most(loss: float) -> None:
    assert len(loss_text(loss)) <= 10


def test_three_digits_before_the_point_need_no_point() -> None:
    assert significant(172.3, 3, has_zeros=True) == "172"


@pytest.mark.parametrize(
    ("number", "text"), [(math.inf, "∞"), (math.inf, "+∞"), (-math.inf, "−∞"), (-0.5, "−0.5")]
)
def test_a_number_is_found_in_what_is_written(number: float, text: str) -> None:
    assert number_in(text) == number
    assert number_in(f"{text} of 2") is None


@pytest.mark.parametrize("text", ["1.44e+121", "−0.123", "+12345.6789", "1,234,567", "+1.5e−07"])
def test_a_number_is_whole_or_in_fewer_digits_or_it_is_no_number(text: str) -> None:
    forms = [fitted(text, room, len) for room in range(12, -1, -1)]
    assert forms[0] == text
    for room, form in zip(range(12, 0, -1), forms, strict=False):
        assert len(form) <= room
        assert form == "…" or math.isclose(read(form), read(text), rel_tol=0.5)
    assert forms[-1] == "…"


@settings(deadline=None)
@given(finite, st.integers(0, 24), st.integers(1, 17))
def test_a_number_in_fewer_digits_is_never_another_number(
    number: float, room: int, digits: int
) -> None:
    form = fitted(signed(number, digits), room, len, number)
    assert len(form) <= max(room, 1)
    assert (
        form == "…"
        or math.isclose(read(form), number, rel_tol=0.51, abs_tol=1e-323)
        or (abs(number) > 9e307)
    )


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("rate 0.05 at 1,234", 16, "rate 0.05 at…"),
        ("rate 0.05 at 1,234", 8, "rate…"),
        ("w1 = −0.123", 9, "w1 =…"),
        ("16,16,1", 5, "…"),
        ("run 12 copy", 9, "run 12 c…"),
        ("no number here", 9, "no numbe…"),
        ("+∞", 1, "…"),
        ("not a number", 4, "NaN"),
        ("1.234e−17 (× 0.00123)", 20, "1.234e−17"),
        ("1.234e−17 (× 0.00123)", 7, "1.2e−17"),
        ("4 samples (2)", 10, "4 samples…"),
    ],
)
def test_words_are_cut_but_no_number_in_them(text: str, room: int, shown: str) -> None:
    assert fitted(text, room, len) == shown


def test_a_text_cut_in_the_middle_keeps_the_numbers_at_its_ends_whole_or_leaves_them_out() -> None:
    text = "step 1,234,567 of 2,345,678"
    shown = {cut(text, room, len, in_the_middle=True) for room in range(1, 28)}
    for number in (part for form in shown for part in re.findall(r"[\d,]+", form)):
        assert number in ("1,234,567", "2,345,678")


def test_one_place_decides_how_a_text_is_cut() -> None:
    sources = Path(app.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if "elidedText" in path.read_text("utf-8")] == []


def test_zeros_are_kept_for_numbers_below_each_other() -> None:
    assert significant(0.06, 3, has_zeros=True) == "0.0600"


@pytest.mark.parametrize("text", ["1" * 999 + "x", "1e1" * 333 + "x", "1.," * 333, "e+" * 500])
@pytest.mark.parametrize("in_the_middle", [True, False])
def test_a_name_of_a_thousand_digits_is_cut_at_once(text: str, in_the_middle: bool) -> None:
    # A file may give a run such a name, and it is cut with every look at the list.
    began = process_time()
    shown = cut(text, 300, lambda part: 7.0 * len(part), in_the_middle)
    assert process_time() - began < 0.2
    assert len(shown) <= 300 / 7
