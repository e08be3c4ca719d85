"""A file that is no experiment is refused in one line, with the place of the error."""

import os
from pathlib import Path

import pytest

from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes, read_experiment
from micrograd.files.writing import to_bytes
from tests.micrograd.files.refusals import NEW, message_of

# Files that are not JSON, or JSON of something else.


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\t ", "the file is empty"),
        (b"Dear diary,\n", "line 1, column 1: this is not JSON"),
        (b"\x89PNG\r\n\x1a\n", "line 1, column 1: this is not JSON"),
        (NEW.decode().encode("utf-16"), "line 1, column 1: this is not JSON"),
        (NEW[:200], "line 11, column 20: the file is not whole, it ends too early"),
        (NEW + b"\n}", "line 52, column 1: this is not JSON: nothing may follow here"),
        (NEW.replace(b"run 1", b"r\xfcn"), "line 21, column 17: this is not text in UTF-8"),
        (NEW.replace(b"run 1", b"\\ud800"), "line 21, column 22: this is not JSON"),
        (b"[]", "expected `object`, got `array`"),
        (b"{}", "format: this is not an experiment of Micrograd Playground"),
        (
            b'{"format": "recipe", "version": 1}',
            "format: this is not an experiment of Micrograd Playground",
        ),
        (
            NEW.replace(b'"hidden": true', b"").replace(
                b'"name": "run 1"', b'"name": "", "name": ""'
            ),
            "line 21, column 19: “name” is there twice",
        ),
        (
            NEW.replace(b'"name": "run 1"', b'"name": "{\\"", "n\\u0061me": ""'),
            "line 21, column 22: “name” is there twice",
        ),
        (NEW.replace(b": 0.1,", b": NaN,"), "line 28, column 28: this is not JSON"),
        (NEW.replace(b": 0.1,", b": Infinity,"), "line 28, column 28: this is not JSON"),
        (
            NEW.replace(b": 0.1,", b": 1e999,"),
            "runs[0].start.recipe.learning_rate: number out of range",
        ),
    ],
)
def test_what_is_no_json_is_named_by_line_and_column(data: bytes, message: str) -> None:
    assert message_of(data) == message


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n",
        "x,y\n1,2\n",
        "x1;x2;y\n0,5;1;-1\n",
        "\ufeffx,y\r\n1e3,-2\r\n",
        "x,y\n" + "1.5,2\n" * 50_000 + "oops",
    ],
)
def test_a_data_file_is_told_from_an_experiment(text: str) -> None:
    message = message_of(text.encode())
    assert message == "this is a table of samples, no experiment: open it as dataset (--data)"


def test_a_byte_order_mark_does_no_harm() -> None:
    assert to_bytes(from_bytes(b"\xef\xbb\xbf" + NEW)) == NEW


# Folders, devices and pipes.


def refusal_of(path: Path) -> str:
    with pytest.raises(FileError) as error:
        read_experiment(path)
    return str(error.value)


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal_of(tmp_path / "pipe") == "it is a named pipe, not a file"
    assert refusal_of(Path("/dev/zero")) == "it is a device, not a file"
    assert refusal_of(tmp_path) == "it is a folder, not a file"
    assert refusal_of(tmp_path / "nothing") == "there is no such file"
    assert refusal_of(tmp_path / "pipe" / "a") == "Not a directory"


def test_a_file_without_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(NEW)
    file.chmod(0)
    if os.access(file, os.R_OK):
        # Root, who may be running the tests, can read every file.
        def refuse(*arguments: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("micrograd.system.regular_file.os.open", refuse)
    assert refusal_of(file) == "you have no permission to read it"


def test_a_file_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    with open(tmp_path / "large.json", "wb") as file:
        file.truncate(10**9)
    assert refusal_of(tmp_path / "large.json") == (
        "1,000 MB are too many: a file has at most 64 MB"
    )
