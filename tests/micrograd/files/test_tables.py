"""A table that an edit made of an earlier one is stored as what was changed."""

import json
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd.data.dataset import Dataset
from micrograd.data.rows import MANY, ArrayRows
from micrograd.files import limits
from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes
from micrograd.files.stretches import Stretch, stretches_of
from micrograd.files.tables import FEWEST_SHARED
from micrograd.files.writing import Encoder, to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import setting_event
from micrograd.runs.experiment import Experiment, new_experiment

FEW = FEWEST_SHARED
Edit = Callable[[Dataset], Dataset]


def drawn(count: int, seed: int = 0) -> Dataset:
    chance = random.Random(seed)
    return Dataset.from_rows([[chance.uniform(-1, 1) for _ in range(3)] for _ in range(count)])


def edited(*edits: Edit, count: int = FEW) -> Experiment:
    """A run whose dataset was edited again and again."""
    dataset = drawn(count)
    experiment = new_experiment(Recipe(dataset=dataset))
    for edit in edits:
        dataset = edit(dataset)
        experiment.current.events.append(setting_event(0, "dataset", dataset, "edit"))
    return experiment


def datasets_in(experiment: Experiment) -> list[Dataset]:
    events = (event.settings["dataset"] for event in experiment.current.events)
    return [experiment.current.start.recipe.dataset, *events]


def tables_of(experiment: Experiment) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = json.loads(to_bytes(experiment))["datasets"]
    return tables


def type_cells(dataset: Dataset) -> Dataset:
    return dataset.with_samples({7: [-0.0, 0.25, 0.5], 8: [1.0, 1.0, 1.0], 30: [3.0, 2.0, 1.0]})


