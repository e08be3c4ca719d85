"""Only regular files are read, no more of them than is asked for, and nothing is waited for."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from micrograd.system import regular_file
from micrograd.system.regular_file import NotAFileError, read_regular


@pytest.fixture
def others(tmp_path: Path) -> Iterator[dict[str, Path]]:
    """Things that are no regular files, by what they are called."""
    names = {"a named pipe": "pipe", "a socket": "socket", "a folder": "folder"}
    paths = {what: tmp_path / name for what, name in names.items()}
    os.mkfifo(paths["a named pipe"])
    paths["a folder"].mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(paths["a socket"]))
        yield {**paths, "a device": Path("/dev/zero")}


@pytest.mark.parametrize("what", ["a named pipe", "a socket", "a folder", "a device"])
@pytest.mark.parametrize("is_link", [False, True])
def test_anything_else_is_refused_at_once_and_named(
    what: str, is_link: bool, others: dict[str, Path], tmp_path: Path
) -> None:
    path = others[what]
    if is_link:
        path = tmp_path / "link"
        path.symlink_to(others[what])
    with pytest.raises(NotAFileError) as told:
        read_regular(path, 100)
    assert told.value.strerror == f"it is {what}, not a file"


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    others: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    regular = os.stat(__file__)
    monkeypatch.setattr(regular_file.os, "stat", lambda path: regular)
    with pytest.raises(NotAFileError):
        read_regular(others["a named pipe"], 100)


@pytest.mark.parametrize("most", [0, 4, 5, 6])
def test_no_more_is_read_than_one_byte_too_many(most: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_regular(path, most) == b"12345"[: most + 1]


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "nothing", 1)
