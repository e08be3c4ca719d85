"""In which settings runs differ: several from each other, or each from what it began with."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from micrograd.data.dataset import Dataset
from micrograd.recipe.network import NetworkConfig, draw_network
from micrograd.runs.events import DataEvent, ParameterEvent, RateEvent
from micrograd.runs.run import Run, Start

# So many edited parameters are named in a cell.
MOST_NAMED = 3


class Difference(NamedTuple):
    """A setting in which runs differ. texts: what it is in each of them, in their order."""

    setting: str
    texts: list[str]


class _Setting(NamedTuple):
    """How a setting is written, and what is compared."""

    text: str
    value: object


class _Names:
    """Short names for datasets: `4 samples`, and `4 samples (2)` for others of as many."""

    def __init__(self) -> None:
        self._known: list[tuple[Dataset, str]] = []

    def of(self, dataset: Dataset) -> str:
        """The name of a dataset; equal ones have the same."""
        for known, name in self._known:
            if known is dataset or known == dataset:
                return name
        name = _counted(len(dataset), "sample")
        alike = sum(len(known) == len(dataset) for known, _ in self._known)
        if alike:
            name = f"{name} ({alike + 1})"
        self._known.append((dataset, name))
        return name


def differences(runs: Sequence[Run]) -> list[Difference]:
    """Only the settings in which the runs differ; none for a single run.

    What is changed in the course of a run stands behind what it began with:
    `0.1 → 0.05 at 1,000`.
    """
    names = _Names()
    rows = [_settings(run, names) for run in runs]
    return [
        Difference(setting, [row[setting].text for row in rows])
        for setting in (rows[0] if rows else {})
        if any(row[setting].value != rows[0][setting].value for row in rows)
    ]


def difference_from_parent(run: Run, first: Start) -> str:
    """What a branch is trained with other than its parent was where it left it.

    `rate 0.05, 3 parameters`; empty where nothing differs. A run without a parent is compared
    with `first`, the start of another one.
    """
    if run.parent:
        step = run.start.step
        config = run.parent.config
        dataset, rate = run.parent.settings_after(run.parent.events_until(step))
    else:
        config, dataset, rate = first.config, first.dataset, first.learning_rate
    parts = []
    if run.settings.learning_rate != rate:
        parts.append(f"rate {_number(run.settings.learning_rate)}")
    parts += _network_difference(run.config, config)
    parts += _data_difference(run.settings.dataset, dataset)
    if edited := len({event.index for event in _edited_parameters(run)}):
        parts.append(_counted(edited, "parameter"))
    return ", ".join(parts)


def origin(run: Run) -> str:
    """Where a run begins: `from run 1 at 123,456`, or `seed 0`."""
    if run.parent:
        return f"from {run.parent.name} at {run.start.step:,}"
    return f"seed {run.config.seed}"


def _network_difference(config: NetworkConfig, other: NetworkConfig) -> Iterable[str]:
    if config.layers != other.layers:
        yield f"layers {_layers(config)}"
    if _activations(config) != _activations(other):
        yield _activations(config)


def _data_difference(dataset: Dataset, other: Dataset) -> Iterable[str]:
    if dataset.nin != other.nin:
        yield _counted(dataset.nin, "input")
    if len(dataset) != len(other):
        yield _counted(len(dataset), "sample")
    elif dataset is not other and dataset != other and dataset.nin == other.nin:
        yield "data"


def _settings(run: Run, names: _Names) -> dict[str, _Setting]:
    """All that a run was trained with, by name."""
    first = run.settings_after(run.events_until(run.start.step))
    config, later = run.config, [event for event in run.events if event.step > run.start.step]
    rates = [(e.step, _number(e.learning_rate)) for e in later if isinstance(e, RateEvent)]
    data = [(e.step, names.of(e.dataset)) for e in later if isinstance(e, DataEvent)]
    start = origin(run)
    edited = _edited_parameters(run)
    texts = {
        "start": start,
        "learning rate": _course(_number(first.learning_rate), rates),
        "layers": _layers(config),
        "activations": _activations(config),
        "seed": str(config.seed),
        "data": _course(names.of(first.dataset), data),
        "inputs": str(first.dataset.nin),
    }
    settings = {name: _Setting(text, text) for name, text in texts.items()}
    settings["start"] = _Setting(start, (run.parent, run.start.step) if run.parent else None)
    value = [(event.index, event.data, event.step) for event in edited]
    settings["edits"] = _Setting(_named(edited), value)
    return settings


def _course(first: str, changes: Sequence[tuple[int, str]]) -> str:
    return " → ".join([first, *[f"{text} at {step:,}" for step, text in changes]])


def _named(events: Sequence[ParameterEvent]) -> str:
    texts = [f"{event.text} at {event.step:,}" for event in events[:MOST_NAMED]]
    if len(events) > MOST_NAMED:
        texts.append(f"and {_counted(len(events) - MOST_NAMED, 'edit')} more")
    return ", ".join(texts) or "none"


def _edited_parameters(run: Run) -> list[ParameterEvent]:
    """The edits of a run's parameters, those before its first step included."""
    later = [event for event in run.events if isinstance(event, ParameterEvent)]
    return later if run.parent else [*_edited_at_start(run), *later]


_drawn: WeakKeyDictionary[Run, tuple[Start, list[ParameterEvent]]] = WeakKeyDictionary()


def _edited_at_start(run: Run) -> list[ParameterEvent]:
    """In what a start differs from what its seed draws: drawn again only for another start."""
    known = _drawn.get(run)
    if known and known[0] is run.start:
        return known[1]
    start = run.start
    fresh = draw_network(start.dataset.nin, start.config).parameters()
    edited = [
        ParameterEvent(start.step, i, parameter.label, data)
        for i, (parameter, data) in enumerate(zip(fresh, start.data, strict=True))
        if parameter.data != data
    ]
    _drawn[run] = (start, edited)
    return edited


def _layers(config: NetworkConfig) -> str:
    return ",".join(str(width) for width in config.layers)


def _activations(config: NetworkConfig) -> str:
    """One name where all layers have the same."""
    alike = len(set(config.activations)) == 1
    return config.activations[0] if alike else ",".join(config.activations)


def _number(number: float) -> str:
    """As a person would type it."""
    return repr(number).removesuffix(".0")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
