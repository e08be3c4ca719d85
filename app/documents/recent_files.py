"""The experiments that were opened and saved last, remembered from one start to the next."""

import json
from pathlib import Path

from PySide6.QtCore import QSettings

MOST = 10
KEY = "recent_files"


class RecentFiles:
    """At most ten files, the last one first. Without settings they are forgotten at the end."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings
        self.paths: list[Path] = []
        # Another window may have added to them: they are read again before each change.
        self._read()

    def _read(self) -> None:
        if self._settings is None:
            return
        self._settings.sync()
        try:
            names = json.loads(str(self._settings.value(KEY, "[]")))
            self.paths = [Path(name) for name in names][:MOST]
        except (ValueError, TypeError):
            # Somebody wrote something else there.
            self.paths = []

    def _keep(self, paths: list[Path]) -> None:
        self.paths = paths[:MOST]
        if self._settings is not None:
            self._settings.setValue(KEY, json.dumps([str(path) for path in self.paths]))
            self._settings.sync()

    def add(self, path: Path) -> None:
        """Put a file first."""
        self.remove(path)
        self._keep([path, *self.paths])

    def remove(self, path: Path) -> None:
        """Forget a file."""
        self._read()
        self._keep([each for each in self.paths if each != path])

    def clear(self) -> None:
        """Forget all files."""
        self._keep([])
