"""A damaged file opens as an experiment that works, or is refused in one line."""

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from micrograd.files import completing
from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import Experiment
from micrograd.training.divergence import DivergenceError
from tests.micrograd.files.experiments import bits_at, train

FILES = [(Path(__file__).parent / f"version_{i}.json").read_bytes() for i in (1, 2)]
JUNK: list[Any] = [
    *(None, True, False, "", "nan", "tanh", "run 1", [], {}, [[]], [1.0, 2.0]),
    *(0, 1, 2, 3, 5, 12, 25, 33, -1, 2**31, 10**15, 10**16, 10**400),
    *(0.5, -0.0, 1e-300, 1e300, 1.7976931348623157e308, float("nan"), float("inf")),
]


@pytest.fixture(autouse=True)
def short_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that ask for much training are refused sooner, so that every file is quick here."""
    monkeypatch.setattr(completing, "MOST_SECONDS", 0.001)
    monkeypatch.setattr(completing, "MOST_SECONDS_TO_PLACE", 0.1)


def places_in(content: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in JSON: the list or object, and the index or key there."""
    keys = range(len(content)) if isinstance(content, list) else list(content)
    for key in keys:
        yield content, key
        if isinstance(content[key], list | dict):
            yield from places_in(content[key])


def mutate(content: Any, rng: random.Random) -> None:
    """Delete, double, replace or change the value at one place."""
    # Most values of a file are numbers: the lists around them are chosen as often.
    places = [(c, k) for c, k in places_in(content) if not isinstance(c[k], float)]
    within, key = rng.choice(places)
    value = within[key]
    other_within, other_key = rng.choice(places)
    match rng.randrange(6):
        case 0:
            del within[key]
        case 1 if isinstance(within, list):
            within.insert(key, json.loads(json.dumps(value)))
        case 2:
            within[key] = json.loads(json.dumps(other_within[other_key]))
        case 3 if isinstance(value, int) and not isinstance(value, bool):
            within[key] = value + rng.choice([-1, 1, 10])
        case 4 if isinstance(value, list) and value:
            value[rng.randrange(len(value))] = rng.choice(JUNK)
        case _:
            within[key] = rng.choice(JUNK)


def with_other_content(data: bytes, rng: random.Random) -> bytes:
    content = json.loads(data)
    for _ in range(rng.choice([1, 1, 2, 4])):
        mutate(content, rng)
    return json.dumps(content).encode()


def with_other_numbers(data: bytes, rng: random.Random) -> bytes:
    """Numbers of the same kind, so that most of these files open."""
    content = json.loads(data)
    places = [(c, k) for c, k in places_in(content) if type(c[k]) in (int, float)]
    floats = [(c, k) for c, k in places if isinstance(c[k], float)]
    counts = [(c, k) for c, k in places if isinstance(c[k], int)]
    for _ in range(rng.choice([1, 2, 4])):
        within, key = rng.choice(rng.choice([floats, counts]))
        number = within[key]
        if isinstance(number, float):
            within[key] = rng.choice([0.0, 1e300, -1e300, 1e-300, 2 * number, number + 1])
        else:
            within[key] = rng.choice([number + 1, max(0, number - 1), rng.randrange(40)])
    return json.dumps(content).encode()


def with_other_bytes(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 3])):
        changed[rng.randrange(len(changed))] = rng.choice([rng.randrange(256), *b'"{}[],:\\0'])
    return bytes(changed)


def cut_or_doubled(data: bytes, rng: random.Random) -> bytes:
    begin, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return rng.choice([data[:end], data[:begin] + data[end:], data[:end] + data[begin:]])


def check_that_it_works(experiment: Experiment, rng: random.Random) -> None:
    """It is saved and opened again, its place is shown, and its runs can be trained on."""
    data = to_bytes(experiment)
    assert to_bytes(from_bytes(data)) == data
    current = experiment.current
    bits_at(current, current.place)
    for run in experiment.all_runs():
        if run.steps > 1000:
            # The engine takes too long for a test to compute more steps again.
            continue
        try:
            bits_at(run, rng.randint(run.start.step, run.steps))
            assert len(train(run, 1)) == 1
        except DivergenceError:
            # Training may diverge with the changed numbers.
            continue


@pytest.mark.parametrize(
    "change", [with_other_content, with_other_numbers, with_other_bytes, cut_or_doubled]
)
@given(st.integers(0, 2**32))
@example(0)
@settings(max_examples=100, deadline=None)
def test_a_changed_file_works_or_is_refused(
    change: Callable[[bytes, random.Random], bytes], seed: int
) -> None:
    rng = random.Random(seed)
    data = change(rng.choice(FILES), rng)
    message = "it works"
    began = time.process_time()
    try:
        experiment = from_bytes(data)
    except FileError as error:
        message = str(error)
    else:
        check_that_it_works(experiment, rng)
    assert time.process_time() - began < 2
    # A window can show it on one line.
    assert message
    assert message.isprintable()
