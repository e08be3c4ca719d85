"""Pieces of a script are valid, at most 100 columns wide, and run no typed text."""

import ast

from micrograd.export.python_text import call, comment, docstring, number_list, printable, rows


def test_what_does_not_print_is_left_out_of_a_text():
    assert printable("a\nb\r\tc\x00\u2028\u202ed") == "a b c d"


def test_a_long_comment_takes_several_lines():
    lines = comment("step " * 50)
    assert len(lines) == 3
    assert all(line.startswith("# ") and len(line) <= 100 for line in lines)


def test_a_docstring_says_what_was_typed():
    for title in ("run 1", 'a """ b', "a\\", '"', "word " * 30):
        text = "\n".join(docstring(title, "What it is."))
        expected = f"{' '.join(title.split())}\n\nWhat it is."
        assert " ".join(ast.get_docstring(ast.parse(text)).split()) == " ".join(expected.split())


def test_a_row_that_is_too_long_is_broken_between_its_numbers():
    numbers = [[i / 7 for i in range(12)], [1.0, -0.0]]
    lines = list(rows(numbers, "    "))
    assert len(lines) > 2
    assert max(map(len, lines)) <= 100
    assert lines[-1] == "    [1.0, -0.0],"
    assert repr(ast.literal_eval("[\n" + "\n".join(lines) + "\n]")) == repr(numbers)


def test_a_call_that_is_too_long_has_a_line_for_each_argument():
    assert call("f", ["1", "2"]) == ["f(1, 2)"]
    assert call("f", ["1" * 60, "2" * 60]) == ["f(", f"    {'1' * 60},", f"    {'2' * 60},", ")"]


def test_numbers_are_listed_as_one_says_them():
    assert number_list([4]) == "4"
    assert number_list([4, 3, 1]) == "4, 3 and 1"
