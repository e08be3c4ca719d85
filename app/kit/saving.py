"""Writing a file so that, whatever happens, the old one or the new one is there, whole."""

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

# The name of a file that is being written; it stays where the program is killed meanwhile.
UNFINISHED = ".micrograd-*.tmp"
REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "it would be larger than files may be here",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the disk is read-only",
    errno.EISDIR: "there is a folder of that name",
    errno.ENAMETOOLONG: "the name is too long",
}


class SaveError(OSError):
    """A file was not written; what was there before is still there."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(error.errno, reason_of(error), str(path))
        self._name = path.name

    def __str__(self) -> str:
        return f"{self._name} was not saved: {self.strerror}."


def reason_of(error: OSError) -> str:
    """Why a file was not written, in a few words; names the folder that is missing."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and error.filename:
        folder = Path(os.fsdecode(error.filename)).parent
        is_there = os.path.isdir(folder)
        return f"{folder} takes no files" if is_there else f"the folder {folder} does not exist"
    return REASONS.get(error.errno or 0, error.strerror or str(error))


def write_file(path: str | Path, data: bytes) -> None:
    """Write a file beside the target and let it take the target's place once it is on the disk.

    A link is followed, and permissions are kept. Raises SaveError.
    """
    path = Path(path)
    try:
        target = Path(os.path.realpath(path))
        mode = _mode_to_keep(target)
        temporary = target.with_name(UNFINISHED.replace("*", secrets.token_hex(8)))
        try:
            _write_through(temporary, data, mode)
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(target.parent)
    except OSError as error:
        raise SaveError(path, error) from error


def _mode_to_keep(target: Path) -> int | None:
    """The permissions of what is there, None where nothing is.

    Raises OSError where it is no file, or one that may not be written to.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EACCES
        raise OSError(number, os.strerror(number))
    # To be replaced it would only need to be in a folder that can be written to.
    os.close(os.open(target, os.O_WRONLY))
    return stat.S_IMODE(mode)


def _write_through(file: Path, data: bytes, mode: int | None) -> None:
    with open(file, "xb") as out:
        if mode is not None:
            os.chmod(file, mode)
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    """Let the new name outlive a power failure, where the system can do that."""
    with contextlib.suppress(OSError):
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)
