"""Unsaved work kept in case the program is killed: a folder for each window."""

import json
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import platformdirs

from app.documents.endings import title_of
from app.documents.opened_file import read
from micrograd.files.errors import FileError
from micrograd.system.regular_file import read_regular
from micrograd.system.saving import UNFINISHED, write_file

LOCK, ABOUT, EXPERIMENT = "lock", "about.json", "experiment.json"
# The name of a file has at most this many bytes.
MOST_ABOUT = 2**16


def recovery_folder() -> Path:
    """The folder where all windows keep their unsaved work."""
    return platformdirs.user_state_path("micrograd-playground") / "recovery"


class Slot:
    """The folder of one window, locked while the window lives.

    `experiment.json` is an experiment file like any other; `about.json` names the file that the
    experiment was saved in.
    """

    def __init__(self, folder: Path) -> None:
        """Raises BlockingIOError where another window has it, OSError where it can't be made."""
        # Imported when needed: nothing is kept before the first edit, and filelock takes 12 ms.
        from filelock import FileLock, Timeout

        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        # The system gives up the lock of a killed program; a file with a process id would stay.
        self._lock = FileLock(folder / LOCK, timeout=0, thread_local=False, fallback_to_soft=False)
        try:
            self._lock.acquire()
        except (Timeout, FileNotFoundError):
            # Another window holds it, or found nothing in the folder and removed it.
            raise BlockingIOError from None
        self._about = b""

    @classmethod
    def new(cls, root: Path) -> "Slot":
        """A folder that no other window has. Raises OSError."""
        while True:
            # A window that looks for left work may hold the new folder for a moment, and remove it.
            with suppress(BlockingIOError):
                return cls(root / secrets.token_hex(8))

    def write(self, home: Path | None, data: bytes) -> None:
        """Keep an experiment, and the name of its file. Raises OSError."""
        about = json.dumps({"path": str(home) if home else None}).encode()
        if about != self._about:
            write_file(self.folder / ABOUT, about)
            self._about = about
        write_file(self.folder / EXPERIMENT, data)

    def remove(self) -> None:
        """Delete work that is safe elsewhere or not wanted. Raises OSError."""
        (self.folder / EXPERIMENT).unlink(missing_ok=True)
        for file in (self.folder / ABOUT, *self.folder.glob(UNFINISHED)):
            file.unlink(missing_ok=True)
        with suppress(OSError):
            # No other window can move in while the lock is held.
            self._remove_lock()
            self.folder.rmdir()
        self.release()

    def _remove_lock(self) -> None:
        try:
            (self.folder / LOCK).unlink()
        except PermissionError:
            # Windows removes no file that is open.
            self.release()
            (self.folder / LOCK).unlink()

    def release(self) -> None:
        """Leave the folder to other windows."""
        self._lock.release()


class Found(NamedTuple):
    """Work that was left. home: the file that it was saved in, None without one.

    problem: why it can't be read, "" where it can.
    """

    folder: Path
    home: Path | None
    changed: datetime
    runs: int
    steps: int
    problem: str

    @property
    def name(self) -> str:
        """What it was called."""
        return title_of(self.home) if self.home else "Untitled"

    @property
    def file(self) -> Path:
        """The experiment file."""
        return self.folder / EXPERIMENT


def find(root: Path) -> list[Found]:
    """The work that closed windows left, the newest first, unreadable work last."""
    try:
        folders = [folder for folder in root.iterdir() if os.path.isdir(folder)]
    except OSError:
        return []
    found = [_found(folder, time) for folder in folders if (time := _time_of(folder))]
    return sorted(found, key=lambda each: (not each.problem, each.changed), reverse=True)


def _time_of(folder: Path) -> datetime | None:
    """When the work of a closed window was kept, else None. Removes an empty folder."""
    try:
        slot = Slot(folder)
    except OSError:
        return None
    try:
        time = datetime.fromtimestamp((folder / EXPERIMENT).stat().st_mtime)
    except FileNotFoundError:
        with suppress(OSError):
            slot.remove()
        return None
    finally:
        slot.release()
    return time


def _found(folder: Path, time: datetime) -> Found:
    home = _home(folder)
    try:
        experiment = read(folder / EXPERIMENT).experiment
    except FileError as error:
        return Found(folder, home, time, 0, 0, str(error))
    return Found(folder, home, time, len(experiment.runs), experiment.current.steps, "")


def _home(folder: Path) -> Path | None:
    try:
        path = json.loads(read_regular(folder / ABOUT, MOST_ABOUT))["path"]
        return Path(path) if path else None
    except (OSError, ValueError, TypeError, KeyError):
        # Work without the name of its file can still be recovered.
        return None
