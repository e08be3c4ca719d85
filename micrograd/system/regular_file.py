"""Reads regular files only: a pipe may never answer, and a device may have no end."""

import errno
import os
import stat
from pathlib import Path

KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# A pipe that takes the place of a file after it was looked at is opened without waiting.
ACCESS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
BYTES_AT_A_TIME = 2**20


class NotAFileError(OSError):
    """Something that is no regular file, in one line."""

    def __init__(self, what: str) -> None:
        super().__init__(errno.EINVAL, f"it is {what}, not a file")


def what_is(mode: int) -> str:
    """`a folder`, `a named pipe`, … for the mode of a file; "" for a regular file."""
    return "" if stat.S_ISREG(mode) else KINDS.get(stat.S_IFMT(mode), "something else")


def check_regular(mode: int) -> None:
    """Raise NotAFileError for the mode of anything but a regular file."""
    if what := what_is(mode):
        raise NotAFileError(what)


def read_regular(path: str | Path, most: int) -> bytes:
    """The first `most` + 1 bytes of a regular file, or all where there are fewer; never waits.

    Raises NotAFileError for anything else, and OSError where the file can't be read.
    """
    # Opening a device may already do something.
    check_regular(os.stat(path).st_mode)
    entry = os.open(path, ACCESS)
    try:
        check_regular(os.fstat(entry).st_mode)
        pieces, left = [], most + 1
        while left and (piece := os.read(entry, min(left, BYTES_AT_A_TIME))):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)
    finally:
        os.close(entry)
