"""Migrations of the content of a file, as plain dicts and lists, from each version to the next."""

from collections.abc import Callable
from typing import Any

from micrograd.files.errors import FileError

Migration = Callable[[dict[str, Any]], dict[str, Any]]


def migrated(content: Any, version: int) -> Any:
    """The content of an earlier version in the form of the newest one. Raises FileError."""
    if version not in MIGRATIONS:
        raise FileError(f"there is no format {version}", "version")
    while version in MIGRATIONS:
        content = MIGRATIONS[version](content)
        version += 1
    return {**content, "version": version}


def _of_runs(migrate: Migration) -> Migration:
    """The migration of a file whose runs alone are changed."""

    def migrated_runs(content: dict[str, Any]) -> dict[str, Any]:
        runs = content.get("runs")
        if isinstance(runs, list):
            runs = [migrate(run) if isinstance(run, dict) else run for run in runs]
        return {**content, "runs": runs}

    return migrated_runs


def _with_outline(run: dict[str, Any]) -> dict[str, Any]:
    """Version 2 adds an outline of the losses of a run, and some of its states."""
    return {**run, "outline": None, "checkpoints": []}


def _with_recipe(run: dict[str, Any]) -> dict[str, Any]:
    """Version 3 has all settings of a run together, and the same form for the events of each."""
    start, events = run.get("start"), run.get("events")
    if isinstance(start, dict) and isinstance(start.get("network"), dict):
        recipe, rest = dict(start["network"]), dict(start)
        del rest["network"]
        recipe |= {name: rest.pop(name) for name in ("dataset", "learning_rate") if name in rest}
        run = {**run, "start": {**rest, "recipe": recipe}}
    if isinstance(events, list):
        run = {**run, "events": list(map(_renamed, events))}
    return run


def _with_choices(content: dict[str, Any]) -> dict[str, Any]:
    """Version 4 adds what was chosen in the views, and the fields of a planned sweep."""
    return {**content, "chosen": None, "sweep": {}}


def _with_short_names(run: dict[str, Any]) -> dict[str, Any]:
    """Version 5 names losses and optimizers as the command line does, and has many more."""
    start = run.get("start")
    recipe = start.get("recipe") if isinstance(start, dict) else None
    if isinstance(start, dict) and isinstance(recipe, dict):
        named = {
            key: SHORT_NAMES[recipe[key]]
            for key in ("loss", "optimizer")
            if isinstance(recipe.get(key), str) and recipe[key] in SHORT_NAMES
        }
        return {**run, "start": {**start, "recipe": {**recipe, **named}}}
    return run


def _as_it_is(content: dict[str, Any]) -> dict[str, Any]:
    """Version 6 lets a table of samples share those of an earlier one."""
    return content


def _with_map(content: dict[str, Any]) -> dict[str, Any]:
    """Version 7 adds what was seen of the map."""
    return {**content, "map": None}


def _renamed(event: Any) -> Any:
    kind = event.get("kind") if isinstance(event, dict) else None
    if not isinstance(kind, str) or kind not in NEW_NAMES:
        return event
    new_kind, names = NEW_NAMES[kind]
    renamed = {names.get(key, key): value for key, value in event.items()}
    return {"note": "", **renamed, "kind": new_kind}


# The new name of an event in version 3, and the new names of its fields.
NEW_NAMES = {
    "rate": ("learning_rate", {"learning_rate": "value"}),
    "data": ("dataset", {"dataset": "value", "text": "note"}),
    "network": ("network", {"text": "note"}),
}
SHORT_NAMES = {"sum of squared errors": "sum-squared", "gradient descent": "gradient-descent"}
# The step from each version to the next. Wrong values stay: the result is
# checked like a file of the newest version.
MIGRATIONS: dict[int, Migration] = {
    1: _of_runs(_with_outline),
    2: _of_runs(_with_recipe),
    3: _with_choices,
    4: _of_runs(_with_short_names),
    5: _as_it_is,
    6: _with_map,
}
