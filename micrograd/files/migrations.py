"""From each past version of the format to the next one, on plain dicts and lists."""

from collections.abc import Callable
from typing import Any

from micrograd.files.errors import FileError


def migrated(content: Any, version: int) -> Any:
    """The content of a file of a past version as it is in the newest. Raises FileError."""
    if version not in MIGRATIONS:
        raise FileError(f"there is no format {version}", "version")
    while version in MIGRATIONS:
        content = MIGRATIONS[version](content)
        version += 1
    return content


def _with_outlines(content: dict[str, Any]) -> dict[str, Any]:
    """Version 2 knows an outline of the losses of a run, and some of its states."""
    added: dict[str, Any] = {"outline": None, "checkpoints": []}
    runs = content.get("runs")
    if isinstance(runs, list):
        runs = [{**run, **added} if isinstance(run, dict) else run for run in runs]
    return {**content, "version": 2, "runs": runs}


# What they make is checked as if it had been read: they pass over what is wrong.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _with_outlines}
