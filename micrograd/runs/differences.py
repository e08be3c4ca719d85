"""The settings in which runs differ from each other, or a branch from its parent."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from micrograd.recipe.kinds import Setting, counted
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.events import Event
from micrograd.runs.run import Run, Start

# The most edited parameters that are named in a cell.
MOST_NAMED = 3


# The text of a setting that a run does not depend on, as momentum without such an optimizer.
NO_MATTER = "–"


class Difference(NamedTuple):
    """A setting in which runs differ. texts: its value in each run, in their order."""

    setting: str
    texts: list[str]


# The text of a setting of a run, and the value that is compared.
_Cell = tuple[str, object]


class _Texts:
    """Texts of values: `4 samples`, then `4 samples (2)` for as many other samples."""

    def __init__(self) -> None:
        self._known: list[tuple[Setting, Any, str]] = []

    def of(self, setting: Setting, value: Any) -> str:
        """The text of a value: equal values, and no others, have the same text."""
        for known, other, text in self._known:
            if known is setting and not setting.kind.contrast(value, other):
                return text
        text = setting.text(value)
        others = [other for known, other, _ in self._known if known is setting]
        if alike := sum(setting.text(other) == text for other in others):
            text = f"{text} ({alike + 1})"
        self._known.append((setting, value, text))
        return text


def differences(runs: Sequence[Run]) -> list[Difference]:
    """The settings in which the runs differ; none for a single run.

    The first value of a run stands before its changes: `0.1 → 0.05 at 1,000`.
    """
    texts = _Texts()
    rows = [_cells(run, texts) for run in runs]
    return [
        Difference(caption, [row[caption][0] for row in rows])
        for caption in (rows[0] if rows else {})
        if any(row[caption][1] != rows[0][caption][1] for row in rows)
    ]


def difference_from_parent(run: Run, first: Start) -> str:
    """The settings in which a branch differs from its parent at its start, as a text.

    `rate 0.05, 3 parameters`, or empty. Where it was trained with one value after another:
    `rate 0.1 → 0.05`. A run without a parent is compared with `first`, the start of another run.
    """
    parent, step = run.parent, run.start.step
    before = parent.recipe_trained_at(step) if parent else first.recipe
    parts = []
    for name, setting in SETTINGS.items():
        contrast = _course(setting, _values(run, name), getattr(before, name))
        # The seed is part of `origin`.
        if contrast and name != "seed" and _acts(run, name):
            parts.append(setting.told.format(contrast))
    if edited := len({i for event in _edits(run) for i in event.edits}):
        parts.append(counted(edited, "parameter"))
    return ", ".join(parts)


def _acts(run: Run, name: str) -> bool:
    """True where a run depends on a setting, at its start or at its end."""
    return run.recipe_at(run.start.step).acts(name) or run.recipe.acts(name)


def _values(run: Run, name: str) -> list[Any]:
    """The values of a setting that a run was trained with, in their order."""
    first = getattr(run.recipe_at(run.start.step), name)
    return [first, *(event.settings[name] for event in _later(run) if name in event.settings)]


def _course(setting: Setting, values: Sequence[Any], before: Any) -> str:
    """The first and the last of some values, in contrast to the value before where there is one."""
    texts = [text for text, _ in groupby(map(setting.text, values))]
    if len(texts) == 1:
        return setting.kind.contrast(values[-1], before)
    return " → ".join(texts if len(texts) == 2 else [texts[0], "…", texts[-1]])


def _later(run: Run) -> Sequence[Event]:
    """The events on the way of a run: not those it begins with, nor those that trained nothing."""
    return run.events[run.events_until(run.start.step) : run.trained_events]


def origin(run: Run) -> str:
    """The beginning of a run in words: `from run 1 at 123,456`, or `seed 0`."""
    if run.parent:
        return f"from {run.parent.name} at {run.start.step:,}"
    return f"seed {run.recipe.seed}"


def _cells(run: Run, texts: _Texts) -> dict[str, _Cell]:
    """Everything that a run was trained with, by caption; the last changes are told with it."""
    edits = _edits(run)
    first = run.recipe_at(run.start.step)
    later = run.events[run.events_until(run.start.step) :]
    cells: dict[str, _Cell] = {
        "start": (origin(run), (run.parent, run.start.step) if run.parent else None)
    }
    for name, setting in SETTINGS.items():
        course = [texts.of(setting, getattr(first, name))]
        course += [
            f"{texts.of(setting, event.settings[name])} at {event.step:,}"
            for event in later
            if name in event.settings
        ]
        text = " → ".join(course) if _acts(run, name) else NO_MATTER
        cells[setting.caption] = text, text
    inputs = str(first.dataset.nin)
    cells["inputs"] = inputs, inputs
    cells["edits"] = _named(edits), [(event.edits, event.step) for event in edits]
    return cells


def _named(events: Sequence[Event]) -> str:
    texts = [f"{event.text} at {event.step:,}" for event in events[:MOST_NAMED]]
    if len(events) > MOST_NAMED:
        texts.append(f"and {counted(len(events) - MOST_NAMED, 'edit')} more")
    return ", ".join(texts) or "none"


def _edits(run: Run) -> list[Event]:
    """The edits of a run's parameters, including those before its first step."""
    later = [event for event in run.events if event.edits]
    return later if run.parent else [*run.start.edits, *later]
