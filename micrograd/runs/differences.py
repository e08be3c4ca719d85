"""The settings in which runs differ from each other, or a branch from its parent."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from micrograd.recipe.fault import NOTHING
from micrograd.recipe.kinds import Setting, counted
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.events import Event
from micrograd.runs.run import Run, Start

# The most edited parameters that are named in a cell.
MOST_NAMED = 3
# The most changes of a setting that are told one by one.
MOST_TOLD = 2
# The most ancestors whose settings a label tells of: the nearest.
MOST_ANCESTORS = 50


# The text of a setting that a run does not depend on, as momentum without such an optimizer.
NO_MATTER = "–"
# The text of a fault that somebody is to find.
UNTOLD = "?"


class Difference(NamedTuple):
    """A setting in which runs differ.

    texts: its value in each run, in their order. full: the same with every change on the way.
    """

    setting: str
    texts: list[str]
    full: list[str]


# The text of a setting of a run, its full text, and the value that is compared.
_Cell = tuple[str, str, object]


class _Texts:
    """Texts of values: `4 samples`, then `4 samples (2)` for as many other samples."""

    def __init__(self) -> None:
        self._known: list[tuple[Setting, Any, str]] = []

    def of(self, setting: Setting, value: Any) -> str:
        """The text of a value: equal values, and no others, have the same text."""
        for known, other, text in self._known:
            if known is setting and not setting.kind.contrast(value, other):
                return text
        text = setting.kind.words(value)
        others = [other for known, other, _ in self._known if known is setting]
        if alike := sum(setting.kind.words(other) == text for other in others):
            text = f"{text} ({alike + 1})"
        self._known.append((setting, value, text))
        return text


def differences(runs: Sequence[Run]) -> list[Difference]:
    """The settings in which the runs differ; none for a single run.

    The first value of a run stands before its changes: `0.1, from 1,000 on 0.05`.
    """
    texts = _Texts()
    rows = [_cells(run, texts) for run in runs]
    return [
        Difference(caption, [row[caption][0] for row in rows], [row[caption][1] for row in rows])
        for caption in (rows[0] if rows else {})
        if any(row[caption][2] != rows[0][caption][2] for row in rows)
    ]


def difference_from_parent(run: Run, first: Start) -> str:
    """The settings in which a branch differs from its parent at its start, as a text.

    `rate 0.05, 3 parameters`, or empty. Where it was trained with one value after another:
    `rate 0.1, from 8,814 on 0.05`. A run without a parent is compared with `first`, the start of
    another run.
    """
    parent, step = run.parent, run.start.step
    before = parent.recipe_trained_at(step) if parent else first.recipe
    parts = []
    for name, setting in SETTINGS.items():
        contrast = _course(setting, _values(run, name), getattr(before, name))
        # The seed is part of `origin`.
        if contrast and name != "seed" and _acts(run, name):
            parts.append(setting.around(contrast))
    if edited := len({i for event in _edits(run) for i in event.edits}):
        parts.append(counted(edited, "parameter"))
    return ", ".join(parts)


def _acts(run: Run, name: str) -> bool:
    """True where a run depends on a setting, at its start or at its end."""
    return run.recipe_at(run.start.step).acts(name) or run.recipe.acts(name)


def _values(run: Run, name: str) -> list[tuple[int, Any]]:
    """The values of a setting that a run was trained with, each with its first step."""
    first = run.start.step, getattr(run.recipe_at(run.start.step), name)
    later = [(event.step, event.settings[name]) for event in _later(run) if name in event.settings]
    values = [first, *later]
    if name == "fault" and run.hides_fault:
        values = [(step, value if value == NOTHING else UNTOLD) for step, value in values]
    return values


def _course(setting: Setting, values: Sequence[tuple[int, Any]], before: Any) -> str:
    """How the values of a run follow each other, in contrast to one before where it is one."""
    stretches = _stretches([(step, setting.kind.words(value)) for step, value in values])
    if len(stretches) == 1:
        return setting.kind.contrast(values[-1][1], before)
    return course_text(stretches)


def _stretches(values: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The values without those that change nothing."""
    return [next(group) for _, group in groupby(values, key=itemgetter(1))]


def course_text(stretches: Sequence[tuple[int, str]], most: float = MOST_TOLD) -> str:
    """How a setting changed: `0.1, from 8,814 on 0.003`, or `0.1, 3 changes, at last 0.003`.

    stretches: the first step and the text of each value. most: the most changes told one by one.
    """
    (_, first), *changes = stretches
    if len(changes) > most:
        return f"{first}, {counted(len(changes), 'change')}, at last {changes[-1][1]}"
    return ", ".join([first, *(f"from {step:,} on {text}" for step, text in changes)])


def _later(run: Run) -> Sequence[Event]:
    """The events on the way of a run: not those it begins with, nor those that trained nothing."""
    return run.events[run.events_until(run.start.step) : run.trained_events]


def label(run: Run) -> str:
    """How a run was trained from the beginning of its past: `rate 0.1, from 8,814 on 0.003`.

    The learning rate, a fault, and each other setting that changed on the way.
    """
    line = run.lineage[-MOST_ANCESTORS:]
    ends = [each.start.step for each in line[1:]]
    parts = []
    for name, setting in SETTINGS.items():
        values: list[tuple[int, str]] = []
        for each, end in zip(line, [*ends, math.inf], strict=True):
            own = _values(each, name)
            values += [(step, setting.kind.words(value)) for step, value in own if step < end]
        stretches = _stretches(values)
        is_told = name == "learning_rate" or (len(stretches) > 1 and name != "seed")
        is_told |= name == "fault" and stretches[0][1] != NOTHING
        if is_told and _acts(run, name):
            parts.append(_told(setting, stretches))
    return "; ".join(parts)


def _told(setting: Setting, stretches: Sequence[tuple[int, str]]) -> str:
    """The course of a setting with its words: of each value where one of them has its own."""
    if setting.untold:
        return course_text([(step, setting.around(text)) for step, text in stretches])
    return setting.around(course_text(stretches))


def titled(run: Run) -> str:
    """The name of a run, and how it was trained: `run 2: rate 0.1, from 8,814 on 0.003`."""
    return f"{run.name}: {label(run)}"


def origin(run: Run) -> str:
    """The beginning of a run in words: `from run 1 at 123,456`, or `seed 0`."""
    if run.parent:
        return f"from {run.parent.name} at {run.start.step:,}"
    return f"seed {run.recipe.seed}"


def _cells(run: Run, texts: _Texts) -> dict[str, _Cell]:
    """Everything that a run was trained with, by caption; the last changes are told with it."""
    edits = _edits(run)
    first = run.recipe_at(run.start.step)
    start = (run.parent, run.start.step) if run.parent else None
    cells: dict[str, _Cell] = {"start": (origin(run), origin(run), start)}
    for name, setting in SETTINGS.items():
        if not _acts(run, name):
            cells[setting.caption] = NO_MATTER, NO_MATTER, NO_MATTER
            continue
        values = [(step, texts.of(setting, value)) for step, value in _values(run, name)]
        stretches = _stretches(values)
        full = course_text(stretches, math.inf)
        cells[setting.caption] = course_text(stretches), full, full
    inputs = str(first.dataset.nin)
    cells["inputs"] = inputs, inputs, inputs
    named = _named(edits)
    cells["edits"] = named, named, [(event.edits, event.step) for event in edits]
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
