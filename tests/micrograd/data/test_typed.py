"""Numbers are read as people type them anywhere, and asked about where a text has two meanings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd.data.typed import (
    TwoMeaningsError,
    decimal_sign_of_table,
    is_number,
    parse_number,
    shortest,
    whole_number,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,05", 0.05),
        ("1,5", 1.5),
        ("−1,5", -1.5),
        (",5", 0.5),
        ("0,123", 0.123),
        ("1,2345", 1.2345),
        ("1234,567", 1234.567),
        ("1,234e-5", 1.234e-5),
        ("1,5E3", 1500.0),
        ("1,234.5", 1234.5),
        ("1,234,567", 1_234_567.0),
        ("1.234,5", 1234.5),
        ("1.234.567", 1_234_567.0),
        ("1.234.567,8", 1_234_567.8),
        ("1 234,567", 1234.567),
        ("12\u202f345\u202f678", 12_345_678.0),
        ("1\u00a0234.5", 1234.5),
        ("12’345.5", 12_345.5),
        ("1.234", 1.234),
        ("-2.5e-3", -0.0025),
    ],
)
def test_a_number_with_one_meaning_is_read_wherever_it_comes_from(text, number):
    assert parse_number(text) == number
    assert is_number(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("1,234", "“1,234” has two meanings: write 1.234 or 1234"),
        ("-12,500", "“-12,500” has two meanings: write -12.500 or -12500"),
        (" 999,000 ", "“999,000” has two meanings: write 999.000 or 999000"),
    ],
)
def test_a_comma_before_three_digits_is_asked_about(text, advice):
    with pytest.raises(TwoMeaningsError) as raised:
        parse_number(text)
    assert str(raised.value) == advice
    assert is_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3",
        "1.2.3",
        "1,23,456",
        "1 2",
        "0 500",
        "0,001,000",
        "0.001,5",
        "1,,5",
        ",",
        ".",
        "0x10",
        "1_0",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is not a number"):
        parse_number(text)


@given(FINITE)
def test_what_is_written_is_read_back_to_the_same_bits(number):
    assert parse_number(shortest(number)).hex() == number.hex()


@given(FINITE)
def test_a_decimal_comma_is_never_read_as_another_number(number):
    try:
        read = parse_number(shortest(number).replace(".", ","))
    except TwoMeaningsError:
        return
    assert read == number


# Tables.


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["1", "0,5", "x"], ","),
        (["0.5", "1,234"], "."),
        (["1.234,5", "1,234"], ","),
        (["1,234.5"], "."),
        (["1,234", "1.234", "1"], ""),
        (["0,5", "0.5"], ""),
        ([], ""),
    ],
)
def test_the_cells_of_a_table_tell_its_decimal_sign(cells, sign):
    assert decimal_sign_of_table([cells]) == sign


def test_the_sign_of_a_table_tells_what_a_cell_means():
    assert parse_number("1,234", ",") == 1.234
    assert parse_number("1.234", ",") == 1234.0
    assert parse_number("1,234", ".") == 1234.0
    assert parse_number("1.234", ".") == 1.234
    assert parse_number("1.5", ",") == 1.5


# Whole numbers.


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 25000 ", 25_000),
        ("25,000", 25_000),
        ("25 000", 25_000),
        ("1\u202f234\u202f567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("1’000", 1000),
        ("9" * 18, 10**18 - 1),
        ("1.5", None),
        ("1,5", None),
        ("1.000,5", None),
        ("0.002", None),
        ("0,002", None),
        ("0 500", None),
        ("050.000", None),
        ("1,000.000", None),
        ("-3", None),
        ("1e3", None),
        ("²", None),
        ("1_000", None),
        ("9" * 19, None),
        ("", None),
    ],
)
def test_a_whole_number_may_have_groups_of_three_digits(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("25.000", "“25.000” has two meanings: write 25 or 25000"),
        (" 1.234 ", "“1.234” has two meanings: write 1 or 1234"),
    ],
)
def test_a_point_before_three_digits_is_asked_about_where_a_whole_number_is_typed(text, advice):
    # A point is decimal in every other field.
    assert parse_number(text) == float(text)
    with pytest.raises(TwoMeaningsError) as raised:
        whole_number(text)
    assert str(raised.value) == advice
    assert whole_number(text, ",") == int(text.replace(".", ""))
