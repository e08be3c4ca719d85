"""A lock on a file that the system lets go of when the program ends, however it ends."""

import os
import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held until `release`, or to the end of the program.

    The number of a process in a file would not do: another process may have it by then.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock of a file, which is made where it is not there.

        Raises BlockingIOError where somebody else has it, OSError where there can be none.
        """
        self._file = open(path, "ab")  # noqa: SIM115 - open as long as the lock is held
        try:
            _lock(self._file)
            # Who held it last may have removed it since it was opened.
            if not os.path.samestat(os.fstat(self._file.fileno()), os.stat(path)):
                raise BlockingIOError
        except FileNotFoundError:
            self.release()
            raise BlockingIOError from None
        except PermissionError as error:
            # So does Windows say that it is held.
            self.release()
            raise BlockingIOError from error
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let others take it."""
        self._file.close()
