"""Tracebacks for a report: as Python prints them, without the paths of a person."""

from pathlib import Path

import pytest

from app.kit.trace import place_of, trace_of, without_paths


def caught(call: object, *arguments: object) -> BaseException:
    try:
        call(*arguments)  # type: ignore[operator]
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_source_files_are_named_from_their_library_on() -> None:
    _, trace = trace_of(caught(place_of, 7))
    assert 'File "app/kit/trace.py"' in trace
    assert 'File "traceback.py"' in trace
    assert "AttributeError" in trace.splitlines()[-1]


def test_a_file_that_is_missing_keeps_only_its_ending(tmp_path: Path) -> None:
    text, trace = trace_of(caught(open, tmp_path / "my data" / "ada lovelace.csv"))
    assert text == "FileNotFoundError: [Errno 2] No such file or directory: '<path>.csv'"
    for part in ("ada", "lovelace", "my data", str(tmp_path), tmp_path.name):
        assert part not in trace


def test_what_an_error_came_from_is_told_without_paths_as_well() -> None:
    def fail() -> None:
        try:
            Path("/home/ada/letters/to charles.txt").read_text()
        except OSError as error:
            raise ValueError("not read: /home/ada/letters") from error

    text, trace = trace_of(caught(fail))
    assert text == "ValueError: not read: <path>"
    assert "The above exception was the direct cause" in trace
    assert "ada" not in trace
    assert "charles" not in trace


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("no file: 'C:\\Users\\Ada Byron\\x.json'", "no file: '<path>.json'"),
        ("~/nets/a.json is broken", "<path>.json is broken"),
        ("1/2 of a / b, and/or c", "1/2 of a / b, and/or c"),
        ("edit: rename Ada/Charles", "edit: rename Ada/Charles"),
        ('no file: "/home/ada/Charles\' nets/x.json"', 'no file: "<path>.json"'),
        ("no file: '/home/ada/Charles\\'s \"net\"/x.json'", "no file: '<path>.json'"),
        ("“/home/ada/my nets/x.json” is no “net”", "“<path>.json” is no “net”"),
        ("“/home/ada/my nets/of Lord Byr…", "“<path>"),
        ("no file: /home/Ada Byron/my nets/the first one.json", "no file: <path>.json"),
        ("C:\\Users\\Ada Byron\\x.json is no file", "<path>.json is no file"),
        (
            "/home/Ada Byron/x.json: it is broken. Nothing is lost.",
            "<path>.json: it is broken. Nothing is lost.",
        ),
        ("/home/ada/nets is full. It has no room", "<path> is full. It has no room"),
    ],
)
def test_a_path_is_told_from_other_text(text: str, left: str) -> None:
    assert without_paths(text) == left


def test_what_is_told_of_an_error_is_one_line_without_its_notes() -> None:
    def fail() -> None:
        error = ValueError("a line\nand another")
        error.add_note("as it was tried")
        raise error

    text, trace = trace_of(caught(fail))
    assert text == "ValueError: a line and another"
    assert trace.endswith("as it was tried\n")


def test_two_errors_of_one_line_have_one_place_and_others_have_not() -> None:
    def fail(kind: type[Exception], text: str) -> None:
        raise kind(text)

    places = [place_of(caught(fail, ValueError, text)) for text in ("a", "b")]
    assert places[0] == places[1]
    assert place_of(caught(fail, TypeError, "a")) != places[0]