EDITS: dict[str, tuple[Edit, list[dict[str, Any]]]] = {
    "cells": (
        type_cells,
        [
            {"first": 0, "count": 7, "then": [[-0.0, 0.25, 0.5], [1.0, 1.0, 1.0]]},
            {"first": 9, "count": 21, "then": [[3.0, 2.0, 1.0]]},
            {"first": 31, "count": FEW - 31},
        ],
    ),
    "the first one": (
        lambda dataset: dataset.with_samples({0: [1.0, 2.0, 3.0]}),
        [{"first": 0, "count": 0, "then": [[1.0, 2.0, 3.0]]}, {"first": 1, "count": FEW - 1}],
    ),
    "one more": (
        lambda dataset: dataset.with_samples({FEW: [1.0, 2.0, 3.0]}),
        [{"first": 0, "count": FEW, "then": [[1.0, 2.0, 3.0]]}],
    ),
    "some less": (
        lambda dataset: dataset.with_samples({}, {3, 4, 20}),
        [
            {"first": 0, "count": 3},
            {"first": 5, "count": 15},
            {"first": 21, "count": FEW - 21},
        ],
    ),
    "less and more": (
        lambda dataset: dataset.with_samples({9: [1.0, 1.0, 1.0], FEW: [1.0, 2.0, 3.0]}, {5, 6}),
        [
            {"first": 0, "count": 5},
            {"first": 7, "count": 2, "then": [[1.0, 1.0, 1.0]]},
            {"first": 10, "count": FEW - 10, "then": [[1.0, 2.0, 3.0]]},
        ],
    ),
    "another name": (
        lambda dataset: dataset.renamed(0, "size"),
        [{"first": 0, "count": FEW}],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_stored_as_what_it_changed(name: str) -> None:
    edit, stretches = EDITS[name]
    experiment = edited(edit)
    first, second = tables_of(experiment)
    assert len(first["samples"]) == FEW
    assert (second["like"], second["stretches"]) == (0, stretches)
    assert "samples" not in second


@pytest.mark.parametrize("count", [FEW, MANY + 70])
def test_many_edits_come_back_with_every_bit(count: int) -> None:
    edits = [edit for edit, _ in EDITS.values()]
    experiment = edited(*edits, *edits, count=count)
    data = to_bytes(experiment)
    opened = from_bytes(data)
    assert to_bytes(opened) == data
    for one, other in zip(datasets_in(experiment), datasets_in(opened), strict=True):
        assert one.is_same(other)
        assert repr(one.rows()) == repr(other.rows())
        assert isinstance(other.xs, ArrayRows) == (count >= MANY)


def test_more_edits_of_a_large_table_fit_than_tables_would() -> None:
    count, edits = 60_000, 12
    experiment = edited(*[type_cells] * edits, count=count)
    assert edits * count > limits.MOST_LISTS
    opened = from_bytes(to_bytes(experiment))
    assert datasets_in(opened)[-1] == datasets_in(experiment)[-1]


def test_tables_that_have_little_in_common_are_stored_as_they_are() -> None:
    others: list[Edit] = [
        lambda _: drawn(FEW, 1),
        lambda _: drawn(FEW - 3, 2),
        lambda _: drawn(MANY, 3),
        lambda _: drawn(MANY - 100, 4),
        lambda _: drawn(MANY + 100, 5),
        lambda dataset: dataset.with_input(),
        lambda dataset: dataset.with_targets(2),
    ]
    tables = tables_of(edited(*others))
    assert len(tables) == len(others) + 1
    assert all("samples" in table and "like" not in table for table in tables)


def test_a_small_table_is_stored_as_it_is() -> None:
    first, second = tables_of(edited(lambda d: d.with_samples({0: [1.0, 2.0, 3.0]}), count=FEW - 1))
    assert len(first["samples"]) == len(second["samples"]) == FEW - 1


def test_a_table_is_written_anew_once_the_one_that_it_is_like_is_another() -> None:
    encoder, experiment = Encoder(), edited(type_cells, EDITS["one more"][0])
    encoder.encode(experiment)
    for _ in range(2):
        del experiment.current.events[0]
        data = encoder.encode(experiment)
        assert data == Encoder().encode(experiment)
        assert from_bytes(data).current.recipe.dataset == experiment.current.recipe.dataset


def test_what_takes_long_is_prepared_once() -> None:
    encoder, experiment = Encoder(), edited(type_cells, count=MANY)
    assert len(encoder.work_ahead(experiment)) == 2
    for work in encoder.work_ahead(experiment):
        work()
    encoder.encode(experiment)
    assert not encoder.work_ahead(experiment)
    assert encoder.encode(experiment) == Encoder().encode(experiment)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no table": ({"like": 1}, "datasets[1].like: 1 is no table before this one"),
    "samples, too": (
        {"samples": [[1, 2, 3]]},
        "datasets[1].samples: there are stretches of another table, too",
    ),
    "of nothing": (
        {"like": None},
        "datasets[1].stretches: there is no other table that they are of",
    ),
    "too many": (
        {"stretches": [{"first": 1, "count": FEW}]},
        f"datasets[1].stretches[0].count: that table has {FEW} samples",
    ),
    "narrow": (
        {"stretches": [{"first": 1, "count": 3, "then": [[1, 2]]}]},
        "datasets[1].stretches[0].then[0]: 2 numbers, but 2 inputs and 1 targets are 3",
    ),
    "nothing": ({"stretches": []}, "datasets[1]: there is no sample"),
    "other columns": ({"inputs": 1}, "datasets[1].like: that table has other inputs and targets"),
    "negative": ({"stretches": [{"first": -1, "count": 3}]}, "datasets[1].stretches[0].first: exp"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_stretch_is_named_by_its_path(name: str) -> None:
    change, message = WRONG[name]
    content = json.loads(to_bytes(edited(type_cells)))
    content["datasets"][1] |= change
    with pytest.raises(FileError) as error:
        from_bytes(json.dumps(content).encode())
    assert str(error.value).startswith(message)


def test_tables_that_would_fill_the_memory_are_neither_written_nor_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    experiment = edited(type_cells)
    data = to_bytes(experiment)
    monkeypatch.setattr(limits, "MOST_NUMBERS", 2 * 3 * FEW - 1)
    message = f"^all tables together have {6 * FEW} numbers: a file has at most {6 * FEW - 1}$"
    for act in (lambda: from_bytes(data), lambda: to_bytes(experiment)):
        with pytest.raises(FileError, match=message):
            act()


def test_rows_that_were_removed_anywhere_leave_stretches_of_the_others() -> None:
    chance = random.Random(3)
    for _ in range(20):
        count = chance.randrange(40, 400)
        before = np.arange(2 * count).reshape(-1, 2)
        removed = chance.sample(range(count), chance.randrange(1, 9))
        after = np.delete(before, removed, axis=0)
        found = stretches_of(before, after)
        assert found is not None
        assert sum(each.shared for each in found) == count - len(removed)
        assert np.array_equal(put_together(before, after, found), after)


def put_together(before: Any, after: Any, found: list[Stretch]) -> Any:
    pieces = []
    for first, shared, begin, end in found:
        pieces += [before[first : first + shared], after[begin:end]]
    return np.concatenate(pieces)
