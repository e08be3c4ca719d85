"""Lets one process at a time build the compiled loop; the others wait, and load what it built."""

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class BuildLock:
    """A lock that is free again when its process ends, however it ends.

    Where no file can be locked, everybody has it: building twice is better than never. As a
    context it waits until it has the lock. path: the file to be locked; it stays, empty.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: Any = None

    def acquire(self, waits: bool = False) -> bool:
        """Take the lock; False where another process has it. waits: until that is done with it."""
        # Imported when needed: a loop that is in the cache needs no lock, and filelock takes 12 ms.
        from filelock import FileLock, Timeout

        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = FileLock(self._path, thread_local=False, fallback_to_soft=False)
            if not self._lock.is_locked:
                try:
                    self._lock.acquire(timeout=-1 if waits else 0)
                except Timeout:
                    return False
        return True

    def release(self) -> None:
        """Let others have the lock."""
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        self.acquire(waits=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
