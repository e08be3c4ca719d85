"""Writes files so that, whatever happens, either the old or the new one is there as a whole."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from micrograd.system.regular_file import what_is

# The names of unfinished files, which are left behind where the program is killed.
UNFINISHED = ".micrograd-*.tmp"
REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "it would be larger than files may be here",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the disk is read-only",
    errno.ENAMETOOLONG: "the name is too long",
}


class SaveError(OSError):
    """A file that was not written; what was there before is unchanged."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(error.errno, reason_of(error), str(path))
        self._name = path.name

    def __str__(self) -> str:
        return f"{self._name} was not saved: {self.strerror}."


def reason_of(error: OSError) -> str:
    """Why a file was not written, in a few words; a missing folder is named."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and error.filename:
        folder = Path(os.fsdecode(error.filename)).parent
        is_there = os.path.isdir(folder)
        return f"{folder} takes no files" if is_there else f"the folder {folder} does not exist"
    return REASONS.get(error.errno or 0, error.strerror or str(error))


def write_file(path: str | Path, data: bytes) -> None:
    """Replace a file, see `replacement`. Raises SaveError."""
    path = Path(path)
    try:
        with replacement(path) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise SaveError(path, error) from error


@contextmanager
def replacement(path: Path, ending: str = ".tmp") -> Iterator[Path]:
    """Give a new file, whose name ends with `ending`, to replace the one at `path` afterwards.

    The new file stands beside the old one and is flushed to the disk first. Links are followed,
    permissions are kept. If anything fails, the new file is removed and the old one stays.
    Raises OSError.
    """
    target, temporary = _begin(path, ending)
    try:
        yield temporary
        _sync(temporary, os.O_WRONLY)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    with suppress(OSError):
        # Flushing the folder lets the new name outlive a power failure, where the system can do it.
        _sync(target.parent, os.O_RDONLY)


def check_writable(path: Path) -> None:
    """Raise OSError where a file can't be written; leave no trace."""
    _, temporary = _begin(path, ".tmp")
    temporary.unlink()


def _begin(path: Path, ending: str) -> tuple[Path, Path]:
    """The target of a path, and a new, empty file beside it with the same permissions."""
    target = Path(os.path.realpath(path))
    mode = _mode_to_keep(target)
    temporary = target.with_name(UNFINISHED.replace("*.tmp", f"{secrets.token_hex(8)}{ending}"))
    with open(temporary, "xb"):
        if mode is not None:
            os.chmod(temporary, mode)
    return target, temporary


def _mode_to_keep(target: Path) -> int | None:
    """The permissions of a file, None where there is none. Raises OSError if it is read-only."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if what := what_is(mode):
        raise OSError(errno.EEXIST, f"there is {what} of that name")
    # Replacing needs only a writable folder; opening it refuses a file that is read-only.
    os.close(os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)))
    return stat.S_IMODE(mode)


def _sync(path: Path, access: int) -> None:
    entry = os.open(path, access)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
