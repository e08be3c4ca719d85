"""A sweep as text, as scripts have it: its plan, and how much of it somebody saw."""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from app.kit.numbers import counted
from micrograd.data.dataset import Dataset
from micrograd.files.table_schema import SampleTable
from micrograd.files.tables import read_tables, stored_table
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.plan import MOST_STEPS
from micrograd.sweeps.parsing import AXES
from micrograd.sweeps.plan import FIRST_AXES, MOST_RUNS, SweepPlan

# What a wrong text is told that it should be.
WANTED = "it is a sweep as a recording writes it"


class SeenSweep(NamedTuple):
    """A sweep as somebody saw it: so many of its results.

    seconds: that it took until it ended or was cancelled; None while it goes on.
    """

    plan: SweepPlan
    results: int
    seconds: float | None


class StoredSweep(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The form of the text. settings: those that are not as usual, as a person types them.

    table: its samples, where the experiment has others.
    """

    axes: dict[str, Annotated[list[str], Meta(min_length=1)]]
    steps: Annotated[int, Meta(ge=1, le=MOST_STEPS)]
    settings: dict[str, str] = {}
    table: SampleTable | None = None
    results: Annotated[int, Meta(ge=0, le=MOST_RUNS)] = 0
    seconds: Annotated[float, Meta(ge=0)] | None = None


def stored_plan(plan: SweepPlan, has_samples: bool) -> StoredSweep:
    """A plan in the form of the text, of which nobody has seen anything."""
    recipe = plan.recipe
    values = {name: getattr(recipe, name) for name in SETTINGS if name != "dataset"}
    usual = Recipe(dataset=recipe.dataset)
    others = {name: value for name, value in values.items() if value != getattr(usual, name)}
    # A rate that is usual for one optimizer is not for another one.
    is_enough = Recipe(dataset=recipe.dataset, **others) == recipe
    axes = {name: [*map(SETTINGS[name].text, axis)] for name, axis in plan.axes.items()}
    table = stored_table(recipe.dataset, None, None) if has_samples else None
    return StoredSweep(axes, plan.steps, _typed(others if is_enough else values), table)


def _typed(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: SETTINGS[name].text(value) for name, value in values.items()}


def sweep_text(stored: StoredSweep, results: int, seconds: float | None) -> str:
    """The text of so much of a sweep."""
    seen = msgspec.structs.replace(stored, results=results, seconds=seconds)
    return msgspec.json.encode(seen).decode()


def seen_sweep(text: str, dataset: Dataset) -> SeenSweep:
    """Read a text. dataset: of the experiment. Raises ValueError with the reason."""
    stored = _stored(text)
    if stored.table is not None:
        (dataset,) = read_tables([stored.table])
    recipe = Recipe(dataset=dataset, **_read(stored.settings))
    axes = {name: _values(name, texts) for name, texts in stored.axes.items()}
    plan = SweepPlan(recipe, axes, steps=stored.steps)
    return SeenSweep(plan, min(stored.results, plan.count), stored.seconds)


def check_sweep(text: str) -> str:
    """Say what is wrong with a text, whatever the samples are; "" for nothing, and for no sweep."""
    if not text:
        return ""
    try:
        stored = _stored(text)
        _read(stored.settings)
        for name, texts in stored.axes.items():
            _values(name, texts)
        if stored.table is not None:
            read_tables([stored.table])
    except ValueError as error:
        return f"{WANTED}: {error}"
    return ""


def sweep_words(text: str) -> str:
    """What a text shows, in a few words. Raises ValueError for a wrong one."""
    if not text:
        return "no sweep"
    stored = _stored(text)
    runs = counted(_count(stored), "run")
    if stored.seconds is None and not stored.results:
        return f"a sweep of {runs} begins"
    return f"a sweep {'goes on' if stored.seconds is None else 'ends'}: {stored.results} of {runs}"


def _count(stored: StoredSweep) -> int:
    return math.prod(map(len, stored.axes.values()))


def _stored(text: str) -> StoredSweep:
    stored = msgspec.json.decode(text, type=StoredSweep)
    if unknown := stored.axes.keys() - AXES.keys():
        raise ValueError(f"{', '.join(sorted(unknown))} can't be an axis")
    if len(stored.axes) != len(FIRST_AXES):
        raise ValueError(f"it has {len(FIRST_AXES)} axes, not {len(stored.axes)}")
    count = _count(stored)
    if count > MOST_RUNS or stored.results > count:
        raise ValueError(f"it has {stored.results:,} results of {count:,} runs")
    return stored


def _read(settings: Mapping[str, str]) -> dict[str, Any]:
    # Samples typed as a path would be read from any file.
    if unknown := settings.keys() - (SETTINGS.keys() - {"dataset"}):
        raise ValueError(f"there is no setting {', '.join(sorted(unknown))}")
    return {name: SETTINGS[name].read(text) for name, text in settings.items()}


def _values(name: str, texts: Sequence[str]) -> tuple[Any, ...]:
    return tuple(map(SETTINGS[name].read, texts))
