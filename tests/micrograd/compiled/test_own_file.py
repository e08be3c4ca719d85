"""Machine code is read from files that nobody else may have written, and from no others."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from micrograd.compiled import library, own_file
from micrograd.compiled.own_file import read_own, write_own

pytestmark = pytest.mark.skipif(not own_file.IS_POSIX, reason="modes and owners are POSIX's")

CODE = b"code"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that was written for this person only."""
    path = tmp_path / "cache" / "loop.o"
    write_own(path, CODE)
    return path


def widen(path: Path, bits: int) -> None:
    path.chmod(path.stat().st_mode | bits)


def become_a_link(path: Path) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(elsewhere)


def become_a_dangling_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "nowhere")


def become_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_a_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


# What somebody does to the file, or to its folder.
doubts = pytest.mark.parametrize(
    "doubt",
    [
        lambda path: widen(path, 0o020),
        lambda path: widen(path, 0o002),
        lambda path: widen(path.parent, 0o020),
        lambda path: widen(path.parent, 0o002),
        become_a_link,
        become_a_dangling_link,
        become_a_pipe,
        become_a_device,
    ],
    ids=["group", "all", "folder of group", "folder of all", "link", "no end", "pipe", "device"],
)


def test_what_was_written_is_read(path: Path) -> None:
    assert read_own(path) == CODE
    assert path.stat().st_mode & 0o777 == 0o600


@doubts
def test_what_somebody_else_may_have_written_is_not_read(
    path: Path, doubt: Callable[[Path], None]
) -> None:
    doubt(path)
    refused: list[OSError] = []

    def read() -> None:
        try:
            read_own(path)
        except OSError as error:
            refused.append(error)

    # A pipe that was waited for would hold up the test for ever.
    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(60)
    assert len(refused) == 1


@doubts
def test_it_is_written_anew_and_read_then(path: Path, doubt: Callable[[Path], None]) -> None:
    doubt(path)
    write_own(path, CODE * 2)
    assert read_own(path) == CODE * 2
    assert not path.is_symlink()


def test_a_link_is_replaced_and_not_written_through(path: Path) -> None:
    become_a_link(path)
    write_own(path, CODE * 2)
    assert (path.parent.parent / "elsewhere").read_bytes() == CODE


@pytest.mark.parametrize("part", ["file", "folder"])
def test_what_belongs_to_another_person_is_not_read(
    path: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owned = path if part == "file" else path.parent
    inode, fstat = owned.stat().st_ino, os.fstat

    def of_another(descriptor: int) -> os.stat_result:
        state = fstat(descriptor)
        if state.st_ino != inode:
            return state
        return os.stat_result((*state[:4], os.geteuid() + 1, *state[5:]))

    monkeypatch.setattr(os, "fstat", of_another)
    with pytest.raises(PermissionError):
        read_own(path)


def test_a_mask_that_lets_the_group_write_does_not_make_it_doubtful(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        path = tmp_path / "open" / "cache" / "loop.o"
        write_own(path, CODE)
    finally:
        os.umask(before)
    assert read_own(path) == CODE


@doubts
def test_machine_code_that_is_in_doubt_is_built_anew(
    sealed: bytes,
    own_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    doubt: Callable[[Path], None],
) -> None:
    library.save(sealed)
    doubt(library.cache_file())
    assert not library.load_from_cache()
    assert library.loaded() is None
    library.save(sealed)
    assert library.load_from_cache()
