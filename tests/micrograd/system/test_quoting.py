"""Text of others is quoted on one line, short, and with nothing in it that acts on the reader."""

import pytest

from micrograd.system.quoting import LONGEST_QUOTE, quoted, shortened, shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain – “text” äß ŷ", "plain – “text” äß ŷ"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202egnp.exe", "a\\u202egnp.exe"),
        ("bell\x07 zero\x00 wide\u200b", "bell\\x07 zero\\x00 wide\\u200b"),
        ("two\nlines", "two\nlines"),
        ("\r over", "\\r over"),
        ("half \udcff", "half \\udcff"),
        ("no\u00a0break", "no\u00a0break"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
    ],
)
def test_invisible_characters_are_written_out(text: str, seen: str) -> None:
    assert shown(text) == seen


def test_a_quote_is_short_and_on_one_line() -> None:
    assert quoted("a\n b\t c") == "“a b c”"
    assert quoted("") == quoted("  ") == ""
    assert quoted("x" * 99) == f"“{'x' * (LONGEST_QUOTE - 1)}…”"
    assert len(shortened("\u202e" * 99)) == LONGEST_QUOTE
