"""Files that nobody but this person may have written: what is run as code is read from no other."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from micrograd.system.saving import write_file

# Elsewhere than on POSIX systems a person's cache folder is closed to others by the system.
IS_POSIX = hasattr(os, "geteuid")
# A link is not followed, and a pipe without a writer is not waited for.
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def read_own(path: Path) -> bytes:
    """The bytes of a regular file that only its owner may write to, in a folder of that kind.

    Its owner is this person or the administrator. Raises OSError for any other, unread.
    """
    if not IS_POSIX:
        return path.read_bytes()
    with _opened(path.parent, os.O_RDONLY | os.O_DIRECTORY) as folder:
        _check(folder, stat.S_ISDIR)
        # What was looked at is what is read: both are named by the open folder and the open file.
        with _opened(Path(path.name), FLAGS, folder) as file:
            _check(file, stat.S_ISREG)
            with open(file, "rb", closefd=False) as content:
                return content.read()


def write_own(path: Path, data: bytes) -> None:
    """Replace whatever stands at a path by a file that `read_own` reads. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not IS_POSIX:
        write_file(path, data)
        return
    folder = path.parent.stat()
    if folder.st_mode & WRITABLE_BY_OTHERS:
        path.parent.chmod(stat.S_IMODE(folder.st_mode) & ~WRITABLE_BY_OTHERS)
    try:
        read_own(path)
    except OSError:
        # A link would be followed, and the permissions of a file kept.
        with suppress(IsADirectoryError):
            path.unlink(missing_ok=True)
    write_file(path, data)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)


@contextmanager
def _opened(path: Path, flags: int, folder: int | None = None) -> Iterator[int]:
    descriptor = os.open(path, flags | os.O_CLOEXEC, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _check(descriptor: int, is_kind: Callable[[int], bool]) -> None:
    state = os.fstat(descriptor)
    is_own = state.st_uid in (os.geteuid(), 0)
    if not (is_kind(state.st_mode) and is_own) or state.st_mode & WRITABLE_BY_OTHERS:
        raise PermissionError("somebody else may have written it")
